package ui_test

import (
	"strings"
	"testing"
	"time"

	"atc/chatapi"

	"github.com/charmbracelet/x/ansi"
)

func TestUsersAreReadWhenTheyAreFirstLookedAt(t *testing.T) {
	t.Parallel()
	d, _, line := usersAt(t, 80, 24, people()...)
	d.Press("alt+3", "esc")
	if n := len(line.made("GET", "/users")); n != 0 {
		t.Errorf("%d requests were made before anybody looked", n)
	}
	d.Press("U").Shows("ada", "● online", "banned", "2026-10-13 12:00", "5 users")
	d.Press("A", "U", "alt+1", "alt+3")
	if n := len(line.made("GET", "/users")); n != 1 {
		t.Errorf("the users were read %d times", n)
	}
}

func TestWhoComesBackToTheUsersLaterSeesThemAnew(t *testing.T) {
	t.Parallel()
	d, w, line := opened(t, 80, 24, people()...)
	d.Press("down", "down", "A")
	w.now = noon.Add(11 * time.Second)
	d.Press("U").Shows("› ", "carol")
	if n := len(line.made("GET", "/users")); n != 2 {
		t.Errorf("the users were read %d times, want 2", n)
	}
}

func TestPagesOfUsersAreTurned(t *testing.T) {
	t.Parallel()
	d, _, line := opened(t, 80, 24, crowd(120)...)
	d.Shows("page 1 · 50 users, more follow", "user-001").Lacks("user-051")
	d.Press("p").Shows("this is the first page")
	d.Press("space", "n").Shows("page 2 · 50 users, more follow", "› ", "user-051").Lacks("marked")
	d.Press("end", "pgdown").Shows("page 3 · 20 users", "user-101").Lacks("more follow")
	d.Press("n").Shows("this is the last page")
	d.Press("pgup").Shows("page 2", "user-051")
	d.Press("p").Shows("page 1", "user-001")
	if n := len(line.made("GET", "/users?limit=50")); n != 5 {
		t.Errorf("%d pages were read: %v", n, line.made("GET", "/users?limit"))
	}
}

func TestTheChosenUserStaysChosen(t *testing.T) {
	t.Parallel()
	d, w, _ := opened(t, 80, 24, people()...)
	d.Press("down", "down", "down", "space", "up").Shows("›✓ dave") // space has gone on to eve
	deletedElsewhere(t, w, "ada")
	d.Press("r").Shows("›✓ dave", "4 users").Lacks("ada ")
	d.Send(sized(120, 36)).Shows("›✓ dave")
	deletedElsewhere(t, w, "dave")
	d.Press("r").Shows("› ", "3 users").Lacks("dave", "marked")
}

func TestTheFilterFindsUsersOnThePage(t *testing.T) {
	t.Parallel()
	d, _, line := opened(t, 80, 24, people()...)
	d.Press("/").Type("BANNED").Shows("bob").Lacks("carol")
	d.Press("esc").Shows("carol")
	d.Press("/").Type("大卫").Shows("dave").Lacks("ada")
	d.Press("enter", "space", "esc").Shows("✓ dave", "carol")
	d.Press("esc").Lacks("✓")
	d.Press("/").Type("bcc10").Shows("bcc10", "› ", "eve").Lacks("ada")
	d.Press("esc", "/").Type("ad").Shows("ada").Lacks("eve")
	d.Press("esc", "/").Paste("eve\n").Shows("eve").Lacks("carol")
	if n := len(line.made("GET", "/users/")); n != 0 {
		t.Errorf("filtering made %d requests", n)
	}
}

