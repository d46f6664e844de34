package ui_test

import (
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui"
	"atc/ui/uitest"
)

func TestAnAppTokenIsReadyToCopy(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24)
	d.Press("alt+3", "alt+A").Shows("[A App token]", "administers the", "Keep it on your", "AccessToken2", "administer the app", "ends in 1:00:00")
	w.now = noon.Add(30 * time.Minute)
	d.Shows("ends in 30:00").Press("enter").Shows("token sent to the clipboard", "ends in 1:00:00", "enter copies the app token")
	token, chat := chatService(t, w.copied[0])
	if chat.Values[0].Text != "" || len(chat.Privileges) != 1 || chat.Privileges[0].ID != 2 || token.Expire != 3600 || int64(token.IssueTime) != w.now.Unix() {
		t.Errorf("the token is for %q with %+v, issued at %d for %d s", chat.Values[0].Text, chat.Privileges, token.IssueTime, token.Expire)
	}
}

func TestTheLifetimeOfAnAppTokenIsAField(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24)
	d.Press("alt+3", "alt+A", "tab").Type("2d").Shows("stated    2 d").Press("enter")
	if token, _ := chatService(t, w.copied[0]); token.Expire != 2*86400 {
		t.Errorf("the token lasts %d s", token.Expire)
	}
	d.Type("x").Shows("! not a lifetime").Lacks("AccessToken2").Press("enter").Shows("no token: ")
	d.Press("alt+u").Shows("stated    2 d").Press("esc", "x").Shows("lifetime  1 h")
	if len(w.copied) != 1 {
		t.Error("a token that is not on the screen was copied")
	}
	d.Press("y", "k").Shows("kept in the tray").Press("t").Shows("chat-app").Press("e").Shows("Chat: app token")
}

func TestAnExchangedTokenIsASecret(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		keys []string
		what string
	}{
		"app token":  {[]string{"alt+A", "e"}, "Exchange the app token"},
		"user token": {[]string{"a", "d", "a", "enter", "alt+e"}, "Exchange the user token of ada"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, w := openChat(t, 80, 24, ada())
			d.Press("alt+3").Press(c.keys...)
			d.Shows(c.what, "token     ••••", "characters", "in 1:00:00, at 13:00:00 UTC", "━━━").Lacks("YWMt1", "007eJx7")
			if len(w.copied) > 0 {
				t.Error("something was copied unasked")
			}
			w.now = noon.Add(10 * time.Minute)
			d.Shows("in 50:00").Press("y").Shows("exchanged token sent")
			text := w.copied[0]
			if !strings.HasPrefix(text, "YWMt") {
				t.Fatal("what was copied is no exchanged token")
			}
			d.Lacks(text[:20]).Press("v").Shows(text[:20])
			w.pass(d, 5*time.Second)
			d.Lacks(text[:20]).Press("v").Shows(text[:20]).Press("esc").Lacks(text[:20], "Exchange the")
			if _, err := w.client(t).TryToken(t.Context(), secret.New(text), "ada"); err != nil {
				t.Errorf("the service does not take the exchanged token: %v", err)
			}
		})
	}
}

func TestAnExchangeMayFailOrBeGivenUp(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24)
	w.ahead.Store(int64(2 * time.Hour))
	d.Press("alt+3", "alt+A", "e").Shows("HTTP 401", "r tries again").Press("y", "v").Lacks("clipboard", "••••")
	w.ahead.Store(0)
	d.Press("r").Shows("token     ••••")
	w.ahead.Store(int64(2 * time.Hour))
	d.Press("r").Shows("HTTP 401", "r tries again", "token     ••••")

	w = newChatWorld(t)
	blocked, hangs := w.hangingWhile()
	d = uitest.New(t, ui.New(w.deps()), 80, 24).Press("alt+3", "alt+A")
	d.Blocked = blocked
	w.now = noon.Add(2 * time.Second)
	d.Press("e").Shows("exchanging it… 0 s", "esc gives up").Press("esc").Late().Shows("given up", "r tries again")
	hangs.Store(false)
	d.Press("r").Shows("token     ••••").Press("q").Lacks("Exchange the")

	w = newChatWorld(t)
	w.answering(200, `{"access_token":"`+strings.Repeat("y", 5000)+`"}`)
	d = uitest.New(t, ui.New(w.deps()), 80, 24).Press("alt+3", "alt+A", "e")
	d.Shows("the service does not say when").Lacks("yyyyyyyy").Press("v").Shows("yyyyyyyy")
	w.answering(200, `{}`)
	uitest.New(t, ui.New(w.deps()), 80, 24).Press("alt+3", "alt+A", "e").Shows("r tries again").Lacks("••••")
}

func TestAnAppTokenOfAProjectWithoutACertificate(t *testing.T) {
	t.Parallel()
	w := newChatWorld(t)
	w.store = keystore.NewMemory(bare())
	d := uitest.New(t, ui.New(w.deps()), 80, 24).Press("alt+3")
	d.Shows("no App Certificate").Press("alt+A").Shows("no App Certificate").Lacks("AccessToken2")
	d.Press("y", "e", "k", "enter").Shows("no App Certificate")
	if len(w.copied) > 0 {
		t.Error("something was copied")
	}
}
