package ui

import (
	"errors"
	"slices"

	"atc/keystore"
	"atc/ui/safe"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// projectScreen lists the projects, and is where they are added and changed.
type projectScreen struct {
	env    *env
	menu   *menu
	rows   []projectRow
	scroll int // of the details
	reveal glimpse
	width  int
	height int
}

// projectRow is a project in the list.
type projectRow struct {
	entry   keystore.Entry
	unnamed bool // it is that of this run, and not stored
}

func newProjectScreen(e *env) *projectScreen {
	s := &projectScreen{env: e, menu: newMenu(e, "type a part of its name or App ID", false)}
	s.refresh("")
	return s
}

func (s *projectScreen) title() string { return "Projects" }
func (s *projectScreen) init() tea.Cmd { return nil }
func (s *projectScreen) typing() bool  { return s.menu.typing }
func (s *projectScreen) live() bool    { return false }
func (s *projectScreen) conceal()      { s.reveal.conceal() }

func (s *projectScreen) hints() []command {
	if s.menu.typing {
		return []command{hint("done", "enter"), hint("all projects", "esc")}
	}
	if s.chosen() == nil {
		return nil
	}
	return []command{hint("use", "enter")}
}

func (s *projectScreen) commands() []command {
	some, own := s.chosen() != nil, !s.lentChosen()
	state := s.env.projects.state
	shut := state == storeLocked || state == storeFailed
	again := letter("read the projects again", "f")
	switch {
	case errors.Is(s.env.projects.err, keystore.ErrNoVault):
		again.SetHelp("f", "make the vault…")
	case state == storeLocked:
		again.SetHelp("f", "unlock…")
	case state == storeFailed:
		again.SetHelp("f", "try again")
	}
	all := []command{
		{letter("new", "n"), !shut, s.add},
		{usable(own, letter("edit", "e")), some, s.edit},
		{usable(own, letter("show certificates", "v", "ctrl+r")), some, s.show},
		{usable(s.env.Files != nil, letter("import…", "i")), !shut, s.importFrom},
		{usable(own, letter("delete…", "x", "delete")), some, s.remove},
		{usable(own, letter("rename…", "r")), some, s.rename},
		{usable(own, letter("duplicate", "d")), false, s.duplicate},
		{usable(own, letter("swap primary and secondary", "w")), false, s.swap},
		{usable(s.env.Keystores != nil, letter("keystore…", "b")), true, s.keystores},
		{letter("check", "c"), true, s.check},
		{letter("copy the App ID", "y", "ctrl+y"), false, s.copyAppID},
		{usable(own, letter("copy the primary certificate…", "p")), false, s.copyCertificate},
		{letter("filter", "/"), false, s.search},
	}
	reread := command{again, shut, func() (action, tea.Cmd) { return readStore{}, nil }}
	if shut { // which is what comes first then
		return slices.Insert(all, 0, reread)
	}
	return append(all, reread)
}

func (s *projectScreen) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case projectsChanged:
		s.conceal() // another project may be the chosen one now
		s.refresh(msg.name)
		return nil, nil
	case revealOver:
		s.reveal.over(msg)
		return nil, nil
	case storeAnswer:
		return s.answered(msg), nil
	case tea.KeyPressMsg:
		switch keys := &s.env.keys; {
		case s.menu.typing:
		case s.refused(msg) != nil:
			return s.refused(msg)()
		case key.Matches(msg, keys.PageUp):
			s.scrollBy(-s.height / 2)
			return nil, nil
		case key.Matches(msg, keys.PageDown):
			s.scrollBy(s.height / 2)
			return nil, nil
		}
	}
	before := s.menu.chosen()
	event, cmd := s.menu.update(msg)
	s.layout()
	if s.menu.chosen() != before {
		s.scroll = 0
	}
	if event == menuChose {
		return s.use(), cmd
	}
	return nil, cmd
}

