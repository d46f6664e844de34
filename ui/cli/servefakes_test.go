package cli_test

import (
	"context"
	"errors"
	"net"
	"testing"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui"
	"atc/ui/cli"
)

// servers are servers without a network. What is done with one once it is waited
// for is up to the test; then it is interrupted, as by ctrl+c.
type servers struct {
	address  string
	key      secret.Value
	urls     []string
	visitors []ui.Visitor
	refuses  error // why none starts
	fails    error // why it ends by itself
	meantime func()

	ssh    *ui.SSHOptions
	tokens *ui.TokenOptions
	ctx    context.Context
	stop   context.CancelFunc
	closed bool
}

func (s *servers) StartSSH(ctx context.Context, o ui.SSHOptions) (ui.SSHServer, error) {
	s.ctx, s.ssh = ctx, &o
	return s, s.refuses
}

func (s *servers) StartTokens(ctx context.Context, o ui.TokenOptions) (ui.TokenServer, error) {
	s.ctx, s.tokens = ctx, &o
	return s, s.refuses
}

func (s *servers) Address() string          { return s.address }
func (s *servers) Changed() <-chan struct{} { return nil }
func (s *servers) Fingerprint() string      { return "SHA256:abc" }
func (s *servers) Keys() int                { return 3 }
func (s *servers) Visitors() []ui.Visitor   { return s.visitors }
func (s *servers) End(int) bool             { return false }
func (s *servers) URL() string              { return "http://" + s.address }

func (s *servers) URLs() []string {
	if s.urls == nil {
		return []string{s.URL()}
	}
	return s.urls
}

func (s *servers) Key() secret.Value { return s.key }

func (s *servers) Requests(uint64) []ui.TokenRequest { return nil }

func (s *servers) Endpoints() []ui.Endpoint {
	return []ui.Endpoint{
		{Method: "POST", Path: "/generate-app-token", Target: "/generate-app-token", Body: "{}", Off: true},
		{Method: "GET", Path: "/rtc/{channel}", Target: "/rtc/lobby/publisher/uid/1/"},
	}
}

func (s *servers) Close() error {
	s.closed = true
	s.stop()
	return nil
}

func (s *servers) Wait() error {
	if s.meantime != nil {
		s.meantime()
	}
	if s.fails != nil {
		return s.fails
	}
	s.stop()
	<-s.ctx.Done()
	return nil
}

var _ interface {
	ui.SSHServer
	ui.TokenServer
	ui.Servers
} = (*servers)(nil)

var errInUse = errors.New("address already in use")

// serving returns a run on a machine that can serve and has two addresses, with
// projects that are stored.
func serving(t *testing.T, projects ...keystore.Project) (*run, *servers) {
	t.Helper()
	r, _ := stored(t, projects...)
	s := &servers{address: "[::]:2323"}
	r.ctx, s.stop = context.WithCancel(t.Context())
	t.Cleanup(s.stop)
	r.deps.Servers = s
	r.deps.Addresses = func() ([]net.Addr, error) {
		var all []net.Addr
		for _, cidr := range []string{"127.0.0.1/8", "::1/128", "fe80::1/64", "2001:db8::5/64", "192.0.2.7/24", "192.0.2.7/32"} {
			ip, network, err := net.ParseCIDR(cidr)
			if err != nil {
				return nil, err
			}
			all = append(all, &net.IPNet{IP: ip, Mask: network.Mask})
		}
		return all, nil
	}
	return r, s
}

func (r *run) refuses(says string, args ...string) {
	r.t.Helper()
	if r.exec(args...); r.code != cli.ExitUsage {
		r.t.Errorf("%q: exit code %d, %s", args, r.code, r.err)
	}
	r.says(says)
}
