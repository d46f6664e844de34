package httpd

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// A Server answers requests until it is closed.
type Server struct {
	service   *service
	http      *http.Server
	conns     *conns
	listeners []net.Listener
	urls      []string
	bounds    bounds

	endRequests context.CancelFunc
	closing     sync.Once
	done        chan struct{} // closed once nothing is served any more
	err         error         // why, set before done is closed
}

// Bounds are what keeps slow clients from costing others anything.
type bounds struct {
	header, request, answer, idle time.Duration
	grace                         time.Duration // for requests under way when the server is closed
	headerBytes                   int
	conns, clientConns            int
}

// defaultBounds are those of every server but the ones of tests. Asking Chat
// takes up to [callTimeout] of the time for an answer.
func defaultBounds() bounds {
	return bounds{
		header: 5 * time.Second, request: 10 * time.Second, answer: 40 * time.Second, idle: 2 * time.Minute,
		grace: 5 * time.Second, headerBytes: 16 << 10, conns: maxConns, clientConns: maxClientConns,
	}
}

// Start starts a server that listens on an address with a port, such as
// 127.0.0.1:8090 or localhost:0, until ctx is done or [Server.Close] is called.
// It fails with [ErrKeyNeeded] where others could reach it without a key, and
// with an error that says what to do where the address cannot be had, a setting
// is wrong, or the project cannot sign.
func Start(ctx context.Context, listen string, cfg Config) (*Server, error) {
	return start(ctx, listen, cfg, defaultBounds())
}

func start(ctx context.Context, listen string, cfg Config, b bounds) (*Server, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	addresses, err := resolve(ctx, listen)
	if err != nil {
		return nil, err
	}
	if cfg.Key.IsZero() && slices.ContainsFunc(addresses, reachesOthers) {
		return nil, ErrKeyNeeded
	}
	if host, _, err := net.SplitHostPort(listen); err == nil {
		if name, ok := hostName(host); ok { // whoever listens by a name asks by it
			cfg.Hosts = append(slices.Clip(cfg.Hosts), name)
		}
	}
	listeners, err := listenOn(ctx, addresses)
	if err != nil {
		return nil, err
	}
	urls := reachable(listeners)
	s := &Server{
		service: newService(cfg, urls), conns: newConns(b.conns, b.clientConns), listeners: listeners, urls: urls,
		bounds: b, done: make(chan struct{}),
	}
	requests, end := context.WithCancel(context.WithoutCancel(ctx))
	s.endRequests = end
	only1 := new(http.Protocols)
	only1.SetHTTP1(true) // HTTP/2 without TLS is spoken by no client of a token server
	s.http = &http.Server{
		Handler: s.service, Protocols: only1,
		ReadHeaderTimeout: b.header, ReadTimeout: b.request, WriteTimeout: b.answer, IdleTimeout: b.idle,
		MaxHeaderBytes: b.headerBytes,
		// OPTIONS * is no exception from the policy.
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     log.New(io.Discard, "", 0), // its lines hold what clients send
		BaseContext:                  func(net.Listener) context.Context { return requests },
	}
	s.http.RegisterOnShutdown(s.conns.closeSilent)
	s.serve(context.AfterFunc(ctx, s.Close))
	return s, nil
}

// serve serves each listener until the server is closed, and then lets go of
// the context.
func (s *Server) serve(forget func() bool) {
	ended := make(chan error, len(s.listeners))
	for _, l := range s.listeners {
		go func() { ended <- s.http.Serve(listener{l, s.conns}) }()
	}
	go func() {
		err := <-ended
		if !errors.Is(err, http.ErrServerClosed) {
			s.err = err // the other listener is of no use alone
		}
		s.Close()
		forget()
		close(s.done)
	}()
}

// Close stops listening, waits a few seconds for the requests under way, and
// ends what is left then. It may be called more than once; each call returns
// when the first does.
func (s *Server) Close() {
	s.closing.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), s.bounds.grace)
		defer cancel()
		err := s.http.Shutdown(ctx)
		for _, l := range s.listeners {
			_ = l.Close() // one that is not served yet is not known to Shutdown
		}
		s.endRequests()
		if err != nil {
			_ = s.http.Close() // whatever is left has had its time
		}
	})
}

// Wait returns when the server has ended: nil after [Server.Close] or the end of
// the context, and else why it could not go on.
func (s *Server) Wait() error {
	<-s.done
	return s.err
}

// Addr returns the address that it listens on, with the port that it was given.
func (s *Server) Addr() net.Addr { return s.listeners[0].Addr() }

// URL returns the URL by which this machine reaches the server, without a slash
// at its end and without the key.
func (s *Server) URL() string { return s.urls[0] }

// URLs returns every URL by which the server is reached: where it listens on all
// addresses, that of this machine and then those that other machines use.
func (s *Server) URLs() []string { return slices.Clone(s.urls) }

// Endpoints returns what can be asked for, in the order in which people see it.
func (s *Server) Endpoints() []Endpoint { return s.service.list() }
