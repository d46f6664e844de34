package ui_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"atc/chatapi"
	"atc/chatapi/emulator"
	"atc/ui"
	"atc/ui/uitest"
)

func TestTheRequestThatRegistersIsShownAndCopiedWithoutTheToken(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 120, 36)
	d.Press("alt+3").Type("alice").Press("enter")
	d.Shows("POST /app-id/7c3f0a9e5b1d4826a0e4d7f19b52c638/users", "Authorization: Bearer $AGORA_CHAT_TOKEN", `"username": "alice"`)
	d.Press("alt+c").Shows("curl command without the token sent")
	if len(w.copied) != 1 || !strings.HasPrefix(w.copied[0], "curl ") || strings.Contains(w.copied[0], "007") || !strings.Contains(w.copied[0], `{"username":"alice"}`) {
		t.Errorf("copied %q", w.copied)
	}
	d.Press("enter", "alt+c").Shows("there is no request to copy")
}

func TestSomebodyElseMayBeFaster(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24)
	d.Press("alt+3").Type("alice").Press("enter").Shows("not registered")
	if _, err := w.client(t).Register(t.Context(), chatapi.NewUser{Username: "alice", Nickname: "Other"}); err != nil {
		t.Fatal(err)
	}
	w.ahead.Store(int64(time.Second)) // the registration is over
	d.Press("enter").Shows("✓ registered: somebody else", "nickname  Other", "AccessToken2")
}

func TestAPasswordThatWasMadeUpIsShownAndCopiedOnRequest(t *testing.T) {
	t.Parallel()
	w := newChatWorld(t)
	w.serving(t, func(c *emulator.Config) { c.Options.PasswordNeeded = true })
	d := uitest.New(t, ui.New(w.deps()), 80, 24)
	d.Press("alt+3").Type("alice").Press("enter", "enter", "esc").Shows("✓ registered now", "password  made up")
	password := w.service.Users()[0].Password.Reveal()
	if password == "" {
		t.Fatal("the user has no password")
	}
	d.Lacks(password).Press("p").Shows(password)
	w.pass(d, 5*time.Second)
	d.Lacks(password).Press("p").Shows(password).Press("tab").Lacks(password)
	d.Press("esc", "w").Shows("password of alice sent").Lacks(password)
	if len(w.copied) != 1 || w.copied[0] != password {
		t.Error("the password that was copied is not that of alice")
	}
	d.Press("tab").Type("x").Lacks("password  made up").Press("esc", "w", "p").Lacks(password)
	if len(w.copied) != 1 {
		t.Error("a password of another user was copied")
	}
}

func TestWhatIsWaitedForCanBeGivenUp(t *testing.T) {
	t.Parallel()
	w := newChatWorld(t)
	blocked, hangs := w.hangingWhile()
	d := uitest.New(t, ui.New(w.deps()), 80, 24)
	d.Press("alt+3")
	d.Blocked = blocked
	d.Type("alice").Press("enter").Shows("looking alice up… 0 s", "esc gives up")
	w.now = noon.Add(3 * time.Second)
	d.Shows("looking alice up… 3 s").Press("enter").Shows("looking alice up… 3 s") // once is enough
	if w.world.asked(time.Second) == 0 {
		t.Error("the seconds stand still")
	}
	d.Press("esc").Shows("giving up").Late().Shows("given up", "enter looks it up").Lacks("looking", "went wrong")
	// Another name does not wait for the old one.
	d.Press("enter").Shows("looking alice up").Type("2").Shows("enter looks it up").Late().Shows("enter looks it up")
	// Not even the end of it is waited for.
	d.Press("backspace", "enter", "esc", "esc").Shows("enter looks it up").Late().Shows("enter looks it up")
	hangs.Store(false)
	d.Press("enter").Shows("! not registered")
	// Whether a registration that was given up took place is looked up.
	hangs.Store(true)
	d.Press("enter").Shows("registering alice… 0 s", "POST /app-id").Press("esc").Late()
	d.Shows("enter looks whether alice is registered now", "enter looks it up").Lacks("POST", "! not registered")
}

func TestARefusedTokenSaysWhy(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24, ada())
	d.Press("alt+3").Type("ada").Press("enter").Shows("✓ registered")
	w.ahead.Store(int64(2 * time.Hour))
	d.Press("alt+v").Shows("! the token was refused", "HTTP 401", "AccessToken2")
	d.Press("tab", "tab").Type("2h").Shows("AccessToken2").Lacks("HTTP 401", "refused")
	w.ahead.Store(0)
	d.Press("alt+v").Shows("✓ accepted by the service").Lacks("HTTP 401", "refused")
}

