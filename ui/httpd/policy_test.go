package httpd

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"atc/keystore/secret"
)

const (
	okPath  = "/tokens"
	goodApp = "http://localhost:3000"
)

func TestHostMustBeOneOfTheServer(t *testing.T) {
	t.Parallel()
	s := serve(t, func(cfg *Config) { cfg.Hosts = []string{"Dev.Example.com:8443", "10.0.2.2"} })
	for host, want := range map[string]int{
		"localhost": 200, "localhost:9": 200, "LOCALHOST.:80": 200, "127.0.0.1": 200, "127.0.0.1:1": 200, "127.9.9.9": 200, "[::1]:80": 200, "[::ffff:127.0.0.1]": 200,
		"dev.example.com": 200, "DEV.example.com.:1": 200, "10.0.2.2:8090": 200,
		"evil.example": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example": 421, "192.0.2.1": 421, "[2001:db8::1]": 421, "10.0.2.3": 421,
		"::1": 421, "[127.0.0.1]": 421, "[::1": 421, "localhost:80:80": 421, "localhost:http": 421, "2130706433": 421, "0x7f.1": 421, "0.0.0.0": 421,
	} {
		if a := s.ask(ask{target: okPath, host: host}); a.status != want {
			t.Errorf("Host %q was answered with %d %.80s, want %d", host, a.status, a.body, want)
		}
	}
}

// TestAReboundNameHasNoEffect plays a page whose name was pointed at this
// machine: to the browser it is of the same origin as the server.
func TestAReboundNameHasNoEffect(t *testing.T) {
	t.Parallel()
	users := &countedUsers{}
	s := serve(t, func(cfg *Config) { cfg.Users = users })
	for _, target := range []string{"/chat/user/alice/token", "/access_token?channel=lobby"} {
		a := s.ask(ask{target: target, host: "evil.example:8090", header: http.Header{"Sec-Fetch-Site": {"same-origin"}, "Origin": {"http://evil.example:8090"}}})
		if a.status != http.StatusMisdirectedRequest || !strings.Contains(a.body, "--host") || strings.Contains(a.body, "007") {
			t.Errorf("answered %d %s", a.status, a.body)
		}
	}
	if users.count() != 0 {
		t.Error("a user was looked up for a page of another name")
	}
	for _, l := range s.log(2) {
		if !l.Token.IsZero() || l.Problem == "" {
			t.Errorf("logged %v", l)
		}
	}
}

// TestTheServerAsAWholeIsAskedUnderTheSamePolicy sends the request for no path,
// which package net/http would answer by itself.
func TestTheServerAsAWholeIsAskedUnderTheSamePolicy(t *testing.T) {
	t.Parallel()
	s := serve(t, withKey)
	for want, a := range map[int]told{
		421: s.ask(ask{method: http.MethodOptions, target: "*", host: "evil.example"}),
		403: s.ask(ask{method: http.MethodOptions, target: "*", header: http.Header{"Origin": {"http://evil.example"}}}),
		401: s.ask(ask{method: http.MethodOptions, target: "*"}),
	} {
		if a.status != want || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("answered %d %v, want %d", a.status, a.header, want)
		}
	}
}

