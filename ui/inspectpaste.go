package ui

import (
	"fmt"
	"slices"
	"strings"

	"atc/tokens"

	tea "charm.land/bubbletea/v2"
)

// paste puts what was pasted into the field with the focus. Without one that
// takes text, or where a second token is asked for, it is a token: that is whole
// then, so the focus leaves it, and letters are keys.
func (s *inspect) paste(text string) action {
	field := &s.first
	switch {
	case strings.TrimSpace(text) == "":
		return warn{"nothing was pasted: the clipboard is empty, or holds no text"}
	case s.focused.joins() && !s.joins.chooses():
		return s.fillIn(tea.PasteMsg{Content: text})
	case s.focused == atSecond, s.focused == nowhere && s.views == viewCompare && s.second.empty():
		field = &s.second
	}
	field.paste(text)
	s.focusOn(nowhere)
	if field == &s.first {
		s.pasted = ""
		if n := field.reading.Tokens; n > 1 && len(text) <= s.env.pasteLimit() {
			s.pasted = asLines(text)
		}
		s.changed()
	} else {
		s.refresh()
	}
	// Also nothing is told: what was said of another paste would be taken to be
	// about this one.
	return notify{s.received(field, len(text))}
}

// received says in short what was done to a paste of so many bytes, or "".
func (s *inspect) received(f *tokenField, size int) string {
	titles := repairsOf(s.env.Catalog.Rules, f.reading.Repairs)
	switch n := len(titles); {
	case f.cut > 0:
		return fmt.Sprintf("%d bytes were pasted, a token has at most %d", size, tokens.MaxText)
	case f.reading.Tokens > 1:
		first := plural(f.reading.Tokens, "token") + " were pasted: this is the first"
		switch {
		case f != &s.first:
			return first
		case s.pasted == "":
			return first + s.env.where("; save the text as a file, and f reads that", "; of a shorter text, f lists all")
		}
		return first + ", f lists them all"
	case n > 2:
		return "repaired: " + titles[0] + ", " + titles[1] + ", and " + plural(n-2, "thing") + " more; the findings say how"
	case n > 0:
		return "repaired: " + strings.Join(titles, ", ")
	}
	return ""
}

// repairsOf names what was repaired, most telling first. Blanks around a token
// are not worth a word.
func repairsOf(rules []tokens.Rule, repairs []tokens.Repair) []string {
	var titles []string
	for i := range rules {
		did := func(r tokens.Repair) bool { return r.Code == rules[i].Code }
		if c := rules[i].Code; c != tokens.CodeRepairedBlanks && c != tokens.CodeSeveralTokens && slices.ContainsFunc(repairs, did) {
			titles = append(titles, rules[i].Title)
		}
	}
	return titles
}

// judge diagnoses the token as of now. It is done when something has changed
// and when a second has passed, not on drawing: rules may try certificates.
func (s *inspect) judge() {
	k := s.asCase()
	s.judged = k.Now.Unix()
	s.diagnosis = tokens.Diagnosis{}
	if !s.first.empty() {
		s.diagnosis = s.env.Catalog.Diagnose(k)
	}
}

// asCase returns what the token is judged by.
func (s *inspect) asCase() tokens.Case {
	k := s.token.asCase(s.env, s.joins.join())
	if h := s.first.hidden; h != nil {
		k.Text, k.Err = h.value.Reveal(), h.err
	}
	return k
}
