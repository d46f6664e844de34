package chatapi_test

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"atc/chatapi"
	"atc/keystore/secret"
)

// everything is an answer from which every call gets what it was made for.
const everything = `{"action":"get","entities":[{"uuid":"0ffe","type":"user","created":1700000000000,"username":"alice","activated":true}],
	"data":{"alice":3,"result":true},"access_token":"YWMtexample","expires_in":281,"expire_timestamp":1700000281000,"timestamp":1700000000020,"duration":0}`

// wireCalls lists the calls and the requests that they are documented to make.
var wireCalls = []struct {
	name               string
	call               func(context.Context, *chatapi.Client) error
	method, path, body string
}{
	{"register one", func(ctx context.Context, c *chatapi.Client) error {
		_, err := c.Register(ctx, chatapi.NewUser{Username: "Alice"})
		return err
	}, "POST", "/users", `{"username":"alice"}`},
	{"register one with all there is", func(ctx context.Context, c *chatapi.Client) error {
		_, err := c.Register(ctx, chatapi.NewUser{Username: "alice", Nickname: `Al "<&>" ïce`, Password: secret.New(`p"<w>`)})
		return err
	}, "POST", "/users", `{"username":"alice","password":"p\"<w>","nickname":"Al \"<&>\" ïce"}`},
	{"register many", func(ctx context.Context, c *chatapi.Client) error {
		_, err := c.RegisterBatch(ctx, []chatapi.NewUser{{Username: "alice"}, {Username: "Alice"}, {Username: "bob", Nickname: "Bob"}}, serverTime, false)
		return err
	}, "POST", "/users", `[{"username":"alice"},{"username":"bob","nickname":"Bob"}]`},
	{"get", func(ctx context.Context, c *chatapi.Client) error { _, err := c.User(ctx, "ALICE"); return err }, "GET", "/users/alice", ""},
	{"get by UUID", func(ctx context.Context, c *chatapi.Client) error { _, err := c.User(ctx, "0FFE"); return err }, "GET", "/users/0ffe", ""},
	{"list", func(ctx context.Context, c *chatapi.Client) error { _, err := c.Users(ctx, 25, ""); return err }, "GET", "/users?limit=25", ""},
	{"list on", func(ctx context.Context, c *chatapi.Client) error {
		_, err := c.Users(ctx, 1000, "a+b/c=&d")
		return err
	}, "GET", "/users?limit=100&cursor=a%2Bb%2Fc%3D%26d", ""},
	{"list as the service likes", func(ctx context.Context, c *chatapi.Client) error { _, err := c.Users(ctx, 0, ""); return err }, "GET", "/users?limit=10", ""},
	{"time", func(ctx context.Context, c *chatapi.Client) error { _, err := c.ServerTime(ctx); return err }, "GET", "/users?limit=1", ""},
	{"delete", func(ctx context.Context, c *chatapi.Client) error { return c.Delete(ctx, "a.b-c_d") }, "DELETE", "/users/a.b-c_d", ""},
	{"password", func(ctx context.Context, c *chatapi.Client) error {
		return c.ChangePassword(ctx, "alice", secret.New("new"))
	}, "PUT", "/users/alice/password", `{"newpassword":"new"}`},
	{"nickname", func(ctx context.Context, c *chatapi.Client) error { return c.SetNickname(ctx, "alice", "Ål") }, "PUT", "/users/alice", `{"nickname":"Ål"}`},
	{"no nickname", func(ctx context.Context, c *chatapi.Client) error { return c.SetNickname(ctx, "alice", "") }, "PUT", "/users/alice", `{"nickname":""}`},
	{"ban", func(ctx context.Context, c *chatapi.Client) error { return c.Ban(ctx, "alice") }, "POST", "/users/alice/deactivate", ""},
	{"unban", func(ctx context.Context, c *chatapi.Client) error { return c.Unban(ctx, "alice") }, "POST", "/users/alice/activate", ""},
	{"log out", func(ctx context.Context, c *chatapi.Client) error { return c.ForceOffline(ctx, "alice") }, "GET", "/users/alice/disconnect", ""},
	{"log out of a device", func(ctx context.Context, c *chatapi.Client) error {
		return c.ForceDeviceOffline(ctx, "alice", "android_1 é")
	}, "", "", ""},
	{"log out of another", func(ctx context.Context, c *chatapi.Client) error {
		return c.ForceDeviceOffline(ctx, "alice", "web_é:1")
	}, "DELETE", "/users/alice/disconnect/web_%C3%A9:1", ""},
	{"devices", func(ctx context.Context, c *chatapi.Client) error { _, err := c.Devices(ctx, "alice"); return err }, "GET", "/users/alice/resources", ""},
	{"status", func(ctx context.Context, c *chatapi.Client) error { _, err := c.Presence(ctx, "alice"); return err }, "GET", "/users/alice/status", ""},
	{"status of many", func(ctx context.Context, c *chatapi.Client) error {
		_, err := c.Presences(ctx, []string{"bob", "Alice", "bob"})
		return err
	}, "POST", "/users/batch/status", `{"usernames":["alice","bob"]}`},
	{"offline messages", func(ctx context.Context, c *chatapi.Client) error {
		_, err := c.OfflineMessages(ctx, "alice")
		return err
	}, "GET", "/users/alice/offline_msg_count", ""},
	{"exchange", func(ctx context.Context, c *chatapi.Client) error {
		_, err := c.Exchange(ctx, secret.Value{})
		return err
	}, "POST", "/token", `{"grant_type":"agora"}`},
	{"exchange another", func(ctx context.Context, c *chatapi.Client) error {
		_, err := c.Exchange(ctx, secret.New(bearer))
		return err
	}, "POST", "/token", `{"grant_type":"agora"}`},
	{"try a token", func(ctx context.Context, c *chatapi.Client) error {
		_, err := c.TryToken(ctx, secret.New(bearer), "alice")
		return err
	}, "GET", "/users/alice", ""},
	{"check", func(ctx context.Context, c *chatapi.Client) error {
		return c.CheckConnection(ctx, func(chatapi.Step) {})
	}, "GET", "/users?limit=1", ""},
}

