package tokens

import (
	"slices"
	"strings"
)

// FindingsReference returns the rules of the catalog as a table in Markdown,
// for the reference in a README: one line for each code, in the order of the
// table, with its severities, what is found, what must be known for it and what
// to do. What only some of the rules of a code need stands in brackets.
func (c Catalog) FindingsReference() string {
	escape := strings.NewReplacer("|", `\|`, "<", `\<`, "*", `\*`, "_", `\_`)
	var b strings.Builder
	b.WriteString("| Code | Severity | What is found | Needs | What to do |\n|---|---|---|---|---|\n")
	for i := range c.Rules {
		code := c.Rules[i].Code
		if slices.IndexFunc(c.Rules, func(r Rule) bool { return r.Code == code }) < i {
			continue // told with the first
		}
		b.WriteString("| `" + string(code) + "` ")
		for _, cell := range c.referenceOf(code) {
			b.WriteString("| " + escape.Replace(cell) + " ")
		}
		b.WriteString("|\n")
	}
	return b.String()
}

// referenceOf returns the cells for a code, after that of the code itself.
func (c Catalog) referenceOf(code Code) []string {
	var severities, titles, advices []string
	var some Need
	all := ^Need(0)
	for i := range c.Rules {
		r := &c.Rules[i]
		if r.Code != code {
			continue
		}
		severity := string(r.Severity)
		if r.Unverified {
			severity += " (unverified)"
		}
		severities = appendNew(severities, severity)
		titles = appendNew(titles, r.Title)
		if r.Advice != "" {
			advices = appendNew(advices, r.Advice)
		}
		some |= r.Needs
		all &= r.Needs
	}
	needs := all.Words()
	for _, word := range (some &^ all).Words() {
		needs = append(needs, "["+word+"]")
	}
	if some&NeedsWhole != 0 { // a whole token is a token
		needs = slices.DeleteFunc(needs, func(word string) bool { return word == "token" || word == "[token]" })
	}
	slices.SortStableFunc(severities, func(a, b string) int { return severityOf(a).rank() - severityOf(b).rank() })
	return []string{strings.Join(severities, ", "), strings.Join(titles, "; "), strings.Join(needs, ", "), strings.Join(advices, "; ")}
}

// severityOf returns the severity with which a cell begins.
func severityOf(cell string) Severity {
	word, _, _ := strings.Cut(cell, " ")
	return Severity(word)
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
