package emulator_test

import (
	"bytes"
	"context"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"atc/chatapi/emulator"
)

func newService(tb testing.TB, c emulator.Config) *emulator.Service {
	tb.Helper()
	s, err := emulator.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func TestServerListensOnThisMachineOnly(t *testing.T) {
	t.Parallel()
	s := newService(t, config())
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "example.com:80", "127.0.0.1", "", "127.0.0.1.example.com:0", "localhost.:0"} {
		if _, err := emulator.Start(t.Context(), addr, s); err == nil || !strings.Contains(err.Error(), "127.0.0.1:0") {
			t.Errorf("%q: the error is %v", addr, err)
		}
	}
	for _, addr := range []string{"127.0.0.1:0", "127.9.9.9:0", "localhost:0"} {
		server, err := emulator.Start(t.Context(), addr, s)
		if err != nil {
			t.Errorf("%q: %v", addr, err)
			continue
		}
		if host := server.Host(); !strings.HasPrefix(host, "127.") && !strings.HasPrefix(host, "[::1]") {
			t.Errorf("%q is at %s", addr, host)
		}
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestPortThatIsTakenIsSaid(t *testing.T) {
	t.Parallel()
	p := serve(t, config())
	_, err := emulator.Start(t.Context(), p.server.Host(), p.service)
	if err == nil || !strings.Contains(err.Error(), "give another port") {
		t.Errorf("the error is %v", err)
	}
}

// running returns the goroutines of servers of the emulator.
func running() string {
	all := make([]byte, 1<<20)
	all = all[:runtime.Stack(all, true)]
	var found []string
	for one := range bytes.SplitSeq(all, []byte("\n\n")) {
		if bytes.Contains(one, []byte("emulator.(*Server)")) || bytes.Contains(one, []byte("emulator.(*Service)")) {
			found = append(found, string(one))
		}
	}
	return strings.Join(found, "\n\n")
}

// TestClosingEndsRequestsThatHang is not parallel: it counts goroutines.
//
//nolint:paralleltest // see above
func TestClosingEndsRequestsThatHang(t *testing.T) {
	for _, f := range []emulator.Faults{
		{Latency: time.Minute},
		{SlowBody: 1, SlowFor: time.Minute},
	} {
		for name, end := range map[string]func(*emulator.Server, context.CancelFunc){
			"close":   func(s *emulator.Server, _ context.CancelFunc) { _ = s.Close() },
			"context": func(s *emulator.Server, cancel context.CancelFunc) { cancel(); _ = s.Wait() },
		} {
			ctx, cancel := context.WithCancel(t.Context())
			c := config()
			c.Faults = f
			var over atomic.Int32
			c.Log = func(emulator.Entry) { over.Add(1) }
			arrived := make(chan struct{}, 8)
			c.Now = func() time.Time {
				select {
				case arrived <- struct{}{}:
				default:
				}
				return theTime
			}
			service := newService(t, c)
			server, err := emulator.Start(ctx, "127.0.0.1:0", service)
			if err != nil {
				t.Fatal(err)
			}
			p := &peer{tb: t, service: service, server: server, http: server.Client(), prefix: "/app-id/" + appID, token: appToken(t)}
			var hanging sync.WaitGroup
			for range 5 {
				hanging.Go(func() {
					if r := p.send("GET", "/users", ""); r.err == nil {
						t.Errorf("%s, %s: a request was answered whole: %d", f, name, r.status)
					}
				})
			}
			for service.Counters().Requests < 5 {
				<-arrived
			}
			end(server, cancel)
			if got := over.Load(); got != 5 {
				t.Errorf("%s, %s: the server has ended before %d of 5 requests", f, name, 5-got)
			}
			hanging.Wait()
			p.http.CloseIdleConnections()
			cancel()
			// The last to end may not have left their last function yet.
			for patience := time.Now().Add(10 * time.Second); running() != ""; runtime.Gosched() {
				if time.Now().After(patience) {
					t.Fatalf("%s, %s: goroutines are left:\n%s", f, name, running())
				}
			}
			if err := server.Close(); err != nil { // a second time
				t.Error(err)
			}
		}
	}
}

func TestLogHasNoSecrets(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var entries []emulator.Entry
	c := config()
	c.Users = people()
	c.Log = func(e emulator.Entry) {
		mu.Lock()
		defer mu.Unlock()
		entries = append(entries, e)
	}
	p := serve(t, c)
	p.must("PUT", "/users/alice/password", `{"newpassword":"hunter2"}`)
	p.must("GET", "/users?limit=1&access_token="+p.token, "")
	p.send("GET", "/users/"+p.token, "")
	p.send("GET", "/a%0Ab/%1B", "")
	if err := p.server.Close(); err != nil {
		t.Fatal(err)
	}
	want := []emulator.Entry{
		{Time: theTime, Method: "PUT", Path: "/app-id/" + appID + "/users/alice/password", Status: 200, RequestID: "emulator-1"},
		{Time: theTime, Method: "GET", Path: "/app-id/" + appID + "/users", Status: 200, RequestID: "emulator-2"},
		{Time: theTime, Method: "GET", Path: "/app-id/" + appID + "/users/…", Status: 404, RequestID: "emulator-3"},
		{Time: theTime, Method: "GET", Path: "/app-id/" + appID + "/a\nb/\x1b", Status: 404, RequestID: "emulator-4"},
	}
	for i, e := range entries {
		if e != want[i] {
			t.Errorf("got  %+v\nwant %+v", e, want[i])
		}
	}
	if len(entries) != len(want) {
		t.Errorf("%d entries", len(entries))
	}
}

func TestRequestOfAnyForm(t *testing.T) {
	t.Parallel()
	p := serve(t, config())
	r, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, "http://"+p.server.Host(), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.URL.Opaque = "*"
	if got := p.do(r); got.status != 404 || got.answer().Code == "" {
		t.Errorf("OPTIONS *: %d %s %v", got.status, got.body, got.err)
	}
}
