package ui_test

import (
	"strings"
	"testing"
	"time"

	"atc/chatapi/emulator"
	"atc/keystore"
	"atc/ui"
	"atc/ui/uitest"

	"github.com/charmbracelet/x/exp/golden"
)

// TestChatTokensLook draws the sections for user tokens and app tokens.
func TestChatTokensLook(t *testing.T) {
	t.Parallel()
	longest := strings.Repeat("a.long-name_", 5) + "1234"
	for name, c := range map[string]struct {
		typed string
		keys  []string
		ahead time.Duration // of the service, for the last key
	}{
		"empty":           {"", nil, 0},
		"typed":           {"ada", nil, 0},
		"illegal":         {"Ada Lovelace", nil, 0},
		"lowered":         {"Ada", nil, 0},
		"missing":         {"alice", []string{"enter"}, 0},
		"registered":      {"alice", []string{"enter", "enter"}, 0},
		"copied":          {"alice", []string{"enter", "enter", "enter"}, 0},
		"found":           {"ada", []string{"enter", "esc"}, 0},
		"banned":          {"mallory", []string{"enter"}, 0},
		"UUID":            {"ada", []string{"enter", "tab", "right"}, 0},
		"longest name":    {longest, []string{"enter", "enter"}, 0},
		"offline":         {"bob", []string{"alt+b"}, 0},
		"offline UUID":    {"bob", []string{"alt+b", "tab", "right"}, 0},
		"not looked up":   {"ada", []string{"enter"}, 2 * time.Hour},
		"accepted":        {"ada", []string{"enter", "alt+v"}, 0},
		"refused":         {"ada", []string{"enter", "alt+v"}, 2 * time.Hour},
		"app token":       {"", []string{"alt+A"}, 0},
		"app token field": {"", []string{"alt+A", "tab"}, 0},
		"exchanged":       {"", []string{"alt+A", "e"}, 0},
		"not exchanged":   {"", []string{"alt+A", "e"}, 2 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sizes(t, func(t *testing.T, width, height int) {
				d, w := openChat(t, width, height, ada(), emulator.SeedUser{Username: "mallory", Nickname: "Mallory", Banned: true})
				d.Press("alt+3").Type(c.typed)
				for i, key := range c.keys {
					if i == len(c.keys)-1 {
						w.ahead.Store(int64(c.ahead))
					}
					d.Press(key)
				}
				w.pass(d, 5*time.Second) // no notice hides the keys
				golden.RequireEqual(t, d.Screen())
			})
		})
	}
}

// TestChatTokensLookWithoutAService draws what is seen while no request can be
// made, or one is under way.
func TestChatTokensLookWithoutAService(t *testing.T) {
	t.Parallel()
	for name, screen := range map[string]func(*testing.T, int, int) *uitest.Driver{
		"no host": func(t *testing.T, width, height int) *uitest.Driver {
			w := newChatWorld(t)
			w.store = keystore.NewMemory(live())
			return uitest.New(t, ui.New(w.deps()), width, height).Press("alt+3").Type("ada").Press("alt+b", "alt+r")
		},
		"no host yet": func(t *testing.T, width, height int) *uitest.Driver {
			w := newChatWorld(t)
			w.store = keystore.NewMemory(live())
			return uitest.New(t, ui.New(w.deps()), width, height).Press("alt+3")
		},
		"no certificate": func(t *testing.T, width, height int) *uitest.Driver {
			w := newChatWorld(t)
			w.store = keystore.NewMemory(bare())
			return uitest.New(t, ui.New(w.deps()), width, height).Press("alt+3")
		},
		"waiting": func(t *testing.T, width, height int) *uitest.Driver {
			w := newChatWorld(t)
			blocked := w.hanging()
			d := uitest.New(t, ui.New(w.deps()), width, height).Press("alt+3").Type("ada")
			d.Blocked = blocked
			d.Press("enter")
			w.now = noon.Add(7 * time.Second)
			t.Cleanup(func() { d.Press("esc").Late() })
			return d
		},
		"password": func(t *testing.T, width, height int) *uitest.Driver {
			w := newChatWorld(t)
			w.serving(t, func(c *emulator.Config) { c.Options.PasswordNeeded = true })
			return uitest.New(t, ui.New(w.deps()), width, height).Press("alt+3").Type("alice").Press("enter", "enter")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sizes(t, func(t *testing.T, width, height int) { golden.RequireEqual(t, screen(t, width, height).Screen()) })
		})
	}
}
