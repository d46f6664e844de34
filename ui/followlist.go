package ui

import (
	tea "charm.land/bubbletea/v2"
)

// followList is the place in a list that grows at its end: the chosen row, and
// the first one that is shown. It goes along with the end until somebody moves
// away from it. Rows are numbered from 0, and only those in sight are drawn.
type followList struct {
	row, top int
	stays    bool // somebody has moved away from the end
}

// place returns the chosen row of n, −1 if there is none, and the first of
// those that height lines show.
func (f *followList) place(n, height int) (row, top int) {
	row = n - 1
	if f.stays {
		row = max(0, min(f.row, n-1))
	}
	return row, scrollTo(f.top, row, row+1, n, max(1, height))
}

// choose goes to a row, and stays there unless it is the last one.
func (f *followList) choose(row, n, height int) {
	_, f.top = f.place(n, height)
	f.row = max(0, min(row, n-1))
	f.stays = f.row < n-1
	_, f.top = f.place(n, height)
}

// press moves the choice and reports whether the key was one for that.
func (f *followList) press(keys *keyMap, k tea.KeyPressMsg, n, height int) bool {
	if !keys.scrolls(k) {
		return false
	}
	row, _ := f.place(n, height)
	f.choose(keys.scrolled(k, row, max(1, height-1), n-1), n, height)
	return true
}
