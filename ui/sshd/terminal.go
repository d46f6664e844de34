package sshd

import (
	"regexp"
	"strings"

	gossh "golang.org/x/crypto/ssh"
)

// The sizes that a terminal may have, in cells. A larger one takes memory by
// the gigabyte.
const (
	widest, highest               = 500, 200
	defaultWidth, defaultHeight   = 80, 24
	mostVariables, longestSetting = 32, 256
	plainTerminal                 = "xterm"
	longestTerminal               = 64
)

// clampSize returns a size that a program can draw on: none is the usual one.
func clampSize(width, height uint32) (w, h int) {
	if width == 0 {
		width = defaultWidth
	}
	if height == 0 {
		height = defaultHeight
	}
	return int(min(width, widest)), int(min(height, highest))
}

// A ptyRequest asks for a terminal: RFC 4254, section 6.2.
type ptyRequest struct {
	Terminal                 string
	Width, Height            uint32
	PixelsAcross, PixelsDown uint32
	Modes                    string
}

// A windowChange tells of another size: RFC 4254, section 6.7.
type windowChange struct {
	Width, Height            uint32
	PixelsAcross, PixelsDown uint32
}

// A setting is a variable of the client's environment: RFC 4254, section 6.4.
type setting struct{ Name, Value string }

// marshal returns r as it stands in a request. No modes: there is no terminal
// of the host that they could set.
func (r ptyRequest) marshal() []byte {
	r.PixelsAcross, r.PixelsDown, r.Modes = 0, 0, "\x00"
	return gossh.Marshal(&r)
}

// Names of terminals become part of nothing but a comparison; these characters
// are all that real ones have.
var (
	terminalName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9+._-]*$`)
	plainValue   = regexp.MustCompile(`^[\x20-\x7e]*$`)
)

// terminalType returns the type of a terminal as the client says it, or the
// plainest of those in use if that is none.
func terminalType(name string) string {
	if len(name) > longestTerminal || !terminalName.MatchString(name) {
		return plainTerminal
	}
	return name
}

// about are the variables that say something of the visitor's terminal and
// language. Everything else would be an instruction to the host.
var about = []string{
	"COLORTERM", "LANG", "LANGUAGE", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE",
	"TMUX", "STY", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "WT_SESSION", "VTE_VERSION", "TZ",
}

// accepted reports whether a variable is let through: by its name, and because
// a terminal could show its value.
func (s setting) accepted() bool {
	if len(s.Name) > longestSetting || len(s.Value) > longestSetting || !plainValue.MatchString(s.Value) {
		return false
	}
	for _, name := range about {
		if s.Name == name {
			return true
		}
	}
	return strings.HasPrefix(s.Name, "LC_") && terminalName.MatchString(s.Name)
}
