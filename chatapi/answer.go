package chatapi

import (
	"bytes"
	"encoding/json"
	"html"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	maxRequestID   = 128 // characters of what the service calls a request
	maxDescription = 500 // characters of an error_description that are kept
	maxPage        = 200 // characters of a page that is no answer of the service
)

// An answer is what came back from the service, or from something on the way.
type answer struct {
	status    int
	header    http.Header
	body      []byte
	err       error // why the body ended early
	none      bool  // it was announced that there is no body
	received  time.Time
	requestID string

	fields fields // of the JSON object, nil if the body is none
}

// at returns when the service answered by its own clock: the timestamp of the
// answer, or the Date of its header, which has whole seconds. It is zero where
// there is neither.
func (a *answer) at() time.Time {
	if t := a.fields.millis("timestamp"); !t.IsZero() {
		return t
	}
	if t, err := http.ParseTime(a.header.Get("Date")); err == nil {
		return t
	}
	return time.Time{}
}

// read takes in the body, and returns why the answer is none to build on, ""
// if it is. The limit is the most that was read of the body, less a byte.
func (a *answer) read(call call, limit int) Kind {
	a.fields = parseObject(a.body)
	success := a.status >= 200 && a.status < 300
	switch {
	case a.status >= 300 && a.status < 400:
		return KindRedirected
	// Without the code, these say too little.
	case a.status >= 400 && a.status < 500 && a.err != nil && a.fields == nil:
		return KindCutOff
	case a.status >= 400 && a.status < 500 && a.fields == nil && looksLikeJSON(a.body):
		return KindAnswerDamaged
	case a.status == http.StatusInternalServerError && a.fields == nil:
		// The service itself answers in JSON whatever happens to it, so this is
		// from what stands before it.
		return KindBadGateway
	case !success:
		return recognise(a.status, a.fields.text("error"), a.fields.text("error_description"), call.user)
	case a.err != nil:
		return KindCutOff
	case len(a.body) > limit:
		return KindAnswerTooLarge
	case call.needs != "" && (a.fields != nil || a.none) && a.fields[call.needs] == nil:
		return KindAnswerDamaged
	case a.fields != nil, a.none && len(a.body) == 0:
		return ""
	case len(a.body) == 0, looksLikeJSON(a.body):
		return KindAnswerDamaged
	}
	return KindAnswerNotJSON
}

// looksLikeJSON reports whether a body begins as the answers of the service
// do. What the header says of its type is not asked: gateways label pages as
// JSON, and services JSON as text.
func looksLikeJSON(body []byte) bool {
	body = bytes.TrimLeft(body, " \t\r\n")
	return len(body) > 0 && (body[0] == '{' || body[0] == '[')
}

// refusal returns the error that an answer is.
func (c *Client) refusal(call call, kind Kind, a *answer, mask *mask) *Error {
	e := c.failure(call, kind)
	e.Status, e.RequestID, e.At = a.status, a.requestID, a.at()
	e.RetryAfter = retryAfter(a.header.Get("Retry-After"), a.at(), a.received)
	switch {
	case kind == KindCutOff:
		e.Err = a.err
	case kind == KindRedirected:
		e.Description = mask.line(redirectHost(a.header.Get("Location")), maxPage)
	case kind == KindAnswerDamaged, kind == KindAnswerTooLarge:
		// The beginning of an answer that is damaged explains nothing, and may
		// hold what is nobody's business.
	case a.fields != nil:
		if e.Code = a.fields.text("error"); !documented(e.Code) {
			e.Code = mask.line(e.Code, maxPage)
		}
		e.Description = mask.line(a.fields.text("error_description"), maxDescription)
	default:
		e.Description = mask.line(pageText(mask.text(string(a.body))), maxPage)
	}
	e.Unsure = call.changes && (leavesUnsure(a.status) || kind == KindAnswerDamaged)
	return e
}

// leavesUnsure reports whether a request that was answered by an error of this
// status may have had its effect: a gateway that gives up does not know what
// the service behind it does, and a success that cannot be read is one.
func leavesUnsure(status int) bool {
	return status < 300 || status == http.StatusRequestTimeout || status >= 500 && status != http.StatusNotImplemented
}

// retryAfter returns how long an answer asks to wait: it says so in seconds,
// or as a time of its own clock.
func retryAfter(header string, at, received time.Time) time.Duration {
	if seconds, err := strconv.Atoi(header); err == nil {
		return time.Duration(min(max(seconds, 0), math.MaxInt32)) * time.Second
	}
	until, err := http.ParseTime(header)
	if err != nil {
		return 0
	}
	if at.IsZero() {
		at = received
	}
	return max(until.Sub(at), 0)
}

// redirectHost returns the host that a redirect points to.
func redirectHost(location string) string {
	u, err := url.Parse(location)
	if err != nil {
		return ""
	}
	return u.Host
}

// What of a page is not read by people.
var (
	pageScripts = regexp.MustCompile(`(?is)<(script|style)\b.*?(</(script|style)\s*>|$)`)
	pageTags    = regexp.MustCompile(`(?s)<[!/?a-zA-Z][^>]*(>|$)`)
)

// pageText returns what a person reads on a page of HTML, on one line.
func pageText(page string) string {
	page = pageScripts.ReplaceAllString(page, " ")
	page = pageTags.ReplaceAllString(page, " ")
	return strings.Join(strings.Fields(html.UnescapeString(page)), " ")
}

// parseObject returns the fields of a JSON object, nil if the text is none.
func parseObject(text []byte) fields {
	var f fields
	if err := json.Unmarshal(text, &f); err != nil {
		return nil
	}
	return f
}
