package emulator_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"atc/chatapi"
	"atc/chatapi/emulator"
)

// walk lists all users page by page, and calls between after each page.
func (p *peer) walk(limit int, between func()) (names []string) {
	p.tb.Helper()
	for path := "/users?limit=" + strconv.Itoa(limit); ; {
		r := p.must("GET", path, "")
		a := r.answer()
		if a.Count != len(a.Entities) || a.Count > limit {
			p.tb.Fatalf("a page of %d users says %d, the limit is %d", len(a.Entities), a.Count, limit)
		}
		names = append(names, strings.Fields(r.names())...)
		if a.Cursor == "" {
			return names
		}
		path = "/users?limit=" + strconv.Itoa(limit) + "&cursor=" + a.Cursor
		between()
	}
}

func many(n int) (seeds []emulator.SeedUser, names []string) {
	for i := range n {
		names = append(names, fmt.Sprintf("u%03d", i))
		seeds = append(seeds, emulator.SeedUser{Username: names[i], Age: time.Duration(n-i) * time.Second})
	}
	return seeds, names
}

func TestListIsInTheOrderOfRegistration(t *testing.T) {
	t.Parallel()
	c := config()
	seeds, names := many(25)
	slices.Reverse(seeds) // their age counts, not their place
	c.Users = seeds
	p := serve(t, c)
	p.register("aaa", "zzz")
	want := append(names, "aaa", "zzz")
	for _, limit := range []int{1, 2, 5, 9, 10, 27, 100} {
		if got := p.walk(limit, func() {}); !slices.Equal(got, want) {
			t.Errorf("limit %d: %q", limit, got)
		}
	}
	if got := len(p.must("GET", "/users", "").answer().Entities); got != 10 {
		t.Errorf("without a limit, %d users are listed", got)
	}
}

func TestFullLastPageHasNoCursor(t *testing.T) {
	t.Parallel()
	c := config()
	c.Users, _ = many(4)
	p := serve(t, c)
	first := p.must("GET", "/users?limit=2", "").answer()
	last := p.must("GET", "/users?limit=2&cursor="+first.Cursor, "").answer()
	if first.Cursor == "" || last.Cursor != "" || len(last.Entities) != 2 {
		t.Errorf("cursors %q and %q, %d users on the last page", first.Cursor, last.Cursor, len(last.Entities))
	}
}

// TestCursorSurvivesDeletions deletes users while they are listed: whoever is
// there from the first page to the last is listed, once, and in order.
func TestCursorSurvivesDeletions(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		draw := rand.New(rand.NewPCG(seed, 0))
		c := config()
		seeds, names := many(200)
		c.Users = seeds
		p := serve(t, c)
		left := slices.Clone(names)
		got := p.walk(1+draw.IntN(20), func() {
			for range draw.IntN(30) {
				if len(left) == 0 {
					return
				}
				i := draw.IntN(len(left))
				p.must("DELETE", "/users/"+left[i], "")
				left = slices.Delete(left, i, i+1)
			}
		})
		if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Fatalf("seed %d: %q is out of order, or has one twice", seed, got)
		}
		for _, name := range left {
			if !slices.Contains(got, name) {
				t.Errorf("seed %d: %s was not listed", seed, name)
			}
		}
	}
}

func TestDeletingTheOldest(t *testing.T) {
	t.Parallel()
	c := config()
	c.Users, _ = many(150)
	c.Options.AllowDeleteMany = true
	p := serve(t, c)
	a := p.must("DELETE", "/users?limit=100", "").answer()
	if len(a.Entities) != 100 || a.Entities[0].Username != "u000" || a.Cursor == "" {
		t.Errorf("%d deleted, the first is %s, cursor %q", len(a.Entities), a.Entities[0].Username, a.Cursor)
	}
	if a = p.must("DELETE", "/users?limit=100&cursor="+a.Cursor, "").answer(); len(a.Entities) != 50 || a.Cursor != "" {
		t.Errorf("%d deleted, cursor %q", len(a.Entities), a.Cursor)
	}
	if got := p.must("GET", "/users", "").names(); got != "" {
		t.Errorf("%q are left", got)
	}
}

func TestUserWhoIsRegisteredAgainIsAnother(t *testing.T) {
	t.Parallel()
	p := serve(t, config())
	p.register("a", "b")
	before := p.service.Users()
	p.must("DELETE", "/users/a", "")
	p.register("a")
	after := p.service.Users()
	if after[0].Username != "b" || after[1].Username != "a" || after[1].UUID == before[0].UUID {
		t.Errorf("before %v, after %v", before, after)
	}
	if got := p.service.Creations(); got["a"] != 2 || got["b"] != 1 {
		t.Errorf("created %v", got)
	}
}

func TestSameRandomnessGivesTheSameUsers(t *testing.T) {
	t.Parallel()
	var seen [2]string
	for i := range seen {
		p := serve(t, config())
		p.register("a", "b")
		r := p.must("GET", "/users?limit=1", "")
		seen[i] = r.answer().Entities[0].UUID + r.answer().Cursor + string(p.must("POST", "/token", `{"grant_type":"agora"}`).body)
	}
	if seen[0] != seen[1] {
		t.Errorf("%s differs from %s", seen[0], seen[1])
	}
}

func TestLoggingInAndOut(t *testing.T) {
	t.Parallel()
	c := config()
	c.Users = people()
	p := serve(t, c)
	phone := chatapi.Device{Resource: "ios_7", Name: "iPhone"}
	for _, tt := range []struct {
		err, want error
	}{
		{p.service.LogIn("nobody", phone), emulator.ErrNoUser},
		{p.service.LogIn("mallory", phone), emulator.ErrBanned},
		{p.service.LogIn("alice", phone), nil},
		{p.service.LogIn("alice", phone), nil}, // the same device is not there twice
		{p.service.LogOut("alice", "web_2"), nil},
		{p.service.LogOut("alice", "web_2"), emulator.ErrNoDevice},
		{p.service.LogOut("nobody", "web_2"), emulator.ErrNoUser},
	} {
		if tt.err != tt.want { //nolint:errorlint // these are returned as they are
			t.Errorf("got %v, want %v", tt.err, tt.want)
		}
	}
	alice := p.service.Users()[1]
	if len(alice.Devices) != 2 || alice.Devices[1].Resource != "ios_7" || alice.Devices[1].UUID == "" || len(alice.Offline) != 0 {
		t.Errorf("alice: %+v", alice)
	}
}

func TestDemoUsersCanExist(t *testing.T) {
	t.Parallel()
	c := config()
	c.Users = emulator.DemoUsers()
	p := serve(t, c)
	var banned, online, waiting int
	users := p.service.Users()
	for i, u := range users {
		if u.State == chatapi.StateBanned {
			banned++
		}
		if len(u.Devices) > 0 {
			online++
		}
		if len(u.Offline) > 0 {
			waiting++
		}
		if i > 0 && u.Created.Before(users[i-1].Created) || !u.Created.Before(theTime) {
			t.Errorf("%s was registered at %s", u.Username, u.Created)
		}
	}
	if len(users) < 40 || banned == 0 || online == 0 || waiting == 0 {
		t.Errorf("%d users, %d banned, %d online, %d with messages that wait", len(users), banned, online, waiting)
	}
	if got := p.walk(10, func() {}); len(got) != len(users) {
		t.Errorf("%d of %d users are listed", len(got), len(users))
	}
}
