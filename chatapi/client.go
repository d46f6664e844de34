// Package chatapi is a client of the Agora Chat REST API, as far as it is
// about users: registering, looking up, listing, banning, logging out and
// deleting them, and exchanging tokens.
//
// A [Client] is given a function that returns a bearer token, never an App
// Certificate. It makes no more than [MaxRate] requests a second, repeats what
// failed for a passing reason where a repeat cannot hurt, follows no redirect,
// and uses plain HTTP with this machine only. Every error of a request is an
// [*Error], which says what it means and what to do next.
//
// Facts about the service come from its English reference (the pages "User
// system registration", "HTTP status codes" and "Limitations"), from the
// documentation of Shengwang and Easemob, which run the same service, and from
// bodies that people have published.
package chatapi

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"atc/keystore/secret"
)

// A TokenSource returns the bearer token for the next request: an app token,
// as it was built or exchanged. See [CachedTokens].
type TokenSource func(context.Context) (secret.Value, error)

// Config is what a [Client] works with.
type Config struct {
	Address Address
	// Token gives the bearer token of each request.
	Token TokenSource
	// HTTP makes the requests; nil is for a client of its own. Only its
	// Transport is used: no redirect is followed and no cookie kept, whatever
	// it says of them, and Timeout below holds.
	HTTP *http.Client
	// Now is the clock of this machine, which only durations and the check of
	// the connection go by. nil is for [time.Now].
	Now func() time.Time
	// Rand is where passwords are drawn from, which some apps demand. nil is
	// for cryptographic randomness.
	Rand io.Reader
	// Timeout ends each attempt; 0 is for 15 seconds.
	Timeout time.Duration
	// Pause is how long the first repeat waits, at most; each further one
	// waits twice as long. 0 is for half a second.
	Pause time.Duration
}

const (
	defaultTimeout = 15 * time.Second
	defaultPause   = 500 * time.Millisecond
	// maxIdle is how many connections are kept open, so that a registration of
	// many users does not make a new one for each request.
	maxIdle = 32
	// maxHeader bounds the header of an answer, in bytes.
	maxHeader = 64 << 10
)

// A Client makes requests to the Chat of one app. It is safe for concurrent
// use, and all that use it share its limit of requests.
type Client struct {
	config    Config
	transport http.RoundTripper
	requests  *gate // every request passes it
	statuses  *gate // those for the status of many users, besides
}

// New returns a client. It makes no request. The error says what is wrong with
// the address, see [Address.Check], or that there is no source of tokens.
func New(c Config) (*Client, error) {
	if err := c.Address.Check(); err != nil {
		return nil, err
	}
	if c.Token == nil {
		return nil, errors.New("the Chat client has no source of app tokens: give it one")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	c.Rand = &sharedReader{from: c.Rand}
	if c.Timeout <= 0 {
		c.Timeout = defaultTimeout
	}
	if c.Pause <= 0 {
		c.Pause = defaultPause
	}
	return &Client{
		config:    c,
		transport: transport(c.HTTP),
		requests:  newGate(requestRate, requestBurst),
		statuses:  newGate(statusRate, statusBurst),
	}, nil
}

// Address returns where requests go.
func (c *Client) Address() Address { return c.config.Address }

// at returns the client of another address, which shares the limits of c.
func (c *Client) at(a Address) *Client {
	other := *c
	other.config.Address = a
	return &other
}

// transport returns what makes single requests for a client. Used without the
// client around it, it follows no redirect, which might carry the bearer token
// elsewhere, and keeps no cookies, which the gateway of the service sets for
// nothing.
func transport(of *http.Client) http.RoundTripper {
	if of != nil && of.Transport != nil {
		return of.Transport
	}
	t := &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
	if usual, ok := http.DefaultTransport.(*http.Transport); ok {
		t = usual.Clone()
	}
	t.MaxIdleConnsPerHost, t.MaxResponseHeaderBytes = maxIdle, maxHeader
	return t
}

// A sharedReader lets several calls draw from one source of randomness.
type sharedReader struct {
	mu   sync.Mutex
	from io.Reader
}

func (r *sharedReader) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.from.Read(p)
}
