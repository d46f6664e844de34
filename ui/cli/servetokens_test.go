package cli_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui"
	"atc/ui/cli"
)

func TestTokensAreServedForTheDemoProjectWhereNoneIsChosen(t *testing.T) {
	t.Parallel()
	r, s := serving(t)
	s.address = "127.0.0.1:8090"
	r.exec("serve", "tokens", "--json").succeeds().says(
		"for development only: tokens of the demo project, which open nothing, are served on http://127.0.0.1:8090\n",
		"try: curl 'http://127.0.0.1:8090/rtc/lobby/publisher/uid/1/'\n",
		"http://127.0.0.1:8090/openapi.json\n", "ctrl+c ends it\n",
	)
	const want = `{"url":"http://127.0.0.1:8090","urls":["http://127.0.0.1:8090"],"base_urls":["http://127.0.0.1:8090"],"project":"demo","app_id":"7c3f0a9e5b1d4826a0e4d7f19b52c638","demo":true,"version":"007","app_tokens":false}` + "\n"
	if r.out != want {
		t.Errorf("it prints %s", r.out)
	}
	if o := s.tokens; !o.Project.IsDemo() || o.Listen != ui.DefaultTokenAddress || o.AccessToken || o.AppTokens || o.Project.Chat != (keystore.Chat{}) {
		t.Errorf("the options are %+v", o)
	}
	if strings.Contains(r.err, "key") || strings.Contains(r.err, "warning") {
		t.Errorf("on this machine no key is needed: %s", r.err)
	}
}

func TestTokensAreServedForTheProjectThatIsChosen(t *testing.T) {
	t.Parallel()
	project := acme()
	project.Chat = keystore.Chat{Host: "a41.chat.agora.io", AppKey: "1#2"}
	r, s := serving(t, other(), project)
	r.exec(strings.Fields("serve tokens --project acme --version 006 --app-tokens --host box.local --host box:8090 --cors http://localhost:3000 --cors https://app.example")...).succeeds()
	r.says(`tokens of the project "acme" are served on`, "app tokens are served, too: who can ask administers the whole app")
	o := s.tokens
	if o.Project.Name != "acme" || o.Project.Primary.Reveal() != certificate || o.Project.Chat != project.Chat || !o.AccessToken || !o.AppTokens ||
		strings.Join(o.Hosts, " ") != "box.local box:8090" || strings.Join(o.Origins, " ") != "http://localhost:3000 https://app.example" {
		t.Errorf("the options are %+v", o)
	}
	for _, c := range []struct {
		env  map[string]string
		args string
		id   string
		chat keystore.Chat
	}{
		{nil, "", otherAppID, keystore.Chat{}}, // the current one
		{map[string]string{cli.EnvAppID: appID, cli.EnvCertificate: certificate, cli.EnvChatHost: "a61.chat.agora.io"}, "", appID, keystore.Chat{Host: "a61.chat.agora.io"}},
		{nil, "--app-id " + appID + " --chat-host a71.chat.agora.io --app-key 3#4", appID, keystore.Chat{Host: "a71.chat.agora.io", AppKey: "3#4"}},
		{nil, "--certificate-file c --app-id " + appID, appID, keystore.Chat{}},
		{nil, "--demo --chat-host 127.0.0.1:8091", keystore.Demo().AppID, keystore.Chat{Host: "127.0.0.1:8091"}},
	} {
		r, s := serving(t, other(), project)
		r.files["c"] = certificate
		if c.env != nil {
			r.env = c.env
		}
		r.exec(append([]string{"serve", "tokens"}, strings.Fields(c.args)...)...).succeeds()
		if s.tokens.Project.AppID != c.id || s.tokens.Project.Chat != c.chat || s.tokens.Project.Primary.IsZero() {
			t.Errorf("%v, %s: it serves %+v", c.env, c.args, s.tokens.Project)
		}
	}
}

