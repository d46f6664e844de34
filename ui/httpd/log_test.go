package httpd

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"atc/keystore/secret"
)

func TestTheLogTellsWhatWasIssued(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	s.ask(ask{method: "POST", target: "/tokens/rtc", body: `{"channel":"lobby","uid":7}`, header: http.Header{"User-Agent": {"app/1"}}}).decoded(t)
	s.post("/tokens/class-room", `{"room":"maths","user":"alice"}`).decoded(t)
	s.get("/tokens/rtcc")
	all := s.log(3)
	if l := all[0]; l.Number != 1 || l.Status != 200 || l.Method != http.MethodPost || l.Path != "/tokens/rtc" || l.Kind != "rtc" || l.Channel != "lobby" || l.User != "7" ||
		l.Client != "127.0.0.1" || l.Agent != "app/1" || !l.Time.Equal(testNow) || !l.Ends.Equal(testNow.Add(time.Hour)) || l.Problem != "" || !strings.HasPrefix(l.Token.Reveal(), "007") {
		t.Errorf("logged %+v", l)
	}
	if l := all[1]; l.Number != 2 || l.Channel != "maths" || l.User != "alice" || l.Kind != "class-room" {
		t.Errorf("logged %+v", l)
	}
	if l := all[2]; l.Status != 404 || !strings.Contains(l.Problem, "did you mean POST /tokens/rtc?") || l.Kind != "" {
		t.Errorf("logged %+v", l)
	}
}

func TestOneLineOfTheLogNeverHoldsTheToken(t *testing.T) {
	t.Parallel()
	served := Served{
		Number: 7, Time: testNow, Client: "127.0.0.1", Method: "GET", Path: "/rtc", Status: 200, Took: 1234567 * time.Nanosecond,
		Kind: "rtc", User: "7", Channel: "lobby", Token: secret.New("007eJx"), Ends: testNow.Add(time.Hour),
	}
	const want = "12:00:00 UTC  127.0.0.1  GET /rtc  200  1.23ms  rtc, channel lobby, user 7, until 2026-07-15 13:00:00 UTC"
	if got := served.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if all := fmt.Sprintf("%v %+v %#v", served, served, served); strings.Contains(all, "007eJx") {
		t.Error(all)
	}
	served.Status, served.Problem, served.Token = 400, "channel: required", secret.Value{}
	if got := served.String(); !strings.HasSuffix(got, "400  1.23ms  channel: required") {
		t.Error(got)
	}
}

// TestNoLogHoldsWhatAClientSendsInTheWrongPlace sends tokens and the key
// wherever a client can put a text.
func TestNoLogHoldsWhatAClientSendsInTheWrongPlace(t *testing.T) {
	t.Parallel()
	plain, keyed := serve(t, nil), serve(t, withKey)
	bodies := map[string]string{"rtc": `{"channel":"lobby"}`, "chat-user": `{"user":"alice"}`, "rtc-006": `{"channel":"lobby"}`, "key-005-media": `{"channel":"lobby"}`}
	secrets := []string{testKey}
	for kind, body := range bodies {
		secrets = append(secrets, plain.post("/tokens/"+kind, body).member(t, "token"))
	}
	sent := 0
	for _, s := range []*testServer{plain, keyed} {
		inPath := "/k/" + testKey
		for _, hidden := range secrets {
			escaped, quoted := url.PathEscape(hidden), `"`+hidden+`"`
			for _, a := range []ask{
				{target: "/" + escaped},
				{target: "/" + hidden},
				{target: "/tokens/" + escaped},
				{target: "/rtc/" + escaped + "/publisher/uid/1/"},
				{target: "/rtc/lobby/publisher/userAccount/" + escaped + "/"},
				{target: "/rtm/" + escaped + "/"},
				{target: "/tokens?token=" + url.QueryEscape(hidden)},
				{target: "/access_token?channel=" + url.QueryEscape(hidden)},
				{target: "/chat/user/" + escaped + "/token"},
				{target: "/K/" + escaped + "/tokens"},
				{target: "/tokens/k/" + escaped},
				{method: "POST", target: "/tokens/rtc", body: `{"channel":` + quoted + `}`},
				{method: "POST", target: "/tokens/rtc", body: `{` + quoted + `:1}`},
				{method: "POST", target: "/tokens/rtc", body: `{"channel":"lobby","uid":` + quoted + `}`},
				{method: "POST", target: "/tokens/rtc-account", body: `{"channel":"lobby","account":` + quoted + `}`},
				{method: "POST", target: "/tokens/compose", body: `{"spec":{"services":[{"type":2,"fields":{"user_id":` + quoted + `}}]}}`},
				{method: "POST", target: "/tokens/compose", body: `{"spec":{` + quoted + `:1}}`},
				{method: "POST", target: "/tokens/compose", body: `{"spec":{"services":[{"type":2,"fields":{` + quoted + `:"a"}}]}}`},
				{method: "POST", target: "/tokens/rtc?version=" + url.QueryEscape(hidden), body: `{"channel":"lobby"}`},
				{method: "POST", target: "/getToken", body: `{"tokenType":` + quoted + `}`},
				{method: "POST", target: "/generate-user-token", body: `{"user_uuid":` + quoted + `}`},
				{target: "/tokens", header: http.Header{"User-Agent": {hidden}}},
				{target: "/tokens", header: http.Header{"Origin": {"http://" + hidden}}},
			} {
				s.ask(a)
				a.target = inPath + a.target
				s.ask(a)
				sent += 2
			}
		}
	}
	logged := 0
	for _, s := range []*testServer{plain, keyed} {
		all := s.log(sent / 2)
		logged += len(all)
		for _, l := range all {
			text := strings.Join([]string{l.Method, l.Path, l.Agent, l.Problem, l.User, l.Channel, l.Kind, l.String(), fmt.Sprintf("%#v", l)}, "\n")
			for _, hidden := range secrets {
				if strings.Contains(text, hidden) && (s == keyed || hidden != testKey) {
					t.Errorf("logged %s", l)
				}
			}
		}
	}
	if logged < sent {
		t.Errorf("%d of %d requests were logged", logged, sent)
	}
}

