package ui

import (
	"context"
	"io"
	"time"

	"atc/keystore"
	"atc/keystore/secret"
)

// Servers are what the console can be asked to serve: itself over SSH, and
// tokens over HTTP.
type Servers interface {
	// StartSSH serves the console. It returns once it listens, and ends with
	// ctx.
	StartSSH(ctx context.Context, o SSHOptions) (SSHServer, error)
	// StartTokens serves tokens. It returns once it listens, and ends with ctx.
	StartTokens(ctx context.Context, o TokenOptions) (TokenServer, error)
}

// The addresses where servers listen unless they are told: every visitor can
// reach the console, and this machine alone the tokens.
const (
	DefaultSSHAddress   = ":2323"
	DefaultTokenAddress = "127.0.0.1:8090"
)

// SSHOptions is how the console is served over SSH.
type SSHOptions struct {
	Listen         string // host:port
	AuthorizedKeys string // the name of the file; without it nothing is served
	// HostKey is the name of the file with the host key, "" for the one in the
	// folder for state. It is made where it is missing.
	HostKey string
	// Share is a project that visitors build tokens with, nil for none. Its
	// Sharing is [keystore.SharedToBuild] or [keystore.SharedToAdminister].
	Share  *keystore.Project
	Limits SSHLimits
	// Log is told who comes and goes, and who is refused, by many goroutines.
	// It must return soon. nil is for no log.
	Log func(VisitorEvent)
}

// A VisitorEvent is something that happened at the door of a served console.
type VisitorEvent struct {
	Time time.Time
	// What is "came", "left" or "refused", or "" where it is about the server.
	What string
	// Why somebody left or was refused, or what happened to the server.
	Why     string
	Visitor Visitor // as far as it is known
}

// SSHLimits bound what visitors take. A zero is for the default.
type SSHLimits struct {
	Sessions int           // at a time, in all
	PerKey   int           // at a time, for one key
	Rate     float64       // new connections a second from one address, and three seconds' worth at once
	Idle     time.Duration // since the last key
	Total    time.Duration // of a session
}

// The defaults of [SSHLimits], as people write them: those of the server itself.
const (
	DefaultSSHSessions = "250"
	DefaultSSHPerKey   = "5"
	DefaultSSHRate     = "20"
	DefaultSSHIdle     = "15m"
	DefaultSSHTotal    = "4h"
)

// A Server is one of the two that can be started.
type Server interface {
	// Address returns where it listens: host:port, for people.
	Address() string
	// Changed is sent to when there is something new to see, with as little as
	// one value for many changes. It is closed once the server has ended.
	Changed() <-chan struct{}
	// Close ends the server: what is under way has five seconds to finish.
	Close() error
	// Wait waits until the server has ended, and says why where nobody asked
	// it to.
	Wait() error
}

// SSHServer is a console that is served over SSH.
type SSHServer interface {
	Server
	// Fingerprint returns that of the host key: SHA256:…
	Fingerprint() string
	// Keys returns how many keys may log in.
	Keys() int
	// Visitors returns who is there, the earliest first.
	Visitors() []Visitor
	// End ends the session of a visitor. It reports false if there is none.
	End(visitor int) bool
}

// A Visitor is one session of a served console. What the client said of itself
// is untrusted text.
type Visitor struct {
	ID    int
	User  string    // untrusted: whatever the client gave
	Key   string    // the fingerprint of the key that logged in: SHA256:…
	Label string    // the comment beside the key in the authorized keys
	From  string    // the address, with its port
	Since time.Time // of the session
	// LastKey is when a key was last pressed, Since if none was yet.
	LastKey       time.Time
	Terminal      string // untrusted
	Width, Height int
	Command       string // the name of what runs instead of the console, or ""
}

// TokenOptions is how tokens are served over HTTP.
type TokenOptions struct {
	Listen      string // host:port
	Project     keystore.Project
	AccessToken bool     // 006 where a client does not say which version
	Hosts       []string // that a request may name besides
	Origins     []string // whose pages may ask
	AppTokens   bool
	ChatUUIDs   bool // tokens of Chat users are for their UUID, as older projects need
	// Log is told of each request once it is answered, by many goroutines. It
	// must return soon. nil is for no log.
	Log func(TokenRequest)
}

// TokenServer serves tokens of one project.
type TokenServer interface {
	Server
	// URL returns the base of what is served: http://127.0.0.1:8090.
	URL() string
	// URLs returns all the bases: that of this machine, and where others can
	// reach the server those that other machines use.
	URLs() []string
	// Key returns the key that requests need, the zero value where they need
	// none.
	Key() secret.Value
	// Requests returns those that were answered after the one with the number
	// after, the earliest first. Only the last few thousand are kept.
	Requests(after uint64) []TokenRequest
	// Endpoints returns what can be asked for.
	Endpoints() []Endpoint
}

// A TokenRequest is one request that a token server has answered. What the
// client sent is untrusted text.
type TokenRequest struct {
	Number        uint64
	Time          time.Time
	Client, Agent string
	Method, Path  string
	Status        int
	Took          time.Duration
	Problem       string // why there is no token
	Kind          string // of the token
	User, Channel string
	Token         secret.Value // the zero value where none was answered
	// Ends is when the token grants nothing any more: its end, or that of its last
	// privilege. It is the zero time where none was answered.
	Ends time.Time
}

// An Endpoint is one thing that a token server can be asked for.
type Endpoint struct {
	Method, Path, Doc string
	Target, Body      string // of an example
	Off               bool   // it serves app tokens, which are off
}

// A Command is a line that a visitor sends instead of opening the console.
type Command struct {
	Args     []string
	In       io.Reader
	Out, Err io.Writer
}
