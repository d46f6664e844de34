package ui

import (
	"strings"

	"atc/tokens"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// inspect is the screen that reads any token that is pasted.
type inspect struct {
	env     *env
	first   tokenField
	second  tokenField // to compare with
	channel textField
	user    textField
	focused place
	entered string // what the channel or user held when it got the focus
	token   decoded
	other   decoded
	views   view
	wire    *wireView
	scroll  int
	width   int
	height  int
}

// place is a field of the screen that can have the focus.
type place int

const (
	nowhere place = iota - 1
	atToken
	atChannel
	atUser
	atSecond
)

// view is one way to look at the token.
type view int

const (
	viewDecoded view = iota
	viewTimeline
	viewWire
	viewCompare
)

var viewTitles = []string{"Decoded", "Timeline", "Wire", "Compare"}

func newInspect(e *env) *inspect {
	return &inspect{env: e, focused: nowhere, channel: newTextField(""), user: newTextField(""), wire: newWireView(e)}
}

func (s *inspect) title() string { return "Inspect" }
func (s *inspect) init() tea.Cmd { return nil }
func (s *inspect) typing() bool  { return s.focused != nowhere }

func (s *inspect) live() bool {
	now := s.env.Now()
	return counts(s.token, now) || s.views == viewCompare && counts(s.other, now)
}

func (s *inspect) hints() []command {
	switch {
	case s.focused == nowhere && s.first.text != "":
		return []command{hint("the fields", "tab")}
	case (s.focused == nowhere || s.focused == atToken) && s.first.text == "":
		return []command{hint("paste", "ctrl+v"), hint("next field", "tab")}
	}
	return []command{hint("next field", "tab")}
}

func (s *inspect) commands() []command {
	return []command{
		{letter("decoded", "d"), true, s.look(viewDecoded)},
		{letter("timeline", "l"), true, s.look(viewTimeline)},
		{letter("wire", "w"), true, s.look(viewWire)},
		{letter("compare", "c"), true, s.look(viewCompare)},
		{letter("next view", "v", "ctrl+g"), false, s.nextView},
		{letter("copy", "y", "ctrl+y"), false, s.copy},
		{letter("copy as…", "a"), true, s.copyAs},
		{letter("keep in the tray", "k"), false, s.keep},
		{letter("edit in Compose", "e"), true, s.edit},
		{letter("select the bare token by hand", "s"), false, s.bare},
		{letter("empty, for another token", "x"), false, s.clear},
		{letter("undo: the token before", "u", "ctrl+z"), false, s.takeBack},
	}
}

func (s *inspect) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		return s.paste(msg.Content), nil
	case projectsChanged:
		s.refresh()
	case inspectToken:
		s.first.set(msg.text)
		s.scroll = 0
		s.focusOn(nowhere)
		s.refresh()
	case compareToken:
		s.second.set(msg.text)
		s.views, s.scroll = viewCompare, 0
		s.focusOn(nowhere)
		s.refresh()
	}
	return nil, nil
}

func (s *inspect) press(k tea.KeyPressMsg) (action, tea.Cmd) {
	keys := &s.env.keys
	switch {
	case key.Matches(k, keys.Paste):
		return nil, s.env.Paste
	case key.Matches(k, keys.Leave):
		s.focusOn(nowhere)
	case key.Matches(k, keys.NextField):
		s.step(+1)
	case key.Matches(k, keys.PrevField):
		s.step(-1)
	case key.Matches(k, keys.Enter):
		return nil, s.enter()
	case s.views == viewWire && !s.inLine() && s.wire.update(k):
	case s.focused == nowhere && k.String() == "0":
		// A terminal without bracketed paste types what is pasted, and tokens
		// start with 0.
		s.focusOn(atToken)
		return s.typed(k), nil
	case s.scrollBy(k):
	default:
		return s.typed(k), nil
	}
	return nil, nil
}

