package ui_test

import (
	"strings"
	"testing"

	"atc/keystore"
	"atc/tokens"
	"atc/ui"
	"atc/ui/uitest"

	"github.com/charmbracelet/x/exp/golden"
)

// fewRules stand for the rules of the catalog, which grow.
var fewRules = []tokens.Rule{
	{Code: "expired", Severity: tokens.Refused, Title: "it has ended", Advice: "get a new token from your token server", Failure: tokens.FailExpired},
	{Code: "wrong_certificate", Severity: tokens.Refused, Title: "no certificate at hand has signed it", Advice: "check which certificate the token server signs with", Failure: tokens.FailSignature},
	{Code: "user_mismatch", Severity: tokens.Refused, Title: "it is for another user", Advice: "build it for the user that the app joins as", Failure: tokens.FailUser},
	{Code: "user_kind", Severity: tokens.Hint, Title: "it is for a user account", Failure: tokens.FailUser},
	{Code: "channel_mismatch", Severity: tokens.Refused, Title: "it is for another channel", Advice: "build it for the channel that the app joins: names are told apart by case", Failure: tokens.FailChannel},
}

// explaining opens the dialog from the tab Build.
func explaining(t *testing.T, width, height int) (*uitest.Driver, *world) {
	t.Helper()
	w := &world{now: noon}
	d := with(t, w, width, height, func(deps *ui.Deps) { deps.Catalog.Rules = fewRules })
	return d.Press("esc", "h").Shows("Explain a code", "all SDKs"), w
}

func TestExplainLooks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		typed string
		keys  []string
	}{
		"empty":              {"", []string{"down", "down", "down", "down"}},
		"several SDKs":       {"110", nil},
		"one SDK":            {"109", []string{"tab"}},
		"all codes":          {"", []string{"shift+tab", "shift+tab", "down"}},
		"a name":             {"LOGIN_ERR_TOKEN_EXPIRED", nil},
		"words":              {"token expired", []string{"down", "down"}},
		"the line of a log":  {"AgoraRTCError CAN_NOT_GET_GATEWAY_SERVER: flag: 4096, message: dynamic key or token timeout", nil},
		"unverified":         {"token is illegal", nil},
		"in another SDK":     {"119", []string{"tab", "ctrl+u", "1", "0", "4"}},
		"nothing, but near":  {"ERR_TOKN_EXPIRD", nil},
		"nothing at all":     {"frobnicate", nil},
		"scrolled to an end": {"110", []string{"pgdown", "pgdown", "pgdown"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sizes(t, func(t *testing.T, width, height int) {
				d, _ := explaining(t, width, height)
				golden.RequireEqual(t, d.Type(c.typed).Press(c.keys...).Screen())
			})
		})
	}
}

func TestACodeIsExplainedWhileItIsTyped(t *testing.T) {
	t.Parallel()
	d, _ := explaining(t, 80, 24)
	d.Type("10").Shows("ERR_TIMEDOUT").Type("9").Shows("109 is a code of 3 SDKs", "109 TOKEN_EXPIRED").Lacks("ERR_TIMEDOUT")
	d.Press("down", "down").Shows("Half of the life", "Chat SDK")
	d.Press("backspace", "backspace", "backspace").Shows("How it works")
}

func TestTheSDKIsChosenFirst(t *testing.T) {
	t.Parallel()
	d, _ := explaining(t, 80, 24)
	d.Press("down", "down", "down", "down").Shows("the callback of join").Press("enter").Shows("‹RTC Web before 4.0›", "13 codes")
	d.Type("119").Shows("takes no token")
}

func TestTabGoesToTheSDKsThatKnowTheCode(t *testing.T) {
	t.Parallel()
	d, _ := explaining(t, 80, 24)
	d.Type("119").Press("tab").Shows("‹RTC native›", "may not take this role")
	d.Press("tab").Shows("‹RTC Web before 4.0›", "takes no token").Lacks("is a code of")
	d.Press("tab").Shows("‹all SDKs›", "119 is a code of 2 SDKs")
	d.Press("shift+tab").Shows("‹RTC Web before 4.0›")
	// One that does not know the code says who does.
	d.Press("ctrl+u").Shows("13 codes").Type("-10005").Shows("RTC Web before 4.0 does not know “-10005”", "Other SDKs do", "Signaling 2.x")
	d.Press("tab").Shows("‹Signaling 2.x›", "it is an RTC")
}

