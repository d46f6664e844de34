package ui

import (
	"errors"

	"atc/chatapi"
	"atc/ui/safe"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// userPassword asks for the new password of a user, twice, for nobody sees what
// is typed.
type userPassword struct {
	dialog
	name   string // fit for a terminal
	first  secretField
	again  secretField
	second bool // the second field has the focus
	reveal glimpse
	err    error
	then   func(userJob) action
}

const userPasswordWidth = 66

// newUserPassword returns the dialog. The function then makes an action of the
// job that has the password.
func newUserPassword(e *env, name string, then func(userJob) action) screen {
	return &userPassword{dialog: dialog{env: e}, name: name, then: then}
}

func (d *userPassword) title() string { return "Password of " + cut(d.name, 40) }
func (d *userPassword) typing() bool  { return true }
func (d *userPassword) conceal()      { d.reveal.conceal(); d.shown() }

// unsaved implements unsaver.
func (d *userPassword) unsaved() bool { return !d.first.secret.IsZero() }

func (d *userPassword) shown() { d.first.shown, d.again.shown = d.reveal.on, d.reveal.on }

func (d *userPassword) commands() []command {
	return []command{
		{key: chord("set it", "enter"), short: true, do: d.enter},
		{key: chord("other field", "tab", "shift+tab", "up", "down"), short: true, do: func() (action, tea.Cmd) { d.second = !d.second; return nil, nil }},
		{key: chord("show it for 5 s", "ctrl+r"), short: true, do: func() (action, tea.Cmd) {
			cmd := d.reveal.show(d.env, d)
			d.shown()
			return nil, cmd
		}},
		closing("cancel", "esc"),
	}
}

// enter goes to the second field, and from there sets the password.
func (d *userPassword) enter() (action, tea.Cmd) {
	d.err = chatapi.CheckPassword(d.first.secret)
	switch {
	case d.first.secret.IsZero():
		d.err = errors.New("the password is missing")
		fallthrough
	case d.err != nil:
		d.second = false
		return nil, nil
	case !d.second && d.again.secret.IsZero():
		d.second = true
		return nil, nil
	case !d.first.secret.Equal(d.again.secret):
		d.err, d.second, d.again = errors.New("the two are not the same: type the second one again"), true, secretField{}
		return nil, nil
	}
	return closeDialog{then: d.then(userJob{password: d.first.secret}), dialog: d}, nil
}

func (d *userPassword) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case revealOver:
		d.reveal.over(msg)
		d.shown()
	case tea.PasteMsg:
		d.edit(msg)
	case tea.KeyPressMsg:
		if key.Matches(msg, d.env.keys.Paste) {
			return nil, d.env.Paste
		}
		d.edit(msg)
	}
	return nil, nil
}

func (d *userPassword) edit(msg tea.Msg) {
	f := &d.first
	if d.second {
		f = &d.again
	}
	if f.update(msg) {
		d.err = nil
	}
}

func (d *userPassword) view() frame {
	th := d.env.theme
	width := min(d.width, userPasswordWidth)
	inner := width - paneWidth
	lines := paragraph(th.text, "The old one is not needed. Who is logged in with it is logged out, and what was got with it is void. A user who logs in with tokens needs no password.", inner)
	lines = append(lines, "")
	const labels = len("New password  ")
	var cursor *tea.Cursor
	for i, f := range []*secretField{&d.first, &d.again} {
		name, focused := "New password", d.second == (i == 1)
		if i == 1 {
			name = "Once more"
		}
		look := th.label
		text, x := f.draw(th, focused, inner-labels)
		if focused {
			look, cursor = th.title, tea.NewCursor(labels+x, len(lines))
		}
		lines = append(lines, look.Render(fit(name, labels))+text)
	}
	lines = append(lines, "")
	if d.err != nil {
		lines = append(lines, paragraph(th.bad, "! "+safe.Text(d.err.Error()), inner)...)
	} else {
		lines = append(lines, "")
	}
	p := pane{title: d.title(), focused: true}
	return frame{lines: p.draw(th, lines, width, min(d.height, len(lines)+paneHeight)), cursor: inPane(cursor)}
}
