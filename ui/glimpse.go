package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// glimpse shows a secret for five seconds, or until the next key.
type glimpse struct {
	on  bool
	was bool // it was on when the key at hand was pressed
	id  int
}

const revealFor = 5 * time.Second

// revealOver ends the showing with the number.
type revealOver int

func (r *glimpse) conceal() { r.was, r.on = r.on, false }

// show shows the secret, unless the same key has just hidden it.
//
// It stays hidden while too much is waited for to hide it again.
func (r *glimpse) show(e *env, to screen) tea.Cmd {
	if r.was {
		r.was = false
		return nil
	}
	r.id++
	id := revealOver(r.id)
	over, ok := e.after(revealFor, func(time.Time) tea.Msg { return reply{to, id} })
	r.on = ok // what nothing hides is not shown
	return over
}

func (r *glimpse) over(id revealOver) {
	if int(id) == r.id {
		r.on = false
	}
}
