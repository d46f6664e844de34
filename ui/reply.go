package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

// reply is a message for one screen, which may be gone when it arrives.
type reply struct {
	to  screen
	msg tea.Msg
}

// deliver hands a reply to its screen, if that is still there.
func (a *App) deliver(r reply) tea.Cmd {
	if !a.shows(r.to) {
		return nil
	}
	return a.pass(r.to, r.msg)
}

// shows reports whether a screen is still there. The list of a file is, though
// it may be closed: it goes on being read.
func (a *App) shows(s screen) bool {
	if s == a.env.bulk {
		return true
	}
	for _, one := range slices.Concat(a.screens, a.dialogs) {
		if one == s {
			return true
		}
		if c, ok := one.(composite); ok && slices.Contains(c.parts(), s) {
			return true
		}
	}
	return false
}
