package ui_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui"
)

func TestTokensAreServedAsTheFormSays(t *testing.T) {
	t.Parallel()
	d, _, s := serving(t, 120, 36)
	d.Press("T", "tab").Type("127.0.0.1:9000").Press("tab", "right", "tab", "right", "tab").Type("dev.test, 10.0.0.5:9000")
	d.Press("tab").Type("http://localhost:3000").Press("enter").Shows("006 · app tokens on · hosts dev.test, 10.0.0.5:9000 · web pages http://localhost:3000")
	o := s.options
	if o.Listen != "127.0.0.1:9000" || o.Project.Name != "acme-staging" || !o.AccessToken || !o.AppTokens {
		t.Errorf("started with %+v", o)
	}
	if fmt.Sprint(o.Hosts, o.Origins) != "[dev.test 10.0.0.5:9000] [http://localhost:3000]" {
		t.Errorf("hosts %q, origins %q", o.Hosts, o.Origins)
	}
}

func TestHostsAndOriginsAreChecked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ host, origin string }{
		{"https://dev.test", ""},
		{"a b", ""},
		{"dev.test,,x", ""},
		{"", "*"},
		{"", "null"},
		{"", "localhost:3000"},
		{"", "http://localhost:3000/"},
		{"", "http://localhost:3000/app"},
		{"", "http://user@localhost:3000"},
	} {
		d, _, s := serving(t, 120, 36)
		d.Press("T", "tab", "tab", "tab", "tab").Paste(c.host).Press("tab").Paste(c.origin)
		if d.Press("enter").Shows("! "); s.tokens != nil {
			t.Errorf("took %+v", c)
		}
	}
}

func TestAProjectWithoutACertificateServesNoTokens(t *testing.T) {
	t.Parallel()
	s := &servers{}
	d := with(t, &world{now: noon, store: keystore.NewMemory(bare())}, 80, 24, func(d *ui.Deps) { d.Servers = s })
	d.Press("alt+5", "T").Shows("! the project has no App").Press("enter").Shows("no App Certificate")
	if s.tokens != nil {
		t.Error("it started")
	}
}

func TestTheKeyIsHiddenUntilItIsAskedFor(t *testing.T) {
	t.Parallel()
	d, w, s := serving(t, 120, 36)
	const bearer = "qL3nV9wXh2Rk7TzB5mCd"
	s.key, s.urls = bearer, []string{"http://127.0.0.1:8090", "http://192.168.1.20:8090", "http://10.1.2.3:8090"}
	d.Press("T", "enter").Lacks(bearer).Shows("••••", "others: http://192.168.1.20:8090, http://10.1.2.3:8090")
	d.Press("v").Shows(bearer).Press("v").Lacks(bearer).Press("v").Shows(bearer).Press("down").Lacks(bearer).Press("v")
	w.pass(d, 5*time.Second)
	d.Lacks(bearer).Press("p").Shows("Copy the key?").Press("esc")
	if len(w.copied) > 0 {
		t.Fatal("it was copied without an answer")
	}
	d.Press("p", "enter").Press("P").Shows("with the key in it?").Press("enter").Press("b")
	want := []string{bearer, "http://192.168.1.20:8090/k/" + bearer, "http://192.168.1.20:8090"}
	if fmt.Sprint(w.copied) != fmt.Sprint(want) {
		t.Errorf("copied %q", w.copied)
	}
	d.Press("E").Lacks(bearer).Shows("$KEY").Press("y").Shows("$KEY stands for the key")
	if last := w.copied[len(w.copied)-1]; strings.Contains(last, bearer) || !strings.Contains(last, `-H "Authorization: Bearer $KEY"`) {
		t.Errorf("copied %q", last)
	}
}

func TestEachEndpointHasItsCurlLine(t *testing.T) {
	t.Parallel()
	d, w, _ := issuing(t, 80, 24)
	d.Press("E", "enter").Press("down").Shows("off: it gives app tokens").Press("y").Shows("which are off").Press("down", "y")
	want := []string{
		"curl 'http://127.0.0.1:8090/access_token?channel=lobby&uid=12345'",
		"curl 'http://127.0.0.1:8090/tokens/rtm' \\\n  -H 'Content-Type: application/json' \\\n  -d '{\"user\":\"o'\\''hara\"}'",
	}
	if fmt.Sprint(w.copied) != fmt.Sprint(want) {
		t.Errorf("copied %q", w.copied)
	}
	d.Press("/").Type("hosted").Press("enter").Shows("access_token").Lacks("/tokens/{kind}")
	d.Press("T", "x").Press("E").Shows("not running").Press("y").Shows("enter starts it")
}

func TestRequestsFollowTheNewestUntilOneIsChosen(t *testing.T) {
	t.Parallel()
	d, w, s := issuing(t, 80, 24)
	for i := range 20 {
		s.tokens.answer(rtcRequest(t, noon, fmt.Sprintf("user%02d", i), time.Hour))
	}
	s.look(d, w)
	d.Shows("20 of 20", "rtc-account user19").Press("up", "up").Shows("18 of 20")
	s.ask(d, w, rtcRequest(t, noon, "later", time.Hour))
	chosen := regexp.MustCompile(`› .*rtc-account user17 `)
	if d.Shows("18 of 21, end goes to the newest"); !chosen.MatchString(d.Screen()) {
		t.Errorf("another request is chosen:\n%s", d.Screen())
	}
	d.Press("end").Shows("21 of 21").Press("tab", "end").Shows("later")
}

