package httpd

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"

	"atc/keystore/secret"
	"atc/tokens"
)

// A service answers requests. Nothing of it changes but the number of requests,
// and who has sent wrong keys.
type service struct {
	cfg       Config
	limits    tokens.Limits
	endpoints []endpoint
	routes    routes
	policy    policy
	keys      keys
	documents documents
	number    atomic.Uint64
}

// newService returns a service for a configuration that was checked, which can
// be reached at urls, the first of them before others.
func newService(cfg Config, urls []string) *service {
	rows := endpoints(cfg.Catalog)
	return &service{
		cfg:       cfg,
		limits:    tokens.Limits{Longest: MaxLifetime, AppTokens: cfg.AppTokens},
		endpoints: rows,
		routes:    newRoutes(rows),
		policy:    newPolicy(&cfg),
		keys:      keys{key: cfg.Key},
		documents: newDocuments(&cfg, rows, urls),
	}
}

// An answer is what is written for a request.
type answer struct {
	reply
	status int
	header http.Header // besides what each answer has; nil for none
	// problem is why there is no token, in the words of the answer.
	problem string
}

// ServeHTTP answers one request and tells the log of it. It implements
// [http.Handler].
func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := s.cfg.Now()
	at, key := pathOf(r)
	served := Served{
		Number: s.number.Add(1), Time: start, Client: clientOf(r), Method: r.Method,
		Agent: r.UserAgent(), Path: at.whole,
	}
	a := s.answer(r, at, key, &served)
	s.write(w, r, &a)
	if s.cfg.Log != nil {
		served.Status, served.Problem, served.Took = a.status, a.problem, s.cfg.Now().Sub(start)
		s.hide(&served)
		s.cfg.Log(served)
	}
}

// answer finds out what to answer. Nothing has an effect before the policy and
// the key have let the request pass. What a panic says stays inside: it may
// hold anything.
func (s *service) answer(r *http.Request, at location, key secret.Value, served *Served) (a answer) {
	written := plainShape()
	defer func() {
		if recover() != nil {
			a = s.failed(served, failed(http.StatusInternalServerError, "atc has failed inside: please report what was asked"), written)
		}
	}()
	found, missed := s.routes.find(r.Method, at)
	if found.endpoint != nil && found.endpoint.errors.write != nil {
		written = found.endpoint.errors
	}
	if f := s.policy.refuse(r); f != nil {
		return s.failed(served, f, written)
	}
	if isPreflight(r) {
		return s.preflight(r, at.parts)
	}
	if f := s.keys.refuse(r, key, served.Client, served.Time); f != nil {
		return s.failed(served, f, written)
	}
	if allowed := s.routes.methods(at.parts); r.Method == http.MethodOptions && len(allowed) > 0 {
		return answer{status: http.StatusNoContent, header: http.Header{"Allow": {strings.Join(allowed, ", ")}}}
	}
	if missed != nil {
		return s.failed(served, missed, written)
	}
	c := &call{service: s, r: r, endpoint: found.endpoint, path: found.values, served: served}
	body, err := found.endpoint.handle(c)
	if err == nil {
		return answer{reply: body, status: http.StatusOK}
	}
	f, ok := errors.AsType[*failure](err)
	if !ok {
		f = failed(http.StatusInternalServerError, "atc has failed inside: please report what was asked")
	}
	return s.failed(served, f, written)
}

// failed returns the answer of a failure, and takes back what was noted of a
// token that is not handed out.
func (s *service) failed(served *Served, f *failure, written shape) answer {
	served.Token, served.Ends = Served{}.Token, Served{}.Ends
	f = s.present(f)
	return answer{reply: written.write(f), status: f.status, header: f.header, problem: f.Error()}
}

// write writes an answer, with the headers that each has: tokens are kept by no
// cache, and no answer is taken for a page or a script.
func (s *service) write(w http.ResponseWriter, r *http.Request, a *answer) {
	h := w.Header()
	for name, values := range a.header {
		h[name] = append(h[name], values...)
	}
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	s.policy.share(h, r)
	if a.status != http.StatusNoContent {
		h.Set("Content-Type", a.contentType)
		h.Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) //nolint:gosec // JSON or plain text, and nosniff; it fails if the client is gone
}
