package ui

import (
	"strings"
	"time"

	"atc/tokens"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// detailLines is how many lines there are for what is found of the chosen row.
func (d *fileTokens) detailLines() int { return max(5, (d.height-paneHeight)/3) }

// layout gives the rows the room that all else leaves: the filter, the
// headings, and below them the findings and the counts.
func (d *fileTokens) layout() {
	d.list.setHeight(d.height - paneHeight - d.list.head() - 1 - 1 - d.detailLines() - statusLines)
}

func (d *fileTokens) view() frame {
	if d.asking {
		return d.drawAsking()
	}
	th, l, inner := d.env.theme, &d.list, d.width-paneWidth
	now := d.env.Now()
	p := pane{title: d.title(), focused: true}
	if len(l.rows) == 0 {
		lines := block(d.empty(min(inner, 76)), inner, d.height-paneHeight-statusLines)
		return frame{lines: p.draw(th, append(lines, d.status(inner, now)...), d.width, d.height)}
	}
	lines, cursor := d.table(inner, now)
	lines = append(lines, th.border.Render(strings.Repeat("─", inner)))
	lines = append(lines, block(d.details(inner, now), inner, d.detailLines())...)
	lines = append(lines, d.status(inner, now)...)
	p.right, p.top, p.total = l.by.String(), l.top, len(l.order)+len(lines)-l.height
	return frame{lines: p.draw(th, lines, d.width, d.height), cursor: inPane(cursor)}
}

// table draws the filter, the headings, and the rows that are to be seen.
func (d *fileTokens) table(width int, now time.Time) ([]string, *tea.Cursor) {
	th, l := d.env.theme, &d.list
	var lines []string
	var cursor *tea.Cursor
	if l.head() > 0 {
		lines, cursor = drawFilter(th, &l.filter, "refused, surprise, ended, 007, a channel, a user, a project", l.typing, width)
	}
	c := l.columns(width)
	lines = append(lines, th.label.Render(fit("  "+c.draw(&foundCells{"Line", "Ver", "For", "App", "End", "Verdict"}, plainInks), width)))
	k := newRowInks(th)
	for i, r := range l.visible() {
		lines = append(lines, d.row(r, &c, k, l.top+i == l.at, now))
	}
	if len(l.order) == 0 {
		lines = append(lines, th.text.Render(cut("Nothing fits “"+cut(safe.Text(l.filter.value()), width/2)+"”: esc shows all rows.", width)))
	}
	return block(lines, width, l.head()+1+l.height), cursor
}

// foundColumns are the widths of the columns.
type foundColumns struct{ line, use, owner, end, verdict int }

// The widths of columns whose texts differ little, and of what is between them.
const (
	versionColumn = 3
	shortEnd      = len("in 23:59:58")
	longEnd       = len("ends in 23:59:58")
	foundGap      = 2
	shortOwner    = len("970C.1b33") // an App ID by its ends
	// roomyFrom is the width from which on the end of a token is told in full.
	roomyFrom = 100
)

// columns shares the room among the columns.
func (l *foundList) columns(width int) foundColumns {
	c := foundColumns{line: len("Line"), end: shortEnd}
	if n := len(l.rows); n > 0 {
		c.line = max(c.line, len(l.rows[n-1].line))
	}
	if width >= roomyFrom {
		c.end = longEnd
	}
	room := width - len("> ") - c.line - 1 - versionColumn - c.end - 4*foundGap
	c.owner = max(len("App"), min(l.widest, max(room/5, shortOwner)))
	c.verdict = max((room-c.owner)*11/20, cells("✗ refused: it has ended"))
	c.use = room - c.owner - c.verdict
	return c
}

// foundCells are the texts of a row.
type foundCells struct{ line, version, use, owner, end, verdict string }

// rowInk are the styles of a row.
type rowInk struct{ side, use, end, verdict ink }

var plainInks = &rowInk{}

// draw puts the texts of a row into columns.
func (c *foundColumns) draw(t *foundCells, k *rowInk) string {
	gap := blank(foundGap)
	return k.side.draw(blank(c.line-len(t.line))+t.line+" "+fit(t.version, versionColumn)+gap) +
		k.use.draw(fit(t.use, c.use)+gap) +
		k.side.draw(fit(t.owner, c.owner)+gap) +
		k.end.draw(fit(t.end, c.end)+gap) +
		k.verdict.draw(fit(t.verdict, c.verdict))
}

// rowInks are the styles of rows, and of the row that is chosen.
type rowInks struct{ text, dim, good, warn, bad [2]ink }

func newRowInks(th *theme) *rowInks {
	pair := func(st lipgloss.Style) [2]ink {
		return [2]ink{inkOf(st), inkOf(th.selected.Foreground(st.GetForeground()))}
	}
	return &rowInks{text: pair(th.text), dim: pair(th.dim), good: pair(th.good), warn: pair(th.warn), bad: pair(th.bad)}
}

// row draws a row in one line.
func (d *fileTokens) row(r *foundRow, c *foundColumns, k *rowInks, chosen bool, now time.Time) string {
	mark, at := "  ", 0
	if chosen {
		mark, at = "› ", 1
	}
	end, tone := r.endWords(now, c.end == longEnd)
	verdict, look := r.verdict()
	t := foundCells{r.line, r.version, r.use, r.owner, end, verdict}
	return k.text[at].draw(mark) + c.draw(&t, &rowInk{side: k.dim[at], use: k.text[at], end: k.of(tone)[at], verdict: k.of(look)[at]})
}

// A tone says how something is meant, beyond its words.
type tone int

const (
	plainTone tone = iota
	goodTone
	warnTone
	badTone
)

func (k *rowInks) of(t tone) *[2]ink { return [...]*[2]ink{&k.dim, &k.good, &k.warn, &k.bad}[t] }

// weekly is how far off an end is that is told in whole days, which need no
// tick.
const weekly = 48 * time.Hour

// endWords says when the token of a row ends, as seen from now.
func (r *foundRow) endWords(now time.Time, full bool) (string, tone) {
	left := r.end.Sub(now)
	before, after := "", ""
	if full {
		before, after = "ends ", "ended "
	}
	switch {
	case r.leak != nil:
		return "", plainTone
	case r.token == nil:
		return "–", plainTone
	case !r.ends && r.token.InForce(now):
		return "no end", plainTone
	case !r.ends:
		return "cut short", badTone
	case left >= weekly:
		return before + "in " + plainDays(left), goodTone
	case left > 0 && left < closeToEnd:
		return before + "in " + Countdown(left), warnTone
	case left > 0:
		return before + "in " + Countdown(left), goodTone
	}
	return after + ago(-left), plainTone
}

// ticks reports whether what is said of the end changes every second.
func (r *foundRow) ticks(now time.Time) bool {
	left := r.end.Sub(now)
	return r.ends && left < weekly && left > -recent
}

// verdict says how a row stands, with a mark and a word for it.
func (r *foundRow) verdict() (string, tone) {
	switch s := &r.state; {
	case r.leak != nil:
		return "! leaked: rotate it", badTone
	case s.severity == tokens.Refused:
		return "✗ refused: " + safe.Text(s.title), badTone
	case s.severity == tokens.Surprise:
		return "! surprise: " + safe.Text(s.title), warnTone
	case s.outcome == tokens.CannotTell:
		return "? cannot tell without " + safe.Text(s.lacks), plainTone
	}
	return "✓ nothing found", goodTone
}
