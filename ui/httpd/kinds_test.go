package httpd

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"atc/tokens"
)

func TestEachKindAnswersATokenOfTheProject(t *testing.T) {
	t.Parallel()
	s := serve(t, func(cfg *Config) { cfg.AppTokens = true })
	for _, k := range tokens.Default.Kinds {
		a := s.post("/tokens/"+k.ID, exampleBody(&k))
		if endless(k.Version) != "" {
			a.refused(t, 400, "the token ", "never end")
			continue
		}
		if a.status != 200 {
			t.Errorf("%s: %s was answered %d %s", k.ID, exampleBody(&k), a.status, a.body)
			continue
		}
		var subject tokens.Subject
		for _, name := range []string{"lobby", "alice", "12345"} {
			subject.Channels, subject.Users = append(subject.Channels, name), append(subject.Users, name)
		}
		if k.ID == "rtm-006" {
			subject.Users = nil // its user stands where the channel does
		}
		token := signed(t, a.member(t, "token"), subject)
		ends, _ := token.InForceUntil()
		if token.Version != k.Version || a.member(t, "kind") != k.ID || a.member(t, "version") != string(k.Version) ||
			a.member(t, "expires_at") != ends.UTC().Format(time.RFC3339) || a.member(t, "issued_at") != testNow.Format(time.RFC3339) || !tokens.IsHexID(a.member(t, "app_id")) {
			t.Errorf("%s: answered %s for a token %s that ends at %s", k.ID, a.body, token.Version, ends)
		}
	}
}

func TestInputsArriveInTheToken(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	for name, c := range map[string]struct{ target, body, want string }{
		"a number for a text":        {"/tokens/rtc", `{"channel":"lobby","uid":7}`, `"uid":"7"`},
		"a text for a number":        {"/tokens/rtc", `{"channel":"lobby","uid":"7"}`, `"uid":"7"`},
		"a number with an exponent":  {"/tokens/rtc", `{"channel":"lobby","uid":7e3}`, `"uid":"7000"`},
		"a lifetime in seconds":      {"/tokens/rtc", `{"channel":"lobby","lifetime":90}`, `"expire":90`},
		"a lifetime in words":        {"/tokens/rtc", `{"channel":"lobby","lifetime":"1h30m"}`, `"expire":5400`},
		"a lifetime with a point":    {"/tokens/rtc", `{"channel":"lobby","lifetime":90.0}`, `"expire":90`},
		"null stands for nothing":    {"/tokens/rtc", `{"channel":"lobby","uid":null,"role":null}`, `"uid":""`},
		"a choice":                   {"/tokens/rtc", `{"channel":"lobby","role":"subscriber"}`, `"privileges":{"1":3600}`},
		"in the query":               {"/tokens/rtc?channel=a%20b&uid=7", ``, `"channel_name":"a b"`},
		"in the body and the query":  {"/tokens/rtc?uid=7", `{"channel":"lobby","uid":7}`, `"uid":"7"`},
		"a list":                     {"/tokens/rtm2", `{"user":"alice","read-message-channels":["a,b","c\\",7]}`, `"resources":["a,b","c\\","7"]`},
		"a list as a text":           {"/tokens/rtm2", `{"user":"alice","read-message-channels":"a,b"}`, `"resources":["a","b"]`},
		"an escaped text":            {"/tokens/rtc-account", `{"channel":"lobby","account":"\u00e9\ud83d\ude00"}`, `"uid":"é😀"`},
		"a composed token":           {"/tokens/compose", `{"spec": {"expire":60, "services":[{"type":2,"fields":{"user_id":"bob"},"privileges":{"1":60}}]}}`, `"user_id":"bob"`},
		"a composed token as a text": {"/tokens/compose", `{"spec":"{\"expire\":60,\"services\":[]}"}`, `"services":[]`},
	} {
		spec := strings.NewReplacer(" ", "", "\n", "").Replace(s.post(c.target, c.body).decoded(t).SpecJSON())
		if !strings.Contains(spec, strings.ReplaceAll(c.want, " ", "")) {
			t.Errorf("%s: %s %s gives %s, want %s", name, c.target, c.body, spec, c.want)
		}
	}
}