func TestATokenOfSomebodyUnknownIsRefused(t *testing.T) {
	t.Parallel()
	d, _ := openChat(t, 80, 24)
	d.Press("alt+3").Type("bob").Press("alt+b").Shows("AccessToken2").Press("alt+v").Shows("! the token was refused: r", "HTTP 401")
	d.Press("alt+r").Shows("not registered", "POST /app-id").Lacks("AccessToken2", "refused")
}

func TestAFailedLookUpSaysWhyAndCanBeTriedAgain(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24, ada())
	w.ahead.Store(int64(2 * time.Hour))
	d.Press("alt+3").Type("ada").Press("enter").Shows("What went wrong", "! not looked up", "enter tries again", "HTTP 401", "b builds the token").Lacks("not registered")
	w.ahead.Store(0)
	d.Press("enter").Shows("✓ registered").Lacks("went wrong", "HTTP 401")
	// What is known stays while it is asked for again in vain.
	w.ahead.Store(int64(2 * time.Hour))
	d.Press("alt+r").Shows("! not looked up", "HTTP 401", "AccessToken2", "✓ registered")
}

func TestAFailedRegistrationCanBeTriedAgain(t *testing.T) {
	t.Parallel()
	w := newChatWorld(t)
	w.serving(t, func(c *emulator.Config) {
		c.Options.Quota = 1
		c.Users = []emulator.SeedUser{ada()}
	})
	d := uitest.New(t, ui.New(w.deps()), 80, 24)
	d.Press("alt+3").Type("alice").Press("enter", "enter")
	d.Shows("! not registered", "enter tries again", "HTTP 429", "resource_limited", "POST /app-id").Lacks("AccessToken2")
	d.Press("enter").Shows("HTTP 429", "Log 5").Press("alt+r").Shows("! not registered").Lacks("HTTP 429")
}

func TestAServiceThatTellsLittleIsEnough(t *testing.T) {
	t.Parallel()
	w := newChatWorld(t)
	w.answering(200, `{"entities":[{"username":"alice"}]}`)
	d := uitest.New(t, ui.New(w.deps()), 80, 24)
	d.Press("alt+3").Type("alice").Press("enter").Shows("✓ registered", "user ID        alice").Lacks("UUID      ", "created", "state ")
	d.Press("tab", "right").Shows("the service does not tell the UUID of").Lacks("AccessToken2")
	d.Press("enter").Shows("no token: the service does not tell the UUID").Press("left").Shows("AccessToken2")
}

func TestHostileAnswersDoNoHarm(t *testing.T) {
	t.Parallel()
	const evil = `\u001b]52;c;cHduZWQ=\u0007\u202e\u0000\u009b31m`
	for name, body := range map[string]string{
		"user": `{"entities":[{"username":"alice","uuid":"` + evil + `","nickname":"` + evil + strings.Repeat("x", 500) + `","created":9223372036854775807,"activated":true}]}`,
		"name": `{"entities":[{"username":"` + evil + `","uuid":"u"}]}`,
	} {
		for _, keys := range [][]string{{}, {"tab", "right"}, {"alt+k", "esc", "t"}, {"alt+v"}, {"alt+e"}} {
			w := newChatWorld(t)
			w.answering(200, body)
			d := uitest.New(t, ui.New(w.deps()), 80, 24)
			d.Press("alt+3").Type("alice").Press("enter").Press(keys...)
			if i := strings.IndexAny(d.Screen(), "\x00\x07\x1b\u009b\u202e"); i >= 0 {
				t.Errorf("%s, %v: the screen holds a raw control character:\n%q", name, keys, d.Screen())
			}
		}
	}
}

func TestAnotherSectionHandsOverAUser(t *testing.T) {
	t.Parallel()
	d, _ := openChat(t, 80, 24, ada())
	d.Press("alt+3").Type("someone").Press("alt+U", "m")
	d.Shows("[T User token]", "› Username  ada", "✓ registered", "AccessToken2")
}

func TestNobodyHasToWaitForARegistrationToBeGivenUp(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, s *staged) {
		blocked, open := make(chan struct{}), make(chan struct{})
		s.get = func(context.Context, chatapi.NewUser) (chatapi.Registered, error) { // it cannot be stopped
			blocked <- struct{}{}
			<-open
			return chatapi.Registered{}, nil
		}
		d := s.console(t, 80, 24, nil).Press("alt+T").Type("newbie").Press("enter").Shows("! not registered")
		d.Blocked = blocked
		d.Press("enter").Shows("registering newbie…").Press("esc").Shows("giving up…").Press("esc")
		d.Shows("enter looks it up").Lacks("not registered", "Request that registers")
		close(open)
		d.Blocked = nil
		d.Late().Shows("enter looks it up").Lacks("registered now")
	})
}
