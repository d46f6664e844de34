package emulator_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"atc/chatapi/emulator"
)

// faulty starts a service with faults.
func faulty(t *testing.T, f emulator.Faults) *peer {
	t.Helper()
	c := config()
	c.Faults = f
	return serve(t, c)
}

// exists reports whether a user was registered.
func (p *peer) exists(name string) bool { return p.service.Creations()[name] > 0 }

// TestDropsLoseTheAnswer looks for both ways in which a connection ends.
func TestDropsLoseTheAnswer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		faults emulator.Faults
		effect bool
	}{
		{emulator.Faults{DropBefore: 1}, false},
		{emulator.Faults{DropAfter: 1}, true},
	} {
		p := faulty(t, tt.faults)
		var closed, reset int
		for i := range 30 {
			name := "u" + strconv.Itoa(i)
			r := p.send("POST", "/users", batch(name))
			switch {
			case errors.Is(r.err, io.EOF):
				closed++
			case errors.Is(r.err, syscall.ECONNRESET):
				reset++
			default:
				t.Errorf("%s: %d %s %v", tt.faults, r.status, r.body, r.err)
			}
			if p.exists(name) != tt.effect {
				t.Errorf("%s: the user exists: %t", tt.faults, !tt.effect)
			}
		}
		if closed == 0 || reset == 0 {
			t.Errorf("%s: %d connections were closed, %d reset", tt.faults, closed, reset)
		}
	}
}

func TestRepeatAfterALostAnswerFindsTheUser(t *testing.T) {
	t.Parallel()
	p := faulty(t, emulator.Faults{DropAfter: 1})
	p.send("POST", "/users", `{"username":"alice"}`)
	if err := p.service.SetFaults(emulator.Faults{}); err != nil {
		t.Fatal(err)
	}
	if r := p.send("POST", "/users", `{"username":"alice"}`); r.answer().Code != "duplicate_unique_property_exists" {
		t.Errorf("%d %s", r.status, r.body)
	}
	if got := p.service.Creations()["alice"]; got != 1 {
		t.Errorf("the user was created %d times", got)
	}
}

func TestInjectedLimitDoesNotCountAsOne(t *testing.T) {
	t.Parallel()
	p := faulty(t, emulator.Faults{TooMany: 1})
	r := p.send("POST", "/users", batch("u"))
	if r.status != 429 || r.answer().Code != "reach_limit" || p.exists("u") {
		t.Errorf("%d %s", r.status, r.body)
	}
	if got := p.service.Counters(); got.Limited != 0 || got.Injected != 1 || got.Requests != 1 {
		t.Errorf("%+v", got)
	}
}

func TestGatewayAnswersInHTML(t *testing.T) {
	t.Parallel()
	p := faulty(t, emulator.Faults{Gateway: 1})
	statuses, effects := map[int]int{}, 0
	for i := range 60 {
		name := "u" + strconv.Itoa(i)
		r := p.send("POST", "/users", batch(name))
		statuses[r.status]++
		if p.exists(name) {
			effects++
		}
		if r.header.Get("Content-Type") != "text/html" || !strings.Contains(string(r.body), "<hr><center>nginx</center>") {
			t.Errorf("%d %s", r.status, r.body)
		}
	}
	if len(statuses) != 4 || statuses[500]*statuses[502]*statuses[503]*statuses[504] == 0 {
		t.Errorf("statuses %v", statuses)
	}
	if effects < 15 || effects > 45 {
		t.Errorf("%d of 60 requests had an effect, want about half", effects)
	}
}

func TestTruncatedAnswerIsCut(t *testing.T) {
	t.Parallel()
	p := faulty(t, emulator.Faults{Truncated: 1})
	var honest, short int
	for i := range 30 {
		name := "u" + strconv.Itoa(i)
		r := p.send("POST", "/users", batch(name))
		switch {
		case errors.Is(r.err, io.ErrUnexpectedEOF):
			short++
		case r.err == nil:
			honest++
		default:
			t.Error(r.err)
		}
		if json.Valid(r.body) || !p.exists(name) {
			t.Errorf("%s: %q, registered: %t", name, r.body, p.exists(name))
		}
	}
	if honest == 0 || short == 0 {
		t.Errorf("%d answers stated their length, %d another", honest, short)
	}
}

func TestSkewMovesTheClockOfTheService(t *testing.T) {
	t.Parallel()
	p := faulty(t, emulator.Faults{Skew: 90 * time.Second})
	r := p.must("POST", "/users", batch("u"))
	at := theTime.Add(90 * time.Second)
	if got := r.answer(); got.Timestamp != at.UnixMilli() || got.Entities[0].Created != at.UnixMilli() || r.header.Get("Date") != at.Format(http.TimeFormat) {
		t.Errorf("%s, Date %s", r.body, r.header.Get("Date"))
	}
	if err := p.service.SetFaults(emulator.Faults{Skew: 2 * time.Hour}); err != nil {
		t.Fatal(err)
	}
	if r := p.send("GET", "/users", ""); r.status != 401 {
		t.Errorf("a token of an hour, two hours later: %d", r.status)
	}
}

// series returns what becomes of n requests.
func (p *peer) series(n int) (statuses []int) {
	p.tb.Helper()
	for i := range n {
		r := p.send("POST", "/users", batch("u"+strconv.Itoa(i)))
		statuses = append(statuses, r.status)
	}
	return statuses
}