func TestEveryCallMakesTheRequestThatIsDocumented(t *testing.T) {
	t.Parallel()
	for _, form := range []struct {
		address chatapi.Address
		prefix  string
	}{{byID, "https://a41.chat.example/app-id/" + appID}, {byKey, "https://a41.chat.example/411234567/987654"}} {
		for _, tt := range wireCalls {
			t.Run(form.address.String()+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				var j journal
				c := config(j.before(answering(http.StatusOK, everything)))
				c.Address = form.address
				err := tt.call(t.Context(), client(t, c))
				if tt.method == "" {
					mustBe(t, err, chatapi.KindNameUnsafe)
					if len(j.list) > 0 {
						t.Errorf("sent %v, want nothing", j.list)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				// A name of a batch that the answer leaves out is looked up.
				got := j.list[0]
				header := http.Header{"Authorization": {"Bearer " + bearer}, "Accept": {"application/json"}, "User-Agent": {"atc"}}
				if tt.body != "" {
					header.Set("Content-Type", "application/json")
				}
				want := sent{method: tt.method, url: form.prefix + tt.path, body: tt.body, header: header}
				if !reflect.DeepEqual(got, want) {
					t.Errorf("sent\n%+v\nwant\n%+v", got, want)
				}
			})
		}
	}
}

func TestNoCallDeletesByCount(t *testing.T) {
	t.Parallel()
	var j journal
	c := talkingTo(t, j.before(answering(http.StatusOK, everything)))
	ctx := t.Context()
	for _, name := range []string{"", ".", "..", "a/..", "?", "?limit=100", "#", "%2e%2e", "a b", "\n", "é"} {
		if err := c.Delete(ctx, name); err == nil {
			t.Errorf("deleting %q is no error", name)
		}
		if err := c.ForceDeviceOffline(ctx, name, "web_1"); err == nil {
			t.Errorf("logging %q out is no error", name)
		}
	}
	for _, device := range []string{"", ".", "..", "...", "a/b", "../..", `a\b`, "%2e%2e", "a?b", "a#b", "a;b", "a b", "a\x00", "a\x7f"} {
		mustBe(t, c.ForceDeviceOffline(ctx, "alice", device), chatapi.KindNameUnsafe)
	}
	if got := j.lines(); len(got) != 0 {
		t.Errorf("sent %q, want nothing", got)
	}
}

func TestPresencesAskForAHundredUsersAtOnce(t *testing.T) {
	t.Parallel()
	var j journal
	c := talkingTo(t, j.before(answering(http.StatusOK, `{"data":[]}`)))
	names := make([]string, 250)
	for i := range names {
		names[i] = "u" + strings.Repeat("x", i%60) + string(rune('a'+i/60))
	}
	if _, err := c.Presences(t.Context(), names); err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, s := range j.list {
		var body struct{ Usernames []string }
		if err := json.Unmarshal([]byte(s.body), &body); err != nil || len(body.Usernames) > chatapi.MaxStatuses {
			t.Errorf("asked for %d users: %v", len(body.Usernames), err)
		}
		total += len(body.Usernames)
	}
	if len(j.list) != 3 || total != 250 {
		t.Errorf("%d requests ask for %d users, want 3 for 250", len(j.list), total)
	}
}
