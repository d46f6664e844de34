package ui_test

import (
	"testing"

	"atc/ui"
	"atc/ui/uitest"

	tea "charm.land/bubbletea/v2"
)

func TestWhatIsPastedTooLateGoesToNoOtherSection(t *testing.T) {
	t.Parallel()
	w := newChatWorld(t, ada())
	deps := w.deps()
	deps.Paste = func() tea.Msg { return nil } // the clipboard is slow
	d := uitest.New(t, ui.New(deps), 80, 24).Press("alt+3", "alt+R", "up", "up", "ctrl+v", "alt+U", "/").Shows("type a part of a username")
	d.Send(tea.ClipboardMsg{Content: "correct horse", Selection: 'c'}).Lacks("correct horse", "•").Shows("type a part of a username")
	d.Press("esc", "esc", "R").Lacks("correct horse", "•")
	d.Press("alt+U", "/", "ctrl+v").Send(tea.ClipboardMsg{Content: "ada", Selection: 'c'}).Shows("/ ada")
}

func TestATerminalThatIsSmallForAWhileChangesNothing(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]string{
		"user token": {"T"}, "missing": {"T", "tab", "z", "enter"}, "found": {"T", "tab", "a", "d", "a", "enter"}, "scrolled": {"T", "tab", "a", "d", "a", "enter", "pgdown"},
		"users": {"U", "end"}, "filter": {"U", "/", "u", "s"}, "details": {"U", "down", "enter"}, "delete": {"U", "*", "x", "d", "e"}, "ban": {"U", "b"},
		"password": {"U", "w", "s", "e", "tab"}, "nickname": {"U", "e", "N"}, "outcomes": {"U", "space", "space", "f", "enter"}, "look up": {"U", "l", "a"},
		"one": {"R", "tab", "tab", "tab", "p"}, "many": {"R", "esc", "b", "a", "enter", "b", "b"}, "ended": {"R", "esc", "b", "z", "z", "alt+enter", "up"}, "save": {"R", "esc", "b", "z", "z", "alt+enter", "v"},
		"app token": {"A"}, "exchange": {"A", "e"}, "check": {"C", "enter"}, "log": {"U", "L"}, "log filter": {"U", "L", "/", "g"}, "request": {"U", "L", "enter", "end"},
	} {
		for _, size := range [][2]int{{80, 24}, {120, 36}} {
			w := newChatWorld(t, append(crowd(60), people()...)...)
			deps := w.deps()
			deps.Files = &folder{}
			d := uitest.New(t, ui.New(deps), size[0], size[1]).Press("alt+3", "esc").Press(keys...)
			before := d.Screen()
			d.Send(sized(60, 20)).Shows("atc needs a terminal of 80×24")
			d.Send(sized(300, 100), sized(80, 24), sized(size[0], size[1]))
			if after := d.Screen(); after != before {
				t.Errorf("%s is drawn another way:\n%s\nit was\n%s", name, after, before)
			}
		}
	}
}
