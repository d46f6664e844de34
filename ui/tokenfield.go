package ui

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"atc/tokens"

	tea "charm.land/bubbletea/v2"
)

// tokenField holds one token. Nobody types a token, and one that is pasted
// can have any size, so this is no text field: a paste takes the place of
// what was there, letters go to the end, and one step can be taken back.
type tokenField struct {
	text   string
	before string // what the last change replaced
	edited bool   // the last change was made by hand: the next key belongs to it
	cut    int    // bytes of a paste that were not kept
}

func (f *tokenField) set(text string) {
	if f.edited, f.cut = false, 0; text != f.text {
		f.before, f.text = f.text, text
	}
}

// edit changes the text by hand. All keys in a row are one change.
func (f *tokenField) edit(text string) {
	if !f.edited {
		f.before, f.edited = f.text, true
	}
	f.text = text
}

// paste takes text in place of the token, and returns what was done to it, or
// "". Blanks around it go, and so do the line breaks that a terminal or an
// e-mail put into it.
func (f *tokenField) paste(text string) string {
	clean := strings.TrimSpace(text)
	note := ""
	if strings.ContainsAny(clean, "\r\n") {
		lines := strings.FieldsFunc(clean, func(r rune) bool { return r == '\r' || r == '\n' })
		for i := range lines {
			lines[i] = strings.TrimSpace(lines[i])
		}
		clean = strings.Join(lines, "")
		note = fmt.Sprintf("%s inside the token left out", plural(len(lines)-1, "line break"))
	}
	// One byte more than a token may have is kept, so that it is refused for
	// its length. The copy lets go of the rest.
	f.set(strings.Clone(clean[:min(len(clean), tokens.MaxText+1)]))
	if f.cut = len(clean) - len(f.text); f.cut > 0 {
		note = fmt.Sprintf("%d bytes were pasted, a token has at most %d", len(clean), tokens.MaxText)
	}
	return note
}

// press edits the token and reports whether it changed.
func (f *tokenField) press(k tea.KeyPressMsg) bool {
	switch s := k.String(); {
	case s == "ctrl+u" && f.text != "":
		f.set("")
	case s == "backspace" && f.text != "":
		_, size := utf8.DecodeLastRuneInString(f.text)
		f.edit(f.text[:len(f.text)-size])
	case isText(k) && len(f.text) <= tokens.MaxText:
		f.edit(f.text + k.Text)
	default:
		return false
	}
	return true
}

// takeBack swaps the token with the one before it, and reports whether there
// was one.
func (f *tokenField) takeBack() bool {
	if f.before == "" {
		return false
	}
	f.set(f.before)
	return true
}
