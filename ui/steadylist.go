package ui

import (
	tea "charm.land/bubbletea/v2"
)

// steadyList is the place in a list of things that come and go: what is chosen
// stays chosen wherever it moves to, and where it has gone, what has taken its
// place is.
type steadyList struct {
	id       uint64 // of what is chosen, 0 if nothing is
	row, top int
}

// settle finds what is chosen among n things, in a list of height lines. It is
// asked whenever they, or the height, have changed.
func (l *steadyList) settle(n, height int, id func(int) uint64) {
	if l.row >= n || l.row < 0 || id(l.row) != l.id {
		l.row = max(0, min(l.row, n-1))
		for i := range n {
			if id(i) == l.id {
				l.row = i
				break
			}
		}
	}
	l.id = 0
	if n > 0 {
		l.id = id(l.row)
	}
	l.top = scrollTo(l.top, l.row, l.row+1, n, max(1, height))
}

// press moves the choice and reports whether the key was one for that. What is
// chosen now has to be settled.
func (l *steadyList) press(keys *keyMap, k tea.KeyPressMsg, n, height int) bool {
	if !keys.scrolls(k) {
		return false
	}
	l.row, l.id = keys.scrolled(k, l.row, max(1, height-1), n-1), 0
	return true
}
