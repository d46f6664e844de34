package ui

import (
	"strings"
	"unicode/utf8"

	"atc/keystore/secret"
	"atc/tokens"

	tea "charm.land/bubbletea/v2"
)

// tokenField holds one token. Nobody types a token, and one that is pasted
// can have any size, so this is no text field: a paste takes the place of
// what was there, letters go to the end, and one step can be taken back.
type tokenField struct {
	env *env
	held
	before held         // what the last change replaced
	hidden *hiddenPaste // an App Certificate in place of a token, else nil
	edited bool         // the last change was made by hand: the next key belongs to it
	cut    int          // bytes of a paste that were not kept
}

// held is what stands in a token field, and what was read of it.
type held struct {
	text    string
	reading tokens.Reading // whose Text is the token in text
}

// hiddenPaste is what must not be seen: an App Certificate, or what may be one.
type hiddenPaste struct {
	value secret.Value
	err   error // of reading it as a token
	sure  bool  // it is a certificate of a project at hand
}

func newTokenField(e *env) tokenField { return tokenField{env: e} }

// empty reports whether nothing stands in the field.
func (f *tokenField) empty() bool { return f.text == "" && f.hidden == nil }

// set puts a token into the field.
func (f *tokenField) set(text string) {
	if text == f.text && f.hidden == nil {
		f.edited, f.cut = false, 0
		return
	}
	f.put(held{text: text, reading: f.read(text)})
}

// put takes the place of what stands in the field.
func (f *tokenField) put(h held) {
	if f.hidden == nil && h.text != f.text {
		f.before = f.held
	}
	f.held, f.hidden, f.edited, f.cut = h, nil, false, 0
}

func (f *tokenField) read(text string) tokens.Reading {
	if text == "" {
		return tokens.Reading{}
	}
	return f.env.Catalog.Read(text)
}

// paste takes the token in a text in place of the one that is there: without
// what stands around it, and without damage that can be undone.
func (f *tokenField) paste(text string) {
	r := f.read(text)
	if secretly := hiding(f.env, r); secretly != nil {
		f.put(held{})
		f.hidden = secretly
		return
	}
	// One byte more than a token may have is kept, so that it is refused for
	// its length. The copy lets go of the rest.
	all := len(r.Text)
	r.Text = strings.Clone(r.Text[:min(all, tokens.MaxText+1)])
	f.put(held{text: r.Text, reading: r})
	f.cut = all - len(r.Text)
}

// hiding returns what a paste must not show, or nil: 32 hexadecimal characters
// that are of no App ID at hand may be a certificate of a project that is not.
func hiding(e *env, r tokens.Reading) *hiddenPaste {
	switch {
	case r.Token != nil || r.Text == "":
		return nil
	case holdsCertificate(e, nil, r.Text):
		return &hiddenPaste{secret.New(strings.Clone(r.Text)), r.Err, true}
	case !tokens.IsHexID(r.Text):
		return nil
	}
	for _, p := range projectRefs(e) {
		if strings.EqualFold(p.AppID, r.Text) {
			return nil
		}
	}
	return &hiddenPaste{secret.New(strings.Clone(r.Text)), r.Err, false}
}

// edit changes the text by hand. All keys in a row are one change.
func (f *tokenField) edit(text string) {
	h := held{text: text, reading: f.read(text)}
	if secretly := hiding(f.env, h.reading); secretly != nil && secretly.sure {
		if f.edited {
			f.held = f.before // what was typed of it is not kept
		}
		f.put(held{})
		f.hidden = secretly
		return
	}
	if !f.edited {
		f.put(h)
		f.edited = true
	}
	f.held = h
}

// press edits the token and reports whether it changed.
func (f *tokenField) press(k tea.KeyPressMsg) bool {
	switch s := k.String(); {
	case f.hidden != nil && (s == "ctrl+u" || s == "backspace"):
		f.put(held{})
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
	if f.before.text == "" {
		return false
	}
	if f.hidden != nil {
		f.held, f.before, f.hidden = f.before, held{}, nil
		return true
	}
	f.put(f.before)
	return true
}
