package sshd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"sync"
	"time"

	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"
)

// A Server serves a model over SSH. Its methods are safe for concurrent use.
type Server struct {
	config   Config
	started  time.Time
	listener net.Listener
	print    string // the fingerprint of the host key
	keys     *keyFile
	gate     *gate
	ssh      *ssh.Server
	refusals refusals
	logging  sync.Mutex // Log is called by one goroutine at a time
	group    crew
	// patrolling guards what only the patrol knows.
	patrolling sync.Mutex

	stop     context.CancelFunc
	stopping context.Context
	ended    chan struct{}
	err      error // why it ended, once ended is closed

	mu      sync.Mutex
	closing bool
	over    bool // changed is closed
	changed chan struct{}
	visits  map[int]*visit
	perKey  map[string]int // visits, by the fingerprint of the key
	lastID  int
}

// Start serves what c says, until ctx or the server ends. It returns once the
// server listens. Its errors wrap [ErrNoAuthorizedKeys], [ErrHostKey],
// [ErrListen] or [ErrLimits]; none has anything of a key in it.
//
// The variable TEA_TRACE is taken out of the environment of the process: Bubble
// Tea would write what visitors see, tokens included, to the file that it names.
func Start(ctx context.Context, c Config) (*Server, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	if c.Model == nil {
		return nil, errors.New("starting an SSH server: there is no model to serve")
	}
	keys, err := openKeys(c.AuthorizedKeys)
	if err != nil {
		return nil, err
	}
	signer, err := hostKey(c.HostKey)
	if err != nil {
		return nil, err
	}
	if err := os.Unsetenv("TEA_TRACE"); err != nil {
		return nil, fmt.Errorf("starting an SSH server: taking TEA_TRACE out of the environment: %w", err)
	}
	s := &Server{
		config: c, started: c.Now(), keys: keys, gate: newGate(c.Limits), print: gossh.FingerprintSHA256(signer.PublicKey()),
		ended: make(chan struct{}), changed: make(chan struct{}, 1), visits: map[int]*visit{}, perKey: map[string]int{},
	}
	if s.ssh, err = s.library(signer); err != nil {
		return nil, fmt.Errorf("starting an SSH server: %w", err)
	}
	keys.told = s.keysChanged
	var listen net.ListenConfig
	if s.listener, err = listen.Listen(ctx, "tcp", c.Listen); err != nil {
		return nil, fmt.Errorf("%w on %q: %w: name another address, as host:port", ErrListen, c.Listen, reasonOfNet(err))
	}
	s.stopping, s.stop = context.WithCancel(ctx)
	go s.supervise()
	return s, nil
}

// reasonOfNet returns what is wrong without the address, which the caller says
// itself.
func reasonOfNet(err error) error {
	if op := (*net.OpError)(nil); errors.As(err, &op) {
		return op.Err
	}
	return err
}

// library sets the library up so that it offers a session to those with a key,
// and nothing else to anybody.
func (s *Server) library(signer gossh.Signer) (*ssh.Server, error) {
	return wish.NewServer(
		wish.WithVersion("atc"),
		wish.WithPublicKeyAuth(func(_ ssh.Context, key ssh.PublicKey) bool {
			_, ok := s.keys.label(key)
			return ok
		}),
		wish.WithMiddleware(s.middleware()),
		ssh.WrapConn(func(ctx ssh.Context, c net.Conn) net.Conn {
			ctx.SetValue(connKey{}, c)
			return c
		}),
		ssh.EmulatePty(),
		func(lib *ssh.Server) error {
			lib.AddHostKey(signer)
			lib.HandshakeTimeout = s.config.Limits.Handshake
			lib.ServerConfigCallback = s.handshake
			lib.ConnectionFailedCallback = s.loginFailed
			lib.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.openChannel}
			lib.SubsystemHandlers = map[string]ssh.SubsystemHandler{}
			lib.RequestHandlers = map[string]ssh.RequestHandler{
				// By this a client finds out whether the server is still there.
				"keepalive@openssh.com": func(ssh.Context, *ssh.Server, *gossh.Request) (bool, []byte) { return true, nil },
			}
			return nil
		})
}

// handshake is how a client proves that it has a key.
func (s *Server) handshake(ctx ssh.Context) *gossh.ServerConfig {
	return &gossh.ServerConfig{
		MaxAuthTries:            6, // people have several keys, which their client tries in turn
		PublicKeyAuthAlgorithms: signatures,
		VerifiedPublicKeyCallback: func(_ gossh.ConnMetadata, key gossh.PublicKey, p *gossh.Permissions, _ string) (*gossh.Permissions, error) {
			c, ok := ctx.Value(connKey{}).(*conn)
			if !ok || !s.gate.login(c, gossh.FingerprintSHA256(key), s.config.Now()) {
				return nil, errCrowded
			}
			return p, nil
		},
	}
}

// errCrowded refuses a login although the key may log in.
var errCrowded = errors.New("too many connections for one key")

// loginFailed is told of every connection that has come to nothing.
func (s *Server) loginFailed(c net.Conn, err error) {
	defer s.mend("refusing a login", nil)
	failed := (*gossh.ServerAuthError)(nil)
	if !errors.As(err, &failed) || len(failed.Errors) <= 1 {
		return // nobody has tried
	}
	why := "no key that may log in"
	if slices.ContainsFunc(failed.Errors, func(err error) bool { return errors.Is(err, errCrowded) }) {
		why = errCrowded.Error()
	}
	s.refused(Visitor{From: c.RemoteAddr().String()}, why)
}

// keysChanged is told after the file of authorized keys has changed.
func (s *Server) keysChanged(keys int, err error) {
	switch {
	case err != nil:
		s.log(Event{Kind: KeysKept, Why: fmt.Sprintf("the keys read before stay, %d in all: %v", keys, err)})
	case keys == 0:
		s.log(Event{Kind: KeysRead, Why: "nobody may log in now: there is no key in the file of authorized keys"})
	default:
		s.log(Event{Kind: KeysRead, Why: fmt.Sprintf("the authorized keys have changed: %d may log in now", keys)})
	}
	s.change()
}

// Address returns where the server listens: host:port.
func (s *Server) Address() string { return s.listener.Addr().String() }

// Fingerprint returns that of the host key: SHA256:…, as ssh shows it at the
// first connection.
func (s *Server) Fingerprint() string { return s.print }

// Keys returns how many keys may log in.
func (s *Server) Keys() int { return s.keys.count() }

// Changed is sent to when visitors or keys have changed, with as little as one
// value for many changes. It is closed once the server has ended.
func (s *Server) Changed() <-chan struct{} { return s.changed }

// Visitors returns who is there, the earliest first.
func (s *Server) Visitors() []Visitor {
	visits := s.all()
	visitors := make([]Visitor, len(visits))
	for i, v := range visits {
		visitors[i] = v.now()
	}
	return visitors
}

// End ends the session with the number id. It returns at once; the session has
// three seconds. It reports false if there is no such session.
func (s *Server) End(id int) bool {
	s.mu.Lock()
	v := s.visits[id]
	s.mu.Unlock()
	if v == nil {
		return false
	}
	const why = "the session was ended by whoever serves it"
	v.tell(why, true)
	v.end(why, readingTime)
	return true
}

// Close ends the server, and waits until it has ended: visitors are told, and
// have five seconds.
func (s *Server) Close() error {
	s.stop()
	return s.Wait()
}

// Wait waits until the server has ended. It returns nil where it was asked to
// end, else why it could not go on.
func (s *Server) Wait() error {
	<-s.ended
	return s.err
}
