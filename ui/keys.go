package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// keyMap holds the keys that mean the same everywhere. What a single screen
// can do has its keys in its commands.
type keyMap struct {
	Quit, Leave, Back                       key.Binding
	NextField, PrevField                    key.Binding
	Up, Down, PageUp, PageDown, Top, Bottom key.Binding
	Left, Right                             key.Binding
	Enter, Paste                            key.Binding
}

func newKeyMap() keyMap {
	return keyMap{
		Quit:      chord("quit", "ctrl+c"),
		Leave:     chord("leave the field", "esc"),
		Back:      chord("back", "q", "esc"),
		NextField: chord("next field", "tab"),
		PrevField: chord("previous field", "shift+tab"),
		Up:        chord("up", "up"),
		Down:      chord("down", "down"),
		PageUp:    chord("page up", "pgup"),
		PageDown:  chord("page down", "pgdown"),
		Top:       chord("top", "home"),
		Bottom:    chord("bottom", "end"),
		Left:      chord("left", "left"),
		Right:     chord("right", "right"),
		Enter:     chord("choose", "enter"),
		Paste:     chord("paste", "ctrl+v"),
	}
}

// scrolls reports whether a key scrolls.
func (m *keyMap) scrolls(k tea.KeyPressMsg) bool {
	return key.Matches(k, m.Up, m.Down, m.PageUp, m.PageDown, m.Top, m.Bottom)
}

// scrolled returns which line stands first after a key that scrolls, or at for
// any other: a page is so many lines, and the last that can be first is most.
func (m *keyMap) scrolled(k tea.KeyPressMsg, at, page, most int) int {
	switch {
	case key.Matches(k, m.Up):
		at--
	case key.Matches(k, m.Down):
		at++
	case key.Matches(k, m.PageUp):
		at -= page
	case key.Matches(k, m.PageDown):
		at += page
	case key.Matches(k, m.Top):
		at = 0
	case key.Matches(k, m.Bottom):
		at = most
	}
	return max(0, min(at, most))
}

// chord binds keys that are not text, or that only matter where nothing is
// typed. The first names it in the help.
func chord(help string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(keys[0], help))
}

// letter binds a single key that acts where nothing is typed, and the same
// key with alt, which acts everywhere and is what a quick esc and key are in
// tmux. More keys are second ways.
func letter(help, k string, more ...string) key.Binding {
	return key.NewBinding(key.WithKeys(append([]string{k, "alt+" + k}, more...)...), key.WithHelp(k, help))
}

// isText reports whether a key is text in a field rather than a shortcut.
func isText(k tea.KeyPressMsg) bool { return k.Text != "" && !strings.HasPrefix(k.String(), "alt+") }

// pressed reports whether k is one of the keys of b. While text is typed, keys
// that are text do not count.
func pressed(k tea.KeyPressMsg, b key.Binding, typing bool) bool {
	return key.Matches(k, b) && (!typing || !isText(k))
}