// answered says what came of a call of the store.
func (s *projectScreen) answered(a storeAnswer) action {
	if a.err != nil {
		return storeTrouble(s.env, a.err)
	}
	switch v := a.value.(type) {
	case string:
		return notify{v}
	case *keystore.Report:
		return openDialog{newCheckDialog(s.env, v)}
	}
	return nil
}

// chosen returns the chosen row, or nil.
func (s *projectScreen) chosen() *projectRow {
	if i := s.menu.chosen(); i >= 0 && i < len(s.rows) {
		return &s.rows[i]
	}
	return nil
}

// project returns the chosen project with its certificates, as far as they
// are known.
func (s *projectScreen) project() (keystore.Project, bool) {
	r := s.chosen()
	if r == nil {
		return keystore.Project{}, false
	}
	if r.unnamed {
		return *s.env.projects.unnamed, true
	}
	if p := s.env.projects.find(r.entry.Name); p != nil {
		return *p, true
	}
	return r.entry.Project(), true
}

// loaded reports whether the certificates of the chosen project are known, as
// far as there are any.
func (s *projectScreen) loaded() bool {
	r := s.chosen()
	return r != nil && (r.unnamed || s.env.projects.find(r.entry.Name) != nil)
}

// refresh lists what there is now. It goes to the project that was just
// written, and else stays on the one that was chosen.
func (s *projectScreen) refresh(written string) {
	p := &s.env.projects
	name, unnamed := p.active.Name, p.origin == fromRun
	if r := s.chosen(); r != nil && (r.unnamed && p.unnamed != nil || p.entry(r.entry.Name) != nil) {
		name, unnamed = r.entry.Name, r.unnamed
	}
	if written != "" {
		name, unnamed = written, false
	}
	s.rows = s.rows[:0]
	if p.unnamed != nil {
		s.rows = append(s.rows, projectRow{p.unnamed.Entry(), true})
	}
	for _, e := range p.entries {
		s.rows = append(s.rows, projectRow{entry: e})
	}
	if len(s.rows) == 0 {
		s.menu.clear() // there is nothing to filter
	}
	s.menu.setItems(s.items())
	if !s.choose(name, unnamed) && written != "" {
		s.menu.clear() // what was just written does not fit the filter
		s.choose(name, unnamed)
	}
	s.layout()
}

// choose goes to a project, and reports whether the filter leaves it.
func (s *projectScreen) choose(name string, unnamed bool) bool {
	at := slices.IndexFunc(s.menu.fits, func(i int) bool { return s.rows[i].entry.Name == name && s.rows[i].unnamed == unnamed })
	if at >= 0 {
		s.menu.choose(at)
	}
	return at >= 0
}

func (s *projectScreen) items() []menuItem {
	items := make([]menuItem, len(s.rows))
	for i, r := range s.rows {
		mark := "  "
		if s.active(&r) {
			mark = "● "
		}
		items[i] = menuItem{title: mark + safe.Text(r.entry.Name), right: middleID(r.entry.AppID), also: r.entry.AppID}
		if r.entry.Sharing.Lent() {
			items[i].right = "shared"
		}
		if s.env.projects.missing[r.entry.Name] != nil && !r.unnamed {
			items[i].right, items[i].tone = "incomplete", &s.env.theme.bad
		}
	}
	return items
}

// active reports whether the project of a row is the active one.
func (s *projectScreen) active(r *projectRow) bool {
	p := &s.env.projects
	if r.unnamed {
		return p.origin == fromRun
	}
	return p.origin == fromStore && p.active.Name == r.entry.Name
}

func (s *projectScreen) setSize(width, height int) {
	s.width, s.height = width, height
	s.layout()
}

func (s *projectScreen) layout() {
	left, _ := s.columns()
	s.menu.setSize(left-paneWidth, s.height-paneHeight)
}

func (s *projectScreen) scrollBy(lines int) {
	_, right := s.columns()
	most := max(0, len(s.details(right-paneWidth))-(s.height-paneHeight))
	s.scroll = max(0, min(s.scroll+lines, most))
}
