package ui

import (
	"context"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// sshSection starts the console over SSH, shows who is there, and ends their
// sessions.
type sshSection struct {
	dialog
	run      serverRun
	form     *sshForm
	options  SSHOptions // of the latest start
	visitors []Visitor
	list     steadyList
}

// endVisitor ends a session, once that was agreed to.
type endVisitor struct{ id int }

func newSSHSection(e *env) *sshSection {
	s := &sshSection{dialog: dialog{env: e}, form: newSSHForm(e)}
	s.run = serverRun{env: e, to: s, name: "the console over SSH"}
	return s
}

func (s *sshSection) title() string { return "SSH" }
func (s *sshSection) typing() bool  { return !s.run.on() && s.form.form.focused >= 0 }

// live reports whether somebody is there whose idle time is shown.
func (s *sshSection) live() bool { return s.run.on() && len(s.visitors) > 0 }

// init looks for the file of keys, the first time.
func (s *sshSection) init() tea.Cmd { return s.form.findKeys(s) }

// server returns what runs, or nil.
func (s *sshSection) server() SSHServer {
	server, _ := s.run.server.(SSHServer)
	return server
}

func (s *sshSection) hints() []command {
	switch {
	case s.run.phase == serverStarting:
		return []command{hint("give up", "esc")}
	case s.run.on():
		return nil
	case s.typing():
		return []command{hint("start", "enter"), hint("next field", "tab")}
	}
	return []command{hint("start", "enter"), hint("fields", "tab")}
}

func (s *sshSection) commands() []command {
	if !s.run.on() {
		return s.form.commands()
	}
	runs, there := s.run.phase == serverRunning, len(s.visitors) > 0
	return []command{
		{letter("copy what visitors type", "y", "ctrl+y"), runs, s.copyLine},
		{letter("copy the fingerprint of the host key", "f"), runs && !there, s.copyFingerprint},
		{letter("end the session…", "e", "delete"), runs && there, s.askEnd},
		{letter("stop…", "x"), runs, s.askStop},
	}
}

func (s *sshSection) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case keysFound:
		s.form.found(msg)
	case projectsChanged:
		s.form.offerProject()
	case startServer:
		return nil, s.begin()
	case stopServer:
		return nil, s.run.stop()
	case endVisitor:
		return s.endSession(msg.id), nil
	case serverStarted:
		runs, cmd := s.run.started(msg)
		if runs {
			s.see(s.server().Visitors())
		}
		return nil, cmd
	case serverRested:
		return nil, s.run.rested(msg, s.look())
	case serverNews:
		return nil, s.take(msg)
	case serverEnded:
		act := s.run.ended(msg)
		if !s.run.on() {
			s.see(nil)
		}
		return act, nil
	case tea.PasteMsg:
		if s.typing() {
			s.form.edit(msg)
		}
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	return nil, nil
}

func (s *sshSection) press(k tea.KeyPressMsg) (action, tea.Cmd) {
	keys := &s.env.keys
	switch {
	case s.run.phase == serverStarting && key.Matches(k, keys.Leave):
		return notify{"given up starting"}, s.run.stop()
	case s.run.on():
		s.list.press(keys, k, len(s.visitors), s.rows())
		s.settle()
		return nil, nil
	case key.Matches(k, keys.Enter):
		return s.start()
	case s.form.scrolls(k, len(s.said(saidWidth(s.width))), s.height-paneHeight):
		return nil, nil
	}
	return nil, s.form.press(k)
}

// start checks the form, and asks once where visitors are to administer.
func (s *sshSection) start() (action, tea.Cmd) {
	if s.form.refused() {
		return nil, nil
	}
	if s.form.shares() == shareAdmin {
		ask := "Share " + s.env.project().Name + " with admin rights? Every visitor can then make tokens that administer the whole app, " +
			"for any time, and use its Chat. They do not see its certificates."
		return openDialog{newConfirm(s.env, ask, "share and start", passOn{reply{s, startServer{}}})}, nil
	}
	return nil, s.begin()
}

func (s *sshSection) begin() tea.Cmd {
	if s.run.on() || s.form.refused() {
		return nil
	}
	s.form.form.focusOn(-1)
	s.options = s.form.options()
	servers, options := s.env.Servers, s.options
	return s.run.begin(func(ctx context.Context) (Server, error) {
		server, err := servers.StartSSH(ctx, options)
		if err != nil {
			return nil, err // and no server that is a nil pointer
		}
		return server, nil
	})
}

// look returns what sees who is there.
func (s *sshSection) look() func() any {
	server := s.server()
	return func() any { return server.Visitors() }
}

func (s *sshSection) take(msg serverNews) tea.Cmd {
	if msg.id != s.run.id || s.run.server == nil {
		return nil
	}
	if all, ok := msg.news.([]Visitor); ok {
		s.see(all)
	}
	return s.run.rest()
}

func (s *sshSection) see(all []Visitor) {
	s.visitors = all
	s.settle()
}

func (s *sshSection) settle() {
	s.list.settle(len(s.visitors), s.rows(), func(i int) uint64 { return uint64(s.visitors[i].ID) + 1 })
}

// chosen returns the chosen visitor, or nil if nobody is there.
func (s *sshSection) chosen() *Visitor {
	if s.list.row >= len(s.visitors) {
		return nil
	}
	return &s.visitors[s.list.row]
}

func (s *sshSection) copyLine() (action, tea.Cmd) {
	if s.server() == nil {
		return warn{"the console is not served yet: enter starts it"}, nil
	}
	return copyText{sshLine(s.server().Address()), "what visitors type"}, nil
}

func (s *sshSection) copyFingerprint() (action, tea.Cmd) {
	if s.server() == nil {
		return warn{"the console is not served yet: enter starts it"}, nil
	}
	return copyText{s.server().Fingerprint(), "fingerprint"}, nil
}

func (s *sshSection) askEnd() (action, tea.Cmd) {
	v := s.chosen()
	if v == nil {
		return notify{"nobody is there"}, nil
	}
	ask := "End the session of " + visitorName(v, 40) + "? What they have entered is lost."
	return openDialog{newConfirm(s.env, ask, "end it", passOn{reply{s, endVisitor{v.ID}}})}, nil
}

func (s *sshSection) endSession(id int) action {
	if server := s.server(); server == nil || !server.End(id) {
		return notify{"that session has ended already"}
	}
	return notify{"the session ends"}
}

// askStop asks if somebody is there.
func (s *sshSection) askStop() (action, tea.Cmd) {
	if s.run.phase != serverRunning || len(s.visitors) == 0 {
		return nil, s.run.stop()
	}
	ask := "Stop serving the console? " + s.ending()
	return openDialog{newConfirm(s.env, ask, "stop", passOn{reply{s, stopServer{}}})}, nil
}

// ending says what ends with the console, or is "".
func (s *sshSection) ending() string {
	switch n := len(s.visitors); {
	case !s.run.on():
		return ""
	case n == 0:
		return "The console is served over SSH no longer."
	case n == 1:
		return "The session over SSH ends, with what was entered there."
	default:
		return "The " + plural(n, "session") + " over SSH end, with what was entered there."
	}
}
