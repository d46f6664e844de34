package sshd

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// A Visitor is one session. What the client said of itself is untrusted text,
// of at most 256 bytes each.
type Visitor struct {
	ID    int       // of the session: 1 for the first since the start
	User  string    // untrusted: the name that the client logged in with
	Key   string    // the fingerprint of the key that logged in: SHA256:…
	Label string    // the comment beside the key, fit for a terminal
	From  string    // the address, host:port
	Since time.Time // of the session
	// LastKey is when a key was last pressed, Since if none was yet.
	LastKey       time.Time
	Terminal      string // its type, such as xterm-256color; "" without one
	Width, Height int    // of the terminal in cells, 0 without one
	// Command is the name of what runs instead of the console, "" for the
	// console. The rest of the line is nobody else's: it may be a token.
	Command string
}

// otherCommand stands for a line that does not begin with the name of a command,
// but with a token, for one.
const otherCommand = "a command"

var nameOfCommand = regexp.MustCompile(`^[a-z][a-z-]{0,15}$`)

// commandName returns what others are told of the line of a command.
func commandName(line string) string {
	words := strings.Fields(line)
	switch {
	case line == "":
		return ""
	case len(words) > 0 && nameOfCommand.MatchString(words[0]):
		return words[0]
	}
	return otherCommand
}

// longestName is how many bytes are kept of what a client says of itself.
const longestName = 256

// short returns at most longestName bytes of s, as valid UTF-8.
func short(s string) string {
	if len(s) > longestName {
		s = s[:longestName]
		for len(s) > 0 && !utf8.ValidString(s) && len(s) > longestName-utf8.UTFMax {
			s = s[:len(s)-1]
		}
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
