package sshd

import (
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"
)

// far is the end of a connection from an address.
type far struct {
	net.Conn
	from   string
	closed bool
}

func (f *far) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(f.from)) }

func (f *far) Close() error {
	f.closed = true
	return nil
}

func TestAnAddressHasThreeSecondsWorthOfConnectionsAtOnce(t *testing.T) {
	t.Parallel()
	g, now := newGate(DefaultLimits()), time.Unix(0, 0)
	try := func(from string, at time.Time) bool {
		c, _ := g.admit(&far{from: from}, at)
		return c != nil
	}
	for i := range 60 {
		if !try(fmt.Sprintf("192.0.2.1:%d", 1000+i), now) {
			t.Fatalf("connection %d is refused", i)
		}
	}
	if try("192.0.2.1:1", now) || try("[::ffff:192.0.2.1]:1", now) {
		t.Error("one more is let in")
	}
	if !try("192.0.2.2:1", now) {
		t.Error("a neighbour is refused")
	}
	if !try("192.0.2.1:1", now.Add(50*time.Millisecond)) || try("192.0.2.1:1", now.Add(50*time.Millisecond)) {
		t.Error("after a twentieth of a second, one more is to be let in")
	}
	g.tidy(now.Add(time.Minute), quietTime)
	if len(g.buckets) != 0 {
		t.Errorf("%d quiet addresses are remembered", len(g.buckets))
	}
}

func TestAnIPv6ClientIsOneAddressWithAllItsOwn(t *testing.T) {
	t.Parallel()
	g, now := newGate(DefaultLimits()), time.Unix(0, 0)
	refused := 0
	for i := range 100 {
		if c, _ := g.admit(&far{from: fmt.Sprintf("[2001:db8::%x:1]:5", i)}, now); c == nil {
			refused++
		}
	}
	if refused != 40 {
		t.Errorf("%d of 100 are refused", refused)
	}
	if c, _ := g.admit(&far{from: "[2001:db8:0:1::1]:5"}, now); c == nil {
		t.Error("the next network is refused")
	}
	if len(g.buckets) != 2 {
		t.Errorf("%d addresses are remembered", len(g.buckets))
	}
}

func TestAddressesWithoutEndAreNotRemembered(t *testing.T) {
	t.Parallel()
	g, now := newGate(DefaultLimits()), time.Unix(0, 0)
	for i := range mostAddresses + 100 {
		g.admit(&far{from: fmt.Sprintf("10.%d.%d.%d:1", i>>16, i>>8&255, i&255)}, now)
	}
	if len(g.buckets) > mostAddresses || len(g.pending) > g.limits.Pending {
		t.Errorf("%d addresses, %d connections", len(g.buckets), len(g.pending))
	}
}

func TestWhoHasLoggedInIsNotPutOut(t *testing.T) {
	t.Parallel()
	g, now := newGate(DefaultLimits()), time.Unix(0, 0)
	visitor := &far{from: "192.0.2.1:1"}
	c, _ := g.admit(visitor, now)
	if !g.login(c, "key", now) {
		t.Fatal("the login is refused")
	}
	first := &far{from: "192.0.2.2:1"}
	g.admit(first, now)
	for i := range 300 {
		g.admit(&far{from: fmt.Sprintf("198.51.100.%d:1", i%250)}, now)
	}
	if visitor.closed || !first.closed || len(g.pending) != g.limits.Pending {
		t.Errorf("the visitor is closed: %v, the first of the others: %v; %d are pending", visitor.closed, first.closed, len(g.pending))
	}
	if c, _ := g.admit(first, now); g.login(c, "key", now) != true {
		t.Error("a second login is refused")
	}
	if idle := g.tidy(now.Add(helloTime-1), quietTime); len(idle) != 0 {
		t.Errorf("%d connections are to close too early", len(idle))
	}
	if idle := g.tidy(now.Add(helloTime), quietTime); len(idle) != len(g.pending) {
		t.Errorf("%d of %d silent connections are to close", len(idle), len(g.pending))
	}
	if idle := g.tidy(now.Add(quietTime), quietTime); len(idle) != len(g.pending)+2 {
		t.Errorf("%d connections without a session are to close", len(idle)-len(g.pending))
	}
	_ = c.Close()
	_ = c.Close()
	if !visitor.closed || len(g.inside) != 1 || g.perKey["key"] != 1 {
		t.Errorf("%d are inside, %d of them with the key", len(g.inside), g.perKey["key"])
	}
	pending, inside := g.close()
	if len(pending) == 0 || len(inside) != 1 {
		t.Errorf("%d and %d are there at the end", len(pending), len(inside))
	}
	if c, why := g.admit(&far{from: "192.0.2.9:1"}, now); c != nil || why == "" {
		t.Error("somebody is let in after the end")
	}
}

// An audience behind one router has one address. Its people look at the
// fingerprint of the host key, and type the passphrase of their own.
func TestAnAudienceBehindOneAddressHasTimeToLogIn(t *testing.T) {
	t.Parallel()
	limits := DefaultLimits()
	g, now := newGate(limits), time.Unix(0, 0)
	people := make([]*far, limits.Pending-1)
	for i := range people {
		people[i] = &far{from: "192.0.2.1:1"}
		c, why := g.admit(people[i], now.Add(time.Duration(i)*time.Second/20)) // as many a second
		if c == nil {
			t.Fatal(i, why)
		}
		c.heard.Store(hello)
	}
	silent := &far{from: "192.0.2.1:2"}
	g.admit(silent, now)
	for _, c := range g.tidy(now.Add(time.Minute), quietTime) {
		_ = c.Close()
	}
	for i, p := range people {
		if p.closed {
			t.Fatalf("person %d is put out", i)
		}
	}
	if !silent.closed {
		t.Error("a client that said nothing for a minute is still there")
	}
}

func TestWhoeverCrowdsTheGateMakesRoom(t *testing.T) {
	t.Parallel()
	g, now := newGate(DefaultLimits()), time.Unix(0, 0)
	guest := &far{from: "192.0.2.1:1"}
	g.admit(guest, now)
	var crowd []*far
	for i := range 300 {
		crowd = append(crowd, &far{from: "198.51.100.1:1"})
		g.admit(crowd[i], now.Add(time.Duration(i)*time.Second))
	}
	if guest.closed || !crowd[0].closed || crowd[299].closed || len(g.pending) != g.limits.Pending {
		t.Errorf("the guest is closed: %v, the first and the last of the crowd: %v, %v; %d are pending", guest.closed, crowd[0].closed, crowd[299].closed, len(g.pending))
	}
}

func TestAKeyWithTooManyConnectionsStaysAmongThoseThatHaveNotLoggedIn(t *testing.T) {
	t.Parallel()
	g, now := newGate(Limits{PerKey: 1, Pending: 10, Rate: 100}), time.Unix(0, 0)
	var last *conn
	for range perKeyConns + 1 {
		last, _ = g.admit(&far{from: "192.0.2.1:1"}, now)
		g.login(last, "key", now)
	}
	if pending, inside := g.close(); len(inside) != perKeyConns || len(pending) != 1 || pending[0] != last {
		t.Errorf("%d are pending, %d are inside", len(pending), len(inside))
	}
}
