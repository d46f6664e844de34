package httpd

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"atc/chatapi"
	"atc/chatapi/emulator"
	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
)

// chatOf returns a client of a Chat service in memory that belongs to the demo
// project, and the service.
func chatOf(tb testing.TB, change func(*emulator.Config)) (*chatapi.Client, *emulator.Service) {
	tb.Helper()
	project := keystore.Demo()
	c := emulator.Config{AppID: project.AppID, Certificates: []secret.Value{project.Primary}}
	if change != nil {
		change(&c)
	}
	service, err := emulator.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	server, err := emulator.Start(context.Background(), "127.0.0.1:0", service)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = server.Close() })
	return chatAt(tb, server.Host()), service
}

// chatAt returns a client of whatever answers at a host.
func chatAt(tb testing.TB, host string) *chatapi.Client {
	tb.Helper()
	project := keystore.Demo()
	kind, _ := tokens.Default.Kind(kindChatApp)
	through := &http.Transport{}
	tb.Cleanup(through.CloseIdleConnections)
	client, err := chatapi.New(chatapi.Config{
		Address: chatapi.Address{Host: host, AppID: project.AppID},
		Token: chatapi.CachedTokens(time.Now, func() (secret.Value, time.Time, error) {
			now := time.Now()
			text, err := tokens.Default.Build(tokens.Request{
				Kind: kind, AppID: project.AppID, Certificate: project.Primary,
				Stamp: tokens.Stamp{IssueTime: uint32(now.Unix()), Salt: 1},
			})
			return secret.New(text), now.Add(time.Hour), err
		}),
		HTTP: &http.Client{Transport: through}, Timeout: 5 * time.Second, Pause: time.Millisecond,
	})
	if err != nil {
		tb.Fatal(err)
	}
	return client
}

func withUsers(u Users) func(*Config) { return func(cfg *Config) { cfg.Users = u } }

func TestAChatUserWhoIsNewIsRegisteredAndGetsAToken(t *testing.T) {
	t.Parallel()
	users, service := chatOf(t, nil)
	s := serve(t, withUsers(users))
	for range 2 {
		if got := content(s.get("/chat/user/Alice/token").bare(t)); got != `3600s; Chat "alice" 1:3600` {
			t.Errorf("the token has %s", got)
		}
	}
	if got := content(s.get("/chat/user/alice/token/?expire=600").bare(t)); got != `600s; Chat "alice" 1:600` {
		t.Errorf("the token has %s", got)
	}
	all := service.Users()
	if len(all) != 1 || all[0].Username != "alice" || service.Counters().Registered != 1 {
		t.Fatalf("the service has %+v", all)
	}
	if got := content(s.get("/chat/user/" + all[0].UUID + "/token").bare(t)); got != `3600s; Chat "alice" 1:3600` {
		t.Errorf("the token of a user who was found by the UUID has %s", got)
	}
	if served := s.log(4)[0]; served.User != "alice" || served.Kind != kindChatUser || served.Token.IsZero() {
		t.Errorf("logged as %+v", served)
	}
}

func TestOlderProjectsGetTokensForTheUUID(t *testing.T) {
	t.Parallel()
	users, service := chatOf(t, func(c *emulator.Config) { c.Users = []emulator.SeedUser{{Username: "alice"}} })
	want := `3600s; Chat "` + service.Users()[0].UUID + `" 1:3600`
	asked := serve(t, withUsers(users)).get("/chat/user/alice/token?uuid=true")
	set := serve(t, func(cfg *Config) { cfg.Users, cfg.ChatUUIDs = users, true }).get("/chat/user/alice/token")
	for _, a := range []told{asked, set} {
		if got := content(a.bare(t)); got != want {
			t.Errorf("the token has %s, want %s", got, want)
		}
	}
}

func TestNobodyIsRegisteredForARequestThatIsRefused(t *testing.T) {
	t.Parallel()
	users, service := chatOf(t, nil)
	s := serve(t, func(cfg *Config) { cfg.Users, cfg.Key = users, secret.New(testKey) })
	key := "/k/" + testKey
	for _, target := range []string{
		key + "/chat/user/al%20ice/token", key + "/chat/user/undefined/token", key + "/chat/user/%7Busername%7D/token",
		key + "/chat/user/bob/token?expire=90000", key + "/chat/user/bob/token?expire=soon", key + "/chat/user/bob/token?version=006",
		key + "/chat/user/bob/token?uuid=maybe", "/chat/user/bob/token", "/k/wrong-wrong-wrong-wrong/chat/user/bob/token",
	} {
		if a := s.get(target); a.status != http.StatusBadRequest && a.status != http.StatusUnauthorized {
			t.Errorf("%s answers %d %s", target, a.status, a.body)
		}
	}
	s.ask(ask{target: key + "/chat/user/bob/token", host: "evil.example"}).refused(t, http.StatusMisdirectedRequest, "Host")
	s.ask(ask{target: key + "/chat/user/bob/token", header: http.Header{"Origin": {"http://evil.example"}}}).refused(t, http.StatusForbidden, "Origin")
	s.ask(ask{method: http.MethodPost, target: key + "/chat/user/bob/token"}).refused(t, http.StatusMethodNotAllowed, "POST")
	if n := service.Counters().Requests; n != 0 {
		t.Errorf("Chat was asked %d times", n)
	}
}

