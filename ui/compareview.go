package ui

import (
	"strings"
	"time"

	"atc/tokens"

	"charm.land/lipgloss/v2"
)

// compareLines shows two tokens field by field: what differs is said in words
// on top, marked with ≠ in its row, and shown in full; what is equal is dim.
// No line has more than width columns.
func compareLines(th *theme, c comparison, now time.Time, width int) []string {
	switch {
	case width < 1:
		return nil
	case c.first.text == "":
		return []string{th.dim.Render(cut("nothing to compare yet: paste a token first", width))}
	case c.second.text == "":
		return []string{th.text.Render(cut("paste the second token into the field above", width))}
	}
	rows := compareRows(c.catalog, c.first, c.second)
	out := c.headLines(th, rows, width)
	if c.first.token == nil && c.second.token == nil {
		return out
	}
	t := newCompareTable(th, rows, width)
	out = append(out, t.cells("  ", t.label, "field", []string{t.padded(t.title, "first")}, []string{t.padded(t.title, "second")})...)
	out = append(out, t.cells("  ", t.label, "now", t.status(c.first.token, now), t.status(c.second.token, now))...)
	for i := range rows {
		out = append(out, t.row(&rows[i])...)
	}
	return out
}

// headLines are the summary, and what could not be read.
func (c comparison) headLines(th *theme, rows []compareRow, width int) []string {
	var out []string
	say := func(st lipgloss.Style, text string) {
		for _, l := range wrap(shown(text, 8*width), width) {
			out = append(out, st.Render(cut(l, width)))
		}
	}
	if c.first.token != nil && c.second.token != nil {
		st := th.strong
		for _, l := range c.summary(rows) {
			say(st, l)
			st = th.dim
		}
	}
	for _, s := range []struct {
		name string
		side compared
	}{{"first", c.first}, {"second", c.second}} {
		switch {
		case s.side.err == nil:
		case s.side.token == nil:
			say(th.bad, "the "+s.name+" cannot be read: "+s.side.err.Error())
		default:
			say(th.bad, "the "+s.name+" stops early: "+s.side.err.Error())
		}
	}
	return append(out, "")
}

// A compareTable knows how wide its columns are, and how to paint them.
type compareTable struct {
	*inks
	mark                ink
	width, field, value int
}

const (
	compareMark = 2 // columns of the mark in front of a row
	compareGap  = 2 // between columns
	compareTall = 3 // lines that a value may take
)

func newCompareTable(th *theme, rows []compareRow, width int) *compareTable {
	t := &compareTable{inks: inksOf(th), mark: inkOf(th.mark), width: width}
	for i := range rows {
		t.field = max(t.field, cells(rows[i].field))
	}
	t.field = max(1, min(t.field, max(width/4, 13)))
	t.value = max(1, (width-compareMark-t.field-2*compareGap)/2)
	return t
}

// cells puts the lines of two values beside the name of their field. The lines
// are painted already, and as wide as a value is.
func (t *compareTable) cells(mark string, st ink, field string, first, second []string) []string {
	out := make([]string, max(len(first), len(second), 1))
	for i := range out {
		line := blank(compareMark + t.field + compareGap)
		if i == 0 {
			line = mark + st.draw(fit(field, t.field)) + blank(compareGap)
		}
		if i < len(first) {
			line += first[i]
		} else {
			line += blank(t.value)
		}
		if i < len(second) {
			line += blank(compareGap) + second[i]
		}
		if t.width < 40 { // where the columns may not have found their room
			line = cut(line, t.width)
		}
		out[i] = line
	}
	return out
}

// padded is a text in the columns of a value.
func (t *compareTable) padded(st ink, s string) string { return st.draw(fit(s, t.value)) }

// row draws one row: what was asked for and differs in full, all else in one
// line.
func (t *compareTable) row(r *compareRow) []string {
	field := shown(r.field, t.field)
	switch {
	case r.heading:
		return t.heading(r, field)
	case r.differs && r.kind == factContent && !r.within:
		first, second := contrast(r, t.value*compareTall)
		from, to := middles(first, second)
		return t.cells(t.warn.draw("≠ "), t.strong, field, t.wrapped(t.text, first, from, to[0]), t.wrapped(t.text, second, from, to[1]))
	case r.differs:
		return t.cells(t.label.draw("≠ "), t.label, field, t.short(t.label, r.first), t.short(t.label, r.second))
	}
	return t.cells("  ", t.dim, field, t.single(t.dim, r.first), t.single(t.dim, r.second))
}

// heading draws the name of a service, and who has none of it.
func (t *compareTable) heading(r *compareRow, field string) []string {
	if !r.differs && !r.first.unread && !r.second.unread {
		rest := t.width - compareMark - cells(field) - 1
		return []string{cut(blank(compareMark)+t.title.draw(field)+" "+t.border.draw(strings.Repeat("─", max(0, rest))), t.width)}
	}
	mark := "  "
	if r.differs {
		mark = t.warn.draw("≠ ")
	}
	value := func(v compareValue) []string {
		if !v.absent && !v.unread {
			v.text = "has it"
		}
		return t.single(t.text, v)
	}
	return t.cells(mark, t.title, field, value(r.first), value(r.second))
}

// short draws a value of a few words in full, and of any other the beginning.
func (t *compareTable) short(st ink, v compareValue) []string {
	if s := v.words(); len(s) > t.value && len(s) <= len("2006-01-02 15:04:05 UTC") {
		return t.wrapped(st, clusters(shown(s, 4*len(s))), 0, 0)
	}
	return t.single(st, v)
}

func (t *compareTable) single(st ink, v compareValue) []string {
	return []string{t.padded(st, shown(v.words(), t.value))}
}

// words names what has no text of its own.
func (v compareValue) words() string {
	switch {
	case v.unread:
		return "not reached"
	case v.absent:
		return "–"
	case v.text == "":
		return "(empty)"
	}
	return v.text
}

// status says how a token stands at now.
func (t *compareTable) status(token *tokens.Token, now time.Time) []string {
	st, text := t.dim, "not reached"
	if token != nil {
		end, ok := token.InForceUntil()
		switch {
		case ok && now.Before(end):
			st, text = t.good, "ends in "+Countdown(end.Sub(now))
		case ok:
			st, text = t.bad, "ended "+Countdown(now.Sub(end))+" ago"
		case token.InForce(now):
			text = "has no end"
		}
	}
	return t.wrapped(st, clusters(text), 0, 0)
}

// wrapped breaks a text into the lines of a value, at blanks where it can, and
// marks the part from one cluster to another.
func (t *compareTable) wrapped(st ink, text []string, from, to int) []string {
	var lines []string
	for start := 0; start < len(text) && len(lines) < compareTall; {
		end, used, space, before := start, 0, 0, 0
		for ; end < len(text); end++ {
			w := cells(text[end])
			if used+w > t.value && end > start {
				break
			}
			if used += w; text[end] == " " {
				space, before = end+1, used
			}
		}
		next := end
		switch {
		case end == len(text):
		case text[end] == " ": // the end of the line stands for it
			next++
		case space > start:
			end, used, next = space, before, space
		}
		var line strings.Builder
		piece := func(with ink, a, b int) {
			if a, b = max(a, start), min(b, end); a < b {
				line.WriteString(with.draw(strings.Join(text[a:b], "")))
			}
		}
		piece(st, 0, from)
		piece(t.mark, from, to)
		piece(st, to, len(text))
		line.WriteString(blank(t.value - used))
		lines = append(lines, line.String())
		start = next
	}
	return lines
}
