package emulator

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// maxBody is the longest body that is read, in bytes. The service does not say
// what it allows; 60 users of the longest names and nicknames are 40 KB.
const maxBody = 1 << 20

// patience is how long a body may take to arrive.
const patience = 15 * time.Second

// A call is a request on its way through the service.
type call struct {
	request  *http.Request
	body     []byte
	started  time.Time // by the clock of the machine
	now      time.Time // by the clock of the service
	app      bool      // the path is below the app's
	byKey    bool      // …and names it by the AppKey
	segments []string  // of the path
	rest     []string  // of the path below the app
	endpoint *endpoint // nil for none
	allow    string    // the methods of the path, where the request has another
	refused  *failure  // before anything was looked at
}

// receive reads a request and finds out what it asks for.
func (s *Service) receive(w http.ResponseWriter, r *http.Request) *call {
	c := &call{request: r, started: s.now(), segments: segments(r.URL)}
	s.locate(c)
	// The body is read first, whatever becomes of the request: the server
	// notices that a client has gone only once it has read all of it.
	deadline := http.NewResponseController(w)
	_ = deadline.SetReadDeadline(time.Now().Add(patience)) // a recorder of a test has none
	if c.refused = c.read(w); c.refused == nil {
		_ = deadline.SetReadDeadline(time.Time{})
	}
	return c
}

// read reads the body. Where it fails, the connection is of no more use.
func (c *call) read(w http.ResponseWriter) *failure {
	if c.request.Body == nil {
		return nil
	}
	var err error
	c.body, err = io.ReadAll(http.MaxBytesReader(w, c.request.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &tooLarge):
		return web(http.StatusRequestEntityTooLarge)
	}
	w.Header().Set("Connection", "close")
	return web(http.StatusRequestTimeout)
}

// segments splits a path. One that cannot be unescaped is taken as it stands.
func segments(u *url.URL) []string {
	all := strings.Split(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	for i, part := range all {
		if text, err := url.PathUnescape(part); err == nil {
			all[i] = text
		}
	}
	return all
}

// locate finds the app and the endpoint that the path of a call names.
func (s *Service) locate(c *call) {
	path := c.segments
	if len(path) < 2 {
		return
	}
	byID := path[0] == "app-id" && path[1] == s.appID
	c.byKey = !byID && s.org != "" && path[0] == s.org && path[1] == s.app
	c.app = byID || c.byKey
	if !c.app {
		return
	}
	c.rest = path[2:]
	var methods []string
	for i := range endpoints {
		e := &endpoints[i]
		switch {
		case !e.matches(c.rest):
		case e.method == c.request.Method:
			c.endpoint = e
			return
		default:
			methods = append(methods, e.method)
		}
	}
	c.allow = strings.Join(methods, ", ")
}

// window returns which limit the call counts against.
func (c *call) window() int {
	if c.endpoint == nil {
		return windowUsers
	}
	return c.endpoint.window
}

// name returns the user in the path, as the service keeps usernames.
func (c *call) name() string { return lower(c.segment(1)) }

func (c *call) segment(i int) string {
	if i < len(c.rest) {
		return c.rest[i]
	}
	return ""
}

// below returns the path below the app.
func (c *call) below() string { return "/" + strings.Join(c.rest, "/") }

func (c *call) uri() string {
	scheme := "http"
	if c.request.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + c.request.Host + c.request.URL.EscapedPath()
}

// jsonBody reports whether the body is said to be JSON.
func (c *call) jsonBody() bool {
	kind, _, err := mime.ParseMediaType(c.request.Header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}

// An endpoint is one call of the API.
type endpoint struct {
	method string
	path   []string // below the app; "*" is any one segment
	window int
	json   bool // it has a body
	// own is for a call that a user token may make for its own user.
	own   bool
	serve func(*Service, *call) (any, *failure)
}

func (e *endpoint) matches(path []string) bool {
	return slices.EqualFunc(e.path, path, func(pattern, segment string) bool {
		return pattern == segment || pattern == "*" && segment != ""
	})
}

// endpoints are the calls that are served. Where documents contradict each
// other about a method, the one stands here that most of them and the official
// server SDK agree on; the others are refused as 405.
var endpoints = []endpoint{
	{method: "POST", path: []string{"users"}, json: true, serve: (*Service).register},
	{method: "GET", path: []string{"users"}, serve: (*Service).list},
	{method: "DELETE", path: []string{"users"}, window: windowDelete, serve: (*Service).deleteMany},
	{method: "POST", path: []string{"users", "batch", "status"}, window: windowStatuses, json: true, serve: (*Service).statuses},
	{method: "GET", path: []string{"users", "*"}, own: true, serve: (*Service).get},
	{method: "PUT", path: []string{"users", "*"}, json: true, serve: (*Service).setNickname},
	{method: "DELETE", path: []string{"users", "*"}, serve: (*Service).delete},
	{method: "PUT", path: []string{"users", "*", "password"}, json: true, serve: (*Service).setPassword},
	{method: "POST", path: []string{"users", "*", "deactivate"}, serve: (*Service).ban},
	{method: "POST", path: []string{"users", "*", "activate"}, serve: (*Service).unban},
	{method: "GET", path: []string{"users", "*", "disconnect"}, serve: (*Service).disconnect},
	{method: "DELETE", path: []string{"users", "*", "disconnect", "*"}, serve: (*Service).disconnectDevice},
	{method: "GET", path: []string{"users", "*", "resources"}, serve: (*Service).resources},
	{method: "GET", path: []string{"users", "*", "status"}, serve: (*Service).status},
	{method: "GET", path: []string{"users", "*", "offline_msg_count"}, serve: (*Service).offlineCount},
	{method: "GET", path: []string{"users", "*", "offline_msg_status", "*"}, serve: (*Service).offlineStatus},
	{method: "POST", path: []string{"token"}, window: windowToken, json: true, serve: (*Service).exchange},
}
