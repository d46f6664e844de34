package ui

import (
	"strings"

	"atc/ui/safe"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// question is what a dialog asks for in one line of text.
type question struct {
	heading, text, label string
	value                string // what the field holds at first
	yes                  string // what enter does, in a word
	check                func(string) error
	then                 func(string) action
}

// questionDialog asks a question.
type questionDialog struct {
	dialog
	question
	field textField
	tried bool // enter was pressed: the error is told
}

const questionWidth = 66

func newQuestion(e *env, q question) screen {
	d := &questionDialog{dialog: dialog{env: e}, question: q, field: newTextField(q.value)}
	d.field.focus(true)
	return d
}

func (d *questionDialog) title() string { return d.heading }
func (d *questionDialog) typing() bool  { return true }

func (d *questionDialog) commands() []command {
	return []command{
		{key: chord(d.yes, "enter"), short: true, do: d.answer},
		closing("cancel", "esc"),
	}
}

func (d *questionDialog) answer() (action, tea.Cmd) {
	d.tried = true
	text := strings.TrimSpace(d.field.value())
	if d.check(text) != nil {
		return nil, nil
	}
	return closeDialog{then: d.then(text), dialog: d}, nil
}

func (d *questionDialog) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if key.Matches(msg, d.env.keys.Paste) {
			return nil, d.env.Paste
		}
		d.field.update(msg)
	case tea.PasteMsg:
		d.field.update(msg)
	}
	return nil, nil
}

func (d *questionDialog) view() frame {
	th := d.env.theme
	width := min(d.width, questionWidth)
	inner := width - paneWidth
	var lines []string
	if d.text != "" {
		lines = append(paragraph(th.text, safe.Text(d.text), inner), "")
	}
	label := d.label + "  "
	text, x := d.field.draw(th, max(1, inner-cells(label)))
	cursor := tea.NewCursor(cells(label)+x, len(lines))
	lines = append(lines, th.title.Render(label)+text)
	said := ""
	if err := d.check(strings.TrimSpace(d.field.value())); err != nil && d.tried {
		said = "! " + err.Error()
	}
	lines = append(lines, paragraph(th.bad, said, inner)...)
	p := pane{title: d.heading, focused: true}
	return frame{lines: p.draw(th, lines, width, min(d.height, len(lines)+paneHeight)), cursor: inPane(cursor)}
}
