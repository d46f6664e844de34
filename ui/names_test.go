package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"atc/keystore"
	"atc/tokens"
	"atc/ui/uitest"

	"github.com/charmbracelet/x/exp/golden"
)

// namesOf opens the search for the names of a token of a kind.
func namesOf(tb testing.TB, width, height int, kind string, v tokens.Values) (*uitest.Driver, *world) {
	tb.Helper()
	d, w := inspecting(tb, width, height, "")
	d.Paste(sample(tb, w, kind, v)).Press("esc", "n")
	return d, w
}

var lobby = tokens.Values{"channel": "lobby", "uid": "12345"}

// TestNamesLook draws the dialog in each of its states.
func TestNamesLook(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind  string
		form  tokens.Values
		paste string
		typed string
	}{
		"only numbers":            {"rtc-006", lobby, "", ""},
		"confirmed":               {"rtc-006", lobby, "hall\nlobby\nlounge", ""},
		"typing":                  {"rtc-006", lobby, "", "hall, LOBBY"},
		"any user":                {"rtc-006", tokens.Values{"channel": "lobby"}, "lobby, hall", ""},
		"Signaling":               {"rtm-006", tokens.Values{"user": "alice"}, "alice, bob", ""},
		"nothing":                 {"rtm-006", tokens.Values{"user": "alice"}, "", ""},
		"old key":                 {"key-005-media", lobby, "lobby\n12345", ""},
		"old key, nothing":        {"key-005-media", lobby, "", ""},
		"007 holds them":          {"rtc", lobby, "", ""},
		"a name of many bytes":    {"rtc-006", tokens.Values{"channel": strings.Repeat("long-", 12), "uid": "1"}, strings.Repeat("long-", 12), ""},
		"ten thousand, none fits": {"rtm-006", tokens.Values{"user": "alice"}, strings.Repeat("room-1\n", 10_000), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sizes(t, func(t *testing.T, width, height int) {
				d, _ := namesOf(t, width, height, c.kind, c.form)
				if c.paste != "" {
					d.Paste(c.paste)
				}
				if c.typed != "" {
					d.Press("i").Type(c.typed)
				}
				golden.RequireEqual(t, d.Screen())
			})
		})
	}
}

func TestNumericUsersAreThereAtOnce(t *testing.T) {
	t.Parallel()
	d, _ := namesOf(t, 80, 24, "rtc-006", lobby)
	d.Shows("12345", "once in 347 thousand", "? no proof", "nothing fits", "nothing fits the channel")
}

func TestTheTrayAndTheProjectsAreTried(t *testing.T) {
	t.Parallel()
	d, w := open(t, 80, 24)
	d.Type("lobby").Press("alt+k") // an RTC token in Build, for any user
	d.Press("alt+2").Paste(sample(t, w, "rtc-006", lobby)).Press("esc", "n")
	d.Shows("✓ confirmed by primary of demo", "tray: ", "lobby", "12345")
}

func TestAConfirmedPairIsTakenOverWhole(t *testing.T) {
	t.Parallel()
	for chosen, key := range map[string]string{"› lobby": "home", "› 12345": "down"} {
		d, _ := namesOf(t, 80, 24, "rtc-006", lobby)
		d.Paste("lobby").Press("home", key).Shows(chosen, "join with both").Press("enter")
		d.Shows("lobby", "12345", "✓ same", "taken over").Lacks("Names to try")
	}
}

func TestAnUnprovedNameIsTakenOverAloneIfTheOtherIsOpen(t *testing.T) {
	t.Parallel()
	d, _ := namesOf(t, 80, 24, "rtc-006", tokens.Values{"channel": "lobby", "uid": "4000000123"})
	d.Shows("join with the user").Press("enter").Shows("4000000123")
}

func TestNamesAreTriedAsTheyAreTyped(t *testing.T) {
	t.Parallel()
	d, _ := namesOf(t, 80, 24, "rtc-006", lobby)
	d.Press("i").Type("LOBB").Shows("nothing fits").Type("Y").Shows("lobby", "in lower case", "✓ confirmed").Press("backspace").Shows("nothing fits")
	d.Press("esc").Shows("LOBB").Press("esc").Lacks("Names to try")
}

func TestAListIsEmptiedAndTakenBack(t *testing.T) {
	t.Parallel()
	d, _ := namesOf(t, 80, 24, "rtc-006", lobby)
	d.Lacks("x empty").Paste("hall\nlobby\n").Shows("✓ confirmed", "2 lines of yours")
	d.Press("x").Lacks("✓ confirmed").Press("u").Shows("✓ confirmed")
}

func TestTenThousandNamesAreTriedAndTheRightOneFound(t *testing.T) {
	t.Parallel()
	var list strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&list, "room-%d\n", i)
	}
	d, _ := namesOf(t, 80, 24, "rtc-006", tokens.Values{"channel": "room-9876", "uid": "5"})
	d.Paste(list.String()).Shows("room-9876", "✓ confirmed", "10000 lines of yours")
}

// slowList is long enough to be tried in a command.
func slowList() string { return strings.Repeat("hall\n", 20_000) + "lobby\n" }

func TestALongSearchCanBeGivenUp(t *testing.T) {
	t.Parallel()
	d, _ := namesOf(t, 80, 24, "rtc-006", lobby)
	d.Blocked = make(chan struct{}, 1)
	d.Blocked <- struct{}{} // the command is not waited for
	d.Paste(slowList())
	if len(d.Blocked) > 0 {
		t.Fatal("no command was begun")
	}
	golden.RequireEqual(t, d.Shows("trying the names").Screen())
	d.Press("esc").Shows("given up").Late().Lacks("✓ confirmed").Shows("Names to try")
}

