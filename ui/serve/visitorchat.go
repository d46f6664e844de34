package serve

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"atc/chatapi"
	"atc/chatapi/bulk"
	"atc/chatapi/emulator"
	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui"
)

// The reasons why the Chat of a project is out of a visitor's reach.
var (
	errSharedChat  = errors.New("the project is shared for building tokens only: choose the demo project for Chat")
	errForeignHost = errors.New("a visitor reaches the REST hosts of Agora's data centres only, and this is none of them: run atc on your own machine for others")
)

// quota is how many users a visitor's emulator holds.
const quota = 2000

// visitorChat is the way of one visitor to Chat: to an emulator of the visitor's
// own, to the project that is shared with its Chat, and to the hosts that Agora
// names. This machine may stand where other hosts are that only it can reach,
// and a visitor must not reach those through it: [chatapi.Client] follows no
// redirect either.
type visitorChat struct {
	now     func() time.Time
	rand    io.Reader
	http    *http.Client
	emulate func() (*emulator.Server, error)
}

func newVisitorChat(ctx context.Context, c Config) *visitorChat {
	transport := c.HTTP
	if transport == nil {
		transport = http.DefaultTransport
	}
	return &visitorChat{
		c.Now, c.Rand, &http.Client{Transport: discreet{transport}},
		sync.OnceValues(func() (*emulator.Server, error) { return startEmulator(ctx, c.Now) }),
	}
}

// discreet hides a transport from [chatapi.Client], which would tell a visitor of
// the proxy and the addresses that this machine uses.
type discreet struct{ transport http.RoundTripper }

// RoundTrip implements [http.RoundTripper].
func (d discreet) RoundTrip(r *http.Request) (*http.Response, error) {
	return d.transport.RoundTrip(r.WithContext(untraced{r.Context()}))
}

// untraced is a context without values, among which are the hooks that are told
// of connections.
type untraced struct{ context.Context }

// Value implements [context.Context].
func (untraced) Value(any) any { return nil }

// startEmulator starts an emulator that has no address: nobody but the visitor
// reaches it.
func startEmulator(ctx context.Context, now func() time.Time) (*emulator.Server, error) {
	demo := keystore.Demo()
	service, err := emulator.New(emulator.Config{
		AppID: demo.AppID, Certificates: []secret.Value{demo.Primary, demo.Secondary},
		Now: now, Users: emulator.DemoUsers(), Options: emulator.Options{Quota: quota},
	})
	if err != nil {
		return nil, err
	}
	return emulator.StartInMemory(ctx, service), nil
}

// Connect implements [ui.Chat].
func (v *visitorChat) Connect(p keystore.Project, token chatapi.TokenSource) (ui.ChatClient, error) {
	config := chatapi.Config{
		Address: chatapi.Address{Host: p.Chat.Host, AppID: p.AppID, AppKey: p.Chat.AppKey},
		Token:   token, HTTP: v.http, Now: v.now, Rand: v.rand,
	}
	switch {
	case p.Sharing == keystore.SharedToBuild:
		return nil, errSharedChat
	case p.Sharing == keystore.SharedToAdminister && p.Chat.Host != "":
	case p.Chat.Host == "" && p.IsDemo():
		service, err := v.emulate()
		if err != nil {
			return nil, err
		}
		config.HTTP = service.Client()
		config.Address.Host, config.Address.AppKey = service.Host(), ""
	case !ofAgora(p.Chat.Host):
		return nil, errForeignHost
	}
	return chatapi.New(config)
}

func ofAgora(host string) bool {
	return slices.ContainsFunc(chatapi.DataCentres(), func(d chatapi.DataCentre) bool { return d.Host == host })
}

// Journal implements [ui.Chat]. A visitor leaves nothing behind.
func (v *visitorChat) Journal(*bulk.List, keystore.Project, bulk.How) (*bulk.Journal, error) {
	return nil, nil
}
