package emulator_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"atc/chatapi/emulator"
	"atc/keystore/secret"
	"atc/tokens"
)

// compose returns a token as a person composes one.
func compose(tb testing.TB, spec string) string {
	tb.Helper()
	return maker{kind: "compose", values: tokens.Values{"spec": spec}}.token(tb)
}

const (
	notOpen      = "registration is not open, please contact the app admin"
	unauthorized = "unauthorized"
	badToken     = "auth_bad_access_token"
)

func TestWordsForATokenDependOnTheCall(t *testing.T) {
	t.Parallel()
	app := appToken(t)
	day := 24 * time.Hour
	for _, tt := range []struct {
		name, token       string
		code, description string // of every call but a registration; "" if the token is taken
	}{
		{"app token", app, "", ""},
		{"secondary certificate", maker{kind: "chat-app", certificate: otherCertificate}.token(t), "", ""},
		{"app token in its last second", maker{kind: "chat-app", issued: theTime.Add(-3599 * time.Second)}.token(t), "", ""},
		{"no token", "", unauthorized, "Unable to authenticate due to expired access token"},
		{"expired", maker{kind: "chat-app", issued: theTime.Add(-time.Hour)}.token(t), unauthorized, "Unable to authenticate due to expired access token"},
		{"says a week, after a day", maker{kind: "chat-app", issued: theTime.Add(-day), values: tokens.Values{"lifetime": "604800"}}.token(t), unauthorized, "Unable to authenticate due to expired access token"},
		{"says a week, within a day", maker{kind: "chat-app", issued: theTime.Add(-day + time.Second), values: tokens.Values{"lifetime": "604800"}}.token(t), "", ""},
		{"cut", app[:len(app)-9], badToken, "Unable to authenticate due to corrupt access token"},
		{"a letter more", app + "x", badToken, "Unable to authenticate due to corrupt access token"},
		{"nonsense", "nonsense", badToken, "Unable to authenticate due to corrupt access token"},
		{"an RTC token", maker{kind: "rtc", values: tokens.Values{"channel": "c", "uid": "1"}}.token(t), badToken, "Unable to authenticate due to corrupt access token"},
		{"an App ID", appID, badToken, "Unable to authenticate due to corrupt access token"},
		{"of another certificate", maker{kind: "chat-app", certificate: strings.Repeat("a", 32)}.token(t), badToken, "Unable to authenticate"},
		{"of another app", maker{kind: "chat-app", appID: otherAppID}.token(t), badToken, "Unable to authenticate"},
		{"of another app, and expired", maker{kind: "chat-app", appID: otherAppID, issued: theTime.Add(-day)}.token(t), badToken, "Unable to authenticate"},
		{"opaque, of nobody", "YWMtAAAA", badToken, "Unable to authenticate"},
		{"a user token", userToken(t, "alice"), unauthorized, "Subject does not have permission [applications:get:UUID:/users]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := config()
			c.Certificates = append(c.Certificates, secret.New(otherCertificate))
			c.Users = people()
			p := serve(t, c).as(tt.token)
			r := p.send("GET", "/users?limit=1", "")
			r.body = []byte(r.shape(p))
			if got := r.answer(); got.Code != tt.code || got.Description != tt.description || (tt.code == "") != (r.status == http.StatusOK) {
				t.Errorf("GET: %d %s %q", r.status, got.Code, got.Description)
			}
			r = p.send("POST", "/users", batch("new1"))
			got := r.answer()
			switch {
			case tt.code == "":
				if r.status != http.StatusOK {
					t.Errorf("POST: %d %s", r.status, r.body)
				}
			case strings.HasPrefix(tt.description, "Subject"):
				if !strings.HasPrefix(got.Description, "Subject does not have permission [applications:post:") {
					t.Errorf("POST: %d %s", r.status, r.body)
				}
			case r.status != http.StatusUnauthorized || got.Code != unauthorized || got.Description != notOpen:
				t.Errorf("POST: %d %s", r.status, r.body)
			}
		})
	}
}