func TestOnlyListedOriginsAreServed(t *testing.T) {
	t.Parallel()
	users := &countedUsers{}
	s := serve(t, func(cfg *Config) { cfg.Users, cfg.Origins = users, []string{goodApp, "capacitor://localhost"} })
	own := s.URL()
	for _, c := range []struct {
		origin, site string
		want         int
	}{
		{"", "", 200},
		{"", "none", 200},
		{"", "same-origin", 200},
		{own, "same-origin", 200},
		{goodApp, "same-site", 200},
		{goodApp, "cross-site", 200},
		{"capacitor://localhost", "", 200},
		{"", "cross-site", 403},
		{"", "same-site", 403},
		{"", "Cross-Site", 403},
		{"null", "", 403},
		{"https://evil.example", "", 403},
		{"http://localhost:3001", "", 403},
		{"http://localhost:30000", "", 403},
		{"http://LOCALHOST:3000", "", 403},
		{"https://localhost:3000", "", 403},
		{goodApp + "/", "", 403},
		{goodApp + ".evil.example", "", 403},
		{"*", "", 403},
	} {
		before := users.count()
		h := http.Header{}
		if c.origin != "" {
			h.Set("Origin", c.origin)
		}
		if c.site != "" {
			h.Set("Sec-Fetch-Site", c.site)
		}
		a := s.ask(ask{target: "/chat/user/alice/token", header: h})
		if a.status != c.want {
			t.Errorf("Origin %q, Sec-Fetch-Site %q: answered %d %s, want %d", c.origin, c.site, a.status, a.body, c.want)
		}
		if c.want != 200 && (users.count() != before || strings.Contains(a.body, "007")) {
			t.Errorf("Origin %q, Sec-Fetch-Site %q had an effect", c.origin, c.site)
		}
		if shared := a.header.Get("Access-Control-Allow-Origin"); shared != "" && shared != c.origin || c.want != 200 && shared != "" {
			t.Errorf("Origin %q may read: %q", c.origin, shared)
		}
		if !strings.Contains(strings.Join(a.header["Vary"], ","), "Origin") {
			t.Errorf("Origin %q: the answer does not vary by it", c.origin)
		}
	}
	if a := s.ask(ask{target: okPath, header: http.Header{"Origin": {goodApp, "https://evil.example"}}}); a.status != 403 {
		t.Errorf("two origins were answered with %d", a.status)
	}
}

// TestThePageThatAnOldBrowserTellsOfMustBeListed sends what a browser sends for
// an image that says neither Origin nor Sec-Fetch-Site.
func TestThePageThatAnOldBrowserTellsOfMustBeListed(t *testing.T) {
	t.Parallel()
	users := &countedUsers{}
	s := serve(t, func(cfg *Config) {
		cfg.Users, cfg.Origins, cfg.Hosts = users, []string{goodApp}, []string{"devbox.local"}
	})
	for _, c := range []struct {
		referer, site, host string
		want                int
	}{
		{"", "", "", 200},
		{s.URL() + "/", "", "", 200},
		{"http://devbox.local:8090/page?a=b", "", "devbox.local:8090", 200},
		{goodApp, "", "", 200},
		{goodApp + "/app/index.html?a=b", "", "devbox.local:8090", 200},
		{"http://evil.example/", "", "", 403},
		{"http://evil.example", "", "devbox.local:8090", 403},
		{"http://evil.example/?" + goodApp, "", "", 403},
		{"http://localhost:3000@evil.example/", "", "", 403},
		{goodApp + ".evil.example/", "", "", 403},
		{"https://localhost:3000/", "", "", 403},
		{"http://devbox.local:8090/", "", "", 403},
		{"null", "", "", 403},
		{"/page", "", "", 403},
		{"http://[", "", "", 403},
		{"android-app://com.example/", "", "", 403},
		// A dev server hands on what its own page asks it for.
		{"http://localhost:5173/", "same-origin", "", 200},
		{"http://localhost:5173/", "cross-site", "", 403},
	} {
		before := users.count()
		h := http.Header{}
		if c.referer != "" {
			h.Set("Referer", c.referer)
		}
		if c.site != "" {
			h.Set("Sec-Fetch-Site", c.site)
		}
		a := s.ask(ask{target: "/chat/user/alice/token", host: c.host, header: h})
		if a.status != c.want || (users.count() != before) != (c.want == 200) {
			t.Errorf("Referer %q of %q: answered %d %s after %d lookups, want %d", c.referer, c.site, a.status, a.body, users.count()-before, c.want)
		}
	}
	h := http.Header{"Referer": {"http://evil.example/secret-page?id=7"}}
	s.ask(ask{target: okPath, header: h}).refused(t, 403, "Referer: pages of http://evil.example may not ask here", "--cors")
	h.Add("Referer", goodApp)
	s.ask(ask{target: okPath, header: h}).refused(t, 403, "Referer: ")
}

