// Package serve joins the two servers with the console and the commands: what a
// visitor over SSH gets, and what the token server builds and looks up.
//
// A visitor's console has the visitor's terminal and nothing of this machine:
// its projects are in memory, its Chat is an emulator of its own, and its
// clipboard is that of the terminal (OSC 52).
package serve

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"atc/keystore"
	"atc/tokens"
	"atc/ui"
	"atc/ui/sshd"
)

// Config is what servers need from outside.
type Config struct {
	Catalog tokens.Catalog
	Now     func() time.Time
	Rand    io.Reader // cryptographic randomness; many goroutines read it
	Version string    // of the program
	// State is the folder where a host key is kept that no file is named for.
	// Where it is "", one must be named.
	State string
	// Path returns the name of a file for one that a person has typed, where no
	// shell has replaced the ~ in it. nil leaves names as they are.
	Path func(name string) string
	// Chat connects to the Chat service of the project of a token server.
	Chat ui.Chat
	// HTTP makes the requests of visitors to Chat. nil is for Go's own.
	HTTP http.RoundTripper
}

// Servers starts servers. It implements [ui.Servers].
type Servers struct {
	config  Config
	running sync.WaitGroup
	over    context.Context // ends with Close
	end     context.CancelFunc
}

var _ ui.Servers = (*Servers)(nil)

// New returns what starts servers.
func New(c Config) *Servers {
	over, end := context.WithCancel(context.Background())
	return &Servers{config: c, over: over, end: end}
}

// Close ends every server that was started, and waits until they have ended,
// which takes some five seconds at most: a console that is left takes its servers
// along.
func (s *Servers) Close() {
	s.end()
	s.running.Wait()
}

// living returns a context that also ends with Close, and what lets go of it.
func (s *Servers) living(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(s.over, cancel)
	return ctx, func() {
		stop()
		cancel()
	}
}

// ErrNoHostKey is why a console is not served on a machine without a folder for
// state.
var ErrNoHostKey = errors.New("there is no folder to keep the host key in: set HOME or XDG_STATE_HOME, or name a file with --host-key")

// StartSSH implements [ui.Servers].
func (s *Servers) StartSSH(ctx context.Context, o ui.SSHOptions) (ui.SSHServer, error) {
	if o.HostKey == "" {
		if s.config.State == "" {
			return nil, ErrNoHostKey
		}
		o.HostKey = HostKey(s.config.State)
	}
	if s.config.Path != nil {
		o.AuthorizedKeys, o.HostKey = s.config.Path(o.AuthorizedKeys), s.config.Path(o.HostKey)
	}
	host := visitors{s.config, o.Share}
	ctx, release := s.living(ctx)
	server, err := sshd.Start(ctx, sshd.Config{
		Listen: o.Listen, AuthorizedKeys: o.AuthorizedKeys, HostKey: o.HostKey,
		Limits: sshd.Limits{
			Sessions: o.Limits.Sessions, PerKey: o.Limits.PerKey, Rate: o.Limits.Rate,
			Idle: o.Limits.Idle, Total: o.Limits.Total,
		},
		Model: host.console, Command: host.command, Notice: ui.Notice, Log: told(o.Log), Now: s.config.Now,
	})
	if err != nil {
		release()
		return nil, err
	}
	s.running.Go(func() {
		defer release()
		_ = server.Wait() // who waits for one is told why it ended
	})
	return sshServer{server}, nil
}

// shared returns the copy of a project that visitors get. What they have no use
// for stays here.
func shared(p *keystore.Project) *keystore.Project {
	if p == nil {
		return nil
	}
	lent := *p
	lent.Notes = ""
	if !lent.Sharing.Lent() {
		lent.Sharing = keystore.SharedToBuild
	}
	if lent.Sharing == keystore.SharedToBuild {
		lent.Chat = keystore.Chat{}
	}
	return &lent
}
