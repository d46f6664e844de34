package ui_test

import (
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"atc/tokens"
	"atc/ui/uitest"

	"github.com/charmbracelet/x/exp/golden"
)

func inspecting(tb testing.TB, width, height int, text string) (*uitest.Driver, *world) {
	tb.Helper()
	d, w := open(tb, width, height)
	d.Press("alt+2")
	if text != "" {
		d.Paste(text)
	}
	return d, w
}

func TestAnEmptyInspectSaysWhatItReads(t *testing.T) {
	t.Parallel()
	sizes(t, func(t *testing.T, width, height int) {
		d, _ := inspecting(t, width, height, "")
		golden.RequireEqual(t, d.Screen())
	})
}

func TestAPastedTokenIsReadAtOnce(t *testing.T) {
	t.Parallel()
	sizes(t, func(t *testing.T, width, height int) {
		d, w := inspecting(t, width, height, "")
		d.Paste(sample(t, w, "class-room", tokens.Values{"room": "biology", "user": "ann"}))
		golden.RequireEqual(t, d.Shows("primary", "59:00").Screen())
		d.Press("end").Shows("biology")
	})
}

func TestEveryViewOfAToken(t *testing.T) {
	t.Parallel()
	for key, name := range map[string]string{"l": "timeline", "w": "wire", "c": "compare"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sizes(t, func(t *testing.T, width, height int) {
				d, w := inspecting(t, width, height, "")
				d.Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby", "uid": "12345"}))
				d.Press("esc", key)
				if key == "c" {
					d.Paste(sample(t, w, "rtc", tokens.Values{"channel": "lounge", "uid": "12345", "role": "subscriber", "lifetime": "2h"}))
				}
				golden.RequireEqual(t, d.Screen())
			})
		})
	}
}

func TestALineBrokenTokenIsPutTogether(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	text := sample(t, w, "rtc", tokens.Values{"channel": "lobby"})
	d.Paste("\n  "+text[:60]+"\r\n"+text[60:]+"\n").Shows("lobby", "signed by demo, primary", "repaired: line breaks stood in it")
}

func TestADamagedTokenShowsWhatCouldBeRead(t *testing.T) {
	t.Parallel()
	d, _ := inspecting(t, 80, 24, bad(t, "bad-034-cut-099"))
	d.Shows("970C", "✗ would be refused", "✗ truncated at byte 99").Press("end").Shows("lobby")
	golden.RequireEqual(t, d.Screen())
}

func TestAnOldTokenIsCheckedWithChannelAndUser(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	d.Paste(sample(t, w, "rtc-006", tokens.Values{"channel": "lobby", "uid": "12345"})).Shows("cannot tell without the channel and the user")
	d.Press("j", "tab", "tab").Type("lobby").Press("tab").Type("12345").Shows("✓ same", "primary")
	d.Press("backspace").Shows("✗ differs")
}

func TestAPasteOfAnySizeIsHeld(t *testing.T) {
	t.Parallel()
	d, _ := inspecting(t, 80, 24, strings.Repeat("A", 10<<20))
	d.Shows("10485760")
}

func TestTheTokenBeforeCanBeTakenBack(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	d.Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby"})).Paste("oops").Lacks("lobby")
	d.Press("esc", "u").Shows("lobby")
	d.Press("x").Lacks("lobby").Press("esc", "u").Shows("lobby")
}

func TestUndoInAFieldLeavesTheTokenAlone(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	d.Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby"})).Press("tab", "tab", "tab").Type("lounge").Shows("✗ differs")
	d.Press("ctrl+z").Lacks("lounge").Shows("lobby").Press("ctrl+z").Shows("lounge")
}

func TestAPastedTokenIsEditedInCompose(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 120, 36, "")
	d.Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby"})).Press("esc", "e")
	d.Shows(`"channel_name":"lobby"`, "Compose").Press("alt+y")
	if len(w.copied) != 1 {
		t.Errorf("no token:\n%s", d.Screen())
	}
}

func TestAPastedTokenIsCopiedAsTheCodeThatBuildsOneLikeIt(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 120, 36, "")
	d.Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby", "uid": "12345"})).Press("esc", "a")
	d.Type("node").Press("enter")
	if len(w.copied) != 1 || !strings.Contains(w.copied[0], `"lobby"`) || !strings.Contains(w.copied[0], "AGORA_APP_CERTIFICATE") {
		t.Errorf("%q\n%s", w.copied, d.Screen())
	}
}

func TestTheTrayKeepsComparesAndDrops(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 80, 24)
	d.Type("one").Press("alt+k").Type("two").Press("alt+k").Press("alt+t")
	d.Shows("one", "onetwo").Press("x").Press("u").Press("enter").Shows("onetwo")
	d.Press("ctrl+c").Shows("2 tokens").Press("esc")
	if d.Quit {
		t.Error("quit without an answer")
	}
	if d.Press("ctrl+c", "ctrl+c"); !d.Quit {
		t.Error("the second ctrl+c did not quit")
	}
}

func TestCountdownsTickOnlyWhileTheyCount(t *testing.T) {
	t.Parallel()
	d, w := open(t, 80, 24)
	if n := w.asked(time.Second); n > 0 {
		t.Errorf("an empty form asked for %d ticks", n)
	}
	if d.Type("lobby"); w.asked(time.Second) != 1 {
		t.Errorf("a token on screen asked for %d ticks at a time", w.asked(time.Second))
	}
}

// bad returns a malformed token of the test vectors.
func bad(tb testing.TB, id string) string {
	tb.Helper()
	for _, v := range uitest.Vectors(tb, "bad") {
		if v.ID == id {
			return v.Token
		}
	}
	tb.Fatalf("no vector %s", id)
	return ""
}

var styling = regexp.MustCompile("\x1b\\[[0-9;:]*m")

// TestNoTokenReachesTheTerminalRaw shows every vector in every view.
func TestNoTokenReachesTheTerminalRaw(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 80, 24)
	d.Press("alt+2", "esc")
	for _, v := range uitest.Vectors(t, "public", "bad") {
		if v.Token == "" {
			continue
		}
		d.Press("x").Paste(v.Token).Press("esc")
		for _, key := range []string{"d", "i", "j", "l", "w", "c", "s", "a", "g", "t"} {
			d.Press(key)
			requireClean(t, v.ID+" "+key, d.Styled())
			switch key {
			case "s", "a", "g", "t":
				d.Press("esc", "esc")
			case "c", "i", "j":
				d.Press("esc")
			}
		}
		d.Press("k")
	}
}

func requireClean(t *testing.T, where, screen string) {
	t.Helper()
	for _, r := range styling.ReplaceAllString(screen, "") {
		if r != '\n' && !unicode.IsPrint(r) {
			t.Fatalf("%s: the screen holds %U raw:\n%q", where, r, screen)
		}
	}
}
