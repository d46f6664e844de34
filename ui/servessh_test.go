package ui_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/ui"
)

func TestThereIsNoTabWhereNothingCanBeServed(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 80, 24)
	d.Press("alt+5").Lacks("Serve").Shows("fill in: Channel name")
}

func TestTheFileOfKeysIsTheOneThatIsThere(t *testing.T) {
	t.Parallel()
	const both, public = "~/.ssh/authorized_keys", "~/.ssh/id_ed25519.pub"
	for _, c := range []struct {
		files []string
		want  string
	}{{[]string{both, public}, both}, {[]string{public}, public}, {nil, both}} {
		files := &folder{files: map[string]string{}, errs: map[string]error{}}
		for _, name := range c.files {
			files.files[name] = "ssh-ed25519 AAAA"
		}
		d := with(t, &world{now: noon}, 80, 24, func(d *ui.Deps) { d.Servers, d.Files = &servers{}, files })
		d.Press("alt+5").Shows("Authorized keys " + c.want)
	}
}

func TestTheConsoleIsServedAsTheFormSays(t *testing.T) {
	t.Parallel()
	d, _, s := serving(t, 120, 36)
	d.Press("tab").Type("127.0.0.1:2200").Press("tab").Type("team.keys").Press("tab", "right", "tab").Type("20").Press("tab").Type("2")
	d.Press("tab").Type("0.5").Press("tab").Type("90").Press("tab").Type("1h")
	d.Shows("acme-staging is shared", "nobody else can reach", "ssh -p 2200 127.0.0.1").Press("enter").Shows("Serving the console over SSH", "acme-staging to build tokens, 1 h at most")
	o := s.shared
	want := ui.SSHLimits{Sessions: 20, PerKey: 2, Rate: 0.5, Idle: 90 * time.Second, Total: time.Hour}
	if o.Listen != "127.0.0.1:2200" || o.AuthorizedKeys != "team.keys" || o.Limits != want {
		t.Errorf("started with %+v", o)
	}
	if o.Share == nil || o.Share.Name != "acme-staging" || o.Share.Sharing != keystore.SharedToBuild {
		t.Errorf("shared %+v", o.Share)
	}
}

func TestWhoSharesAProjectIsToldWhenItsCertificateHasChangedSince(t *testing.T) {
	t.Parallel()
	d, _, _ := serving(t, 80, 24)
	d.Press("tab", "tab", "tab", "right", "enter").Shows("acme-staging to build tokens").Lacks("changed since")
	d.Press("alt+4", "w", "enter").Press("alt+5").Shows("acme-staging to build tokens", "! certificate changed: start again")
}

func TestSharingWithAdminRightsAsksOnce(t *testing.T) {
	t.Parallel()
	d, _, s := serving(t, 80, 24)
	d.Press("tab", "tab", "tab", "left", "enter").Shows("Share acme-staging with admin rights?", "share and start")
	if d.Press("esc").Lacks("Serving"); s.ssh != nil {
		t.Fatal("started without an answer")
	}
	if d.Press("enter", "enter").Shows("Serving", "with admin rights"); s.shared.Share.Sharing != keystore.SharedToAdminister {
		t.Errorf("shared as %v", s.shared.Share.Sharing)
	}
}

func TestWhatIsSharedIsOfTheProjectThatItWasChosenFor(t *testing.T) {
	t.Parallel()
	d, _, s := serving(t, 120, 36)
	d.Press("tab", "tab", "tab", "left", "esc", "o").Type("live").Press("enter").Lacks("acme-staging is shared").Press("enter")
	if s.ssh == nil || s.shared.Share != nil {
		t.Errorf("shared %+v", s.shared.Share)
	}
}

func TestOnlyAProjectThatCanSignIsShared(t *testing.T) {
	t.Parallel()
	for _, p := range []keystore.Project{keystore.Demo(), bare()} {
		w := &world{now: noon, store: keystore.NewMemory(p)}
		d := with(t, w, 80, 24, func(d *ui.Deps) { d.Servers = &servers{} })
		d.Press("alt+5", "tab", "tab", "tab", "right", "right").Shows("‹no›", "nothing to share").Lacks("to build")
	}
}

func TestNothingStartsFromAFormWithMistakes(t *testing.T) {
	t.Parallel()
	for field, bad := range [][]string{
		{"2323", ":0x10", ":99999", "host name:22", "[::1:22", "[fe80::1%\u202e]:22", "[fe80::1%$(id)]:22", ""},
		{" ", strings.Repeat("a", 5000)},
		nil,
		{"0", "-1", "ten", "10001"},
		{"0"},
		{"0", "NaN", "Inf", "-3"},
		{"5", "2d", "soon"},
		{"30", "8d"},
	} {
		for _, text := range bad {
			d, _, s := serving(t, 120, 36)
			for range field + 1 {
				d.Press("tab")
			}
			if d.Press("backspace").Paste(text).Press("enter").Shows("! "); s.ssh != nil {
				t.Errorf("field %d took %q", field, text)
			}
			d.Press("x").Lacks("Serving")
		}
	}
}

func TestWhatVisitorsTypeIsCopied(t *testing.T) {
	t.Parallel()
	d, w, _ := visited(t, 80, 24)
	d.Press("y", "f").Press("alt+1", "alt+5").Shows("Nobody is here yet")
	if len(w.copied) != 2 || w.copied[0] != "ssh -p 2323 HOST" || !strings.HasPrefix(w.copied[1], "SHA256:") {
		t.Errorf("copied %q", w.copied)
	}
}

