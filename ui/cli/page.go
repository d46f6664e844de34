package cli

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/term"
)

// A page lays out what the program says of itself: headings and entries in two
// columns, wrapped at the width of the terminal.
type page struct {
	b      strings.Builder
	width  int
	styled bool // where colours are shown
}

// The widths of pages, in columns.
const (
	plainWidth = 80  // where there is no terminal
	wideWidth  = 100 // longer lines are hard to read
	leastWidth = 40
)

func (p *program) newPage() *page {
	g := &page{width: plainWidth, styled: p.colours()}
	if f, ok := p.Out.(interface{ Fd() uintptr }); ok {
		if width, _, err := term.GetSize(f.Fd()); err == nil && width > 0 {
			g.width = max(min(width, wideWidth), leastWidth)
		}
	}
	return g
}

// colours reports whether stdout shows them. Only the terminal's own palette
// is used, which suits any background, so that nobody need ask for it.
func (p *program) colours() bool {
	return isTerminal(p.Out) && p.Getenv("NO_COLOR") == "" && p.Getenv("TERM") != "dumb"
}

func (g *page) text() []byte { return []byte(g.b.String()) }

// The attributes of ECMA-48 that pages use.
const (
	bold   = "\x1b[1m"
	cyan   = "\x1b[36m"
	normal = "\x1b[m"
)

func (g *page) styledAs(attribute, text string) string {
	if !g.styled || text == "" {
		return text
	}
	return attribute + text + normal
}

// heading starts a part, a blank line before it.
func (g *page) heading(title string) {
	if g.b.Len() > 0 {
		g.b.WriteByte('\n')
	}
	g.b.WriteString(g.styledAs(bold, title) + "\n")
}

// paragraph writes text that wraps, indented.
func (g *page) paragraph(indent int, text string) {
	for _, line := range wrap(text, g.width-indent) {
		g.b.WriteString(strings.Repeat(" ", indent) + line + "\n")
	}
}

// entry writes a label, and beside it text that wraps. All labels of a list
// are given the same width.
func (g *page) entry(indent int, label string, width int, text string) {
	const gap, least = 2, 24
	column := indent + max(width, utf8.RuneCountInString(label)) + gap
	g.b.WriteString(strings.Repeat(" ", indent) + g.styledAs(cyan, label))
	at := indent + utf8.RuneCountInString(label)
	if g.width-column < least { // too narrow for two columns
		column = indent + 2*gap
		g.b.WriteByte('\n')
		at = 0
	}
	for _, line := range wrap(text, g.width-column) {
		g.b.WriteString(strings.Repeat(" ", column-at) + line + "\n")
		at = 0
	}
	if text == "" {
		g.b.WriteByte('\n')
	}
}

// wrap breaks text at its blanks into lines of at most width columns. Words
// that are longer stay whole.
func wrap(text string, width int) []string {
	var lines []string
	line, length := "", 0
	for word := range strings.FieldsSeq(text) {
		n := utf8.RuneCountInString(word)
		if length > 0 && length+1+n > width {
			lines = append(lines, line)
			line, length = "", 0
		}
		if length > 0 {
			line, length = line+" ", length+1
		}
		line, length = line+word, length+n
	}
	if length > 0 {
		lines = append(lines, line)
	}
	return lines
}
