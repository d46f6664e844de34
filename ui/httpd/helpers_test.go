package httpd

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"atc/chatapi"
	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
)

// testNow is the time of every server of the tests.
var testNow = time.Date(2026, 7, 15, 12, 0, 0, 0, time.UTC)

const testKey = "gqpd3yd6vxnbagw4kcz8prhk2m5s7tje"

// testConfig serves the demo project without a key.
func testConfig() Config {
	return Config{
		Catalog: tokens.Default, Project: keystore.Demo(), Rand: rand.Reader,
		Now: func() time.Time { return testNow },
	}
}

// A testServer is a server of its own, with what it has logged.
type testServer struct {
	*Server
	tb testing.TB

	mu     sync.Mutex
	logged []Served
}

// serve starts a server on a free port of this machine.
func serve(tb testing.TB, change func(*Config)) *testServer {
	tb.Helper()
	return serveOn(tb, "127.0.0.1:0", defaultBounds(), change)
}

func serveOn(tb testing.TB, listen string, b bounds, change func(*Config)) *testServer {
	tb.Helper()
	cfg := testConfig()
	s := &testServer{tb: tb}
	cfg.Log = func(served Served) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.logged = append(s.logged, served)
	}
	if change != nil {
		change(&cfg)
	}
	server, err := start(context.Background(), listen, cfg, b)
	if err != nil {
		tb.Fatal(err)
	}
	s.Server = server
	tb.Cleanup(server.Close)
	return s
}

// log returns what was logged so far, once there are n entries.
func (s *testServer) log(n int) []Served {
	s.tb.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		s.mu.Lock()
		all := s.logged[:len(s.logged):len(s.logged)]
		s.mu.Unlock()
		if len(all) >= n {
			return all
		}
		if time.Now().After(deadline) {
			s.tb.Fatalf("%d requests were logged, want %d", len(all), n)
		}
	}
}

// An ask is one request of a test. "" stands for GET and for the server's own Host.
type ask struct {
	method, target, host, body string
	header                     http.Header
}

// told is the answer to it.
type told struct {
	status int
	header http.Header
	body   string
}

// ask sends a request by hand, as no client library sends all that tests want.
func (s *testServer) ask(a ask) told {
	s.tb.Helper()
	return askAt(s.tb, s.Addr().String(), a)
}

func askAt(tb testing.TB, address string, a ask) told {
	tb.Helper()
	if a.method == "" {
		a.method = http.MethodGet
	}
	if a.host == "" {
		a.host = address
	}
	conn, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", address)
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	var head strings.Builder
	head.WriteString(a.method + " " + a.target + " HTTP/1.1\r\nHost: " + a.host + "\r\nConnection: close\r\n")
	_ = a.header.Write(&head)
	if a.body != "" {
		head.WriteString("Content-Length: " + itoa(len(a.body)) + "\r\n")
	}
	if _, err := io.WriteString(conn, head.String()+"\r\n"+a.body); err != nil {
		tb.Fatal(err)
	}
	return readAnswer(tb, conn, a.method)
}

// get asks for a target, and post sends JSON to it.
func (s *testServer) get(target string) told { s.tb.Helper(); return s.ask(ask{target: target}) }

func (s *testServer) post(target, body string) told {
	s.tb.Helper()
	return s.ask(ask{method: http.MethodPost, target: target, body: body, header: http.Header{"Content-Type": {"application/json"}}})
}

// member returns a member of an answer in JSON, as a text.
func (a told) member(tb testing.TB, name string) string {
	tb.Helper()
	var all map[string]any
	if err := json.Unmarshal([]byte(a.body), &all); err != nil {
		tb.Fatalf("%d %q is not JSON: %v", a.status, a.body, err)
	}
	s, _ := all[name].(string)
	return s
}

// refused fails unless a request was refused with a status and one line that
// begins and goes on like this.
func (a told) refused(tb testing.TB, status int, begins string, holds ...string) {
	tb.Helper()
	line := a.member(tb, "error")
	if a.status != status || !strings.HasPrefix(line, begins) || strings.ContainsAny(line, "\n\r") {
		tb.Errorf("answered %d %q, want %d and %q…", a.status, line, status, begins)
	}
	for _, h := range holds {
		if !strings.Contains(line, h) {
			tb.Errorf("answered %q, without %q", line, h)
		}
	}
}

// decoded returns the token of an answer, which the project has signed.
func (a told) decoded(tb testing.TB) *tokens.Token {
	tb.Helper()
	if a.status != http.StatusOK {
		tb.Fatalf("answered %d %s", a.status, a.body)
	}
	return signed(tb, a.member(tb, "token"), tokens.Subject{})
}

// signed returns a token that the demo project has signed.
func signed(tb testing.TB, text string, subject tokens.Subject) *tokens.Token {
	tb.Helper()
	token, err := tokens.Default.Decode(text)
	if err != nil {
		tb.Fatalf("%q: %v", text, err)
	}
	project := keystore.Demo()
	v := token.SignedBy([]tokens.Certificate{{Name: "primary", AppID: project.AppID, Value: project.Primary}}, subject)
	if v.Status != tokens.Signed {
		tb.Fatalf("%q is not signed by the project: %s", text, v.Reason)
	}
	return token
}

// countedUsers are Chat users of whom it is known how often they were asked for.
type countedUsers struct {
	mu    sync.Mutex
	calls int
	panic bool
}

func (u *countedUsers) User(context.Context, string) (chatapi.User, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.calls++
	if u.panic {
		panic("the users are gone, and " + testKey + " is a secret")
	}
	return chatapi.User{Username: "alice", UUID: "5c4e1d80-0000-11ef-8000-00000000000a"}, nil
}

func (u *countedUsers) RegisterOrGet(ctx context.Context, n chatapi.NewUser) (chatapi.Registered, error) {
	found, err := u.User(ctx, n.Username)
	return chatapi.Registered{User: found, Existed: true}, err
}

func (u *countedUsers) count() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.calls
}

func withKey(cfg *Config) { cfg.Key = secret.New(testKey) }
