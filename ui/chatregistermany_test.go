package ui_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"atc/chatapi"
	"atc/chatapi/bulk"
	"atc/keystore"
	"atc/ui/uitest"
)

const second = time.Second

func TestAListIsShownBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24)
	d.Press("alt+3", "alt+R", "alt+b").Shows("[Many]", "Paste or type the names").Paste("anna\nBOB\nanna\nc d\n")
	d.Shows("2 users to register", "in 1 request", "1 name had upper case", "! 2 lines left out", "line 3  anna", "already", "line 4  c")
	if n := w.service.Counters().Requests; n != 0 {
		t.Errorf("%d requests were made before anybody asked for one", n)
	}
	d.Press("tab", "enter").Shows("2 of 2 users", "2 registered · 0 existed · 0 failed", "registering has ended")
	if got := strings.Join(w.registered(), " "); got != "anna bob" {
		t.Errorf("the service has %s", got)
	}
}

func TestAListIsRegisteredFromWithinItsField(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24, ada())
	d.Press("alt+3", "alt+R", "alt+b").Type("ada").Press("enter").Type("ben").Shows("2 users to register").Press("alt+enter")
	d.Shows("1 registered · 1 existed · 0 failed")
	if n := w.service.Counters().Registered; n != 1 {
		t.Errorf("%d users were registered", n)
	}
}

func TestAListIsReadFromAFileAndItsResultSavedInAnother(t *testing.T) {
	t.Parallel()
	files := &folder{files: map[string]string{"names.csv": "username;nickname;mail\nAnna;A;x\nbob;B;y\n", "taken.csv": "mine"}}
	d, s := stagedChat(t, 80, 24, files)
	d.Press("alt+b", "up", "right").Shows("‹a file›").Press("down").Type("name.csv").Press("enter").Shows("! name.csv was not read", "mend the path")
	d.Press("ctrl+u").Type("'names.csv'").Press("enter").Shows("2 users to register", "columns that are not read: mail").Press("enter")
	d.Shows("2 registered", "names.csv", "v saves the table").Press("v").Shows("registered.csv").Press("ctrl+u").Type("taken.csv").Press("enter")
	d.Shows("There is a file taken.csv already").Press("ctrl+u").Type("out.csv").Press("enter").Shows("2 rows saved in out.csv")
	if files.files["taken.csv"] != "mine" {
		t.Error("a file was written over")
	}
	lines := strings.Split(files.files["out.csv"], "\n")
	if len(lines) < 3 || lines[0] != "username,uuid,outcome,error" || !strings.HasPrefix(lines[1], "anna,") || !strings.Contains(lines[2], ",registered,") {
		t.Errorf("the file holds %q", files.files["out.csv"])
	}
	files.broken = errors.New("the disk is full")
	d.Press("v", "enter").Shows("registered.csv was not written: the disk is full")
	if s.service.Users()[0].Nickname != "A" {
		t.Error("the nickname was not set")
	}
}

func TestWithoutFilesTheResultIsCopied(t *testing.T) {
	t.Parallel()
	d, w := stagedChat(t, 80, 24, nil)
	d.Press("alt+b").Lacks("From", "a file").Type("anna").Press("alt+enter").Shows("a copies the table").Lacks("v saves").Press("a")
	if len(w.copied) != 1 || !strings.HasPrefix(w.copied[0], "username,uuid,outcome,error\nanna,") {
		t.Errorf("%q was copied", w.copied)
	}
}

func TestALongListIsKeptBesideTheField(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24)
	d.Press("alt+3", "alt+R", "alt+b").Type("zoe").Paste(listOf(500)).Shows("A pasted list of 501 lines", "501 users to register", "in 9 requests")
	d.Paste("adam").Shows("502 users").Press("x").Shows("Paste or type the names").Press("ctrl+z").Shows("502 users to register")
	d.Press("enter").Shows("502 registered")
	if n := len(w.registered()); n != 502 {
		t.Errorf("the service has %d users", n)
	}
}

func TestAListThatIsTooLongToBePastedIsNotTaken(t *testing.T) {
	t.Parallel()
	d, _ := openChat(t, 80, 24)
	d.Press("alt+3", "alt+R", "alt+b").Paste(strings.Repeat("x", 17<<20)).Shows("too long to be pasted").Lacks("users to register")
}

