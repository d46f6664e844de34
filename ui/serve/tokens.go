package serve

import (
	"context"
	"errors"
	"slices"
	"sync"

	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui"
	"atc/ui/httpd"
)

// kept is how many requests a token server remembers for the Serve screen.
const kept = 4096

// StartTokens implements [ui.Servers].
func (s *Servers) StartTokens(ctx context.Context, o ui.TokenOptions) (ui.TokenServer, error) {
	t := &tokenServer{changed: make(chan struct{}, 1), appTokens: o.AppTokens, log: o.Log}
	config := httpd.Config{
		Catalog: s.config.Catalog, Project: o.Project, Now: s.config.Now, Rand: s.config.Rand,
		Hosts: o.Hosts, Origins: o.Origins, AppTokens: o.AppTokens, ChatUUIDs: o.ChatUUIDs, Log: t.served,
	}
	if o.AccessToken {
		config.Version = tokens.AccessToken
	}
	if s.config.Chat != nil {
		client, err := s.config.Chat.Connect(o.Project, ui.AppTokens(s.config.Catalog, o.Project, s.config.Now, s.config.Rand))
		if err == nil {
			config.Users = client
		}
		config.UsersError = err // tokens that need no Chat are served all the same
	}
	ctx, release := s.living(ctx)
	server, err := httpd.Start(ctx, o.Listen, config)
	if errors.Is(err, httpd.ErrKeyNeeded) {
		if config.Key, err = httpd.NewKey(s.config.Rand); err == nil {
			server, err = httpd.Start(ctx, o.Listen, config)
		}
	}
	if err != nil {
		release()
		return nil, err
	}
	t.Server, t.key = server, config.Key
	s.running.Go(func() {
		defer release()
		t.follow()
	})
	return t, nil
}

// tokenServer is a token server as the Serve screen sees it.
type tokenServer struct {
	*httpd.Server
	key       secret.Value
	appTokens bool
	log       func(ui.TokenRequest) // nil for none

	mu       sync.Mutex
	ended    bool
	last     uint64
	changed  chan struct{}
	requests []ui.TokenRequest // the last, the earliest first
}

// follow tells when the server has ended.
func (t *tokenServer) follow() {
	_ = t.Wait() // who waits for it is told why
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
	close(t.changed)
}

// served keeps a request that was answered.
func (t *tokenServer) served(s httpd.Served) {
	r := ui.TokenRequest(s)
	if t.log != nil {
		t.log(r)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	// Numbered by when they were answered: what took long is not passed over.
	t.last++
	r.Number = t.last
	if len(t.requests) == 2*kept {
		t.requests = slices.Clone(t.requests[kept:])
	}
	t.requests = append(t.requests, r)
	if t.ended {
		return
	}
	select {
	case t.changed <- struct{}{}:
	default: // it is to be looked at already
	}
}

// Address implements [ui.Server].
func (t *tokenServer) Address() string { return t.Addr().String() }

// Close implements [ui.Server].
func (t *tokenServer) Close() error {
	t.Server.Close()
	return nil
}

// Key implements [ui.TokenServer].
func (t *tokenServer) Key() secret.Value { return t.key }

// Changed implements [ui.Server].
func (t *tokenServer) Changed() <-chan struct{} { return t.changed }

// Requests implements [ui.TokenServer].
func (t *tokenServer) Requests(after uint64) []ui.TokenRequest {
	t.mu.Lock()
	defer t.mu.Unlock()
	last := t.requests[max(0, len(t.requests)-kept):]
	newer := slices.IndexFunc(last, func(r ui.TokenRequest) bool { return r.Number > after })
	if newer < 0 {
		return nil
	}
	return slices.Clone(last[newer:])
}

// Endpoints implements [ui.TokenServer].
func (t *tokenServer) Endpoints() []ui.Endpoint {
	var all []ui.Endpoint
	for _, e := range t.Server.Endpoints() {
		all = append(all, ui.Endpoint{Method: e.Method, Path: e.Path, Doc: e.Doc, Target: e.Target, Body: e.Body, Off: e.AppToken && !t.appTokens})
	}
	return all
}
