package emulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// A Server serves a [Service] over HTTP.
type Server struct {
	host     string
	dial     func(context.Context) (net.Conn, error)
	http     *http.Server
	cancel   context.CancelFunc
	done     chan struct{}
	err      error // of done
	inflight sync.WaitGroup
}

// Start serves s on an address of this machine, host:port with a port of 0 for
// any that is free. Every other address is an error, for the service lets in
// whoever has a token, and knows no encryption. It ends with ctx.
func Start(ctx context.Context, addr string, s *Service) (*Server, error) {
	if err := checkLoopback(addr); err != nil {
		return nil, err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("the emulator cannot listen on %s: %w: give another port, or 0 for any that is free", addr, err)
	}
	// A name such as localhost is resolved by the system: what counts is where
	// the listener ended up.
	if bound := l.Addr().String(); checkLoopback(bound) != nil {
		_ = l.Close()
		return nil, fmt.Errorf("the emulator would listen on %s, which is not this machine alone: give 127.0.0.1:0", bound)
	}
	host := l.Addr().String()
	return serve(ctx, l, host, func(ctx context.Context) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", host)
	}, s), nil
}

// checkLoopback returns an error for an address that others can reach.
func checkLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("the emulator cannot listen on %q: give an address and a port of this machine, such as 127.0.0.1:0", addr)
	}
	if ip, err := netip.ParseAddr(host); host == "localhost" || err == nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("the emulator listens on this machine only, not on %q: give an address such as 127.0.0.1:0", addr)
}

// serve serves s on a listener until ctx ends or the server is closed.
func serve(ctx context.Context, l net.Listener, host string, dial func(context.Context) (net.Conn, error), s *Service) *Server {
	inner, cancel := context.WithCancel(ctx)
	v := &Server{host: host, dial: dial, cancel: cancel, done: make(chan struct{})}
	v.http = &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { v.handle(w, r, s) }),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       time.Minute,
		// The longest that faults make an answer take, and some more.
		WriteTimeout:   3*MaxDelay + patience,
		MaxHeaderBytes: 64 << 10, // far above the longest token
		BaseContext:    func(net.Listener) context.Context { return inner },
		ConnState:      v.follow,
		ErrorLog:       log.New(io.Discard, "", 0), // stderr may be a console's
		// OPTIONS * is answered like any other request.
		DisableGeneralOptionsHandler: true,
	}
	stop := context.AfterFunc(ctx, func() { _ = v.http.Close() })
	go func() {
		defer close(v.done)
		if err := v.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			v.err = fmt.Errorf("the emulator has stopped: %w", err)
		}
		stop()
		cancel()
		_ = v.http.Close() // connections that are left, if the listener failed
		v.inflight.Wait()
	}()
	return v
}

// handle serves one request, and counts it: a connection that is dropped is no
// longer followed by the server.
func (v *Server) handle(w http.ResponseWriter, r *http.Request, s *Service) {
	v.inflight.Add(1)
	defer v.inflight.Done()
	s.ServeHTTP(w, r)
}

// follow counts the connections. Each is new once, and then ends once as
// closed or taken over.
func (v *Server) follow(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		v.inflight.Add(1)
	case http.StateClosed, http.StateHijacked:
		v.inflight.Done()
	case http.StateActive, http.StateIdle:
	}
}

// Host returns where the server is found: an address and a port, such as
// 127.0.0.1:41233.
func (v *Server) Host() string { return v.host }

// Client returns a client whose connections all go to the server, whatever the
// host of a URL says. It knows no proxy and has no timeout.
func (v *Server) Client() *http.Client {
	return &http.Client{Transport: &http.Transport{
		DialContext:         func(ctx context.Context, _, _ string) (net.Conn, error) { return v.dial(ctx) },
		MaxIdleConnsPerHost: 16,
		IdleConnTimeout:     30 * time.Second,
	}}
}

// Close ends the server, and all requests that are being served with it, and
// waits until nothing of it runs. It may be called more than once.
func (v *Server) Close() error {
	v.cancel()
	_ = v.http.Close()
	return v.Wait()
}

// Wait waits until the server has ended. It returns nil if it was closed, or
// its context has ended.
func (v *Server) Wait() error {
	<-v.done
	return v.err
}
