package ui

import (
	"net/url"
	"strings"

	"atc/keystore/secret"
	"atc/tokens"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// What can be done with the requests of the token server.

// chosenRequest is the request that is chosen, with its token decoded.
type chosenRequest struct {
	row   *servedRow // nil if there is none
	token decoded    // empty if it was answered none
}

func (s *tokenSection) pressRunning(k tea.KeyPressMsg) (action, tea.Cmd) {
	keys := &s.env.keys
	switch {
	case key.Matches(k, keys.Paste) && s.asking:
		return nil, s.env.Paste
	case key.Matches(k, keys.Leave):
		s.leave()
	case key.Matches(k, keys.Enter) && s.asking:
		s.asking = false
	case key.Matches(k, keys.Enter):
		return s.inspect(), nil
	case key.Matches(k, keys.NextField, keys.PrevField):
		s.asking, s.reading = false, !s.reading
	case s.reading:
		room := s.detailRoom()
		s.scroll = keys.scrolled(k, s.scroll, max(1, room-1), max(0, len(s.details(s.width-paneWidth))-room))
	case s.list.press(keys, k, len(s.served.fits), s.rows()):
		s.choose()
	default:
		s.edit(k)
	}
	return nil, nil
}

// leave goes back to the list, and from there to all of it.
func (s *tokenSection) leave() {
	if s.reading {
		s.reading = false
		return
	}
	s.asking = false
	if s.filter.value() != "" {
		s.filter.setValue("")
		s.sift()
	}
}

// sift applies the filter. The newest request that fits is chosen.
func (s *tokenSection) sift() {
	s.served.refilter(s.filter.value())
	s.list = followList{}
	s.choose()
}

func (s *tokenSection) edit(msg tea.Msg) {
	switch {
	case !s.run.on() && s.typing():
		s.form.edit(msg)
	case s.run.on() && s.asking && s.filter.update(msg):
		s.sift()
	}
}

// choose reads the token of the chosen request.
func (s *tokenSection) choose() {
	row, _ := s.list.place(len(s.served.fits), s.rows())
	if row < 0 {
		s.chosen, s.scroll = chosenRequest{}, 0
		return
	}
	r := s.served.fits[row]
	if r != s.chosen.row {
		s.scroll = 0
	}
	asked := tokens.Subject{Channels: filled(r.Channel), Users: filled(r.User)}
	s.chosen = chosenRequest{row: r, token: decode(s.env, tokenText(r.Token), asked)}
}

// tokenText returns the text of a token that was answered, to be shown, copied
// or opened.
func tokenText(token secret.Value) string { return token.Reveal() }

func (s *tokenSection) search() (action, tea.Cmd) {
	s.asking, s.reading = true, false
	s.filter.focus(true)
	return nil, nil
}

// withToken does something with the token of the chosen request.
func (s *tokenSection) withToken(do func(text string) action) action {
	switch {
	case s.chosen.row == nil:
		return notify{"nobody has asked for a token yet"}
	case s.chosen.token.text == "":
		return notify{"this request was answered no token"}
	}
	return do(s.chosen.token.text)
}

func (s *tokenSection) inspect() action {
	return s.withToken(func(text string) action { return inspectToken{text} })
}

func (s *tokenSection) copy() (action, tea.Cmd) {
	return s.withToken(func(text string) action { return copyText{text, "token"} }), nil
}

func (s *tokenSection) copyAs() (action, tea.Cmd) {
	return s.withToken(func(text string) action {
		t := &s.chosen.token
		return openDialog{newCopyAs(s.env, copySource{text: text, token: t.token, err: t.err, verification: &t.verification})}
	}), nil
}

func (s *tokenSection) keep() (action, tea.Cmd) {
	return s.withToken(func(text string) action {
		t := s.chosen.token.token
		if t == nil {
			return warn{"only a token can be kept in the tray"}
		}
		return keepToken{trayItem{text: text, token: t, label: pastedLabel(t)}}
	}), nil
}

// key returns what requests need, the zero value if they need nothing.
func (s *tokenSection) key() secret.Value {
	if server := s.server(); server != nil {
		return server.Key()
	}
	return secret.Value{}
}

func (s *tokenSection) show() (action, tea.Cmd) {
	if s.key().IsZero() {
		return notify{"requests need no key"}, nil
	}
	return nil, s.reveal.show(s.env, s)
}

func (s *tokenSection) copyKey() (action, tea.Cmd) {
	bearer := s.key()
	if bearer.IsZero() {
		return notify{"requests need no key"}, nil
	}
	ask := "Copy the key? It stays on the clipboard, where other programs can read it. Whoever has it gets tokens of " +
		s.serves().Name + " for as long as this server runs."
	return openDialog{newConfirm(s.env, ask, "copy", copySecret{bearer.Reveal, "key of the token server"})}, nil
}

func (s *tokenSection) copyURL() (action, tea.Cmd) {
	if s.server() == nil {
		return warn{"the token server is not running: enter in its section starts it"}, nil
	}
	base, what := s.base(), "base URL"
	if len(s.server().URLs()) > 1 {
		what = "base URL for other machines"
	}
	return copyText{base, what}, nil
}

// base returns the URL that apps are given: where other machines can ask, one
// of those that they use.
func (s *tokenSection) base() string {
	base := s.server().URL()
	if others := s.server().URLs(); len(others) > 1 {
		base = others[1]
	}
	return strings.TrimSuffix(base, "/")
}

// copyKeyed copies a base URL that has the key in it, for a client of which
// nothing but that can be changed.
func (s *tokenSection) copyKeyed() (action, tea.Cmd) {
	bearer := s.key()
	if bearer.IsZero() {
		return s.copyURL()
	}
	base := s.base()
	ask := "Copy the base URL with the key in it? It stays on the clipboard, where other programs can read it."
	return openDialog{newConfirm(s.env, ask, "copy", copySecret{
		func() string { return base + "/k/" + url.PathEscape(bearer.Reveal()) }, "base URL with the key",
	})}, nil
}

// askStop asks if somebody has asked for tokens.
func (s *tokenSection) askStop() (action, tea.Cmd) {
	if s.run.phase != serverRunning || s.served.last == 0 {
		return nil, s.run.stop()
	}
	ask := "Stop the token server? Apps that ask it get no tokens any more."
	return openDialog{newConfirm(s.env, ask, "stop", passOn{reply{s, stopServer{}}})}, nil
}
