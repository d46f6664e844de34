package cli

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
)

// A scanRow is one row of the table, fit for a terminal.
type scanRow struct {
	place, version, use, ends, says string
	grave                           bool
	token                           string // on a line of its own, "" for none
}

// A scanTable lays out rows as they are found: in columns whose widths do not
// depend on the rows to come. Only the first grows with its longest place, which
// is never cut, as editors and terminals open it.
type scanTable struct {
	page  *page
	place int // widths
	use   int
	all   int // of a line
	begun bool
	rows  []scanRow
}

// The widths of the table, in columns.
const (
	scanPlain     = 120 // of a line where there is no terminal
	scanPlaceMost = 48  // beyond it a row is out of line
	scanVersion   = 3
	scanEnds      = 17 // "999d 23:59:59 ago"
	scanSays      = 16 // at least
)

func (p *program) newScanTable() *scanTable {
	t := &scanTable{page: p.newPage(), all: scanPlain}
	if out, ok := p.Out.(interface{ Fd() uintptr }); ok {
		if width, _, err := term.GetSize(out.Fd()); err == nil && width > 0 {
			t.all = max(width, plainWidth)
		}
	}
	const part, most = 5, 40
	t.place = min(t.all/part, scanPlaceMost)
	t.use = min(t.all/part, most)
	return t
}

func (t *scanTable) add(r scanRow) { t.rows = append(t.rows, r) }

// layOut returns the rows that were added since the last time.
func (t *scanTable) layOut() []byte {
	if len(t.rows) == 0 {
		return nil
	}
	for i := range t.rows {
		if width := ansi.StringWidth(t.rows[i].place); width <= scanPlaceMost {
			t.place = max(t.place, width)
		}
	}
	t.page.b.Reset()
	if !t.begun {
		t.begun = true
		before, says := t.line(&scanRow{place: "Place", version: "Ver", use: "For", ends: "Ends", says: "Findings"})
		t.page.b.WriteString(t.page.styledAs(bold, before+says) + "\n")
	}
	for i := range t.rows {
		r := &t.rows[i]
		before, says := t.line(r)
		if r.grave {
			says = t.page.styledAs(red, says)
		}
		t.page.b.WriteString(before + says + "\n")
		if r.token != "" {
			t.page.b.WriteString("  " + r.token + "\n")
		}
	}
	clear(t.rows)
	t.rows = t.rows[:0]
	return t.page.text()
}

// line lays out one row, its last column by itself. What does not fit is cut.
func (t *scanTable) line(r *scanRow) (before, says string) {
	before = padded(r.place, t.place) + padded(r.version, scanVersion) + padded(shortened(r.use, t.use), t.use) + padded(r.ends, scanEnds)
	return before, shortened(r.says, max(t.all-ansi.StringWidth(before), scanSays))
}

// padded returns a cell with the gap behind it.
func padded(text string, width int) string {
	const gap = 2
	return text + strings.Repeat(" ", max(width-ansi.StringWidth(text), 0)+gap)
}

// shortened returns a cell of at most width columns.
func shortened(text string, width int) string { return ansi.Truncate(text, width, "…") }
