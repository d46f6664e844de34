package ui

import (
	"cmp"

	tea "charm.land/bubbletea/v2"
)

// paletteItem is one deed in the palette: a command, and where it belongs.
type paletteItem struct {
	command
	where string // the tab; "" is everywhere
}

// palette finds a command by its name, from wherever the person is.
type palette struct {
	dialog
	items []paletteItem
	menu  *menu
}

const paletteWidth = 72

// newPalette returns the palette over what can be done at the moment.
func newPalette(e *env, items []paletteItem) screen {
	p := &palette{dialog: dialog{env: e}}
	var rows []menuItem
	for _, i := range items {
		if i.do == nil || !i.key.Enabled() {
			continue
		}
		h := i.key.Help()
		p.items = append(p.items, i)
		rows = append(rows, menuItem{title: h.Desc, right: h.Key, group: cmp.Or(i.where, "Everywhere")})
	}
	p.menu = newMenu(e, "type what you want to do: "+plural(len(rows), "action"), true)
	p.menu.setItems(rows)
	return p
}

func (p *palette) title() string { return "Command palette" }
func (p *palette) typing() bool  { return true }

func (p *palette) commands() []command {
	return []command{
		{key: chord("do it", "enter"), short: true, do: func() (action, tea.Cmd) { return p.answer(p.menu.enter()), nil }},
		{key: chord("close", "esc"), short: true, do: func() (action, tea.Cmd) { return p.answer(p.menu.leave()), nil }},
	}
}

// answer makes an action of what came of a message to the menu.
func (p *palette) answer(e menuEvent) action {
	switch e {
	case menuChose:
		return closeDialog{then: runCommand{p.items[p.menu.chosen()].command}}
	case menuLeft:
		return closeDialog{}
	}
	return nil
}

func (p *palette) setSize(width, height int) {
	p.dialog.setSize(min(width, paletteWidth), min(height, p.menu.size()+paneHeight))
	p.menu.setSize(p.width-paneWidth, p.height-paneHeight)
}

func (p *palette) update(msg tea.Msg) (action, tea.Cmd) {
	event, cmd := p.menu.update(msg)
	return p.answer(event), cmd
}

func (p *palette) view() frame {
	lines, cursor := p.menu.draw()
	return frame{lines: p.menu.pane(p.title()).draw(p.env.theme, lines, p.width, p.height), cursor: inPane(cursor)}
}
