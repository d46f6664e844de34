package ui

import (
	tea "charm.land/bubbletea/v2"
)

// A wholeScreen is a dialog whose frame is bare. The root gives it the size of
// the whole terminal, where other dialogs get that of the body.
type wholeScreen interface {
	screen
	wholeScreen()
}

// dialog is what dialogs share. Most start nothing, count nothing, take no text
// and have no keys but those of their commands.
type dialog struct {
	env           *env
	width, height int // the room there is
}

func (d *dialog) init() tea.Cmd                    { return nil }
func (d *dialog) update(tea.Msg) (action, tea.Cmd) { return nil, nil }
func (d *dialog) setSize(width, height int)        { d.width, d.height = width, height }
func (d *dialog) typing() bool                     { return false }
func (d *dialog) live() bool                       { return false }

// closing is the command of the keys that close a dialog.
func closing(help string, keys ...string) command {
	return command{key: chord(help, keys...), short: true, do: func() (action, tea.Cmd) { return closeDialog{}, nil }}
}

// inPane moves a cursor from what a pane holds to the pane.
func inPane(cursor *tea.Cursor) *tea.Cursor {
	if cursor != nil {
		cursor.X += paneWidth / 2
		cursor.Y += paneHeight / 2
	}
	return cursor
}
