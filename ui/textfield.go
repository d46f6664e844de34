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
type textField struct {
	input textinput.Model
	first int // of the characters that are shown
}

func newTextField(value string) textField {
	t := textField{input: textinput.New()}
	t.input.Prompt = ""
	t.input.CharLimit = tokens.MaxText // what is pasted may have any size
	t.input.SetVirtualCursor(false)
	// It would read the clipboard of the machine that this runs on, which is
	// not where the person sits.
	t.input.KeyMap.Paste = key.NewBinding(key.WithDisabled())
	t.input.SetValue(value)
	return t
}

func (t *textField) value() string     { return t.input.Value() }
func (t *textField) setValue(s string) { t.input.SetValue(s); t.input.CursorEnd() }

func (t *textField) focus(on bool) {
	if on {
		t.input.Focus()
		return
	}
	t.input.Blur()
}

// update edits the text and reports whether it changed.
func (t *textField) update(msg tea.Msg) bool {
	if p, ok := msg.(tea.PasteMsg); ok {
		msg = tea.PasteMsg{Content: strings.TrimSpace(p.Content)}
	}
	before := t.input.Value()
	t.input, _ = t.input.Update(msg) // its commands only blink a cursor
	return t.input.Value() != before
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
	runes := []rune(t.input.Value())
	pos := t.input.Position()
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
