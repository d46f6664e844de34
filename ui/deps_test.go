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
	ticks  []time.Duration // that were asked for and never come by themselves
}

func (w *world) deps() ui.Deps {
	return ui.Deps{
		Catalog: tokens.Default, Projects: []keystore.Project{keystore.Demo()}, Backend: "memory",
		Now:  func() time.Time { return w.now },
		Rand: bytes.NewReader(bytes.Repeat([]byte{7, 0, 0, 0}, 1<<16)),
		Tick: func(d time.Duration, _ func(time.Time) tea.Msg) tea.Cmd {
			w.ticks = append(w.ticks, d)
			return nil
		},
		Copy: func(s string) tea.Cmd {
			return func() tea.Msg { w.copied = append(w.copied, s); return nil }
		},
		Paste: func() tea.Msg { return tea.ClipboardMsg{Content: w.paste, Selection: 'c'} },
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
