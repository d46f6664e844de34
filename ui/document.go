package ui

import (
	"encoding/json"
	"strings"

	"atc/tokens"
	"atc/ui/safe"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// document is a text of many lines that is edited. The editing is bubbles',
// which takes a quarter of a megabyte however short the text is: there is none
// of it before there is a text, or the document is reached or drawn.
type document struct {
	area          *textarea.Model
	width, height int
}

func newDocument(text string) *document {
	d := &document{width: 1, height: 1}
	if text != "" {
		d.edited().SetValue(text)
		d.area.MoveToBegin()
	}
	return d
}

// edited returns what edits the document.
func (d *document) edited() *textarea.Model {
	if d.area != nil {
		return d.area
	}
	a := textarea.New()
	a.Prompt = ""
	a.ShowLineNumbers = false
	a.CharLimit = tokens.MaxSpec
	a.MaxHeight = 0
	a.SetVirtualCursor(false)
	a.SetStyles(textarea.Styles{})
	disable(
		&a.KeyMap.Paste, &a.KeyMap.CopySelection, // both reach for the host's clipboard
		// A selection is not drawn, and what is typed would replace it.
		&a.KeyMap.SelectCharacterForward, &a.KeyMap.SelectCharacterBackward, &a.KeyMap.SelectWordForward, &a.KeyMap.SelectWordBackward,
		&a.KeyMap.SelectLineUp, &a.KeyMap.SelectLineDown, &a.KeyMap.SelectAll,
	)
	d.area = &a
	d.setSize(d.width, d.height)
	return d.area
}

func disable(all ...*key.Binding) {
	for _, b := range all {
		b.SetEnabled(false)
	}
}

func (d *document) setSize(width, height int) {
	d.width, d.height = max(1, width), max(1, height)
	if d.area != nil {
		d.area.SetWidth(d.width)
		d.area.SetHeight(d.height)
	}
}

func (d *document) value() string {
	if d.area == nil {
		return ""
	}
	return d.area.Value()
}

// setValue puts another text in place, with the cursor in the line and column
// where it was.
func (d *document) setValue(text string) {
	if d.area == nil && text == "" {
		return
	}
	a := d.edited()
	line, column := a.Line(), a.Column()
	a.SetValue(text)
	a.MoveToBegin()
	for a.Line() < min(line, a.LineCount()-1) {
		a.CursorDown()
	}
	a.SetCursorColumn(column)
}

func (d *document) focus(on bool) {
	switch {
	case on:
		d.edited().Focus()
	case d.area != nil:
		d.area.Blur()
	}
}

// update edits the text and reports whether it changed.
func (d *document) update(msg tea.Msg) bool {
	a := d.edited()
	before := a.Value()
	if p, ok := msg.(tea.PasteMsg); ok && isWhole(p.Content) {
		d.setValue(strings.TrimSpace(p.Content))
	} else {
		*a, _ = a.Update(msg) // its commands only blink a cursor
	}
	return a.Value() != before
}

// isWhole reports whether a text is a document of its own, which takes the
// place of the one that is there, and not a part to put into it.
func isWhole(text string) bool {
	var d struct{ Services json.RawMessage }
	return len(text) <= tokens.MaxSpec && json.Unmarshal([]byte(text), &d) == nil && d.Services != nil
}

// inFirstLine reports whether the cursor stands in the first line.
func (d *document) inFirstLine() bool { return d.area == nil || d.area.Line() == 0 }

// lines draws the text. The area draws what was pasted as it is: it is
// untrusted text.
func (d *document) lines() []string {
	return strings.Split(safe.Lines(ansi.Strip(d.edited().View())), "\n")
}

// cursor says where the cursor stands in the lines, nil if it is not there.
func (d *document) cursor() *tea.Cursor { return d.edited().Cursor() }
