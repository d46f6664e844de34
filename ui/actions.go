package ui

import (
	"slices"
	"strconv"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// do does what a screen asked for.
func (a *App) do(act action) tea.Cmd {
	switch act := act.(type) {
	case copyText:
		return tea.Batch(a.env.Copy(act.text), a.say(a.sent(act.what), false))
	case copySecret:
		return a.do(copyText{act.reveal(), act.what})
	case notify:
		return a.say(act.text, false)
	case warn:
		return a.say(act.text, true)
	case openDialog:
		a.notice.text = "" // the foot says what the dialog's keys do
		a.dropLike(act.dialog)
		act.dialog.setSize(a.room(act.dialog))
		a.dialogs = append(a.dialogs, act.dialog)
		return act.dialog.init()
	case closeDialog:
		if act.dialog != nil {
			a.drop(func(s screen) bool { return s == act.dialog })
		} else if n := len(a.dialogs); n > 0 {
			a.dialogs = a.dialogs[:n-1]
		}
		return a.do(act.then)
	case runCommand:
		return a.run(act.command)
	case keepToken:
		return a.keep(act.item)
	case showTab:
		return a.show(act.tab)
	case several:
		var cmds []tea.Cmd
		for _, one := range act {
			cmds = append(cmds, a.do(one))
		}
		return tea.Batch(cmds...)
	case passOn:
		_, cmd := a.Update(act.msg)
		return cmd
	case askStore, preferStore, useStore, useProject, readStore, giveUp:
		return a.doStore(act)
	case quit:
		return tea.Quit
	case openSection:
		return a.forward(tabChat, act)
	case inspectToken, compareToken, useNames:
		return a.forward(tabInspect, act)
	case editKind, editSpec:
		return a.forward(tabBuild, act)
	}
	return nil
}

// drop takes dialogs away, wherever they are.
func (a *App) drop(which func(screen) bool) { a.dialogs = slices.DeleteFunc(a.dialogs, which) }

// is reports whether a screen is of a kind.
func is[T screen](s screen) bool {
	_, ok := s.(T)
	return ok
}

// dropLike takes away the question that a dialog asks anew.
func (a *App) dropLike(dialog screen) {
	switch dialog.(type) {
	case *passphrase:
		a.drop(is[*passphrase])
	case *keystores:
		a.drop(is[*keystores])
	}
}

// forward brings a tab to the front and hands it the action as a message.
func (a *App) forward(tab int, act action) tea.Cmd {
	a.dialogs = nil
	return tea.Batch(a.show(tab), a.pass(a.screens[tab], act))
}

// sent says that text went to the clipboard, which no terminal ever confirms.
func (a *App) sent(what string) string {
	text := what + " sent to the clipboard"
	if a.env.tmux {
		text += " · tmux needs: set -g set-clipboard on"
	}
	return text
}

func (a *App) keep(item trayItem) tea.Cmd {
	if !a.env.tray.keep(item) {
		return a.say("this token is in the tray already", false)
	}
	return a.say("kept in the tray, which holds "+plural(len(a.env.tray.items), "token")+" now; t opens it", false)
}

// The tabs, in their order.
const (
	tabBuild = iota
	tabInspect
	tabChat
	tabProjects
	tabServe // where something can be served
)

// commands are what works on every tab.
func (a *App) commands() []command {
	all := []command{
		{letter("help", "?", "f1"), false, a.openHelp},
		{letter("all actions", ":", "ctrl+p"), true, a.openPalette},
		{letter("projects", "o", "ctrl+o"), true, a.openSwitcher},
		{letter("tray", "t"), true, a.openTray},
		{letter("explain the code of an SDK", "h"), false, a.openExplain},
	}
	for i, s := range a.screens {
		all = append(all, command{letter("go to "+s.title(), strconv.Itoa(i+1)), false, func() (action, tea.Cmd) { return nil, a.show(i) }})
	}
	return append(all,
		command{letter("next tab", "]", "ctrl+t"), false, func() (action, tea.Cmd) { return nil, a.show(a.env.tab + 1) }},
		command{letter("previous tab", "["), false, func() (action, tea.Cmd) { return nil, a.show(a.env.tab - 1) }},
	)
}

func (a *App) openTray() (action, tea.Cmd) { return openDialog{newTrayDialog(a.env)}, nil }

func (a *App) openExplain() (action, tea.Cmd) { return openDialog{newExplain(a.env, "", "")}, nil }

func (a *App) openSwitcher() (action, tea.Cmd) { return openDialog{newSwitcher(a.env)}, nil }

func (a *App) openHelp() (action, tea.Cmd) {
	in := a.screens[a.env.tab]
	own := in.commands()
	// A key of the screen goes before the same one of the console.
	others := slices.DeleteFunc(a.commands(), func(c command) bool {
		return slices.ContainsFunc(own, func(o command) bool { return o.key.Help().Key == c.key.Help().Key })
	})
	return openDialog{newHelp(a.env, []helpGroup{{in.title(), own}, {"Everywhere", others}})}, nil
}

// openPalette offers what every screen can do. An action of another tab brings
// that tab to the front first.
func (a *App) openPalette() (action, tea.Cmd) {
	var items []paletteItem
	for offset := range a.screens {
		i := (a.env.tab + offset) % len(a.screens)
		for _, c := range a.screens[i].commands() {
			do := c.do
			c.do = func() (action, tea.Cmd) {
				cmd := a.show(i)
				act, more := do()
				return act, tea.Batch(cmd, more)
			}
			items = append(items, paletteItem{c, a.screens[i].title()})
		}
	}
	for _, c := range a.commands() {
		items = append(items, paletteItem{c, ""})
	}
	return openDialog{newPalette(a.env, append(items, a.paletteKinds()...))}, nil
}

// paletteKinds offers to build each kind of token, which has no key but the
// palette's.
func (a *App) paletteKinds() []paletteItem {
	var items []paletteItem
	for _, k := range a.env.Catalog.Kinds {
		open := editKind{kind: k.ID}
		items = append(items, paletteItem{command{
			key: key.NewBinding(key.WithKeys([]string{}...), key.WithHelp("", k.Group+": "+k.Title)),
			do:  func() (action, tea.Cmd) { return open, nil },
		}, "Build a token"})
	}
	return items
}
