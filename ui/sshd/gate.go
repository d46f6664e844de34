package sshd

import (
	"math"
	"net"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// burst is how many seconds' worth of connections one address may open at
	// once.
	burst = 3
	// mostAddresses is how many addresses are remembered, of about 200 bytes
	// each. Beyond them, new addresses wait until some are forgotten.
	mostAddresses = 1 << 14
	// perKeyConns is how many connections one key may have for each session
	// that it may have.
	perKeyConns = 2
	// sessionRate and sessionBurst bound how quickly one connection may begin
	// sessions, in sessions a second: what comes faster waits.
	sessionRate, sessionBurst = 5, 20
	// A client says hello before anybody is asked anything: the version of its
	// protocol and what it can do, several hundred bytes. helloTime is how long
	// it has for the first of them.
	hello, helloTime = 100, 10 * time.Second
)

// A gate decides which connections are let in, at next to no cost: it holds no
// goroutine and no timer, and a connection that it turns away is closed before
// a byte was read.
type gate struct {
	limits Limits

	mu      sync.Mutex
	closed  bool
	buckets map[netip.Addr]*rate.Limiter
	pending []*conn // that have not logged in, the oldest first
	inside  map[*conn]struct{}
	perKey  map[string]int // connections that have logged in, by fingerprint
	left    chan struct{}  // is sent to when one of those has closed, or none is left
}

func newGate(l Limits) *gate {
	return &gate{
		limits: l, buckets: map[netip.Addr]*rate.Limiter{}, inside: map[*conn]struct{}{}, perKey: map[string]int{},
		left: make(chan struct{}, 1),
	}
}

// origin returns what counts as one address: an IPv6 client has a whole /64 of
// them.
func origin(addr net.Addr) netip.Addr {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	ip := tcp.AddrPort().Addr().Unmap().WithZone("")
	if ip.Is6() {
		if prefix, err := ip.Prefix(64); err == nil {
			return prefix.Addr()
		}
	}
	return ip
}

// admit lets a connection in. It returns nil and says why if it does not; what
// had to go for it is closed.
func (g *gate) admit(raw net.Conn, now time.Time) (*conn, string) {
	from := origin(raw.RemoteAddr())
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return nil, "this server is ending"
	}
	if !g.allow(from, now) {
		g.mu.Unlock()
		return nil, "too many connections a second from one address"
	}
	gone := g.makeRoom()
	c := &conn{Conn: raw, gate: g, from: from, patience: g.limits.Write, since: now, flow: rate.NewLimiter(sessionRate, sessionBurst)}
	g.pending = append(g.pending, c)
	g.mu.Unlock()
	if gone != nil {
		_ = gone.Close()
	}
	return c, ""
}

// allow takes one connection off what an address may open.
func (g *gate) allow(from netip.Addr, now time.Time) bool {
	bucket := g.buckets[from]
	if bucket == nil {
		if len(g.buckets) >= mostAddresses {
			return false
		}
		bucket = rate.NewLimiter(rate.Limit(g.limits.Rate), g.burst())
		g.buckets[from] = bucket
	}
	return bucket.AllowN(now, 1)
}

func (g *gate) burst() int {
	return int(math.Ceil(math.Min(burst*g.limits.Rate, math.MaxInt32)))
}

// makeRoom returns the connection that has to go for one more, nil if there is
// room: the oldest that has not logged in, of the address with most of them.
// Others have no part in a crowd, and an audience that shares an address may
// have all the room there is.
func (g *gate) makeRoom() (gone *conn) {
	if len(g.pending) < g.limits.Pending {
		return nil
	}
	crowd, most := map[netip.Addr]int{}, 0
	for _, c := range g.pending {
		crowd[c.from]++
		most = max(most, crowd[c.from])
	}
	for _, c := range g.pending {
		if crowd[c.from] == most {
			return c
		}
	}
	return nil
}

// forget drops a connection that was closed.
func (g *gate) forget(c *conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.drop(c)
	if _, ok := g.inside[c]; ok {
		delete(g.inside, c)
		g.tellLeft()
		if g.perKey[c.key]--; g.perKey[c.key] <= 0 {
			delete(g.perKey, c.key)
		}
	}
}

// drop takes a connection out of those that have not logged in, and reports
// whether it was there.
func (g *gate) drop(c *conn) bool {
	for i, p := range g.pending {
		if p == c {
			copy(g.pending[i:], g.pending[i+1:])
			g.pending[len(g.pending)-1] = nil
			g.pending = g.pending[:len(g.pending)-1]
			return true
		}
	}
	return false
}

// login notes that a connection has proved that it has a key. It reports false
// if that key has too many connections, or this one was closed meanwhile.
func (g *gate) login(c *conn, key string, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed || g.perKey[key] >= perKeyConns*g.limits.PerKey || !g.drop(c) {
		return false
	}
	c.key, c.since = key, now
	g.inside[c] = struct{}{}
	g.perKey[key]++
	return true
}

// tellLeft tells whoever waits for connections to close.
func (g *gate) tellLeft() {
	select {
	case g.left <- struct{}{}:
	default:
	}
}

// tidy forgets addresses that have been quiet, and returns the connections to
// close: those that have said nothing, and those that have logged in and had no
// session for as long as quiet.
func (g *gate) tidy(now time.Time, quiet time.Duration) (idle []*conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for from, bucket := range g.buckets {
		if bucket.TokensAt(now) >= float64(g.burst()) {
			delete(g.buckets, from)
		}
	}
	for _, c := range g.pending {
		if c.heard.Load() < hello && now.Sub(c.since) >= helloTime {
			idle = append(idle, c)
		}
	}
	for c := range g.inside {
		if c.quietFor(now) >= quiet {
			idle = append(idle, c)
		}
	}
	return idle
}

// close lets nobody in any more, and returns all that are there: those that
// have not logged in, and those that have.
func (g *gate) close() (pending, inside []*conn) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	pending = append(pending, g.pending...)
	for c := range g.inside {
		inside = append(inside, c)
	}
	if len(inside) == 0 {
		g.tellLeft()
	}
	return pending, inside
}