func TestAListOfNobodySaysWhy(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24)
	d.Press("alt+3", "alt+R", "alt+b", "alt+enter").Shows("there is no list yet")
	d.Type("a b").Shows("! the list has no user to register", "line 1  a").Press("alt+enter").Shows("nobody can be registered")
	if n := w.service.Counters().Requests; n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

func TestProblemsScrollWhereTheyAreMany(t *testing.T) {
	t.Parallel()
	d, _ := openChat(t, 80, 24)
	d.Press("alt+3", "alt+R", "alt+b").Paste("ok\n"+strings.Repeat("a b\n", 150)).Shows("! 150 lines left out", "line 2  a").Press("esc")
	d.Press("end").Shows("line 151  a", "of 150 problems").Lacks("line 2  a").Press("home").Shows("line 2  a")
}

func TestARunIsPausedAndGoesOn(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, s *staged) {
		const users = 34 * chatapi.MaxBatch // two batches more than are under way at once
		g := newGate()
		s.register = g.register
		d := s.console(t, 80, 24, nil).Press("alt+b").Paste(listOf(users))
		d.Blocked = g.blocked
		d.Press("enter").Shows("0 of 2040 users", "at work for 0 s", "p pause", "x stop…")
		s.now = s.now.Add(2 * second)
		d.Press("p").Shows("paused: p goes on", "p go on")
		s.now = s.now.Add(10 * second)
		d.Shows("at work for 2 s")
		close(g.open)
		synctest.Wait() // the batches that were under way have ended
		if n := s.counted(); n != 32 {
			t.Errorf("%d batches were begun, want the 32 that were under way", n)
		}
		d.Press("p").Lacks("paused")
		d.Blocked = nil
		d.Late().Shows("2040 of 2040 users", "ended after 2 s", "1020 users a second")
		s.onceEach(t, users)
	})
}

// stopped stops a run after some of its batches.
func stopped(t *testing.T, s *staged, users, batches int) *uitest.Driver {
	t.Helper()
	g := newGate()
	s.register = func(ctx context.Context, list []chatapi.NewUser, real func() ([]chatapi.Outcome, error)) ([]chatapi.Outcome, error) {
		if list[0].Username < fmt.Sprintf("user-%05d", batches*chatapi.MaxBatch) {
			return real()
		}
		return g.register(ctx, list, real)
	}
	d := s.console(t, 80, 24, nil).Press("alt+b").Paste(listOf(users))
	d.Blocked = g.blocked
	d.Press("enter").Shows(fmt.Sprintf("%d of %d users", batches*chatapi.MaxBatch, users)).Press("esc").Shows("Stop registering?").Press("enter").Shows("stopping").Late()
	d.Blocked, s.register = nil, nil
	return d
}

func TestARunIsStoppedAndResumed(t *testing.T) {
	t.Parallel()
	for _, journal := range []bool{false, true} {
		t.Run(fmt.Sprintf("journal %v", journal), func(t *testing.T) {
			t.Parallel()
			state := t.TempDir()
			inBubble(t, func(t *testing.T, s *staged) {
				if journal {
					s.state = state
				}
				d := stopped(t, s, 600, 3).Shows("180 of 600 users", "stopped after", "420 left: enter goes on")
				d.Press("enter").Shows("600 of 600 users", "600 registered · 0 existed · 0 failed")
				s.onceEach(t, 600)
			})
		})
	}
}

func TestAnInterruptedRunIsResumedOrStartedOver(t *testing.T) {
	t.Parallel()
	for key, said := range map[string]string{"enter": "600 registered · 0 existed", "alt+w": "Start from the beginning?"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			state := t.TempDir()
			inBubble(t, func(t *testing.T, s *staged) {
				s.state = state
				stopped(t, s, 600, 3)
				d := s.console(t, 80, 24, nil).Press("alt+b").Paste(listOf(600)).Press("enter")
				d.Shows("! An earlier run of this list was", "180 of 600 users were done with", " goes on where it stopped")
				d.Press(key).Shows(said)
				if key != "enter" {
					d.Press("enter").Shows("600 of 600 users", "420 registered · 180 existed")
				}
				s.onceEach(t, 600)
			})
		})
	}
}

