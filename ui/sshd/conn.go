package sshd

import (
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

const (
	// mostChannels is how many channels a connection may have at a time.
	mostChannels = 4
	// mostOpening is how many requests for a channel may be under way at a
	// time. A client that does not take the answers would pile them up.
	mostOpening = 16
)

// A conn is one connection of a client. It ends when a write makes no progress.
type conn struct {
	net.Conn
	gate     *gate
	from     netip.Addr
	patience time.Duration // with a client that takes nothing
	flow     *rate.Limiter // of its sessions
	once     sync.Once
	err      error

	key   string       // the fingerprint of the key that logged in; guarded by the gate
	since time.Time    // of its start, of the login, or of the last session; guarded by mu, too
	heard atomic.Int64 // bytes of the client so far

	mu       sync.Mutex
	opening  int // requests for a channel that are under way
	channels int
}

// Read notes that the client has something to say.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.heard.Add(int64(n))
	return n, err
}

// Write fails once the client has taken nothing for as long as one may, and
// the connection is closed then.
func (c *conn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.patience)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Write(p)
	if err != nil {
		_ = c.Close()
	}
	return n, err
}

// Close ends the connection at once: what was not sent yet is lost.
func (c *conn) Close() error {
	c.once.Do(func() {
		c.gate.forget(c)
		c.err = c.Conn.Close()
	})
	return c.err
}

// opens counts a request for a channel. It reports false if the client piles
// them up.
func (c *conn) opens() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.opening >= mostOpening {
		return false
	}
	c.opening++
	return true
}

// opened ends what opens began: with a channel, if there may be one more.
func (c *conn) opened() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.channels >= mostChannels {
		return false
	}
	c.channels++
	return true
}

// answered ends what opens began, once the client has its answer.
func (c *conn) answered() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.opening--
}

// left counts a channel off.
func (c *conn) left(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.channels--
	c.since = now
}

// quietFor returns for how long the connection has had no channel.
func (c *conn) quietFor(now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.channels > 0 {
		return 0
	}
	return now.Sub(c.since)
}

// refuse closes a connection so that nothing of it stays.
func refuse(raw net.Conn) {
	if tcp, ok := raw.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = raw.Close()
}