func TestANameThatIsNotOnThePageIsLookedUp(t *testing.T) {
	t.Parallel()
	d, _, line := opened(t, 80, 24, crowd(120)...)
	d.Press("/").Type("USER-115").Shows("enter looks for a user of that name").Press("enter")
	d.Shows("Username  user-115", "Devices   logged in on none")
	if made := line.made("GET", "/users/user-115"); len(made) != 4 {
		t.Errorf("the requests were %v", made)
	}
	d.Press("esc", "esc").Shows("Looked up, not on this page", "› ", "user-115")
	d.Press("n").Lacks("Looked up")

	d.Press("/").Type("zoe").Press("enter").Shows("zoe is not registered", "m registers it")
	d.Press("m").Shows("[T User token]", "zoe")

	d.Press("esc", "esc", "U", "esc").Lacks("zoe")
	d.Press("l").Type("zoe").Press("enter").Shows("zoe is not registered", "› ", "user-051").Press("m").Shows("[T User token]", "zoe")
	d.Press("esc", "esc", "U", "esc").Lacks("zoe")
	d.Press("/").Type("zoe bob").Press("enter").Shows(`the username has ' '`)
	if made := line.made("GET", "bob"); len(made) != 0 {
		t.Errorf("a name that cannot exist was looked up: %v", made)
	}
}

func TestAUserOnThePageIsLookedUpByTheWholeName(t *testing.T) {
	t.Parallel()
	d, _, _ := opened(t, 80, 24, people()...)
	d.Press("l").Type("Eve").Press("enter").Shows("Username  eve", "› ios_1").Press("esc").Lacks("Looked up").Shows("›  eve")
}

func TestAUserIsBannedAndUnbanned(t *testing.T) {
	t.Parallel()
	d, w, line := opened(t, 80, 24, people()...)
	d.Press("b").Shows("Ban ada?", "logged out of all devices").Press("esc").Lacks("Ban ada?")
	if n := len(line.made("POST", "activate")); n != 0 {
		t.Error("somebody was banned without a yes")
	}
	d.Press("b", "enter").Shows("ada is banned; b takes it back", "banned ○ offline 2026-10-13")
	if a, _ := account(w, "ada"); a.State != chatapi.StateBanned {
		t.Errorf("ada is %s at the service", a.State)
	}
	d.Press("b").Shows("ada may log in again", "active ○ offline 2026-10-13")
	if a, _ := account(w, "ada"); a.State != chatapi.StateActive {
		t.Errorf("ada is %s at the service", a.State)
	}
}

func TestOfSeveralUsersItIsAskedWhomToBan(t *testing.T) {
	t.Parallel()
	for option, want := range map[string][]chatapi.State{
		"enter": {chatapi.StateBanned, chatapi.StateBanned, chatapi.StateBanned},
		"down":  {chatapi.StateActive, chatapi.StateActive, chatapi.StateActive},
	} {
		d, w, _ := opened(t, 80, 24, people()...)
		d.Press("space", "space", "space", "b").Shows("ban 2 users", "unban 1 user", "bob")
		d.Press(option)
		if option == "down" {
			d.Press("enter").Shows("bob may log in again")
		} else {
			d.Shows("Banning 2 users", "2 of 2 banned", "✓ ada", "✓ carol.of").Press("enter").Lacks("2 of 2 banned")
		}
		for i, name := range []string{"ada", "bob", "carol.of.the-long_name.that.goes.on"} {
			if a, _ := account(w, name); a.State != want[i] {
				t.Errorf("%s: %s is %s", option, name, a.State)
			}
		}
	}
}

func TestWhereTheServiceDoesNotSayItIsAskedWhetherToBan(t *testing.T) {
	t.Parallel()
	d, _, line := usersAt(t, 80, 24, people()...)
	line.say("GET /users", 200, `{"entities":[{"username":"ada"}]}`)
	d.Press("alt+3", "esc", "U", "b").Shows("ban 1 user", "unban 1 user").Press("enter").Shows("ada is banned", "banned ○ offline")
}

func TestANicknameIsSet(t *testing.T) {
	t.Parallel()
	d, w, _ := opened(t, 80, 24, people()...)
	d.Press("e").Shows("Nickname of ada").Type(strings.Repeat("x", 101)).Press("enter").Shows("at most 100")
	d.Press("ctrl+u").Type("Countess ☂").Press("enter").Shows("ada has the new nickname", "Countess ☂")
	if a, _ := account(w, "ada"); a.Nickname != "Countess ☂" {
		t.Errorf("the nickname is %q", a.Nickname)
	}
	d.Press("space", "space", "e").Shows("2 users are marked, and this is for one at a time")
}