func TestPagesAreNamedOneByOne(t *testing.T) {
	t.Parallel()
	for args, says := range map[string]string{
		"--cors *":    "--cors: * would let every page that is visited get tokens of the project: name the origin of the app, such as http://localhost:3000",
		"--cors null": "--cors: null would let",
		"--host *":    "--host: is not the name of a machine",
		"--host *.a":  "--host: is not the name of a machine",
	} {
		r, s := serving(t)
		r.refuses(says, append([]string{"serve", "tokens"}, strings.Fields(args)...)...)
		if s.tokens != nil {
			t.Errorf("%s: a server was started", args)
		}
	}
}

func TestTheKeyIsToldOnceWhereOthersReachTheServer(t *testing.T) {
	t.Parallel()
	const key = "zK3yThatIsMadeAtEachStart"
	r, s := serving(t)
	s.key, s.urls = secret.New(key), []string{"http://localhost:8090", "http://192.0.2.7:8090", "http://[2001:db8::5]:8090"}
	r.exec("serve", "tokens", "--listen", ":8090").succeeds().says(
		"are served on http://localhost:8090\n", "and on http://192.0.2.7:8090\n", "and on http://[2001:db8::5]:8090\n",
		"requests need this key, as Authorization: Bearer "+key+"\n", "base URL: http://localhost:8090/k/"+key+"\n",
		"warning: others reach it, over plain HTTP",
		`try: curl -H "Authorization: Bearer `+key+`" 'http://localhost:8090/rtc/lobby/publisher/uid/1/'`+"\n",
		"all that can be asked for: http://localhost:8090/k/"+key+"/openapi.json\n",
	)
	r, s = serving(t)
	s.key, s.urls = secret.New(key), []string{"http://localhost:8090", "http://192.0.2.7:8090", "http://[2001:db8::5]:8090"}
	r.exec("serve", "tokens", "--listen", ":8090", "--json").succeeds().says(`curl -H "Authorization: Bearer $KEY"`, "http://localhost:8090/k/$KEY/openapi.json\n")
	if strings.Contains(r.err, key) {
		t.Errorf("with --json, the key is for the program that reads it: %s", r.err)
	}
	var told struct {
		Key   string
		URLs  []string
		Bases []string `json:"base_urls"`
	}
	if err := json.Unmarshal([]byte(r.out), &told); err != nil || told.Key != key || len(told.URLs) != 3 || told.Bases[1] != "http://192.0.2.7:8090/k/"+key {
		t.Errorf("it prints %s, %v", r.out, err)
	}
}

func TestRequestsAreLoggedWithoutTheirTokens(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 1, 12, 3, 11, 0, time.UTC)
	token := tokenOf(t, acme())
	r, s := serving(t)
	s.address = "127.0.0.1:8090"
	s.meantime = func() {
		s.tokens.Log(ui.TokenRequest{
			Time: at, Client: "127.0.0.1", Agent: "curl", Method: "GET", Path: "/rtc/lobby/publisher/uid/12345/", Status: 200, Took: 214200,
			Kind: "rtc", User: "12345", Channel: "lobby", Token: secret.New(token), Ends: at.Add(time.Hour),
		})
		s.tokens.Log(ui.TokenRequest{Time: at, Client: "127.0.0.1", Method: "GET", Path: "/access_token", Status: 400, Took: 50 * time.Microsecond, Problem: "channel: is missing"})
		s.tokens.Log(ui.TokenRequest{Time: at, Client: "127.0.0.1", Method: "GET", Path: "/" + token, User: token, Status: 404})
	}
	r.exec("serve", "tokens").succeeds().says(
		"atc: 12:03:11 UTC 127.0.0.1 GET /rtc/lobby/publisher/uid/12345/: 200 rtc for 12345 in lobby, lives 1 h, took 214µs\n",
		"atc: 12:03:11 UTC 127.0.0.1 GET /access_token: 400, channel: is missing, took 50µs\n",
	)
	if strings.Contains(r.err, token) || strings.Contains(r.err, token[20:]) {
		t.Errorf("a token is in the log: %s", r.err)
	}
	r, s = serving(t)
	if r.exec("serve", "tokens", "--quiet").succeeds(); s.tokens.Log != nil {
		t.Error("it is not quiet")
	}
}
