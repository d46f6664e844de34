package ui

import (
	tea "charm.land/bubbletea/v2"
)

// registerSection registers users: one, or many from a list.
type registerSection struct {
	dialog
	session *chatSession
	one     *registerOne
	many    *registerMany
	listed  bool         // it shows many
	pasting registerMode // what asked for the clipboard, which may answer late
}

// registerMode is one of the two things that the section does.
type registerMode interface {
	open() tea.Cmd // whenever it comes to the front
	take(tea.Msg) (action, tea.Cmd)
	commands() []command
	hints() []command
	typing() bool
	live() bool
	setSize(width, height int)
	view() frame
}

// The modes, as the border of their pane names them.
var registerModes = []string{"One", "Many"}

func newRegisterSection(e *env, s *chatSession) *registerSection {
	c := &registerSection{dialog: dialog{env: e}, session: s}
	c.one = newRegisterOne(e, s, c)
	c.many = newRegisterMany(e, s, c)
	return c
}

func (c *registerSection) mode() registerMode {
	if c.listed {
		return c.many
	}
	return c.one
}

func (c *registerSection) ready() bool    { return c.session.lack() == "" }
func (c *registerSection) title() string  { return "Register" }
func (c *registerSection) typing() bool   { return c.ready() && c.mode().typing() }
func (c *registerSection) live() bool     { return c.ready() && c.mode().live() }
func (c *registerSection) losing() string { return c.many.losing() }
func (c *registerSection) conceal()       { c.one.reveal.conceal(); c.one.uncover() }

// aimed implements aimer.
func (c *registerSection) aimed() {}

func (c *registerSection) init() tea.Cmd {
	if !c.ready() {
		return nil
	}
	return c.mode().open()
}

func (c *registerSection) hints() []command {
	if !c.ready() {
		return nil
	}
	return c.mode().hints()
}

func (c *registerSection) commands() []command {
	if !c.ready() {
		return nil
	}
	other := "many at once"
	if c.listed {
		other = "one user"
	}
	return append(c.mode().commands(), command{letter(other, "b"), true, c.swap})
}

// swap goes over to the other mode. A run goes on meanwhile.
func (c *registerSection) swap() (action, tea.Cmd) {
	c.listed = !c.listed
	return nil, c.mode().open()
}

func (c *registerSection) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case projectsChanged:
		c.one.drop()
		return nil, c.many.drop()
	case chatAnswer:
		if c.one.wait.id == msg.id {
			return c.one.wait.answer(msg), nil
		}
		return c.many.take(msg)
	case revealOver:
		return c.one.take(msg)
	case tea.ClipboardMsg:
		if c.ready() && c.pasting != nil {
			return c.pasting.take(msg)
		}
		return nil, nil
	case tea.KeyPressMsg, tea.PasteMsg:
		if !c.ready() {
			return nil, nil
		}
		c.pasting = c.mode()
		return c.mode().take(msg)
	}
	return c.many.take(msg)
}

func (c *registerSection) setSize(width, height int) {
	c.dialog.setSize(width, height)
	c.one.setSize(width, height)
	c.many.setSize(width, height)
}

func (c *registerSection) view() frame {
	if !c.ready() {
		p := pane{title: c.title()}
		return frame{lines: p.draw(c.env.theme, c.session.notReady(c.width-paneWidth), c.width, c.height)}
	}
	return c.mode().view()
}

// twoPanes returns the widths of the panes of the section, which stand side by
// side.
func (c *registerSection) twoPanes() (left, right int) {
	left = c.width * 21 / 40
	return left, c.width - left
}
