package ui

import (
	"crypto/sha256"
	"slices"
	"strings"

	"atc/tokens"
	"atc/ui/safe"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// fileTokens lists the tokens of a file, or of a text that was pasted. The
// console keeps it when it is closed: it goes on reading, and when it is opened
// again, it is as it was.
type fileTokens struct {
	dialog
	given   digest // of the text that it was opened with
	asking  bool   // for the name of a file
	name    field
	tried   error       // why the file of that name was not read
	pending *listSource // to be read as soon as it is in front
	reading tokenReading
	judge   *sightJudge // of the rows
	judging int         // the number of the latest time that they were judged anew
	list    foundList
	before  *listedBefore // until something of a new source was read
}

// digest tells a text from others without keeping it.
type digest [sha256.Size]byte

func digestOf(text string) digest { return sha256.Sum256([]byte(text)) }

// newBulk returns the dialog that lists the tokens of a file, or of a text that
// was pasted. Without a text, or with the one that it was opened with last, it is
// as it was.
func newBulk(e *env, text string) screen {
	given := digestOf(text)
	if e.bulk != nil && (text == "" || given == e.bulk.given) {
		return e.bulk
	}
	if e.bulk != nil {
		e.bulk.reading.giveUp()
	}
	d := &fileTokens{dialog: dialog{env: e}, given: given, list: newFoundList()}
	d.ask("")
	if text != "" {
		d.asking, d.pending = false, &listSource{text: text}
	}
	e.bulk = d
	return d
}

// ask asks for a file, with the name of the one before, which what is typed
// replaces.
func (d *fileTokens) ask(before string) {
	d.asking, d.tried = true, nil
	d.name = newField(tokens.Input{Type: tokens.Text, Default: before}, before)
	d.name.focus(true)
}

func (d *fileTokens) title() string {
	switch {
	case d.env.Files == nil && (d.asking || !d.listed()):
		return "Tokens of a text"
	case d.asking || !d.listed():
		return "Tokens of a file"
	case d.reading.pasted:
		return "Tokens of a pasted text"
	}
	return "Tokens of " + safe.Text(d.reading.source.called())
}

func (d *fileTokens) init() tea.Cmd {
	if s := d.pending; s != nil {
		d.pending = nil
		return d.begin(*s)
	}
	return d.judgeAgain()
}

func (d *fileTokens) typing() bool {
	if d.asking {
		return d.env.Files != nil
	}
	return d.list.typing
}

// live reports whether anything that is to be seen changes every second.
func (d *fileTokens) live() bool {
	if d.asking {
		return false
	}
	now := d.env.Now()
	return d.reading.on() || slices.ContainsFunc(d.list.visible(), func(r *foundRow) bool { return r.ticks(now) })
}

// age judges those rows anew whose state may be another now.
func (d *fileTokens) age() bool {
	d.list.refresh(d.judge, d.env.Now())
	return true
}

func (d *fileTokens) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case foundAnswer:
		return d.take(msg)
	case judgedAnew:
		d.takeJudged(msg)
	case projectsChanged:
		return nil, d.judgeAgain()
	case tea.PasteMsg:
		return d.paste(msg)
	case tea.KeyPressMsg:
		return nil, d.press(msg)
	}
	return nil, nil
}

func (d *fileTokens) press(k tea.KeyPressMsg) tea.Cmd {
	keys, now := &d.env.keys, d.env.Now()
	switch {
	case key.Matches(k, keys.Paste):
		return d.env.Paste
	case d.asking:
		if d.env.Files != nil && d.name.update(k) {
			d.tried = nil
		}
	case keys.scrolls(k) && (!d.list.typing || !key.Matches(k, keys.Top, keys.Bottom)):
		d.list.move(keys, k)
	case d.list.typing:
		d.list.edit(k, now)
		d.layout()
	}
	return nil
}

// paste takes a text, whose tokens are listed, or what belongs into the field
// that has the focus: the name of a file, or a part of the filter.
func (d *fileTokens) paste(p tea.PasteMsg) (action, tea.Cmd) {
	switch {
	case len(p.Content) > d.env.pasteLimit():
		return warn{d.env.tooLong("save it as a file, and let atc read that")}, nil
	case strings.TrimSpace(p.Content) == "":
		return nil, nil
	case d.asking && d.env.Files != nil && d.isFileName(p.Content):
		d.name.update(p)
		d.tried = nil
		return nil, nil
	case d.list.typing && holdsCertificate(d.env, nil, p.Content):
		return warn{"an App Certificate is not searched for: nothing of it is kept"}, nil
	case d.list.typing && len(p.Content) <= maxFileName && !strings.Contains(strings.TrimSpace(p.Content), "\n"):
		d.list.edit(p, d.env.Now())
		d.layout()
		return nil, nil
	}
	return nil, d.begin(listSource{text: asLines(p.Content)})
}

// maxFileName is the longest name of a file, in bytes, that systems take.
const maxFileName = 4096

// isFileName reports whether a text that is pasted can be meant as the name of a
// file, and not as a text with tokens or a certificate.
func (d *fileTokens) isFileName(text string) bool {
	name := strings.TrimSpace(text)
	if len(name) > maxFileName || strings.ContainsAny(name, "\n\r") || holdsCertificate(d.env, nil, name) {
		return false
	}
	found := false
	d.env.Catalog.Find([]byte(name), 0, len(name), func(tokens.Sighting) bool {
		found = true
		return false
	})
	return !found
}

func (d *fileTokens) setSize(width, height int) {
	d.dialog.setSize(width, height)
	d.layout()
}