func TestBadInputIsToldInOneLineThatNamesTheField(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	var many strings.Builder
	for i := range maxNames + 1 {
		many.WriteString(`"` + itoa(i) + `":0,`)
	}
	deep := strings.Repeat(`[`, 40) + strings.Repeat(`]`, 40)
	for _, c := range []struct{ target, body, want string }{
		{"/tokens/rtc", ``, "channel: required"},
		{"/tokens/rtc", `{}`, "channel: required"},
		{"/tokens/rtc", `{"channel":""}`, "channel: required"},
		{"/tokens/rtc", `{"channel":null}`, "channel: required"},
		{"/tokens/rtc", `{"channel":"ü"}`, "channel: 'ü' at character 1"},
		{"/tokens/rtc", `{"channel":["lobby"]}`, "channel: is a list"},
		{"/tokens/rtc", `{"channel":true}`, "channel: is true or false"},
		{"/tokens/rtc", `{"chanel":"lobby"}`, "chanel: rtc has no such input: did you mean channel?"},
		{"/tokens/rtc", `{"Channel":"lobby"}`, "Channel: rtc has no such input: did you mean channel?"},
		{"/tokens/rtc", `{"channel":"lobby","colour":1}`, "colour: rtc has no such input: it has channel, uid"},
		{"/tokens/rtc?uidd=1", `{"channel":"lobby"}`, "uidd: "},
		{"/tokens/rtc", `{"channel":"lobby","uid":"alice"}`, "uid: not a whole number"},
		{"/tokens/rtc", `{"channel":"lobby","uid":-1}`, "uid: not a whole number"},
		{"/tokens/rtc", `{"channel":"lobby","uid":1.5}`, "uid: not a whole number"},
		{"/tokens/rtc", `{"channel":"lobby","uid":4294967296}`, "uid: not a whole number"},
		{"/tokens/rtc", `{"channel":"lobby","uid":1e300}`, "uid: not a whole number"},
		{"/tokens/rtc", `{"channel":"lobby","role":"admin"}`, "role: not one of publisher, subscriber"},
		{"/tokens/rtc", `{"channel":"lobby","lifetime":"soon"}`, "lifetime: not a lifetime"},
		{"/tokens/rtc", `{"channel":"lobby","lifetime":0}`, "lifetime: is 0"},
		{"/tokens/rtc", `{"channel":"lobby","lifetime":86401}`, "lifetime: would last until"},
		{"/tokens/rtc", `{"channel":"lobby","version":"005"}`, "version: "},
		{"/tokens/chat-user", `{"user":"alice","version":"006"}`, "version: there is no AccessToken (006) of this kind"},
		{"/tokens/rtc-rtm", `{"channel":"lobby","account":"alice","version":"006"}`, "version: there is no"},
		{"/tokens/rtc-account", `{"channel":"lobby","version":"006"}`, "account: required"},
		{"/tokens/rtc", `{"channel":"lobby","privilege-lifetime":60,"version":"006"}`, "privilege-lifetime: an AccessToken (006) has none"},
		{"/tokens/compose", `{}`, "spec: required"},
		{"/tokens/compose", `{"spec":{"servces":[]}}`, "spec: "},
		{"/tokens/compose", `{"spec":{"expire":86401,"services":[]}}`, "spec: the token would end on"},
		{"/tokens/compose", `{"spec":{"issued_at":4000000000,"services":[]}}`, "spec: the token would end on"},
		{"/tokens/rtm2", `{"user":"alice","read-message-channels":["a",["b"]]}`, "read-message-channels: is a list"},
		{"/tokens/rtm2", `{"user":"alice","read-message-channels":{}}`, "read-message-channels: is an object"},
		{"/tokens/rtc", `{"channel":"lobby"`, "body: is not JSON: it ends too early"},
		{"/tokens/rtc", `{"channel":'lobby'}`, "body: is not JSON: invalid character"},
		{"/tokens/rtc", `{"channel":"lobby"} {}`, "body: has something behind the JSON object"},
		{"/tokens/rtc", `{"channel":"lobby"}x`, "body: has something behind the JSON object"},
		{"/tokens/rtc", `[]`, "body: is a list"},
		{"/tokens/rtc", `null`, "body: is null"},
		{"/tokens/rtc", `"lobby"`, "body: is a text"},
		{"/tokens/rtc", `{"channel":"a","channel":"b"}`, "channel: is given twice"},
		{"/tokens/compose", `{"spec":{"services":[],"expire":1,"expire":2}}`, "expire: is given twice"},
		{"/tokens/rtc", `{"channel":` + deep + `}`, "body: is nested more than 16 levels deep"},
		{"/tokens/rtc", `{` + strings.TrimSuffix(many.String(), ",") + `}`, "body: has an object with more than 1000 names"},
		{"/tokens/rtc", "{\"channel\":\"\xff\"}", "body: is not UTF-8"},
		{"/tokens/rtc-account", `{"channel":"lobby","account":"\ud83d"}`, "body: has half of a surrogate pair"},
		{"/tokens/rtc?channel=%ff", ``, "channel: is not percent-encoded UTF-8"},
		{"/tokens/rtc?channel=%zz", ``, "channel: is not percent-encoded UTF-8"},
		{"/tokens/rtc?channel=a&channel=b", ``, "channel: is given twice in the query"},
		{"/tokens/rtc?channel=a", `{"channel":"b"}`, "channel: is given in the body and in the query"},
	} {
		s.post(c.target, c.body).refused(t, 400, c.want)
	}
	for i, l := range s.log(40) {
		if l.Status != 400 || l.Problem == "" || !l.Token.IsZero() || !l.Ends.IsZero() {
			t.Errorf("request %d was logged as %v", i, l)
		}
	}
}