func TestTheChosenVisitorStaysWhileOthersComeAndGo(t *testing.T) {
	t.Parallel()
	d, w, s := visited(t, 80, 24, visitorAda(), visitorBob())
	d.Press("down").Shows("› SHA256:4Jx1T", "2 of 2", "Runs")
	carol := visitorAda()
	carol.ID, carol.Label = 3, "carol"
	s.come(d, w, carol)
	d.Shows("[S SSH 3]", "2 of 3", "› SHA256:4Jx1T")
	s.ssh.End(1)
	s.look(d, w)
	d.Shows("1 of 2", "› SHA256:4Jx1T").Lacks("ada@laptop")
	s.ssh.End(2)
	s.look(d, w)
	d.Shows("1 of 1", "› carol")
}

func TestAVisitorsIdleTimeGoesOn(t *testing.T) {
	t.Parallel()
	d, w, _ := visited(t, 80, 24, visitorAda())
	d.Shows("0:12 ")
	if w.asked(time.Second) == 0 {
		t.Error("no second was asked for")
	}
	w.now = noon.Add(time.Minute)
	d.Shows("1:12 ")
}

func TestEndingASessionAsksOnce(t *testing.T) {
	t.Parallel()
	d, w, s := visited(t, 80, 24, visitorAda(), visitorBob())
	d.Press("e").Shows("End the session of ada@laptop?").Press("esc").Shows("ada@laptop")
	d.Press("e", "enter").Shows("the session ends")
	s.look(d, w)
	if d.Shows("1 of 1").Lacks("ada@laptop"); len(s.ssh.visitors) != 1 {
		t.Errorf("%d are there", len(s.ssh.visitors))
	}
	d.Press("e")
	s.ssh.End(2)
	d.Press("enter").Shows("ended already")
}

func TestStoppingAsksIfSomebodyIsThere(t *testing.T) {
	t.Parallel()
	d, w, s := visited(t, 80, 24, visitorAda())
	d.Press("x").Shows("Stop serving the console?", "The session over SSH ends").Press("esc").Shows("Serving")
	if d.Press("x", "enter").Shows("has stopped", "Listen on").Lacks("serving", "SSH 1"); !s.ssh.closed || s.ssh.ctx.Err() == nil {
		t.Error("it runs on")
	}
	w.pass(d, pace) // what was to be looked at is late
	d.Press("enter").Shows("Serving the console over SSH", "Nobody is here yet")
	if d.Press("x").Lacks("Stop serving"); !s.ssh.closed {
		t.Error("an empty server did not stop at once")
	}
}

func TestServersGoOnBehindOtherTabsAndQuittingAsks(t *testing.T) {
	t.Parallel()
	d, w, s := visited(t, 120, 36, visitorAda())
	d.Press("T", "enter").Press("alt+1").Shows("serving ssh 1 · tokens · acme-staging")
	s.come(d, w, visitorBob())
	d.Shows("serving ssh 2 · tokens").Press("ctrl+c").Shows("2 sessions over SSH end", "The token server stops").Press("esc")
	if d.Quit || s.ssh.closed || s.tokens.closed {
		t.Error("something ended")
	}
	if d.Press("ctrl+c", "ctrl+c"); !d.Quit {
		t.Error("the second ctrl+c did not quit")
	}
}

func TestAnotherProjectEndsNoServer(t *testing.T) {
	t.Parallel()
	d, _, s := visited(t, 120, 36, visitorAda())
	d.Press("T", "enter", "o").Type("live").Press("enter").Lacks("Switch to another project?")
	d.Shows("Serving tokens of acme-staging", "the active project is another", "serving ssh 1 · tokens · acme-live")
	if s.ssh.closed || s.tokens.closed {
		t.Error("a server ended")
	}
}

func TestAServerThatEndsByItselfSaysWhy(t *testing.T) {
	t.Parallel()
	d, w, s := visited(t, 80, 24, visitorAda())
	d.Press("alt+1")
	s.ssh.fail(errors.New("the port was taken away\x1b[2J"))
	s.look(d, w)
	d.Shows("the console over SSH has ended: the port was taken away").Lacks("serving", "\x1b[2J")
	d.Press("alt+5").Shows("✗ It ended at 12:00:00 UTC", "taken away").Lacks("ada@laptop").Press("enter").Shows("Nobody is here yet")
}

func TestAStartThatWasGivenUpLeavesNothingRunning(t *testing.T) {
	t.Parallel()
	d, _, s := serving(t, 80, 24)
	s.hold, d.Blocked = make(chan struct{}), make(chan struct{})
	s.held = d.Blocked
	d.Press("enter").Shows("Starting…", "give up").Press("esc").Shows("given up starting", "Listen on")
	close(s.hold)
	if d.Late().Lacks("Serving"); !s.ssh.closed {
		t.Error("the server that came late runs on")
	}
}

func TestWhatVisitorsSayOfThemselvesIsNeverDrawnRaw(t *testing.T) {
	t.Parallel()
	const evil = "\x1b]0;x\a\u202egnp.\n\x9b2J\xff"
	for _, text := range []string{evil, strings.Repeat("e\u0301\u0302\u0303\u0304\u0305\u0306", 4000), strings.Repeat("東", 9000)} {
		v := visitorAda()
		v.User, v.Label, v.From, v.Terminal, v.Command = text, text, text, text, text
		d, _, _ := visited(t, 80, 24, v)
		requireClean(t, "visitors", d.Styled())
		requireClean(t, "the question", d.Press("e").Styled())
		requireClean(t, "the answer", d.Press("enter").Styled())
	}
}
