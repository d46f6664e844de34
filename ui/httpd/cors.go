package httpd

import (
	"net/http"
	"slices"
	"strings"
)

// preflightAge is for how many seconds a browser need not ask again whether it
// may ask.
const preflightAge = "600"

// isPreflight reports whether a browser asks whether a page may ask. Such a
// request never carries a key in a header.
func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && len(r.Header["Origin"]) == 1 && r.Header.Get("Access-Control-Request-Method") != ""
}

// preflight answers a browser for a page that may ask, which the policy has
// found out.
func (s *service) preflight(r *http.Request, parts []string) answer {
	allowed := s.routes.methods(parts)
	if len(allowed) == 0 { // the request itself is told that there is nothing
		allowed = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions}
	}
	h := http.Header{
		"Access-Control-Allow-Methods": {strings.Join(allowed, ", ")},
		"Access-Control-Allow-Headers": {strings.Join(allowedHeaders(r.Header.Get("Access-Control-Request-Headers")), ", ")},
		"Access-Control-Max-Age":       {preflightAge},
		"Vary":                         {"Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network"},
	}
	if r.Header.Get("Access-Control-Request-Private-Network") == "true" {
		h.Set("Access-Control-Allow-Private-Network", "true")
	}
	return answer{status: http.StatusNoContent, header: h}
}

// allowedHeaders returns the headers that the page may send: those that are of
// use here, and what its HTTP library adds, which is ignored.
func allowedHeaders(asked string) []string {
	const most = 20
	allowed := []string{"Authorization", "Content-Type"}
	for name := range strings.SplitSeq(asked, ",") {
		name = strings.TrimSpace(name)
		known := slices.ContainsFunc(allowed, func(a string) bool { return strings.EqualFold(a, name) })
		if isHeaderName(name) && !known && len(allowed) < most {
			allowed = append(allowed, name)
		}
	}
	return allowed
}

func isHeaderName(s string) bool {
	return s != "" && len(s) <= 64 && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
}

// share adds the headers by which a browser lets a page that may ask read the
// answer: its failures, too.
func (p *policy) share(h http.Header, r *http.Request) {
	if len(p.origins) == 0 {
		return
	}
	h.Add("Vary", "Origin") // what is answered depends on it even where there is none
	if origins := r.Header["Origin"]; len(origins) == 1 && p.lists(origins[0]) {
		h.Set("Access-Control-Allow-Origin", origins[0])
		h.Set("Access-Control-Expose-Headers", "Allow, Retry-After, WWW-Authenticate")
	}
}