func TestWhatARefusalRepeatsIsCutToOneLine(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	long := strings.Repeat("a", 1000)
	s.ask(ask{target: okPath, host: long}).refused(t, 421, "Host: this server does not go by the name "+long[:maxQuoted]+"…, which keeps")
	s.ask(ask{target: okPath, header: http.Header{"Origin": {"http://\u202e" + long}}}).refused(t, 403, `Origin: pages of http://\u202eaaa`, "… may not ask here")
	s.ask(ask{target: okPath, header: http.Header{"Origin": {""}}}).refused(t, 403, `Origin: pages of "" may not ask here`)
	s.ask(ask{target: okPath, header: http.Header{"Origin": {"null"}}}).refused(t, 403, "Origin: a page without an origin", "opened as a file", "from a web server", "--cors")
	s.ask(ask{target: okPath, header: http.Header{"Origin": {"%s"}}}).refused(t, 403, `Origin: pages of %s may not ask here`)
	s.get("/rtm/%7B"+long+"%7D").refused(t, 400, "uid: is the placeholder {"+long[:maxQuoted-1]+"…, which")
}

func TestListedOriginsMayReadFailures(t *testing.T) {
	t.Parallel()
	s := serve(t, func(cfg *Config) { cfg.Origins = []string{goodApp}; withKey(cfg) })
	for _, a := range []told{
		s.ask(ask{target: okPath, header: http.Header{"Origin": {goodApp}}}),
		s.ask(ask{target: "/k/" + testKey + "/nothing", header: http.Header{"Origin": {goodApp}}}),
	} {
		if a.status < 400 || a.header.Get("Access-Control-Allow-Origin") != goodApp {
			t.Errorf("answered %d, to be read by %q", a.status, a.header.Get("Access-Control-Allow-Origin"))
		}
	}
}

func TestBrowsersAreToldWhatAListedOriginMayAsk(t *testing.T) {
	t.Parallel()
	s := serve(t, func(cfg *Config) { cfg.Origins = []string{goodApp}; withKey(cfg) })
	asked := func(origin, target string) told {
		return s.ask(ask{method: http.MethodOptions, target: target, header: http.Header{
			"Origin": {origin}, "Access-Control-Request-Method": {"POST"}, "Access-Control-Request-Headers": {"authorization, x-app, bad name"},
			"Access-Control-Request-Private-Network": {"true"},
		}})
	}
	a := asked(goodApp, "/tokens/rtc")
	for name, want := range map[string]string{
		"Access-Control-Allow-Origin": goodApp, "Access-Control-Allow-Methods": "POST, OPTIONS", "Access-Control-Allow-Headers": "Authorization, Content-Type, x-app",
		"Access-Control-Allow-Private-Network": "true", "Access-Control-Max-Age": "600", "Access-Control-Allow-Credentials": "",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if vary := strings.Join(a.header["Vary"], ", "); a.status != 204 || !strings.Contains(vary, "Origin") || !strings.Contains(vary, "Access-Control-Request-Headers") {
		t.Errorf("answered %d, Vary %q", a.status, vary)
	}
	if a := asked("https://evil.example", "/tokens/rtc"); a.status != 403 || a.header.Get("Access-Control-Allow-Methods") != "" {
		t.Errorf("another origin was answered %d %v", a.status, a.header)
	}
	if a := s.ask(ask{method: http.MethodOptions, target: "/k/" + testKey + "/access_token"}); a.status != 204 || a.header.Get("Allow") != "GET, HEAD, OPTIONS" {
		t.Errorf("OPTIONS was answered %d, Allow %q", a.status, a.header.Get("Allow"))
	}
}

func TestWithoutListedOriginsNoPageIsToldAnything(t *testing.T) {
	t.Parallel()
	a := serve(t, nil).ask(ask{method: http.MethodOptions, target: "/tokens/rtc", header: http.Header{"Origin": {goodApp}, "Access-Control-Request-Method": {"POST"}}})
	if a.status != 403 || a.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("answered %d %v", a.status, a.header)
	}
}

func TestEachAnswerIsKeptByNobody(t *testing.T) {
	t.Parallel()
	s := serve(t, withKey)
	for _, target := range []string{"/k/" + testKey + "/", "/k/" + testKey + "/access_token?channel=lobby", "/", "/nothing"} {
		a := s.get(target)
		for name, want := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"} {
			if a.header.Get(name) != want {
				t.Errorf("%s: %s is %q", target, name, a.header.Get(name))
			}
		}
		if a.header.Get("Content-Type") == "" {
			t.Errorf("%s has no content type", target)
		}
	}
}