func TestTheExplanationIsCopied(t *testing.T) {
	t.Parallel()
	d, w := explaining(t, 80, 24)
	d.Type("-10009").Press("enter").Shows("explanation sent to the clipboard")
	want := "Signaling 2.x: -10009 RTM_ERROR_TOKEN_EXPIRED\nThe token has ended.\nLog out, and log in with a new token.\n"
	if len(w.copied) != 1 || w.copied[0] != want {
		t.Errorf("copied is %q", w.copied)
	}
	d.Press("ctrl+u").Type("frobnicate").Press("enter").Shows("there is nothing to copy")
}

func TestEscEmptiesTheFieldBeforeItCloses(t *testing.T) {
	t.Parallel()
	d, _ := explaining(t, 80, 24)
	d.Type("110").Press("esc").Shows("How it works").Press("esc").Lacks("Explain a code")
	d.Press("h").Shows("How it works")
}

func TestACertificateIsNoCode(t *testing.T) {
	t.Parallel()
	d, _ := explaining(t, 80, 24)
	secret := keystore.Demo().Primary.Reveal()
	d.Type("110").Paste("invalid token, certificate="+strings.ToUpper(secret)).Shows("is no code", "Code  110")
	hasNot(t, d.Screen(), secret)
	d.Press("ctrl+u").Type(secret).Shows("is no code")
	hasNot(t, d.Screen(), secret)
}

func TestOnlyWhatThereIsToCopyIsOffered(t *testing.T) {
	t.Parallel()
	d, _ := explaining(t, 80, 24)
	d.Type("110").Shows("enter copy the explanation").Press("ctrl+u").Type("frobnicate").Lacks("copy the explanation")
}

func TestTheLineOfALogIsPasted(t *testing.T) {
	t.Parallel()
	d, w := explaining(t, 80, 24)
	d.Paste("  E/agora: onError\n  err=110\r\n").Shows("3 codes", "ERR_INVALID_TOKEN")
	w.paste = "LOGIN_ERR_ALREADY_LOGGED_IN"
	d.Press("ctrl+u", "ctrl+v").Shows("log out before").Lacks("ERR_INVALID_TOKEN")
}

func TestExplainIsInThePaletteOfEveryTab(t *testing.T) {
	t.Parallel()
	for _, tab := range []string{"alt+1", "alt+2", "alt+3", "alt+4"} {
		d, _ := open(t, 80, 24)
		d.Press("esc", tab, "alt+:").Type("explain the code").Press("enter").Shows("Explain a code", "all SDKs")
	}
}

func TestAHostileCodeStaysHarmless(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"\x1b]52;c;aGk=\a110", "\u202e011", strings.Repeat("110 ", 20000), strings.Repeat("東", 5000), "\xff\xfe\x00"} {
		d, _ := explaining(t, 80, 24)
		d.Paste(text).Press("down", "tab", "pgdown", "enter", "end", "home")
		for line := range strings.SplitSeq(d.Screen(), "\n") {
			if strings.ContainsAny(line, "\x1b\a\u202e\x00") {
				t.Errorf("%.20q is drawn raw: %q", text, line)
			}
		}
	}
}

// TestTheChoiceOfACodeStaysThroughAResize moves down, and makes the terminal
// smaller and larger.
func TestTheChoiceOfACodeStaysThroughAResize(t *testing.T) {
	t.Parallel()
	d, _ := explaining(t, 120, 36)
	d.Type("token").Press("down", "down", "down", "down", "down", "down", "down", "down", "down", "down", "down", "pgdown")
	before := d.Screen()
	d.Send(sized(80, 24)).Shows("› ").Send(sized(60, 20), sized(120, 36))
	if after := d.Screen(); after != before {
		t.Errorf("the screen was\n%s\nand is\n%s", before, after)
	}
}
