package ui_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/ui"
	"atc/ui/uitest"

	tea "charm.land/bubbletea/v2"
)

// sized is a terminal that has got another size.
func sized(width, height int) tea.Msg { return tea.WindowSizeMsg{Width: width, Height: height} }

// deletedElsewhere has somebody else delete a user.
func deletedElsewhere(tb testing.TB, w *chatWorld, name string) {
	tb.Helper()
	client, err := w.Connect(keystore.Demo(), ui.AppTokens(w.deps().Catalog, keystore.Demo(), func() time.Time { return noon }, seeded()))
	if err == nil {
		err = client.Delete(tb.Context(), name)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// deleteAll deletes all users of the page, which are so many.
func deleteAll(d *uitest.Driver, count string) *uitest.Driver {
	return d.Press("*", "x").Type("delete " + count + " users").Press("enter")
}

func TestAUserIsDeletedOnlyByTheWholeName(t *testing.T) {
	t.Parallel()
	d, w, line := opened(t, 80, 24, people()...)
	d.Press("x").Shows("for good, with the groups and chat rooms that", "it owns. It cannot be taken back.").Type("ad").Press("enter").Shows("type ada to delete it")
	if made := line.made("DELETE", ""); len(made) != 0 {
		t.Errorf("requests were made: %v", made)
	}
	d.Type("a").Press("enter").Shows("ada is deleted", "4 users", "›  bob").Lacks("› ada")
	if _, there := account(w, "ada"); there {
		t.Error("ada is still there")
	}
}

// TestSeveralUsersAreDeletedOneByOne looks at the requests: the service has a
// call that deletes by count, whoever that meets.
func TestSeveralUsersAreDeletedOneByOne(t *testing.T) {
	t.Parallel()
	d, w, line := opened(t, 80, 24, people()...)
	d.Press("*", "down", "space", "x").Shows("Delete 4 users", "ada, carol.of").Lacks("bob,")
	d.Type("delete 4").Press("enter").Shows("type delete 4 users to delete them").Type(" users").Press("enter")
	d.Shows("4 of 4 deleted", "✓ ada  deleted", "✓ eve  deleted").Press("esc").Shows("1 user", "›  bob").Lacks("marked")
	made := line.made("DELETE", "")
	if len(made) != 4 {
		t.Errorf("the requests were %v", made)
	}
	for _, r := range made {
		if strings.Contains(r, "?") || strings.HasSuffix(r, "/users") || strings.HasSuffix(r, "/users/") {
			t.Errorf("a request deletes by count: %s", r)
		}
	}
	if all := w.service.Users(); len(all) != 1 || all[0].Username != "bob" {
		t.Errorf("left are %v", all)
	}
}

func TestAFailureOfOneUserDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	d, w, line := opened(t, 80, 24, people()...)
	line.say("DELETE /bob", 404, userUnknown)
	deleteAll(d, "5").Shows("4 of 5 deleted, 1 failed", "✗ bob  failed", "no user of this name", "✓ eve").Lacks("try the rest")
	if n := len(w.service.Users()); n != 1 {
		t.Errorf("%d users are left", n)
	}
	d.Press("enter", "v").Shows("4 of 5 deleted, 1 failed")
}

func TestWhatHasNoEffectOnOneUserDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	d, _, line := opened(t, 80, 24, people()...)
	line.say("GET /ada/disconnect", 200, `{"data":{"result":false}}`)
	d.Press("space", "down", "down", "space", "f", "enter").Shows("1 of 2 logged out, 1 failed", "✗ ada", "no effect", "✓ dave").Lacks("not tried")
}

func TestWhatWouldFailForAllStopsTheRun(t *testing.T) {
	t.Parallel()
	d, w, line := opened(t, 80, 24, people()...)
	line.say("DELETE /bob", 401, tokenExpired)
	deleteAll(d, "5").Shows("1 of 5 deleted, 1 failed · ended early: 3 users not tried", "· dave  not tried")
	if n := len(w.service.Users()); n != 4 {
		t.Errorf("%d users are left", n)
	}
	line.hear()
	d.Press("r").Shows("Deleting 4 users", "4 of 4 deleted", "✓ bob").Lacks("ada")
	if n := len(w.service.Users()); n != 0 {
		t.Errorf("%d users are left", n)
	}
	d.Press("esc").Shows("Nobody is registered yet")
}

