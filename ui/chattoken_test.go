package ui_test

import (
	"strings"
	"testing"
	"time"

	"atc/chatapi/emulator"
	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui"
	"atc/ui/uitest"
)

// TestFromNothingToTheTokenOfANewUser counts the keys from the start of the
// console to the token of a user nobody has heard of before.
func TestFromNothingToTheTokenOfANewUser(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24)
	keys := 0
	press := func(key string) *uitest.Driver { keys++; return d.Press(key) }
	press("alt+3")
	d.Type("alice")
	press("enter").Shows("not registered", "POST /app-id/", `"username": "alice"`)
	if n := len(w.service.Users()); n != 0 {
		t.Fatalf("%d users are registered before anybody has agreed", n)
	}
	press("enter").Shows("✓ registered now", "lifetime  1 h · until 13:00:00 UTC")
	press("enter").Shows("token sent to the clipboard")
	if keys > 8 {
		t.Errorf("it took %d keys besides the name, more than 8", keys)
	}
	users := w.service.Users()
	if len(users) != 1 || users[0].Username != "alice" {
		t.Fatalf("the service has the users %+v, not alice alone", users)
	}
	if len(w.copied) != 1 {
		t.Fatalf("%d texts were copied, not the token alone", len(w.copied))
	}
	token, chat := chatService(t, w.copied[0])
	if chat.Values[0].Text != "alice" || len(chat.Privileges) != 1 || chat.Privileges[0].ID != 1 || chat.Privileges[0].Value != 3600 {
		t.Errorf("the token is for %q with %+v, not for alice to log in for an hour", chat.Values[0].Text, chat.Privileges)
	}
	if token.Expire != 3600 || token.IssueTime != uint32(noon.Unix()) {
		t.Errorf("the token is issued at %d for %d s, not now for an hour", token.IssueTime, token.Expire)
	}
	d.Shows("App ID    "+keystore.Demo().AppID, "user ID        alice", "act as user    1:00:00", "issued 12:00:00 UTC")
	client := w.client(t)
	if u, err := client.TryToken(t.Context(), secret.New(w.copied[0]), "alice"); err != nil || u.UUID != users[0].UUID {
		t.Errorf("the service answers the user's own token with %+v, %v", u, err)
	}
	if got, err := client.Exchange(t.Context(), secret.New(w.copied[0])); err != nil || got.Token.IsZero() {
		t.Errorf("the service does not exchange the token: %v", err)
	}
}

func TestAUserWhoExistsIsFoundWithAllThatIsKnown(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 120, 36, ada())
	d.Press("alt+3").Type("ada").Press("enter")
	d.Shows("✓ registered", "UUID      "+w.service.Users()[0].UUID, "nickname  Ada Lovelace", "state     active", "created   2026-10-23 12:00:00 UTC")
	d.Press("enter")
	if _, chat := chatService(t, w.copied[0]); chat.Values[0].Text != "ada" {
		t.Errorf("the token is for %q", chat.Values[0].Text)
	}
}

func TestABannedUserGetsATokenAndAWarning(t *testing.T) {
	t.Parallel()
	d, _ := openChat(t, 80, 24, emulator.SeedUser{Username: "mallory", Banned: true})
	d.Press("alt+3").Type("mallory").Press("enter").Shows("! banned", "AccessToken2")
}

func TestATokenForTheUUIDSaysWhoseItIs(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24, ada())
	d.Press("alt+3").Type("ada").Press("tab", "right", "enter").Shows("made for the UUID of ada", "AccessToken2")
	d.Press("enter")
	id := w.service.Users()[0].UUID
	if _, chat := chatService(t, w.copied[0]); chat.Values[0].Text != id {
		t.Errorf("the token is for %q, not for the UUID %q", chat.Values[0].Text, id)
	}
	d.Press("alt+v").Shows("✓ accepted by the service at 12:00:00 UTC")
	d.Press("left").Shows("user ID        ada").Lacks("made for the UUID", "accepted by")
}

func TestAUUIDThatIsTypedLeadsToItsUser(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24, ada())
	d.Press("alt+3").Type(w.service.Users()[0].UUID).Press("enter")
	d.Shows("› Username  ada ", "✓ found by the UUID", "user ID        ada").Press("enter")
	if _, chat := chatService(t, w.copied[0]); chat.Values[0].Text != "ada" {
		t.Errorf("the token is for %q", chat.Values[0].Text)
	}
}

func TestAnotherNameGoesBackToTheStart(t *testing.T) {
	t.Parallel()
	d, _ := openChat(t, 80, 24, ada())
	d.Press("alt+3").Type("ada").Press("enter").Shows("AccessToken2").Type("m")
	d.Lacks("AccessToken2", "✓ registered", "nickname").Shows("enter looks it up")
	d.Press("enter").Shows("not registered").Press("backspace").Lacks("POST", "not registered")
	d.Press("alt+u").Shows("› Username  adam").Press("alt+x").Lacks("adam").Shows("enter looks the username up")
}

