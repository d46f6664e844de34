package ui

import (
	"strings"
	"unicode/utf8"

	"atc/keystore/secret"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// secretField holds a secret that is typed or pasted, and shows how many
// characters it has. It has no cursor to move: who cannot see what is there
// can only add, take from the end, or start over.
type secretField struct {
	secret secret.Value
	kept   bool   // it holds what was stored: the next key replaces it
	shown  bool   // it is revealed
	empty  string // what an empty field says while it has not the focus
}

const maxSecret = 1024 // bytes; a certificate has 32

// update edits the secret and reports whether it changed.
func (f *secretField) update(msg tea.Msg) bool {
	before := f.secret
	switch msg := msg.(type) {
	case tea.PasteMsg:
		// What is pasted is whole: it takes the place of what was there.
		f.set(strings.TrimSpace(msg.Content))
	case tea.KeyPressMsg:
		f.press(msg)
	}
	return !f.secret.Equal(before)
}

func (f *secretField) press(k tea.KeyPressMsg) {
	text := f.secret.Reveal()
	switch s := k.String(); {
	case s == "ctrl+u", f.kept && (s == "backspace" || s == "delete"):
		f.set("")
	case s == "backspace":
		_, size := utf8.DecodeLastRuneInString(text)
		f.set(text[:len(text)-size])
	case isText(k) && f.kept:
		f.set(k.Text)
	case isText(k):
		f.set(text + k.Text)
	}
}

func (f *secretField) set(text string) {
	if len(text) > maxSecret {
		text = text[:maxSecret]
	}
	f.secret, f.kept = secret.New(strings.ToValidUTF8(text, "\ufffd")), false
}

// draw returns the field in exactly width columns, and where the cursor
// stands in it.
func (f *secretField) draw(th *theme, focused bool, width int) (string, int) {
	text := f.secret.Reveal()
	if text == "" && !focused {
		return fit(th.dim.Render(f.empty), width), 0
	}
	if f.shown {
		shown := cutPlain(safe.Text(text), width)
		return fit(th.mark.Render(shown), width), min(cells(shown), width-1)
	}
	n := utf8.RuneCountInString(text)
	dots := masked(min(n, width-1))
	st := th.text
	if f.kept && focused {
		st = th.selected
	}
	return fit(st.Render(dots), width), min(n, width-1)
}

// masked returns what is shown in place of a secret of n characters.
func masked(n int) string { return strings.Repeat("•", max(0, n)) }
