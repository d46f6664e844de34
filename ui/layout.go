package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"charm.land/lipgloss/v2"
)

// Screens are put together from lines of a known width, which is many times
// cheaper than measuring blocks of styled text again and again.

// cells returns how many columns s takes.
func cells(s string) int {
	n := 0
	for i := 0; i < len(s); {
		size, wide := plainAt(s[i:])
		if size == 0 {
			return ansi.StringWidth(s)
		}
		i, n = i+size, n+wide
	}
	return n
}

// plainAt returns the bytes and the columns of what s starts with, if that is
// what nearly all of a screen is made of: ASCII, the lines of borders, or a
// style. Anything else needs a closer look, also at what stands before it.
func plainAt(s string) (size, columns int) {
	switch b := s[0]; {
	case b >= ' ' && b <= '~':
		return 1, 1
	case b == '\xe2' && len(s) > 2 && (s[1] == '\x94' || s[1] == '\x95') && s[2] >= '\x80' && s[2] <= '\xbf': // U+2500 to U+257F
		return 3, 1
	case b == '\x1b' && len(s) > 1 && s[1] == '[':
		for i := 2; i < len(s); i++ {
			if c := s[i]; c == 'm' {
				return i + 1, 0
			} else if c != ';' && (c < '0' || c > '9') {
				return 0, 0
			}
		}
	}
	return 0, 0
}

// cut returns s in at most width columns, with an ellipsis where it was cut.
func cut(s string, width int) string {
	if cells(s) <= width {
		return s
	}
	if width <= 0 {
		return ""
	}
	return ansi.Truncate(s, width, "…")
}

// fit returns s in exactly width columns: cut, or filled with blanks.
func fit(s string, width int) string {
	n := cells(s)
	if n > width {
		s = cut(s, width)
		n = cells(s)
	}
	return s + blank(width-n)
}

// middle shortens s to width columns by leaving out its middle.
func middle(s string, width int) string {
	n := cells(s)
	if n <= width || width < 5 {
		return cut(s, width)
	}
	head := (width - 1) * 2 / 3
	return ansi.Truncate(s, head, "") + "…" + ansi.TruncateLeft(s, n-(width-1-head), "")
}

func blank(n int) string {
	const many = "                                                                                                                                "
	switch {
	case n <= 0:
		return ""
	case n <= len(many):
		return many[:n]
	}
	return strings.Repeat(" ", n)
}

// block returns exactly height lines of exactly width columns.
func block(lines []string, width, height int) []string {
	out := make([]string, height)
	for i := range out {
		if i < len(lines) {
			out[i] = fit(lines[i], width)
		} else {
			out[i] = blank(width)
		}
	}
	return out
}

// beside puts blocks of the same height next to one another.
func beside(blocks ...[]string) []string {
	var out []string
	for i := range blocks[0] {
		line := ""
		for _, b := range blocks {
			line += b[i]
		}
		out = append(out, line)
	}
	return out
}

// wrap breaks s into lines of at most width columns, at blanks where it can,
// and after hyphens. The name of a flag stays whole, and so do a date and 0-9.
func wrap(s string, width int) []string {
	const hyphen = "\ue000" // is in no text that is fit for a terminal
	if !strings.Contains(s, "-") {
		return strings.Split(ansi.Wrap(s, max(1, width), ""), "\n")
	}
	s = ansi.Wrap(unbroken(s, hyphen), max(1, width), "")
	return strings.Split(strings.ReplaceAll(s, hyphen, "-"), "\n")
}

