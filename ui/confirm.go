package ui

import (
	"atc/ui/safe"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// confirm asks before something is lost.
type confirm struct {
	dialog
	question, yes string
	then          action
}

const confirmWidth = 60

// newConfirm returns a dialog that asks a question, and asks for then if the
// answer is yes, which says in a word what happens.
func newConfirm(e *env, question, yes string, then action) screen {
	return &confirm{dialog: dialog{env: e}, question: safe.Text(question), yes: yes, then: then}
}

func (c *confirm) title() string { return "Are you sure?" }

func (c *confirm) commands() []command {
	agree := key.NewBinding(key.WithKeys("enter", "y", "Y", "alt+y"), key.WithHelp("enter", c.yes))
	return []command{
		{key: agree, short: true, do: func() (action, tea.Cmd) { return closeDialog{then: c.then}, nil }},
		closing("cancel", "esc", "n", "N", "alt+n", "q"),
	}
}

func (c *confirm) view() frame {
	th := c.env.theme
	width := min(c.width, max(30, min(confirmWidth, cells(c.question)+paneWidth)))
	lines := paragraph(th.strong, c.question, width-paneWidth)
	lines = append(lines, "",
		th.selected.Render(" enter ")+th.text.Render(" "+c.yes)+"    "+th.selected.Render(" esc ")+th.text.Render(" cancel"))
	p := pane{title: c.title(), focused: true}
	return frame{lines: p.draw(th, lines, width, min(c.height, len(lines)+paneHeight))}
}
