//go:build linux

package serve_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// hostile are clients that do harm to others, if they can.
type hostile struct {
	silent   int // connect, and never log in
	deaf     int // open the console, and stop reading what it draws
	restless int // open the console, leave, and come again
}

// A mob is hostile clients at work.
type mob struct {
	served *served
	ctx    context.Context
	end    context.CancelFunc
	work   sync.WaitGroup

	connected, thrownOut, visits atomic.Int64
}

// keys is how many keys they need besides those of the visitors.
func (h hostile) keys() int { return (h.deaf + h.restless + perKey - 1) / perKey }

// attack has them all begin. Whoever is sent away comes again.
func (s *served) attack(h hostile, firstKey int) *mob {
	s.tb.Helper()
	m := &mob{served: s}
	m.ctx, m.end = context.WithCancel(s.tb.Context())
	for i := range h.silent {
		m.again(time.Second, func() { m.silence(fmt.Sprintf("127.2.%d.1", i/10)) })
	}
	for i := range h.deaf + h.restless {
		key := s.signer(keyName(firstKey + i/perKey))
		if i < h.deaf {
			m.again(time.Second, func() { m.stopReading(fmt.Sprintf("127.3.%d.1", i/5), key) })
			continue
		}
		m.again(100*time.Millisecond, func() { m.comeAndGo(fmt.Sprintf("127.4.%d.1", i), key) })
	}
	s.tb.Cleanup(m.stop)
	return m
}

// again does something over and over, with a pause, until the mob is stopped.
func (m *mob) again(pause time.Duration, do func()) {
	m.work.Go(func() {
		rest := time.NewTimer(0)
		defer rest.Stop()
		for {
			select {
			case <-rest.C:
			case <-m.ctx.Done():
				return
			}
			do()
			rest.Reset(pause)
		}
	})
}

// stop ends them all, and waits for the last.
func (m *mob) stop() {
	m.end()
	m.work.Wait()
}

// connect connects from an address. The connection ends with the mob.
func (m *mob) connect(address string) (net.Conn, func()) {
	c, err := m.served.from(m.ctx, address)
	if err != nil {
		return nil, nil
	}
	m.connected.Add(1)
	undo := context.AfterFunc(m.ctx, func() { _ = c.Close() })
	return c, func() {
		undo()
		_ = c.Close()
	}
}

// silence connects, and says nothing until it is thrown out.
func (m *mob) silence(address string) {
	c, leave := m.connect(address)
	if c == nil {
		return
	}
	defer leave()
	_, _ = io.Copy(io.Discard, c)
	m.thrownOut.Add(1)
}

// shell opens the console over a connection.
func (m *mob) shell(c net.Conn, key gossh.Signer) (*gossh.Session, io.Reader, error) {
	client, err := m.served.login(c, key)
	if err != nil {
		return nil, nil, err
	}
	session, err := client.NewSession()
	if err != nil {
		return nil, nil, err
	}
	out, err := session.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := session.RequestPty("xterm-256color", 24, 80, gossh.TerminalModes{}); err != nil {
		return nil, nil, err
	}
	return session, out, session.Shell()
}

// stopReading opens the console, reads no more, and has the screen drawn again
// and again until it is thrown out.
func (m *mob) stopReading(address string, key gossh.Signer) {
	raw, leave := m.connect(address)
	if raw == nil {
		return
	}
	defer leave()
	_ = raw.(*net.TCPConn).SetReadBuffer(4 << 10)
	c := &deafConn{Conn: raw, closed: make(chan struct{})}
	defer context.AfterFunc(m.ctx, func() { _ = c.Close() })()
	defer func() { _ = c.Close() }()
	session, _, err := m.shell(c, key)
	if err != nil {
		return
	}
	m.visits.Add(1)
	c.deaf.Store(true)
	often := time.NewTicker(500 * time.Millisecond)
	defer often.Stop()
	for i := 0; m.ctx.Err() == nil; i++ {
		select {
		case <-often.C:
		case <-m.ctx.Done():
			return
		}
		if err := session.WindowChange(24, 80+i%2); err != nil {
			break
		}
	}
	m.thrownOut.Add(1)
}

// comeAndGo opens the console, and leaves with the first that is drawn.
func (m *mob) comeAndGo(address string, key gossh.Signer) {
	c, leave := m.connect(address)
	if c == nil {
		return
	}
	defer leave()
	_, out, err := m.shell(c, key)
	if err != nil {
		m.thrownOut.Add(1)
		return
	}
	_, _ = out.Read(make([]byte, 1))
	m.visits.Add(1)
}
