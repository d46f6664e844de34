package ui_test

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"atc/chatapi"
	"atc/chatapi/bulk"
	"atc/chatapi/emulator"
	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui"
	"atc/ui/uitest"
)

// chatHost is where requests go, as far as the screen tells. They reach the
// emulator of the test, wherever that listens.
const chatHost = "127.0.0.1:8091"

// chatWorld is a world with a Chat service.
type chatWorld struct {
	*world
	service   *emulator.Service
	state     string       // the folder for journals, "" for none
	ahead     atomic.Int64 // of the service's clock, in nanoseconds
	http      *http.Client
	watched   *bearers
	connected []string // the projects that were connected to
}

// openChat opens the console in a terminal of width × height on the demo
// project, with a Chat service that has the users.
func openChat(tb testing.TB, width, height int, users ...emulator.SeedUser) (*uitest.Driver, *chatWorld) {
	tb.Helper()
	w := newChatWorld(tb, users...)
	return uitest.New(tb, ui.New(w.deps()), width, height), w
}

func newChatWorld(tb testing.TB, users ...emulator.SeedUser) *chatWorld {
	tb.Helper()
	w := &chatWorld{world: &world{now: noon}}
	demo := keystore.Demo()
	service, err := emulator.New(emulator.Config{
		AppID: demo.AppID, Certificates: []secret.Value{demo.Primary, demo.Secondary}, Users: users,
		Now:  func() time.Time { return noon.Add(time.Duration(w.ahead.Load())) },
		Rand: seeded(),
	})
	if err != nil {
		tb.Fatal(err)
	}
	server, err := emulator.Start(context.Background(), "127.0.0.1:0", service)
	if err != nil {
		tb.Fatal(err)
	}
	dialer := &net.Dialer{}
	transport := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return dialer.DialContext(ctx, network, server.Host())
	}}
	tb.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = server.Close() // nobody asks it any more
	})
	w.service, w.watched = service, &bearers{RoundTripper: transport}
	w.http = &http.Client{Transport: w.watched}
	tb.Cleanup(func() { w.watched.keepOut(tb) })
	return w
}

// seeded is randomness that every test sees the same.
func seeded() *bytes.Reader {
	text := make([]byte, 1<<20)
	state := uint32(1)
	for i := range text {
		state = state*1664525 + 1013904223
		text[i] = byte(state >> 24)
	}
	return bytes.NewReader(text)
}

func (w *chatWorld) deps() ui.Deps {
	d := w.world.deps()
	// No two tokens have the same salt: the app token that requests are made
	// with is none of those that are shown.
	d.Demo, d.Chat, d.Rand = true, w, seeded()
	return d
}

// Connect implements ui.Chat.
func (w *chatWorld) Connect(p keystore.Project, token chatapi.TokenSource) (ui.ChatClient, error) {
	w.connected = append(w.connected, p.Name)
	host := p.Chat.Host
	if host == "" {
		host = chatHost
	}
	return chatapi.New(chatapi.Config{
		Address: chatapi.Address{Host: host, AppID: p.AppID, AppKey: p.Chat.AppKey},
		Token:   token, HTTP: w.http, Now: func() time.Time { return noon }, Rand: seeded(),
		Pause: time.Millisecond,
	})
}

// Journal implements ui.Chat.
func (w *chatWorld) Journal(list *bulk.List, p keystore.Project, how bulk.How) (*bulk.Journal, error) {
	if w.state == "" {
		return nil, nil
	}
	return bulk.Journals{Dir: w.state}.Open(list, p.AppID, how)
}
