package chatapi_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"atc/chatapi"
	"atc/chatapi/emulator"
	"atc/keystore/secret"
	"atc/tokens"
)

const certificate = "5CFd2fd1755d40ecb72977518be15d3b"

// appTokens builds app tokens for the emulator.
func appTokens(t *testing.T) chatapi.TokenSource {
	t.Helper()
	catalog := tokens.Default
	kind, ok := catalog.Kind("chat-app")
	if !ok {
		t.Fatal("there are no Chat app tokens")
	}
	return chatapi.CachedTokens(time.Now, func() (secret.Value, time.Time, error) {
		issued := time.Now()
		text, err := catalog.Build(tokens.Request{
			Kind: kind, AppID: appID, Certificate: secret.New(certificate), Stamp: tokens.Stamp{IssueTime: uint32(issued.Unix()), Salt: 7},
			Values: tokens.Values{"lifetime": strconv.Itoa(3600)},
		})
		return secret.New(text), issued.Add(time.Hour), err
	})
}

// emulated returns a client of an emulator in a bubble.
func emulated(t *testing.T, c emulator.Config) (*chatapi.Client, *emulator.Service) {
	t.Helper()
	c.AppID, c.AppKey, c.Certificates = appID, appKey, []secret.Value{secret.New(certificate)}
	service, err := emulator.New(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	server := emulator.StartInMemory(ctx, service)
	web := server.Client()
	t.Cleanup(func() {
		web.CloseIdleConnections()
		cancel()
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return client(t, chatapi.Config{Address: chatapi.Address{Host: server.Host(), AppID: appID}, Token: appTokens(t), HTTP: web, Timeout: 2 * time.Second}), service
}

func TestALifeOfAUser(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, _ := emulated(t, emulator.Config{})
		ctx := t.Context()
		registered, err := c.RegisterOrGet(ctx, chatapi.NewUser{Username: "Alice", Nickname: "Al"})
		if err != nil || registered.Existed || registered.User.Username != "alice" || registered.User.State != chatapi.StateActive {
			t.Fatalf("%+v, %v", registered, err)
		}
		again, err := c.RegisterOrGet(ctx, chatapi.NewUser{Username: "alice"})
		if err != nil || !again.Existed || again.User.UUID != registered.User.UUID || again.User.Nickname != "Al" {
			t.Errorf("%+v, %v", again, err)
		}
		for name, err := range map[string]error{
			"password": c.ChangePassword(ctx, "alice", secret.New("hunter2")), "nickname": c.SetNickname(ctx, "alice", "Alice"),
			"offline": c.ForceOffline(ctx, "alice"), "ban": c.Ban(ctx, "alice"),
		} {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if u, err := c.User(ctx, registered.User.UUID); err != nil || u.Nickname != "Alice" || u.State != chatapi.StateBanned {
			t.Errorf("%+v, %v", u, err)
		}
		if err := c.Unban(ctx, "alice"); err != nil {
			t.Error(err)
		}
		exchanged, err := c.Exchange(ctx, secret.Value{})
		if err != nil || exchanged.Lifetime <= 0 {
			t.Errorf("%+v, %v", exchanged, err)
		}
		if u, err := c.TryToken(ctx, exchanged.Token, "alice"); err != nil || u.State != chatapi.StateActive {
			t.Errorf("%+v, %v", u, err)
		}
		if p, err := c.Presence(ctx, "alice"); err != nil || p != chatapi.Offline {
			t.Errorf("%q, %v", p, err)
		}
		if p, err := c.Presences(ctx, []string{"alice", "nobody"}); err != nil || p["alice"] != chatapi.Offline || p["nobody"] != chatapi.Offline {
			t.Errorf("%v, %v", p, err)
		}
		if n, err := c.OfflineMessages(ctx, "alice"); err != nil || n != 0 {
			t.Errorf("%d, %v", n, err)
		}
		if d, err := c.Devices(ctx, "alice"); err != nil || len(d) != 0 {
			t.Errorf("%v, %v", d, err)
		}
		if err := c.CheckConnection(ctx, nil); err != nil {
			t.Error(err)
		}
		if err := c.Delete(ctx, "alice"); err != nil {
			t.Error(err)
		}
		mustBe(t, c.Delete(ctx, "alice"), chatapi.KindUserUnknown)
	})
}

func TestAListIsReadPageByPage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, _ := emulated(t, emulator.Config{})
		users := crowd(250)
		if _, err := c.RegisterMany(t.Context(), users); err != nil {
			t.Fatal(err)
		}
		var names []string
		for cursor := ""; ; {
			p, err := c.Users(t.Context(), 100, cursor)
			if err != nil {
				t.Fatal(err)
			}
			for _, u := range p.Users {
				names = append(names, u.Username)
			}
			if cursor = p.Cursor; cursor == "" {
				break
			}
		}
		if len(names) != len(users) || slices.ContainsFunc(users, func(u chatapi.NewUser) bool { return !slices.Contains(names, u.Username) }) {
			t.Errorf("%d users are listed: %q", len(names), names)
		}
	})
}

