package ui

import (
	"atc/tokens"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// build is the screen that builds a token while its form is filled in.
type build struct {
	env     *env
	kinds   *kindList
	form    *form
	forms   map[string]*form // by kind, as they were left
	values  tokens.Values    // what was filled in, by key, across kinds
	stamp   tokens.Stamp
	request tokens.Request
	token   decoded // of the form as it stands; empty while it is refused
	err     error   // why there is no token
	sent    bool    // the token was sent to the clipboard as it stands
	scroll  int     // of the decoder pane
	decoder int     // lines of it that fit
	left    still   // what stands beside it
	width   int
	height  int
}

func newBuild(e *env) *build {
	b := &build{env: e, kinds: newKindList(e), values: tokens.Values{}, forms: map[string]*form{}}
	if k, ok := b.kinds.kind(); ok {
		b.form = newForm(e, k, nil)
	} else {
		b.form = newForm(e, tokens.Kind{}, nil)
	}
	b.form.focusOn(0)
	b.restamp()
	return b
}

func (b *build) title() string { return "Build" }
func (b *build) init() tea.Cmd { return nil }
func (b *build) typing() bool  { return b.kinds.focused || b.form.focused >= 0 }
func (b *build) live() bool    { return b.err == nil && counts(b.token, b.env.Now()) }

func (b *build) hints() []command {
	switch {
	case b.kinds.focused:
		return []command{hint("select", "↑ ↓"), hint("fill in", "enter")}
	case b.form.isDocument():
		return []command{hint("next field", "tab")}
	case b.form.focused >= 0:
		return []command{hint("copy", "enter"), hint("next field", "tab")}
	}
	return []command{hint("back to the form", "enter")}
}

func (b *build) commands() []command {
	return []command{
		{letter("copy", "y", "ctrl+y"), true, b.copy},
		{letter("copy as…", "a"), true, b.copyAs},
		{letter("kinds", "/"), true, b.chooseKind},
		{letter("QR code", "g", "ctrl+g"), true, b.qr},
		{letter("select the bare token by hand", "s"), false, b.bare},
		{letter("new salt", "r", "ctrl+r"), true, b.reroll},
		{letter("keep in the tray", "k"), false, b.keep},
		{letter("inspect this token", "i"), false, b.inspect},
		{letter("undo the last change", "u", "ctrl+z"), false, b.takeBack},
		{letter("start the form over", "x"), false, b.reset},
	}
}

func (b *build) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return b.press(msg)
	case tea.PasteMsg:
		return b.edit(msg), nil
	case projectsChanged:
		b.rebuild()
	case editKind:
		b.open(msg.kind, msg.values)
	case editSpec:
		b.open("compose", tokens.Values{"spec": msg.json})
	}
	return nil, nil
}

func (b *build) press(k tea.KeyPressMsg) (action, tea.Cmd) {
	keys := &b.env.keys
	switch {
	case key.Matches(k, keys.Paste) && b.typing():
		return nil, b.env.Paste
	case key.Matches(k, keys.PageUp) && !b.kinds.focused && !b.form.isDocument():
		b.scrollBy(-b.decoder / 2)
	case key.Matches(k, keys.PageDown) && !b.kinds.focused && !b.form.isDocument():
		b.scrollBy(b.decoder / 2)
	case b.kinds.focused:
		return b.pressInKinds(k), nil
	case b.form.focused >= 0:
		return b.pressInForm(k)
	case key.Matches(k, keys.Enter, keys.NextField, keys.Down):
		b.focusForm(0)
	case key.Matches(k, keys.PrevField, keys.Up):
		b.focusForm(len(b.form.fields) - 1)
	}
	return nil, nil
}

// scrollBy scrolls the decoder pane, from where its end is now.
func (b *build) scrollBy(lines int) {
	total := 1 + len(decoderLines(b.env.theme, b.token, b.env.Now(), b.decoderWidth()))
	b.scroll = scrolledBy(b.scroll, lines, total, b.decoder)
}

func (b *build) pressInKinds(k tea.KeyPressMsg) action {
	keys := &b.env.keys
	switch {
	case key.Matches(k, keys.Leave):
		if !b.kinds.clear() {
			b.kinds.focus(false)
		}
	case key.Matches(k, keys.Enter, keys.NextField):
		b.focusForm(0)
	case key.Matches(k, keys.PrevField):
		b.focusForm(len(b.form.fields) - 1)
	case b.kinds.update(k):
		b.show()
	}
	return nil
}

