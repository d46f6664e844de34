package emulator_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"atc/chatapi/emulator"
	"atc/keystore/secret"
	"atc/tokens"
)

// The project of these tests. All of it is made up.
const (
	appID            = "970ca35de60c44645bbae8a215061b33"
	otherAppID       = "0123456789abcdef0123456789abcdef"
	appKey           = "411000001#demo"
	certificate      = "5cfd2fd1755d40ecb72977518be15d3b"
	otherCertificate = "00112233445566778899aabbccddeeff"
)

// theTime is when the tests with a clock of their own take place.
var theTime = time.Date(2026, time.September, 14, 12, 0, 0, 0, time.UTC)

// zeros gives the same UUIDs in each test.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// config is that of an app whose clock stands still, which has no limit.
func config() emulator.Config {
	return emulator.Config{
		AppID: appID, AppKey: appKey, Certificates: []secret.Value{secret.New(certificate)},
		Now: func() time.Time { return theTime }, Rand: zeros{},
		Options: emulator.Options{Rate: -1},
	}
}

// A peer is a client of a service that runs.
type peer struct {
	tb      testing.TB
	service *emulator.Service
	server  *emulator.Server
	http    *http.Client
	prefix  string // what paths begin with
	token   string // that requests carry
}

// serve starts a service over real HTTP for as long as the test runs. The peer
// speaks to it with an app token.
func serve(tb testing.TB, c emulator.Config) *peer {
	tb.Helper()
	service, err := emulator.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	server, err := emulator.Start(tb.Context(), "127.0.0.1:0", service)
	if err != nil {
		tb.Fatal(err)
	}
	client := server.Client()
	tb.Cleanup(func() {
		client.CloseIdleConnections()
		if err := server.Close(); err != nil {
			tb.Error(err)
		}
	})
	return &peer{tb: tb, service: service, server: server, http: client, prefix: "/app-id/" + appID, token: appToken(tb)}
}

// as returns a peer that sends another token.
func (p *peer) as(token string) *peer {
	other := *p
	other.token = token
	return &other
}

// byKey returns a peer that names the app by its AppKey.
func (p *peer) byKey() *peer {
	other := *p
	other.prefix = "/" + strings.Replace(appKey, "#", "/", 1)
	return &other
}

// A response is what came back.
type response struct {
	tb     testing.TB
	status int
	header http.Header
	body   []byte
	err    error // of the request or of reading the body
}

// send sends a request, with a body if it is not "".
func (p *peer) send(method, path, body string) response {
	p.tb.Helper()
	r, err := http.NewRequestWithContext(p.tb.Context(), method, "http://"+p.server.Host()+p.prefix+path, strings.NewReader(body))
	if err != nil {
		p.tb.Fatal(err)
	}
	if p.token != "" {
		r.Header.Set("Authorization", "Bearer "+p.token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return p.do(r)
}

func (p *peer) do(r *http.Request) response {
	p.tb.Helper()
	got, err := p.http.Do(r)
	if err != nil {
		return response{tb: p.tb, err: err}
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	return response{p.tb, got.StatusCode, got.Header, text, err}
}

// must sends a request that has to succeed.
func (p *peer) must(method, path, body string) response {
	p.tb.Helper()
	r := p.send(method, path, body)
	if r.err != nil || r.status != http.StatusOK {
		p.tb.Fatalf("%s %s: %d %s %v", method, path, r.status, r.body, r.err)
	}
	return r
}

// An answer has the fields of the answers that the tests look at.
type answer struct {
	Action   string `json:"action"`
	Entities []struct {
		UUID      string `json:"uuid"`
		Username  string `json:"username"`
		Nickname  string `json:"nickname"`
		Activated bool   `json:"activated"`
		Created   int64  `json:"created"`
	} `json:"entities"`
	Data        json.RawMessage `json:"data"`
	Cursor      string          `json:"cursor"`
	Count       int             `json:"count"`
	Timestamp   int64           `json:"timestamp"`
	Code        string          `json:"error"`
	Exception   string          `json:"exception"`
	Description string          `json:"error_description"`
	AccessToken string          `json:"access_token"`
	ExpiresIn   int             `json:"expires_in"`
	ExpireAt    int64           `json:"expire_timestamp"`
}

func (r response) answer() answer {
	r.tb.Helper()
	var a answer
	if err := json.Unmarshal(r.body, &a); err != nil {
		r.tb.Fatalf("the answer %d %q is no JSON: %v", r.status, r.body, err)
	}
	return a
}

// names returns the names of the users in an answer, in its order.
func (r response) names() string {
	r.tb.Helper()
	var names []string
	for _, e := range r.answer().Entities {
		names = append(names, e.Username)
	}
	return strings.Join(names, " ")
}

// register registers users by name in one batch.
func (p *peer) register(names ...string) {
	p.tb.Helper()
	p.must("POST", "/users", batch(names...))
}

func batch(names ...string) string {
	var b bytes.Buffer
	for i, name := range names {
		b.WriteString(map[bool]string{true: "[", false: ","}[i == 0])
		b.WriteString(`{"username":` + strconv.Quote(name) + `}`)
	}
	return b.String() + "]"
}

// A maker makes tokens for tests: what is left out is right.
type maker struct {
	kind, appID, certificate string
	issued                   time.Time
	values                   tokens.Values
}

func (m maker) token(tb testing.TB) string {
	tb.Helper()
	kind, ok := tokens.Default.Kind(m.kind)
	if !ok {
		tb.Fatalf("no kind of token is called %q", m.kind)
	}
	if m.appID == "" {
		m.appID = appID
	}
	if m.certificate == "" {
		m.certificate = certificate
	}
	if m.issued.IsZero() {
		m.issued = theTime
	}
	values := tokens.Values{"lifetime": "3600"}
	for key, value := range m.values {
		values[key] = value
	}
	text, err := tokens.Default.Build(tokens.Request{
		Kind: kind, AppID: m.appID, Certificate: secret.New(m.certificate), Values: values,
		Stamp: tokens.Stamp{IssueTime: uint32(m.issued.Unix()), Salt: 1},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

func appToken(tb testing.TB) string {
	tb.Helper()
	return maker{kind: "chat-app"}.token(tb)
}

func userToken(tb testing.TB, user string) string {
	tb.Helper()
	return maker{kind: "chat-user", values: tokens.Values{"user": user}}.token(tb)
}