// unbroken puts another text in place of the hyphens that nothing may be broken
// at: those of a flag, and those between digits.
func unbroken(s, hyphen string) string {
	at := func(i int) byte {
		if i < 0 || i >= len(s) {
			return 0
		}
		return s[i]
	}
	digit := func(b byte) bool { return b >= '0' && b <= '9' }
	var out strings.Builder
	for i := range len(s) {
		before, after := at(i-1), at(i+1)
		if s[i] == '-' && (before == '-' || after == '-' || digit(before) && digit(after)) {
			out.WriteString(hyphen)
			continue
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

// paragraph is wrap with a style for each line.
func paragraph(st lipgloss.Style, s string, width int) []string {
	lines := wrap(s, width)
	for i := range lines {
		lines[i] = st.Render(lines[i])
	}
	return lines
}

// A pane is a box with a title in its border. It takes two columns and two
// lines for itself, and a blank column on either side of what is in it.
type pane struct {
	title, right string // right stands at the right end of the top border
	tabs         []string
	tab          int // of tabs, which stand in place of a title, the open one
	focused      bool
	top, total   int // of the lines that can be scrolled: shown from top, of total
}

const (
	paneWidth  = 4 // columns that a pane takes for itself
	paneHeight = 2
)

// draw returns the pane around lines, exactly width × height.
func (p pane) draw(th *theme, lines []string, width, height int) []string {
	if width < paneWidth+1 || height < paneHeight+1 {
		return block(nil, width, height)
	}
	k := inksOf(th)
	st, name, open := &k.border, &k.label, &k.openTab
	if p.focused {
		st, name, open = &k.focus, &k.title, &k.title
	}
	side := st.draw("│")
	inner := block(lines, width-paneWidth, height-paneHeight)
	out := make([]string, 0, height)
	if len(p.tabs) > 0 {
		out = append(out, p.tabEdge(st, open, &k.dim, width))
	} else {
		out = append(out, p.edge(st, name, &k.dim, width))
	}
	for _, l := range inner {
		out = append(out, side+" "+l+" "+side)
	}
	return append(out, p.bottom(st, &k.dim, width, len(inner)))
}

func (p pane) edge(st, name, dim *ink, width int) string {
	title, right := cut(p.title, width-6), ""
	if p.right != "" && cells(title)+cells(p.right)+8 <= width {
		right = " " + p.right + " "
	}
	if title == "" {
		return st.draw("╭" + strings.Repeat("─", width-2-cells(right)) + right + "╮")
	}
	rest := max(0, width-5-cells(title)-cells(right))
	return st.draw("╭─ ") + name.draw(title) + st.draw(" "+strings.Repeat("─", rest)) + dim.draw(right) + st.draw("╮")
}

// tabEdge is an upper border with tabs. The open one stands in brackets, for a
// terminal may have no colours.
func (p pane) tabEdge(st, open, dim *ink, width int) string {
	line, n := st.draw("╭─"), 2
	for i, t := range p.tabs {
		text, look := "  "+t+"  ", dim
		if i == p.tab {
			text, look = " ["+t+"] ", open
		}
		line += look.draw(text)
		n += cells(text)
	}
	return cut(line, width-1) + st.draw(strings.Repeat("─", max(0, width-1-n))+"╮")
}

// bottom is the lower border, which says what cannot be seen.
func (p pane) bottom(st, dim *ink, width, shown int) string {
	hint := ""
	if p.total > shown {
		below := p.total - p.top - shown
		switch {
		case below > 0:
			hint = " " + plural(below, "more line") + " ↓ "
		case p.top > 0:
			hint = " end ↑ "
		}
	}
	if hint == "" || cells(hint)+4 > width {
		return st.draw("╰" + strings.Repeat("─", width-2) + "╯")
	}
	return st.draw("╰"+strings.Repeat("─", width-3-cells(hint))) + dim.draw(hint) + st.draw("─╯")
}

// scrolledBy returns which line stands first after scrolling by some: of total
// lines, room fit. It starts from where the end is now.
func scrolledBy(at, by, total, room int) int {
	most := max(0, total-room)
	return max(0, min(min(at, most)+by, most))
}

// window returns the lines from top on that fit into height, with top kept
// inside what there is.
func window(lines []string, top, height int) ([]string, int) {
	top = max(0, min(top, len(lines)-height))
	return lines[top:min(len(lines), top+height)], top
}
