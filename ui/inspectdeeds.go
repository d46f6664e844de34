package ui

import (
	"atc/tokens"

	tea "charm.land/bubbletea/v2"
)

// What the Inspect screen can do.

func (s *inspect) look(v view) func() (action, tea.Cmd) {
	return func() (action, tea.Cmd) {
		s.views, s.scroll = v, 0
		if v == viewCompare && s.second.text == "" {
			s.focusOn(atSecond)
		} else if v != viewCompare && s.focused == atSecond {
			s.focusOn(nowhere)
		}
		s.setSize(s.width, s.height)
		return nil, nil
	}
}

func (s *inspect) nextView() (action, tea.Cmd) {
	return s.look((s.views + 1) % view(len(viewTitles)))()
}

// withText does something with the token, if there is one.
func (s *inspect) withText(do func() action) (action, tea.Cmd) {
	if s.first.text == "" {
		return warn{"there is no token yet: paste one"}, nil
	}
	return do(), nil
}

func (s *inspect) copy() (action, tea.Cmd) {
	return s.withText(func() action { return copyText{s.first.text, "token"} })
}

func (s *inspect) copyAs() (action, tea.Cmd) {
	return s.withText(func() action {
		c := copySource{text: s.first.text, token: s.token.token, err: s.token.err}
		if c.token != nil && len(s.env.certificates) > 0 { // else nothing was checked
			c.verification = &s.token.verification
		}
		c.request = s.like()
		return openDialog{newCopyAs(s.env, c)}
	})
}

// like asks for a token that holds the same as the one that was pasted, or is
// nil if that cannot be composed.
func (s *inspect) like() *tokens.Request {
	t := s.token.token
	compose, ok := s.env.Catalog.Kind("compose")
	if !ok || t == nil || s.token.err != nil || t.Version != tokens.AccessToken2 {
		return nil
	}
	return &tokens.Request{
		Kind: compose, AppID: t.AppID, Values: tokens.Values{"spec": t.SpecJSON()},
		Stamp: tokens.Stamp{IssueTime: t.IssueTime, Salt: t.Salt},
	}
}

func (s *inspect) bare() (action, tea.Cmd) {
	return s.withText(func() action { return openDialog{newBare(s.env, s.first.text)} })
}

func (s *inspect) keep() (action, tea.Cmd) {
	return s.withText(func() action {
		if s.token.token == nil {
			return warn{"only a token can be kept in the tray"}
		}
		return keepToken{trayItem{text: s.first.text, token: s.token.token, label: pastedLabel(s.token.token)}}
	})
}

// pastedLabel says in short what a pasted token is.
func pastedLabel(t *tokens.Token) string {
	label := string(t.Version)
	for i := range t.Services {
		sv := &t.Services[i]
		if sv.Service == nil {
			continue
		}
		label += " · " + sv.Service.Name
		for j, v := range sv.Values {
			if sv.Service.Fields[j].Type == tokens.String && v.Text != "" {
				label += " " + v.Text
				break
			}
		}
	}
	return label
}

// edit opens the content of a 007 token as JSON in Build, to build another
// like it.
func (s *inspect) edit() (action, tea.Cmd) {
	return s.withText(func() action {
		t := s.token.token
		if t == nil || t.Version != tokens.AccessToken2 {
			return warn{"only 007 tokens can be edited in Compose"}
		}
		return editSpec{t.SpecJSON()}
	})
}

func (s *inspect) clear() (action, tea.Cmd) {
	if s.views == viewCompare && s.second.text != "" {
		s.second.set("")
		s.focusOn(atSecond)
	} else {
		s.first.set("")
		s.focusOn(atToken)
	}
	s.scroll = 0
	s.refresh()
	return notify{"ready for another token; u takes it back"}, nil
}

// takeBack undoes in the field that has the focus, or else the token.
func (s *inspect) takeBack() (action, tea.Cmd) {
	if f := s.subjectWithFocus(); f != nil {
		now := f.value()
		f.setValue(s.entered)
		s.entered = now // once more is redo
		s.refresh()
		return nil, nil
	}
	field := &s.first
	if s.views == viewCompare && s.second.before != "" {
		field = &s.second
	}
	if !field.takeBack() {
		return notify{"nothing to undo"}, nil
	}
	s.refresh()
	return nil, nil
}
