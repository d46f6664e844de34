package sshd

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

const (
	// graceTime is how long sessions have once the server ends.
	graceTime = 5 * time.Second
	// letGoTime is how long clients have to close their connection once their
	// session has ended.
	letGoTime = 500 * time.Millisecond
	// lastWait is how long is waited after that for what cannot be stopped: a
	// model that is stuck.
	lastWait = 10 * time.Second
	// patrol is how often limits of time are looked at.
	patrol = time.Second
	// quietTime is how long a connection may be without a session.
	quietTime = 5 * time.Minute
	// startTime is how long a client has to start a session on a channel, and to
	// let go of one that is over: its person has no part in that.
	startTime = 10 * time.Second
)

// supervise accepts connections and keeps the limits of time, until the server
// is to end, and ends it.
func (s *Server) supervise() {
	failed := make(chan error, 1)
	var work sync.WaitGroup
	work.Go(func() { failed <- s.accept() })
	work.Go(s.patrols)
	var err error
	select {
	case <-s.stopping.Done():
	case err = <-failed:
		s.stop()
	}
	_ = s.listener.Close()
	s.dismiss()
	work.Wait()
	if stuck := s.awaitGroup(); stuck != nil {
		err = errors.Join(err, stuck)
	}
	s.err = err
	s.mu.Lock()
	s.over = true
	close(s.changed)
	s.mu.Unlock()
	close(s.ended)
}

// accept takes connections in until the listener is closed.
func (s *Server) accept() error {
	failures := 0
	for {
		raw, err := s.listener.Accept()
		if s.stopping.Err() != nil {
			if err == nil {
				refuse(raw)
			}
			return nil
		}
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return fmt.Errorf("accepting connections on %s: %w", s.Address(), err)
			}
			// The machine is out of something that comes back: files, memory.
			if failures++; failures == 1 {
				s.log(Event{Kind: Failed, Why: fmt.Sprintf("accepting connections: %v: newcomers wait", reasonOfNet(err))})
			}
			select {
			case <-time.After(min(time.Duration(failures)*5*time.Millisecond, time.Second)):
			case <-s.stopping.Done():
			}
			continue
		}
		failures = 0
		c, why := s.gate.admit(raw, s.config.Now())
		if c == nil {
			s.refused(Visitor{From: raw.RemoteAddr().String()}, why)
			refuse(raw)
			continue
		}
		s.group.Go(func() {
			defer s.mend("serving a connection", func() { _ = c.Close() })
			s.ssh.HandleConn(c)
		})
	}
}

// patrols looks after limits of time until the server is to end, and then
// until its last visitor is gone.
func (s *Server) patrols() {
	ticker := time.NewTicker(s.config.Limits.patrol())
	defer ticker.Stop()
	for {
		select {
		case <-s.stopping.Done():
			return
		case <-ticker.C:
			s.patrol()
		}
	}
}

// patrol returns how often the limits are looked at: short ones more often.
func (l Limits) patrol() time.Duration {
	return max(10*time.Millisecond, min(patrol, l.Idle/8, l.Total/8, l.Write/4))
}

// start returns how long a client has to start a session.
func (l Limits) start() time.Duration { return min(startTime, l.Handshake) }

func (s *Server) patrol() {
	s.patrolling.Lock()
	defer s.patrolling.Unlock()
	defer s.mend("looking after limits", nil)
	now := s.elapsed()
	for _, v := range s.all() {
		// The clock may have jumped: the same write has been seen before, then.
		lasts, write := v.channel.stall.lasts(now)
		if write != 0 && write == v.stalled && lasts >= s.config.Limits.Write {
			v.drop()
			continue
		}
		v.stalled = write
		v.checkTime(now)
	}
	for _, c := range s.gate.tidy(s.config.Now(), quietTime) {
		_ = c.Close()
	}
	s.keys.refresh()
	s.tellRefusals()
}

// checkTime warns a visitor whose time is nearly over, and ends the session
// when it is.
func (v *visit) checkTime(now time.Duration) {
	if v.channel.command != "" {
		return // it has a limit of its own
	}
	l := v.server.config.Limits
	last := time.Duration(v.lastKey.Load())
	idle, total := last+l.Idle-now, v.began+l.Total-now
	switch {
	case total <= 0:
		v.end(fmt.Sprintf("this session has ended after %s, which is all that one may last: connect again", forPeople(l.Total)), 0)
	case idle <= 0:
		v.end(fmt.Sprintf("no key was pressed for %s, so this session has ended: connect again", forPeople(l.Idle)), 0)
	case total <= warning(l.Total):
		v.warn(fmt.Sprintf("this session ends in %s: it may last %s", forPeople(max(time.Second, total.Round(time.Second))), forPeople(l.Total)))
	case idle <= warning(l.Idle):
		v.warn(fmt.Sprintf("press a key: this session ends in %s without one", forPeople(max(time.Second, idle.Round(time.Second)))))
	default:
		v.mu.Lock()
		v.warned = false
		v.mu.Unlock()
	}
}

// warning returns how long before its end a limit is told.
func warning(limit time.Duration) time.Duration { return min(time.Minute, limit/4) }

// warn tells a visitor once that the session will end.
func (v *visit) warn(text string) {
	v.mu.Lock()
	warned := v.warned
	v.warned = true
	v.mu.Unlock()
	if !warned {
		v.tell(text, true)
	}
}

// dismiss ends every session, and closes every connection once they have ended,
// or after the time that they have.
func (s *Server) dismiss() {
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	deadline := time.NewTimer(graceTime)
	defer deadline.Stop()
	pending, _ := s.gate.close()
	for _, c := range pending {
		_ = c.Close()
	}
	visits := s.all()
	for _, v := range visits {
		const why = "this server is ending: come back later"
		v.tell(why, true)
		v.end(why, readingTime)
	}
	for _, v := range visits {
		select {
		case <-v.over:
			continue
		case <-deadline.C:
		}
		break
	}
	s.letGo(deadline.C)
}

// letGo closes the connections of those who have logged in. Clients close them
// first, if they are quick: what they were sent last may still be on its way.
func (s *Server) letGo(deadline <-chan time.Time) {
	patience := time.NewTimer(letGoTime)
	defer patience.Stop()
	for {
		_, inside := s.gate.close()
		select {
		case <-s.gate.left:
			if len(inside) > 0 {
				continue
			}
		case <-patience.C:
		case <-deadline:
		}
		for _, c := range inside {
			_ = c.Close()
		}
		return
	}
}

// awaitGroup waits until no goroutine of the server is left. What is stuck in a
// model cannot be stopped, and is not waited for long.
func (s *Server) awaitGroup() error {
	select {
	case <-s.group.gone():
		return nil
	case <-time.After(lastWait):
		return errors.New("ending the SSH server: part of a session does not stop")
	}
}

// elapsed returns the time since the start of the server.
func (s *Server) elapsed() time.Duration { return s.config.Now().Sub(s.started) }

// change tells that there is something new to see.
func (s *Server) change() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return
	}
	select {
	case s.changed <- struct{}{}:
	default:
	}
}
