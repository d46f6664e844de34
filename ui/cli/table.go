package cli

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// table lays out rows in columns as wide as what stands in them. The first row
// holds the headings. All texts must be fit for a terminal.
func (p *program) table(rows [][]string) []byte { return p.layOut(&columns{}, rows) }

// columns are those of a table that is laid out part by part. They grow with
// what stands in them, and never shrink, so that parts that are alike are in
// line.
type columns struct {
	widths []int
	gaps   []int // after each
	// room is a row as wide as later ones may be, nil if nobody can tell.
	room []string
}

// fit makes room for rows.
func (c *columns) fit(rows [][]string) {
	for _, row := range rows {
		for i, cell := range row {
			c.widths[i] = max(c.widths[i], ansi.StringWidth(cell))
		}
	}
}

// layOut returns rows in columns. The first row of the first part holds the
// headings.
func (p *program) layOut(c *columns, rows [][]string) []byte {
	first := len(c.widths) == 0
	if first {
		c.widths = make([]int, len(rows[0]))
		for _, heading := range rows[0] {
			gap := 2
			if heading == "" { // a column of marks
				gap = 1
			}
			c.gaps = append(c.gaps, gap)
		}
		c.fit([][]string{c.room})
	}
	c.fit(rows)
	g := p.newPage()
	for i, row := range rows {
		var line strings.Builder
		for j, cell := range row {
			line.WriteString(cell + strings.Repeat(" ", c.widths[j]-ansi.StringWidth(cell)+c.gaps[j]))
		}
		text := strings.TrimRight(line.String(), " ")
		if i == 0 && first {
			text = g.styledAs(bold, text)
		}
		g.b.WriteString(text + "\n")
	}
	return g.text()
}
