package ui_test

import (
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/tokens"
	"atc/ui"
	"atc/ui/uitest"
)

func TestTheVerdictTurnsToRefusedWhenTheTokenEnds(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	d.Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby", "lifetime": "90"})).Shows("✓ nothing found that would refuse it", "ends in 0:30")
	w.now = noon.Add(29 * time.Second)
	w.pass(d, time.Second)
	d.Shows("✓ nothing found that would refuse it", "ends in 0:01")
	w.now = noon.Add(30 * time.Second)
	w.pass(d, time.Second)
	d.Shows("✗ would be refused: it has ended", "✗ refused")
	if w.asked(time.Second) != 1 {
		t.Error("the seconds since the end are not counted")
	}
}

func TestARefusalIsToldInTheCodesOfTheProduct(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 120, 36, "")
	d.Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby", "uid": "12345"}))
	joining(d, "RTC native", "", "lounge").Shows("✗ would be refused", "✗ differs", "RTC native answers 110 ERR_INVALID_TOKEN")
	joining(d, "RTC Web").Shows("RTC Web answers").Lacks("ERR_INVALID_TOKEN")
	joining(d, "not known").Shows("✗ differs").Lacks("answers")
}

func TestOnlyTheFieldsOfTheProductAreAsked(t *testing.T) {
	t.Parallel()
	for product, want := range map[string][]string{
		"not known": {"Channel", "User"}, "RTC native": {"Channel", "User ID or account", "Role"}, "Signaling 2.x": {"User ID"},
		"Chat SDK": {"Username"}, "Chat REST": nil, "Flexible Classroom": {"Room", "User", "Role"}, "Cloud Recording": {"Channel", "Recorder's user ID"},
	} {
		d, _ := inspecting(t, 80, 24, "")
		side := func() string {
			_, side, _ := strings.Cut(joining(d, product).Screen(), "Joins with")
			return side
		}()
		for _, label := range []string{"Channel", "Room", "Role"} {
			has := false
			for _, w := range want {
				has = has || w == label
			}
			if strings.Contains(side, "  "+label+" ") != has {
				t.Errorf("%s: whether %s is asked:\n%s", product, label, side)
			}
		}
		for _, w := range want {
			if !strings.Contains(side, w) {
				t.Errorf("%s does not ask for %s:\n%s", product, w, side)
			}
		}
	}
}

func TestWhatTheAppJoinsWithOutlivesTheToken(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	d.Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby"}))
	joining(d, "RTC native", "", "lounge").Shows("✗ differs")
	d.Paste(sample(t, w, "rtc", tokens.Values{"channel": "lounge"})).Shows("✓ same", "‹RTC native›")
	d.Press("z").Lacks("✓ same", "‹RTC native›").Shows("‹not known›").Press("u").Shows("✓ same", "‹RTC native›")
	d.Press("u").Shows("✗ differs", "lobby") // the token before
}

func TestWhatAProductLacksIsNotCompared(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	d.Paste(sample(t, w, "rtm", tokens.Values{"user": "ada"}))
	joining(d, "not known", "", "lobby", "ada").Shows("✓ same")
	joining(d, "Chat REST").Lacks("✓ same", "lobby")
	joining(d, "not known").Shows("✓ same", "lobby") // what was filled in is still there
}

func TestTheAppIDOfTheProjectIsTakenByAKey(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	d.Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby"})).Press("j", "tab").Shows("→ 7c3f…c638 of demo")
	d.Press("right").Shows("✓ same").Press("ctrl+z").Lacks("✓ same").Press("esc", "p").Shows("✓ same")
	d.Press("j", "tab", "backspace").Shows("✗ differs")
}

func TestTheFindingsAreReadInFull(t *testing.T) {
	t.Parallel()
	d, _ := inspecting(t, 80, 24, public(t, "p091-e-ansi-go"))
	first := d.Shows("Findings", "i findings", "more line").Screen()
	d.Press("i").Shows("scroll").Press("end").Shows("end ↑").Press("esc")
	if d.Screen() != first { // the gravest is on top again
		t.Errorf("the screen is another:\n%s\nnow:\n%s", first, d.Screen())
	}
}

func TestAPastedCertificateIsNeitherShownNorKept(t *testing.T) {
	t.Parallel()
	secret := keystore.Demo().Primary.Reveal()
	for name, text := range map[string]string{
		"stored": secret, "in capitals": strings.ToUpper(secret), "in quotes": `"` + secret + `"`,
		"of a project that is not stored": "fedcba9876543210fedcba9876543210",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, w := inspecting(t, 120, 36, "")
			token := sample(t, w, "rtc", tokens.Values{"channel": "lobby"})
			d.Paste(token).Paste(text).Shows("not shown")
			for _, key := range []string{"d", "l", "w", "c", "d", "y", "a", "s", "k", "e", "r", "t", "n"} {
				hasNot(t, d.Press("alt+"+key).Screen(), text)
				d.Press("esc", "esc")
			}
			if len(w.copied) > 0 {
				t.Errorf("%q was copied", w.copied)
			}
			hasNot(t, d.Press("u").Shows("lobby").Screen(), text)
			hasNot(t, d.Press("u", "u").Screen(), text)
		})
	}
}

