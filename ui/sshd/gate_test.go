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
	for i := range 30 {
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
	if !try("192.0.2.1:1", now.Add(100*time.Millisecond)) || try("192.0.2.1:1", now.Add(100*time.Millisecond)) {
		t.Error("after a tenth of a second, one more is to be let in")
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
	if refused != 70 {
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
	if idle := g.tidy(now.Add(quietTime), quietTime); len(idle) != 2 {
		t.Errorf("%d connections without a session are told", len(idle))
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