// TestACutLeavesNoPartOfASecret sends the key and a token where a message that
// repeats what was sent would cut them in two.
func TestACutLeavesNoPartOfASecret(t *testing.T) {
	t.Parallel()
	s := serve(t, withKey)
	bearer := http.Header{"Authorization": {"Bearer " + testKey}}
	token := s.ask(ask{method: "POST", target: "/tokens/rtc", body: `{"channel":"lobby"}`, header: bearer}).member(t, "token")
	sent := 1
	for _, hidden := range []string{testKey, token} {
		for _, before := range []int{0, 20, 40, 50, 62} {
			long := strings.Repeat("x", before) + "-" + hidden + "-" + strings.Repeat("y", 600)
			escaped := url.QueryEscape(long)
			for _, a := range []ask{
				{target: "/" + url.PathEscape(long)},
				{target: "/a/" + strings.Repeat("b/", before/2) + hidden + "/c"},
				{target: "/access_token?" + escaped + "=1&" + escaped + "=2"},
				{target: "/access_token?" + escaped + "=%zz"},
				{method: "POST", target: "/tokens/rtc", body: `{"` + long + `":1}`},
				{method: "POST", target: "/tokens/rtc", body: `{"` + long + `":1,"` + long + `":2}`},
				{method: "POST", target: "/tokens/rtc?" + escaped + "=1", body: `{"` + long + `":2}`},
				{target: "/tokens", host: strings.ReplaceAll(long, token, "devbox")}, // tokens have a slash, and a Host has none
				{target: "/tokens", header: http.Header{"Origin": {"http://" + long}}},
				{target: "/tokens", header: http.Header{"Referer": {"http://" + strings.ReplaceAll(long, token, "devbox") + "/" + hidden}}},
				{target: "/tokens", header: http.Header{"User-Agent": {strings.Repeat("z", 200-before) + long}}},
			} {
				if a.header == nil {
					a.header = http.Header{}
				}
				a.header.Set("Authorization", "Bearer "+testKey)
				answered := s.ask(a)
				if part := partOf(hidden, answered.body); part != "" {
					t.Errorf("%s %.60s was answered %d %s with %q", a.method, a.target, answered.status, answered.body, part)
				}
				sent++
			}
		}
	}
	for _, l := range s.log(sent) {
		text := strings.Join([]string{l.Method, l.Path, l.Agent, l.Problem, l.User, l.Channel, l.Kind}, "\n")
		for _, hidden := range []string{testKey, token} {
			if part := partOf(hidden, text); part != "" {
				t.Errorf("%q of %q is logged: %s", part, hidden, l)
			}
		}
	}
}

// TestATokenInAPathIsHiddenWhateverItsSlashes sends one that has two of them in a
// row where it says what it is for, which a path may be rid of.
func TestATokenInAPathIsHiddenWhateverItsSlashes(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	token, asked := "", 0
	for !strings.Contains(token[:min(len(token), 100)], "//") {
		token = s.ask(ask{method: "POST", target: "/tokens/rtc", body: `{"channel":"lobby"}`}).member(t, "token")
		asked++
	}
	for _, target := range []string{"/" + token, "//a//" + token + "//", "/a%20b/" + token + "/c", "/rtc/" + token + "/publisher/uid/1/"} {
		answered := s.get(target)
		if part := partOf(token, answered.body); part != "" {
			t.Errorf("%.60s was answered %s with %q", target, answered.body, part)
		}
		asked++
		l := s.log(asked)[asked-1]
		if part := partOf(token, l.Path+l.Problem+l.Channel+l.User); part != "" || strings.Contains(l.Path, "//") {
			t.Errorf("%q is logged: %s", part, l)
		}
	}
}

// partOf returns a part of a secret that stands in a text, "" if none does.
func partOf(hidden, text string) string {
	const least = 8
	for i := range len(hidden) - least {
		if part := hidden[i : i+least]; strings.Contains(text, part) {
			return part
		}
	}
	return ""
}

func TestWhatIsLoggedIsBounded(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	s.ask(ask{target: "/" + strings.Repeat("ä/", 3000), header: http.Header{"User-Agent": {strings.Repeat("ö", 2000)}}})
	s.post("/tokens/compose", `{"spec":{"expire":60,"services":[{"type":2,"fields":{"user_id":"`+strings.Repeat("u", 5000)+`"}}]}}`)
	for _, l := range s.log(2) {
		if n := len(l.Path) + len(l.Agent) + len(l.User); n > 1100 {
			t.Errorf("%d bytes are logged", n)
		}
	}
}