func TestAddressesOfAServerOnAllAreThoseOfThisMachine(t *testing.T) {
	t.Parallel()
	s := serveOn(t, "0.0.0.0:0", defaultBounds(), withKey)
	if !strings.HasPrefix(s.URL(), "http://127.0.0.1:") {
		t.Errorf("this machine reaches it at %s", s.URL())
	}
	bearer := http.Header{"Authorization": {"Bearer " + testKey}}
	for _, text := range s.URLs() {
		u, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		host, _, _ := net.SplitHostPort(u.Host)
		if strings.Contains(host, ":") {
			continue // it does not listen on IPv6
		}
		if a := askAt(t, u.Host, ask{target: okPath, header: bearer}); a.status != 200 {
			t.Errorf("%s was answered %d %s", text, a.status, a.body)
		}
		if a := askAt(t, u.Host, ask{target: okPath, host: "192.0.2.7", header: bearer}); a.status != 421 {
			t.Errorf("an address that is not of this machine was answered %d", a.status)
		}
	}
}

func TestKeyIsNeededWhereOneIsConfigured(t *testing.T) {
	t.Parallel()
	s := serve(t, withKey)
	for _, c := range []struct {
		target, authorization string
		want                  int
	}{
		{"/tokens", "Bearer " + testKey, 200},
		{"/tokens", "bearer  " + testKey, 200},
		{"/k/" + testKey + "/tokens", "", 200},
		{"//k//" + testKey + "//tokens/", "", 200},
		{"/%6b/" + testKey + "/tokens", "", 200},
		{"/k/" + testKey + "/tokens", "Bearer of-the-app", 200},
		{"/k/wrong/tokens", "Bearer " + testKey, 200},
		{"/k/" + testKey, "", 200},
		{"/tokens", "", 401},
		{"/ping", "", 401},
		{"/tokens", "Bearer " + testKey[1:], 401},
		{"/tokens", "Basic " + testKey, 401},
		{"/tokens", testKey, 401},
		{"/k/" + strings.ToUpper(testKey) + "/tokens", "", 401},
		{"/tokens?key=" + testKey, "", 401},
		{"/nothing", "", 401},
	} {
		h := http.Header{}
		if c.authorization != "" {
			h.Set("Authorization", c.authorization)
		}
		a := s.ask(ask{target: c.target, header: h})
		if a.status != c.want || (a.status == 401) != strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer") {
			t.Errorf("%s with %q: answered %d %.80s, want %d", c.target, c.authorization, a.status, a.body, c.want)
		}
		if strings.Contains(a.body, testKey) {
			t.Errorf("%s: the answer tells the key", c.target)
		}
	}
	for _, l := range s.log(16) {
		if strings.Contains(l.Path+l.Problem, testKey) || strings.Contains(l.String(), testKey) {
			t.Errorf("the key is logged: %v", l)
		}
	}
}

func TestAKeyThatIsNotNeededIsStillNoPartOfThePath(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	if a := s.get("/k/" + testKey + "/tokens"); a.status != 200 {
		t.Errorf("answered %d", a.status)
	}
	if l := s.log(1)[0]; l.Path != "/tokens" {
		t.Errorf("logged %q", l.Path)
	}
}

func TestWrongKeysAreSlowedDownAndTheRightOnePasses(t *testing.T) {
	t.Parallel()
	s := serve(t, withKey)
	for i := range wrongAtOnce + 5 {
		want := http.StatusUnauthorized
		if i >= wrongAtOnce {
			want = http.StatusTooManyRequests
		}
		a := s.get("/k/guess" + itoa(i) + "/tokens")
		if a.status != want || (want == http.StatusTooManyRequests) != (a.header.Get("Retry-After") != "") {
			t.Fatalf("guess %d was answered %d", i, a.status)
		}
	}
	if a := s.get("/k/" + testKey + "/tokens"); a.status != 200 {
		t.Errorf("the right key was answered %d %s", a.status, a.body)
	}
}

func TestManyGuessersAreForgotten(t *testing.T) {
	t.Parallel()
	k := keys{key: secret.New(testKey)}
	for i := range 3 * mostGuessers {
		k.limiter(itoa(i))
	}
	if len(k.wrong) > mostGuessers {
		t.Errorf("%d are remembered", len(k.wrong))
	}
}
