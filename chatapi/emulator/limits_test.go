package emulator_test

import (
	"testing"
	"time"
)

// sendMany sends n equal requests, and returns how many were served and how many
// refused because of the limit.
func (p *peer) sendMany(n int, method, path, body string) (served, limited int) {
	p.tb.Helper()
	for range n {
		switch r := p.send(method, path, body); {
		case r.status == 200:
			served++
		case r.status == 429 && r.answer().Code == "reach_limit" && r.answer().Description == "This request has reached api limit":
			limited++
		default:
			p.tb.Fatalf("%d %s %v", r.status, r.body, r.err)
		}
	}
	return served, limited
}

func TestLimitHoldsInAnySecond(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		method, path, body string
		limit              int
	}{
		{"GET", "/users", "", 100},
		{"POST", "/users/batch/status", `{"usernames":["a"]}`, 50},
		{"POST", "/token", `{"grant_type":"agora"}`, 300},
	} {
		t.Run(tt.path, func(t *testing.T) {
			t.Parallel()
			at := newClock(theTime)
			c := config()
			c.Options.Rate, c.Now = 0, at.now
			p := serve(t, c)
			half := tt.limit / 2
			expect := func(n, wantServed, wantLimited int) {
				t.Helper()
				if served, limited := p.sendMany(n, tt.method, tt.path, tt.body); served != wantServed || limited != wantLimited {
					t.Errorf("of %d, %d were served and %d refused, want %d and %d", n, served, limited, wantServed, wantLimited)
				}
			}
			expect(half, half, 0)
			at.move(500 * time.Millisecond)
			expect(tt.limit, half, half)
			at.move(499 * time.Millisecond)
			expect(3, 0, 3)
			at.move(time.Millisecond) // the first half is a second old
			expect(half+1, half, 1)
			at.move(10 * time.Second)
			expect(tt.limit+5, tt.limit, 5)
			got := p.service.Counters()
			if want := half + 3 + 1 + 5; got.Limited != want {
				t.Errorf("%d requests were refused, want %d", got.Limited, want)
			}
			if want := half + tt.limit + 3 + half + 1 + tt.limit + 5; got.Requests != want {
				t.Errorf("%d requests, want %d", got.Requests, want)
			}
			peak := max(got.Peak, got.PeakStatuses, got.PeakTokens)
			if want := tt.limit + 3 + half + 1; peak != want {
				t.Errorf("the peak is %d, want %d", peak, want)
			}
		})
	}
}

func TestLimitsOfKindsAreApart(t *testing.T) {
	t.Parallel()
	c := config()
	c.Options.Rate = 2
	p := serve(t, c)
	p.sendMany(5, "GET", "/users", "")
	p.must("POST", "/token", `{"grant_type":"agora"}`)
	p.must("POST", "/users/batch/status", `{"usernames":["a"]}`)
	if r := p.byKey().send("GET", "/users/x", ""); r.status != 429 {
		t.Errorf("the other form of address has a limit of its own: %d", r.status)
	}
	other := *p
	other.prefix = "/app-id/" + otherAppID
	if r := other.send("GET", "/users", ""); r.status != 404 {
		t.Errorf("another app is limited with ours: %d", r.status)
	}
}

func TestClockThatIsSetBackLocksNobodyOut(t *testing.T) {
	t.Parallel()
	at := newClock(theTime)
	c := config()
	c.Options.Rate, c.Now = 3, at.now
	p := serve(t, c)
	p.sendMany(5, "GET", "/users", "")
	at.move(-time.Minute)
	if served, _ := p.sendMany(5, "GET", "/users", ""); served != 3 {
		t.Errorf("%d are served, want 3", served)
	}
}

func TestQuotaCanBeUsedUp(t *testing.T) {
	t.Parallel()
	c := config()
	c.Options.Quota = 3
	p := serve(t, c)
	p.register("a", "b")
	if r := p.send("POST", "/users", batch("c", "d")); r.status != 429 {
		t.Errorf("two more than there is room for one: %d", r.status)
	}
	p.register("a", "b", "c", "c")
	if r := p.send("POST", "/users", `{"username":"d"}`); r.status != 429 || r.answer().Code != "resource_limited" {
		t.Errorf("one more than the quota: %d %s", r.status, r.body)
	}
	p.must("DELETE", "/users/a", "")
	p.register("d")
}

func TestRegistrationsAreCounted(t *testing.T) {
	t.Parallel()
	c := config()
	c.Users = people()
	p := serve(t, c)
	p.register("a", "b", "alice")
	if got := p.service.Counters().Registered; got != 2 {
		t.Errorf("%d users were registered, want 2", got)
	}
}
