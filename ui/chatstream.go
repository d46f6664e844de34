package ui

import (
	"context"
	"fmt"

	"atc/chatapi"

	tea "charm.land/bubbletea/v2"
)

// chatStream is a call that tells how it gets on. What it sends waits here
// until the console has drawn what came before.
type chatStream struct {
	events chan any
	ended  chan struct{}
	value  any // valid once ended is closed
	err    error
	client ChatClient
	notes  recorder
}

// stream makes a call that takes its time, as a command. What it sends comes
// as answers with more, each with all that was sent since the one before; the
// last answer has what do returns. The function send may be called on any
// goroutine until do returns; it waits while the console is busy, and returns
// at once after the call was given up.
func (c *chatSession) stream(to screen, do func(ctx context.Context, client ChatClient, send func(any)) (any, error)) (int, tea.Cmd) {
	ctx, id := c.begin()
	project, connect := c.project, c.connect
	s := &chatStream{events: make(chan any, 64), ended: make(chan struct{})}
	send := func(event any) {
		select {
		case s.events <- event:
		case <-ctx.Done():
		}
	}
	first := chatDone{project: project, to: to, answer: chatAnswer{id: id}}
	return id, func() tea.Msg {
		go func() {
			defer close(s.ended)
			// Outside of a command nobody else catches a panic: it would end the
			// process, with the terminal as it is.
			defer func() {
				if p := recover(); p != nil {
					s.err = fmt.Errorf("atc has a fault that ended this (%v): please report it", p)
				}
			}()
			if s.client, s.err = connect(); s.err == nil {
				s.value, s.err = do(chatapi.WithObserver(ctx, s.notes.add), s.client, send)
			}
		}()
		return s.wait(first)
	}
}

// wait returns what was sent since it last did, or the end of the call.
func (s *chatStream) wait(done chatDone) tea.Msg {
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
			continue
		default:
		}
		break
	}
	done.records = s.notes.take()
	if len(sent) > 0 {
		next := done
		done.answer.value, done.answer.more = sent, true
		done.next = func() tea.Msg { return s.wait(next) }
		return done
	}
	done.client, done.answer.value, done.answer.err = s.client, s.value, s.err
	return done
}