func hasNot(t *testing.T, screen, secret string) {
	t.Helper()
	if strings.Contains(strings.ToLower(screen), strings.ToLower(strings.Trim(secret, `"`))[:12]) {
		t.Errorf("the screen shows it:\n%s", screen)
	}
}

func TestNoFieldTakesACertificate(t *testing.T) {
	t.Parallel()
	secret := keystore.Demo().Secondary.Reveal()
	d, _ := inspecting(t, 80, 24, "")
	d.Press("j", "tab").Paste(secret).Shows("no app joins with")
	hasNot(t, d.Screen(), secret)
	d.Type(secret).Shows("no app joins with")
	hasNot(t, d.Screen(), secret)
	hasNot(t, d.Press("alt+u", "alt+u").Screen(), secret)
}

func TestAPasteOverAChoiceIsAToken(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	d.Press("j", "right").Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby"})).Shows("AccessToken2", "‹RTC native›")
	d.Press("l").Shows("[Timeline]")
}

func TestACertificateThatIsTypedIsHidden(t *testing.T) {
	t.Parallel()
	d, _ := inspecting(t, 80, 24, "")
	d.Press("enter").Type(keystore.Demo().Primary.Reveal()).Shows("an App Certificate, not shown")
	hasNot(t, d.Screen(), keystore.Demo().Primary.Reveal())
	d.Press("backspace").Shows("paste a token here")
}

func TestAnAppIDAtHandIsShown(t *testing.T) {
	t.Parallel()
	d, _ := inspecting(t, 80, 24, keystore.Demo().AppID)
	d.Shows(keystore.Demo().AppID, "App ID").Lacks("not shown")
}

func TestARepairedPasteHoldsTheTokenAlone(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	text := sample(t, w, "rtc", tokens.Values{"channel": "lobby"})
	d.Paste("Authorization: Bearer "+text+"\n").Shows("repaired: a prefix stood before it", "lobby", "✓ nothing found that would refuse it").Press("y")
	if len(w.copied) != 1 || w.copied[0] != text {
		t.Errorf("copied %q", w.copied)
	}
}

func TestTheSafeReportMakesNoToken(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	text := sample(t, w, "rtc", tokens.Values{"channel": "lobby", "uid": "12345"})
	joining(d.Paste(text), "RTC native", "", "lounge")
	d.Press("r").Shows("report without signature and whole App ID")
	if len(w.copied) != 1 {
		t.Fatalf("copied %q:\n%s", w.copied, d.Screen())
	}
	token, err := tokens.Default.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	report := w.copied[0]
	for what, secret := range map[string]string{"App ID": token.AppID, "text": text[:20], "salt": "4711", "certificate": keystore.Demo().Primary.Reveal()} {
		if strings.Contains(report, secret) {
			t.Errorf("the report holds the %s:\n%s", what, report)
		}
	}
	for _, fact := range []string{"lobby", "lounge", "12345"} {
		if !strings.Contains(report, fact) {
			t.Errorf("the report lacks %q:\n%s", fact, report)
		}
	}
}

func TestChatRESTIsJudgedByTheHostOfTheProject(t *testing.T) {
	t.Parallel()
	p := keystore.Demo()
	p.Chat = keystore.Chat{Host: "a61.chat.agora.io", AppKey: "411234#567890"}
	w := &world{now: noon, store: keystore.NewMemory(p)}
	d := uitest.New(t, ui.New(w.deps()), 120, 36).Press("alt+2")
	d.Paste(sample(t, w, "chat-app", nil))
	joining(d, "Chat REST").Shows("a61.chat.agora.io", "a41.chat.agora.io")
}

// The palette and the help have every deed of the screen.
func TestEveryDeedOfInspectIsInTheHelp(t *testing.T) {
	t.Parallel()
	d, _ := inspecting(t, 120, 36, "")
	d.Press("esc", ":").Type("inspect").Shows("joins with", "copy safe report", "list the tokens of a text", "find channel and user", "findings")
}

func TestAKeyStandsInTheHelpOnce(t *testing.T) {
	t.Parallel()
	d, _ := inspecting(t, 120, 36, "")
	if screen := d.Press("?").Screen(); strings.Count(screen, "explain") != 1 {
		t.Errorf("h stands for two things:\n%s", screen)
	}
	d.Press("esc", "1", "esc", "?").Shows("explain the code of an SDK")
}

func TestSeveralPastedTokensAreListedByAKey(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 120, 36, "")
	first, then := sample(t, w, "rtc", tokens.Values{"channel": "lobby"}), sample(t, w, "rtm", tokens.Values{"user": "ada"})
	d.Paste("one "+first+"\ntwo "+then+"\n").Shows("2 tokens were pasted", "lobby")
	d.Press("f").Shows("Tokens of a pasted text", "ada").Press("down", "enter").Shows("RTM (2)", "ada")
	d.Press("f").Shows("Tokens of a pasted text", "lobby").Press("q").Shows("RTM (2)").Press("u").Shows("lobby")
}

func TestFoundNamesAreFilledIn(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 120, 36, "")
	d.Paste(sample(t, w, "rtc-006", tokens.Values{"channel": "lobby", "uid": "12345"})).Shows("n find channel and user").Press("n")
	d.Paste("lobby 12345").Press("enter").Shows("✓ same", "signed by demo, primary", "✓ nothing found that would refuse it")
}