func TestThousandsOfRequestsAreBounded(t *testing.T) {
	t.Parallel()
	d, w, s := issuing(t, 80, 24)
	one := rtcRequest(t, noon, "alice", time.Hour)
	fill := func(n int) {
		for range n {
			s.tokens.answer(one)
		}
		s.look(d, w)
	}
	fill(100)
	d.Press("up").Shows("99 of 100")
	fill(3900)
	fill(400)
	d.Shows("T Tokens 4400", "99 of 4400")
	fill(200)
	d.Shows("T Tokens 4600", "of 4000").Press("end").Shows("4000 of 4000").Press("R").Shows("1 of 1 client")
}

func TestRequestsAreFiltered(t *testing.T) {
	t.Parallel()
	d, w, s := issuing(t, 80, 24)
	s.ask(d, w, rtcRequest(t, noon, "alice", time.Hour), refusedRequest(noon), rtcRequest(t, noon, "bob", time.Hour))
	d.Press("/").Type("10.0.0.8").Shows("1 of 1", "✗ channelName: it is missing").Press("esc").Shows("3 of 3")
	d.Press("/").Type("lobby alice").Press("enter").Shows("1 of 1").Press("q").Shows("1 of 1")
	s.ask(d, w, rtcRequest(t, noon, "alice", time.Hour), refusedRequest(noon))
	d.Shows("2 of 2").Press("/").Paste("zzz").Shows("nothing fits").Press("esc").Shows("5 of 5")
}

func TestATokenOfARequestIsCopiedKeptAndInspected(t *testing.T) {
	t.Parallel()
	d, w, s := issuing(t, 80, 24)
	one := rtcRequest(t, noon.Add(-time.Minute), "alice", time.Hour)
	d.Press("y").Shows("nobody has asked")
	s.ask(d, w, one)
	d.Shows("ends in 59:00", "in 59:00 ").Press("y").Press("k").Shows("kept in the tray").Press("a").Shows("Copy as").Press("esc", "esc")
	if len(w.copied) != 1 || w.copied[0] != one.Token.Reveal() {
		t.Errorf("copied %q", w.copied)
	}
	w.now = noon.Add(10 * time.Minute)
	d.Shows("ends in 49:00").Press("enter").Shows("AccessToken2", "nothing found").Press("alt+5").Shows("1 of 1")
	s.ask(d, w, refusedRequest(noon))
	d.Press("y").Shows("was answered no token").Press("enter").Shows("was answered no token")
}

// An older token does not say whom it is for, but the request did.
func TestATokenThatNamesNobodyIsCheckedForWhomItWasAskedFor(t *testing.T) {
	t.Parallel()
	d, w, s := issuing(t, 120, 36)
	one := rtcRequest(t, noon, "alice", time.Hour)
	one.Token = secret.New(sample(t, w, "rtc-006", tokens.Values{"channel": "lobby", "account": "alice"}))
	s.ask(d, w, one)
	d.Shows("AccessToken (006)", "matches none of the 3 certificates", "same as lobby ✓").Lacks("cannot be checked")
}

func TestTheDetailsOfARequestAreReadByThemselves(t *testing.T) {
	t.Parallel()
	d, w, s := issuing(t, 80, 24)
	s.ask(d, w, rtcRequest(t, noon, "alice", time.Hour), rtcRequest(t, noon, "bob", time.Hour))
	d.Press("tab", "end").Shows("okhttp/4.12", "200 OK", "2 of 2").Press("up", "esc").Press("up").Shows("1 of 2", "AccessToken2")
}

func TestACertificateThatWasRotatedIsTold(t *testing.T) {
	t.Parallel()
	d, _, _ := issuing(t, 80, 24)
	d.Press("alt+4", "w", "enter").Press("alt+5").Shows("! the certificate has changed since")
}

func TestWhatClientsSendIsNeverDrawnRaw(t *testing.T) {
	t.Parallel()
	const evil = "\x1b]0;x\a\u202egnp.\n\x9b2J\xff"
	for _, text := range []string{evil, strings.Repeat("e\u0301\u0302\u0303\u0304\u0305\u0306", 4000), strings.Repeat("東", 9000), strings.Repeat("x", 1<<20)} {
		d, w, s := issuing(t, 80, 24)
		one, no := rtcRequest(t, noon, "alice", time.Hour), refusedRequest(noon)
		for _, field := range []*string{
			&one.Client, &one.Agent, &one.Method, &one.Path, &one.Kind, &one.User, &one.Channel, &no.Client, &no.Agent, &no.Method, &no.Path, &no.Problem,
		} {
			*field = text
		}
		s.ask(d, w, no, one)
		for _, key := range []string{"up", "tab", "end", "esc", "R", "E", "T", "x"} {
			requireClean(t, key, d.Press(key).Styled())
		}
	}
}

// BenchmarkRequests draws the list of requests at its longest.
func BenchmarkRequests(b *testing.B) {
	d, w, s := issuing(b, 120, 36)
	one := rtcRequest(b, noon, "alice", time.Hour)
	for range 4400 {
		s.tokens.answer(one)
	}
	s.look(d, w)
	d.Press("up", "up")
	for b.Loop() {
		d.View()
	}
}
