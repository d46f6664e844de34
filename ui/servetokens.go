package ui

import (
	"context"

	"atc/keystore"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// tokenSection starts the token server, and shows what it is asked for.
type tokenSection struct {
	dialog
	run     serverRun
	form    *tokenForm
	options TokenOptions // of the latest start
	served  servedList
	lives   renewals
	reveal  glimpse // of the key
	list    followList
	filter  textField
	asking  bool // the filter has the focus
	reading bool // the details have the focus
	scroll  int  // of the details
	chosen  chosenRequest
	told    func() // when something has changed that other sections show
}

func newTokenSection(e *env) *tokenSection {
	s := &tokenSection{dialog: dialog{env: e}, form: newTokenForm(e), filter: newTextField(""), told: func() {}}
	s.run = serverRun{env: e, to: s, name: "the token server"}
	return s
}

func (s *tokenSection) title() string { return "Tokens" }
func (s *tokenSection) conceal()      { s.reveal.conceal() }

func (s *tokenSection) typing() bool {
	if s.run.on() {
		return s.asking
	}
	return s.form.form.focused >= 0
}

// live reports whether anything in sight counts down.
func (s *tokenSection) live() bool {
	return s.run.on() && (s.ticks() || counts(s.chosen.token, s.env.Now()))
}

func (s *tokenSection) server() TokenServer {
	server, _ := s.run.server.(TokenServer)
	return server
}

func (s *tokenSection) hints() []command {
	switch {
	case s.run.phase == serverStarting:
		return []command{hint("give up", "esc")}
	case s.asking:
		return []command{hint("done", "enter"), hint("all requests", "esc")}
	case s.reading:
		return []command{hint("scroll", "↑ ↓"), hint("back to the list", "tab")}
	case s.run.on() && s.chosen.row != nil && s.chosen.token.text != "":
		return []command{hint("inspect", "enter"), hint("details", "tab")}
	case s.run.on():
		return nil
	case s.typing():
		return []command{hint("start", "enter"), hint("next field", "tab")}
	}
	return []command{hint("start", "enter"), hint("fields", "tab")}
}

func (s *tokenSection) commands() []command {
	if !s.run.on() {
		return s.form.commands()
	}
	has, keyed := s.chosen.token.text != "", !s.key().IsZero()
	return []command{
		{letter("copy the token", "y", "ctrl+y"), has, s.copy},
		{letter("copy the base URL", "b"), true, s.copyURL},
		{letter("show the key", "v", "ctrl+r"), keyed, s.show},
		{letter("copy the key…", "p"), keyed, s.copyKey},
		{letter("copy the base URL with the key…", "P", "alt+shift+p"), false, s.copyKeyed},
		{letter("filter", "/"), len(s.served.rows) > 0, s.search},
		{letter("copy as…", "a"), false, s.copyAs},
		{letter("keep in the tray", "k"), false, s.keep},
		{letter("stop…", "x"), true, s.askStop},
	}
}

func (s *tokenSection) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case projectsChanged:
		s.choose()
	case revealOver:
		s.reveal.over(msg)
	case stopServer:
		return nil, s.run.stop()
	case serverStarted:
		return nil, s.started(msg)
	case serverRested:
		return nil, s.run.rested(msg, s.look())
	case serverNews:
		return nil, s.take(msg)
	case serverEnded:
		if msg.id == s.run.id {
			s.see(msg.news)
		}
		act := s.run.ended(msg)
		s.told()
		return act, nil
	case tea.PasteMsg:
		s.edit(msg)
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	return nil, nil
}

func (s *tokenSection) press(k tea.KeyPressMsg) (action, tea.Cmd) {
	keys := &s.env.keys
	switch {
	case s.run.phase == serverStarting && key.Matches(k, keys.Leave):
		return notify{"given up starting"}, s.run.stop()
	case s.run.on():
		return s.pressRunning(k)
	case key.Matches(k, keys.Enter):
		return s.start()
	case s.form.scrolls(k, len(s.said(saidWidth(s.width))), s.height-paneHeight):
		return nil, nil
	}
	return nil, s.form.press(k)
}

// start checks the form and the project. Nothing is served that cannot sign.
func (s *tokenSection) start() (action, tea.Cmd) {
	switch lack := s.env.projects.lack(); {
	case s.form.refused():
		return nil, nil
	case lack != "":
		return warn{lack}, nil
	case s.env.project().Primary.IsZero():
		return warn{"the active project has no App Certificate: press o for another project"}, nil
	}
	return nil, s.begin()
}

func (s *tokenSection) begin() tea.Cmd {
	s.form.form.focusOn(-1)
	s.options = s.form.options()
	servers, options := s.env.Servers, s.options
	return s.run.begin(func(ctx context.Context) (Server, error) {
		server, err := servers.StartTokens(ctx, options)
		if err != nil {
			return nil, err // and no server that is a nil pointer
		}
		return server, nil
	})
}

// started begins a new list, once there is a server.
func (s *tokenSection) started(msg serverStarted) tea.Cmd {
	runs, cmd := s.run.started(msg)
	if runs {
		s.served, s.lives = servedList{}, renewals{}
		s.list, s.asking, s.reading, s.chosen = followList{}, false, false, chosenRequest{}
		s.filter.setValue("")
		s.see(s.look()())
		s.told()
	}
	return cmd
}

// look returns what sees the requests that have not been seen.
func (s *tokenSection) look() func() any {
	server, after, catalog := s.server(), s.served.last, s.env.Catalog
	return func() any { return lookAt(server.Requests(after), catalog) }
}

func (s *tokenSection) take(msg serverNews) tea.Cmd {
	if msg.id != s.run.id || s.run.server == nil {
		return nil
	}
	s.see(msg.news)
	return s.run.rest()
}

// see lists requests that were not seen before.
func (s *tokenSection) see(news any) {
	rows, ok := news.([]*servedRow)
	if !ok || len(rows) == 0 {
		return
	}
	gone := s.served.add(rows, s.filter.value())
	if s.list.stays {
		s.list.row, s.list.top = max(0, s.list.row-gone), max(0, s.list.top-gone)
	}
	s.lives.add(rows)
	s.choose()
	s.told()
}

// moved says that the active project is another than the one that is served,
// or has changed since, or is "".
func (s *tokenSection) moved() string {
	p, served := s.env.project(), &s.options.Project
	switch {
	case !sameProject(p, served):
		return "the active project is another: the server stays with the one that it was started with"
	case rotated(p, served):
		return "the certificate has changed since: stop and start again to sign with the new one"
	}
	return ""
}

// ending says what ends with the console, or is "".
func (s *tokenSection) ending() string {
	if !s.run.on() {
		return ""
	}
	return "The token server stops: apps that ask it get no tokens any more."
}

// serves names the project that is served.
func (s *tokenSection) serves() *keystore.Project { return &s.options.Project }
