package cli

import (
	"fmt"
	"sync"
	"time"
)

// How much a server's log prints at most: more than anybody reads, and little
// enough to cost the server nothing.
const (
	logLines = 50
	logPause = 100 * time.Millisecond
)

// A logbook prints what a server tells of, in its own time: telling it takes no
// longer where stderr is slow, and what is too much at a time is counted only.
type logbook[E any] struct {
	p     *program
	words func(E) string
	many  string // what the events are: "requests"

	mu     sync.Mutex
	events []E
	missed int
	wake   chan struct{}
}

// newLogbook starts a logbook. Its end is to be called when nothing is told any
// more: it returns when everything is printed.
func newLogbook[E any](p *program, many string, words func(E) string) (l *logbook[E], end func()) {
	l = &logbook[E]{p: p, words: words, many: many, wake: make(chan struct{}, 1)}
	ended, printed := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(printed)
		l.keep(ended)
	}()
	return l, func() {
		close(ended)
		<-printed
	}
}

// tell adds an event. It may be called by many goroutines.
func (l *logbook[E]) tell(e E) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.events) == logLines {
		l.missed++
		return
	}
	l.events = append(l.events, e)
	if len(l.events) == 1 {
		select {
		case l.wake <- struct{}{}:
		default: // it has not looked yet
		}
	}
}

// keep prints what is told until the log has ended.
func (l *logbook[E]) keep(ended <-chan struct{}) {
	for {
		select {
		case <-l.wake:
		case <-ended:
			l.print()
			return
		}
		l.print()
		pause := time.NewTimer(logPause)
		select {
		case <-pause.C:
		case <-ended:
			pause.Stop()
		}
	}
}

func (l *logbook[E]) print() {
	l.mu.Lock()
	events, missed := l.events, l.missed
	l.events, l.missed = nil, 0
	l.mu.Unlock()
	for _, e := range events {
		l.p.say(l.words(e))
	}
	if missed > 0 {
		l.p.say(fmt.Sprintf("%d more %s are left out of this log: there were too many at a time", missed, l.many))
	}
}

// clock returns the time of an event in a log.
func clock(at time.Time) string { return at.UTC().Format("15:04:05 UTC") }