func TestPrivilegeOfATokenMayEndBeforeIt(t *testing.T) {
	t.Parallel()
	p := serve(t, config())
	early := compose(t, `{"expire":3600,"services":[{"type":5,"privileges":{"2":10},"fields":{"user_id":""}}]}`)
	p.as(early).must("GET", "/users", "")
	c := config()
	c.Now = func() time.Time { return theTime.Add(10 * time.Second) }
	r := serve(t, c).as(early).send("GET", "/users", "")
	if got := r.answer(); r.status != 401 || got.Description != "Unable to authenticate due to expired access token" {
		t.Errorf("%d %s", r.status, r.body)
	}
}

func TestTokenIsIllegalIfItSaysNeitherAppNorUser(t *testing.T) {
	t.Parallel()
	p := serve(t, config())
	for _, spec := range []string{
		`{"expire":3600,"services":[{"type":5,"privileges":{},"fields":{"user_id":""}}]}`,
		`{"expire":3600,"services":[{"type":5,"privileges":{"9":60},"fields":{"user_id":"alice"}}]}`,
		`{"expire":3600,"services":[{"type":5,"privileges":{"1":60},"fields":{"user_id":""}}]}`,
		`{"expire":3600,"services":[{"type":5,"privileges":{"2":60},"fields":{"user_id":"alice"}}]}`,
	} {
		r := p.as(compose(t, spec)).send("GET", "/users", "")
		if got := r.answer(); r.status != 401 || got.Code != unauthorized || got.Description != "token is illegal." {
			t.Errorf("%s: %d %s", spec, r.status, r.body)
		}
	}
}

// TestTokenOfBothKindsIsAnAppToken has the privileges in two services, for the
// second of which nobody is named.
func TestTokenOfBothKindsIsAnAppToken(t *testing.T) {
	t.Parallel()
	both := compose(t, `{"expire":3600,"services":[
		{"type":5,"privileges":{"1":60},"fields":{"user_id":"alice"}},
		{"type":1,"privileges":{"1":60},"fields":{"channel_name":"c","uid":""}},
		{"type":5,"privileges":{"2":60},"fields":{"user_id":""}}]}`)
	serve(t, config()).as(both).must("GET", "/users", "")
}

func TestUserTokenReadsItsOwnUserOnly(t *testing.T) {
	t.Parallel()
	c := config()
	c.Users = people()
	p := serve(t, c)
	uuid := p.must("GET", "/users/alice", "").answer().Entities[0].UUID
	for _, user := range []string{"alice", "Alice", uuid} {
		u := p.as(userToken(t, user))
		for _, path := range []string{"/users/alice", "/users/ALICE", "/users/" + uuid} {
			if got := u.must("GET", path, "").names(); got != "alice" {
				t.Errorf("token for %s, %s: %q", user, path, got)
			}
		}
		for path, want := range map[string]string{
			"/users/old":           "[applications:get:UUID:/users/UUID]",
			"/users/nobody":        "[applications:get:UUID:/users/nobody]",
			"/users/alice/status":  "[applications:get:UUID:/users/UUID/status]",
			"/users/old/resources": "[applications:get:UUID:/users/UUID/resources]",
		} {
			r := u.send("GET", path, "")
			r.body = []byte(r.shape(p))
			if got := r.answer(); r.status != 401 || got.Exception != "org.apache.shiro.authz.UnauthorizedException" || got.Description != "Subject does not have permission "+want {
				t.Errorf("token for %s, %s: %d %s", user, path, r.status, r.body)
			}
		}
	}
}

