package serve_test

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/tokens"
	"atc/ui"
	"atc/ui/cli"
	"atc/ui/serve"
)

// startTokens serves tokens of the demo project, whose Chat is an emulator,
// until the test ends.
func startTokens(t *testing.T, change func(*ui.TokenOptions)) ui.TokenServer {
	t.Helper()
	servers := serve.New(serve.Config{
		Catalog: tokens.Default, Now: time.Now, Rand: rand.Reader,
		Chat: cli.NewChats(t.Context(), nil, time.Now, rand.Reader, ""),
	})
	o := ui.TokenOptions{Listen: "127.0.0.1:0", Project: keystore.Demo()}
	if change != nil {
		change(&o)
	}
	server, err := servers.StartTokens(t.Context(), o)
	if err != nil {
		t.Fatalf("serve tokens: %v", err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Errorf("Close answers %v", err)
		}
		if err := server.Wait(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
		if !closed(server.Changed()) {
			t.Error("Changed is not closed")
		}
	})
	return server
}

// fetch asks a server, and returns the status and the body of its answer. The
// body of the request is JSON, "" for GET.
func fetch(t *testing.T, url, key, body string) (status int, answer string) {
	t.Helper()
	method := http.MethodGet
	if body != "" {
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	client := http.Client{Timeout: patience}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(data)
}

// answered waits until so many requests are in the list.
func answered(t *testing.T, s ui.TokenServer, n int) []ui.TokenRequest {
	t.Helper()
	var all []ui.TokenRequest
	await(t, "the requests are listed", func() bool {
		all = s.Requests(0)
		return len(all) >= n
	})
	return all
}

// TestTheRequestsOfATokenServerAreListedInTheOrderOfTheirAnswers reads the list
// as the Serve screen does.
func TestTheRequestsOfATokenServerAreListedInTheOrderOfTheirAnswers(t *testing.T) {
	t.Parallel()
	logged := make(chan ui.TokenRequest, 10)
	s := startTokens(t, func(o *ui.TokenOptions) { o.Log = func(r ui.TokenRequest) { logged <- r } })
	if !strings.HasPrefix(s.URL(), "http://127.0.0.1:") || s.Address() != strings.TrimPrefix(s.URL(), "http://") {
		t.Errorf("the server is at %s, %s", s.URL(), s.Address())
	}
	if !s.Key().IsZero() {
		t.Error("a server of this machine alone asks for a key")
	}
	if got := s.Requests(0); len(got) != 0 {
		t.Errorf("there are requests already: %+v", got)
	}
	status, body := fetch(t, s.URL()+"/rtc/lobby/publisher/uid/12345/?expiry=600", "", "")
	var answer struct{ RTCToken string }
	if err := json.Unmarshal([]byte(body), &answer); err != nil || status != http.StatusOK {
		t.Fatalf("%d %s: %v", status, body, err)
	}
	select {
	case <-s.Changed():
	case <-time.After(patience):
		t.Fatal("nobody was told of the request")
	}
	if status, body := fetch(t, s.URL()+"/rtc/lobby/publisher/uid/"+"%1b%5b2J/", "", ""); status != http.StatusBadRequest || rawControls(body) != "" {
		t.Errorf("%d %q", status, body)
	}
	all := answered(t, s, 2)
	first, second := all[0], all[1]
	if first.Number != 1 || first.Kind != "rtc" || first.Channel != "lobby" || first.User != "12345" || first.Status != http.StatusOK ||
		first.Client != "127.0.0.1" || first.Method != http.MethodGet || first.Token.Reveal() != answer.RTCToken || first.Problem != "" {
		t.Errorf("the request is listed as %+v", first)
	}
	if left := time.Until(first.Ends); left > 600*time.Second || left < 500*time.Second {
		t.Errorf("a token of ten minutes ends in %s", left)
	}
	if second.Number != 2 || second.Status != http.StatusBadRequest || second.Problem == "" || !second.Token.IsZero() {
		t.Errorf("the refusal is listed as %+v", second)
	}
	if got := s.Requests(1); len(got) != 1 || got[0].Number != 2 || s.Requests(2) != nil {
		t.Errorf("after the first there are %+v", got)
	}
	if a, b := <-logged, <-logged; a.Status != http.StatusOK || b.Status != http.StatusBadRequest {
		t.Errorf("the log was told of %+v, %+v", a, b)
	}
}

// TestATokenServerRegistersChatUsersOfTheDemoProject asks for a user that is
// there, and for a new one, as the Chat guide's client does.
func TestATokenServerRegistersChatUsersOfTheDemoProject(t *testing.T) {
	t.Parallel()
	s := startTokens(t, nil)
	users := map[string]string{}
	for _, name := range []string{"ada", "somebody-new", "somebody-new"} {
		status, body := fetch(t, s.URL()+"/chat/user/"+name+"/token", "", "")
		token, err := tokens.Default.Decode(body)
		if status != http.StatusOK || err != nil || token.Services[0].Service.Name != "Chat" {
			t.Fatalf("%s: %d %q: %v", name, status, body, err)
		}
		user := token.Services[0].Values[0].Text
		if known := users[name]; known != "" && known != user {
			t.Errorf("%s is %s, and then %s", name, known, user)
		}
		users[name] = user
	}
	if users["ada"] == "" || users["ada"] == users["somebody-new"] {
		t.Errorf("the users are %v", users)
	}
}

// TestATokenServerSaysWhatIsWrongWithTheChatOfItsProject has all other tokens.
func TestATokenServerSaysWhatIsWrongWithTheChatOfItsProject(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*keystore.Project){
		"the Chat REST host is not a host name":         func(p *keystore.Project) { p.Chat.Host = "https://a41.chat.agora.io/" },
		"the AppKey is not of the form OrgName#AppName": func(p *keystore.Project) { p.Chat = keystore.Chat{Host: "a41.chat.agora.io", AppKey: "acme"} },
		"no Chat is configured, so that nobody":         func(p *keystore.Project) { p.AppID = strings.Repeat("0123456789abcdef", 2) },
	} {
		s := startTokens(t, func(o *ui.TokenOptions) { change(&o.Project) })
		if status, body := fetch(t, s.URL()+"/chat/user/ada/token", "", ""); status != http.StatusServiceUnavailable || !strings.Contains(body, want) {
			t.Errorf("%d %s, want %q", status, body, want)
		}
		if status, body := fetch(t, s.URL()+"/rtm/ada/", "", ""); status != http.StatusOK {
			t.Errorf("without Chat, Signaling is answered %d %s", status, body)
		}
	}
}

