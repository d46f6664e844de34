package httpd

import (
	"net/http"
	"slices"
	"strings"

	"atc/tokens"
)

// An endpoint is one row of the table that everything about endpoints is read
// off: routing, /openapi.json, the text at / and [Server.Endpoints].
type endpoint struct {
	Endpoint
	parameters []parameter // in the order in which people see them
	answer     form        // of status 200
	errors     shape       // the zero shape is that of [plainShape]
	// fails says with which statuses it may fail, and why, besides those of all
	// endpoints that build a token.
	fails  map[int]string
	handle handler
}

// reads reports whether its handler reads parameters, and with them a body:
// those that tell of the server itself do not.
func (e *endpoint) reads() bool { return e.Method != http.MethodGet || len(e.parameters) > 0 }

// A handler answers one call whose sender may ask. An error that is no
// [*failure] is answered with status 500, without its text.
type handler func(c *call) (reply, error)

// A parameter is one that an endpoint reads. One in the body may stand in the
// query as well, see [call.params].
type parameter struct {
	in       place
	name     string
	required bool
	schema   schema
}

// A place is where a parameter stands.
type place string

// The places of parameters.
const (
	inPath  place = "path"
	inQuery place = "query"
	inBody  place = "body"
)

// endpoints returns the table for a catalog. Paths with fewer names in braces
// stand for themselves: a literal part is preferred to a name.
func endpoints(catalog tokens.Catalog) []endpoint {
	return slices.Concat(guideEndpoints(), kindEndpoints(catalog), aboutEndpoints())
}

// segments splits a path at its slashes. Doubled and trailing ones count for
// nothing.
func segments(path string) []string {
	return withoutEmpty(strings.Split(path, "/"))
}

func withoutEmpty(pieces []string) []string {
	return slices.DeleteFunc(pieces, func(s string) bool { return s == "" })
}

// isName reports whether a segment of an endpoint's path is a name in braces.
func isName(segment string) bool { return strings.HasPrefix(segment, "{") }

// methods returns what an Allow header lists for an endpoint's method.
func methods(method string) []string {
	if method == http.MethodGet {
		return []string{http.MethodGet, http.MethodHead}
	}
	return []string{method}
}
