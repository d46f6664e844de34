package ui

import (
	"slices"

	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// switcher makes another project the active one, from wherever the person is.
type switcher struct {
	dialog
	menu  *menu
	names []string // of the rows; "" is the unnamed project
}

const switcherWidth = 64

func newSwitcher(e *env) screen {
	s := &switcher{dialog: dialog{env: e}, menu: newMenu(e, "type a part of a name or App ID", true)}
	s.refresh()
	return s
}

func (s *switcher) title() string { return "Projects" }
func (s *switcher) typing() bool  { return true }

func (s *switcher) commands() []command {
	return []command{
		{key: chord("use it", "enter"), short: true, do: func() (action, tea.Cmd) { return s.answer(s.menu.enter()), nil }},
		{key: chord("manage projects", "alt+m"), short: true, do: func() (action, tea.Cmd) { return closeDialog{then: showTab{tabProjects}}, nil }},
		{key: chord("close", "esc", "ctrl+o", "alt+o"), short: true, do: func() (action, tea.Cmd) { return s.answer(s.menu.leave()), nil }},
	}
}

// active reports whether a row is that of the active project.
func (s *switcher) active(name string) bool {
	p := &s.env.projects
	return name == "" && p.origin == fromRun || p.origin == fromStore && name == p.active.Name
}

// choose goes to the first row that fits the filter and is, if there is one.
func (s *switcher) choose(is func(name string) bool) {
	if at := slices.IndexFunc(s.menu.fits, func(i int) bool { return is(s.names[i]) }); at >= 0 {
		s.menu.choose(at)
	}
}

// refresh lists the projects. It stays on the one that is chosen, whose place
// may be another one now, and begins with the active one.
func (s *switcher) refresh() {
	p, chosen := &s.env.projects, s.active
	if i := s.menu.chosen(); i >= 0 {
		was := s.names[i]
		chosen = func(name string) bool { return name == was }
	}
	var items []menuItem
	s.names = s.names[:0]
	add := func(name, appID, detail, id string) {
		mark := "  "
		if s.active(id) {
			mark = "● "
		}
		items = append(items, menuItem{title: mark + safe.Text(name), detail: detail, right: middleID(appID), also: appID})
		s.names = append(s.names, id)
	}
	if p.unnamed != nil {
		add(p.unnamed.Name, p.unnamed.AppID, "for this run only", "")
	}
	for _, e := range p.entries {
		detail := ""
		switch {
		case e.Sharing.Lent():
			detail = byHost
		case !e.Primary:
			detail = "no certificate"
		}
		add(e.Name, e.AppID, detail, e.Name)
	}
	s.menu.setItems(items)
	s.choose(s.active) // where the chosen one is gone
	s.choose(chosen)
	s.layout()
}

func (s *switcher) answer(e menuEvent) action {
	switch e {
	case menuChose:
		return closeDialog{then: useProject{name: s.names[s.menu.chosen()]}}
	case menuLeft:
		return closeDialog{}
	}
	return nil
}

func (s *switcher) setSize(width, height int) {
	s.dialog.setSize(min(width, switcherWidth), height)
	s.layout()
}

func (s *switcher) layout() {
	s.menu.setSize(s.width-paneWidth, min(s.height-paneHeight, max(s.menu.size(), 4)))
}

func (s *switcher) update(msg tea.Msg) (action, tea.Cmd) {
	if _, changed := msg.(projectsChanged); changed {
		s.refresh()
		return nil, nil
	}
	event, cmd := s.menu.update(msg)
	return s.answer(event), cmd
}

func (s *switcher) view() frame {
	th := s.env.theme
	if len(s.names) == 0 {
		lines := append(paragraph(th.text, s.nothing(), s.width-paneWidth), "",
			th.title.Render("alt+m")+th.text.Render("  goes to Projects, where they are added and imported"))
		return frame{lines: pane{title: s.title(), focused: true}.draw(th, lines, s.width, min(s.height, len(lines)+paneHeight))}
	}
	lines, cursor := s.menu.draw()
	p := s.menu.pane(s.title())
	p.right = s.env.projects.where()
	return frame{lines: p.draw(th, lines, s.width, min(s.height, len(lines)+paneHeight)), cursor: inPane(cursor)}
}

// nothing says why there is no project to switch to.
func (s *switcher) nothing() string {
	p := &s.env.projects
	switch p.state {
	case storeOpening, storeListed:
		return "Opening the " + string(p.store.Backend()) + "…"
	case storeLocked:
		return "The vault is locked."
	case storeFailed:
		return "! " + safe.Text(p.err.Error())
	}
	return "No project is stored yet. Until one is, tokens are built with a demo project."
}
