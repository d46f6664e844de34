package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

func sampleHelp() []helpGroup {
	build, everywhere := sampleCommands()
	return []helpGroup{{"Build", build}, {"Everywhere", everywhere}}
}

func TestHelpScreen(t *testing.T) {
	t.Parallel()
	golden.RequireEqual(t, screenOf(newHelp(dialogEnv(), sampleHelp()), 80, 22))
}

func TestHelpScreenWide(t *testing.T) {
	t.Parallel()
	golden.RequireEqual(t, screenOf(newHelp(dialogEnv(), sampleHelp()), 120, 34))
}

func TestHelpHasEveryCommandAndScrolls(t *testing.T) {
	t.Parallel()
	h := newHelp(dialogEnv(), sampleHelp())
	seen := screenOf(h, 80, 22)
	for range 20 {
		pressIn(t, h, "down")
		seen += screenOf(h, 80, 22)
	}
	for _, g := range sampleHelp() {
		for _, c := range append(g.commands, moving(&dialogEnv().keys).commands...) {
			if want := c.key.Help().Desc; !strings.Contains(seen, want) {
				t.Errorf("%q is nowhere in the help", want)
			}
		}
	}
	end := screenOf(h, 80, 22)
	pressIn(t, h, "end")
	if got := screenOf(h, 80, 22); got != end {
		t.Errorf("the end of the help is\n%s\nnot\n%s", got, end)
	}
	for _, k := range []string{"q", "esc", "?", "f1"} {
		if got := pressIn(t, h, k); got != (closeDialog{}) {
			t.Errorf("%s asks for %#v", k, got)
		}
	}
}

func TestHelpNamesSecondWays(t *testing.T) {
	t.Parallel()
	for want, b := range map[string]command{
		"y ctrl+y": {key: letter("copy", "y", "ctrl+y")},
		"g":        {key: letter("QR code", "g")},
		"q esc":    {key: chord("back", "q", "esc")},
	} {
		if got := keyNames(b.key); got != want {
			t.Errorf("the help names %q, want %q", got, want)
		}
	}
}

func TestShortHelpDropsWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	th := dialogEnv().theme
	build, everywhere := sampleCommands()
	build = append([]command{{key: chord("copy", "enter"), short: true}}, build...)
	all := whileTyping(append(build, everywhere...))
	for _, tt := range []struct {
		width int
		want  string
	}{
		{100, " enter copy · esc then: y copy the token · Y copy as… · g QR code · r new salt · ? help"},
		{80, " enter copy · esc then: y copy the token · Y copy as… · g QR code · r new salt"},
		{40, " enter copy · esc then: y copy the token"},
		{39, " enter copy"},
		{24, " enter copy"},
		{11, " enter copy"},
		{10, ""},
		{0, ""},
	} {
		got := ansi.Strip(shortHelp(th, all, tt.width))
		if got != tt.want || cells(got) > tt.width {
			t.Errorf("in %d columns the line is %q, want %q", tt.width, got, tt.want)
		}
	}
	if got := ansi.Strip(shortHelp(th, all[:2], 80)); got != " enter copy" {
		t.Errorf("esc leads nowhere in %q", got)
	}
}
