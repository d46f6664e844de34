package ui

import (
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"
)

// did is what the commands of the tests ask for.
func did(what string) func() (action, tea.Cmd) {
	return func() (action, tea.Cmd) { return notify{what}, nil }
}

func sampleCommands() (build, everywhere []command) {
	build = []command{
		{key: letter("copy the token", "y", "ctrl+y"), short: true, do: did("copy")},
		{key: letter("copy as…", "Y"), short: true, do: did("copy as")},
		{key: letter("QR code", "g"), short: true, do: did("qr")},
		{key: letter("bare token, to select by hand", "b"), do: did("bare")},
		{key: letter("new salt", "r", "ctrl+r"), short: true, do: did("salt")},
		{key: letter("keep in the tray", "k"), do: did("keep")},
		{key: letter("undo", "u"), do: did("undo")},
	}
	everywhere = []command{
		{key: letter("help", "?", "f1"), short: true, do: did("help")},
		{key: letter("all actions", ":"), do: did("palette")},
		{key: letter("tray", "t"), do: did("tray")},
		{key: letter("go to Build", "1"), do: did("build")},
		{key: letter("go to Inspect", "2"), do: did("inspect")},
	}
	return build, everywhere
}

func samplePalette() []paletteItem {
	build, everywhere := sampleCommands()
	var items []paletteItem
	for _, c := range build {
		items = append(items, paletteItem{c, "Build"})
	}
	items = append(items, paletteItem{command{key: key.NewBinding(key.WithHelp("tab", "a hint that does nothing"))}, "Build"})
	for _, v := range []string{"decoder", "timeline", "wire view", "compare"} {
		items = append(items, paletteItem{command{key: letter("show the "+v, v[:1]), do: did(v)}, "Inspect"})
	}
	for _, c := range everywhere {
		items = append(items, paletteItem{c, ""})
	}
	return items
}

// chosenIn returns what the command did that was chosen in a palette.
func chosenIn(t *testing.T, act action) string {
	t.Helper()
	closed, ok := act.(closeDialog)
	if !ok {
		t.Fatalf("the palette asks for %#v", act)
	}
	run, ok := closed.then.(runCommand)
	if !ok {
		t.Fatalf("the palette closes with %#v", closed.then)
	}
	done, _ := run.command.do()
	return done.(notify).text
}

func TestPaletteRunsWhatIsChosen(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"": "copy", "salt": "salt", "SALT new": "salt", "everywhere help": "help", "insp time": "timeline", "qr": "qr",
	} {
		p := newPalette(dialogEnv(), samplePalette())
		p.setSize(80, 22)
		typeIn(t, p, typed)
		if got := chosenIn(t, pressIn(t, p, "enter")); got != want {
			t.Errorf("typing %q runs %q, want %q", typed, got, want)
		}
	}
}

func TestPaletteMovesAroundItsEnds(t *testing.T) {
	t.Parallel()
	for keys, want := range map[string]string{
		"down": "copy as", "up": "inspect", "end": "inspect", "end down": "copy", "end home": "copy",
		"down down up": "copy as", "pgdown pgdown pgdown": "inspect", "pgdown pgup": "copy",
	} {
		p := newPalette(dialogEnv(), samplePalette())
		p.setSize(80, 12)
		pressIn(t, p, strings.Fields(keys)...)
		screen := screenOf(p, 80, 12)
		if got := chosenIn(t, pressIn(t, p, "enter")); got != want {
			t.Errorf("%s runs %q, want %q", keys, got, want)
		}
		if !strings.Contains(screen, "›") {
			t.Errorf("after %s the choice is out of sight:\n%s", keys, screen)
		}
	}
}

func TestPaletteClearsItsFilterBeforeItCloses(t *testing.T) {
	t.Parallel()
	p := newPalette(dialogEnv(), samplePalette())
	p.setSize(80, 22)
	typeIn(t, p, "qxyz")
	if screen := screenOf(p, 80, 22); !strings.Contains(screen, "nothing fits “qxyz”") {
		t.Errorf("the screen shows\n%s", screen)
	}
	if got := pressIn(t, p, "enter"); got != nil {
		t.Errorf("enter on nothing asks for %#v", got)
	}
	if got := pressIn(t, p, "esc"); got != nil {
		t.Errorf("the first esc asks for %#v", got)
	}
	if got := pressIn(t, p, "esc"); got != (closeDialog{}) {
		t.Errorf("the second esc asks for %#v", got)
	}
}

func TestMenuPastesThroughDeps(t *testing.T) {
	t.Parallel()
	p := newPalette(dialogEnv(), samplePalette())
	p.setSize(80, 22)
	_, cmd := p.update(dialogKey("ctrl+v"))
	if cmd == nil {
		t.Fatal("ctrl+v asks for nothing")
	}
	answer, ok := cmd().(tea.ClipboardMsg)
	if !ok {
		t.Fatal("ctrl+v does not ask for the clipboard")
	}
	p.update(pasted(p, answer)) // as the root hands it over
	if got := p.(*palette).menu.filter.value(); got != "pasted" {
		t.Errorf("the filter holds %q", got)
	}
}

func TestPaletteScreen(t *testing.T) {
	t.Parallel()
	p := newPalette(dialogEnv(), samplePalette())
	pressIn(t, p, "down")
	golden.RequireEqual(t, screenOf(p, 80, 22))
}

func TestPaletteScreenFiltered(t *testing.T) {
	t.Parallel()
	p := newPalette(dialogEnv(), samplePalette())
	typeIn(t, p, "copy")
	golden.RequireEqual(t, screenOf(p, 80, 22))
}
