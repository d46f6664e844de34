package ui

import (
	"cmp"

	"atc/chatapi"
	"atc/keystore/secret"
	"atc/tokens"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// userTokenSection makes the user token of a Chat user: it looks a username up,
// registers it if nobody has it, and builds the token.
type userTokenSection struct {
	dialog
	session *chatSession
	form    *form
	lowered bool // the username was typed with upper case
	// What follows is about the user called of. Another name in the form
	// drops it all.
	of       string
	step     userStep
	how      string          // how the user was found, in a sentence
	user     chatapi.User    // what the service tells, once it is found
	request  chatapi.Request // that would register the user, while it is missing
	password secret.Value    // that was made up, since the app demands one
	reveal   glimpse
	verdict  string // of the service on the token, "" if it was not asked
	draft    chatDraft
	wait     tokenWait
	failed   string // what has failed
	problem  error  // and why; nil if nothing has
	scroll   int    // of the pane at the right
}

// userStep is how far the way to a token has been gone.
type userStep int

const (
	userStart    userStep = iota
	userMissing           // nobody has the name
	userFound             // and maybe registered just now
	userNotAsked          // the token is built all the same
)

// The keys of the form's fields. That of the username is the catalog's.
const (
	inputUser     = "user"
	inputTokenFor = "token-for"
	inputLifetime = "lifetime"
)

const (
	forUsername = "username"
	forUUID     = "UUID"
)

func newUserTokenSection(e *env, session *chatSession) *userTokenSection {
	s := &userTokenSection{dialog: dialog{env: e}, session: session}
	kind, _ := e.Catalog.Kind(kindChatUser)
	inputs := []tokens.Input{
		{
			Key: inputUser, Title: "Username", Doc: "a-z 0-9 _ - . are allowed",
			Check: func(text string) error {
				_, err := chatapi.Username(text)
				return err
			},
		},
		{
			Key: inputTokenFor, Title: "Token for", Type: tokens.Choice, Choices: []string{forUsername, forUUID}, Default: forUsername,
			Doc: "the UUID is for older projects. The SDK logs in by username with either",
		},
	}
	if in := kind.Input(inputLifetime); in != nil {
		inputs = append(inputs, *in)
	}
	s.form = newForm(e, tokens.Kind{Inputs: inputs}, nil)
	s.form.fields[0].empty = "required"
	s.form.focusOn(0)
	s.draft = chatDraft{env: e, refuse: s.refused}
	return s
}

func (s *userTokenSection) title() string { return "User token" }
func (s *userTokenSection) typing() bool  { return s.form.focused >= 0 }
func (s *userTokenSection) live() bool    { return s.wait.on() || s.draft.live() }
func (s *userTokenSection) conceal()      { s.reveal.conceal() }

// name is the username in the form, or "" while it is none.
func (s *userTokenSection) name() string {
	name, err := chatapi.Username(s.form.fields[0].value())
	if err != nil {
		return ""
	}
	return name
}

// login is the username that the user logs in with.
func (s *userTokenSection) login() string { return cmp.Or(s.user.Username, s.of) }

func (s *userTokenSection) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		s.edit(msg)
	case chatAnswer:
		return s.wait.answer(msg), nil
	case revealOver:
		s.reveal.over(msg)
	case projectsChanged:
		s.forget()
	case tokenFor:
		s.form.focusOn(0)
		s.form.fields[0].setValue(msg.username)
		s.forget()
		return s.next()
	}
	return nil, nil
}

func (s *userTokenSection) press(k tea.KeyPressMsg) (action, tea.Cmd) {
	keys := &s.env.keys
	switch {
	case key.Matches(k, keys.Enter):
		return s.next()
	case key.Matches(k, keys.Leave):
		s.leave()
	case key.Matches(k, keys.PageUp):
		s.scrollBy(-s.page() / 2)
	case key.Matches(k, keys.PageDown):
		s.scrollBy(s.page() / 2)
	case key.Matches(k, keys.Paste) && s.typing():
		return nil, s.env.Paste
	case key.Matches(k, keys.NextField, keys.Down):
		s.move(+1)
	case key.Matches(k, keys.PrevField, keys.Up):
		s.move(-1)
	default:
		s.edit(k)
	}
	return nil, nil
}

// leave gives up what is waited for, or else leaves the field.
func (s *userTokenSection) leave() {
	switch {
	case !s.wait.on():
		s.form.focusOn(-1)
	case s.wait.giveUp(s.session) && s.step == userMissing:
		s.forget() // nobody knows whether it is registered meanwhile
	}
}

// move moves the focus, around the ends.
func (s *userTokenSection) move(by int) {
	n := len(s.form.fields)
	at := s.form.focused
	if at < 0 && by < 0 {
		at = 0
	}
	s.form.focusOn((at + by + n) % n)
}

// edit hands a message to the field with the focus.
func (s *userTokenSection) edit(msg tea.Msg) {
	if s.form.update(msg) {
		s.changed()
	}
}

// changed follows a change of the form.
func (s *userTokenSection) changed() {
	f := &s.form.fields[0]
	switch name := s.name(); {
	case f.value() == "":
		s.lowered = false
	case name != "" && name != f.value():
		s.lowered = true
		at := f.text.position()
		f.text.setValue(name)
		f.text.moveTo(at)
	}
	if s.name() != s.of {
		s.forget()
	}
	s.verdict = ""
	if s.step == userFound || s.step == userNotAsked { // what was said of the token before is not true of this one
		s.failed, s.problem = "", nil
	}
	s.rebuild()
}

// forget goes back to the start: what was found out is of another user, or of
// another project.
func (s *userTokenSection) forget() {
	s.wait.drop(s.session)
	s.of, s.step, s.how = s.name(), userStart, ""
	s.user, s.request, s.password, s.verdict = chatapi.User{}, chatapi.Request{}, secret.Value{}, ""
	s.failed, s.problem, s.scroll = "", nil, 0
	s.draft.clear()
}

// rebuild makes the token of the form as it stands, once it is known whose it
// is.
func (s *userTokenSection) rebuild() {
	if s.step != userFound && s.step != userNotAsked {
		return
	}
	user, about, err := s.subject()
	if err != nil {
		s.draft.fail(err)
		return
	}
	values := tokens.Values{inputUser: user}
	for i := range s.form.fields {
		if f := &s.form.fields[i]; f.input.Key == inputLifetime {
			values[inputLifetime] = f.value()
		}
	}
	s.draft.label, s.draft.about = kindChatUser+" · "+s.login(), about
	if s.forUUID() {
		s.draft.label += " (UUID)"
	}
	s.draft.build(kindChatUser, values)
	s.form.fail(s.draft.err)
}
