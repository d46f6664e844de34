package ui

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// bareDialog shows a token alone, from the left edge to the right one, for
// selecting by hand where no copy gets through.
type bareDialog struct {
	dialog
	text   string
	length int // of the token, in characters
}

// newBare returns the dialog for a text.
func newBare(e *env, text string) screen {
	return &bareDialog{dialog: dialog{env: e}, text: safe.Text(text), length: utf8.RuneCountInString(text)}
}

func (b *bareDialog) wholeScreen()        {}
func (b *bareDialog) title() string       { return "Bare token" }
func (b *bareDialog) commands() []command { return []command{closing("back", "q", "esc")} }

func (b *bareDialog) update(msg tea.Msg) (action, tea.Cmd) {
	if _, ok := msg.(tea.KeyPressMsg); ok {
		return closeDialog{}, nil
	}
	return nil, nil
}

func (b *bareDialog) view() frame {
	if b.height < 1 {
		return frame{bare: true}
	}
	th, room := b.env.theme, b.height-1
	lines, whole := hardWrap(b.text, b.width, room)
	hint := "select by hand · any key goes back"
	if !whole {
		hint = "cut to the screen, the token has " + strconv.Itoa(b.length) + " characters: copy it instead · any key goes back"
	}
	lines = block(lines, b.width, room)
	return frame{lines: append(lines, th.dim.Render(fit(hint, b.width))), bare: true}
}

// hardWrap breaks s at exactly width columns into at most height lines. It
// reports whether all of s is in them.
func hardWrap(s string, width, height int) ([]string, bool) {
	if width <= 0 || height <= 0 {
		return nil, s == ""
	}
	// The text of a token is long, and all but its start is out of sight: what
	// is cut here can fill the screen with letters of several bytes.
	start := s[:min(len(s), width*height)]
	if !plainASCII(start) {
		start = strings.ToValidUTF8(s[:min(len(s), 8*width*height)], "")
		lines := strings.Split(ansi.Hardwrap(start, width, true), "\n")
		return lines[:min(len(lines), height)], len(start) == len(s) && len(lines) <= height
	}
	var lines []string
	for len(start) > 0 {
		n := min(len(start), width)
		lines, start = append(lines, start[:n]), start[n:]
	}
	return lines, len(s) <= width*height
}
