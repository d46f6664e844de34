package ui

import (
	"context"

	"atc/keystore"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// useStore asks the root to go over to the store of another back end.
type useStore struct{ backend keystore.Backend }

// useProject asks the root to make a stored project the active one, or the
// unnamed one, if name is "". What the active one is busy with comes to an end
// by that, which is asked about unless the person is sure.
type useProject struct {
	name string
	sure bool
}

// readStore asks the root to read the store from the start.
type readStore struct{}

// giveUp asks the root to wait no longer for the call that is under way.
type giveUp struct{}

func (useStore) isAction()   {}
func (useProject) isAction() {}
func (readStore) isAction()  {}
func (giveUp) isAction()     {}

// doStore does what a screen asked for that is about the store.
func (a *App) doStore(act action) tea.Cmd {
	switch act := act.(type) {
	case askStore:
		return a.ask(act)
	case preferStore:
		a.prefer = a.env.projects.store.Backend()
		return a.chosen()
	case useStore:
		return a.useStore(act.backend)
	case useProject:
		if busy := a.underWay(); busy != "" && !act.sure && act.name != a.env.projects.active.Name {
			return a.do(openDialog{newConfirm(a.env, "Switch to another project?"+busy, "switch", useProject{act.name, true})})
		}
		return a.useProject(act.name)
	case readStore:
		return a.read(true)
	case giveUp:
		if a.job.running() {
			a.job.cancel()
		}
	}
	return nil
}

// useStore goes over to the store of another back end, and opens it. One that
// was in use before is taken up again: memory still holds its projects then,
// and a vault stays unlocked. A call under way is given up.
func (a *App) useStore(b keystore.Backend) tea.Cmd {
	if a.stores[b] == nil {
		a.stores[b] = a.env.Keystores.Open(b)
	}
	if a.job.running() {
		a.job.cancel()
		a.job.doing = ""
	}
	a.drop(is[*waiting])
	a.prefer = b
	p := &a.env.projects
	wanted := p.wanted
	if p.entry(wanted) != nil {
		wanted = "" // it was found, and stays behind
	}
	*p = newProjects(Deps{Store: a.stores[b], Visitor: a.env.Visitor, Unnamed: p.unnamed, Project: wanted})
	return tea.Batch(a.projectsChanged(""), a.read(true))
}

// useProject makes another project the active one, and remembers it for the
// next start.
func (a *App) useProject(name string) tea.Cmd {
	p := &a.env.projects
	p.wanted = name
	if name != "" {
		for i := range p.entries {
			p.entries[i].Current = p.entries[i].Name == name
		}
	}
	p.choose()
	cmds := []tea.Cmd{a.projectsChanged(name), a.say(safe.Text(p.active.Name)+" is in use now", false)}
	switch {
	case name == "":
	case a.job.running():
		a.job.remember = name
	default:
		cmds = append(cmds, a.remember(name))
	}
	return tea.Batch(cmds...)
}

// preferStore asks the root to have the next start open the store in use.
type preferStore struct{}

func (preferStore) isAction() {}

// notRemembered says that the next start will not know of a choice.
type notRemembered struct{ err error }

// chosen remembers the back end that was chosen, now that it has opened.
func (a *App) chosen() tea.Cmd {
	p, homes := &a.env.projects, a.env.Keystores
	b := p.store.Backend()
	if a.prefer != b || a.preferred == b || p.state != storeOpen || homes == nil {
		return nil
	}
	a.prefer, a.preferred = "", b
	return func() tea.Msg {
		if err := homes.Prefer(b); err != nil {
			return notRemembered{err}
		}
		return nil
	}
}

// remember makes a project the one that opens next time.
func (a *App) remember(name string) tea.Cmd {
	store := a.env.projects.store
	return a.begin("remembering the project", "", func(ctx context.Context) storeDone {
		// Not being remembered is no reason to disturb anyone.
		_ = store.Use(ctx, name)
		return storeDone{}
	})
}
