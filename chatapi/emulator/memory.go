package emulator

import (
	"context"
	"net"
	"sync"
)

// StartInMemory serves s over connections that are no more than memory: to the
// letter what [Start] serves, but without a port and without the network, so
// that tests run it in the virtual time of testing/synctest. Only
// [Server.Client] finds it; its host is "localhost". It ends with ctx.
func StartInMemory(ctx context.Context, s *Service) *Server {
	l := &pipes{accept: make(chan net.Conn), closed: make(chan struct{})}
	return serve(ctx, l, "localhost", l.dial, s)
}

// pipes is a listener whose connections are made by dial.
type pipes struct {
	accept chan net.Conn
	closed chan struct{}
	once   sync.Once
}

// dial connects. It waits for Accept.
func (p *pipes) dial(ctx context.Context) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.accept <- theirs:
		return ours, nil
	case <-p.closed:
		return nil, &net.OpError{Op: "dial", Net: "pipe", Err: net.ErrClosed}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept implements [net.Listener].
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.accept:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close implements [net.Listener].
func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

// Addr implements [net.Listener].
func (p *pipes) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "localhost" }
