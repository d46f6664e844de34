package httpd

import (
	"context"
	"net/http"
	"time"
)

// callTimeout is how long an endpoint may take to find out what it answers,
// such as from Chat. It is shorter than the time that writing the answer has.
const callTimeout = 20 * time.Second

// A call is one request that may be answered, on its way through a [handler].
type call struct {
	*service
	r        *http.Request
	endpoint *endpoint
	path     []string // the values of the names in the endpoint's path, in their order
	served   *Served
}

// context returns the context in which a handler asks others. It ends when the
// client goes, when the server is closed, and after some time.
func (c *call) context() (context.Context, context.CancelFunc) {
	return context.WithTimeout(c.r.Context(), callTimeout)
}

// pathValue returns the value of a name in the path, "" if it has none of it.
func (c *call) pathValue(name string) string {
	n := 0
	for _, segment := range segments(c.endpoint.Path) {
		switch {
		case !isName(segment):
		case segment == "{"+name+"}":
			return c.path[n]
		default:
			n++
		}
	}
	return ""
}
