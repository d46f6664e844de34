// Package sshd serves a Bubble Tea model over SSH, to those whose key is
// listed in a file, and to nobody else.
//
// It is written for strangers: nothing that a client sends reaches the host but
// keys, a window size and a few words of its environment. There is no shell, no
// forwarding and no file transfer. Whoever is slow, silent or hostile costs the
// others nothing, and what goes wrong in one session ends that session.
//
// The way of a visitor: [Server] accepts a connection if its gate lets it in
// (gate.go); the key is looked up (keyfile.go); the requests of the client are
// sieved (requests.go); the session counts against the limits (visit.go), and
// runs the model (console.go) or a command (command.go), with a guard on what
// comes in (input.go) and on what goes out (output.go).
package sshd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
)

// Config is what is served, to whom, and how much of it.
type Config struct {
	// Listen is the address, host:port. An empty host is for every interface,
	// port 0 for any that is free.
	Listen string
	// HostKey names the file with the key that the server proves itself with.
	// It is made where it is missing, if the name is absolute.
	HostKey string
	// AuthorizedKeys names the file with the keys that may log in, one a line,
	// as sshd(8) describes it. It is read again when it changes.
	AuthorizedKeys string
	Limits         Limits
	// Model makes the model of one visit. It is called once per visit; the
	// context of the session ends with the visit.
	Model func(ssh.Session) tea.Model
	// Command runs what a client asks for instead of the console, and returns
	// its exit code. Its context ends with the session. Nil refuses every
	// command.
	Command func(context.Context, Command) int
	// Notice makes the message by which the model shows a line to its visitor:
	// that the session is about to end, for one. Nil shows none.
	Notice func(text string, urgent bool) tea.Msg
	// Log is told what happens. It is called from several goroutines, one
	// at a time, and must return soon. Nil tells nobody.
	Log func(Event)
	// Now is the clock, nil for that of the machine.
	Now func() time.Time
}

// A Command is what a client asks for instead of the console: ssh HOST WORDS.
type Command struct {
	// Args are the words, split as a POSIX shell splits them. Nothing in them is
	// expanded. They are untrusted text.
	Args     []string
	In       io.Reader // at most [MaxInput] bytes, then an error
	Out, Err io.Writer
}

// MaxInput is how many bytes a command may read.
const MaxInput = 8 << 20

// Limits bound what visitors take. A zero stands for the default, which is
// named beside it.
type Limits struct {
	Sessions int // at a time, in all: 250
	PerKey   int // sessions at a time, for one key: 5
	// Rate is how many new connections there may be a second from one address,
	// which is that of a whole audience behind one router: 20, and three seconds'
	// worth at once.
	Rate float64
	// Pending is how many connections there may be that have not logged in yet:
	// 200. For one more, the oldest goes of the address that has most of them.
	Pending int
	Idle    time.Duration // since the last key: 15 minutes
	Total   time.Duration // of a session: 4 hours
	// Handshake is how long a client has to log in, whose person may be asked
	// whether the host key is the right one, and for a passphrase: 2 minutes.
	Handshake time.Duration
	// Write is how long a client may go without taking what it is sent: 20 seconds.
	Write time.Duration
	// Command is how long a command may run: 30 seconds.
	Command time.Duration
}

// DefaultLimits returns the limits that stand where none are given.
func DefaultLimits() Limits {
	return Limits{
		Sessions: 250, PerKey: 5, Rate: 20, Pending: 200,
		Idle: 15 * time.Minute, Total: 4 * time.Hour,
		Handshake: 2 * time.Minute, Write: 20 * time.Second, Command: 30 * time.Second,
	}
}

// Errors that [Start] wraps, for callers that choose by them.
var (
	// ErrNoAuthorizedKeys says that nobody is named who may log in.
	ErrNoAuthorizedKeys = errors.New("no authorized keys: " + keysAdvice)
	// ErrHostKey says that there is no key for the server to prove itself with.
	ErrHostKey = errors.New("no host key")
	// ErrListen says that the address cannot be listened on.
	ErrListen = errors.New("cannot listen")
	// ErrLimits says that a limit makes no sense.
	ErrLimits = errors.New("limit out of range")
)

// keysAdvice says how to let somebody in.
const keysAdvice = "name a file with the public keys that may log in, " +
	"such as ~/.ssh/id_ed25519.pub (ssh-keygen -t ed25519 makes one) or a file with one such line for each visitor"

// withDefaults returns c with a value in every field that needs one.
func (c Config) withDefaults() (Config, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	d, l := DefaultLimits(), &c.Limits
	err := errors.Join(
		fill("sessions", &l.Sessions, d.Sessions), fill("sessions per key", &l.PerKey, d.PerKey),
		fill("rate", &l.Rate, d.Rate), fill("pending connections", &l.Pending, d.Pending),
		fill("idle time", &l.Idle, d.Idle), fill("total time", &l.Total, d.Total),
		fill("handshake time", &l.Handshake, d.Handshake), fill("write time", &l.Write, d.Write),
		fill("command time", &l.Command, d.Command),
	)
	return c, err
}

// fill puts a default where there is nothing, and refuses what is below it.
func fill[T int | float64 | time.Duration](name string, limit *T, def T) error {
	switch {
	case *limit == 0:
		*limit = def
	case !(*limit > 0): // NaN, too
		return fmt.Errorf("%w: %s %v: give a number above 0, or nothing for %v", ErrLimits, name, *limit, def)
	}
	return nil
}
