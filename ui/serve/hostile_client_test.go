package serve_test

import (
	"net"
	"strings"
	"sync"
	"sync/atomic"

	gossh "golang.org/x/crypto/ssh"
)

// A deafConn reads nothing once it was told to, as a client whose machine is
// asleep.
type deafConn struct {
	net.Conn
	deaf   atomic.Bool
	closed chan struct{}
	once   sync.Once
}

func (c *deafConn) Read(p []byte) (int, error) {
	if c.deaf.Load() {
		<-c.closed
		return 0, net.ErrClosed
	}
	return c.Conn.Read(p)
}

func (c *deafConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

// deafClient logs in over a connection that reads nothing once it is told to.
func (h *host) deafClient(key string) (*deafConn, *gossh.Session) {
	h.tb.Helper()
	conn, err := net.Dial("tcp", h.server.Address())
	if err != nil {
		h.tb.Fatal(err)
	}
	if err := conn.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil {
		h.tb.Fatal(err)
	}
	c := &deafConn{Conn: conn, closed: make(chan struct{})}
	h.tb.Cleanup(func() { _ = c.Close() })
	over, channels, requests, err := gossh.NewClientConn(c, h.server.Address(), &gossh.ClientConfig{
		User: key, Auth: []gossh.AuthMethod{gossh.PublicKeys(h.signer(key))}, HostKeyCallback: gossh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		h.tb.Fatal(err)
	}
	session, err := gossh.NewClient(over, channels, requests).NewSession()
	if err != nil {
		h.tb.Fatal(err)
	}
	return c, session
}

// deaf opens the console in a window of the largest size, and stops reading what
// is drawn.
func (h *host) deaf(key string) {
	h.tb.Helper()
	c, session := h.deafClient(key)
	if err := session.RequestPty("xterm", 200, 500, gossh.TerminalModes{}); err != nil {
		h.tb.Fatal(err)
	}
	if _, err := session.StdinPipe(); err != nil { // without it, nothing more is typed
		h.tb.Fatal(err)
	}
	if err := session.Shell(); err != nil {
		h.tb.Fatal(err)
	}
	c.deaf.Store(true)
	for i := range 40 {
		if err := session.WindowChange(200-i%2, 500-i%3); err != nil {
			h.tb.Fatal(err)
		}
	}
}

// deafCommand runs a command that answers with more than a connection holds,
// and reads nothing of it.
func (h *host) deafCommand(key string) {
	h.tb.Helper()
	c, session := h.deafClient(key)
	session.Stdin = strings.NewReader(strings.Repeat("\n", 1<<20))
	if err := session.Start("decode -"); err != nil {
		h.tb.Fatal(err)
	}
	c.deaf.Store(true)
}