func TestWhatDoesNotPrintIsEscapedInAnAnswer(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	s.get("/%0A").refused(t, 404, `there is no /␊: GET /`)
	s.get("/%1B%5D0;x%C2%9B").refused(t, 404, `there is no /␛]0;x\u009b: GET /`)
	s.post("/tokens/rtc", `{"\u202ea\u001b":1}`).refused(t, 400, `\u202ea␛: rtc has no such input`)
	s.get("/access_token?a%0D=1&a%0D=2").refused(t, 400, `a␍: is given twice in the query`)
}

func TestAFormIsAnsweredByWhatToSend(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	s.ask(ask{method: "POST", target: "/tokens/rtc", body: "channel=lobby", header: form}).refused(t, 400, "body: is a form: send a JSON object")
	// curl -d calls everything a form.
	s.ask(ask{method: "POST", target: "/tokens/rtc", body: `{"channel":"lobby"}`, header: form}).decoded(t)
	s.ask(ask{method: "POST", target: "/tokens/rtc", body: ` {"channel":"lobby"`, header: form}).refused(t, 400, "body: is not JSON: it ends too early")
	s.ask(ask{method: "POST", target: "/tokens/rtc", body: `["lobby"]`, header: form}).refused(t, 400, "body: is a list: send one JSON object")
	s.ask(ask{method: "POST", target: "/tokens/rtc", body: "\x1f\x8b", header: http.Header{"Content-Encoding": {"gzip"}}}).refused(t, 415, "body: is compressed")
}

func TestAnOlderVersionIsBuiltByTheKindThatDoesTheSame(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	for body, kind := range map[string]string{
		`{"channel":"lobby","uid":7,"version":"006"}`:                                             "rtc",
		`{"channel":"lobby","account":"alice","role":"subscriber","lifetime":60,"version":"006"}`: "rtc-account",
		`{"user":"alice","version":"006"}`:                                                        "rtm",
	} {
		a := s.post("/tokens/"+kind, body)
		subject := tokens.Subject{Channels: []string{"lobby"}, Users: []string{"7", "alice"}}
		if kind == "rtm" {
			subject = tokens.Subject{Channels: []string{"alice"}}
		}
		token := signed(t, a.member(t, "token"), subject)
		if token.Version != tokens.AccessToken || a.member(t, "version") != "006" || !strings.HasSuffix(a.member(t, "kind"), "-006") {
			t.Errorf("%s was answered %s", body, a.body)
		}
	}
	if l := s.log(3); slices.ContainsFunc(l, func(s Served) bool { return s.User == "" }) {
		t.Errorf("logged without user: %v", l)
	}
}

