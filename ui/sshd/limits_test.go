package sshd

import (
	"context"
	"errors"
	"io"
	"net"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

func TestSessionsAreCounted(t *testing.T) {
	t.Parallel()
	h := serve(t, func(c *Config) { c.Limits.Sessions, c.Limits.PerKey = 3, 2 })
	second, third := newKey(t), newKey(t)
	h.list(line(h.key, "") + line(second, "") + line(third, ""))
	refused := func(key gossh.Signer, why string) {
		t.Helper()
		h.key = key
		v := h.open(h.dial())
		v.start("xterm", 80, 24)
		if code := v.exit(); code != 1 {
			t.Error("exit code", code)
		}
		v.sees(why + "\r\n")
	}
	first := h.console()
	h.console()
	refused(h.key, "this key has its 2 sessions: leave one of them first")
	h.key = second
	h.console()
	refused(third, "all 3 sessions of this server are taken: try again later")
	h.logs("refused as grace from 127.0.0.1")
	first.types("q").exit()
	eventually(t, func() bool { return len(h.Visitors()) == 2 }, "the visitor never left")
	h.key = third
	h.console()
}

func TestAConnectionHasFourSessions(t *testing.T) {
	t.Parallel()
	h := serve(t, nil)
	connection := h.dial()
	for range mostChannels {
		h.open(connection)
	}
	_, err := connection.NewSession()
	if refused := (*gossh.OpenChannelError)(nil); !errors.As(err, &refused) || refused.Reason != gossh.ResourceShortage {
		t.Errorf("a fifth session gives %v", err)
	}
}

func TestNothingIsForwarded(t *testing.T) {
	t.Parallel()
	h := serve(t, nil)
	connection := h.dial()
	if _, err := connection.Dial("tcp", h.Address()); err == nil {
		t.Error("a port of the host was reached")
	}
	if _, err := connection.Dial("unix", "/tmp/x"); err == nil {
		t.Error("a socket of the host was reached")
	}
	if _, err := connection.Listen("tcp", "127.0.0.1:0"); err == nil {
		t.Error("a port of the host is listened on")
	}
	if _, err := connection.Listen("unix", "/tmp/atc-test-socket"); err == nil {
		t.Error("a socket of the host is listened on")
	}
	if ok, _, err := connection.SendRequest("keepalive@openssh.com", true, nil); err != nil || !ok {
		t.Error("keepalive gives", ok, err)
	}
	if ok, _, err := connection.SendRequest("hostkeys-prove-00@openssh.com", true, nil); err != nil || ok {
		t.Error("an unknown request gives", ok, err)
	}
	v := h.open(connection)
	for name, payload := range map[string]string{
		"auth-agent-req@openssh.com": "",
		"x11-req":                    "\x00\x00\x00\x00\x01x\x00\x00\x00\x01y\x00\x00\x00\x00",
		"subsystem":                  "\x00\x00\x00\x04sftp",
		"break":                      "\x00\x00\x00\x01",
		"pty-req":                    "\x40\x00\x00\x00",
		"window-change":              "",
		"signal":                     "\x00",
		"env":                        "\x00\x00",
		"exec":                       "\xff\xff\xff\xff",
		"xon-xoff":                   "\x01",
	} {
		if ok, err := v.SendRequest(name, true, []byte(payload)); err != nil || ok {
			t.Errorf("%s gives %v, %v", name, ok, err)
		}
	}
	v.start("xterm", 80, 24)
	v.sees("pad")
	if ok, err := v.SendRequest("shell", true, nil); err != nil || ok {
		t.Error("a second shell gives", ok, err)
	}
}

func TestConnectionsComeAtABoundedRate(t *testing.T) {
	t.Parallel()
	h := serve(t, func(c *Config) { c.Limits.Rate = 2 })
	client := h.dial()
	refused := 0
	for range 30 {
		raw, err := net.Dial("tcp", h.Address())
		if err == nil {
			_ = raw.SetReadDeadline(time.Now().Add(patience))
			_, err = raw.Read(make([]byte, 1))
			_ = raw.Close()
		}
		if err != nil {
			refused++
		}
	}
	if refused < 20 || refused == 30 {
		t.Errorf("%d of 30 connections were refused", refused)
	}
	h.logs("too many connections a second from one address")
	v := h.open(client)
	v.start("xterm", 80, 24)
	v.sees("pad")
}

func TestTheOldestOfThoseWhoDoNotLogInGoes(t *testing.T) {
	t.Parallel()
	h := serve(t, func(c *Config) { c.Limits.Pending = 8 }) // two of them from one address
	visitor := h.console()
	var silent []net.Conn
	for range 50 {
		raw := dialRaw(t, h.Address())
		if _, err := io.ReadFull(raw, make([]byte, 8)); err != nil { // it was let in
			t.Fatal(err)
		}
		silent = append(silent, raw)
	}
	for _, raw := range silent[:40] {
		awaitEnd(t, raw)
	}
	h.console()
	visitor.alive()
}

func TestOneKeyHasNotAnyNumberOfConnections(t *testing.T) {
	t.Parallel()
	h := serve(t, func(c *Config) { c.Limits.PerKey = 1 })
	for range perKeyConns {
		h.dial()
	}
	if client, err := gossh.Dial("tcp", h.Address(), clientConfig(gossh.PublicKeys(h.key))); err == nil {
		_ = client.Close()
		t.Error("one more was let in")
	}
	h.logs(errCrowded.Error())
}

// A clock that a test sets.
type clock struct {
	start time.Time
	gone  atomic.Int64
}

func (c *clock) Now() time.Time          { return c.start.Add(time.Duration(c.gone.Load())) }
func (c *clock) advance(d time.Duration) { c.gone.Add(int64(d)) }
func (c *clock) patrols(h *host)         { h.patrol() }

func TestAVisitorWhoPressesNoKeyIsWarnedAndSentAway(t *testing.T) {
	t.Parallel()
	now := &clock{start: time.Now()}
	h := serve(t, func(c *Config) { c.Now = now.Now })
	v := h.console()
	pass := func(d time.Duration) {
		now.advance(d)
		now.patrols(h)
	}
	pass(14 * time.Minute)
	v.sees("press a key: this session ends in 1 minute without one")
	v.types("a").sees("a.")
	eventually(t, func() bool { return h.Visitors()[0].LastKey.After(now.Now().Add(-time.Second)) }, "the key was not noted")
	pass(13 * time.Minute)
	v.types("\x1b[?1;2c\x1b]11;rgb:0000/0000/0000\x07\x1b[I").sees("[dark true]") // answers are no keys
	pass(2 * time.Minute)
	if code := v.exit(); code != 1 {
		t.Error("exit code", code)
	}
	v.sees("no key was pressed for 15 minutes, so this session has ended: connect again\r\n")
	leavesTheScreen(t, v)
	h.logs("no key was pressed")
}

func TestASessionHasAnEnd(t *testing.T) {
	t.Parallel()
	now := &clock{start: time.Now()}
	h := serve(t, func(c *Config) { c.Now = now.Now; c.Limits.Total = time.Hour; c.Limits.Idle = 10 * time.Hour })
	v := h.console()
	now.advance(59 * time.Minute)
	now.patrols(h)
	v.sees("this session ends in 1 minute: it may last 1 hour")
	now.advance(time.Minute)
	now.patrols(h)
	if code := v.exit(); code != 1 {
		t.Error("exit code", code)
	}
	v.sees("this session has ended after 1 hour")
}

func TestASessionCanBeEnded(t *testing.T) {
	t.Parallel()
	h := serve(t, nil)
	v, other := h.console(), h.console()
	if h.End(99) {
		t.Error("a session was ended that is none")
	}
	for range 2 {
		if !h.End(1) {
			t.Error("there is no session 1")
		}
	}
	if code := v.exit(); code != 1 {
		t.Error("exit code", code)
	}
	v.sees("the session was ended by whoever serves it\r\n")
	other.alive()
}

// stuck is a model that never comes back.
type stuck struct {
	pad
	release chan struct{}
}

func (s stuck) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.KeyPressMsg); ok {
		<-s.release
	}
	return s, nil
}

