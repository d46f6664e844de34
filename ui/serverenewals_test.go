package ui_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui"
	"atc/ui/uitest"

	tea "charm.land/bubbletea/v2"
)

// TestWhatBecomesOfATokenIsSaidInWords asks for a token of two minutes, and
// for the next one after a while, and looks at noon.
func TestWhatBecomesOfATokenIsSaidInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		first, second time.Duration // before noon; 0 asks for no second
		says          []string
	}{
		{200 * time.Second, 105 * time.Second, []string{"renewed 25 s before its end", "✓ 1 renewal in time, ends in 0:15"}},
		{180 * time.Second, 100 * time.Second, []string{"renewed 40 s before its end, before the SDK's notice"}},
		{180 * time.Second, 60 * time.Second, []string{"renewed 0 s before its end"}},
		{180 * time.Second, 48 * time.Second, []string{"late by 12 s: the user was out", "✗ 1 of 1 renewal late, ends in 1:12"}},
		{3 * time.Hour, 5 * time.Second, []string{"asked again 2 h 57 min 55 s after its end: out, or another visit", "· ends in 1:55"}},
		{60 * time.Second, 59 * time.Second, []string{"asked again after 1 s: twice, from another device, or after a restart", "· ends in 1:01"}},
		{60 * time.Second, 60 * time.Second, []string{"asked again after 1 s", "· ends in 1:00"}},
		{30 * time.Second, 0, []string{"not renewed yet, ends in 1:30, the SDK's notice in 1:00", "· ends in 1:30"}},
		{100 * time.Second, 0, []string{"not renewed yet, ends in 0:20: the SDK has given notice"}},
		{150 * time.Second, 0, []string{"not renewed, ended 0:30 ago: the user is out, or has left", "! ended 0:30 ago"}},
		{3 * time.Hour, 0, []string{"ended 2 h ago"}},
	} {
		d, w, s := issuing(t, 120, 36)
		s.ask(d, w, rtcRequest(t, noon.Add(-c.first), "alice", 2*time.Minute))
		if c.second > 0 {
			s.ask(d, w, rtcRequest(t, noon.Add(-c.second), "alice", 2*time.Minute))
		}
		d.Press("R").Shows(c.says...)
	}
}

// TestAUserIsOutWithTheRightToJoin has tokens of an hour with which one joins
// for a minute.
func TestAUserIsOutWithTheRightToJoin(t *testing.T) {
	t.Parallel()
	d, w, s := issuing(t, 120, 36)
	short := func(at time.Time) ui.TokenRequest {
		r := rtcRequest(t, at, "alice", time.Hour)
		spec := fmt.Sprintf(`{"issued_at":%d,"expire":3600,"services":[{"type":1,"fields":{"channel_name":"lobby","uid":"alice"},"privileges":{"1":60,"2":3600}}]}`, at.Unix())
		r.Token = secret.New(sample(t, w, "compose", tokens.Values{"spec": spec}))
		return r
	}
	s.ask(d, w, short(noon.Add(-100*time.Second)), short(noon.Add(-10*time.Second)))
	d.Shows("in 59:50").Press("R").Shows("late by 30 s: the user was out", "not renewed yet, ends in 0:50, the SDK's notice in 0:20", "✗ 1 of 1 renewal late")
}

// The filter takes lines that the chosen client stood in.
func TestTheChosenClientStaysInSightWhileItIsFilteredFor(t *testing.T) {
	t.Parallel()
	d, w, s := issuing(t, 80, 25)
	for i := range 9 {
		s.ask(d, w, rtcRequest(t, noon, fmt.Sprintf("user%d", i), time.Hour))
	}
	d.Press("R")
	for range 8 {
		if chosen := regexp.MustCompile(`› user\d`).FindString(d.Press("down").Screen()); chosen == "" {
			t.Fatalf("no client is chosen:\n%s", d.Screen())
		} else {
			d.Press("/").Shows(chosen).Press("esc").Shows(chosen)
		}
	}
}

func TestRenewalsAreOfOneClientForTheSame(t *testing.T) {
	t.Parallel()
	d, w, s := issuing(t, 120, 36)
	one := rtcRequest(t, noon, "alice", time.Hour)
	others := []ui.TokenRequest{one, one, one, one, one, refusedRequest(noon)}
	others[1].Client, others[2].Kind, others[3].User, others[4].Channel = "10.0.0.9", "rtm", "zoe", "lounge"
	s.ask(d, w, others...)
	d.Press("R").Shows("1 of 5 clients", "· ends in 1:00:00")
	w.now = noon.Add(50 * time.Minute)
	s.ask(d, w, rtcRequest(t, w.now, "alice", time.Hour))
	d.Shows("1 of 5 clients", "✓ 1 renewal in time").Press("end").Shows("5 of 5 clients", "› alice · lounge")
}