func TestUpperCaseBecomesLowerCase(t *testing.T) {
	t.Parallel()
	d, _ := openChat(t, 80, 24, ada())
	d.Press("alt+3").Type("AdA").Shows("› Username  ada", "in lower case: the service").Press("enter").Shows("✓ registered")
	d.Press("alt+x").Lacks("in lower case")
}

func TestAnIllegalNameIsRefusedWithoutARequest(t *testing.T) {
	t.Parallel()
	for name, said := range map[string]string{
		"a b": "the username has ' '", "ä": "the username has 'ä'", "a!": "the username has '!'", strings.Repeat("a", 65): "the username has 65 bytes",
	} {
		d, _ := openChat(t, 80, 24)
		d.Press("alt+3").Paste(name).Shows(said).Press("enter", "alt+b").Shows(said).Lacks("Log 1", "looking")
	}
	d, _ := openChat(t, 80, 24)
	d.Press("alt+3", "enter").Shows("the username is missing").Lacks("Log 1")
}

func TestTheLifetimeChangesTheToken(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24, ada())
	d.Press("alt+3").Type("ada").Press("enter", "shift+tab").Type("7d").Shows("stated    7 d", "honoured  24 h")
	d.Press("enter")
	if token, _ := chatService(t, w.copied[0]); token.Expire != 7*86400 {
		t.Errorf("the token lasts %d s, not 7 d", token.Expire)
	}
	d.Press("ctrl+u").Type("soon").Lacks("AccessToken2").Press("enter").Shows("not a lifetime")
	if len(w.copied) != 1 {
		t.Error("a token that is not on the screen was copied")
	}
}

func TestATokenIsIssuedWhenItIsCopied(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24, ada())
	d.Press("alt+3").Type("ada").Press("enter").Shows("ends in 1:00:00")
	w.now = noon.Add(50 * time.Minute)
	d.Shows("ends in 10:00").Press("enter").Shows("ends in 1:00:00")
	if token, _ := chatService(t, w.copied[0]); int64(token.IssueTime) != w.now.Unix() {
		t.Errorf("the token was issued %d s ago", w.now.Unix()-int64(token.IssueTime))
	}
	if w.world.asked(time.Second) == 0 {
		t.Error("the countdown stands still")
	}
}

func TestATokenCanBeBuiltWithoutAsking(t *testing.T) {
	t.Parallel()
	d, w := open(t, 80, 24) // without any way to the service
	d.Press("alt+3").Shows("this console has no way to the Chat", "b builds a token without asking")
	d.Type("bob").Press("enter").Shows("this console has no way to the Chat service").Lacks("looking")
	d.Press("esc", "b").Shows("! not looked up: only a", "user ID        bob", "built without asking").Press("enter")
	if _, chat := chatService(t, w.copied[0]); chat.Values[0].Text != "bob" {
		t.Errorf("the token is for %q", chat.Values[0].Text)
	}
	d.Press("tab", "tab", "right").Shows("the UUID of bob is not known").Lacks("AccessToken2")
}

func TestATokenOfTheTrayIsEditedInBuild(t *testing.T) {
	t.Parallel()
	d, _ := openChat(t, 80, 24, ada())
	d.Press("alt+3").Type("ada").Press("enter", "alt+k").Shows("kept in the tray")
	d.Press("esc", "t").Shows("chat-user · ada").Press("e").Shows("Chat: user token", "Username ada")
}

func TestTheTokenLeavesInEveryForm(t *testing.T) {
	t.Parallel()
	user := func() *uitest.Driver {
		d, _ := openChat(t, 80, 40, ada())
		return d.Press("alt+3").Type("ada").Press("enter")
	}
	user().Press("alt+a").Type("curl").Shows("Copy as", "/users/ada")
	user().Press("alt+s").Shows("select by hand").Lacks("Username")
	user().Press("alt+i").Shows("Inspect", "user ID        ada")
	user().Press("alt+g").Shows("█")
	for _, key := range []string{"alt+y", "alt+a", "alt+k", "alt+g", "alt+s", "alt+i", "alt+v", "alt+e"} {
		d, w := openChat(t, 80, 24)
		d.Press("alt+3").Type("ada").Press(key).Shows("no token yet: enter looks ada up")
		if len(w.copied) > 0 {
			t.Errorf("%s copies a token that is not there", key)
		}
	}
}

func TestAnotherProjectLeavesNothingOfTheOldOne(t *testing.T) {
	t.Parallel()
	w := newChatWorld(t, ada())
	other := live()
	other.Chat.Host = chatHost
	demo := keystore.Demo()
	w.store = keystore.NewMemory(demo, other)
	d := uitest.New(t, ui.New(w.deps()), 80, 24)
	d.Press("alt+3").Type("ada").Press("enter").Shows("AccessToken2", "✓ registered", demo.AppID)
	d.Press("alt+o").Type("acme-live").Press("enter")
	d.Shows("acme-live", "› Username  ada", "enter looks it up").Lacks("AccessToken2", "✓ registered", "nickname", demo.AppID)
	// The service knows no such app, which is not the same as no such user.
	d.Press("enter").Shows("not looked up", "organization_application_not_found").Lacks("not registered", "POST /app-id")
}
