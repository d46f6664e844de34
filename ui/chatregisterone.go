package ui

import (
	"context"
	"slices"
	"strings"

	"atc/chatapi"
	"atc/tokens"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// registerOne registers one user, and shows the request before it is made.
type registerOne struct {
	env     *env
	session *chatSession
	section *registerSection
	form    *form
	seen    bool // it has been in front
	pasting int  // the field that asked for the clipboard, which may answer late
	reveal  glimpse
	wait    tokenWait
	done    *chatapi.Registered // what came of it, nil if nothing did
	err     error               // why not
}

// The keys of the form's fields.
const (
	inputUsername = "username"
	inputNickname = "nickname"
	inputPassword = "password"
)

func newRegisterOne(e *env, s *chatSession, c *registerSection) *registerOne {
	o := &registerOne{env: e, session: s, section: c}
	o.form = newForm(e, tokens.Kind{Inputs: []tokens.Input{
		{
			Key: inputUsername, Title: "Username", Doc: "a-z, 0-9, _ - and ., at most 64 bytes; upper case is lowered",
			Check: func(text string) error {
				_, err := chatapi.Username(strings.TrimSpace(text))
				return err
			},
		},
		{Key: inputNickname, Title: "Nickname", Doc: "shown in push notifications, and nowhere else", Optional: true, Check: chatapi.CheckNickname},
		{Key: inputPassword, Title: "Password", Doc: "most apps need none: users log in with a token", Optional: true},
	}}, nil)
	o.field(inputUsername).empty = "required"
	o.field(inputPassword).secret = &secretField{empty: "none"}
	return o
}

func (o *registerOne) field(key string) *field {
	i := slices.IndexFunc(o.form.fields, func(f field) bool { return f.input.Key == key })
	return &o.form.fields[i]
}

// user returns whom the form is about. The name is "" while it is not one.
func (o *registerOne) user() chatapi.NewUser {
	name, err := chatapi.Username(strings.TrimSpace(o.field(inputUsername).value()))
	if err != nil {
		name = ""
	}
	return chatapi.NewUser{
		Username: name,
		Nickname: strings.TrimSpace(o.field(inputNickname).value()),
		Password: o.field(inputPassword).secret.secret,
	}
}

// check shows what is wrong with the password under its field.
func (o *registerOne) check() {
	o.form.failure = nil
	if err := chatapi.CheckPassword(o.field(inputPassword).secret.secret); err != nil {
		o.form.failure = &tokens.InputError{Key: inputPassword, Title: "Password", Problem: err}
	}
}

func (o *registerOne) typing() bool { return o.form.focused >= 0 }
func (o *registerOne) live() bool   { return o.wait.on() }

const connecting = "connecting"

// busy reports whether a user is on the way: what was shown of the request
// then stays as it is.
func (o *registerOne) busy() bool { return o.wait.on() && o.wait.doing != connecting }

// open connects, so that the request can be shown before it is made.
func (o *registerOne) open() tea.Cmd {
	if !o.seen {
		o.seen = true
		o.form.focusOn(0)
	}
	if o.session.client != nil || o.wait.on() {
		return nil
	}
	return o.wait.begin(o.session, o.section, connecting, func(a chatAnswer) action {
		o.err = a.err
		return nil
	}, func(context.Context, ChatClient) (any, error) { return nil, nil })
}

func (o *registerOne) hints() []command {
	switch {
	case o.busy():
		return []command{hint("give up", "esc")}
	case o.done != nil:
		return []command{hint("user token", "enter")}
	}
	return []command{hint("register", "enter")}
}

func (o *registerOne) commands() []command {
	all := []command{
		{letter("copy as curl", "c"), true, o.copyCurl},
		{letter("make a user token", "m"), false, o.makeToken},
		{letter("copy the UUID", "y", "ctrl+y"), o.done != nil, o.copyUUID},
		{letter("show the password", "p", "ctrl+r"), false, o.show},
		{letter("undo the last change", "u", "ctrl+z"), false, o.undo},
		{letter("start over", "x"), o.done != nil, o.reset},
	}
	if o.done != nil && !o.done.Password.IsZero() {
		all = append(all, command{letter("copy the password that was made up", "w"), true, o.copyPassword})
	}
	return all
}

func (o *registerOne) take(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case revealOver:
		o.reveal.over(msg)
		o.uncover()
	case tea.PasteMsg:
		o.edit(msg)
	case tea.ClipboardMsg:
		o.form.focusOn(o.pasting) // a password is no nickname
		o.edit(tea.PasteMsg{Content: msg.Content})
	case tea.KeyPressMsg:
		return o.press(msg)
	}
	return nil, nil
}

func (o *registerOne) press(k tea.KeyPressMsg) (action, tea.Cmd) {
	keys := &o.env.keys
	switch {
	case key.Matches(k, keys.Paste):
		o.pasting = max(0, o.form.focused)
		return nil, o.env.Paste
	case key.Matches(k, keys.Leave) && o.wait.on():
		o.wait.giveUp(o.session)
		return nil, nil
	case key.Matches(k, keys.Leave):
		o.form.focusOn(-1)
		return nil, nil
	case key.Matches(k, keys.Enter):
		return o.enter()
	}
	back := o.form.focused <= 0
	used, beyond := o.form.move(k)
	switch {
	case beyond && back:
		o.form.focusOn(len(o.form.fields) - 1)
	case beyond:
		o.form.focusOn(0)
	case !used:
		o.edit(k)
	}
	return nil, nil
}

// edit changes the form, and with it what was said of another user is gone.
// What is on its way stays as it was shown.
func (o *registerOne) edit(msg tea.Msg) {
	if o.busy() || !o.form.update(msg) {
		return
	}
	o.done, o.err = nil, nil
	o.check()
}

// enter registers the user, and once that is done goes on to the token.
func (o *registerOne) enter() (action, tea.Cmd) {
	switch {
	case o.busy():
		return nil, nil
	case o.done != nil:
		return o.makeToken()
	}
	o.check()
	if i := o.form.firstProblem(); i >= 0 {
		o.form.touchAll()
		o.form.focusOn(i)
		return nil, nil
	}
	user := o.user()
	o.err = nil
	return nil, o.wait.begin(o.session, o.section, "registering "+user.Username, o.answered,
		func(ctx context.Context, c ChatClient) (any, error) { return c.RegisterOrGet(ctx, user) })
}

func (o *registerOne) answered(a chatAnswer) action {
	if o.err = a.err; o.err == nil {
		if r, ok := a.value.(chatapi.Registered); ok {
			o.done = &r
		}
	}
	return nil
}

// drop lets go of what belongs to a project that is active no more. A password that was meant for one project does
// not wait to be sent to another.
func (o *registerOne) drop() {
	o.wait = tokenWait{}
	o.done, o.err = nil, nil
	o.field(inputPassword).secret.secret = chatapi.NewUser{}.Password
	o.form.undo = nil
	o.check()
}
