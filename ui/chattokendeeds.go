package ui

import (
	"atc/keystore/secret"

	tea "charm.land/bubbletea/v2"
)

// What the section for user tokens can do besides taking its steps.

func (s *userTokenSection) hints() []command {
	if s.wait.on() {
		return []command{hint("give up", "esc")}
	}
	var all []command
	if does := s.enterDoes(); does != "" {
		all = append(all, hint(does, "enter"))
	}
	if s.typing() {
		return append(all, hint("next field", "tab"))
	}
	return append(all, hint("to the form", "tab"))
}

// enterDoes names the next step in a word or two, or is "" if there is none.
func (s *userTokenSection) enterDoes() string {
	switch {
	case s.name() == "", s.step == userStart && s.session.lack() != "":
		return ""
	case s.step == userStart && s.problem != nil, s.step == userMissing && s.problem != nil:
		return "try again"
	case s.step == userStart, s.needsUUID():
		return "look up"
	case s.step == userMissing:
		return "register"
	case s.draft.token.text == "":
		return ""
	}
	return "copy"
}

func (s *userTokenSection) commands() []command {
	idle := !s.wait.on()
	all := append(s.draft.commands(idle),
		command{letter("try it", "v"), idle && s.draft.token.text != "", s.try},
		command{letter("build without asking", "b"), idle && (s.step == userStart || s.step == userMissing), s.offline},
		command{letter("look up again", "r", "ctrl+r"), false, s.lookUp},
		command{letter("exchange the token at the service", "e"), false, s.exchange},
		command{letter("copy as curl", "c"), idle && s.step == userMissing, s.copyRequest},
		command{letter("undo the last change", "u", "ctrl+z"), false, s.takeBack},
		command{letter("start over", "x"), false, s.reset},
	)
	if !s.password.IsZero() {
		all = append(all,
			command{letter("show the password for five seconds", "p"), false, s.showPassword},
			command{letter("copy the password", "w"), false, s.copyPassword})
	}
	return all
}

func (s *userTokenSection) copyRequest() (action, tea.Cmd) {
	if s.step != userMissing {
		return notify{"there is no request to copy: it registers a username that nobody has yet"}, nil
	}
	return copyText{s.request.Curl(), "curl command without the token"}, nil
}

func (s *userTokenSection) exchange() (action, tea.Cmd) {
	return s.draft.with(func() action {
		if lack := s.session.lack(); lack != "" {
			return warn{lack}
		}
		return openDialog{newExchange(s.env, s.session, "the user token of "+s.login(), secret.New(s.draft.token.text))}
	})()
}

func (s *userTokenSection) takeBack() (action, tea.Cmd) {
	if !s.form.takeBack() {
		return notify{"nothing to undo"}, nil
	}
	s.changed()
	return nil, nil
}

func (s *userTokenSection) reset() (action, tea.Cmd) {
	s.form.reset()
	s.changed()
	s.form.focusOn(0)
	return notify{"ready for another user; u takes it back"}, nil
}

func (s *userTokenSection) showPassword() (action, tea.Cmd) {
	return nil, s.reveal.show(s.env, s)
}

func (s *userTokenSection) copyPassword() (action, tea.Cmd) {
	return copySecret{s.password.Reveal, "password of " + s.login()}, nil
}
