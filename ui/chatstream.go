package ui

import (
	"context"

	"atc/chatapi"

	tea "charm.land/bubbletea/v2"
)

// chatStream is a call that tells how it gets on.
type chatStream struct {
	*eventStream
	client ChatClient // valid once it has ended
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
	s := &chatStream{eventStream: newEventStream()}
	send := func(event any) { s.send(ctx, event) }
	first := chatDone{project: project, to: to, answer: chatAnswer{id: id}}
	return id, func() tea.Msg {
		s.run(func() (any, error) {
			var err error
			if s.client, err = connect(); err != nil {
				return nil, err
			}
			return do(chatapi.WithObserver(ctx, s.notes.add), s.client, send)
		})
		return s.wait(first)
	}
}

// wait returns what was sent since it last did, or the end of the call.
func (s *chatStream) wait(done chatDone) tea.Msg {
	sent := s.next()
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