func TestARunOfAnotherProcessIsNotDisturbed(t *testing.T) {
	t.Parallel()
	s := &staged{chatWorld: newChatWorld(t)}
	s.state = t.TempDir()
	list, err := bulk.Read(strings.NewReader("anna"))
	if err != nil {
		t.Fatal(err)
	}
	journal, err := s.Journal(list, keystore.Demo(), bulk.Fresh)
	if err != nil {
		t.Fatal(err)
	}
	d := s.console(t, 80, 24, nil).Press("alt+b").Type("anna").Press("alt+enter").Shows("being registered by another atc", "enter tries again")
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	d.Press("enter").Shows("1 of 1 user", "1 registered")
}

func TestARunThatTheServiceRefusesSaysWhyAndWhatIsLeft(t *testing.T) {
	t.Parallel()
	s := &staged{chatWorld: newChatWorld(t)}
	s.register = func(context.Context, []chatapi.NewUser, func() ([]chatapi.Outcome, error)) ([]chatapi.Outcome, error) {
		return nil, &chatapi.Error{Kind: chatapi.KindTokenForeign, Status: 401, Code: "auth_bad_access_token"}
	}
	d := s.console(t, 80, 24, nil).Press("alt+b").Paste(listOf(90)).Press("tab", "enter")
	d.Shows("0 of 90 users", "came to a stop", "90 left", "auth_bad_access_token", "enter goes on from here")
	s.register = nil
	d.Press("enter").Shows("90 of 90 users", "90 registered")
	s.onceEach(t, 90)
}

// failing makes every third user fail.
func failing(_ context.Context, users []chatapi.NewUser, _ func() ([]chatapi.Outcome, error)) ([]chatapi.Outcome, error) {
	var all []chatapi.Outcome
	for i, u := range users {
		o := chatapi.Outcome{Username: u.Username, UUID: fmt.Sprintf("0ffe1abd-0000-4000-8000-%012d", i), Result: chatapi.ResultRegistered}
		if i%3 == 2 {
			o = chatapi.Outcome{Username: u.Username, Err: &chatapi.Error{Kind: chatapi.KindUsernameIllegal, Status: 400, Code: "illegal_argument"}}
		}
		all = append(all, o)
	}
	return all, nil
}

func TestThoseWhoFailedAreShownAndCopied(t *testing.T) {
	t.Parallel()
	s := &staged{chatWorld: newChatWorld(t)}
	s.register = failing
	d := s.console(t, 80, 24, nil).Press("alt+b").Paste("a\nb\nc\nd\ne\nf\n").Press("alt+enter")
	d.Shows("4 registered · 0 existed · 2 failed", "! ended after", "2 users failed").Lacks("✓").Press("f").Shows("╭─ Failed", "c ", "f ").Lacks("registered 0ffe")
	d.Press("y").Shows("2 names sent")
	if s.copied[0] != "c\nf\n" {
		t.Errorf("%q was copied", s.copied)
	}
	d.Press("f").Shows("╭─ Outcomes").Press("x").Shows("6 users to register").Press("u").Shows("2 failed")
}

func TestQuittingAsksWhileARunIsUnderWay(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, s *staged) {
		g := newGate()
		s.register = g.register
		d := s.console(t, 80, 24, nil).Press("alt+b").Type("anna")
		d.Blocked = g.blocked
		d.Press("alt+enter", "1", "ctrl+c").Shows("Quit?", "Registering is under way: 0 of 1 user done").Press("esc")
		if d.Quit {
			t.Error("it quit without an answer")
		}
		close(g.open)
		d.Blocked = nil
		d.Late().Shows("registering has ended").Press("alt+3").Shows("1 registered").Press("ctrl+c")
		if !d.Quit {
			t.Error("it asked although nothing would be lost")
		}
	})
}

func TestARunEndsWithItsProject(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, s *staged) {
		other := live()
		other.Chat.Host = "a41.chat.agora.io"
		s.store = keystore.NewMemory(keystore.Demo(), other)
		g := newGate()
		s.register = g.register
		d := s.console(t, 80, 24, nil).Press("alt+b").Type("anna")
		d.Blocked = g.blocked
		d.Press("alt+enter").Shows("0 of 1 user")
		d.Press("ctrl+o").Type("acme-live").Press("enter").Shows("Switch to another project? Registering is under way: 0", "enter  switch")
		d.Press("enter").Shows("registering was stopped, as the project is another one now: 0 of 1 user done")
		d.Blocked = nil
		d.Late().Press("alt+3").Shows("! registering was stopped", "anna", "1 user to register")
	})
}