// crowd returns users to register.
func crowd(n int) []chatapi.NewUser {
	users := make([]chatapi.NewUser, n)
	for i := range users {
		users[i].Username = fmt.Sprintf("user-%05d", i)
	}
	return users
}

func TestEverybodyIsRegisteredOnceWithEveryFault(t *testing.T) {
	t.Parallel()
	const part = 0.04
	for _, options := range []emulator.Options{{}, {StrictBatch: true}, {PasswordNeeded: true, NewerWording: true}} {
		synctest.Test(t, func(t *testing.T) {
			c, service := emulated(t, emulator.Config{Options: options, Faults: emulator.Faults{
				Latency: 40 * time.Millisecond, Spread: 30 * time.Millisecond, Skew: time.Hour / 4,
				DropBefore: part, DropAfter: part, TooMany: part, Gateway: part, Truncated: part, SlowBody: part,
			}})
			users := crowd(1200)
			since, err := c.ServerTime(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var wg sync.WaitGroup
			for some := range slices.Chunk(users, chatapi.MaxBatch) {
				wg.Go(func() { mustRegister(t, c, some, since) })
			}
			wg.Wait()
			created := service.Creations()
			for _, u := range users {
				if created[u.Username] != 1 {
					t.Errorf("%+v: %s is registered %d times", options, u.Username, created[u.Username])
				}
			}
			if n := service.Counters(); n.Limited > 0 || n.Injected == 0 {
				t.Errorf("%+v: %+v", options, n)
			}
		})
	}
}

// mustRegister registers users who are new, and tries those again whose fate
// is open, as package bulk does.
func mustRegister(t *testing.T, c *chatapi.Client, users []chatapi.NewUser, since time.Time) {
	for try := 0; len(users) > 0 && try < 10; try++ {
		outcomes, err := c.RegisterBatch(t.Context(), users, since, try > 0)
		if err != nil {
			continue
		}
		var open []chatapi.NewUser
		for i, o := range outcomes {
			if o.Result == chatapi.ResultFailed {
				open = append(open, users[i])
			} else if o.Result != chatapi.ResultRegistered {
				t.Errorf("%+v", o)
			}
		}
		users = open
	}
	if len(users) > 0 {
		t.Errorf("%d users are left", len(users))
	}
}

func TestWhatTheTransportRepeatsByItselfCountsToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, service := emulated(t, emulator.Config{Faults: emulator.Faults{Latency: 20 * time.Millisecond, DropBefore: 0.4}})
		busy(t, 400, func() { _, _ = c.Users(t.Context(), 1, "") })
		if n := service.Counters(); n.Peak > chatapi.MaxRate || n.Limited > 0 {
			t.Errorf("%+v, want at most %d in a second", n, chatapi.MaxRate)
		}
	})
}