func (b *build) pressInForm(k tea.KeyPressMsg) (action, tea.Cmd) {
	keys := &b.env.keys
	switch {
	case key.Matches(k, keys.Leave):
		b.form.focusOn(-1)
		return nil, nil
	case key.Matches(k, keys.Enter) && !b.form.isDocument():
		return b.copy()
	}
	used, beyond := b.form.move(k)
	switch {
	case beyond:
		b.focusKinds()
	case !used:
		return b.edit(k), nil
	}
	return nil, nil
}

// edit hands a message to what has the focus.
func (b *build) edit(msg tea.Msg) action {
	if b.kinds.focused {
		if b.kinds.update(msg) {
			b.show()
		}
		return nil
	}
	if b.form.update(msg) {
		b.rebuild()
	}
	return nil
}

func (b *build) focusKinds() {
	b.form.focusOn(-1)
	b.kinds.focus(true)
}

func (b *build) focusForm(i int) {
	b.kinds.focus(false)
	b.form.focusOn(i)
}

// show puts the form of the selected kind in place of the one that is there.
// What was filled in stays with the inputs of the same name.
func (b *build) show() {
	k, ok := b.kinds.kind()
	if !ok || k.ID == b.form.kind.ID {
		return
	}
	b.swap(k)
	b.scroll = 0
	b.setSize(b.width, b.height)
	b.rebuild()
}

// swap puts the form of another kind in place: the one that was left there,
// with what was filled in elsewhere since.
func (b *build) swap(k tokens.Kind) {
	b.form.keep(b.values)
	b.form.forget(maxLeftUndoBytes)
	b.forms[b.form.kind.ID] = b.form
	left, ok := b.forms[k.ID]
	if !ok {
		b.form = newForm(b.env, k, b.values)
		return
	}
	left.fill(b.values)
	b.form = left
}

// open shows the form of a kind with values, in place of what was filled in,
// which can be taken back.
func (b *build) open(kind string, values tokens.Values) {
	b.kinds.choose(kind)
	if k, ok := b.kinds.kind(); ok {
		b.swap(k)
		b.form.fill(values)
	}
	b.scroll = 0
	b.setSize(b.width, b.height)
	b.focusForm(0)
	b.rebuild()
}

// restamp draws a new stamp. Between stamps a token changes only with its
// form, so that it does not flicker while someone types.
func (b *build) restamp() {
	stamp, err := tokens.NewStamp(b.env.Now(), b.env.Rand)
	if err != nil {
		b.token, b.err = decoded{}, err
		return
	}
	b.stamp = stamp
	b.rebuild()
}

// rebuild makes the token of the form as it stands. That takes microseconds
// and touches nothing, so it is done here rather than in a command.
func (b *build) rebuild() {
	b.request = b.env.request(b.form.kind, b.form.values(), b.stamp)
	b.sent = false
	text, err := b.env.build(b.request)
	b.form.fail(err)
	if b.err = err; err != nil {
		b.token = decoded{}
		return
	}
	b.token = decode(b.env, text, subjectOf(b.request.Values))
}

// subjectOf returns what the older formats are signed with besides the
// certificate, from the form that they were built with.
func subjectOf(v tokens.Values) tokens.Subject {
	var s tokens.Subject
	if c := v["channel"]; c != "" {
		s.Channels = []string{c}
	}
	for _, k := range []string{"account", "uid", "user"} {
		if u := v[k]; u != "" {
			s.Users = append(s.Users, u)
		}
	}
	return s
}

// copy sends the token to the clipboard. It is issued now: a form that was
// left open does not hand out a token that is half used up.
func (b *build) copy() (action, tea.Cmd) {
	return b.withToken(func() action {
		b.sent = true
		return copyText{b.token.text, "token"}
	})
}

// renew sets the issue time to now, and reports whether there is a token
// still.
func (b *build) renew() bool {
	salt := b.stamp.Salt
	b.restamp()
	if b.err == nil {
		b.stamp.Salt = salt
		b.rebuild()
	}
	return b.err == nil
}

// refused answers a wish for the token while there is none: it goes to the
// field that is wrong.
func (b *build) refused() action {
	if b.err == nil {
		return nil
	}
	b.form.touchAll()
	if i := b.form.firstProblem(); i >= 0 {
		b.focusForm(i)
	}
	return warn{"no token yet: " + b.problemText()}
}
