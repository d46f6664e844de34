package ui

import (
	tea "charm.land/bubbletea/v2"
)

// usersOption is one thing that can be done to the users that are marked.
type usersOption struct {
	title, names string
	then         action
}

// usersChoice asks which of several things to do.
type usersChoice struct {
	dialog
	heading string
	options []usersOption
	menu    *menu
}

const usersChoiceWidth = 70

func newUsersChoice(e *env, heading string, options []usersOption) screen {
	d := &usersChoice{dialog: dialog{env: e}, heading: heading, options: options, menu: newMenu(e, "", false)}
	items := make([]menuItem, len(options))
	for i, o := range options {
		items[i] = menuItem{title: o.title, detail: o.names}
	}
	d.menu.setItems(items)
	return d
}

func (d *usersChoice) title() string { return d.heading }

func (d *usersChoice) commands() []command {
	return []command{
		{key: chord("do it", "enter"), short: true, do: d.choose},
		closing("cancel", "esc", "q"),
	}
}

func (d *usersChoice) choose() (action, tea.Cmd) {
	if i := d.menu.chosen(); i >= 0 {
		return closeDialog{then: d.options[i].then, dialog: d}, nil
	}
	return nil, nil
}

func (d *usersChoice) update(msg tea.Msg) (action, tea.Cmd) {
	_, cmd := d.menu.update(msg)
	return nil, cmd
}

func (d *usersChoice) setSize(width, height int) {
	d.dialog.setSize(min(width, usersChoiceWidth), height)
	d.menu.setSize(d.width-paneWidth, len(d.options))
}

func (d *usersChoice) view() frame {
	th, inner := d.env.theme, d.width-paneWidth
	lines := append(paragraph(th.text, "Who is banned is logged out of all devices at once, and cannot log in until it is unbanned.", inner), "")
	rows, _ := d.menu.draw()
	lines = append(lines, rows...)
	p := pane{title: d.title(), focused: true}
	return frame{lines: p.draw(th, lines, d.width, min(d.height, len(lines)+paneHeight))}
}
