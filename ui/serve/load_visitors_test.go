//go:build linux

package serve_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// perKey is how many visitors of a load test share a key.
const perKey = 4

// An onlooker is a visitor of a load test, who has a countdown on the screen.
type onlooker struct {
	*guest
	first time.Duration // from the start of the connection to the first frame
	bytes *atomic.Int64 // that came over the connection, with all that SSH adds

	mu      sync.Mutex
	changed time.Time     // the countdown
	ticks   int           // how often it has
	longest time.Duration // between two changes
}

// counted counts what comes over a connection.
type counted struct {
	net.Conn
	bytes *atomic.Int64
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.bytes.Add(int64(n))
	return n, err
}

// from connects from an address of this machine, as another machine would.
func (s *served) from(ctx context.Context, address string) (net.Conn, error) {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}, Timeout: patience}
	return d.DialContext(ctx, "tcp", s.address)
}

// login logs in over a connection.
func (s *served) login(c net.Conn, key gossh.Signer) (*gossh.Client, error) {
	over, channels, requests, err := gossh.NewClientConn(c, s.address, &gossh.ClientConfig{
		User: "visitor", Auth: []gossh.AuthMethod{gossh.PublicKeys(key)}, Timeout: patience,
		HostKeyCallback: gossh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		return nil, err
	}
	return gossh.NewClient(over, channels, requests), nil
}

// onlooker has visitor number i come, from an address of its own, and build a
// token that counts down.
func (s *served) onlooker(i int) *onlooker {
	s.tb.Helper()
	signer := s.signer(keyName(i / perKey))
	begun := time.Now()
	raw, err := s.from(s.tb.Context(), fmt.Sprintf("127.1.%d.%d", i/200, 1+i%200))
	if err != nil {
		s.tb.Fatalf("visitor %d: %v", i, err)
	}
	o := &onlooker{bytes: new(atomic.Int64)}
	client, err := s.login(counted{raw, o.bytes}, signer)
	if err != nil {
		s.tb.Fatalf("visitor %d: %v", i, err)
	}
	s.tb.Cleanup(func() { _ = client.Close() })
	o.guest = s.open(client, "xterm-256color", 80, 24)
	o.waitFor("Channel", "Token")
	o.first = time.Since(begun)
	o.typeText("lobby").waitFor("lobby", "ends in")
	return o
}

// arrive has so many visitors come, one after each pause.
func (s *served) arrive(n int, pause time.Duration) []*onlooker {
	s.tb.Helper()
	all := make([]*onlooker, n)
	var coming sync.WaitGroup
	next := time.NewTimer(0)
	defer next.Stop()
	for i := range all {
		<-next.C
		next.Reset(pause)
		coming.Go(func() { all[i] = s.onlooker(i) })
	}
	coming.Wait()
	if slices.Contains(all, nil) {
		s.tb.FailNow()
	}
	return all
}

// watch notes how the countdown goes on, until the context or the session ends.
func (o *onlooker) watch(ctx context.Context) {
	for last := ""; ; {
		o.guest.mu.Lock()
		screen, changed := o.em.String(), o.guest.changed
		o.guest.mu.Unlock()
		if now := countdown(screen); now != "" && now != last {
			last = now
			o.note(time.Now())
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		case <-o.ended:
			return
		}
	}
}

// countdown returns what stands on a screen after "ends in".
func countdown(screen string) string {
	_, after, _ := strings.Cut(screen, "ends in ")
	left, _, _ := strings.Cut(after, " ")
	return left
}

func (o *onlooker) note(now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.changed.IsZero() {
		o.longest = max(o.longest, now.Sub(o.changed))
	}
	o.changed = now
	o.ticks++
}

// since returns how often the countdown has changed and the longest pause
// since it was asked last, the one that has not ended included.
func (o *onlooker) since() (ticks int, longest time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	ticks, longest = o.ticks, max(o.longest, time.Since(o.changed))
	o.ticks, o.longest = 0, 0
	return ticks, longest
}

// depart leaves as a person does, whose client then closes the connection.
func (o *onlooker) depart() {
	o.tb.Helper()
	o.leave()
	_ = o.client.Close()
}

// key presses a key and waits until it shows, then takes it back. It returns
// how long the first took.
func (o *onlooker) key() time.Duration {
	o.tb.Helper()
	begun := time.Now()
	o.typeText("X").waitFor("lobbyX")
	took := time.Since(begun)
	o.typeText("\x7f").waitUntil("the letter is gone", func() bool { return !strings.Contains(o.em.String(), "lobbyX") })
	return took
}

// keys presses one key of each visitor, one after the other.
func keys(all []*onlooker) []time.Duration {
	took := make([]time.Duration, len(all))
	for i, o := range all {
		took[i] = o.key()
	}
	return took
}

// quantile returns the value that a part of all is not above.
func quantile(all []time.Duration, part float64) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(len(sorted)-1, int(part*float64(len(sorted))))]
}