func TestAppTokensAreOffHoweverTheyAreAskedFor(t *testing.T) {
	t.Parallel()
	asks := []struct{ target, body string }{
		{"/tokens/chat-app", `{}`},
		{"/tokens/class-app", `{}`},
		{"/tokens/compose", `{"spec":{"services":[{"type":5,"privileges":{"2":60}}]}}`},
		{"/tokens/compose", `{"spec":{"services":[{"type":1,"privileges":{"1":60}},{"type":7,"privileges":{"3":60}}]}}`},
	}
	off, on := serve(t, nil), serve(t, func(cfg *Config) { cfg.AppTokens = true })
	for _, c := range asks {
		off.post(c.target, c.body).refused(t, 403, "the token would administer the whole app", "--app-tokens")
		on.post(c.target, c.body).decoded(t)
	}
	// What nobody knows might administer the app.
	off.post("/tokens/compose", `{"spec":{"services":[{"type":99,"undecoded_hex":"00"}]}}`).refused(t, 400, "")
	for _, e := range off.Endpoints() {
		if k, ok := tokens.Default.Kind(e.Kind); ok && e.AppToken != slices.Contains([]string{"chat-app", "class-app"}, k.ID) {
			t.Errorf("%s says %v of being an app token", e.Path, e.AppToken)
		}
	}
}

func TestNoTokenOutlastsADay(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	for body, ok := range map[string]bool{`{"user":"a","lifetime":86400}`: true, `{"user":"a","lifetime":"24h"}`: true, `{"user":"a","lifetime":86401}`: false, `{"user":"a","lifetime":"7d"}`: false} {
		if a := s.post("/tokens/rtm", body); (a.status == 200) != ok {
			t.Errorf("%s was answered %d %s", body, a.status, a.body)
		}
	}
	s.post("/tokens/key-005-media", `{"channel":"lobby","lifetime":0}`).refused(t, 400, "lifetime: the token would never end")
	s.post("/tokens/rtc-006", `{"channel":"lobby","lifetime":0}`) // which lasts a day
	if l := s.log(6)[5]; l.Status != 200 || !l.Ends.Equal(testNow.Add(24*time.Hour)) {
		t.Errorf("logged %v", l)
	}
	// The token ends sooner than these, which are no less a slip.
	for target, begins := range map[string]string{
		"/tokens/rtc-006?channel=lobby&lifetime=86401":                 "lifetime: would last until 2026-07-16 at 12:00:01 UTC",
		"/tokens/rtc?channel=lobby&uid=7&version=006&lifetime=7d":      "lifetime: would last until 2026-07-22 at 12:00:00 UTC",
		"/tokens/rtc?channel=lobby&lifetime=60&privilege-lifetime=25h": "privilege-lifetime: would last until 2026-07-16 at 13:00:00 UTC",
		"/tokens/rtc-privileges?channel=lobby&video=2d":                "video: would last until",
	} {
		s.post(target, "").refused(t, 400, begins)
	}
}

func TestATokenEndsWithItsLastRight(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	for i, c := range []struct {
		target string
		lasts  time.Duration
	}{
		{"/tokens/rtc-006?channel=lobby&lifetime=1h", time.Hour}, // in a message that lasts a day
		{"/tokens/rtc?channel=lobby&lifetime=2h&privilege-lifetime=10m", 10 * time.Minute},
		{"/tokens/rtc?channel=lobby&lifetime=10m&privilege-lifetime=2h", 10 * time.Minute},
	} {
		a := s.post(c.target, "")
		if got, want := a.member(t, "expires_at"), testNow.Add(c.lasts).Format(time.RFC3339); a.status != 200 || got != want {
			t.Errorf("%s was answered %d %s, want the end %s", c.target, a.status, a.body, want)
		}
		if l := s.log(i + 1)[i]; !l.Ends.Equal(testNow.Add(c.lasts)) {
			t.Errorf("%s: logged until %s", c.target, l.Ends)
		}
	}
}
