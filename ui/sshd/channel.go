package sshd

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// Why a session is over, as the cause of its context.
var (
	errLeft    = errors.New("the visitor left")
	errDropped = errors.New("the visitor took nothing of what was sent")
	errEnded   = errors.New("the session was ended")
	errFault   = errors.New("a fault of the program")
	errLate    = errors.New("the time for a command is over")
)

// A channel is one session of a client: what it has asked for, and the bytes
// that come and go. The library sees it as the channel that it would have
// accepted itself.
//
// It is a context, too: that of the session, which ends with it, while the
// library's own lasts as long as the connection.
type channel struct {
	gossh.Channel
	ssh.Context // of the connection

	server    *Server
	conn      *conn
	stall     *stall // of both outputs
	out, errs *output
	life      context.Context
	cancel    context.CancelCauseFunc
	// timer closes the connection of a client that opens a channel and never
	// starts a session on it, or does not let go of one that has ended.
	timer *time.Timer
	gone  chan struct{} // closed once the client has let go

	// What the client has asked for. The sieve alone writes these, and before
	// the session starts.
	started, hasTerminal bool
	terminal, command    string
	environ              []string

	mu            sync.Mutex
	values        map[any]any
	width, height int
	resized       func(width, height int)
}

// channelKey is where a channel finds itself in its context.
type channelKey struct{}

// connKey is where a connection finds itself in its context.
type connKey struct{}

// openChannel is the way of every request for a session.
func (s *Server) openChannel(server *ssh.Server, client *gossh.ServerConn, asked gossh.NewChannel, ctx ssh.Context) {
	s.group.join()
	defer s.group.leave()
	defer s.mend("opening a session", nil)
	c, ok := ctx.Value(connKey{}).(*conn)
	if !ok || !c.opens() {
		if ok {
			_ = c.Close()
		}
		return
	}
	if c.flow.Wait(ctx) != nil {
		c.answered()
		return
	}
	if !c.opened() {
		_ = asked.Reject(gossh.ResourceShortage, "this connection has all the sessions it may have: close one, or connect anew")
		c.answered()
		return
	}
	defer func() { c.left(s.config.Now()) }()
	raw, requests, err := asked.Accept()
	c.answered()
	if err != nil {
		return
	}
	ch := s.newChannel(raw, c, ctx)
	defer ch.letGo()
	defer ch.cancel(errLeft)
	sifted := make(chan *gossh.Request)
	s.group.Go(func() {
		defer s.mend("reading requests", nil)
		ch.sieve(requests, sifted)
	})
	ssh.DefaultSessionHandler(server, client, accepted{asked, ch, sifted}, ch)
}

func (s *Server) newChannel(raw gossh.Channel, c *conn, ctx ssh.Context) *channel {
	ch := &channel{Channel: raw, Context: ctx, server: s, conn: c, values: map[any]any{}, gone: make(chan struct{}), stall: &stall{now: s.elapsed}}
	ch.life, ch.cancel = context.WithCancelCause(ctx)
	ch.out, ch.errs = &output{to: raw, stall: ch.stall}, &output{to: raw.Stderr(), stall: ch.stall}
	ch.timer = time.AfterFunc(s.config.Limits.start(), func() { _ = c.Close() })
	return ch
}

// letGo notes that the client has let go of the channel.
func (ch *channel) letGo() {
	close(ch.gone)
	ch.timer.Stop()
}

// accepted is a request for a channel that was granted already.
type accepted struct {
	gossh.NewChannel
	channel  *channel
	requests <-chan *gossh.Request
}

// Accept returns the channel behind the sieve.
func (a accepted) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	return a.channel, a.requests, nil
}

// Write sends p, with the patience that there is with a client.
func (ch *channel) Write(p []byte) (int, error) { return ch.out.Write(p) }

// Stderr is what the client prints as errors.
func (ch *channel) Stderr() io.ReadWriter {
	return struct {
		io.Reader
		io.Writer
	}{ch.Channel.Stderr(), ch.errs}
}

// setSize notes the size of the terminal, and tells the program.
func (ch *channel) setSize(width, height int) {
	ch.mu.Lock()
	ch.width, ch.height = width, height
	resized := ch.resized
	ch.mu.Unlock()
	if resized != nil {
		resized(width, height)
	}
}

func (ch *channel) size() (width, height int) {
	ch.mu.Lock()
	defer ch.mu.Unlock()
	return ch.width, ch.height
}

// onResize sets who is told of another size, and returns that of now.
func (ch *channel) onResize(tell func(width, height int)) (width, height int) {
	ch.mu.Lock()
	defer ch.mu.Unlock()
	ch.resized = tell
	return ch.width, ch.height
}

// Deadline returns that of the session: there is none.
func (ch *channel) Deadline() (time.Time, bool) { return ch.life.Deadline() }

// Done is closed when the session is over.
func (ch *channel) Done() <-chan struct{} { return ch.life.Done() }

// Err says whether the session is over.
func (ch *channel) Err() error { return ch.life.Err() }

// Value returns what was set for the session, else for its connection.
func (ch *channel) Value(key any) any {
	if key == (channelKey{}) {
		return ch
	}
	ch.mu.Lock()
	v, ok := ch.values[key]
	ch.mu.Unlock()
	if ok {
		return v
	}
	return ch.life.Value(key)
}

// SetValue sets a value for the session alone.
func (ch *channel) SetValue(key, value any) {
	ch.mu.Lock()
	defer ch.mu.Unlock()
	ch.values[key] = value
}
