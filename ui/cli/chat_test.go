package cli_test

import (
	"crypto/rand"
	"encoding/json"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"atc/chatapi/emulator"
	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui/cli"
)

// chat returns a run whose Chat is an emulator with the users, and the
// emulator.
func chat(t *testing.T, users ...emulator.SeedUser) (*run, *emulator.Service) {
	t.Helper()
	return chatWith(t, emulator.Config{Users: users})
}

// chatWith is [chat] with an emulator of one's own.
func chatWith(t *testing.T, c emulator.Config) (*run, *emulator.Service) {
	t.Helper()
	c.AppID, c.Certificates, c.Now = appID, []secret.Value{secret.New(certificate)}, func() time.Time { return now }
	service, err := emulator.New(c)
	if err != nil {
		t.Fatal(err)
	}
	server, err := emulator.Start(t.Context(), "127.0.0.1:0", service)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	r := command(t)
	r.env[cli.EnvChatHost] = server.Host()
	r.deps.Rand, r.deps.State = rand.Reader, t.TempDir()
	return r, service
}

// objects returns the JSON objects of stdout, one a line.
func (r *run) objects() (all []map[string]any) {
	r.t.Helper()
	for line := range strings.Lines(r.out) {
		var one map[string]any
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			r.t.Fatalf("%v: %s", err, line)
		}
		all = append(all, one)
	}
	return all
}

func TestAUserTokenIsForWhoIsAskedFor(t *testing.T) {
	t.Parallel()
	r, service := chat(t)
	token := strings.TrimSpace(r.exec("chat", "token", "alice", "--register").succeeds().out)
	uuid := service.Users()[0].UUID
	if out := r.exec("decode", token, "--json").succeeds().out; !strings.Contains(out, `"user_id":"alice"`) || !strings.Contains(out, `"status":"signed"`) {
		t.Error(out)
	}
	token = strings.TrimSpace(r.exec("chat", "token", "alice", "--uuid").succeeds().out)
	if out := r.exec("decode", token, "--json").succeeds().out; !strings.Contains(out, `"user_id":"`+uuid+`"`) {
		t.Error(out)
	}
}

func TestNobodyIsRegisteredUnasked(t *testing.T) {
	t.Parallel()
	r, service := chat(t)
	for args, want := range map[string]int{
		"chat token alice": cli.ExitRequest, "chat token alice --register --lifetime never": cli.ExitUsage, "chat users get alice": cli.ExitRequest,
		"chat users status alice": cli.ExitRequest, "chat users ban alice": cli.ExitRequest, "chat token Älice --register": cli.ExitUsage,
	} {
		if r.exec(strings.Fields(args)...); r.code != want || r.out != "" {
			t.Errorf("atc %s: exit code %d, %q, %q", args, r.code, r.out, r.err)
		}
	}
	if users := service.Users(); len(users) > 0 {
		t.Errorf("registered: %+v", users)
	}
}

// TestTheChatOfAProject has the host and the AppKey in each place that they may
// be given in.
func TestTheChatOfAProject(t *testing.T) {
	t.Parallel()
	with := func(host, appKey string) keystore.Project {
		p := acme()
		p.Chat = keystore.Chat{Host: host, AppKey: appKey}
		return p
	}
	env := map[string]string{cli.EnvAppID: appID, cli.EnvCertificate: certificate, cli.EnvChatHost: "env.example.com", cli.EnvAppKey: "env#app"}
	for name, c := range map[string]struct {
		stored keystore.Project
		env    map[string]string
		args   string
		want   string // the URL that is asked for
		warns  string
	}{
		"of the stored project": {stored: with("stored.example.com", "stored#app"), want: "https://stored.example.com/stored/app/users/alice"},
		"the flags come first": {
			stored: with("stored.example.com", "stored#app"), args: "--chat-host HTTPS://Flag.example.com:8443/x --app-key flag#app",
			want: "https://flag.example.com:8443/flag/app/users/alice",
		},
		"by the App ID all the same":         {stored: with("stored.example.com", "stored#app"), args: "--app-key=", want: "https://stored.example.com/app-id/" + appID + "/users/alice"},
		"of the environment":                 {stored: other(), env: env, want: "https://env.example.com/env/app/users/alice"},
		"of the environment, with a flag":    {env: env, args: "--app-key=", want: "https://env.example.com/app-id/" + appID + "/users/alice"},
		"the project is stored for that one": {stored: with("", ""), env: map[string]string{cli.EnvAppID: appID, cli.EnvChatHost: "env.example.com"}, want: "https://env.example.com/app-id/" + appID + "/users/alice"},
		"the SDK's address":                  {stored: with("msync-api-61.chat.agora.io", ""), want: "https://a61.chat.agora.io/app-id/" + appID + "/users/alice", warns: "WebSocket address"},
		"the demo":                           {stored: acme(), env: env, args: "--demo", want: "http://" + cli.EmulatorAddress + "/app-id/" + keystore.Demo().AppID + "/users/alice"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, _ := stored(t)
			if c.stored.Name != "" {
				r, _ = stored(t, c.stored)
			}
			if c.env != nil {
				r.env = c.env
			}
			asked := ""
			r.deps.HTTP = &http.Client{Transport: transport(func(q *http.Request) (*http.Response, error) {
				asked = q.URL.String()
				return answer200(q, `{"entities":[{"username":"alice","activated":true}]}`), nil
			})}
			r.exec(append([]string{"chat", "users", "get", "alice"}, strings.Fields(c.args)...)...).succeeds()
			if asked != c.want || strings.Contains(r.err, "warning") != (c.warns != "") || !strings.Contains(r.err, c.warns) {
				t.Errorf("asked %s, want %s; %s", asked, c.want, r.err)
			}
		})
	}
}

