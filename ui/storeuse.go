package ui

import (
	"context"

	"atc/keystore"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// useStore asks the root to go over to another store.
type useStore struct{ store keystore.Store }

// useProject asks the root to make a stored project the active one, or the
// unnamed one, if name is "".
type useProject struct{ name string }

// readStore asks the root to read the store from the start.
type readStore struct{}

// giveUp asks the root to wait no longer for the call that is under way.
type giveUp struct{}

func (useStore) isAction()   {}
func (useProject) isAction() {}
func (readStore) isAction()  {}
func (giveUp) isAction()     {}

// useStore goes over to another store, which is not asked yet. A call under
// way is given up.
func (a *App) useStore(s keystore.Store) tea.Cmd {
	if a.job.running() {
		a.job.cancel()
		a.job.doing = ""
	}
	a.drop(is[*waiting])
	p := newProjects(Deps{Store: s, Unnamed: a.env.projects.unnamed})
	a.env.projects = p
	return tea.Batch(a.projectsChanged(""), a.read())
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

// remember makes a project the one that opens next time.
func (a *App) remember(name string) tea.Cmd {
	store := a.env.projects.store
	return a.begin("remembering the project", "", func(ctx context.Context) storeDone {
		// Not being remembered is no reason to disturb anyone.
		_ = store.Use(ctx, name)
		return storeDone{}
	})
}