func TestManyWhoAskForOneNewUserRegisterItOnce(t *testing.T) {
	t.Parallel()
	users, service := chatOf(t, func(c *emulator.Config) {
		c.Options.Rate = -1
		c.Faults = emulator.Faults{Latency: 20 * time.Millisecond}
	})
	s := serve(t, withUsers(users))
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			if got := content(s.get("/chat/user/alice/token").bare(t)); got != `3600s; Chat "alice" 1:3600` {
				t.Errorf("the token has %s", got)
			}
		})
	}
	all.Wait()
	if made := service.Creations(); made["alice"] != 1 || len(made) != 1 {
		t.Errorf("registered: %v", made)
	}
	if n := service.Counters().Requests; n > 40 {
		t.Errorf("Chat was asked %d times for 40 clients", n)
	}
}

func TestErrorsOfChatSayWhatToDo(t *testing.T) {
	t.Parallel()
	broken := func(status int, body string) *chatapi.Client {
		server := listening(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}))
		return chatAt(t, server)
	}
	foreign, _ := chatOf(t, func(c *emulator.Config) {
		c.Certificates = []secret.Value{secret.New("00000000000000000000000000000001")}
	})
	for name, tt := range map[string]struct {
		users  Users
		status int
		holds  []string
	}{
		"no Chat":         {nil, http.StatusServiceUnavailable, []string{"no Chat is configured", "Chat REST host", "/generate-user-token"}},
		"nobody listens":  {chatAt(t, "127.0.0.1:1"), http.StatusBadGateway, []string{"looking up bob", "no connection"}},
		"another project": {foreign, http.StatusBadGateway, []string{"bob", "App Certificate"}},
		"too many":        {broken(429, `{"error":"reach_limit","error_description":"This request has reached api limit"}`), http.StatusServiceUnavailable, []string{"looking up bob"}},
		"quota":           {broken(429, `{"error":"resource_limited"}`), http.StatusBadGateway, []string{"looking up bob"}},
		"gateway timeout": {broken(504, "<html>"), http.StatusGatewayTimeout, []string{"looking up bob"}},
		"unavailable":     {broken(503, "<html>"), http.StatusServiceUnavailable, []string{"looking up bob"}},
		"no JSON":         {broken(200, "<html>welcome to the hotel"), http.StatusBadGateway, []string{"not the Chat service"}},
		"no such app":     {broken(404, `{"error":"organization_application_not_found"}`), http.StatusBadGateway, []string{"bob"}},
	} {
		a := serve(t, withUsers(tt.users)).get("/chat/user/bob/token")
		a.refused(t, tt.status, "", tt.holds...)
		if retry := a.header.Get("Retry-After"); tt.status == http.StatusServiceUnavailable && tt.users != nil && retry == "" {
			t.Errorf("%s: it is not said when to ask again", name)
		}
		if strings.Contains(a.body, "007eJ") {
			t.Errorf("%s: the answer holds a token: %s", name, a.body)
		}
	}
}

func TestAChatThatCannotBeUsedIsSaidToBeSoAndCostsNoOtherToken(t *testing.T) {
	t.Parallel()
	_, wrong := chatapi.New(chatapi.Config{Address: chatapi.Address{Host: "https://a41.chat.agora.io/"}})
	_, none := chatapi.New(chatapi.Config{})
	for want, err := range map[string]error{
		"nobody can be looked up, as the project's Chat cannot be used: the Chat REST host is not a host name: give it as": wrong,
		"no Chat is configured": none,
	} {
		s := serve(t, func(cfg *Config) { cfg.UsersError = err })
		s.get("/chat/user/bob/token").refused(t, http.StatusServiceUnavailable, want, "POST /generate-user-token")
		s.post("/generate-user-token", `{"user_uuid":"bob"}`).decoded(t)
	}
	users := &countedUsers{}
	s := serve(t, func(cfg *Config) { cfg.Users, cfg.UsersError = users, wrong })
	s.get("/chat/user/alice/token").bare(t)
}

// fakeUsers answer as a test says.
type fakeUsers func(ctx context.Context, name string) (chatapi.Registered, error)

func (f fakeUsers) User(context.Context, string) (chatapi.User, error) {
	return chatapi.User{}, errors.New("nobody asks for this")
}

func (f fakeUsers) RegisterOrGet(ctx context.Context, u chatapi.NewUser) (chatapi.Registered, error) {
	return f(ctx, u.Username)
}

func TestAServiceThatDoesNotSayWhoSomebodyIsStillGivesTheNameAToken(t *testing.T) {
	t.Parallel()
	s := serve(t, withUsers(fakeUsers(func(context.Context, string) (chatapi.Registered, error) { return chatapi.Registered{}, nil })))
	if got := content(s.get("/chat/user/bob/token").bare(t)); got != `3600s; Chat "bob" 1:3600` {
		t.Errorf("the token has %s", got)
	}
	s.get("/chat/user/bob/token?uuid=true").refused(t, http.StatusBadGateway, "Chat does not say which UUID bob has")
}

func TestAPanicWhileAUserIsLookedUpEndsThatRequestAlone(t *testing.T) {
	t.Parallel()
	u := &countedUsers{panic: true}
	s := serve(t, withUsers(u))
	a := s.get("/chat/user/bob/token")
	a.refused(t, http.StatusInternalServerError, "atc has failed inside")
	if strings.Contains(a.body, testKey) {
		t.Errorf("the answer tells of the panic: %s", a.body)
	}
	u.mu.Lock()
	u.panic = false
	u.mu.Unlock()
	s.get("/chat/user/alice/token").bare(t)
}