// TestTheChatOfAnotherAppIsNotThatOfTheEnvironment leaves what belongs to
// AGORA_APP_ID alone.
func TestTheChatOfAnotherAppIsNotThatOfTheEnvironment(t *testing.T) {
	t.Parallel()
	r, _ := stored(t, other())
	r.env = map[string]string{cli.EnvAppID: appID, cli.EnvCertificate: certificate, cli.EnvChatHost: "env.example.com"}
	r.exec("chat", "users", "list", "--project", "other")
	if r.code != cli.ExitUsage || !strings.HasPrefix(r.err, `atc: the project "other" has no Chat REST host`) || !strings.Contains(r.err, "atc project edit NAME --chat-host HOST") {
		t.Error(r.code, r.err)
	}
}

// transport answers requests without a network.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(q *http.Request) (*http.Response, error) { return f(q) }

// TestAListGoesOverItsPages lists more users than one request gives.
func TestAListGoesOverItsPages(t *testing.T) {
	t.Parallel()
	var users []emulator.SeedUser
	for i := range 250 {
		users = append(users, emulator.SeedUser{Username: "u" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + strings.Repeat("0", i/26), Age: time.Duration(1000-i) * time.Hour})
	}
	r, service := chat(t, users...)
	names := func(args ...string) (all []string, cursor string) {
		r.exec(append([]string{"chat", "users", "list", "--json"}, args...)...).succeeds()
		for _, o := range r.objects() {
			if name, ok := o["username"].(string); ok {
				all = append(all, name)
			} else {
				cursor, _ = o["cursor"].(string)
			}
		}
		return all, cursor
	}
	whole, cursor := names("--all")
	if len(whole) != 250 || cursor != "" {
		t.Fatalf("%d users, cursor %q", len(whole), cursor)
	}
	first, cursor := names()
	if len(first) != 100 || cursor == "" {
		t.Fatalf("%d users, cursor %q", len(first), cursor)
	}
	next, cursor := names("--limit", "120", "--cursor", cursor)
	if strings.Join(append(first, next...), " ") != strings.Join(whole[:220], " ") || cursor == "" {
		t.Errorf("%d users, cursor %q", len(next), cursor)
	}
	if rest, cursor := names("--cursor", cursor); len(rest) != 30 || cursor != "" {
		t.Errorf("%d users, cursor %q", len(rest), cursor)
	}
	r.exec("chat", "users", "list", "--all").succeeds()
	if n := strings.Count(r.out, "\n"); n != 251 || strings.Count(r.out, "Username") != 1 || service.Counters().Requests == 0 {
		t.Errorf("%d lines", n)
	}
}

// TestTheHelpOfTheEmulatorNamesEveryFault that the flag takes, as its error
// does.
func TestTheHelpOfTheEmulatorNamesEveryFault(t *testing.T) {
	t.Parallel()
	r := command(t)
	_, names, found := strings.Cut(r.exec("chat", "emulator", "--faults", "nothing=1").err, "there are ")
	help := strings.FieldsFunc(r.exec("chat", "emulator", "--help").succeeds().out, func(c rune) bool { return c != '-' && (c < 'a' || c > 'z') })
	for _, name := range strings.Split(strings.TrimSpace(names), ", ") {
		if !found || !slices.Contains(help, name) {
			t.Errorf("the help does not name %q", name)
		}
	}
}

// TestWhoServesTheDemoIsTold by every command that finds nobody there.
func TestWhoServesTheDemoIsTold(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"users list", "users get alice", "token alice --register", "check"} {
		synctest.Test(t, func(t *testing.T) {
			r := command(t)
			r.deps.Rand, r.deps.HTTP = rand.Reader, &http.Client{Transport: broken(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED})}
			r.exec(append([]string{"chat", "--demo"}, strings.Fields(args)...)...)
			if r.code != cli.ExitRequest || !strings.HasSuffix(r.err, "; the demo project is served by atc chat emulator, in another terminal\n") {
				t.Errorf("atc chat %s: exit code %d, %s", args, r.code, r.err)
			}
		})
	}
}
