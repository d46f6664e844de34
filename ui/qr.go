package ui

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"
	"rsc.io/qr"

	tea "charm.land/bubbletea/v2"
)

// qrDialog shows a text as a QR code for the camera of a phone, two modules to
// a cell. It takes the whole terminal, since codes of tokens fill one.
//
// Light is drawn as the block, dark as what is left of its cell, in explicit
// white and black. Where the terminal drops colours, this is still a code on
// a dark terminal; on a light one it takes the inversion.
type qrDialog struct {
	dialog
	codes    []*qr.Code // at the levels of correction worth trying, best first
	err      error
	inverted bool
}

// The quiet zone is the light margin that scanners look for: 4 modules by the
// standard, and 2 are enough for what phones run.
const (
	quietZone  = 4
	quietLeast = 2
)

// newQR returns the dialog for a text.
func newQR(e *env, text string) screen {
	q := &qrDialog{dialog: dialog{env: e}}
	for _, level := range []qr.Level{qr.M, qr.L} {
		code, err := qr.Encode(text, level)
		if err != nil {
			q.err = err
			continue
		}
		q.codes = append(q.codes, code)
	}
	return q
}

func (q *qrDialog) wholeScreen()  {}
func (q *qrDialog) title() string { return "QR code" }

func (q *qrDialog) commands() []command {
	return []command{
		{key: letter("invert", "i", "I"), short: true, do: func() (action, tea.Cmd) {
			q.inverted = !q.inverted
			return nil, nil
		}},
		closing("back", "q", "esc", "enter"),
	}
}

func (q *qrDialog) view() frame {
	code, quiet := q.pick()
	if code == nil {
		return frame{lines: q.refusal(), bare: true}
	}
	drawn := drawQR(q.env.theme, code, quiet, q.inverted)
	lines := make([]string, 0, q.height)
	lines = append(lines, block(nil, q.width, (q.height-len(drawn)-1)/2)...)
	left := blank((q.width - code.Size - 2*quiet) / 2)
	for _, l := range drawn {
		lines = append(lines, fit(left+l, q.width))
	}
	if len(lines) < q.height {
		lines = append(lines, q.centred(q.env.theme.dim, "if it does not scan, press i to invert · q goes back"))
	}
	return frame{lines: block(lines, q.width, q.height), bare: true}
}

// pick returns the code that fits, with as much correction and quiet zone as
// there is room for, or nil.
func (q *qrDialog) pick() (*qr.Code, int) {
	for quiet := quietZone; quiet >= quietLeast && !q.env.ascii; quiet-- {
		for _, c := range q.codes {
			if columns, rows := qrSize(c, quiet); columns <= q.width && rows <= q.height {
				return c, quiet
			}
		}
	}
	return nil, 0
}

// qrSize returns the cells that a code takes.
func qrSize(c *qr.Code, quiet int) (columns, rows int) {
	n := c.Size + 2*quiet
	return n, (n + 1) / 2
}

// refusal says why there is no code, and what to do about it.
func (q *qrDialog) refusal() []string {
	said := "this text is too long for a QR code, which holds 2953 characters: copy it instead"
	switch {
	case q.env.ascii:
		said = "a QR code needs half blocks, and this terminal shows ASCII only: set a UTF-8 locale, or copy the token instead"
	case len(q.codes) > 0:
		columns, rows := qrSize(q.codes[len(q.codes)-1], quietLeast)
		said = fmt.Sprintf("this QR code needs %d columns and %d rows, the terminal has %d×%d: enlarge it or zoom out", columns, rows, q.width, q.height)
	}
	th := q.env.theme
	words := wrap(said, min(q.width, 60))
	lines := block(nil, q.width, max(0, (q.height-len(words)-2)/2))
	for _, l := range words {
		lines = append(lines, q.centred(th.text, l))
	}
	lines = append(lines, "", q.centred(th.dim, "q goes back"))
	return block(lines, q.width, q.height)
}

func (q *qrDialog) centred(st lipgloss.Style, s string) string {
	s = cut(s, q.width)
	return blank((q.width-cells(s))/2) + st.Render(s)
}

// drawQR draws a code, two modules to a cell.
func drawQR(th *theme, code *qr.Code, quiet int, inverted bool) []string {
	light := func(x, y int) bool { return code.Black(x-quiet, y-quiet) == inverted }
	half := th.ink
	// A cell that is all light is light all over, so that no line shows where
	// a terminal leaves a gap between its rows.
	full := half.Background(half.GetForeground())
	columns, rows := qrSize(code, quiet)
	lines := make([]string, rows)
	for row := range lines {
		var line, run strings.Builder
		solid := false
		flush := func() {
			st := half
			if solid {
				st = full
			}
			if run.Len() > 0 {
				line.WriteString(st.Render(run.String()))
				run.Reset()
			}
		}
		for x := range columns {
			glyph := halfBlock(light(x, 2*row), light(x, 2*row+1))
			if all := glyph == "█"; all != solid {
				flush()
				solid = all
			}
			run.WriteString(glyph)
		}
		flush()
		lines[row] = line.String()
	}
	return lines
}

func halfBlock(top, bottom bool) string {
	switch {
	case top && bottom:
		return "█"
	case top:
		return "▀"
	case bottom:
		return "▄"
	}
	return " "
}