func TestAModelThatIsStuckDoesNotHoldTheServerUp(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	h := serve(t, func(c *Config) {
		c.Model = func(ssh.Session) tea.Model { return stuck{release: release} }
		c.Log = nil
	})
	v := h.open(h.dial())
	v.start("xterm", 80, 24)
	v.sees("pad")
	v.types("x")
	begin := time.Now()
	h.stop()
	v.exit()
	if took := time.Since(begin); took > graceTime+time.Second {
		t.Errorf("the session took %v to end", took)
	}
	close(release)
	<-h.ended
}

func TestClosingTellsEveryVisitorAndLeavesNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	h := serve(t, func(c *Config) { c.Limits.PerKey = 50 })
	var visitors []*client
	for range 10 {
		visitors = append(visitors, h.console())
	}
	h.dial() // and one without a session
	dialRaw(t, h.Address())
	begin := time.Now()
	closed := make(chan error, 1)
	go func() { closed <- h.Close() }()
	for _, v := range visitors {
		v.sees("this server is ending: come back later.") // in the console
		v.exit()
		v.sees("this server is ending: come back later\r\n")
		leavesTheScreen(t, v)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if took := time.Since(begin); took > graceTime {
		t.Errorf("it took %v", took)
	}
	for range h.Changed() {
	}
	if _, err := net.DialTimeout("tcp", h.Address(), time.Second); err == nil {
		t.Error("the server still listens")
	}
	if err := h.Close(); err != nil {
		t.Error("closing twice:", err)
	}
	eventually(t, func() bool { return runtime.NumGoroutine() <= before+1 }, "%d goroutines before, and now:\n%s", before, lazily(stacks))
}

