package ui_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui"
	"atc/ui/uitest"
)

// pace is how long the console waits between two looks at a server.
const pace = 100 * time.Millisecond

// servers are those that a test has in hand.
type servers struct {
	err     error // of the next start
	ssh     *sshFake
	tokens  *tokenFake
	shared  ui.SSHOptions
	options ui.TokenOptions
	key     string // of the token server, "" for none
	urls    []string
	// A start waits for hold, if there is one, and says so to held.
	hold, held chan struct{}
}

func (s *servers) StartSSH(ctx context.Context, o ui.SSHOptions) (ui.SSHServer, error) {
	if s.hold != nil {
		s.held <- struct{}{}
		<-s.hold
	}
	if s.err != nil {
		return nil, s.err
	}
	s.shared = o
	s.ssh = &sshFake{serverFake: newServerFake(ctx, "[::]:2323")}
	return s.ssh, nil
}

func (s *servers) StartTokens(ctx context.Context, o ui.TokenOptions) (ui.TokenServer, error) {
	if s.err != nil {
		return nil, s.err
	}
	s.options = o
	if s.urls == nil {
		s.urls = []string{"http://127.0.0.1:8090"}
	}
	s.tokens = &tokenFake{serverFake: newServerFake(ctx, "127.0.0.1:8090"), urls: s.urls, key: secret.New(s.key)}
	return s.tokens, nil
}

// serverFake is what both servers share.
type serverFake struct {
	ctx     context.Context
	address string
	changed chan struct{}
	err     error // why it has ended
	closed  bool
}

func newServerFake(ctx context.Context, address string) serverFake {
	return serverFake{ctx: ctx, address: address, changed: make(chan struct{}, 1)}
}

func (s *serverFake) Address() string          { return s.address }
func (s *serverFake) Changed() <-chan struct{} { return s.changed }
func (s *serverFake) Wait() error              { return s.err }

func (s *serverFake) Close() error {
	if !s.closed {
		s.closed = true
		close(s.changed)
	}
	return nil
}

// fail ends the server by itself.
func (s *serverFake) fail(err error) { s.err, s.closed = err, true; close(s.changed) }