func TestWhatIsTypedMeanwhileIsTriedAfterALongSearch(t *testing.T) {
	t.Parallel()
	d, _ := namesOf(t, 80, 24, "rtc-006", lobby)
	d.Paste(strings.Repeat("hall\n", 20_000)).Shows("nothing fits").Press("i").Type("lobby").Shows("✓ confirmed")
}

func TestAPasteBeyondAllBoundsIsRefused(t *testing.T) {
	t.Parallel()
	d, _ := namesOf(t, 80, 24, "rtc-006", lobby)
	d.Paste(strings.Repeat("hall\n", 4<<20)).Shows("too long to be pasted: at most 16 MiB are taken")
}

func TestACertificateIsNoName(t *testing.T) {
	t.Parallel()
	d, _ := namesOf(t, 120, 36, "rtc-006", lobby)
	p := keystore.Demo()
	for _, text := range []string{p.Primary.Reveal(), "lobby\ncertificate=" + strings.ToUpper(p.Secondary.Reveal())} {
		d.Paste(text).Shows("which is no name").Lacks(text[len(text)-8:], "✓ confirmed")
	}
	d.Press("i").Type(p.Primary.Reveal()).Shows("which is no name")
	hasNot(t, d.Screen(), p.Primary.Reveal())
}

func TestTheClipboardIsAList(t *testing.T) {
	t.Parallel()
	d, w := namesOf(t, 80, 24, "rtc-006", lobby)
	w.paste = "lobby"
	d.Press("ctrl+v").Shows("✓ confirmed", "x empty").Press("home", "y")
	if len(w.copied) != 1 || w.copied[0] != "lobby" {
		t.Errorf("copied %q", w.copied)
	}
}

func TestWithoutACertificateNothingIsCalledTheUser(t *testing.T) {
	t.Parallel()
	w := &world{now: noon, store: keystore.NewMemory(keystore.Project{Name: "bare", AppID: keystore.Demo().AppID})}
	d := with(t, w, 80, 24, nil)
	d.Press("alt+2").Paste(sample(t, w, "rtc-006", lobby)).Press("esc", "n").Paste("lobby")
	d.Shows("a match of checksums, no proof", "lobby", "12345").Lacks("✓ confirmed")
}

func TestAnOldKeyNeedsACertificateToHaveNamesTried(t *testing.T) {
	t.Parallel()
	sizes(t, func(t *testing.T, width, height int) {
		w := &world{now: noon, store: keystore.NewMemory(keystore.Project{Name: "bare", AppID: keystore.Demo().AppID})}
		d := with(t, w, width, height, nil)
		d.Press("alt+2").Paste(sample(t, w, "key-005-media", lobby)).Press("esc", "n").Paste("lobby").Lacks("Names to try")
		golden.RequireEqual(t, d.Screen())
	})
}

func TestNoNameReachesTheTerminalRaw(t *testing.T) {
	t.Parallel()
	d, _ := namesOf(t, 80, 24, "rtc-006", lobby)
	hostile := "\x1b[31mlobby\u202e\x07\xff, lobby\x00\n\x9b2Jlobby"
	d.Paste(hostile)
	requireClean(t, "pasted", d.Styled())
	d.Press("i").Send().Paste("\x1b]0;x\x07 lobby")
	requireClean(t, "typed", d.Styled())
	d, _ = inspecting(t, 80, 24, "")
	for _, v := range uitest.Vectors(t, "public", "bad") {
		if len(v.Token) > 1<<20 {
			continue // is cut before it is read
		}
		d.Press("x").Paste(v.Token).Press("esc", "n").Paste(hostile)
		requireClean(t, v.ID, d.Styled())
		d.Press("esc", "esc")
	}
}

func TestAChosenNameStaysChosen(t *testing.T) {
	t.Parallel()
	d, _ := namesOf(t, 80, 24, "rtc-006", lobby)
	d.Paste("lobby").Press("end", "home", "down").Shows("› 12345").Paste("hall, lounge").Shows("› 12345")
	d.Send(sized(60, 20)).Send(sized(120, 36)).Shows("› 12345")
}

// What the app joins with is exact: a blank at its end is a reason to be
// refused, and what the product has no field for comes back with another.
func TestWhatElseTheAppJoinsWithStays(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	d.Paste(sample(t, w, "rtc-006", lobby))
	joining(d, "not known", "", "hall ", "")
	d.Press("n", "enter").Shows("taken over").Press("j", "tab", "tab", "end").Type("x").Shows("hall x")

	d, w = inspecting(t, 80, 24, "")
	d.Paste(sample(t, w, "rtm-006", tokens.Values{"user": "alice"}))
	joining(d, "not known", "", "hall", "")
	joining(d, "Signaling 1.x").Lacks("hall")
	d.Press("n").Paste("alice").Press("enter").Shows("alice", "✓ same")
	joining(d, "not known").Shows("hall", "alice")
}

func TestNamesAreSearchedForWhileOthersWaitTheirTurn(t *testing.T) {
	t.Parallel()
	d, _ := namesOf(t, 80, 24, "rtc-006", lobby)
	many := strings.Repeat("hall\n", 20_000)
	for range 5 { // each is given up by closing before the next begins
		d.Paste(many).Shows("nothing fits").Press("esc").Lacks("Names to try").Press("n").Shows("Names to try")
	}
	d.Press("i").Type("lobby").Shows("✓ confirmed")
}
