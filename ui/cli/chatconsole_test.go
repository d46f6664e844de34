//go:build linux

package cli_test

import (
	"testing"

	"atc/tokens"
	"atc/ui/uitest"
)

// Everything is real here: the program, its terminal, and HTTP to the emulator
// inside it.
func TestTheDemoGoesFromAUsernameToAUserTokenThatIsAccepted(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	term := uitest.Start(t, h.command("--demo"), 100, 30).WaitFor("fill in")
	const name = "newcomer"
	// Four keys besides the name.
	term.Send("alt+3").WaitFor("Username")
	term.Type(name).WaitFor(name)
	term.Send("enter").WaitFor("not registered", `"username": "newcomer"`)
	term.Send("enter").WaitFor("registered now", "signed by demo, primary")
	term.Send("enter").WaitFor("sent to the clipboard")

	copied := term.Copied()
	token, err := tokens.Default.Decode(copied)
	if err != nil {
		t.Fatalf("the clipboard holds %q: %v", copied, err)
	}
	if len(token.Services) != 1 || token.Services[0].Type != tokens.ServiceChat {
		t.Fatalf("the token has the services %+v, not Chat alone", token.Services)
	}
	chat := token.Services[0]
	if chat.Values[0].Text != name || chat.Privileges[0].ID != 1 || token.Expire != 3600 {
		t.Errorf("the token is for %q with %+v for %d s, not for %s to log in for an hour", chat.Values[0].Text, chat.Privileges, token.Expire, name)
	}
	term.Send("esc").Send("v").WaitFor("accepted by the service")
	if code := term.Send("ctrl+c").Exit(); code != 0 {
		t.Errorf("the console ended with exit code %d", code)
	}
}