func TestARunIsStopped(t *testing.T) {
	t.Parallel()
	d, w, line := opened(t, 80, 24, people()...)
	d.Blocked = line.blocked
	line.hold("DELETE /dave")
	deleteAll(d, "5").Until("3 of 5 deleted · 0 s · esc stops it", "· dave  …")
	w.now = noon.Add(7 * time.Second)
	d.Shows("7 s")
	d.Press("ctrl+c").Shows("Quit?", "Deleting 5 users has not come to an end yet.").Press("esc")
	d.Press("esc").Shows("stopping…")
	d.Late().Shows("✗ dave  given up: it may be done all the same", "· eve  not tried", "stopped: 1 user not tried")
	line.hold("")
	if n := len(w.service.Users()); n != 2 {
		t.Errorf("%d users are left", n)
	}
	if n := len(line.made("GET", "/users?")); n != 2 {
		t.Errorf("the page was read %d times: what the last request did is not known", n)
	}
	d.Press("r").Shows("2 of 2 deleted")
}

func TestARunGoesOnWhileItIsNotLookedAt(t *testing.T) {
	t.Parallel()
	d, w, line := opened(t, 80, 24, people()...)
	d.Blocked = line.blocked
	line.hold("DELETE /dave")
	deleteAll(d, "5").Press("enter").Shows("deleting 5 users… 0 s · esc stops it")
	d.Press("x").Shows("has not come to an end yet: esc stops it")
	d.Press("1")
	line.hold("")
	line.release <- struct{}{}
	d.Late().Shows("5 of 5 deleted")
	if n := len(w.service.Users()); n != 0 {
		t.Errorf("%d users are left", n)
	}
}

func TestAFailedDeedIsToldWithTheNextStep(t *testing.T) {
	t.Parallel()
	d, _, line := opened(t, 80, 24, people()...)
	line.say("POST /deactivate", 403, `{"error":"forbidden_op","error_description":"the \u001b[31mfeature is closed"}`)
	d.Press("b", "enter").Shows("Banning ada failed. b tries again.", "→ ", "HTTP 403 · forbidden_op", "active ● online")
	line.hear()
	d.Press("b", "enter").Shows("ada is banned").Lacks("failed")
	line.say("POST /activate", 401, tokenExpired)
	d.Press("b").Shows("Unbanning ada failed.").Press("esc").Lacks("failed")
	line.say("GET /users", 401, tokenExpired)
	d.Press("r").Shows("Reading the users failed. r tries again.", "ada")
	line.hear()
	d.Press("r").Lacks("failed")
}

func TestReadingIsGivenUp(t *testing.T) {
	t.Parallel()
	d, w, line := usersAt(t, 80, 24, people()...)
	d.Blocked = line.blocked
	line.hold("GET /users")
	d.Press("alt+3", "esc", "U").Shows("reading the users… 0 s · esc gives up")
	w.now = noon.Add(3 * time.Second)
	d.Shows("3 s").Press("esc").Shows("given up", "r  try again")
	d.Late().Shows("given up")
	line.hold("")
	d.Press("r").Shows("ada").Lacks("given up")

	line.hold("GET /ada")
	d.Press("enter").Shows("asking for the details… 0 s", "Devices   …").Press("esc").Shows("bob")
	line.hold("")
	d.Late().Press("enter").Shows("android_7f31")

	line.hold("GET /users/zoe")
	d.Press("esc", "l").Type("zoe").Press("enter").Shows("looking up zoe… 0 s · esc gives up").Press("esc").Lacks("looking up")
	line.hold("")
	d.Late().Lacks("zoe")
}

func TestAnswersOfAnEarlierPageAreDropped(t *testing.T) {
	t.Parallel()
	d, _, line := opened(t, 80, 24, crowd(120)...)
	d.Blocked = line.blocked
	line.hold("GET cursor=")
	d.Press("n").Shows("reading page 2… 0 s", "user-001").Press("esc")
	line.hold("")
	d.Late().Shows("user-001", "reading page 2 was given up").Lacks("user-051")
	d.Press("n").Shows("user-051")
}

func TestAnotherProjectHasOtherUsers(t *testing.T) {
	t.Parallel()
	w := newChatWorld(t, people()...)
	other := live()
	other.Chat.Host = "127.0.0.1:1"
	w.store = keystore.NewMemory(keystore.Demo(), other)
	line := &userLine{next: w.http.Transport, answers: map[string]func() *http.Response{}, blocked: make(chan struct{}), release: make(chan struct{})}
	w.http.Transport = line
	d := uitest.New(t, ui.New(w.deps()), 80, 24)
	d.Press("alt+3", "esc", "U").Shows("ada", "5 users")
	d.Press("space", "enter", "esc", "o").Type("live").Press("enter")
	d.Lacks("● online", "marked", "5 users")
	d.Press("3", "U").Shows("! ", "→ ", "404").Lacks("ada")
	if n := len(line.made("DELETE", "")); n != 0 {
		t.Errorf("%d users were deleted", n)
	}
}
