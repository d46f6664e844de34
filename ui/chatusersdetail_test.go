package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// deviceList is an answer with n devices, called r-0 and so on.
func deviceList(n int) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(`{"res":"r-%d","device_name":"phone","device_uuid":"u"}`, i)
	}
	return `{"data":[` + strings.Join(all, ",") + `]}`
}

func TestOnlyADeviceThatIsSeenIsChosen(t *testing.T) {
	t.Parallel()
	d, _, line := opened(t, 80, 24, people()...)
	line.say("GET /ada/resources", 200, deviceList(300))
	d.Press("enter").Shows("logged in on 300").Press("end").Shows("› r-99 · phone", "and 200 more devices")
	d.Press("d").Shows("Force r-99 of ada offline?")
}

func TestTheDetailsAreThoseOfTheChosenUser(t *testing.T) {
	t.Parallel()
	for _, width := range []int{80, 120} {
		d, w, _ := opened(t, width, 36, append(crowd(60), people()...)...)
		d.Press("enter").Shows("Devices").Press("n").Shows("page 2").Press("enter").Shows("Devices   logged in on none").Press("esc")
		d.Press("p", "enter").Shows("Devices").Press("esc", "down", "enter").Shows("Devices")
		deletedElsewhere(t, w, "user-002")
		w.now = noon.Add(time.Minute)
		d.Press("alt+1", "alt+3").Lacks("user-002")
		d.Press("down", "enter").Shows("Devices   logged in on none")
	}
}

func TestOpenDetailsSayNothingOfWhatTheirKeysAreNotFor(t *testing.T) {
	t.Parallel()
	d, _, _ := opened(t, 80, 24, people()...)
	d.Press("space", "enter").Shows("1 user marked").Lacks("takes the marks away").Press("esc").Shows("1 user marked · esc takes the marks away")
}

func TestReadingAgainHelpsTheListUnderOpenDetails(t *testing.T) {
	t.Parallel()
	for _, width := range []int{80, 120} {
		d, w, line := opened(t, width, 36, people()...)
		d.Press("enter").Shows("Devices   logged in on 2")
		w.now = noon.Add(time.Minute)
		line.say("GET /users", 401, tokenExpired)
		d.Press("alt+1", "alt+3").Shows("Reading the users failed. r tries again.")
		line.hear()
		d.Press("r").Lacks("failed").Shows("Devices   logged in on 2")
	}
}

func TestGivingUpIsSaidOnce(t *testing.T) {
	t.Parallel()
	d, _, line := usersAt(t, 80, 24, people()...)
	line.hold("GET /users")
	d.Press("alt+3", "esc")
	d.Blocked = line.blocked
	d.Press("U").Shows("reading the users… 0 s").Press("esc")
	if n := strings.Count(strings.ToLower(d.Screen()), "given up"); n != 1 {
		t.Errorf("it is said %d times:\n%s", n, d.Screen())
	}
	d.Blocked = nil
	d.Late().Shows("r  try again")
}

func TestHostileNamesAreCopiedAsTheyAreShown(t *testing.T) {
	t.Parallel()
	d, w, line := usersAt(t, 80, 24)
	line.say("GET /users", 200, `{"entities":[{"username":"a\nrm\u001b[2Jx","uuid":"u\nid\u202e"}]}`)
	d.Press("alt+3", "esc", "U", "y", "c")
	if len(w.copied) != 2 || w.copied[0] != "a␊rm␛[2jx" || w.copied[1] != `u␊id\u202e` {
		t.Errorf("%q was copied", w.copied)
	}
}
