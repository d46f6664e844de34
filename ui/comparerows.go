package ui

import (
	"slices"
	"strings"

	"atc/tokens"
)

// compared is one of two tokens that are compared: its text, and what decoding
// it gave.
type compared struct {
	text  string
	token *tokens.Token
	err   error
}

// comparison is two tokens, and the catalog that names what is in them.
type comparison struct {
	catalog       tokens.Catalog
	first, second compared
}

// A compareValue is one side of a row.
type compareValue struct {
	text   string // not fit for a terminal
	absent bool   // the token does not have it
	unread bool   // or it may, but could not be read up to there
}

// A compareRow is one field of two tokens beside each other.
type compareRow struct {
	group         string // of which service, "" of the token
	field         string
	first, second compareValue
	kind          factKind
	heading       bool // stands for a service as a whole
	differs       bool
	within        bool // of a service that only one of them has: that counts as a whole
}

// compareRows puts two tokens beside each other, field by field. Services are
// matched by their type, and where there are several, in their order; so are
// privileges by their name.
func compareRows(c tokens.Catalog, a, b compared) []compareRow {
	first, second := factsByKey(facts(c, a.token)), factsByKey(facts(c, b.token))
	m := merger{a: a, b: b}
	for _, key := range first.order {
		m.group(key, first.groups[key], second.groups[key])
	}
	for _, key := range second.order {
		if first.groups[key] == nil {
			m.group(key, nil, second.groups[key])
		}
	}
	return m.rows
}

// keyed are groups that can be found: by title and occurrence, and in them the
// facts by name and occurrence.
type keyed struct {
	order  []string
	groups map[string]*keyedGroup
}

type keyedGroup struct {
	order []string
	facts map[string]fact
}

func factsByKey(groups []factGroup) keyed {
	k := keyed{groups: make(map[string]*keyedGroup)}
	titles := make(map[string]int)
	for _, g := range groups {
		kg := &keyedGroup{facts: make(map[string]fact)}
		names := make(map[string]int)
		for _, f := range g.facts {
			name := numbered(names, f.name)
			kg.order = append(kg.order, name)
			kg.facts[name] = f
		}
		title := numbered(titles, g.title)
		k.order = append(k.order, title)
		k.groups[title] = kg
	}
	return k
}

// numbered tells the second of a name and those after it apart.
func numbered(seen map[string]int, name string) string {
	seen[name]++
	if n := seen[name]; n > 1 {
		return name + " #" + decimal(int64(n))
	}
	return name
}

type merger struct {
	a, b compared
	rows []compareRow
}

// group adds the rows of one group, of which either side may be missing.
func (m *merger) group(title string, a, b *keyedGroup) {
	within := false
	if title != "" {
		r := compareRow{group: title, field: title, heading: true}
		r.first, r.second = m.missing(a == nil, m.a), m.missing(b == nil, m.b)
		r.differs = r.first.absent || r.second.absent
		within = a == nil || b == nil
		m.rows = append(m.rows, r)
	}
	if a == nil {
		a = &keyedGroup{}
	}
	if b == nil {
		b = &keyedGroup{}
	}
	for _, name := range a.order {
		fa := a.facts[name]
		fb, in := b.facts[name]
		m.row(title, name, within, &fa, pick(in, &fb))
	}
	for _, name := range b.order {
		if _, in := a.facts[name]; !in {
			fb := b.facts[name]
			m.row(title, name, within, nil, &fb)
		}
	}
}

func pick(in bool, f *fact) *fact {
	if in {
		return f
	}
	return nil
}

func (m *merger) row(group, name string, within bool, a, b *fact) {
	r := compareRow{group: group, field: name, within: within}
	r.first, r.second = m.missing(a == nil, m.a), m.missing(b == nil, m.b)
	if a != nil {
		r.first.text, r.kind = a.value, a.kind
	}
	if b != nil {
		r.second.text, r.kind = b.value, max(r.kind, b.kind)
	}
	switch {
	case r.first.unread || r.second.unread:
	case a == nil || b == nil:
		r.differs = true
		if r.kind == factBuild { // the other is of a format without it
			r.kind = factFollows
		}
	default:
		r.differs = a.value != b.value || a.parts != b.parts
		if a.until != "" && a.until == b.until {
			r.kind = factFollows
		}
	}
	m.rows = append(m.rows, r)
}

// missing is the value of a side that has none: a damaged token may have had
// one.
func (m *merger) missing(missing bool, side compared) compareValue {
	unread := side.err != nil || side.token == nil
	return compareValue{absent: missing && !unread, unread: missing && unread}
}

// differences names what differs: in content, and in what differs in every
// two tokens.
func differences(rows []compareRow) (content, build []string) {
	groups := make(map[string][]string) // by field
	for _, r := range rows {
		if !r.heading && !r.within && !slices.Contains(groups[r.field], r.group) {
			groups[r.field] = append(groups[r.field], r.group)
		}
	}
	for _, r := range rows {
		if !r.differs || r.within || r.kind == factFollows {
			continue
		}
		name := r.field
		if len(groups[name]) > 1 && r.group != "" && !r.heading {
			name = r.group + " " + name
		}
		switch {
		case r.kind == factBuild:
			build = append(build, name)
			continue
		case r.heading && r.second.absent:
			name += " (only in the first)"
		case r.heading:
			name += " (only in the second)"
		}
		content = append(content, name)
	}
	return content, build
}

// summary says in a sentence or two what differs.
func (c comparison) summary(rows []compareRow) []string {
	content, build := differences(rows)
	whole := c.first.err == nil && c.second.err == nil
	none := "no differences in content"
	if !whole {
		none = "no differences in what could be read"
	}
	switch {
	case c.first.text == c.second.text:
		return []string{"twice the same token, character for character"}
	case len(content) > 0:
		lines := []string{plural(len(content), "difference") + ": " + enumerate(content)}
		if len(build) > 0 {
			lines = append(lines, "and what differs in every token: "+enumerate(build))
		}
		return lines
	case len(build) == 0 && !whole:
		return []string{none}
	case len(build) == 0:
		return []string{none + ": they are only written differently"}
	case len(build) == 1 && build[0] == "signature":
		return []string{none + "; the signature alone differs: another certificate made it, or it was changed"}
	case len(build) == 1:
		return []string{none + "; the " + build[0] + " differs"}
	}
	return []string{none + "; the " + strings.Join(build[:len(build)-1], ", ") + " and " + build[len(build)-1] + " differ"}
}

// enumerate lists names, but no more than can be taken in.
func enumerate(names []string) string {
	const most = 12
	if len(names) > most {
		return strings.Join(names[:most], ", ") + " and " + decimal(int64(len(names)-most)) + " more"
	}
	return strings.Join(names, ", ")
}
