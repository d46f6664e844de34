package ui

import (
	"strings"
	"time"

	"atc/tokens"
	"atc/ui/safe"
)

// What is found about a token stands below what it holds, or in a pane of its
// own: the most telling first, each with its severity as a mark, a word and a
// colour.

const (
	// hanging is the column of the sentences of findings where there is room to
	// set them apart from the severities.
	hanging = len("! surprise  ")
	// hangingFrom is the width from which on there is.
	hangingFrom = 60
)

// findingLines draws what was found about a token in lines of at most width
// columns, with what the SDK of a product says to it.
func findingLines(th *theme, d *tokens.Diagnosis, product *tokens.Product, width int) []string {
	if width <= 0 {
		return nil
	}
	s := newSheet(th, decoded{}, time.Time{}, width)
	s.apart, s.product = true, product
	s.findings(d)
	return s.cutTo(width)
}

// findings adds what was found, most telling first.
func (s *sheet) findings(d *tokens.Diagnosis) {
	if len(d.Findings) == 0 {
		s.add(s.ink.dim.draw("No findings"))
		return
	}
	for i := range d.Findings {
		s.finding(&d.Findings[i])
	}
}

// finding adds a finding: what is found, what to do, and what the SDK says.
// Notes are drawn so that they can be overlooked.
func (s *sheet) finding(f *tokens.Finding) {
	mark, style := s.severity(f.Severity)
	text, front, indent := &s.ink.text, mark+" "+string(f.Severity), serviceIndent
	if s.width >= hangingFrom {
		indent = hanging
		front += blank(hanging - cells(front))
	} else {
		front += blank(columnGap)
	}
	advice := &s.ink.label
	if f.Severity == tokens.Note {
		text, advice = &s.ink.dim, &s.ink.dim
	}
	for i, l := range wrapAround(safe.Text(f.Message), s.width-cells(front), s.width-indent) {
		if i == 0 {
			s.add(style.draw(front) + text.draw(strings.TrimRight(l, " ")))
			continue
		}
		s.add(blank(indent) + text.draw(l))
	}
	if f.Advice != "" && (s.apart || f.Severity != tokens.Note) {
		s.under(indent, "→ ", advice, f.Advice)
	}
	if said := answers(s.product, f.Answer); said != "" {
		s.under(indent, "", style, said)
	}
}

// under adds a text below a finding, with front before its first line.
func (s *sheet) under(indent int, front string, style *ink, text string) {
	hang := cells(front)
	for i, l := range wrap(safe.Text(text), s.width-indent-hang) {
		if i > 0 {
			front = blank(hang)
		}
		s.add(blank(indent) + style.draw(front+l))
	}
}

// severity returns the mark and the style of a severity.
func (s *sheet) severity(v tokens.Severity) (mark string, style *ink) {
	switch v {
	case tokens.Refused:
		return "✗", &s.ink.bad
	case tokens.Surprise:
		return "!", &s.ink.warn
	case tokens.Hint:
		return "›", &s.ink.label
	case tokens.Note:
	}
	return "·", &s.ink.dim
}

// answers says with what the SDK of a product refuses a token: "RTC native
// answers 110 ERR_INVALID_TOKEN (in 4.x: reason 8)". It is "" where that is not
// known.
func answers(product *tokens.Product, a tokens.Answer) string {
	if product == nil || a.IsZero() {
		return ""
	}
	return product.Title + " answers " + a.String()
}

// counted says how many findings there are of each severity: "1 refused · 2
// notes".
func counted(all []tokens.Finding) string {
	var parts []string
	for _, v := range tokens.Severities() {
		n := 0
		for i := range all {
			if all[i].Severity == v {
				n++
			}
		}
		switch {
		case n == 0:
		case v == tokens.Refused: // takes no plural
			parts = append(parts, strings.TrimSuffix(plural(n, string(v)), "s"))
		default:
			parts = append(parts, plural(n, string(v)))
		}
	}
	return strings.Join(parts, separator)
}
