package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// What the list of the tokens of a file can do.

func (d *fileTokens) commands() []command {
	switch {
	case d.asking:
		return d.commandsAsking()
	case d.list.typing:
		return []command{
			{key: chord("done", "enter"), short: true, do: d.searched},
			{key: chord("all rows", "esc"), short: true, do: d.showAll},
		}
	}
	some := len(d.list.order) > 0
	all := []command{
		{letter(d.env.where("other file", "other text"), "n"), true, d.another},
		{letter("read it again", "r"), !some && !d.reading.pasted && !d.reading.on(), d.again},
	}
	if len(d.list.rows) > 0 {
		all = append([]command{
			{chord("inspect", "enter"), some, d.inspect},
			{letter("filter", "/"), true, d.search},
			{letter("sort", "s"), true, d.sort},
			{letter("copy", "y", "ctrl+y"), some, d.copy},
			{letter("keep", "k"), some, d.keep},
		}, all...)
	}
	switch {
	case d.reading.on():
		return append([]command{{chord("give up", "esc"), true, d.giveUp}}, append(all, closing("close", "q"))...)
	case d.list.filter.value() != "":
		return append(all, command{chord("all rows", "esc"), true, d.showAll}, closing("close", "q"))
	}
	return append(all, closing("close", "q", "esc"))
}

// commandsAsking are those while a name is asked for. Where there is a list
// already, esc goes back to it.
func (d *fileTokens) commandsAsking() []command {
	var all []command
	if d.env.Files != nil {
		all = append(all, command{chord("read", "enter"), true, d.enter})
	}
	all = append(all, command{d.env.keys.Paste, true, func() (action, tea.Cmd) { return nil, d.env.Paste }})
	if d.listed() {
		return append(all, command{chord("back to the list", "esc"), true, func() (action, tea.Cmd) {
			d.asking = false
			d.layout()
			return nil, nil
		}})
	}
	if d.env.Files == nil {
		return append(all, closing("close", "esc", "q"))
	}
	return append(all, closing("close", "esc"))
}

// listed reports whether something has been read, or is.
func (d *fileTokens) listed() bool { return d.reading.source.file != "" || d.reading.pasted }

// enter reads the file whose name was typed.
func (d *fileTokens) enter() (action, tea.Cmd) {
	name := unquoted(strings.TrimSpace(d.name.value()))
	if name == "" {
		return warn{"there is no name yet: type that of a file, or paste a text"}, nil
	}
	return nil, d.begin(listSource{file: name})
}

func (d *fileTokens) another() (action, tea.Cmd) {
	d.ask(d.reading.source.file)
	return nil, nil
}

func (d *fileTokens) again() (action, tea.Cmd) {
	switch s := d.reading.source; {
	case d.reading.on():
		return notify{"it is being read: esc gives up"}, nil
	case d.reading.pasted:
		return warn{"a text that was pasted is not kept: paste it again"}, nil
	default:
		return nil, d.begin(s)
	}
}

func (d *fileTokens) giveUp() (action, tea.Cmd) {
	d.reading.giveUp()
	return nil, nil
}

func (d *fileTokens) search() (action, tea.Cmd) {
	d.list.typing = true
	d.layout()
	return nil, nil
}

func (d *fileTokens) searched() (action, tea.Cmd) {
	d.list.typing = false // what was typed stays in force
	d.layout()
	return nil, nil
}

func (d *fileTokens) showAll() (action, tea.Cmd) {
	d.list.clear(d.env.Now())
	d.layout()
	return nil, nil
}

func (d *fileTokens) sort() (action, tea.Cmd) {
	d.list.sortBy(d.list.by.next(), d.env.Now())
	return nil, nil
}

// withToken does something with the token of the chosen row.
func (d *fileTokens) withToken(deed string, do func(*foundRow) action) (action, tea.Cmd) {
	switch r := d.list.chosen; {
	case r == nil:
		return nil, nil
	case r.leak != nil:
		return warn{"an App Certificate is not " + deed + ": rotate it in the Agora Console"}, nil
	default:
		return do(r), nil
	}
}

func (d *fileTokens) inspect() (action, tea.Cmd) {
	return d.withToken("inspected", func(r *foundRow) action { return closeDialog{then: inspectToken{r.text}} })
}

func (d *fileTokens) copy() (action, tea.Cmd) {
	return d.withToken("copied", func(r *foundRow) action { return copyText{r.text, "token"} })
}

func (d *fileTokens) keep() (action, tea.Cmd) {
	return d.withToken("kept", func(r *foundRow) action {
		if r.token == nil {
			return warn{"only a token can be kept in the tray, and nothing of this one could be read"}
		}
		return keepToken{trayItem{text: r.text, token: r.token, label: pastedLabel(r.token)}}
	})
}