func stacks() string {
	block := make([]byte, 1<<20)
	return string(block[:runtime.Stack(block, true)])
}

func TestTheServerEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	h := serve(t, nil)
	s, err := Start(ctx, h.config)
	if err != nil {
		t.Fatal(err)
	}
	if s.Fingerprint() != h.Fingerprint() || !strings.HasPrefix(s.Fingerprint(), "SHA256:") {
		t.Error("two servers with one host key differ:", s.Fingerprint(), h.Fingerprint())
	}
	cancel()
	if err := s.Wait(); err != nil {
		t.Error(err)
	}
}

func TestAnAddressInUseIsTold(t *testing.T) {
	t.Parallel()
	h := serve(t, nil)
	config := h.config
	config.Listen = h.Address()
	if _, err := Start(t.Context(), config); !errors.Is(err, ErrListen) || !strings.Contains(err.Error(), "in use") || strings.Count(err.Error(), h.Address()) != 1 {
		t.Error(err)
	}
	config.Limits.PerKey = -1
	if _, err := Start(t.Context(), config); !errors.Is(err, ErrLimits) {
		t.Error(err)
	}
}

// A full listener is one on a machine that is out of files for a while.
type fullListener struct{ tries int }

func (l *fullListener) Accept() (net.Conn, error) {
	if l.tries++; l.tries > 500 {
		return nil, net.ErrClosed
	}
	return nil, &net.OpError{Op: "accept", Err: errors.New("too many open files")}
}

func (l *fullListener) Close() error   { return nil }
func (l *fullListener) Addr() net.Addr { return &net.TCPAddr{} }

func TestAMachineThatIsOutOfFilesForAWhileDoesNotEndTheServer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var told []string
		full := &fullListener{}
		s := &Server{
			config:   Config{Now: time.Now, Log: func(e Event) { told = append(told, e.Why) }},
			listener: full, stopping: t.Context(),
		}
		err := s.accept()
		if !errors.Is(err, net.ErrClosed) || full.tries != 501 {
			t.Errorf("after %d tries: %v", full.tries, err)
		}
		if len(told) != 1 || !strings.Contains(told[0], "too many open files") {
			t.Errorf("the log has %q", told)
		}
	})
}
