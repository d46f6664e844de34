package ui_test

import (
	"errors"
	"testing"
	"time"

	"atc/ui"
	"atc/ui/uitest"

	"github.com/charmbracelet/x/exp/golden"
)

// TestServeLooks draws the sections of Serve as they are at first, while
// something runs, and after it has failed.
func TestServeLooks(t *testing.T) {
	t.Parallel()
	for name, screen := range map[string]func(*testing.T, int, int) *uitest.Driver{
		"ssh stopped": func(t *testing.T, width, height int) *uitest.Driver {
			d, _, _ := serving(t, width, height)
			return d
		},
		"ssh shared with admin rights": func(t *testing.T, width, height int) *uitest.Driver {
			d, _, _ := serving(t, width, height)
			return d.Press("tab", "tab", "tab", "left")
		},
		"ssh with a bad address": func(t *testing.T, width, height int) *uitest.Driver {
			d, _, _ := serving(t, width, height)
			return d.Press("tab").Type("2323").Press("enter")
		},
		"ssh that does not start": func(t *testing.T, width, height int) *uitest.Driver {
			d, _, s := serving(t, width, height)
			s.err = errors.New("listening on :2323: address already in use: choose another port")
			return d.Press("enter")
		},
		"ssh without visitors": func(t *testing.T, width, height int) *uitest.Driver {
			d, _, _ := visited(t, width, height)
			return d
		},
		"ssh with visitors": func(t *testing.T, width, height int) *uitest.Driver {
			d, _, _ := visited(t, width, height, visitorAda(), visitorBob())
			return d
		},
		"tokens stopped": func(t *testing.T, width, height int) *uitest.Driver {
			d, _, _ := serving(t, width, height)
			return d.Press("T")
		},
		"tokens beyond loopback": func(t *testing.T, width, height int) *uitest.Driver {
			d, _, _ := serving(t, width, height)
			return d.Press("T", "tab").Type(":8090").Press("tab", "tab", "right", "tab", "tab").Type("*").Press("enter")
		},
		"tokens without requests": func(t *testing.T, width, height int) *uitest.Driver {
			d, _, _ := issuing(t, width, height)
			return d
		},
		"tokens with requests": func(t *testing.T, width, height int) *uitest.Driver {
			d, w, s := issuing(t, width, height)
			s.ask(d, w, rtcRequest(t, noon.Add(-time.Minute), "alice", 50*time.Second), refusedRequest(noon.Add(-30*time.Second)), rtcRequest(t, noon.Add(-5*time.Second), "bob", time.Hour))
			return d
		},
		"tokens refused": func(t *testing.T, width, height int) *uitest.Driver {
			d, w, s := issuing(t, width, height)
			s.ask(d, w, rtcRequest(t, noon, "bob", time.Hour), refusedRequest(noon))
			return d
		},
		"tokens with a key": func(t *testing.T, width, height int) *uitest.Driver {
			d, w, s := serving(t, width, height)
			s.key, s.urls = "qL3nV9wXh2Rk7TzB5mCd", []string{"http://127.0.0.1:8090", "http://192.168.1.20:8090"}
			d.Press("T", "enter")
			s.ask(d, w, rtcRequest(t, noon, "bob", time.Hour))
			return d
		},
		"tokens that ended": func(t *testing.T, width, height int) *uitest.Driver {
			d, w, s := issuing(t, width, height)
			s.tokens.fail(errors.New("the network has gone: start it again"))
			s.look(d, w)
			return d
		},
		"renewals without a server": func(t *testing.T, width, height int) *uitest.Driver {
			d, _, _ := serving(t, width, height)
			return d.Press("R")
		},
		"renewals": func(t *testing.T, width, height int) *uitest.Driver {
			d, w, s := issuing(t, width, height)
			renewing(t, d, w, s)
			return d.Press("R")
		},
		"renewals of the second": func(t *testing.T, width, height int) *uitest.Driver {
			d, w, s := issuing(t, width, height)
			renewing(t, d, w, s)
			return d.Press("R", "down", "-")
		},
		"endpoints": func(t *testing.T, width, height int) *uitest.Driver {
			d, _, s := serving(t, width, height)
			s.key = "qL3nV9wXh2Rk7TzB5mCd"
			return d.Press("T", "enter", "E", "end")
		},
		"endpoints without a server": func(t *testing.T, width, height int) *uitest.Driver {
			d, _, _ := serving(t, width, height)
			return d.Press("E")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sizes(t, func(t *testing.T, width, height int) { golden.RequireEqual(t, screen(t, width, height).Screen()) })
		})
	}
}

// renewing has one client that renews in time, one that is late, and one that
// has not renewed.
func renewing(tb testing.TB, d *uitest.Driver, w *world, s *servers) {
	tb.Helper()
	at := func(seconds int) time.Time { return noon.Add(time.Duration(seconds) * time.Second) }
	const life = 2 * time.Minute
	var all []ui.TokenRequest
	for _, seconds := range []int{-310, -215, -120, -25} {
		all = append(all, rtcRequest(tb, at(seconds), "alice", life))
	}
	for _, seconds := range []int{-280, -148, -40} {
		all = append(all, rtcRequest(tb, at(seconds), "bob", life))
	}
	all = append(all, rtcRequest(tb, at(-150), "carol", life), rtcRequest(tb, at(-100), "dave", life))
	s.ask(d, w, all...)
}