func TestTheLineOfTimeGoesOnWithThePresent(t *testing.T) {
	t.Parallel()
	d, w, s := issuing(t, 80, 24)
	s.ask(d, w, rtcRequest(t, noon.Add(-time.Minute), "alice", 2*time.Minute))
	start := func() int { return strings.Index(strings.Split(d.Press("R").Screen(), "\n")[5], "●") }
	before := start()
	w.now = noon.Add(10 * time.Second)
	if after := start(); after >= before || after < 0 {
		t.Errorf("it starts at %d, and ten seconds later at %d:\n%s", before, after, d.Screen())
	}
}

func TestTheLineOfTimeIsZoomed(t *testing.T) {
	t.Parallel()
	d, w, s := issuing(t, 80, 24)
	s.ask(d, w, rtcRequest(t, noon.Add(-time.Minute), "alice", 2*time.Minute))
	d.Press("R").Shows("-1 min", "now").Press("-").Shows("-2 min").Press("0").Shows("-1 min").Press("+").Shows("-30 s")
	for range 30 {
		d.Press("-")
	}
	d.Shows("-24 h", "now").Press("+").Shows("-12 h")
}

func TestRenewalsAreFilteredAndInspected(t *testing.T) {
	t.Parallel()
	d, w, s := issuing(t, 80, 24)
	renewing(t, d, w, s)
	d.Press("R", "/").Type("bob").Shows("1 of 1 client", "› bob").Press("enter", "y").Press("enter").Shows("AccessToken2", "bob")
	if len(w.copied) != 1 || w.copied[0] != rtcRequest(t, noon.Add(-40*time.Second), "bob", 2*time.Minute).Token.Reveal() {
		t.Errorf("copied %q", w.copied)
	}
	d.Press("alt+5", "esc").Shows("of 4 clients", "› bob").Press("/").Type("zzz").Shows("nothing fits")
}

func TestTheChosenClientStaysWhileOthersCome(t *testing.T) {
	t.Parallel()
	d, w, s := issuing(t, 80, 24)
	for i := range 620 {
		s.tokens.answer(rtcRequest(t, noon.Add(time.Duration(i)*time.Millisecond), fmt.Sprintf("user%03d", i), time.Hour))
	}
	s.look(d, w)
	d.Press("R").Shows("1 of 500 clients", "› user120").Press("down").Shows("› user121")
	s.ask(d, w, rtcRequest(t, noon.Add(time.Second), "new", time.Hour))
	d.Shows("2 of 501 clients", "› user121")
	d.Send(tea.WindowSizeMsg{Width: 120, Height: 36}).Shows("› user121").Send(tea.WindowSizeMsg{Width: 80, Height: 24}).Shows("› user121")
}

func TestRenewalsAreReadWithoutColoursAndGlyphs(t *testing.T) {
	t.Parallel()
	d, w, s := issuing(t, 80, 24)
	renewing(t, d, w, s)
	d.Send(tea.EnvMsg{"LC_ALL=C"}).Press("R").Shows("*========o--+", "* issued  = in use  o the SDK's notice  - replaced  + its end  . too late", "+..|").Lacks("??")
}

func TestATokenThatCannotBeReadHasALineAllTheSame(t *testing.T) {
	t.Parallel()
	d, w, s := issuing(t, 80, 24)
	one := rtcRequest(t, noon, "alice", time.Hour)
	one.Token = secret.New("no token at all")
	s.ask(d, w, one)
	d.Shows("No token could be read").Press("R").Shows("ends in 1:00:00").Press("enter").Shows("would be refused")
}

func TestWhatWasServedIsSeenAfterTheServerHasStopped(t *testing.T) {
	t.Parallel()
	stopped := func() *uitest.Driver {
		d, w, s := issuing(t, 80, 24)
		renewing(t, d, w, s)
		return d.Press("x", "enter").Shows("the token server has stopped", "Listen on").Lacks("serving")
	}
	stopped().Press("R").Shows("1 of 4 clients")
	stopped().Press("enter").Press("R").Shows("No client has got a token yet")
}
