package ui_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"atc/chatapi"
	"atc/chatapi/emulator"
	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui"
	"atc/ui/uitest"
)

// staged is a Chat whose client does in part what a test says.
type staged struct {
	*chatWorld
	mu    sync.Mutex
	calls int // batches that were begun

	// register takes the place of registering a batch, where it is set. The
	// last argument does what it would.
	register func(ctx context.Context, users []chatapi.NewUser, real func() ([]chatapi.Outcome, error)) ([]chatapi.Outcome, error)
	// check takes the place of the check of the connection.
	check func(ctx context.Context, report func(chatapi.Step)) error
	// get takes the place of registering one user.
	get func(ctx context.Context, u chatapi.NewUser) (chatapi.Registered, error)
}

// Connect implements ui.Chat.
func (s *staged) Connect(p keystore.Project, token chatapi.TokenSource) (ui.ChatClient, error) {
	c, err := s.chatWorld.Connect(p, token)
	return &stagedClient{c, s}, err
}

type stagedClient struct {
	ui.ChatClient
	*staged
}

func (c *stagedClient) RegisterBatch(ctx context.Context, users []chatapi.NewUser, since time.Time, repeated bool) ([]chatapi.Outcome, error) {
	really := func() ([]chatapi.Outcome, error) {
		return c.ChatClient.RegisterBatch(ctx, users, since, repeated)
	}
	c.mu.Lock()
	c.calls++
	c.mu.Unlock()
	if c.register != nil {
		return c.register(ctx, users, really)
	}
	return really()
}

func (c *stagedClient) CheckConnection(ctx context.Context, report func(chatapi.Step)) error {
	if c.check != nil {
		return c.check(ctx, report)
	}
	return c.ChatClient.CheckConnection(ctx, report)
}

func (c *stagedClient) RegisterOrGet(ctx context.Context, u chatapi.NewUser) (chatapi.Registered, error) {
	if c.get != nil {
		return c.get(ctx, u)
	}
	return c.ChatClient.RegisterOrGet(ctx, u)
}

// counted returns how many batches were begun.
func (s *staged) counted() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// stagedChat opens the section Register over a Chat that a test can change, with
// the files of a folder.
func stagedChat(tb testing.TB, width, height int, files *folder, users ...emulator.SeedUser) (*uitest.Driver, *staged) {
	tb.Helper()
	s := &staged{chatWorld: newChatWorld(tb, users...)}
	return s.console(tb, width, height, files), s
}

// console opens a console, on the section Register.
func (s *staged) console(tb testing.TB, width, height int, files *folder) *uitest.Driver {
	tb.Helper()
	d := s.deps()
	d.Chat = s
	if files != nil {
		d.Files = files
	}
	console := uitest.New(tb, ui.New(d), width, height).Press("alt+3", "alt+R")
	s.pass(console, 5*time.Second) // the foot has said that this is a demo
	return console
}

// inBubble runs a test in virtual time, over a service in memory. There, a test
// can tell when everything waits.
func inBubble(t *testing.T, run func(t *testing.T, s *staged)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		demo := keystore.Demo()
		service, err := emulator.New(emulator.Config{
			AppID: demo.AppID, Certificates: []secret.Value{demo.Primary}, Now: func() time.Time { return noon.Add(time.Since(start())) }, Rand: seeded(),
		})
		if err != nil {
			t.Fatal(err)
		}
		server := emulator.StartInMemory(context.Background(), service)
		t.Cleanup(func() { _ = server.Close() }) // nobody asks it any more
		run(t, &staged{chatWorld: &chatWorld{world: &world{now: noon}, service: service, http: server.Client()}})
	})
}

// start is when virtual time starts.
func start() time.Time { return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) }

// gate holds up batches until a test lets them go.
type gate struct {
	blocked chan struct{} // receives a value when the first one waits, and all else
	open    chan struct{} // lets all of them go
	shut    atomic.Bool
}

func newGate() *gate { return &gate{blocked: make(chan struct{}), open: make(chan struct{})} }

func (g *gate) register(ctx context.Context, _ []chatapi.NewUser, real func() ([]chatapi.Outcome, error)) ([]chatapi.Outcome, error) {
	if g.shut.CompareAndSwap(false, true) {
		<-time.After(second) // virtual: those who wait for their turn have it by then
		synctest.Wait()
		g.blocked <- struct{}{}
	}
	select {
	case <-g.open:
		return real()
	case <-ctx.Done():
		return nil, &chatapi.Error{Kind: chatapi.KindCancelled, Unsure: true, Err: ctx.Err()}
	}
}

// listOf returns a list of so many names.
func listOf(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "user-%05d\n", i)
	}
	return b.String()
}

// registered returns the names of the users whom the service has.
func (w *chatWorld) registered() []string {
	var all []string
	for _, u := range w.service.Users() {
		all = append(all, u.Username)
	}
	return all
}

// onceEach fails the test unless the service has created every user of a list
// once, and nobody else.
func (w *chatWorld) onceEach(tb testing.TB, n int) {
	tb.Helper()
	created := w.service.Creations()
	if len(created) != n {
		tb.Errorf("%d users were created, want %d", len(created), n)
	}
	for name, times := range created {
		if times != 1 {
			tb.Errorf("%s was created %d times", name, times)
		}
	}
	if all := w.registered(); !slices.Contains(all, fmt.Sprintf("user-%05d", n-1)) {
		tb.Errorf("the last user of the list is missing among %d", len(all))
	}
}