// inLine reports whether a line of text has the focus, and with it the keys
// that move within one.
func (s *inspect) inLine() bool { return s.subjectWithFocus() != nil }

// enter leaves a field, or goes back to the one for the token.
func (s *inspect) enter() tea.Cmd {
	if s.focused == nowhere {
		s.focusOn(atToken)
		return nil
	}
	s.focusOn(nowhere)
	return nil
}

// scrollBy scrolls the view and reports whether the key was one for that.
func (s *inspect) scrollBy(k tea.KeyPressMsg) bool {
	keys, by := &s.env.keys, 0
	switch {
	case key.Matches(k, keys.Up):
		by = -1
	case key.Matches(k, keys.Down):
		by = +1
	case key.Matches(k, keys.PageUp):
		by = -s.viewHeight() / 2
	case key.Matches(k, keys.PageDown):
		by = s.viewHeight() / 2
	case key.Matches(k, keys.Top) && !s.inLine():
		by = -s.scroll
	case key.Matches(k, keys.Bottom) && !s.inLine():
		by = len(s.content(s.contentWidth()))
	default:
		return false
	}
	s.scroll = scrolledBy(s.scroll, by, len(s.content(s.contentWidth())), s.viewHeight())
	return true
}

// typed hands a key to the field with the focus.
func (s *inspect) typed(k tea.KeyPressMsg) action {
	changed := false
	switch s.focused {
	case atToken:
		changed = s.first.press(k)
	case atSecond:
		changed = s.second.press(k)
	case atChannel, atUser:
		changed = s.subjectWithFocus().update(k)
	}
	if changed {
		s.refresh()
	}
	return nil
}

// paste puts what was pasted into the field with the focus. Without one, or
// where a second token is asked for, it is a token: that is whole then, so the
// focus leaves it, and letters are keys.
func (s *inspect) paste(text string) action {
	note := ""
	switch {
	case s.inLine():
		s.subjectWithFocus().update(tea.PasteMsg{Content: text})
	case s.focused == atSecond, s.focused == nowhere && s.views == viewCompare && s.second.text == "":
		note = s.second.paste(text)
		s.focusOn(nowhere)
	default:
		note = s.first.paste(text)
		s.focusOn(nowhere)
		s.scroll = 0
	}
	s.refresh()
	if note != "" {
		return notify{note}
	}
	return nil
}

func (s *inspect) focusOn(p place) {
	s.focused = p
	s.channel.focus(p == atChannel)
	s.user.focus(p == atUser)
	if f := s.subjectWithFocus(); f != nil {
		s.entered = f.value()
	}
}

// subjectWithFocus returns the channel or the user, if it has the focus.
func (s *inspect) subjectWithFocus() *textField {
	switch s.focused {
	case atChannel:
		return &s.channel
	case atUser:
		return &s.user
	}
	return nil
}

// step moves the focus on, around the ends. The second token has a field only
// while two are compared.
func (s *inspect) step(by int) {
	places := []place{atToken, atChannel, atUser}
	if s.views == viewCompare {
		places = []place{atToken, atSecond, atChannel, atUser}
	}
	at := -1
	for i, p := range places {
		if p == s.focused {
			at = i
		}
	}
	switch {
	case at < 0 && by < 0:
		at = 0 // backwards, the last comes first
	case at < 0 && s.first.text != "":
		at = 0 // the token is there: on to what it is compared with
	}
	s.focusOn(places[(at+by+len(places))%len(places)])
}

// refresh reads the tokens again, with what the app joins with.
func (s *inspect) refresh() {
	var subject tokens.Subject
	if c := strings.TrimSpace(s.channel.value()); c != "" {
		subject.Channels = []string{c}
	}
	if u := strings.TrimSpace(s.user.value()); u != "" {
		subject.Users = []string{u}
	}
	s.token = decode(s.env, s.first.text, subject)
	s.other = decode(s.env, s.second.text, subject)
	s.wire.setToken(s.env.Catalog, s.first.text)
}
