package sshd

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// How an ending session goes on, step by step.
const (
	// readingTime is how long a visitor has to read why the session ends.
	readingTime = time.Second
	// quitTime is how long a program may take to quit before it is stopped, and
	// a session to end then before its connection is closed.
	quitTime = time.Second
)

// A visit is a session that counts: its visitor, and what it takes to end it.
type visit struct {
	server  *Server
	channel *channel
	visitor Visitor // Since, LastKey and the size are kept elsewhere
	began   time.Duration
	lastKey atomic.Int64 // since the start of the server
	over    chan struct{}
	stalled int64 // the write that was under way at the last patrol

	mu     sync.Mutex
	send   func(tea.Msg) // to the program, nil before it runs
	quit   func()
	why    string // the session ends, "" as long as it need not
	warned bool   // of the end that comes by the clock
	ending []*time.Timer
}

// admit counts a session, or says why it cannot be had.
func (s *Server) admit(session ssh.Session, ch *channel) (*visit, string) {
	key := session.PublicKey()
	label, ok := s.keys.label(key)
	if !ok {
		return nil, "this key may not log in any more"
	}
	now, width, height := s.elapsed(), 0, 0
	if ch.hasTerminal {
		width, height = ch.size()
	}
	v := &visit{server: s, channel: ch, began: now, over: make(chan struct{}), visitor: Visitor{
		User: short(session.User()), Key: gossh.FingerprintSHA256(key), Label: label,
		From: session.RemoteAddr().String(), Since: s.config.Now(),
		Terminal: ch.terminal, Width: width, Height: height, Command: commandName(ch.command),
	}}
	v.lastKey.Store(int64(now))
	s.mu.Lock()
	defer s.mu.Unlock()
	limits := s.config.Limits
	switch {
	case s.closing:
		return nil, "this server is ending: try again later"
	case len(s.visits) >= limits.Sessions:
		return nil, fmt.Sprintf("all %d sessions of this server are taken: try again later", limits.Sessions)
	case s.perKey[v.visitor.Key] >= limits.PerKey:
		return nil, fmt.Sprintf("this key has its %d sessions: leave one of them first", limits.PerKey)
	}
	s.lastID++
	v.visitor.ID = s.lastID
	s.visits[v.visitor.ID] = v
	s.perKey[v.visitor.Key]++
	return v, ""
}

// leave counts a session off. Its client is told only then, so that it can come
// back at once.
func (s *Server) leave(v *visit) {
	s.mu.Lock()
	delete(s.visits, v.visitor.ID)
	if s.perKey[v.visitor.Key]--; s.perKey[v.visitor.Key] <= 0 {
		delete(s.perKey, v.visitor.Key)
	}
	s.mu.Unlock()
	s.change()
}

// finish ends what was there to end the session.
func (v *visit) finish() {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, t := range v.ending {
		t.Stop()
	}
	v.ending, v.send, v.quit = nil, nil, nil
	close(v.over)
}

// now returns the visitor as of now.
func (v *visit) now() Visitor {
	w := v.visitor
	w.LastKey = w.Since.Add(time.Duration(v.lastKey.Load()) - v.began)
	if v.channel.hasTerminal {
		w.Width, w.Height = v.channel.size()
	}
	return w
}

// typed notes that a key was pressed.
func (v *visit) typed() { v.lastKey.Store(int64(v.server.elapsed())) }

// run sets how the program is reached. Its visitor is told at once what was to
// be told before.
func (v *visit) run(send func(tea.Msg), quit func()) {
	v.mu.Lock()
	v.send, v.quit = send, quit
	why := v.why
	v.mu.Unlock()
	if why != "" {
		quit()
	}
}

// tell shows the visitor a line, if there is a program that can.
func (v *visit) tell(text string, urgent bool) {
	v.mu.Lock()
	send := v.send
	v.mu.Unlock()
	if send == nil || v.server.config.Notice == nil {
		return
	}
	// A program that is busy takes its time, and nobody else's.
	v.server.group.Go(func() {
		defer v.server.mend("telling a visitor", nil)
		send(v.server.config.Notice(text, urgent))
	})
}

// end ends the session: its visitor is told why, the program is asked to quit
// after the time that it takes to read that, stopped if it does not, and the
// connection closed if that does not help. Only the first reason counts.
func (v *visit) end(why string, reading time.Duration) {
	v.mu.Lock()
	defer v.mu.Unlock()
	select {
	case <-v.over:
		return
	default:
	}
	if v.why != "" {
		return
	}
	v.why = why
	after := func(d time.Duration, step func()) { v.ending = append(v.ending, time.AfterFunc(d, step)) }
	after(reading, v.askToQuit)
	after(reading+quitTime, func() { v.channel.cancel(errEnded) })
	after(reading+2*quitTime, func() { _ = v.channel.conn.Close() })
}

// askToQuit quits the program, or stops the command.
func (v *visit) askToQuit() {
	v.mu.Lock()
	quit := v.quit
	v.mu.Unlock()
	if quit != nil {
		quit()
	}
}

// drop gives up a client that takes nothing: neither its program nor anybody
// else waits for it any longer.
func (v *visit) drop() {
	if v.channel.stall.dead.Swap(true) {
		return
	}
	v.channel.cancel(errDropped)
	// Closing the channel may have to wait for the client, too.
	v.server.group.Go(func() { _ = v.channel.Channel.Close() })
	v.mu.Lock()
	defer v.mu.Unlock()
	v.ending = append(v.ending, time.AfterFunc(quitTime, func() { _ = v.channel.conn.Close() }))
}

// reason says how the session ended, in the words that its visitor reads, ""
// if that was what the visitor wanted.
func (v *visit) reason() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.why
}

// cause returns the cause of the end of a context, nil while it goes on.
func cause(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return context.Cause(ctx)
}

// byID sorts visits, the earliest first.
func byID(a, b *visit) int { return a.visitor.ID - b.visitor.ID }

// all returns the visits that there are, the earliest first.
func (s *Server) all() []*visit {
	s.mu.Lock()
	defer s.mu.Unlock()
	visits := make([]*visit, 0, len(s.visits))
	for _, v := range s.visits {
		visits = append(visits, v)
	}
	slices.SortFunc(visits, byID)
	return visits
}
