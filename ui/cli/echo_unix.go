//go:build unix

package cli

import (
	"syscall"

	"github.com/charmbracelet/x/term"
)

// withoutEcho returns the state of a terminal in which it shows nothing of what
// is typed, and is as before otherwise.
func withoutEcho(before *term.State) *term.State {
	quiet := *before
	quiet.Lflag &^= syscall.ECHO | syscall.ECHONL
	return &quiet
}
