package ui

import (
	"strconv"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
)

// What one person can make the console hold has an end, also for those who only
// visit it. Each bound stands beside what it is of; here are those that several
// share.

// maxPasted is the longest text that is taken at once, in bytes, and the longest
// that several pastes add up to. Many visitors may be there at a time.
const (
	maxPasted        = 16 << 20
	maxVisitorPasted = 1 << 20
)

// pasteLimit is the longest text that is taken, in bytes.
func (e *env) pasteLimit() int {
	if e.Visitor {
		return maxVisitorPasted
	}
	return maxPasted
}

// where returns the first of two words where there are files, and the second
// where there are none.
func (e *env) where(files, none string) string {
	if e.Files != nil {
		return files
	}
	return none
}

// tooLong says of a paste that it is longer than what is taken, and what to do
// where there are files.
func (e *env) tooLong(withFiles string) string {
	return "this is too long to be pasted: " + e.where(withFiles, "at most "+strconv.Itoa(e.pasteLimit()>>20)+" MiB are taken")
}

// stays returns what is usually said of where a paste goes, or what is true for
// a visitor.
func (e *env) stays(usually string) string {
	if e.Visitor {
		return "What you paste stays in the memory of the machine that serves this console, until you leave."
	}
	return usually
}

// maxTimers is how many timers a console waits for at a time: each is a
// goroutine, and there may be one for every key.
const maxTimers = 100

// burden is what a console has under way besides what is drawn.
type burden struct {
	timers   atomic.Int32
	searches chan struct{} // holds a value for each search for names
}

// maxSearches is how many searches for names run at a time.
const maxSearches = 2

// after answers with a message when a time has passed. It reports false where
// too much is waited for already: then nothing comes.
func (e *env) after(d time.Duration, msg func(time.Time) tea.Msg) (tea.Cmd, bool) {
	if e.burden.timers.Load() >= maxTimers {
		return nil, false
	}
	e.burden.timers.Add(1)
	return e.Tick(d, func(now time.Time) tea.Msg {
		e.burden.timers.Add(-1)
		return msg(now)
	}), true
}
