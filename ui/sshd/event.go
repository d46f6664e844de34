package sshd

import (
	"fmt"
	"strings"
	"time"

	"atc/ui/safe"
)

// An EventKind says what has happened.
type EventKind int

// What can happen, from the start of a server to its end.
const (
	// Arrived is a visitor whose session has begun.
	Arrived EventKind = iota + 1
	// Left is a visitor whose session is over: Why says how.
	Left
	// Refused is a connection, a login or a session that was turned away.
	Refused
	// KeysRead is a file of authorized keys that has changed and was read.
	KeysRead
	// KeysKept is a file of authorized keys that has changed and cannot be read
	// any more: those read before stay.
	KeysKept
	// Failed is a fault of this program, or of the machine.
	Failed
)

// String returns k in one word, for a log.
func (k EventKind) String() string {
	names := [...]string{Arrived: "arrived", Left: "left", Refused: "refused", KeysRead: "keys", KeysKept: "keys", Failed: "failed"}
	if k < Arrived || int(k) >= len(names) {
		return "event"
	}
	return names[k]
}

// An Event is something that has happened to a server. It holds no secret and
// nothing of what a visitor typed or saw.
type Event struct {
	Kind EventKind
	Time time.Time
	// Visitor is who it happened to. Of a connection without a session, From is
	// all that is known.
	Visitor Visitor
	// Why says how a session ended, why somebody was refused, or what failed.
	Why string
	// Count is how many were refused alike since the last such event, at least
	// 1 for [Refused].
	Count int
	// Stack says where a fault was, "" if there was none.
	Stack string
}

// String returns e as one line that is fit for a terminal, without its time.
func (e Event) String() string {
	var b strings.Builder
	b.WriteString(e.Kind.String())
	v := e.Visitor
	if v.ID > 0 {
		fmt.Fprintf(&b, " #%d", v.ID)
	}
	for _, part := range []struct{ before, text string }{
		{" ", v.Label}, {" as ", v.User}, {" with ", v.Key}, {" from ", v.From}, {" for ", v.Command}, {": ", e.Why},
	} {
		if part.text != "" {
			b.WriteString(part.before)
			b.WriteString(safe.Text(part.text))
		}
	}
	if e.Count > 1 {
		fmt.Fprintf(&b, " (%d times)", e.Count)
	}
	return b.String()
}
