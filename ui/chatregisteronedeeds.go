package ui

import (
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// What can be done about one user besides registering.

// makeToken hands the user over to the section for user tokens.
func (o *registerOne) makeToken() (action, tea.Cmd) {
	name := o.user().Username
	if name == "" {
		o.form.touchAll()
		return warn{"there is no username yet that a token could be made for"}, nil
	}
	return openSection{sectionUserToken, tokenFor{name}}, nil
}

func (o *registerOne) copyCurl() (action, tea.Cmd) {
	user := o.user()
	switch {
	case user.Username == "":
		o.form.touchAll()
		return warn{"no request yet: enter a username"}, nil
	case o.session.client == nil:
		return warn{"no request yet: there is no connection, enter tries again"}, nil
	}
	return copyText{o.session.client.RegisterRequest(user).Curl(), "curl command"}, nil
}

func (o *registerOne) copyUUID() (action, tea.Cmd) {
	switch {
	case o.done == nil:
		return warn{"there is no UUID yet: enter registers the user"}, nil
	case o.done.User.UUID == "":
		return warn{"the service has not told the UUID"}, nil
	}
	return copyText{safe.Text(o.done.User.UUID), "UUID"}, nil
}

func (o *registerOne) copyPassword() (action, tea.Cmd) {
	return copySecret{o.done.Password.Reveal, "password"}, nil
}

func (o *registerOne) show() (action, tea.Cmd) {
	cmd := o.reveal.show(o.env, o.section)
	o.uncover()
	return nil, cmd
}

// uncover shows the password while it may be seen.
func (o *registerOne) uncover() { o.field(inputPassword).secret.shown = o.reveal.on }

func (o *registerOne) undo() (action, tea.Cmd) {
	if o.busy() {
		return nil, nil
	}
	if !o.form.takeBack() {
		return notify{"nothing to undo"}, nil
	}
	o.done, o.err = nil, nil
	o.check()
	return nil, nil
}

func (o *registerOne) reset() (action, tea.Cmd) {
	o.wait.drop(o.session)
	before := edit{field: o.passwordField(), secret: *o.field(inputPassword).secret}
	o.form.reset()
	if !before.secret.secret.IsZero() {
		o.field(inputPassword).secret.set("")
		o.form.remember(before)
	}
	o.done, o.err = nil, nil
	o.check()
	o.form.focusOn(0)
	return nil, nil
}

func (o *registerOne) passwordField() int { return len(o.form.fields) - 1 }