func (s *serverFake) change() {
	if s.closed {
		return
	}
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

type sshFake struct {
	serverFake
	visitors []ui.Visitor
}

func (s *sshFake) Fingerprint() string {
	return "SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDGFk3kRCIWeVuGhbY"
}
func (s *sshFake) Keys() int              { return 3 }
func (s *sshFake) Visitors() []ui.Visitor { return append([]ui.Visitor(nil), s.visitors...) }

func (s *sshFake) End(id int) bool {
	for i := range s.visitors {
		if s.visitors[i].ID == id {
			s.visitors = append(s.visitors[:i:i], s.visitors[i+1:]...)
			s.change()
			return true
		}
	}
	return false
}

type tokenFake struct {
	serverFake
	urls     []string
	key      secret.Value
	requests []ui.TokenRequest
}

func (s *tokenFake) URL() string       { return s.urls[0] }
func (s *tokenFake) URLs() []string    { return s.urls }
func (s *tokenFake) Key() secret.Value { return s.key }

func (s *tokenFake) Requests(after uint64) []ui.TokenRequest {
	var all []ui.TokenRequest
	for _, r := range s.requests {
		if r.Number > after {
			all = append(all, r)
		}
	}
	return all
}

func (s *tokenFake) Endpoints() []ui.Endpoint {
	return []ui.Endpoint{
		{Method: "GET", Path: "/access_token", Doc: "an RTC token, as the hosted sample of the RTC guide answers it", Target: "/access_token?channel=lobby&uid=12345"},
		{Method: "POST", Path: "/generate-app-token", Doc: "an app token of Chat", Target: "/generate-app-token", Body: `{"expire":3600}`, Off: true},
		{Method: "POST", Path: "/tokens/{kind}", Doc: "a token of any kind of the catalog", Target: "/tokens/rtm", Body: `{"user":"o'hara"}`},
	}
}

// serving opens Serve over servers in hand, with a project that can be shared.
func serving(tb testing.TB, width, height int) (*uitest.Driver, *world, *servers) {
	tb.Helper()
	s, w := &servers{}, &world{now: noon, store: keystore.NewMemory(staging(), live())}
	d := with(tb, w, width, height, func(d *ui.Deps) {
		d.Servers = s
		d.Files = &folder{files: map[string]string{"~/.ssh/id_ed25519.pub": "ssh-ed25519 AAAA ada"}, errs: map[string]error{}}
	})
	return d.Press("alt+5"), w, s
}

// visited starts the console over SSH and lets people in.
func visited(tb testing.TB, width, height int, all ...ui.Visitor) (*uitest.Driver, *world, *servers) {
	tb.Helper()
	d, w, s := serving(tb, width, height)
	d.Press("enter")
	s.come(d, w, all...)
	return d, w, s
}

// come lets visitors in.
func (s *servers) come(d *uitest.Driver, w *world, all ...ui.Visitor) {
	s.ssh.visitors = append(s.ssh.visitors, all...)
	s.look(d, w)
}

// issuing starts the token server.
func issuing(tb testing.TB, width, height int) (*uitest.Driver, *world, *servers) {
	tb.Helper()
	d, w, s := serving(tb, width, height)
	return d.Press("T", "enter"), w, s
}

// ask answers requests, and has the console see them.
func (s *servers) ask(d *uitest.Driver, w *world, all ...ui.TokenRequest) {
	s.tokens.answer(all...)
	s.look(d, w)
}

// look has the console look at all that runs.
func (s *servers) look(d *uitest.Driver, w *world) {
	if s.ssh != nil {
		s.ssh.change()
	}
	if s.tokens != nil {
		s.tokens.change()
	}
	w.pass(d, pace)
}

func (s *tokenFake) answer(all ...ui.TokenRequest) {
	for _, r := range all {
		r.Number = uint64(len(s.requests)) + 1
		s.requests = append(s.requests, r)
	}
}

// rtcRequest is a request for an RTC token at a time, which lasts so long.
func rtcRequest(tb testing.TB, at time.Time, user string, life time.Duration) ui.TokenRequest {
	tb.Helper()
	k, _ := tokens.Default.Kind("rtc-account")
	p := staging()
	text, err := tokens.Default.Build(tokens.Request{
		Kind: k, AppID: p.AppID, Certificate: p.Primary,
		Values: tokens.Values{"channel": "lobby", "account": user, "lifetime": fmt.Sprint(int(life.Seconds()))},
		Stamp:  tokens.Stamp{IssueTime: uint32(at.Unix()), Salt: 7},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return ui.TokenRequest{
		Time: at, Client: "10.0.0.7", Agent: "okhttp/4.12", Method: "GET", Path: "/rtc/lobby/publisher/userAccount/" + user,
		Status: 200, Took: 800 * time.Microsecond, Kind: "rtc-account", User: user, Channel: "lobby",
		Token: secret.New(text), Ends: at.Add(life),
	}
}

func refusedRequest(at time.Time) ui.TokenRequest {
	return ui.TokenRequest{
		Time: at, Client: "10.0.0.8", Agent: "curl/8.5.0", Method: "POST", Path: "/fetch_rtc_token", Status: 400, Took: time.Millisecond,
		Problem: "channelName: it is missing",
	}
}

func visitorAda() ui.Visitor {
	return ui.Visitor{
		ID: 1, User: "ada", Key: "SHA256:P32PrnJi9CJi2SLs4sVXi2VCFtpYCiU3QzShlxnCkXo", Label: "ada@laptop", From: "192.0.2.7:50123",
		Since: noon.Add(-2 * time.Minute), LastKey: noon.Add(-12 * time.Second), Terminal: "xterm-256color", Width: 120, Height: 36,
	}
}

func visitorBob() ui.Visitor {
	return ui.Visitor{
		ID: 2, User: "bob", Key: "SHA256:4Jx1Tt8xT2r1h8yZ0oZpX1N3v0FfQm0Yw5d3Zt5s9ac", From: "[2001:db8:85a3::8a2e:370:7334]:40404",
		Since: noon.Add(-20 * time.Second), LastKey: noon.Add(-20 * time.Second), Command: "decode -",
	}
}
