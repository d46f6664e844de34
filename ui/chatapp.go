package ui

import (
	"errors"

	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui/safe"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// appTokenSection makes an app token, and exchanges it where an old server
// asks for that.
type appTokenSection struct {
	dialog
	session *chatSession
	form    *form
	draft   chatDraft
	scroll  int // of the decoder pane
}

func newAppTokenSection(e *env, session *chatSession) *appTokenSection {
	s := &appTokenSection{dialog: dialog{env: e}, session: session}
	kind, _ := e.Catalog.Kind(kindChatApp)
	s.form = newForm(e, tokens.Kind{Inputs: kind.Inputs}, nil)
	s.draft = chatDraft{env: e, refuse: s.refused}
	return s
}

func (s *appTokenSection) title() string { return "App token" }
func (s *appTokenSection) typing() bool  { return s.form.focused >= 0 }
func (s *appTokenSection) live() bool    { return s.draft.live() }

// init builds a token that is issued now.
func (s *appTokenSection) init() tea.Cmd {
	s.draft.clear()
	s.rebuild()
	return nil
}

func (s *appTokenSection) rebuild() {
	s.draft.label = kindChatApp
	s.draft.build(kindChatApp, s.form.values())
	s.form.fail(s.draft.err)
}

func (s *appTokenSection) hints() []command {
	var all []command
	if s.draft.token.text != "" {
		all = append(all, hint("copy", "enter"))
	}
	if !s.typing() {
		all = append(all, hint("lifetime", "tab"))
	}
	return all
}

func (s *appTokenSection) commands() []command {
	exchange := command{letter("exchange", "e"), s.draft.token.text != "", s.exchange}
	return append(append([]command{exchange}, s.draft.commands(true)...),
		command{letter("new salt", "r", "ctrl+r"), false, s.reroll},
		command{letter("undo the last change", "u", "ctrl+z"), false, s.takeBack},
		command{letter("start over", "x"), false, s.reset})
}

func (s *appTokenSection) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		s.edit(msg)
	case projectsChanged:
		s.draft.clear() // who looks at the section next gets a new one
	}
	return nil, nil
}

func (s *appTokenSection) press(k tea.KeyPressMsg) (action, tea.Cmd) {
	keys := &s.env.keys
	switch {
	case key.Matches(k, keys.Enter):
		return s.draft.copy()
	case key.Matches(k, keys.Leave):
		s.form.focusOn(-1)
	case key.Matches(k, keys.PageUp):
		s.scrollBy(-s.page() / 2)
	case key.Matches(k, keys.PageDown):
		s.scrollBy(s.page() / 2)
	case key.Matches(k, keys.Paste) && s.typing():
		return nil, s.env.Paste
	case key.Matches(k, keys.NextField, keys.Down, keys.PrevField, keys.Up):
		s.step()
	default:
		s.edit(k)
	}
	return nil, nil
}

// step moves the focus between the fields and the keys that act.
func (s *appTokenSection) step() {
	at := s.form.focused + 1
	if at >= len(s.form.fields) {
		at = -1
	}
	s.form.focusOn(at)
}

func (s *appTokenSection) edit(msg tea.Msg) {
	if s.form.update(msg) {
		s.rebuild()
	}
}

// refused answers a wish for the token while there is none.
func (s *appTokenSection) refused() action {
	if lack := s.env.projects.lack(); lack != "" {
		return warn{lack}
	}
	s.form.touchAll()
	if i := s.form.firstProblem(); i >= 0 {
		s.form.focusOn(i)
	}
	if s.draft.err == nil {
		return warn{"no token yet"}
	}
	return warn{"no token: " + s.draft.err.Error()}
}

func (s *appTokenSection) exchange() (action, tea.Cmd) {
	return s.draft.with(func() action {
		if lack := s.session.lack(); lack != "" {
			return warn{lack}
		}
		return openDialog{newExchange(s.env, s.session, "the app token", secret.New(s.draft.token.text))}
	})()
}

func (s *appTokenSection) reroll() (action, tea.Cmd) {
	if s.init(); s.draft.err != nil {
		return nil, nil
	}
	return notify{"new salt, issued now"}, nil
}

func (s *appTokenSection) takeBack() (action, tea.Cmd) {
	if !s.form.takeBack() {
		return notify{"nothing to undo"}, nil
	}
	s.rebuild()
	return nil, nil
}

func (s *appTokenSection) reset() (action, tea.Cmd) {
	s.form.reset()
	s.rebuild()
	return notify{"the lifetime is as it was at first; u takes that back"}, nil
}

// problemText says why there is no token.
func (s *appTokenSection) problemText() string {
	if lack := s.env.projects.lack(); lack != "" {
		return lack
	}
	var in *tokens.InputError
	if errors.As(s.draft.err, &in) && in.Key == "certificate" {
		return s.session.lack()
	}
	return safe.Text(s.draft.err.Error())
}
