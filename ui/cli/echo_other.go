//go:build !unix

package cli

import "github.com/charmbracelet/x/term"

// withoutEcho returns the state as it is: a console of Windows echoes what it is
// asked to read, when it is asked, and not what is typed ahead.
func withoutEcho(before *term.State) *term.State { return before }
