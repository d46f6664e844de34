package ui

import (
	"atc/tokens"

	tea "charm.land/bubbletea/v2"
)

// What the Inspect screen can do.

func (s *inspect) look(v view) func() (action, tea.Cmd) {
	return func() (action, tea.Cmd) {
		s.views, s.scroll = v, 0
		switch {
		case v == viewCompare && s.second.empty():
			s.focusOn(atSecond)
		case v == viewCompare && s.focused == atSecond, s.focused == atToken:
		case v != viewDecoded:
			s.focusOn(nowhere)
		case s.focused == atSecond:
			s.focusOn(nowhere)
		}
		s.setSize(s.width, s.height)
		return nil, nil
	}
}

func (s *inspect) nextView() (action, tea.Cmd) {
	return s.look((s.views + 1) % view(len(viewTitles)))()
}

// join goes to the joins-with fields, which stand beside the decoder pane.
func (s *inspect) join() (action, tea.Cmd) {
	if s.views != viewDecoded {
		_, _ = s.look(viewDecoded)()
	}
	s.focusOn(atProduct)
	return nil, nil
}

// read goes to the findings, to scroll in them.
func (s *inspect) read() (action, tea.Cmd) {
	if s.first.empty() {
		return warn{"there is no token yet: paste one"}, nil
	}
	if s.views != viewDecoded {
		_, _ = s.look(viewDecoded)()
	}
	s.focusOn(atFindings)
	return nil, nil
}

// joinProject joins with the App ID of the active project.
func (s *inspect) joinProject() (action, tea.Cmd) {
	if s.env.project().AppID == "" {
		return warn{"the active project has no App ID: press o for another project"}, nil
	}
	s.joins.fillAppID()
	s.refresh()
	return notify{"the app joins with the App ID of " + s.env.project().Name}, nil
}

func (s *inspect) clearJoins() (action, tea.Cmd) {
	if !s.joins.clear() {
		return notify{"the joins-with fields are empty"}, nil
	}
	s.emptied = true
	s.refresh()
	return notify{"the joins-with fields are empty; u takes them back"}, nil
}

// bulk lists the tokens of a paste that held several, or asks for a file.
func (s *inspect) bulk() (action, tea.Cmd) { return openDialog{newBulk(s.env, s.pasted)}, nil }

func (s *inspect) names() (action, tea.Cmd) {
	return s.withToken(func() action { return openDialog{newNames(s.env, s.token)} })
}

// explain opens the codes of the SDK that the token is used with.
func (s *inspect) explain() (action, tea.Cmd) {
	sdk := ""
	if p := s.joins.product(); p != nil {
		sdk = p.SDK
	}
	return openDialog{newExplain(s.env, sdk, "")}, nil
}

// report copies what can be shown to anybody: a token cannot be made of it.
func (s *inspect) report() (action, tea.Cmd) {
	return s.withToken(func() action {
		return copyText{s.env.Catalog.SafeReport(s.asCase()), "report without signature and whole App ID"}
	})
}

// withToken does something with the token, if one could be read.
func (s *inspect) withToken(do func() action) (action, tea.Cmd) {
	return s.withText(func() action {
		if s.token.token == nil {
			return warn{"no token could be read: the findings say why"}
		}
		return do()
	})
}

// withText does something with the text of the token, if there is one.
func (s *inspect) withText(do func() action) (action, tea.Cmd) {
	switch {
	case s.first.hidden != nil:
		return warn{"what was pasted may be an App Certificate, so it is neither shown nor copied nor kept: x empties the field"}, nil
	case s.token.text == "":
		return warn{"there is no token yet: paste one"}, nil
	}
	return do(), nil
}

// withPlainText does something with the text of the token as it stands, unless
// an App Certificate can be read in it.
func (s *inspect) withPlainText(do func() action) (action, tea.Cmd) {
	return s.withText(func() action {
		if s.token.exposed {
			return warn{"an App Certificate stands in this token in place of the App ID: it is neither shown nor copied"}
		}
		return do()
	})
}

func (s *inspect) copy() (action, tea.Cmd) {
	return s.withPlainText(func() action { return copyText{s.token.text, "token"} })
}

func (s *inspect) copyAs() (action, tea.Cmd) {
	return s.withText(func() action {
		c := copySource{text: s.token.text, token: s.token.token, err: s.token.err}
		if c.token != nil && len(s.env.certificates) > 0 { // else nothing was checked
			c.verification = &s.token.verification
		}
		says := s.diagnosis
		c.diagnosis, c.request = &says, s.like()
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
	return s.withPlainText(func() action { return openDialog{newBare(s.env, s.token.text)} })
}

func (s *inspect) keep() (action, tea.Cmd) {
	return s.withText(func() action {
		if s.token.token == nil {
			return warn{"only a token can be kept in the tray"}
		}
		return keepToken{trayItem{text: s.token.text, token: s.token.token, label: pastedLabel(s.token.token)}}
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
	if s.views == viewCompare && !s.second.empty() {
		s.second.set("")
		s.focusOn(atSecond)
	} else {
		s.first.set("")
		s.pasted = ""
		s.focusOn(atToken)
	}
	s.changed()
	return notify{"ready for another token; u takes it back"}, nil
}

// takeBack undoes in the joins-with field that has the focus, or else what was
// done last: emptying those fields, or another token.
func (s *inspect) takeBack() (action, tea.Cmd) {
	switch {
	case s.focused.joins():
		s.joins.takeBack()
		s.refresh()
		return nil, nil
	case s.emptied:
		s.emptied = false
		s.joins.restore()
		s.refresh()
		return nil, nil
	}
	field := &s.first
	if s.views == viewCompare && s.second.before.text != "" {
		field = &s.second
	}
	if !field.takeBack() {
		return notify{"nothing to undo"}, nil
	}
	s.changed()
	return nil, nil
}
