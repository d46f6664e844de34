package ui

import (
	"slices"

	"atc/tokens"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// inspect is the screen that reads any token that is pasted, and says whether
// it would be refused.
type inspect struct {
	env       *env
	first     tokenField
	second    tokenField // to compare with
	joins     joins
	focused   place
	emptied   bool   // the joins-with fields were emptied last: that is taken back first
	pasted    string // the whole of a paste that held several tokens
	token     decoded
	other     decoded
	diagnosis tokens.Diagnosis // of the token, as of judged
	judged    int64            // Unix seconds
	views     view
	wire      *wireView
	scroll    int // of the view
	found     int // first line of the findings that is shown
	side      still
	width     int
	height    int
}

// place is a part of the screen that can have the focus.
type place int

const (
	nowhere place = iota - 1
	atToken
	atSecond
	atProduct
	atAppID
	atChannel
	atUser
	atRole
	atFindings
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
	s := &inspect{env: e, first: newTokenField(e), second: newTokenField(e), joins: newJoins(e), focused: nowhere, wire: newWireView(e)}
	s.refresh()
	return s
}

func (s *inspect) title() string { return "Inspect" }
func (s *inspect) init() tea.Cmd { return nil }
func (s *inspect) typing() bool  { return s.focused != nowhere && s.focused != atFindings }

func (s *inspect) live() bool {
	now := s.env.Now()
	return counts(s.token, now) || s.views == viewCompare && counts(s.other, now)
}

// age judges the token anew when a second has passed.
func (s *inspect) age() bool {
	if s.env.Now().Unix() == s.judged {
		return false
	}
	before := s.diagnosis
	s.judge()
	return !slices.Equal(before.Findings, s.diagnosis.Findings)
}

func (s *inspect) hints() []command {
	switch {
	case s.focused == atFindings:
		return []command{hint("scroll", "↑ ↓"), hint("done", "esc")}
	case (s.focused == nowhere || s.focused == atToken) && s.first.empty():
		return []command{hint("paste", "ctrl+v"), hint("next field", "tab")}
	case s.focused == nowhere:
		return nil
	}
	return []command{hint("next field", "tab")}
}

func (s *inspect) commands() []command {
	t := s.token.token
	whole := s.focused == nowhere && !s.first.empty()
	return []command{
		{letter("joins with", "j"), s.focused == nowhere || s.focused == atToken, s.join},
		{letter("findings", "i"), whole && len(s.diagnosis.Findings) > 1, s.read},
		{letter(s.env.where("list the tokens of a text or file", "list the tokens of a text"), "f"), whole && s.pasted != "", s.bulk},
		{letter("find channel and user", "n"), whole && t != nil && t.Version == tokens.AccessToken && s.token.verification.Status != tokens.Signed, s.names},
		{letter("next view", "v", "ctrl+g"), true, s.nextView},
		{letter("explain a code", "h"), true, s.explain},
		{letter("copy safe report", "r"), whole && t != nil, s.report},
		{letter("copy as…", "a"), true, s.copyAs},
		{letter("edit in Compose", "e"), whole && t != nil && t.Version == tokens.AccessToken2, s.edit},
		{letter("copy", "y", "ctrl+y"), false, s.copy},
		{letter("decoded", "d"), false, s.look(viewDecoded)},
		{letter("timeline", "l"), false, s.look(viewTimeline)},
		{letter("wire", "w"), false, s.look(viewWire)},
		{letter("compare", "c"), false, s.look(viewCompare)},
		{letter("keep in the tray", "k"), false, s.keep},
		{letter("select the bare token by hand", "s"), false, s.bare},
		{letter("join with the App ID of the active project", "p"), false, s.joinProject},
		{letter("empty the joins-with fields", "z"), false, s.clearJoins},
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
	case useNames:
		s.joins.setNames(msg.channel, msg.user)
		s.refresh()
	case inspectToken:
		s.first.set(msg.text)
		s.changed()
		s.focusOn(nowhere)
	case compareToken:
		s.second.set(msg.text)
		s.views, s.scroll = viewCompare, 0
		s.setSize(s.width, s.height)
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
		s.enter()
	case s.focused.joins():
		return s.pressJoins(k), nil
	case s.focused == atFindings:
		s.scrollFindings(k)
	case s.views == viewWire && s.wire.update(k):
	case s.focused == nowhere && k.String() == "0":
		// A terminal without bracketed paste types what is pasted, and tokens
		// start with 0.
		s.focusOn(atToken)
		s.typed(k)
	case keys.scrolls(k):
		s.scrollView(k)
	default:
		s.typed(k)
	}
	return nil, nil
}

// enter leaves a field, or goes back to the one for the token.
func (s *inspect) enter() {
	if s.focused == nowhere {
		s.focusOn(atToken)
		return
	}
	s.focusOn(nowhere)
}

func (s *inspect) scrollView(k tea.KeyPressMsg) {
	sh := s.shape()
	s.scroll = sh.view.scrolled(&s.env.keys, k, s.scroll)
}

func (s *inspect) scrollFindings(k tea.KeyPressMsg) {
	sh := s.shape()
	s.found = sh.findings.scrolled(&s.env.keys, k, s.found)
}

// typed hands a key to the field of a token that has the focus.
func (s *inspect) typed(k tea.KeyPressMsg) {
	switch {
	case s.focused == atToken && s.first.press(k), s.focused == atSecond && s.second.press(k):
		s.emptied = false
		s.refresh()
	}
}

// pressJoins hands a key to the joins-with field that has the focus.
func (s *inspect) pressJoins(k tea.KeyPressMsg) action {
	keys := &s.env.keys
	switch {
	case key.Matches(k, keys.Up):
		s.step(-1)
	case key.Matches(k, keys.Down):
		s.step(+1)
	case key.Matches(k, keys.PageUp, keys.PageDown):
		s.scrollView(k)
	default:
		return s.fillIn(k)
	}
	return nil
}

// fillIn hands a message to the joins-with field that has the focus. None of
// them takes an App Certificate.
func (s *inspect) fillIn(msg tea.Msg) action {
	if !s.joins.update(msg) {
		return nil
	}
	secretly := s.joins.dropCertificate()
	s.refresh()
	if secretly {
		return warn{"that is an App Certificate, which no app joins with: keep it on the token server and in Projects alone"}
	}
	return nil
}

func (s *inspect) focusOn(p place) {
	if s.focused == atFindings && p != atFindings {
		s.found = 0 // what the verdict names is on top again
	}
	s.focused = p
	s.joins.focusOn(p)
}

// step moves the focus on, around the ends, over what the view shows.
func (s *inspect) step(by int) {
	places := s.places()
	at := -1
	for i, p := range places {
		if p == s.focused {
			at = i
		}
	}
	switch {
	case at < 0 && by < 0:
		at = 0 // backwards, the last comes first
	case at < 0 && !s.first.empty():
		at = 0 // the token is there: on to what it is compared with
	}
	s.focusOn(places[(at+by+len(places))%len(places)])
}

// places are the parts of the screen that can have the focus, in the order of
// tab. The joins-with fields and the findings stand beside the decoder pane
// only, a second token only where two are compared.
func (s *inspect) places() []place {
	switch s.views {
	case viewCompare:
		return []place{atToken, atSecond}
	case viewDecoded:
	default:
		return []place{atToken}
	}
	places := append([]place{atToken}, s.joins.places()...)
	if !s.first.empty() {
		places = append(places, atFindings)
	}
	return places
}

// changed looks at another token from its start.
func (s *inspect) changed() {
	s.scroll, s.found, s.emptied = 0, 0, false
	s.refresh()
}

// refresh checks the tokens again, with what the app joins with.
func (s *inspect) refresh() {
	j := s.joins.join()
	s.token = check(s.env, s.first.reading, j, j.Subject())
	s.other = check(s.env, s.second.reading, tokens.Join{}, tokens.Subject{})
	s.wire.setToken(s.env.Catalog, s.token.text)
	s.judge()
}
