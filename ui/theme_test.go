package ui_test

import (
	"image/color"
	"strings"
	"testing"
	"unicode/utf8"

	"atc/ui/uitest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

// lookedAt is the Build screen with a token, which shows most styles.
func lookedAt(t *testing.T) *uitest.Driver {
	t.Helper()
	d, _ := open(t, 80, 24)
	return d.Type("lobby")
}

func TestTheScreenInTheColoursOfADarkTerminal(t *testing.T) {
	t.Parallel()
	d := lookedAt(t).Send(tea.ColorProfileMsg{Profile: colorprofile.TrueColor}, tea.BackgroundColorMsg{Color: color.Black})
	golden.RequireEqual(t, d.Styled())
}

func TestTheThemeFollowsTheTerminal(t *testing.T) {
	t.Parallel()
	d := lookedAt(t)
	dark := d.Styled()
	light := d.Send(tea.BackgroundColorMsg{Color: color.White}).Styled()
	if dark == light {
		t.Error("a light terminal changes nothing")
	}
	if ansi.Strip(dark) != ansi.Strip(light) {
		t.Error("the colours change the text")
	}
}

func TestSixteenColoursAreTheTerminalsOwn(t *testing.T) {
	t.Parallel()
	d := lookedAt(t).Send(tea.ColorProfileMsg{Profile: colorprofile.ANSI})
	if s := d.Shows("[Build]", "› Channel name").Styled(); strings.Contains(s, "38;2;") || strings.Contains(s, "38;5;") {
		t.Errorf("colours beyond the 16:\n%q", s)
	}
}

func TestEverythingIsSaidWithoutColours(t *testing.T) {
	t.Parallel()
	d := lookedAt(t).Send(tea.ColorProfileMsg{Profile: colorprofile.ASCII})
	d.Shows("[Build]", "signed by demo, primary ✓", "‹publisher›", "› Channel name")
}

func TestAnASCIITerminalGetsASCIIOfTheSameShape(t *testing.T) {
	t.Parallel()
	d := lookedAt(t)
	before := strings.Split(d.Screen(), "\n")
	d.Send(tea.EnvMsg{"LC_ALL=C"}).Shows("+-", "> Channel name")
	after := strings.Split(d.Screen(), "\n")
	for i, line := range after {
		if strings.IndexFunc(line, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
			t.Errorf("not ASCII: %s", line)
		}
		if ansi.StringWidth(line) != ansi.StringWidth(before[i]) {
			t.Errorf("line %d changed its width:\n%s\n%s", i, before[i], line)
		}
	}
	d.Press("alt+g").Shows("a QR code needs half blocks").Press("q")
	d.Send(tea.EnvMsg{"LC_ALL=", "LANG=en_US.UTF-8"}).Shows("╭─")
}

func TestASmallTerminalSaysWhatItNeeds(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{79, 24}, {80, 23}, {20, 5}, {1, 1}} {
		d, _ := open(t, size[0], size[1])
		d.Lacks("Channel name")
		lines := strings.Split(d.Screen(), "\n")
		if len(lines) > size[1] {
			t.Errorf("%v: %d lines", size, len(lines))
		}
		for _, l := range lines {
			if ansi.StringWidth(l) > size[0] {
				t.Errorf("%v: %q is too wide", size, l)
			}
		}
		d.Send(tea.WindowSizeMsg{Width: 80, Height: 24}).Shows("Channel name")
	}
}

func TestEveryScreenFillsItsTerminalExactly(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {81, 25}, {107, 30}, {108, 30}, {120, 36}, {200, 60}, {500, 200}, {2000, 2000}} {
		d, _ := open(t, size[0], size[1])
		width, height := min(size[0], 500), min(size[1], 200)
		check := func(what string) {
			t.Helper()
			lines := strings.Split(ansi.Strip(d.Styled()), "\n")
			if len(lines) != height {
				t.Errorf("%v %s: %d lines", size, what, len(lines))
			}
			for i, l := range lines {
				if ansi.StringWidth(l) != width {
					t.Errorf("%v %s: line %d has %d columns: %q", size, what, i, ansi.StringWidth(l), l)
				}
			}
		}
		check("empty")
		d.Type("lobby")
		check("build")
		d.Press("alt+/")
		check("kinds")
		d.Press("alt+i")
		for _, view := range []string{"d", "l", "w", "c"} {
			d.Press("esc", view)
			check(view)
		}
		d.Press("esc")
		for _, dialog := range []string{"?", ":", "t", "a", "s"} {
			d.Press(dialog)
			check("dialog " + dialog)
			d.Press("esc", "esc")
		}
	}
}
