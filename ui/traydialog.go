package ui

import (
	"slices"
	"time"

	"atc/tokens"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// trayDialog lists the tokens that were kept in this session.
type trayDialog struct {
	dialog
	menu *menu
}

const trayWidth = 96

// newTrayDialog returns the dialog over the tray of e.
func newTrayDialog(e *env) screen {
	t := &trayDialog{dialog: dialog{env: e}, menu: newMenu(e, "type a part of its name", false)}
	t.refresh()
	return t
}

func (t *trayDialog) title() string { return "Tray" }
func (t *trayDialog) typing() bool  { return t.menu.typing }

func (t *trayDialog) live() bool {
	now := t.env.Now()
	return slices.ContainsFunc(t.env.tray.items, func(i trayItem) bool { return counts(decoded{token: i.token}, now) })
}

func (t *trayDialog) commands() []command {
	if t.menu.typing {
		return []command{
			{key: chord("done", "enter"), short: true, do: func() (action, tea.Cmd) { return t.answer(t.menu.enter()), nil }},
			{key: chord("all tokens", "esc"), short: true, do: func() (action, tea.Cmd) { return t.answer(t.menu.leave()), nil }},
		}
	}
	undo := command{key: letter("take back", "u"), short: t.env.tray.dropped != nil, do: t.undo}
	if len(t.env.tray.items) == 0 {
		return []command{undo, closing("close", "esc", "q")}
	}
	return []command{
		{key: chord("inspect", "enter"), short: true, do: t.inspect},
		{key: letter("compare", "c"), short: true, do: t.compare},
		{key: letter("edit", "e"), short: true, do: t.edit},
		{key: letter("drop", "x", "delete"), short: true, do: t.drop},
		undo,
		{key: letter("filter", "/"), short: true, do: t.search},
		closing("close", "q"),
	}
}

func (t *trayDialog) setSize(width, height int) {
	t.dialog.setSize(min(width, trayWidth), height)
	t.layout()
}

// layout gives the list its room: what it needs, but enough for the words of
// an empty tray.
func (t *trayDialog) layout() {
	t.menu.setSize(t.width-paneWidth, min(t.height-paneHeight, max(len(t.env.tray.items)+t.menu.head(), 5)))
}

func (t *trayDialog) update(msg tea.Msg) (action, tea.Cmd) {
	event, cmd := t.menu.update(msg)
	return t.answer(event), cmd
}

// answer makes an action of what came of a message to the menu.
func (t *trayDialog) answer(e menuEvent) action {
	t.layout() // the filter takes lines while it is there
	switch e {
	case menuChose:
		act, _ := t.inspect()
		return act
	case menuLeft:
		return closeDialog{}
	}
	return nil
}

// chosen returns the chosen item, or nil if there is none.
func (t *trayDialog) chosen() *trayItem {
	i := t.menu.chosen()
	if i < 0 || i >= len(t.env.tray.items) {
		return nil
	}
	return &t.env.tray.items[i]
}

func (t *trayDialog) inspect() (action, tea.Cmd) {
	if i := t.chosen(); i != nil {
		return closeDialog{then: inspectToken{i.text}}, nil
	}
	return nil, nil
}

func (t *trayDialog) compare() (action, tea.Cmd) {
	if i := t.chosen(); i != nil {
		return closeDialog{then: compareToken{i.text}}, nil
	}
	return nil, nil
}

func (t *trayDialog) edit() (action, tea.Cmd) {
	i := t.chosen()
	switch {
	case i == nil:
		return nil, nil
	case i.kind == "":
		return warn{"this token was pasted, so it has no form: enter shows it in Inspect"}, nil
	}
	return closeDialog{then: editKind{i.kind, i.values}}, nil
}

func (t *trayDialog) drop() (action, tea.Cmd) {
	i := t.chosen()
	if i == nil {
		return nil, nil
	}
	label := safe.Text(i.label)
	t.env.tray.drop(t.menu.chosen())
	t.refresh()
	return notify{"dropped " + cut(label, 40) + ": u takes it back"}, nil
}

func (t *trayDialog) undo() (action, tea.Cmd) {
	if !t.env.tray.undo() {
		return notify{"nothing was dropped"}, nil
	}
	t.refresh()
	return notify{"taken back"}, nil
}

func (t *trayDialog) search() (action, tea.Cmd) {
	t.menu.typing = true
	t.layout()
	return nil, nil
}

// refresh makes the menu show what is in the tray now.
func (t *trayDialog) refresh() {
	t.menu.setItems(t.rows())
	t.layout()
}

func (t *trayDialog) rows() []menuItem {
	now := t.env.Now()
	rows := make([]menuItem, len(t.env.tray.items))
	for i, item := range t.env.tray.items {
		said, tone := t.state(item.token, now)
		format := "unreadable"
		if item.token != nil {
			format = item.token.Version.Title()
		}
		rows[i] = menuItem{title: safe.Text(item.label), detail: format, right: said, tone: tone}
	}
	return rows
}

// state says how a token stands, and in which tone.
func (t *trayDialog) state(token *tokens.Token, now time.Time) (string, *lipgloss.Style) {
	th := t.env.theme
	if token == nil {
		return "", &th.bad
	}
	end, ok := token.InForceUntil()
	switch {
	case !ok && token.InForce(now):
		return "no end", &th.dim
	case !ok:
		return "cut short", &th.bad
	case now.Before(end):
		return Countdown(end.Sub(now)) + " left", &th.good
	}
	return "ended " + ago(now.Sub(end)), &th.bad
}

func (t *trayDialog) view() frame {
	th := t.env.theme
	m := *t.menu
	m.items = t.rows() // with the time as it is now
	p := m.pane(t.title())
	var lines []string
	var cursor *tea.Cursor
	if len(m.items) == 0 {
		lines = t.empty()
	} else {
		lines, cursor = m.draw()
		p.right = plural(len(m.items), "token") + ", in memory only"
	}
	return frame{lines: p.draw(th, lines, t.width, min(t.height, max(len(lines), 5)+paneHeight)), cursor: inPane(cursor)}
}

func (t *trayDialog) empty() []string {
	th := t.env.theme
	lines := append(paragraph(th.text, "The tray is empty.", t.width-paneWidth), "")
	return append(lines, paragraph(th.dim, "k in Build or Inspect keeps a token here; it is never written to disk", t.width-paneWidth)...)
}