func TestFaultsAreRepeatable(t *testing.T) {
	t.Parallel()
	all := emulator.Faults{DropBefore: 0.1, DropAfter: 0.1, TooMany: 0.1, Gateway: 0.1, Truncated: 0.1, Seed: 1}
	first := faulty(t, all).series(60)
	p := faulty(t, all)
	if got := p.series(60); !slices.Equal(got, first) {
		t.Errorf("%v differs from %v", got, first)
	}
	if err := p.service.SetFaults(all); err != nil { // the series starts anew
		t.Fatal(err)
	}
	if got := p.series(60); !slices.Equal(got, first) {
		t.Errorf("%v differs from %v", got, first)
	}
	all.Seed = 2
	if got := faulty(t, all).series(60); slices.Equal(got, first) {
		t.Error("another seed gives the same series")
	}
}

// TestFaultsAreAsFrequentAsTheyAreSaidToBe sends requests from several sides
// at once: the series does not depend on who comes first.
func TestFaultsAreAsFrequentAsTheyAreSaidToBe(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	count := map[string]int{}
	c := config()
	c.Faults, _ = emulator.ParseFaults("all=5%,slow-for=1ms")
	c.Log = func(e emulator.Entry) {
		mu.Lock()
		defer mu.Unlock()
		count[e.Fault]++
	}
	p := serve(t, c)
	const sides, each = 4, 500
	var done sync.WaitGroup
	for range sides {
		done.Go(func() { p.series(each) })
	}
	done.Wait()
	if err := p.server.Close(); err != nil { // every request is in the log now
		t.Fatal(err)
	}
	injected := 0
	for _, name := range []string{"drop-before", "drop-after", "too-many", "gateway", "truncated", "slow-body"} {
		if n := count[name]; n < 60 || n > 145 {
			t.Errorf("%s: %d of %d requests, want about 100", name, n, sides*each)
		}
		injected += count[name]
	}
	if got := p.service.Counters(); got.Injected != injected || got.Requests != sides*each {
		t.Errorf("%+v, the log has %d", got, injected)
	}
}

func TestFaultThatCannotBeLeavesTheOldOnes(t *testing.T) {
	t.Parallel()
	p := faulty(t, emulator.Faults{Latency: time.Millisecond})
	if err := p.service.SetFaults(emulator.Faults{Gateway: 2}); err == nil {
		t.Error("a probability of 2 is taken")
	}
	if got := p.service.Faults().String(); got != "latency=1ms" {
		t.Errorf("the faults are %s", got)
	}
}

// inMemory runs a test in virtual time, with a service that keeps it.
func inMemory(t *testing.T, f emulator.Faults, test func(*testing.T, *peer)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c := config()
		c.Now, c.Faults = time.Now, f
		service, err := emulator.New(c)
		if err != nil {
			t.Fatal(err)
		}
		server := emulator.StartInMemory(t.Context(), service)
		p := &peer{tb: t, service: service, server: server, http: server.Client(), prefix: "/app-id/" + appID}
		p.token = maker{kind: "chat-app", issued: time.Now()}.token(t)
		test(t, p)
		p.http.CloseIdleConnections()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestLatencyDelaysEveryAnswer(t *testing.T) {
	t.Parallel()
	inMemory(t, emulator.Faults{Latency: 200 * time.Millisecond, Spread: 50 * time.Millisecond}, func(t *testing.T, p *peer) {
		var least, most time.Duration
		for range 50 {
			start := time.Now()
			r := p.must("GET", "/users", "")
			took := time.Since(start)
			if least == 0 || took < least {
				least = took
			}
			most = max(most, took)
			// The answer is given in the middle of it.
			if at := time.UnixMilli(r.answer().Timestamp).Sub(start); at < took/2-time.Millisecond || at > took/2+time.Millisecond {
				t.Errorf("of %s, the answer is from %s", took, at)
			}
		}
		if least < 150*time.Millisecond || least > 170*time.Millisecond || most > 250*time.Millisecond || most < 230*time.Millisecond {
			t.Errorf("requests took from %s to %s", least, most)
		}
	})
}

func TestSlowBodyDribbles(t *testing.T) {
	t.Parallel()
	for given, want := range map[time.Duration]time.Duration{0: 5 * time.Second, 3 * time.Second: 3 * time.Second} {
		inMemory(t, emulator.Faults{SlowBody: 1, SlowFor: given}, func(t *testing.T, p *peer) {
			start := time.Now()
			r := p.must("GET", "/users", "")
			if took := time.Since(start); took < want*8/10 || took > want {
				t.Errorf("the body took %s, want about %s", took, want)
			}
			r.answer() // it is whole
		})
	}
}

func TestBodyThatDoesNotArriveIsNotWaitedForForever(t *testing.T) {
	t.Parallel()
	inMemory(t, emulator.Faults{}, func(t *testing.T, p *peer) {
		body, never := io.Pipe()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+p.server.Host()+p.prefix+"/users", body)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		got := p.do(r)
		if took := time.Since(start); got.status != http.StatusRequestTimeout || took != 15*time.Second {
			t.Errorf("after %s: %d %s %v", took, got.status, got.body, got.err)
		}
		if got.answer().Description != "HTTP 408 Request Timeout" {
			t.Errorf("%s", got.body)
		}
		_ = never.Close()
	})
}

// TestRequestThatArrivedHasItsEffect has a client give up while it waits: what
// it asked for happens all the same.
func TestRequestThatArrivedHasItsEffect(t *testing.T) {
	t.Parallel()
	inMemory(t, emulator.Faults{Latency: time.Minute}, func(t *testing.T, p *peer) {
		p.http.Timeout = time.Second
		if r := p.send("POST", "/users", batch("u")); r.err == nil {
			t.Errorf("%d %s", r.status, r.body)
		}
		synctest.Wait()
		if !p.exists("u") {
			t.Error("the user was not registered")
		}
	})
}
