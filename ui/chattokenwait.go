package ui

import (
	"context"
	"errors"
	"strconv"
	"time"

	"atc/chatapi"

	tea "charm.land/bubbletea/v2"
)

// tokenWait is a call that a section or a dialog waits for. It waits for one at
// a time.
type tokenWait struct {
	id     int    // of the call, 0 if there is none
	doing  string // what is done: "looking alice up"
	since  time.Time
	ending bool // the person has given up
	take   func(chatAnswer) action
}

// begin makes a call, and has take told what comes of it.
func (w *tokenWait) begin(c *chatSession, to screen, doing string, take func(chatAnswer) action, do func(context.Context, ChatClient) (any, error)) tea.Cmd {
	w.drop(c)
	id, cmd := c.call(to, do)
	*w = tokenWait{id: id, doing: doing, since: c.env.Now(), take: take}
	return cmd
}

func (w *tokenWait) on() bool { return w.id != 0 }

// answer ends the wait, unless the answer is one to another call.
func (w *tokenWait) answer(a chatAnswer) action {
	if !w.on() || a.id != w.id {
		return nil
	}
	take := w.take
	*w = tokenWait{}
	return take(a)
}

// giveUp waits no longer. Who cannot even wait for that does not have to: it
// reports whether nothing is waited for then.
func (w *tokenWait) giveUp(c *chatSession) bool {
	if w.ending {
		*w = tokenWait{}
		return true
	}
	c.cancel(w.id)
	w.ending = true
	return false
}

// drop gives up at once: nobody wants the answer any more.
func (w *tokenWait) drop(c *chatSession) {
	if w.on() {
		c.cancel(w.id)
		*w = tokenWait{}
	}
}

// lines say what is waited for, and since when.
func (w *tokenWait) lines(th *theme, now time.Time, width int) []string {
	said, hint := w.doing+"… "+strconv.Itoa(int(max(0, now.Sub(w.since))/time.Second))+" s", "esc gives up"
	if w.ending {
		said, hint = "giving up…", "esc leaves without waiting for it"
	}
	return append(paragraph(th.strong, said, width), paragraph(th.dim, hint, width)...)
}

// givenUp reports whether a call has failed because somebody gave it up.
func givenUp(err error) bool {
	return errors.Is(err, context.Canceled) || chatapi.IsKind(err, chatapi.KindCancelled)
}
