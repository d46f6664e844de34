package httpd

import (
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
)

// How many connections there are at a time: of all clients, and of one, which
// on loopback is this whole machine.
const (
	maxConns       = 4000
	maxClientConns = 400
)

// Conns are the open connections of a server. One too many is closed as soon
// as it is there: it must not wait in a queue where it keeps others out.
type conns struct {
	all, each int // how many there may be, in all and of one client

	mu      sync.Mutex
	open    map[*conn]struct{}
	clients map[netip.Addr]int
}

func newConns(all, each int) *conns {
	return &conns{all: all, each: each, open: map[*conn]struct{}{}, clients: map[netip.Addr]int{}}
}

// A conn is a connection that is counted until it is closed.
type conn struct {
	net.Conn
	of     *conns
	client netip.Addr
	closed atomic.Bool
	spoke  atomic.Bool // the client has sent something
}

// add counts a connection, unless it is one too many.
func (c *conns) add(raw net.Conn) (*conn, bool) {
	a := &conn{Conn: raw, of: c}
	if tcp, ok := raw.RemoteAddr().(*net.TCPAddr); ok {
		a.client = tcp.AddrPort().Addr().Unmap().WithZone("")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.open) >= c.all || c.clients[a.client] >= c.each {
		return nil, false
	}
	c.open[a] = struct{}{}
	c.clients[a.client]++
	return a, true
}

// closeSilent closes the connections that have not sent anything, which no
// request is under way on.
func (c *conns) closeSilent() {
	c.mu.Lock()
	var silent []*conn
	for a := range c.open {
		if !a.spoke.Load() {
			silent = append(silent, a)
		}
	}
	c.mu.Unlock()
	for _, a := range silent {
		_ = a.Close() // the client sees the end either way
	}
}

// Read implements [net.Conn].
func (a *conn) Read(b []byte) (int, error) {
	n, err := a.Conn.Read(b)
	if n > 0 {
		a.spoke.Store(true)
	}
	return n, err
}

// Close implements [net.Conn].
func (a *conn) Close() error {
	if !a.closed.Swap(true) {
		a.of.mu.Lock()
		delete(a.of.open, a)
		if a.of.clients[a.client]--; a.of.clients[a.client] == 0 {
			delete(a.of.clients, a.client)
		}
		a.of.mu.Unlock()
	}
	return a.Conn.Close()
}

// A listener accepts connections that are counted.
type listener struct {
	net.Listener
	conns *conns
}

// Accept implements [net.Listener].
func (l listener) Accept() (net.Conn, error) {
	for {
		raw, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if c, ok := l.conns.add(raw); ok {
			return c, nil
		}
		_ = raw.Close() // one too many
	}
}