func TestBannedUsersTokenIsForbidden(t *testing.T) {
	t.Parallel()
	c := config()
	c.Users = people()
	p := serve(t, c).as(userToken(t, "mallory"))
	if r := p.send("GET", "/users/mallory", ""); r.status != 403 || r.answer().Code != "forbidden_service_operation" {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := p.send("POST", "/token", `{"grant_type":"agora"}`); r.status != 403 {
		t.Errorf("%d %s", r.status, r.body)
	}
}

func TestOpenRegistrationNeedsNoToken(t *testing.T) {
	t.Parallel()
	c := config()
	c.Options.OpenRegistration = true
	p := serve(t, c).as("")
	p.register("new1")
	if r := p.send("GET", "/users/new1", ""); r.status != 401 {
		t.Errorf("looking up without a token: %d", r.status)
	}
}

func TestUnknownUserMayBeToldBeforeTheToken(t *testing.T) {
	t.Parallel()
	for early, want := range map[bool]int{false: 401, true: 404} {
		c := config()
		c.Options.LooksUpFirst = early
		if r := serve(t, c).as("").send("GET", "/users/x", ""); r.status != want {
			t.Errorf("LooksUpFirst %t: %d, want %d", early, r.status, want)
		}
	}
}

// A clock is one that a test moves.
type clock struct{ at chan time.Time }

func newClock(at time.Time) clock {
	c := clock{make(chan time.Time, 1)}
	c.at <- at
	return c
}

func (c clock) now() time.Time {
	at := <-c.at
	c.at <- at
	return at
}

func (c clock) move(d time.Duration) { c.at <- (<-c.at).Add(d) }

func TestExchangedTokenLivesAsLongAsTheOneItIsGivenFor(t *testing.T) {
	t.Parallel()
	at := newClock(theTime.Add(600*time.Second + 500*time.Millisecond))
	c := config()
	c.Now, c.Users = at.now, people()
	p := serve(t, c)
	got := p.must("POST", "/token", `{"grant_type":"agora"}`).answer()
	if !strings.HasPrefix(got.AccessToken, "YWMt") || got.ExpiresIn != 2999 || got.ExpireAt != theTime.Add(time.Hour).UnixMilli() {
		t.Errorf("%+v", got)
	}
	opaque := p.as(got.AccessToken)
	opaque.register("new1")
	if r := opaque.send("POST", "/token", `{"grant_type":"agora"}`); r.status != 401 {
		t.Errorf("exchanging an exchanged token: %d %s", r.status, r.body)
	}
	at.move(2999 * time.Second)
	opaque.must("GET", "/users/new1", "")
	at.move(500 * time.Millisecond)
	if r := opaque.send("GET", "/users/new1", ""); r.status != 401 || !strings.Contains(string(r.body), "expired access token") {
		t.Errorf("after its end: %d %s", r.status, r.body)
	}
}

func TestExchangedUserTokenIsTheUsers(t *testing.T) {
	t.Parallel()
	c := config()
	c.Users = people()
	p := serve(t, c)
	got := p.as(userToken(t, "alice")).must("POST", "/token", `{"grant_type":"agora"}`).answer()
	user := p.as(got.AccessToken)
	user.must("GET", "/users/alice", "")
	if r := user.send("GET", "/users/old", ""); r.status != 401 {
		t.Errorf("another user: %d", r.status)
	}
	p.must("PUT", "/users/alice/password", `{"newpassword":"x"}`)
	if r := user.send("GET", "/users/alice", ""); r.status != 401 || !strings.Contains(string(r.body), `"Unable to authenticate (OAuth)"`) {
		t.Errorf("after the password was changed: %d %s", r.status, r.body)
	}
	got = p.as(userToken(t, "old")).must("POST", "/token", `{"grant_type":"agora"}`).answer()
	p.must("DELETE", "/users/old", "")
	if r := p.as(got.AccessToken).send("GET", "/users/old", ""); !strings.Contains(string(r.body), `"Unable to authenticate (OAuth)"`) {
		t.Errorf("after the user was deleted: %d %s", r.status, r.body)
	}
	if r := p.as(userToken(t, "nobody")).send("POST", "/token", `{"grant_type":"agora"}`); r.status != 404 || r.answer().Code != "invalid_grant" {
		t.Errorf("a user who does not exist: %d %s", r.status, r.body)
	}
}

func TestServiceNeedsAnAppAndACertificate(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*emulator.Config){
		"App ID":          func(c *emulator.Config) { c.AppID = "x" },
		"AppKey":          func(c *emulator.Config) { c.AppKey = "x" },
		"App Certificate": func(c *emulator.Config) { c.Certificates = nil },
		"is empty":        func(c *emulator.Config) { c.Certificates = []secret.Value{{}} },
		"twice":           func(c *emulator.Config) { c.Users = []emulator.SeedUser{{Username: "a"}, {Username: "A"}} },
		"user \"a b\"":    func(c *emulator.Config) { c.Users = []emulator.SeedUser{{Username: "a b"}} },
		"latency":         func(c *emulator.Config) { c.Faults.Latency = -1 },
		"requests":        func(c *emulator.Config) { c.Options.Rate = 1 << 30 },
	} {
		c := config()
		change(&c)
		if _, err := emulator.New(c); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}
