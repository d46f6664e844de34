package ui_test

import (
	"bytes"
	"testing"
	"time"

	"atc/keystore"
	"atc/tokens"
	"atc/ui"
	"atc/ui/uitest"

	tea "charm.land/bubbletea/v2"
)

// noon is when every test runs.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// world is what a test sees of the outside.
type world struct {
	now    time.Time
	copied []string
	paste  string
	ticks  []tick // that were asked for and never come by themselves
	store  keystore.Store
}

// tick is a message that comes after a while.
type tick struct {
	after time.Duration
	msg   func() tea.Msg
}

func (w *world) deps() ui.Deps {
	if w.store == nil {
		w.store = keystore.NewMemory(keystore.Demo())
	}
	return ui.Deps{
		Catalog: tokens.Default, Store: w.store,
		Now:  func() time.Time { return w.now },
		Rand: bytes.NewReader(bytes.Repeat([]byte{7, 0, 0, 0}, 1<<16)),
		Tick: func(d time.Duration, then func(time.Time) tea.Msg) tea.Cmd {
			w.ticks = append(w.ticks, tick{d, func() tea.Msg { return then(w.now.Add(d)) }})
			return nil
		},
		Copy: func(s string) tea.Cmd {
			return func() tea.Msg { w.copied = append(w.copied, s); return nil }
		},
		Paste: func() tea.Msg { return tea.ClipboardMsg{Content: w.paste, Selection: 'c'} },
	}
}

// asked counts the messages that are to come after d.
func (w *world) asked(d time.Duration) (n int) {
	for _, t := range w.ticks {
		if t.after == d {
			n++
		}
	}
	return n
}

// pass delivers what was to come after d, as if that time had passed.
func (w *world) pass(driver *uitest.Driver, d time.Duration) {
	due := w.ticks
	w.ticks = nil
	for _, t := range due {
		if t.after == d {
			driver.Send(t.msg())
		} else {
			w.ticks = append(w.ticks, t)
		}
	}
}

// open opens the console in a terminal of width × height.
func open(tb testing.TB, width, height int) (*uitest.Driver, *world) {
	tb.Helper()
	w := &world{now: noon}
	return uitest.New(tb, ui.New(w.deps()), width, height), w
}

// sample is a token of the public vectors' pair of App ID and certificate,
// issued a minute before noon: RTC with all privileges.
func sample(tb testing.TB, w *world, kind string, v tokens.Values) string {
	tb.Helper()
	k, ok := tokens.Default.Kind(kind)
	if !ok {
		tb.Fatalf("no kind %q", kind)
	}
	p := keystore.Demo()
	text, err := tokens.Default.Build(tokens.Request{
		Kind: k, AppID: p.AppID, Certificate: p.Primary, Values: v,
		Stamp: tokens.Stamp{IssueTime: uint32(w.now.Unix() - 60), Salt: 4711},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return text
}