// TestATokenServerBeyondThisMachineAsksForItsKey listens on every address.
func TestATokenServerBeyondThisMachineAsksForItsKey(t *testing.T) {
	t.Parallel()
	s := startTokens(t, func(o *ui.TokenOptions) { o.Listen = ":0" })
	if s.Key().IsZero() {
		t.Fatal("the server has no key")
	}
	key := s.Key().Reveal()
	other := startTokens(t, func(o *ui.TokenOptions) { o.Listen = "0.0.0.0:0" })
	if s.Key().Equal(other.Key()) {
		t.Error("two servers have one key")
	}
	_, port, _ := strings.Cut(strings.TrimPrefix(s.URL(), "http://"), ":")
	base := "http://127.0.0.1:" + port[strings.LastIndex(port, ":")+1:]
	for _, c := range []struct {
		path, key string
		status    int
	}{
		{"/rtc/lobby/publisher/uid/1/", "", http.StatusUnauthorized},
		{"/rtc/lobby/publisher/uid/1/", "wrong", http.StatusUnauthorized},
		{"/rtc/lobby/publisher/uid/1/", key, http.StatusOK},
		{"/k/" + key + "/rtc/lobby/publisher/uid/1/", "", http.StatusOK},
		{"/k/wrong/rtc/lobby/publisher/uid/1/", "", http.StatusUnauthorized},
	} {
		if status, body := fetch(t, base+c.path, c.key, ""); status != c.status {
			t.Errorf("%d %s, want %d", status, body, c.status)
		}
	}
	for _, r := range answered(t, s, 5) {
		if strings.Contains(r.Path, key) || strings.Contains(r.Problem, key) {
			t.Errorf("the key is in the list: %s", r.Path)
		}
	}
}

// TestAppTokensAreOffUnlessAskedFor looks at what the server says of itself.
func TestAppTokensAreOffUnlessAskedFor(t *testing.T) {
	t.Parallel()
	for _, on := range []bool{false, true} {
		s := startTokens(t, func(o *ui.TokenOptions) { o.AppTokens = on })
		status, body := fetch(t, s.URL()+"/generate-app-token", "", `{"expire":3600}`)
		if (status == http.StatusOK) != on {
			t.Errorf("with app tokens %t: %d %s", on, status, body)
		}
		i := slices.IndexFunc(s.Endpoints(), func(e ui.Endpoint) bool { return e.Path == "/generate-app-token" })
		if i < 0 || s.Endpoints()[i].Off == on {
			t.Errorf("with app tokens %t: the endpoint is %+v", on, s.Endpoints()[i])
		}
	}
}

// TestTheListOfATokenServerIsBounded asks more often than it remembers.
func TestTheListOfATokenServerIsBounded(t *testing.T) {
	t.Parallel()
	s := startTokens(t, nil)
	const most, many = 4096, 4096 + 200
	client := http.Client{Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: 4}}
	defer client.CloseIdleConnections()
	asked := make(chan error, 4)
	for range cap(asked) {
		go func() {
			for range many / cap(asked) {
				r, err := client.Get(s.URL() + "/ping")
				if err != nil {
					asked <- err
					return
				}
				_, _ = io.Copy(io.Discard, r.Body)
				_ = r.Body.Close()
			}
			asked <- nil
		}()
	}
	for range cap(asked) {
		if err := <-asked; err != nil {
			t.Fatal(err)
		}
	}
	await(t, "all are answered", func() bool {
		all := s.Requests(0)
		return all[len(all)-1].Number == many
	})
	all := s.Requests(0)
	if len(all) != most || all[0].Number != many-most+1 {
		t.Errorf("there are %d, from number %d", len(all), all[0].Number)
	}
}

// TestATokenServerOnATakenPortSaysSo starts two with one address.
func TestATokenServerOnATakenPortSaysSo(t *testing.T) {
	t.Parallel()
	s := startTokens(t, nil)
	servers := serve.New(serve.Config{Catalog: tokens.Default, Now: time.Now, Rand: rand.Reader})
	second, err := servers.StartTokens(t.Context(), ui.TokenOptions{Listen: s.Address(), Project: keystore.Demo()})
	if err == nil {
		_ = second.Close()
		t.Fatal("two servers listen on one port")
	}
	if text := err.Error(); !strings.Contains(text, "in use") || strings.Contains(text, "\n") {
		t.Errorf("the message is %q", text)
	}
}
