package emulator

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// An Entry is one request, for a log. It has neither tokens nor passwords:
// nothing of the query, and of the path what comes before anything that looks
// like a token or is too long for a name. Method and path are untrusted text.
type Entry struct {
	Time      time.Time // when it arrived, by the clock of the machine
	Method    string
	Path      string
	Status    int // of HTTP; 0 where no answer was given
	Duration  time.Duration
	Fault     string // that it met with, by its name in [ParseFaults]; "" for none
	RequestID string // as in the header X-Request-Id of the answer
}

// longestName is the longest segment of a path that a log repeats.
const longestName = 64

// hidden stands in a log for what it does not repeat.
const hidden = "…"

// ServeHTTP serves one request. It implements [http.Handler]. A connection
// that cannot be closed under an answer, such as one of HTTP/2, has a 502 where
// [Faults] drop it.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := "emulator-" + strconv.FormatUint(s.arrived.Add(1), 10)
	w.Header().Set("X-Request-Id", id)
	c := s.receive(w, r)
	p := s.plan.Load()
	f := p.next()
	status := s.deliver(w, c, p.faults.Skew, f)
	if s.log != nil {
		s.log(Entry{
			Time: c.started, Method: clip(r.Method), Path: loggable(c.segments), Status: status,
			Duration: s.now().Sub(c.started), Fault: f.fault, RequestID: id,
		})
	}
}

// loggable returns the path up to what is too long for a name or looks like the
// beginning of a token, which has slashes of its own.
func loggable(segments []string) string {
	for i, part := range segments {
		if clip(part) != part || likeToken(part) {
			return "/" + strings.Join(append(slices.Clone(segments[:i]), hidden), "/")
		}
	}
	return "/" + strings.Join(segments, "/")
}

// likeToken tells tokens by their first letters, and from usernames by their
// upper case.
func likeToken(part string) bool {
	return strings.ToLower(part) != part &&
		slices.ContainsFunc([]string{"007", "006", opaquePrefix}, func(start string) bool { return strings.HasPrefix(part, start) })
}

func clip(text string) string {
	if len(text) > longestName {
		return hidden
	}
	return text
}

// deliver serves a request that has arrived, and lets it meet its fate. It
// returns the status of the answer, 0 for none.
func (s *Service) deliver(w http.ResponseWriter, c *call, skew time.Duration, f fate) int {
	over := s.arrive(c, f)
	pause(c.request.Context(), f.latency/2)
	c.now = s.now().Add(skew)
	var r reply
	switch {
	case over:
		r, f.fault = s.fail(c, tooMany("reach_limit", textRate)), ""
	case f.fault == faultDropBefore:
	case f.fault == faultTooMany:
		r = s.fail(c, tooMany("reach_limit", textRate))
	case f.fault == faultGateway && f.before:
		r = gatewayPage(f.status)
	default:
		r = s.answer(c)
	}
	if !pause(c.request.Context(), f.latency-f.latency/2) && drop(w, false) {
		return 0 // nobody waits for an answer
	}
	w.Header().Set("Date", c.now.UTC().Format(http.TimeFormat))
	switch f.fault {
	case faultDropBefore, faultDropAfter:
		if drop(w, f.reset) {
			return 0
		}
		r = gatewayPage(http.StatusBadGateway)
	case faultGateway:
		r = gatewayPage(f.status)
	case faultTruncated:
		return truncate(w, r, f)
	case faultSlowBody:
		return dribble(c.request.Context(), w, r, f.slowFor)
	}
	return send(w, r)
}

// arrive counts a request that has arrived, and reports whether it is one too
// many.
func (s *Service) arrive(c *call, f fate) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts.Requests++
	over := c.app && !s.windows[c.window()].enter(c.started)
	switch {
	case over:
		s.counts.Limited++
	case f.fault != "":
		s.counts.Injected++
	}
	return over
}

// answer does what a request asks for.
func (s *Service) answer(c *call) reply {
	result, fail := s.perform(c)
	if fail != nil {
		return s.fail(c, fail)
	}
	return s.succeed(c, result)
}

func (s *Service) perform(c *call) (any, *failure) {
	switch {
	case c.refused != nil:
		return nil, c.refused
	case !c.app:
		return nil, noSuchApp(c.segments)
	case c.endpoint == nil && c.allow != "":
		f := web(http.StatusMethodNotAllowed)
		f.allow = c.allow
		return nil, f
	case c.endpoint == nil:
		return nil, noSuchPath()
	case s.options.LooksUpFirst && c.endpoint.own && !s.knows(c):
		return nil, s.noSuchUser()
	}
	if _, fail := s.authorize(c); fail != nil {
		return nil, fail
	}
	if c.endpoint.json && !c.jsonBody() {
		return nil, web(http.StatusUnsupportedMediaType)
	}
	return c.endpoint.serve(s, c)
}

// knows reports whether the user in the path exists.
func (s *Service) knows(c *call) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.find(c) != nil
}

// send sends an answer, and returns its status.
func send(w http.ResponseWriter, r reply) int {
	begin(w, r, len(r.body))
	_, _ = w.Write(r.body) // the client may have gone
	return r.status
}

func begin(w http.ResponseWriter, r reply, length int) {
	h := w.Header()
	h.Set("Content-Type", r.contentType)
	h.Set("Content-Length", strconv.Itoa(length))
	if r.allow != "" {
		h.Set("Allow", r.allow)
	}
	w.WriteHeader(r.status)
}

// truncate sends the first part of an answer.
func truncate(w http.ResponseWriter, r reply, f fate) int {
	part := r.body[:int(f.part*float64(len(r.body)))]
	length := len(part)
	if !f.honest {
		length = len(r.body) // the server closes the connection then
	}
	begin(w, r, length)
	_, _ = w.Write(part)
	return r.status
}

// dribble sends an answer in small pieces.
func dribble(ctx context.Context, w http.ResponseWriter, r reply, total time.Duration) int {
	const pieces = 20
	begin(w, r, len(r.body))
	flush := http.NewResponseController(w)
	size := max(1, (len(r.body)+pieces-1)/pieces)
	for piece := range slices.Chunk(r.body, size) {
		_ = flush.Flush() // of a recorder of a test, nothing
		if !pause(ctx, total/pieces) {
			break // the server closes the connection, as the body is not whole
		}
		if _, err := w.Write(piece); err != nil {
			break
		}
	}
	return r.status
}

// drop closes the connection under an answer. It reports false where the
// connection is not one that can be closed.
func drop(w http.ResponseWriter, reset bool) bool {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return false
	}
	if tcp, ok := conn.(*net.TCPConn); ok && reset {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
	return true
}

// pause waits. It reports false if the client has gone or the server closes
// before it has waited.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// gatewayStatuses are what gateways answer with.
var gatewayStatuses = [...]int{http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}

// gatewayPage is a page as an nginx writes it, of which kind the gateways of
// the service are.
func gatewayPage(status int) reply {
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	switch status {
	case http.StatusServiceUnavailable:
		title = "503 Service Temporarily Unavailable"
	case http.StatusGatewayTimeout:
		title = "504 Gateway Time-out"
	}
	page := fmt.Sprintf("<html><head><title>%[1]s</title></head><body><center><h1>%[1]s</h1></center><hr><center>nginx</center></body></html>", title)
	return reply{status: status, contentType: "text/html", body: []byte(page)}
}
