package ui_test

import (
	"image/color"
	"strings"
	"testing"

	"atc/ui/uitest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

// TestTokensOfAFileLook draws the list of the tokens of a file, and what stands
// in its place.
func TestTokensOfAFileLook(t *testing.T) {
	t.Parallel()
	read := func(name string, keys ...string) func(*testing.T, int, int) *uitest.Driver {
		return func(t *testing.T, width, height int) *uitest.Driver {
			d, _ := asking(t, width, height, shelf(t, &world{now: noon}))
			return d.Type(name).Press("enter").Press(keys...)
		}
	}
	for name, screen := range map[string]func(*testing.T, int, int) *uitest.Driver{
		"asking": func(t *testing.T, width, height int) *uitest.Driver {
			d, _ := asking(t, width, height, shelf(t, &world{now: noon}))
			return d
		},
		"without files": func(t *testing.T, width, height int) *uitest.Driver {
			d, _ := asking(t, width, height, nil)
			return d
		},
		"not there":    read("nowhere.log"),
		"not readable": read("secret.log"),
		"a folder":     read("logs"),
		"full":         read("shop.log"),
		"refused":      read("shop.log", "down"),
		"surprise":     read("shop.log", "down", "down"),
		"leak":         read("shop.log", "down", "down", "down"),
		"by severity":  read("shop.log", "s", "s"),
		"empty":        read("empty.log"),
		"none found":   read("quiet.log"),
		"another file": read("shop.log", "n"),
		"filtering": func(t *testing.T, width, height int) *uitest.Driver {
			return read("shop.log", "/")(t, width, height).Type("007 lobby")
		},
		"filtered": func(t *testing.T, width, height int) *uitest.Driver {
			return read("shop.log", "/")(t, width, height).Type("demo").Press("enter", "down")
		},
		"nothing fits": func(t *testing.T, width, height int) *uitest.Driver {
			return read("shop.log", "/")(t, width, height).Type("attic")
		},
		"reading": func(t *testing.T, width, height int) *uitest.Driver {
			log := shopLog(t, &world{now: noon})
			files := newSlowFiles(log[:strings.Index(log, "AGORA_APP_ID")], "the end\n")
			d, c := reads(t, width, height, files)
			t.Cleanup(func() { close(files.open) })
			d.Until("3 tokens")
			c.pass(4 * second)
			return d
		},
		"given up": func(t *testing.T, width, height int) *uitest.Driver {
			files := newSlowFiles(shopLog(t, &world{now: noon}), "the end\n")
			d, _ := reads(t, width, height, files)
			t.Cleanup(func() { close(files.open) })
			return d.Until("6 tokens").Press("esc").Until("incomplete")
		},
		"pasted": func(t *testing.T, width, height int) *uitest.Driver {
			d, w := asking(t, width, height, nil)
			return d.Paste(shopLog(t, w))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sizes(t, func(t *testing.T, width, height int) { golden.RequireEqual(t, screen(t, width, height).Screen()) })
		})
	}
}

// TestTheListOfTokensIsReadWithoutColours draws it as on a terminal that has
// neither colours nor more than ASCII.
func TestTheListOfTokensIsReadWithoutColours(t *testing.T) {
	t.Parallel()
	d, _ := shop(t, 80, 24)
	d.Send(tea.ColorProfileMsg{Profile: colorprofile.ASCII}, tea.EnvMsg{"LC_ALL=C"}).Press("down")
	golden.RequireEqual(t, d.Screen())
}

func TestTheListOfTokensInTheColoursOfADarkTerminal(t *testing.T) {
	t.Parallel()
	d, _ := shop(t, 80, 24)
	d.Send(tea.ColorProfileMsg{Profile: colorprofile.TrueColor}, tea.BackgroundColorMsg{Color: color.Black})
	golden.RequireEqual(t, d.Styled())
}

func TestTheListOfTokensFillsEveryTerminal(t *testing.T) {
	t.Parallel()
	d, _ := shop(t, 80, 24)
	for _, size := range [][2]int{{80, 24}, {60, 20}, {81, 25}, {103, 30}, {104, 30}, {200, 60}, {500, 200}, {80, 24}} {
		d.Send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		if size[0] < 80 {
			d.Shows("needs a terminal of 80×24")
			continue
		}
		d.Shows("6 tokens, 1 certificate", "› ", "12 lines read")
		for i, l := range strings.Split(ansi.Strip(d.Styled()), "\n") {
			if n := ansi.StringWidth(l); n != size[0] {
				t.Errorf("%v: line %d has %d columns: %q", size, i, n, l)
			}
		}
	}
}
