package ui_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"atc/chatapi"
	"atc/chatapi/emulator"
	"atc/keystore/secret"
)

func TestAUserIsRegisteredAfterTheRequestWasShown(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24)
	d.Press("alt+3", "alt+R").Shows("[R Register]", "[One]", "once there is a username")
	d.Type("Alice").Shows("The service keeps it as alice", "POST /app-id/", `"username": "alice"`, "Bearer $AGORA_CHAT_")
	if n := w.service.Counters().Requests; n != 0 {
		t.Errorf("%d requests were made before anybody asked for one", n)
	}
	d.Press("tab").Type("Alice A.").Shows(`"nickname": "Alice A."`)
	d.Press("enter").Shows("✓ alice is registered now", "UUID", "Created  12:00:00 UTC")
	users := w.service.Users()
	if len(users) != 1 || users[0].Username != "alice" || users[0].Nickname != "Alice A." {
		t.Errorf("the service has %+v", users)
	}
	d.Press("enter").Shows("[T User token]", "alice")
}

func TestAUserWhoIsThereIsShownAsTheyAre(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24, ada())
	d.Press("alt+3", "alt+R").Type("ada").Press("tab").Type("Countess").Press("enter")
	d.Shows("· ada existed already", "neither nickname nor password", "Ada Lovelace", "2026-10-23 12:00:00 UTC")
	if n := w.service.Counters().Registered; n != 0 {
		t.Errorf("%d users were registered", n)
	}
}

func TestANameThatTheServiceWouldRefuseIsNotSent(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24)
	d.Press("alt+3", "alt+R", "enter").Shows("! ").Type("al ice").Press("enter").Shows("! the username has ' '")
	d.Press("ctrl+u").Type("alice").Press("tab", "tab").Paste(strings.Repeat("x", 65)).Press("enter").Shows("! the password has 65 bytes")
	if n := w.service.Counters().Requests; n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

func TestTheRequestIsCopiedWithoutItsSecrets(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 120, 36)
	d.Press("alt+3", "alt+R").Type("alice").Press("tab", "tab").Type("correct horse").Press("alt+c").Shows("curl command sent")
	d.Lacks("correct", "horse")
	if len(w.copied) != 1 || !strings.Contains(w.copied[0], `"Authorization: Bearer $AGORA_CHAT_TOKEN"`) || strings.Contains(w.copied[0], "horse") {
		t.Errorf("%q was copied", w.copied)
	}
}

func TestAPasswordIsShownForFiveSecondsWhenItIsTyped(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24)
	d.Press("alt+3", "alt+R", "tab", "tab").Type("correct horse").Lacks("correct").Press("alt+p").Shows("correct horse")
	w.pass(d, aGlimpse)
	d.Lacks("correct").Press("ctrl+r").Shows("correct horse").Press("up").Lacks("correct")
}

func TestAPasswordThatWasMadeUpIsCopiedWhenAskedFor(t *testing.T) {
	t.Parallel()
	s := &staged{chatWorld: newChatWorld(t)}
	s.get = func(_ context.Context, u chatapi.NewUser) (chatapi.Registered, error) {
		return chatapi.Registered{User: chatapi.User{Username: u.Username}, Password: secret.New("made-up-1234")}, nil
	}
	d := s.console(t, 80, 24, nil)
	d.Type("alice").Press("enter").Shows("this app demands a password").Lacks("made-up-1234").Press("alt+w").Shows("password sent")
	if !slices.Equal(s.copied, []string{"made-up-1234"}) {
		t.Errorf("%q was copied", s.copied)
	}
}

func TestAFailureSaysWhatToDoAndCanBeTriedAgain(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24)
	if err := w.service.SetFaults(emulator.Faults{Gateway: 1}); err != nil {
		t.Fatal(err)
	}
	d.Press("alt+3", "alt+R").Type("alice").Press("enter").Shows("! ", "→ ", "enter tries again")
	if err := w.service.SetFaults(emulator.Faults{}); err != nil {
		t.Fatal(err)
	}
	d.Press("enter").Shows("alice")
	if n := w.service.Creations()["alice"]; n != 1 {
		t.Errorf("alice was created %d times", n)
	}
}

func TestWaitingForARegistrationCanBeGivenUp(t *testing.T) {
	t.Parallel()
	w := newChatWorld(t)
	blocked := w.hanging()
	s := &staged{chatWorld: w}
	d := s.console(t, 80, 24, nil).Type("alice")
	d.Blocked = blocked
	d.Press("enter").Shows("registering alice… 0 s", "esc gives up")
	w.now = w.now.Add(3 * second)
	d.Shows("registering alice… 3 s").Type("x").Lacks("alicex").Press("esc").Shows("giving up…").Late().Shows("Given up. The user may have been")
}

func TestStartingOverCanBeTakenBack(t *testing.T) {
	t.Parallel()
	d, _ := openChat(t, 80, 24)
	d.Press("alt+3", "alt+R").Type("alice").Press("enter").Shows("registered now").Press("alt+x").Lacks("alice").Press("ctrl+z").Shows("alice").Lacks("registered now")
}

func TestTheFieldsGoAround(t *testing.T) {
	t.Parallel()
	d, _ := openChat(t, 80, 24)
	d.Press("alt+3", "alt+R").Shows("› Username").Press("up").Shows("› Password").Press("down").Shows("› Username")
	d.Press("esc").Lacks("›").Press("tab").Shows("› Username")
}
