package ui

import (
	"strconv"
	"strings"
	"time"

	"atc/tokens"
	"atc/ui/safe"

	"github.com/charmbracelet/x/ansi"
)

// The decoder pane says what a token holds and what that means now. It is the
// same wherever a token is shown, and a pure function of the token and the
// time. A hostile token can hold more than anyone reads, and the pane is drawn
// on every keystroke: all of its lists have an end.

// decoderLines draws a decoded token, and below it what is found about it, in
// lines of at most width columns.
func decoderLines(th *theme, d decoded, now time.Time, width int) []string {
	if d.text == "" || width <= 0 {
		return nil
	}
	s := newSheet(th, d, now, width)
	s.content()
	s.section()
	found := d.diagnose(now)
	s.findings(&found)
	return s.cutTo(width)
}

// contentLines draws a decoded token where its findings stand apart from it.
func contentLines(th *theme, d decoded, now time.Time, width int) []string {
	if d.text == "" || width <= 0 {
		return nil
	}
	s := newSheet(th, d, now, width)
	s.apart = true
	s.content()
	return s.cutTo(width)
}

// content adds what the token holds.
func (s *sheet) content() {
	s.heading()
	s.failure()
	if s.token == nil {
		return
	}
	s.head()
	switch s.token.Version {
	case tokens.AccessToken2:
		s.services()
	case tokens.AccessToken:
		s.message()
	default:
		s.key()
	}
	s.trailing()
}

// cutTo returns the lines of the sheet, cut where there is less room than a
// sheet needs.
func (s *sheet) cutTo(width int) []string {
	if width < narrowest {
		for i := range s.lines {
			s.lines[i] = cut(s.lines[i], width)
		}
	}
	return s.lines
}

const (
	// narrowest is the width from which on nothing of the pane is cut.
	narrowest = 30
	// widest is the width beyond which the pane does not spread, lest what
	// belongs together stand far apart.
	widest = 76
	// wide is the width from which on all values stand in one column, with room
	// for an App ID in it.
	wide = 50

	headGutter    = 10 // where the values of the head stand if it is narrower
	serviceGutter = 17 // where the values of services stand: after "  publish audio  "
	serviceIndent = 2

	maxValueLines = 12
	maxHexLines   = 4
	maxServices   = 32
	maxPrivileges = 64   // of one service
	maxLines      = 1000 // after which no other service starts
)

// A sheet is a decoder pane in the making.
type sheet struct {
	decoded
	ink     *inks
	now     time.Time
	width   int
	lines   []string
	indent  int // of labels
	gutter  int // where values start
	grid    grid
	apart   bool            // findings stand in a pane of their own
	product *tokens.Product // that the token is used for, nil if that is not known
}

func newSheet(th *theme, d decoded, now time.Time, width int) *sheet {
	s := &sheet{decoded: d, ink: inksOf(th), now: now, width: min(max(width, narrowest), widest), lines: make([]string, 0, 32)}
	s.gutter = headGutter
	if s.width >= wide {
		s.gutter = serviceGutter
	}
	return s
}

// A span is text in one style. Its text is fit for a terminal.
type span struct {
	text  string
	style *ink
	exact bool // is broken anywhere, not at blanks, which belong to it
}

// separator stands between spans that share a line.
const (
	separator      = " · "
	separatorWidth = 3
)

func (s *sheet) add(line string) { s.lines = append(s.lines, line) }

// section leaves a line free before what follows.
func (s *sheet) section() {
	if len(s.lines) > 0 {
		s.add("")
	}
}

// flow puts spans next to one another where they fit, and below where not.
func (s *sheet) flow(width int, spans ...span) []string {
	var lines []string
	line, used := "", 0
	for _, p := range spans {
		n := cells(p.text)
		if used > 0 && used+separatorWidth+n <= width {
			line += s.ink.dim.draw(separator) + p.style.draw(p.text)
			used += len(separator) - 1 + n
			continue
		}
		if used > 0 {
			lines = append(lines, line)
		}
		broken := []string{p.text}
		if n > width {
			broken = p.breakInto(width)
		}
		last := len(broken) - 1
		for _, b := range broken[:last] {
			lines = append(lines, p.style.draw(b))
		}
		line, used = p.style.draw(broken[last]), max(1, cells(broken[last]))
	}
	if used > 0 {
		lines = append(lines, line)
	}
	return lines
}

func (p *span) breakInto(width int) []string {
	if p.exact {
		return strings.Split(ansi.Hardwrap(p.text, width, true), "\n")
	}
	return wrap(p.text, width)
}

// say adds spans as a sentence over the whole width.
func (s *sheet) say(spans ...span) {
	s.lines = append(s.lines, s.flow(s.width, spans...)...)
}

// row adds a label and, in the column of values, its value.
func (s *sheet) row(label string, value ...span) {
	s.hang(blank(s.indent)+s.ink.label.draw(label)+blank(s.gutter-s.indent-cells(label)), s.flow(s.width-s.gutter, value...))
}

// hang adds lines in the column of values, with front before the first.
func (s *sheet) hang(front string, lines []string) {
	for i, l := range lines {
		if i == 0 {
			s.add(front + l)
		} else {
			s.add(blank(s.gutter) + l)
		}
	}
}

// value returns untrusted text as the spans of a row. Blanks at its ends are
// made visible by quotation marks, and a text too long to read is cut.
func (s *sheet) value(text string) []span {
	most := (s.width - s.gutter) * maxValueLines
	shown := safe.Text(text[:min(len(text), 8*most)])
	long := len(text) > 8*most || len(text) > most && cells(shown) > most
	if long {
		shown = ansi.Truncate(shown, most, "")
	}
	if text != "" && (text[0] == ' ' || text[len(text)-1] == ' ') {
		shown = `"` + shown + `"`
	}
	spans := []span{{shown, &s.ink.text, true}}
	if long {
		spans = append(spans, span{"… " + plural(len(text), "byte") + " in all", &s.ink.dim, false})
	}
	return spans
}

// hex adds bytes in groups of four, and how many there are beyond some lines.
func (s *sheet) hex(raw string) {
	const group = 4
	perLine := max(1, (s.width-serviceIndent+1)/(2*group+1)) * group
	// A last line is better than saying that there is one.
	for n := 0; raw != "" && (n < maxHexLines || n == maxHexLines && len(raw) <= perLine); n++ {
		line := make([]byte, 0, s.width)
		now := raw[:min(len(raw), perLine)]
		for i := range len(now) {
			if i > 0 && i%group == 0 {
				line = append(line, ' ')
			}
			line = append(line, "0123456789abcdef"[now[i]>>4], "0123456789abcdef"[now[i]&15])
		}
		s.add(blank(serviceIndent) + s.ink.text.draw(string(line)))
		raw = raw[len(now):]
	}
	if raw != "" {
		s.more(len(raw), "byte")
	}
}

// more says how much is left out.
func (s *sheet) more(n int, unit string) {
	s.add(blank(serviceIndent) + s.ink.dim.draw("… "+plural(n, unit)+" more"))
}

// trailing shows the bytes after the last part that is known.
func (s *sheet) trailing() {
	if raw := s.token.Trailing; raw != "" {
		s.section()
		s.add(s.ink.title.draw("Trailing bytes") + s.ink.dim.draw(" ("+strconv.Itoa(len(raw))+")"))
		s.hex(raw)
	}
}
