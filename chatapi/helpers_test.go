package chatapi_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"atc/chatapi"
	"atc/keystore/secret"
)

const (
	appID  = "970CA35de60c44645bbae8a215061b33"
	appKey = "411234567#987654"
	bearer = "007eJxTYJhZ9LnYzGqXyN3qGZ1e7zT8+1C4bQ3j4sBBUxZ3Vn0m1l7T"
)

// nobody is where nobody listens: the port of a service that nobody has. One
// that was free a moment ago may be that of another test now.
const nobody = "127.0.0.1:1"

// The forms in which an app is addressed.
var (
	byID  = chatapi.Address{Host: "a41.chat.example", AppID: appID}
	byKey = chatapi.Address{Host: "a41.chat.example", AppID: appID, AppKey: appKey}
)

// A transport answers requests in place of the network.
type transport func(*http.Request) (*http.Response, error)

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return t(r)
}

// answerJSON is an answer of the service.
func answerJSON(status int, body string) *http.Response {
	return answerOf(status, "application/json;charset=UTF-8", body)
}

func answerOf(status int, mediaType, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {mediaType}},
		Body:          io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)),
	}
}

// answering always gives the same answer.
func answering(status int, body string) transport {
	return func(*http.Request) (*http.Response, error) { return answerJSON(status, body), nil }
}

// inTurn gives one answer after another, and the last from then on.
func inTurn(turns ...transport) transport {
	var mu sync.Mutex
	n := 0
	return func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		turn := turns[min(n, len(turns)-1)]
		n++
		mu.Unlock()
		return turn(r)
	}
}

// failing gives no answer.
func failing(err error) transport {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// errReset is how a connection ends that somebody cuts.
var errReset = errors.New("read tcp 127.0.0.1: connection reset by peer")

// config is that of a client whose requests t answers.
func config(t http.RoundTripper) chatapi.Config {
	return chatapi.Config{
		Address: byID,
		Token:   func(context.Context) (secret.Value, error) { return secret.New(bearer), nil },
		HTTP:    &http.Client{Transport: t},
		Pause:   time.Millisecond,
	}
}

func client(tb testing.TB, c chatapi.Config) *chatapi.Client {
	tb.Helper()
	made, err := chatapi.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	return made
}

// talkingTo returns a client whose requests t answers.
func talkingTo(tb testing.TB, t transport) *chatapi.Client {
	tb.Helper()
	return client(tb, config(t))
}

// A sent request, as the service sees it.
type sent struct {
	method, url, body string
	header            http.Header
}

// A journal keeps the requests that pass.
type journal struct {
	mu   sync.Mutex
	list []sent
}

func (j *journal) before(t transport) transport {
	return func(r *http.Request) (*http.Response, error) {
		s := sent{method: r.Method, url: r.URL.String(), header: r.Header.Clone()}
		if r.Body != nil {
			s.body = readAll(r.Body)
			r.Body = io.NopCloser(strings.NewReader(s.body))
		}
		j.mu.Lock()
		j.list = append(j.list, s)
		j.mu.Unlock()
		return t(r)
	}
}

// lines returns method and path of all requests, below the prefix of the app.
func (j *journal) lines() (lines []string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, s := range j.list {
		lines = append(lines, s.method+" "+strings.TrimPrefix(s.url, byID.Base()))
	}
	return lines
}

// mustBe returns the [chatapi.Error] that err is, which must be of a kind.
func mustBe(tb testing.TB, err error, kind chatapi.Kind) *chatapi.Error {
	tb.Helper()
	var e *chatapi.Error
	if !errors.As(err, &e) {
		tb.Fatalf("error = %v, want one of kind %s", err, kind)
	}
	if e.Kind != kind {
		tb.Fatalf("kind = %s (%v), want %s", e.Kind, err, kind)
	}
	return e
}

const unknownUser = `{"error":"service_resource_not_found","exception":"UserNotFoundException","timestamp":1700000000000,"duration":0,"error_description":"Service resource not found"}`

const duplicate = `{"error":"duplicate_unique_property_exists","timestamp":1700000000900,"duration":0,"error_description":"Application null Entity user requires that property named username be unique, value of alice exists"}`

const registrationClosed = `{"error":"unauthorized","timestamp":1700000000000,"duration":0,"error_description":"registration is not open, please contact the app admin"}`

// serverTime is when the service answered [unknownUser].
var serverTime = time.UnixMilli(1700000000000)

// readAll returns what is left of a body.
func readAll(body io.Reader) string {
	text, _ := io.ReadAll(body)
	return string(text)
}
