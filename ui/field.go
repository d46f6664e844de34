package ui

import (
	"cmp"
	"slices"
	"strings"

	"atc/tokens"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// field is one input of a form: a line of text, a choice, a document, or a
// secret, which is never among the values of the form.
type field struct {
	input    tokens.Input
	text     textField
	document *document    // nil if it is none
	secret   *secretField // of what must not be seen, else nil
	choice   int
	touched  bool   // the person has been there: its error is told
	empty    string // what it says while nothing stands in it; "" for the usual word
	fresh    bool   // it holds its default and was just reached: typing replaces that
}

func newField(in tokens.Input, value string) field {
	f := field{input: in}
	switch in.Type {
	case tokens.Choice:
		f.choice = max(0, slices.Index(in.Choices, value))
	case tokens.Document:
		f.document = newDocument(value)
	default:
		f.text = newTextField(value)
	}
	return f
}

func (f *field) value() string {
	switch {
	case f.secret != nil:
		return ""
	case f.input.Type == tokens.Choice:
		return f.input.Choices[f.choice]
	case f.document != nil:
		return f.document.value()
	}
	return f.text.value()
}

func (f *field) setValue(v string) {
	f.fresh = false
	switch {
	case f.secret != nil:
	case f.input.Type == tokens.Choice:
		f.choice = max(0, slices.Index(f.input.Choices, v))
	case f.document != nil:
		f.document.setValue(v)
	default:
		f.text.setValue(v)
	}
}

func (f *field) focus(on bool) {
	f.fresh = on && f.document == nil && f.value() != "" && f.value() == f.input.Default
	switch {
	case f.secret != nil:
	case f.input.Type == tokens.Choice:
	case f.document != nil:
		f.document.focus(on)
	default:
		f.text.focus(on)
	}
}

// update hands a message to the field and reports whether its value changed.
func (f *field) update(msg tea.Msg) bool {
	switch {
	case f.secret != nil:
		return f.secret.update(msg)
	case f.input.Type == tokens.Choice:
		k, ok := msg.(tea.KeyPressMsg)
		return ok && f.choose(k)
	case f.document != nil:
		return f.document.update(msg)
	}
	before := f.value()
	if f.fresh && replaces(msg) {
		f.text.setValue("")
	}
	f.fresh = false
	f.text.update(msg)
	return f.value() != before
}

// filled reports whether something stands in the field.
func (f *field) filled() bool {
	return f.value() != "" || f.secret != nil && !f.secret.secret.IsZero()
}

// replaces reports whether a message takes the place of what is selected.
func replaces(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		return true
	case tea.KeyPressMsg:
		return isText(msg) || msg.String() == "backspace" || msg.String() == "delete"
	}
	return false
}

// choose moves a choice by arrows and blank, or to the choice that starts
// with the letter typed.
func (f *field) choose(k tea.KeyPressMsg) bool {
	before, n := f.choice, len(f.input.Choices)
	switch s := k.String(); s {
	case "left":
		f.choice = (f.choice + n - 1) % n
	case "right", "space":
		f.choice = (f.choice + 1) % n
	default:
		for i := 1; i <= n && isText(k); i++ {
			if c := (before + i) % n; strings.HasPrefix(strings.ToLower(f.input.Choices[c]), strings.ToLower(s)) {
				f.choice = c
				break
			}
		}
	}
	return f.choice != before
}

// draw returns the value in one line of width columns, and where the cursor
// stands in it, or −1. A document is drawn by the form.
func (f *field) draw(th *theme, focused bool, width int) (string, int) {
	if f.secret != nil {
		return f.secret.draw(th, focused, width)
	}
	if f.input.Type == tokens.Choice {
		return drawChoice(th, f.input.Choices, f.choice, focused, width), -1
	}
	if f.text.value() == "" && !focused {
		hint := "empty"
		if f.input.Optional {
			hint = "optional"
		}
		hint = cmp.Or(f.empty, hint)
		return fit(th.dim.Render(hint), width), -1
	}
	if f.fresh && focused {
		value := f.value()
		return fit(th.selected.Render(cut(safe.Text(value), width)), width), min(cells(value), width-1)
	}
	return f.text.draw(th, width)
}

// drawChoice draws ‹a› b c, or only ‹a› where the rest has no room.
func drawChoice(th *theme, choices []string, chosen int, focused bool, width int) string {
	st := th.strong
	if focused {
		st = th.title
	}
	all, plain := make([]string, 0, len(choices)), 0
	for i, c := range choices {
		plain += len(c) + 3
		if i == chosen {
			all = append(all, st.Render("‹"+c+"›"))
			continue
		}
		all = append(all, th.dim.Render(" "+c+" "))
	}
	if plain-1 > width {
		one, arrows := "‹"+choices[chosen]+"›", " ←→"
		if cells(one)+cells(arrows) > width {
			arrows = ""
		}
		return fit(st.Render(cut(one, width))+th.dim.Render(arrows), width)
	}
	return fit(strings.Join(all, ""), width)
}
