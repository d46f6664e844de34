package ui_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"atc/chatapi"
	"atc/chatapi/emulator"
	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
)

// serving makes the requests of a world go to another service than the one it
// began with.
func (w *chatWorld) serving(tb testing.TB, change func(*emulator.Config)) {
	tb.Helper()
	demo := keystore.Demo()
	c := emulator.Config{
		AppID: demo.AppID, Certificates: []secret.Value{demo.Primary}, Now: func() time.Time { return noon }, Rand: seeded(),
	}
	change(&c)
	service, err := emulator.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	server, err := emulator.Start(context.Background(), "127.0.0.1:0", service)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = server.Close() }) // nobody asks it any more
	through := &http.Transport{}
	tb.Cleanup(through.CloseIdleConnections)
	w.service = service
	w.http = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		r.URL.Host = server.Host()
		return through.RoundTrip(r)
	})}
}

// roundTrip answers requests.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answering makes every request of a world get the same answer.
func (w *chatWorld) answering(status int, body string) {
	w.http = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
			Body: io.NopCloser(strings.NewReader(body)), Request: r,
		}, nil
	})}
}

// hanging makes every request wait until it is given up. It returns what a
// driver takes for its Blocked.
func (w *chatWorld) hanging() chan struct{} {
	blocked, _ := w.hangingWhile()
	return blocked
}

// hangingWhile is hanging as long as the switch is on, as it is at first.
func (w *chatWorld) hangingWhile() (chan struct{}, *atomic.Bool) {
	through, blocked, on := w.http.Transport, make(chan struct{}), &atomic.Bool{}
	on.Store(true)
	w.http = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		if !on.Load() {
			return through.RoundTrip(r)
		}
		blocked <- struct{}{}
		<-r.Context().Done()
		return nil, r.Context().Err()
	})}
	return blocked, on
}

// client is a client of the service beside the console.
func (w *chatWorld) client(tb testing.TB) *chatapi.Client {
	tb.Helper()
	demo := keystore.Demo()
	token := secret.New(chatToken(tb, "chat-app", nil))
	c, err := chatapi.New(chatapi.Config{
		Address: chatapi.Address{Host: chatHost, AppID: demo.AppID}, HTTP: w.http, Pause: time.Millisecond,
		Token: func(context.Context) (secret.Value, error) { return token, nil },
	})
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// chatToken builds a token of the demo project, issued at noon.
func chatToken(tb testing.TB, kind string, v tokens.Values) string {
	tb.Helper()
	return sample(tb, &world{now: noon.Add(time.Minute)}, kind, v)
}

// chatService returns the Chat service of a token.
func chatService(tb testing.TB, text string) (*tokens.Token, tokens.DecodedService) {
	tb.Helper()
	t, err := tokens.Default.Decode(text)
	if err != nil {
		tb.Fatalf("decode %q: %v", text, err)
	}
	if len(t.Services) != 1 || t.Services[0].Type != tokens.ServiceChat || len(t.Services[0].Values) != 1 {
		tb.Fatalf("the token is not one of Chat alone: %+v", t.Services)
	}
	return t, t.Services[0]
}

func ada() emulator.SeedUser {
	return emulator.SeedUser{Username: "ada", Nickname: "Ada Lovelace", Age: 30 * 24 * time.Hour}
}
