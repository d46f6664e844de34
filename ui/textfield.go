package ui

import (
	"strings"

	"atc/tokens"
	"atc/ui/safe"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// textField is a line of text that is edited. The editing is bubbles'; it is
// drawn here, because what is pasted into it is untrusted, and because the
// widget misplaces the real cursor in a text longer than its width.
//
// The widget takes 8 KB, and most fields are never written in: there is none
// of it before there is a text.
type textField struct {
	input   *textinput.Model
	focused bool
	first   int // of the characters that are shown
}

func newTextField(value string) textField {
	var t textField
	t.setValue(value)
	return t
}

// edited returns what edits the text.
func (t *textField) edited() *textinput.Model {
	if t.input != nil {
		return t.input
	}
	in := textinput.New()
	in.Prompt = ""
	in.CharLimit = tokens.MaxText // what is pasted may have any size
	in.SetVirtualCursor(false)
	// It would read the clipboard of the machine that this runs on, which is
	// not where the person sits.
	in.KeyMap.Paste = key.NewBinding(key.WithDisabled())
	t.input = &in
	t.focus(t.focused)
	return t.input
}

func (t *textField) value() string {
	if t.input == nil {
		return ""
	}
	return t.input.Value()
}

func (t *textField) setValue(s string) {
	if t.input == nil && s == "" {
		return
	}
	t.edited().SetValue(s)
	t.input.CursorEnd()
}

// position is the number of characters before the cursor.
func (t *textField) position() int {
	if t.input == nil {
		return 0
	}
	return t.input.Position()
}

// moveTo puts the cursor behind as many characters, if there are that many.
func (t *textField) moveTo(position int) {
	if t.input != nil {
		t.input.SetCursor(position)
	}
}

func (t *textField) focus(on bool) {
	t.focused = on
	switch {
	case t.input == nil:
	case on:
		t.input.Focus()
	default:
		t.input.Blur()
	}
}

// update edits the text, if the field has the focus, and reports whether it
// changed.
func (t *textField) update(msg tea.Msg) bool {
	if !t.focused {
		return false
	}
	if p, ok := msg.(tea.PasteMsg); ok {
		msg = tea.PasteMsg{Content: strings.TrimSpace(p.Content)}
	}
	in := t.edited()
	before := in.Value()
	*in, _ = in.Update(msg) // its commands only blink a cursor
	return in.Value() != before
}

// asLines returns a text that was pasted with the line breaks of a file: most
// terminals paste a carriage return for each.
func asLines(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// perCell is more than the runes that share a cell: beyond some marks over a
// letter, the rest is shown escaped.
const perCell = 16

// draw returns the text in exactly width columns and where its cursor stands.
// It looks at no more of the text than can be seen.
func (t *textField) draw(th *theme, width int) (string, int) {
	runes := []rune(t.value())
	pos := t.position()
	start := pos // the first rune that can be shown together with the cursor
	for start > 0 && runesWidth(runes[start-1:pos]) < width {
		start--
	}
	t.first = max(start, min(t.first, pos))
	if len(runes) < perCell*width && runesWidth(runes) < width {
		t.first = 0
	}
	shown := safe.Text(string(runes[t.first:min(len(runes), t.first+perCell*width)]))
	return fit(th.text.Render(cutPlain(shown, width)), width), runesWidth(runes[t.first:pos])
}

func runesWidth(r []rune) int { return cells(safe.Text(string(r))) }

// cutPlain cuts without an ellipsis, as a text scrolls out of its field.
func cutPlain(s string, width int) string {
	if cells(s) <= width {
		return s
	}
	return strings.TrimSuffix(cut(s, width+1), "…")
}
