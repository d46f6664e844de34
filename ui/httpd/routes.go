package httpd

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"atc/keystore/secret"
	"atc/tokens"
)

// keyPart is what stands before the key in a path: /k/KEY/….
const keyPart = "k"

// A location is what a path leads to.
type location struct {
	// parts are those of the path, each unescaped by itself, so that a slash may
	// stand in one. Doubled and trailing slashes count for nothing.
	parts []string
	// whole is the path with all its slashes, two of which may belong to a token.
	whole string
}

// pathOf returns what the path of a request leads to, and takes the key off, as
// a secret.
func pathOf(r *http.Request) (at location, key secret.Value) {
	pieces := strings.Split(r.URL.Path, "/")
	if r.URL.RawPath != "" { // something in it is escaped that would not be by default
		pieces = strings.Split(r.URL.RawPath, "/")
		for i := range pieces {
			if plain, err := url.PathUnescape(pieces[i]); err == nil {
				pieces[i] = plain
			}
		}
	}
	pieces = afterSlashes(pieces)
	if len(pieces) > 1 && pieces[0] == keyPart {
		if named := afterSlashes(pieces[1:]); len(named) > 0 {
			key, pieces = secret.New(named[0]), afterSlashes(named[1:])
		}
	}
	return location{parts: withoutEmpty(slices.Clone(pieces)), whole: "/" + strings.Join(pieces, "/")}, key
}

// afterSlashes returns the pieces of a path without the empty ones it begins with.
func afterSlashes(pieces []string) []string {
	for len(pieces) > 0 && pieces[0] == "" {
		pieces = pieces[1:]
	}
	return pieces
}

// Routes find the endpoint for a path.
type routes []route

// A route is the path of an endpoint in its parts.
type route struct {
	parts    []string
	names    int // how many of them are names
	endpoint *endpoint
}

// newRoutes returns the routes of a table, those with fewer names first.
func newRoutes(rows []endpoint) routes {
	all := make(routes, len(rows))
	for i := range rows {
		all[i] = route{parts: segments(rows[i].Path), endpoint: &rows[i]}
		for _, p := range all[i].parts {
			if isName(p) {
				all[i].names++
			}
		}
	}
	slices.SortStableFunc(all, func(a, b route) int { return a.names - b.names })
	return all
}

// A match is the endpoint that a path leads to.
type match struct {
	endpoint *endpoint
	values   []string // of the names in its path
}

// find returns the endpoint for a method and a path, or why there is none. Of
// several it is the one with the fewest names. What is asked with HEAD is that
// of GET, the answer's body left out by package net/http.
func (all routes) find(method string, at location) (match, *failure) {
	parts := at.parts
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for i := range all {
		if all[i].endpoint.Method == method && all[i].fits(parts) {
			return all[i].match(parts), nil
		}
	}
	if allowed := all.methods(parts); len(allowed) > 0 {
		use := slices.DeleteFunc(slices.Clone(allowed), func(m string) bool { return m == http.MethodHead || m == http.MethodOptions })
		f := quoting(http.StatusMethodNotAllowed, method, "%s is not answered here: use "+strings.Join(use, " or "))
		f.header = http.Header{"Allow": {strings.Join(allowed, ", ")}}
		return match{}, f
	}
	return match{}, all.nothingAt(at)
}

// fits reports whether a path has the parts of the route.
func (r *route) fits(parts []string) bool {
	if len(parts) != len(r.parts) {
		return false
	}
	for i, p := range r.parts {
		if p != parts[i] && !isName(p) {
			return false
		}
	}
	return true
}

// match returns the values of the names in a path that fits, as the client has
// sent them: handlers read them by [call.inPath].
func (r *route) match(parts []string) match {
	m := match{endpoint: r.endpoint}
	if r.names == 0 {
		return m
	}
	m.values = make([]string, 0, r.names)
	for i, p := range r.parts {
		if isName(p) {
			m.values = append(m.values, parts[i])
		}
	}
	return m
}

// methods returns what can be asked of a path, OPTIONS last, and nothing for an
// unknown one.
func (all routes) methods(parts []string) []string {
	var found []string
	for i := range all {
		if !all[i].fits(parts) {
			continue
		}
		for _, m := range methods(all[i].endpoint.Method) {
			if !slices.Contains(found, m) {
				found = append(found, m)
			}
		}
	}
	if len(found) > 0 {
		found = append(found, http.MethodOptions)
	}
	return found
}

// nothingAt returns the failure for a path that no endpoint has. It names the
// one that is nearest, if it is near.
func (all routes) nothingAt(at location) *failure {
	const near = 4 // slips
	var nearest *endpoint
	least := near
	for i := range all {
		if d := all[i].distance(at.parts, least); d < least {
			nearest, least = all[i].endpoint, d
		}
	}
	guess := ""
	if nearest != nil {
		guess = "did you mean " + nearest.Method + " " + nearest.Path + "? "
	}
	return quoting(http.StatusNotFound, at.whole, "there is no %s: "+guess+"GET / lists what can be asked")
}

// distance counts the slips between a path and the route: letters in the parts
// that stand for themselves, parts that are missing, and thrice those that are
// too many: they were sent for a reason. It stops counting at limit.
func (r *route) distance(parts []string, limit int) int {
	d := max(0, len(r.parts)-len(parts)) + 3*max(0, len(parts)-len(r.parts))
	if len(parts) == 0 || len(r.parts) == 0 {
		return limit
	}
	for i := range min(len(parts), len(r.parts)) {
		if d >= limit {
			break
		}
		if p := r.parts[i]; !isName(p) && p != parts[i] {
			slips := tokens.EditDistance(p, strings.ToLower(parts[i]))
			if 3*slips > 2*len(p) { // another word
				return limit
			}
			d += max(1, slips)
		}
	}
	return d
}
