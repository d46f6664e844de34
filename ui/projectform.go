package ui

import (
	"errors"
	"slices"
	"strings"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui/safe"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// projectForm adds a project, or edits one.
type projectForm struct {
	dialog
	heading string
	old     string // the project that is edited, "" for a new one
	form    *form
	start   keystore.Project // what is there already
	notes   string           // as the form opened with them
	saving  bool
	ending  bool // saving is given up, but has not ended yet
	reveal  glimpse
	pasting int    // the field that asked for the clipboard, which may answer late
	err     error  // why saving failed
	foot    string // what stands under the fields, "" for where certificates are kept
	// then follows once the project is kept; nil if nothing does.
	then func(keystore.Project) action
}

// The keys of the form's fields.
const (
	inputName      = "name"
	inputAppID     = "app-id"
	inputPrimary   = "primary"
	inputSecondary = "secondary"
	inputHost      = "chat-host"
	inputAppKey    = "app-key"
	inputNotes     = "notes"
)

// projectField is a field of the form with the part of a project that it edits.
type projectField struct {
	tokens.Input
	part keystore.Field
}

// projectFields are the fields of a project, in the order of the form.
func projectFields() []projectField {
	input := func(key, title, doc string) tokens.Input {
		return tokens.Input{Key: key, Title: title, Doc: doc, Optional: true}
	}
	return []projectField{
		{input(inputName, "Name", "what you call it, such as acme-staging"), keystore.FieldName},
		{input(inputAppID, "App ID", "32 hexadecimal characters, from the Agora Console"), keystore.FieldAppID},
		{input(inputPrimary, "Primary", "the primary App Certificate: paste it, it stays hidden"), keystore.FieldPrimary},
		{input(inputSecondary, "Secondary", "the secondary App Certificate, if there is one"), keystore.FieldSecondary},
		{input(inputHost, "Chat host", "the REST API host of Chat, such as a41.chat.agora.io"), keystore.FieldHost},
		{input(inputAppKey, "AppKey", "OrgName#AppName: Chat is then addressed by it; empty: by App ID"), keystore.FieldAppKey},
		{input(inputNotes, "Notes", "anything worth knowing about it"), keystore.FieldNotes},
	}
}

const projectFormWidth = 76

// newProjectForm returns the form of a project. It takes the place of the one
// called old, or is a new one.
func newProjectForm(e *env, heading, old string, p keystore.Project) *projectForm {
	d := &projectForm{dialog: dialog{env: e}, heading: heading, old: old, start: p, notes: p.Notes}
	kind := tokens.Kind{}
	for _, f := range projectFields() {
		kind.Inputs = append(kind.Inputs, f.Input)
	}
	d.form = newForm(e, kind, tokens.Values{
		inputName: p.Name, inputAppID: p.AppID, inputHost: p.Chat.Host, inputAppKey: p.Chat.AppKey, inputNotes: p.Notes,
	})
	for key, value := range map[string]secret.Value{inputPrimary: p.Primary, inputSecondary: p.Secondary} {
		d.field(key).secret = &secretField{secret: value, kept: !value.IsZero(), empty: "none"}
	}
	for _, key := range []string{inputName, inputAppID} {
		d.field(key).empty = "required"
	}
	d.form.focusOn(0)
	d.check()
	return d
}

func (d *projectForm) field(key string) *field {
	i := slices.IndexFunc(d.form.fields, func(f field) bool { return f.input.Key == key })
	return &d.form.fields[i]
}

// project returns what the form says.
func (d *projectForm) project() keystore.Project {
	text := func(key string) string { return strings.TrimSpace(d.field(key).value()) }
	notes := d.field(inputNotes).value()
	if notes == oneLine(d.notes) {
		notes = d.notes // their line breaks are not lost to a form of one line
	}
	return keystore.Project{
		Name: text(inputName), AppID: text(inputAppID), Notes: notes,
		Primary: d.field(inputPrimary).secret.secret, Secondary: d.field(inputSecondary).secret.secret,
		Chat: keystore.Chat{Host: host(text(inputHost)), AppKey: text(inputAppKey)},
	}
}

// oneLine is how a field of one line shows a text.
func oneLine(s string) string {
	t := newTextField(s)
	return t.value()
}

// host takes from an address what a person pastes along with a host name.
func host(s string) string {
	if scheme, rest, found := strings.Cut(s, "://"); found && !strings.ContainsAny(scheme, "/.:") {
		s = rest
	}
	s, _, _ = strings.Cut(s, "/")
	return s
}

// check finds the first thing that keeps the project from being stored, and
// shows it under its field.
func (d *projectForm) check() {
	p := d.project()
	err := p.Check()
	if err == nil && p.Name != d.old && d.env.projects.entry(p.Name) != nil {
		err = &keystore.FieldError{Field: keystore.FieldName, Problem: errors.New("belongs to another project already")}
	}
	d.form.failure = nil
	var wrong *keystore.FieldError
	if errors.As(err, &wrong) {
		for _, f := range projectFields() {
			if f.part == wrong.Field {
				d.form.failure = &tokens.InputError{Key: f.Key, Title: f.Title, Problem: wrong.Problem}
			}
		}
	}
}

func (d *projectForm) title() string { return d.heading }
func (d *projectForm) typing() bool  { return d.form.focused >= 0 }

// aimed implements aimer.
func (d *projectForm) aimed()   {}
func (d *projectForm) conceal() { d.reveal.conceal(); d.showSecrets(false) }

func (d *projectForm) showSecrets(on bool) {
	d.field(inputPrimary).secret.shown = on
	d.field(inputSecondary).secret.shown = on
}

func (d *projectForm) commands() []command {
	if d.saving {
		return []command{{key: chord("give up", "esc"), short: true, do: d.giveUp}}
	}
	return []command{
		{key: chord("save", "enter", "ctrl+s"), short: true, do: d.save},
		{key: chord("next field", "tab"), short: true, do: func() (action, tea.Cmd) { d.step(+1); return nil, nil }},
		{key: chord("show for 5 s", "ctrl+r", "alt+v"), short: true, do: d.show},
		{key: chord("undo", "ctrl+z", "alt+u"), do: d.undo},
		{key: chord("cancel", "esc"), short: true, do: d.cancel},
	}
}

func (d *projectForm) show() (action, tea.Cmd) {
	cmd := d.reveal.show(d.env, d)
	d.showSecrets(d.reveal.on)
	return nil, cmd
}

func (d *projectForm) undo() (action, tea.Cmd) {
	if !d.form.takeBack() {
		return notify{"nothing to undo"}, nil
	}
	d.check()
	return nil, nil
}

// giveUp waits no longer for the store, and leaves the form where even that is
// in vain.
func (d *projectForm) giveUp() (action, tea.Cmd) {
	if d.ending {
		return closeDialog{dialog: d}, nil
	}
	d.ending = true
	return giveUp{}, nil
}

// step moves the focus, around the ends.
func (d *projectForm) step(by int) {
	n := len(d.form.fields)
	d.form.focusOn((d.form.focused + by + n) % n)
}

// cancel closes the form, and asks first if something would be lost.
func (d *projectForm) cancel() (action, tea.Cmd) {
	if !d.unsaved() {
		return closeDialog{dialog: d}, nil
	}
	return openDialog{newConfirm(d.env, "Close without saving what you have changed?", "close", closeDialog{dialog: d})}, nil
}

// unsaved reports whether the form says anything else than what is stored.
func (d *projectForm) unsaved() bool {
	now := d.project()
	return now.Entry() != d.start.Entry() || !now.Primary.Equal(d.start.Primary) || !now.Secondary.Equal(d.start.Secondary)
}

// save stores the project, or goes to what keeps it from being stored.
func (d *projectForm) save() (action, tea.Cmd) {
	d.check()
	if i := d.form.firstProblem(); i >= 0 {
		d.form.touchAll()
		d.form.focusOn(i)
		return nil, nil
	}
	name := d.project().Name
	d.saving, d.err = true, nil
	return askStore{to: d, doing: "saving " + safe.Text(name), from: d.old, name: name, call: d.keep()}, nil
}

func (d *projectForm) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case revealOver:
		d.reveal.over(msg)
		d.showSecrets(d.reveal.on)
	case storeAnswer:
		return d.saved(msg), nil
	case projectsChanged:
		if d.env.projects.err == nil {
			d.err = nil // the keystore that could not be used is no more, or is well again
		}
		d.check()
	case tea.ClipboardMsg:
		if d.pasting != d.form.focused { // a certificate is no name
			d.form.focusOn(d.pasting)
		}
		d.edit(tea.PasteMsg{Content: msg.Content})
	case tea.PasteMsg:
		d.edit(msg)
	case tea.KeyPressMsg:
		switch keys := &d.env.keys; {
		case key.Matches(msg, keys.Paste):
			d.pasting = d.form.focused
			return nil, d.env.Paste
		case key.Matches(msg, keys.Up, keys.PrevField):
			d.step(-1)
		case key.Matches(msg, keys.Down):
			d.step(+1)
		default:
			d.edit(msg)
		}
	}
	return nil, nil
}

func (d *projectForm) edit(msg tea.Msg) {
	if !d.saving && d.form.update(msg) {
		d.err = nil
		d.check()
	}
}

// saved closes the form, or says why the project was not saved.
func (d *projectForm) saved(a storeAnswer) action {
	d.saving, d.ending = false, false
	if d.err = a.err; errors.Is(a.err, keystore.ErrNotFound) {
		// What was entered is not lost with the project.
		d.heading, d.old = "New project", ""
		d.err = errors.New("the project is not there any more: enter stores this as a new one")
		d.check()
		return nil
	}
	if a.err != nil {
		act := storeTrouble(d.env, a.err)
		if _, said := act.(warn); said {
			return nil // the form says it
		}
		return act
	}
	p, _ := a.value.(keystore.Project)
	said := safe.Text(p.Name) + " is kept " + d.env.projects.kept()
	if d.env.projects.active.Name != p.Name {
		said += "; enter makes it the active project"
	}
	then := several{notify{said}}
	if d.then != nil {
		then = append(then, d.then(p))
	}
	return closeDialog{then: then, dialog: d}
}
