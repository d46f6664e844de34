package ui

import (
	"context"
	"fmt"
)

// eventStream is work on a goroutine of its own that tells how it gets on.
// What it sends waits here until the console has drawn what came before.
type eventStream struct {
	events chan any
	ended  chan struct{}
	value  any // valid once ended is closed
	err    error
}

func newEventStream() *eventStream {
	return &eventStream{events: make(chan any, 64), ended: make(chan struct{})}
}

// run does the work on another goroutine, and returns at once.
func (s *eventStream) run(do func() (any, error)) {
	go func() {
		defer close(s.ended)
		// Outside of a command nobody else catches a panic: it would end the
		// process, with the terminal as it is.
		defer func() {
			if p := recover(); p != nil {
				s.err = fmt.Errorf("atc has a fault that ended this (%v): please report it", p)
			}
		}()
		s.value, s.err = do()
	}()
}

// send hands on what the work has come to. It waits while the console is busy,
// and reports false, having sent nothing, once ctx has ended. It may be called
// on any goroutine until the work ends.
func (s *eventStream) send(ctx context.Context, event any) bool {
	select {
	case s.events <- event:
		return true
	case <-ctx.Done():
		return false
	}
}

// next waits, and returns what was sent since it last did: nothing once the
// work has ended.
func (s *eventStream) next() []any {
	var sent []any
	select {
	case e := <-s.events:
		sent = append(sent, e)
	case <-s.ended:
	}
	for {
		select {
		case e := <-s.events:
			sent = append(sent, e)
		default:
			return sent
		}
	}
}