func TestAPasswordIsSetAndNeverShown(t *testing.T) {
	t.Parallel()
	const password = "correct horse"
	d, w, _ := opened(t, 80, 24, people()...)
	d.Press("w", "enter").Shows("the password is missing")
	d.Type(strings.Repeat("x", 65)).Press("enter").Shows("at most 64")
	d.Press("ctrl+u").Type(password).Press("enter").Type("battery").Press("enter").Shows("the two are not the same").Lacks(password)
	d.Press("ctrl+r").Shows(password).Press("tab").Lacks(password)
	d.Press("tab").Paste(password+"\n").Press("enter").Shows("ada has the new password", "sessions have ended").Lacks(password)
	if a, _ := account(w, "ada"); a.Password.Reveal() != password {
		t.Error("the service has another password")
	}
	d.Press("L").Lacks(password)
	if len(w.copied) > 0 {
		t.Error("something was copied")
	}
}

func TestAUserIsForcedOffline(t *testing.T) {
	t.Parallel()
	d, w, line := opened(t, 80, 24, people()...)
	d.Press("d").Shows("enter shows the devices of a user")
	d.Press("enter", "down").Shows("› web_9c02 · Firefox", "logged in on 2")
	d.Press("d").Shows("Force web_9c02 of ada offline?").Press("enter").Shows("ada is logged out of that device", "logged in on 1", "› android_7f31", "● online")
	if made := line.made("DELETE", ""); len(made) != 1 || !strings.HasSuffix(made[0], "/users/ada/disconnect/web_9c02") {
		t.Errorf("the requests were %v", made)
	}
	d.Press("esc", "f").Shows("Force ada offline?").Press("enter").Shows("ada is logged out of all devices", "active ○ offline")
	if a, _ := account(w, "ada"); len(a.Devices) != 0 {
		t.Errorf("ada is logged in on %v", a.Devices)
	}
}

func TestUsersAreCopied(t *testing.T) {
	t.Parallel()
	d, w, _ := opened(t, 80, 24, people()...)
	d.Press("y").Shows("username sent to the clipboard")
	d.Press("down", "down", "space", "space", "y").Shows("2 usernames sent")
	d.Press("esc", "c").Shows("UUID sent")
	a, _ := account(w, "eve")
	if want := []string{"ada", "carol.of.the-long_name.that.goes.on\ndave", a.UUID}; strings.Join(w.copied, "|") != strings.Join(want, "|") {
		t.Errorf("the clipboard got %q, want %q", w.copied, want)
	}
}

func TestAUserTokenIsMadeForTheChosenUser(t *testing.T) {
	t.Parallel()
	d, _, _ := opened(t, 120, 36, people()...)
	d.Press("down", "down", "down", "m").Shows("[T User token]", "dave")
}

func TestHostileUsersAreHarmless(t *testing.T) {
	t.Parallel()
	for _, width := range []int{80, 96, 110, 120, 200, 400} {
		d, _, line := usersAt(t, width, 24, people()...)
		line.say("GET /users", 200, hostileUsers)
		line.say("GET /resources", 200, `{"data":[{"res":"\u001b[2J","device_name":"`+strings.Repeat("d", 10000)+`"},{"device_uuid":"\u202e"}]}`)
		d.Press("alt+3", "esc", "U")
		for _, keys := range [][]string{{}, {"enter"}, {"esc", "end", "up", "enter"}, {"d", "esc", "e", "esc", "w", "esc"}, {"esc", "*", "x"}, {"esc", "b"}, {"esc", "home", "down", "y", "c", "m"}} {
			d.Press(keys...)
			for i, l := range strings.Split(d.Styled(), "\n") {
				if plain := ansi.Strip(l); ansi.StringWidth(plain) != width || strings.ContainsAny(plain, "\x1b\x07\u009b\u202e\r\t") {
					t.Fatalf("width %d, after %v: line %d is %q", width, keys, i, l)
				}
			}
		}
	}
}
