package ui

import (
	"atc/tokens"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// The kinds of token that the Chat screen builds.
const (
	kindChatUser = "chat-user"
	kindChatApp  = "chat-app"
)

// chatDraft is a token that a section of the Chat screen has built, and what
// can be done with it.
type chatDraft struct {
	env     *env
	label   string // what the tray calls it
	about   string // what the token does not say of itself, "" for nothing
	request tokens.Request
	token   decoded // empty while there is none
	err     error   // why there is none, nil as long as nobody wants one
	sent    bool    // it was sent to the clipboard as it stands
	// refuse says why there is no token, in the words of the section.
	refuse func() action
}

// clear forgets the token. The next one gets a stamp of its own.
func (d *chatDraft) clear() {
	d.request, d.token, d.err, d.sent, d.label, d.about = tokens.Request{}, decoded{}, nil, false, "", ""
}

// fail says that there is no token, and why.
func (d *chatDraft) fail(err error) { d.token, d.err, d.sent = decoded{}, err, false }

// build makes the token for values. Its stamp is drawn once, so that it changes
// with the form alone.
func (d *chatDraft) build(kind string, values tokens.Values) {
	stamp := d.request.Stamp
	if d.request.Kind.ID != kind {
		var err error
		stamp, err = tokens.NewStamp(d.env.Now(), d.env.Rand)
		if err != nil {
			d.fail(err)
			return
		}
	}
	k, _ := d.env.Catalog.Kind(kind)
	d.request = d.env.request(k, values, stamp)
	d.make()
}

func (d *chatDraft) make() {
	text, err := d.env.build(d.request)
	if err != nil {
		d.fail(err)
		return
	}
	d.err, d.sent = nil, false
	d.token = decode(d.env, text, subjectOf(d.request.Values))
}

// fresh has the token issued now, so that what is handed out is not half used
// up. It returns what to say where there is none.
func (d *chatDraft) fresh() action {
	if d.token.text == "" {
		return d.refuse()
	}
	stamp, err := tokens.NewStamp(d.env.Now(), d.env.Rand)
	if err != nil {
		d.fail(err)
		return warn{err.Error()}
	}
	d.request.Stamp.IssueTime = stamp.IssueTime
	if d.make(); d.err != nil {
		return d.refuse()
	}
	return nil
}

// with does something with a token that was issued now.
func (d *chatDraft) with(do func() action) func() (action, tea.Cmd) {
	return func() (action, tea.Cmd) {
		if no := d.fresh(); no != nil {
			return no, nil
		}
		return do(), nil
	}
}

func (d *chatDraft) copy() (action, tea.Cmd) {
	return d.with(func() action {
		d.sent = true
		return copyText{d.token.text, "token"}
	})()
}

// commands are what can be done with the token. The line at the foot shows the
// first ones if it shall, and there is a token.
func (d *chatDraft) commands(short bool) []command {
	short = short && d.token.text != ""
	return []command{
		{letter("copy", "y", "ctrl+y"), short, d.copy},
		{letter("copy as…", "a"), short, d.with(func() action {
			r := d.request
			return openDialog{newCopyAs(d.env, copySource{
				text: d.token.text, token: d.token.token, verification: &d.token.verification, request: &r,
			})}
		})},
		{letter("keep in the tray", "k"), short, d.with(func() action {
			return keepToken{trayItem{
				text: d.token.text, token: d.token.token, label: d.label, kind: d.request.Kind.ID, values: d.request.Values,
			}}
		})},
		{letter("QR code", "g", "ctrl+g"), false, d.with(func() action { return openDialog{newQR(d.env, d.token.text)} })},
		{letter("select the bare token by hand", "s"), false, d.with(func() action { return openDialog{newBare(d.env, d.token.text)} })},
		{letter("inspect this token", "i"), false, d.with(func() action { return inspectToken{d.token.text} })},
	}
}

// live reports whether the drawing of the token changes with every second.
func (d *chatDraft) live() bool { return d.token.text != "" && counts(d.token, d.env.Now()) }

// head draws the token in one line, and below it what it does not say of
// itself.
func (d *chatDraft) head(width int) []string {
	th, note := d.env.theme, ""
	if d.sent {
		note = "  sent to clip."
	}
	lines := []string{th.strong.Render(cut(safe.Text(d.token.text), width-len(note))) + th.good.Render(note)}
	if d.about != "" {
		lines = append(lines, paragraph(th.label, d.about, width)...)
	}
	return lines
}

// decoder draws what the token holds.
func (d *chatDraft) decoder(width int) []string {
	return decoderLines(d.env.theme, d.token, d.env.Now(), width)
}
