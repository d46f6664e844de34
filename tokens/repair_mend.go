package tokens

import (
	"bytes"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// A mender looks for a token in a text that was pasted, in the forms that the
// text may have had.
type mender struct {
	catalog Catalog
	peeled
	damaged *cutToken // the first that stands in one piece, but cannot be read whole
}

// A cutToken is what is made of a token that cannot be read whole.
type cutToken struct {
	Reading
	within bool // other text or lines stand around it
}

// A form is a text as it may have been, before its lines were broken and its
// + became blanks.
type form struct {
	text   []byte
	breaks []int // the offsets at which lines ended
	blanks []int // the offsets of each + that is a blank
}

// isGuess reports whether something was done that may be wrong.
func (f *form) isGuess() bool { return len(f.breaks)+len(f.blanks) > 0 }

// forms are the forms that a text may have had, the likeliest first.
func (m *mender) forms() []form {
	all := []form{{text: []byte(m.core)}}
	for _, join := range joins {
		f := join(m.core)
		known := func(o form) bool { return bytes.Equal(o.text, f.text) }
		if len(f.breaks) > 0 && !slices.ContainsFunc(all[1:], known) {
			all = append(all, f)
		}
	}
	var both []form
	for _, f := range all {
		both = append(both, f)
		if f = f.unblanked(); len(f.blanks) > 0 {
			both = append(both, f)
		}
	}
	return both
}

// unblanked returns the form with + in place of its blanks.
func (f form) unblanked() form {
	f.text = bytes.Clone(f.text)
	for i, b := range f.text {
		if b == ' ' {
			f.text[i] = '+'
			f.blanks = append(f.blanks, i)
		}
	}
	return f
}

func (m *mender) mended(f form) (Reading, bool) {
	if r, ok := m.whole(f); ok {
		return r, true
	}
	return m.found(f)
}

// whole reads all of a form as one token.
func (m *mender) whole(f form) (Reading, bool) {
	if len(f.text) > maxMended {
		return Reading{}, false
	}
	text, u := undo(f.text, true)
	t, err := m.catalog.Decode(text)
	s := Sighting{End: len(f.text), Text: text, Repairs: u.repairs(), Token: t}
	if err != nil || f.isGuess() && !f.mends(&s) {
		return Reading{}, false
	}
	return m.reading(&s, f, 1), true
}

// found reads the first whole token that stands in a form.
func (m *mender) found(f form) (r Reading, ok bool) {
	var first, damaged *Sighting
	seen := map[string]bool{}
	m.catalog.Find(f.text, 0, len(f.text), func(s Sighting) bool {
		switch {
		case s.Leak != nil || f.isGuess() && !f.mends(&s):
			return true
		case s.Err == nil && first == nil:
			first = &s
		case s.Err != nil && damaged == nil:
			damaged = &s
		}
		seen[s.Text] = true
		return len(seen) < MostTokens
	})
	if !f.isGuess() && m.damaged == nil && damaged != nil && len(damaged.Text) < MaxText {
		within := damaged.Start > 0 || bytes.ContainsRune(f.text, '\n')
		m.damaged = &cutToken{m.reading(damaged, f, len(seen)), within}
	}
	if first == nil {
		return r, false
	}
	return m.reading(first, f, len(seen)), true
}

// reading is what is made of a token that was found in a form.
func (m *mender) reading(s *Sighting, f form, tokens int) Reading {
	var repairs []Repair
	add := func(code Code, values ...any) { repairs = append(repairs, Repair{code, values}) }
	if m.invisible > 0 {
		add(CodeRepairedInvisible, m.invisible)
	}
	if s.Start == 0 && s.End == len(f.text) {
		repairs = append(repairs, m.removed...)
	} else {
		before := utf8.RuneCountInString(m.head) + utf8.RuneCount(f.text[:s.Start])
		after := utf8.RuneCount(f.text[s.End:]) + utf8.RuneCountInString(m.tail)
		add(CodeRepairedSurroundings, before, after)
		if leak := m.catalog.leakIn(m.head + m.core + m.tail); leak != nil {
			add(CodeCertificateBeside, strings.TrimSpace(leak.Name+" "+leak.Masked))
		}
	}
	if n := within(s, f.breaks); n > 0 {
		add(CodeRepairedLineBreaks, n)
	}
	if n := within(s, f.blanks); n > 0 {
		add(CodeRepairedPlus, n)
	}
	repairs = append(repairs, s.Repairs...)
	if tokens > 1 {
		add(CodeSeveralTokens, tokens)
	}
	return Reading{Text: s.Text, Repairs: repairs, Tokens: tokens, Token: s.Token, Err: s.Err}
}

// within returns how many of the offsets are inside of a token.
func within(s *Sighting, offsets []int) (n int) {
	for _, at := range offsets {
		if at >= s.Start && at < s.End {
			n++
		}
	}
	return n
}

// furthest reads what can be read furthest where nothing can be read whole. Of
// two readings alike, it is the one with less done to it. Nothing is guessed.
func (m *mender) furthest(forms []form) Reading {
	t, err := m.catalog.Decode(m.core)
	best := Reading{Text: m.core, Token: t, Err: err, Tokens: 1}
	if t != nil {
		best.Repairs = m.reading(&Sighting{End: len(m.core)}, form{text: []byte(m.core)}, 1).Repairs
	}
	consider := func(r Reading, alike bool) {
		if reach, least := r.Token.reach(), best.Token.reach(); reach > least || alike && reach == least && reach > 0 {
			best = r
		}
	}
	for _, f := range forms {
		s := Sighting{End: len(f.text)}
		if len(f.blanks) > 0 || len(f.breaks) > 0 && (!isOfToken(f.text) || !f.isWrapped(&s)) {
			continue
		}
		text, u := undo(f.text, false)
		s.Text, s.Repairs = text, u.repairs()
		if s.Token, s.Err = m.catalog.Decode(text); s.Err != nil {
			consider(m.reading(&s, f, 1), false)
		}
	}
	if m.damaged != nil {
		consider(m.damaged.Reading, m.damaged.within)
	}
	if best.Token == nil {
		best.Repairs, best.Tokens = nil, 0
		if text := m.head + m.core + m.tail; m.catalog.leakIn(text) != nil {
			best.Text = strings.TrimSpace(text)
			_, best.Err = m.catalog.Decode(best.Text)
		}
	}
	return best
}

// leakIn returns the first App Certificate that stands in a short text, or nil.
// It is told by the names around it, so the text must be as it was pasted.
func (c Catalog) leakIn(text string) (leak *Leak) {
	if len(text) > maxPasted {
		return nil
	}
	c.Find([]byte(text), 0, len(text), func(s Sighting) bool {
		leak = s.Leak
		return leak == nil
	})
	return leak
}

// reach says how far a token could be read.
func (t *Token) reach() int {
	if t == nil {
		return -1
	}
	n := bits.OnesCount16(uint16(t.read)) + len(t.Privileges) + len(t.Extras)
	for i := range t.Services {
		n += 1 + len(t.Services[i].Privileges) + len(t.Services[i].Values)
	}
	return n
}

func isOfToken(text []byte) bool {
	for _, b := range text {
		if signs[b]&ofToken == 0 {
			return false
		}
	}
	return true
}
