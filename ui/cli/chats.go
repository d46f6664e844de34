package cli

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"atc/chatapi"
	"atc/chatapi/bulk"
	"atc/chatapi/emulator"
	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui"
)

// Chats connects the console to the Chat service of projects. The demo
// project, which no service knows, has an emulator in this process, which
// starts when it is first needed.
type Chats struct {
	http    *http.Client
	now     func() time.Time
	rand    io.Reader
	state   string
	emulate func() (host string, err error)
}

// NewChats returns the way to the Chat service. Its emulator ends with ctx.
// Journals of registrations are kept in the folder state, or nowhere, if that
// is "".
func NewChats(ctx context.Context, client *http.Client, now func() time.Time, rand io.Reader, state string) *Chats {
	return &Chats{
		http: client, now: now, rand: rand, state: state,
		emulate: sync.OnceValues(func() (string, error) { return startEmulator(ctx) }),
	}
}

func startEmulator(ctx context.Context) (string, error) {
	demo := keystore.Demo()
	service, err := emulator.New(emulator.Config{
		AppID: demo.AppID, Certificates: []secret.Value{demo.Primary, demo.Secondary}, Users: emulator.DemoUsers(),
	})
	if err != nil {
		return "", err
	}
	server, err := emulator.Start(ctx, "127.0.0.1:0", service)
	if err != nil {
		return "", err
	}
	return server.Host(), nil
}

// Connect implements [ui.Chat].
func (c *Chats) Connect(p keystore.Project, token chatapi.TokenSource) (ui.ChatClient, error) {
	address := chatapi.Address{Host: p.Chat.Host, AppID: p.AppID, AppKey: p.Chat.AppKey}
	if address.Host == "" && p.IsDemo() {
		host, err := c.emulate()
		if err != nil {
			return nil, err
		}
		address.Host, address.AppKey = host, ""
	}
	return chatapi.New(chatapi.Config{Address: address, Token: token, HTTP: c.http, Now: c.now, Rand: c.rand})
}

// Journal implements [ui.Chat]. The users of the built-in emulator end with
// the console, and a journal of them would be of no use.
func (c *Chats) Journal(list *bulk.List, p keystore.Project, how bulk.How) (*bulk.Journal, error) {
	if c.state == "" || p.Chat.Host == "" && p.IsDemo() {
		return nil, nil
	}
	app := journalApp(chatapi.Address{Host: p.Chat.Host, AppID: p.AppID})
	return bulk.Journals{Dir: JournalFolder(c.state)}.Open(list, app, how)
}

// JournalFolder returns the folder of the journals in the folder for state.
func JournalFolder(state string) string { return filepath.Join(state, "chat") }
