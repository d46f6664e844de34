package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"atc/chatapi/emulator"
	"atc/keystore"
	"atc/ui"
	"atc/ui/uitest"
)

// logged opens the log of a session in which so many users were registered.
func logged(tb testing.TB, width, height, users int) (*uitest.Driver, *chatWorld) {
	tb.Helper()
	d, w := openChat(tb, width, height)
	w.pass(d, 5*second) // the foot has said that this is a demo
	registerAll(d.Press("alt+3"), 0, users)
	return d.Press("alt+L"), w
}

// registerAll registers users one after the other.
func registerAll(d *uitest.Driver, from, to int) {
	for i := from; i < to; i++ {
		d.Press("alt+R", "alt+x").Type(fmt.Sprintf("user-%05d", i)).Press("enter")
	}
}

func TestRequestsAreListedAsTheyAreMade(t *testing.T) {
	t.Parallel()
	d, _ := openChat(t, 80, 24)
	d.Press("alt+3", "alt+L").Shows("No request has been made yet", "Nothing is written to disk").Press("enter", "c", "y", "x", "u")
	d.Press("alt+R").Type("alice").Press("enter", "alt+L").Shows("L Log 2", "✗ 12:00:00 GET", "/users/alice", "404 Not Found", "POST", "200 OK", "2 of 2")
}

func TestTheLogFollowsItsEndUntilSomebodyGoesBack(t *testing.T) {
	t.Parallel()
	d, _ := logged(t, 80, 24, 20)
	d.Shows("40 of 40", "GET    /users/user-00019").Lacks("user-00000")
	registerAll(d, 20, 21)
	d.Press("alt+L").Shows("42 of 42", "user-00020").Press("home").Shows("1 of 42, end goes to the newest", "user-00000")
	registerAll(d, 21, 23)
	d.Press("alt+L").Shows("1 of 46", "user-00000").Press("end").Shows("46 of 46", "user-00022")
}

// TestAChosenRequestStaysWhileTheOldestGo makes more requests than a client may
// make in a second, in virtual time.
func TestAChosenRequestStaysWhileTheOldestGo(t *testing.T) {
	t.Parallel()
	w := newChatWorld(t)
	synctest.Test(t, func(t *testing.T) {
		w.answering(200, `{"entities":[{"username":"user"}]}`)
		d := uitest.New(t, ui.New(w.deps()), 80, 24).Press("alt+3")
		registerAll(d, 0, 1000)
		d.Press("alt+L").Shows("1000 of 1000").Press("pgup", "pgup", "pgup").Shows("of 1000")
		before := chosenRow(d)
		registerAll(d, 1000, 1005)
		d.Press("alt+L").Shows("L Log 1005")
		if after := chosenRow(d); after != before || before == "" {
			t.Errorf("the chosen row is %q, was %q", after, before)
		}
	})
}

// chosenRow returns the row of a table that is chosen.
func chosenRow(d *uitest.Driver) string {
	for line := range strings.Lines(d.Screen()) {
		if strings.HasPrefix(line, "│ › ") {
			return line
		}
	}
	return ""
}

func TestTheLogIsFiltered(t *testing.T) {
	t.Parallel()
	d, _ := logged(t, 80, 24, 5)
	d.Press("/").Type("user-00003").Shows("1 of 1").Press("enter").Shows("1 of 1").Press("esc").Shows("10 of 10")
	d.Press("f").Shows("Requests that failed", "5 of 5").Lacks("200 OK").Press("/").Type("post").Shows("nothing fits").Press("esc").Press("f").Shows("10 of 10")
	d.Press("/").Type("404").Shows("5 of 5").Press("esc", "/").Paste("limited").Shows("nothing fits").Press("esc").Shows("10 of 10")
}

func TestTheLogIsEmptiedAndTakenBack(t *testing.T) {
	t.Parallel()
	d, _ := logged(t, 80, 24, 5)
	d.Press("x").Shows("10 requests taken from the log", "No request has been made").Lacks("L Log 10")
	registerAll(d, 5, 6)
	d.Press("alt+L").Shows("2 of 2", "L Log 2").Press("u").Shows("12 of 12", "L Log 12", "user-00005", "user-00000")
}

func TestARequestIsShownInFull(t *testing.T) {
	t.Parallel()
	d, w := logged(t, 80, 24, 1)
	d.Press("up", "enter").Shows("Status      404 Not Found", "2026-11-22 12:00:00.000 UTC", "Attempt     1", "Request ID", "! no user of this name", "→ ", "GET /app-id/")
	d.Press("c").Shows("curl command sent").Press("y").Shows("request ID sent").Press("esc", "c")
	if len(w.copied) != 3 || w.copied[0] != w.copied[2] || !strings.HasPrefix(w.copied[0], "curl ") {
		t.Errorf("%q was copied", w.copied)
	}
}

func TestRepeatsAreListedOneByOne(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 80, 24)
	if err := w.service.SetFaults(emulator.Faults{DropBefore: 1}); err != nil {
		t.Fatal(err)
	}
	d.Press("alt+3", "alt+R").Type("alice").Press("enter", "alt+L").Shows("no answer", "  2 ", "  3 ", "✗ ")
}

// TestTheLogHasNoSecret goes through what is logged after requests that carried
// a password and the bearer token.
func TestTheLogHasNoSecret(t *testing.T) {
	t.Parallel()
	d, w := openChat(t, 120, 36)
	d.Press("alt+3", "alt+R").Type("alice").Press("tab", "tab").Type("correct horse").Press("enter", "alt+L")
	for _, keys := range []string{"enter", "c", "esc", "up", "enter", "c", "y", "esc", "c", "y"} {
		d.Press(keys).Lacks("correct", "horse", "007eJ", keystore.Demo().Primary.Reveal())
	}
	if all := strings.Join(w.copied, "\n"); strings.Contains(all, "horse") || strings.Contains(all, "007eJ") {
		t.Errorf("%q was copied", w.copied)
	}
}
