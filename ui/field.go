package ui

import (
	"slices"
	"strings"

	"atc/tokens"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"
)

// field is one input of a form: a line of text, a choice, or a document.
type field struct {
	input   tokens.Input
	text    textField
	area    *textarea.Model // of a document, else nil
	choice  int
	touched bool // the person has been there: its error is told
}

func newField(in tokens.Input, value string) field {
	f := field{input: in}
	switch in.Type {
	case tokens.Choice:
		f.choice = max(0, slices.Index(in.Choices, value))
	case tokens.Document:
		f.area = newArea(value)
	default:
		f.text = newTextField(value)
	}
	return f
}

func newArea(value string) *textarea.Model {
	a := textarea.New()
	a.Prompt = ""
	a.ShowLineNumbers = false
	a.CharLimit = tokens.MaxSpec
	a.MaxHeight = 0
	a.SetVirtualCursor(false)
	a.SetStyles(textarea.Styles{})
	off := key.NewBinding(key.WithDisabled())
	a.KeyMap.Paste, a.KeyMap.CopySelection = off, off // both reach for the host's clipboard
	a.SetValue(value)
	a.MoveToBegin()
	return &a
}

func (f *field) value() string {
	switch {
	case f.input.Type == tokens.Choice:
		return f.input.Choices[f.choice]
	case f.area != nil:
		return f.area.Value()
	}
	return f.text.value()
}

func (f *field) setValue(v string) {
	switch {
	case f.input.Type == tokens.Choice:
		f.choice = max(0, slices.Index(f.input.Choices, v))
	case f.area != nil:
		f.area.SetValue(v)
	default:
		f.text.setValue(v)
	}
}

func (f *field) focus(on bool) {
	switch {
	case f.input.Type == tokens.Choice:
	case f.area != nil && on:
		f.area.Focus()
	case f.area != nil:
		f.area.Blur()
	default:
		f.text.focus(on)
	}
}

// update hands a message to the field and reports whether its value changed.
func (f *field) update(msg tea.Msg) bool {
	switch {
	case f.input.Type == tokens.Choice:
		k, ok := msg.(tea.KeyPressMsg)
		return ok && f.choose(k)
	case f.area != nil:
		before := f.area.Value()
		*f.area, _ = f.area.Update(msg) // its commands only blink a cursor
		return f.area.Value() != before
	}
	return f.text.update(msg)
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
			if c := (before + i) % n; strings.HasPrefix(f.input.Choices[c], strings.ToLower(s)) {
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
	if f.input.Type == tokens.Choice {
		return drawChoice(th, f.input.Choices, f.choice, focused, width), -1
	}
	if f.text.value() == "" && !focused {
		hint := "empty"
		if f.input.Optional {
			hint = "optional"
		}
		return fit(th.dim.Render(hint), width), -1
	}
	line, x := f.text.draw(th, width)
	return line, x
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
		return fit(st.Render("‹"+choices[chosen]+"›")+th.dim.Render(" ←→"), width)
	}
	return fit(strings.Join(all, ""), width)
}
