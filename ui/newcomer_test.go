package ui_test

import (
	"image/color"
	"io"
	"strings"
	"testing"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui"
	"atc/ui/uitest"

	tea "charm.land/bubbletea/v2"
)

// What people do who see the console for the first time.

func TestTypingReplacesADefaultThatNobodyTouched(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 80, 24)
	d.Type("lobby").Press("tab").Type("12345").Shows("User ID      12345 ", "user ID        12345")
	d.Press("tab", "tab").Type("2h").Shows("Lifetime     2h ").Press("alt+u", "alt+u").Shows("Lifetime     1h ")
	d.Press("shift+tab", "tab", "end").Type("30m").Shows("Lifetime     1h30m")
	d.Press("shift+tab", "shift+tab").Type("6").Shows("User ID      123456") // no longer the default
}

func TestAPasteReplacesADefaultThatNobodyTouched(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 80, 24)
	d.Press("tab").Paste("77").Shows("User ID      77 ").Press("alt+u").Shows("User ID      0 ")
	d.Press("shift+tab", "tab", "backspace").Shows("User ID ").Lacks("User ID      0 ")
}

func TestKeysActAfterATokenWasPastedIntoItsField(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	text := sample(t, w, "rtc", tokens.Values{"channel": "lobby"})
	d.Press("enter").Paste(text).Press("l").Shows("[Timeline]").Press("y")
	if len(w.copied) != 1 || w.copied[0] != text {
		t.Errorf("the token is %q", w.copied)
	}
}

func TestEditingATokenByHandIsTakenBackAsAWhole(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	d.Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby"})).Shows("✓ nothing found")
	d.Press("enter", "backspace", "backspace").Type("zz").Shows("✗ would be refused")
	d.Press("alt+u").Shows("✓ nothing found", "lobby")
	d.Press("alt+x", "alt+x").Lacks("lobby").Press("alt+u").Shows("lobby") // emptying twice loses nothing
}

func TestTheSizeOfATokenIsThatOfTheOneShown(t *testing.T) {
	t.Parallel()
	d, _ := inspecting(t, 80, 24, "short")
	d.Paste(strings.Repeat("A", 100_000)).Shows("100000 bytes").Press("u").Shows("  5 bytes")
}

func TestJSONOfWhatIsNoTokenClaimsNoVerification(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 120, 36, "this is no token")
	d.Press("a").Type("json").Press("enter")
	if len(w.copied) != 1 || strings.Contains(w.copied[0], "verification") {
		t.Errorf("copied %q", w.copied)
	}
}

func TestAFilterThatFitsNothingKeepsTheKind(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 120, 36)
	d.Press("alt+/").Type("speech").Press("esc").Shows("› Speech-to-Text", "RTC, Signaling and")
	d.Paste("nothing like it").Shows("no kind fits").Press("esc").Shows("› Speech-to-Text", "RTC, Signaling and")
	d.Paste("ñ").Shows("no kind fits").Press("backspace").Shows("› Speech-to-Text", "RTC, Signaling and")
}

func TestTheKindsSayThatThereAreMore(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 80, 24)
	d.Press("alt+/").Shows("more lines ↓")
	for range tokens.Default.Kinds {
		d.Press("down")
	}
	d.Shows("› Signaling 1.x", "end ↑")
}

func TestTheFormSaysWhatItIsForWhereTheScreenIsNarrow(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 80, 24)
	d.Shows("RTC: numeric user ID")
}

func TestEmptyingAFormIsTakenBackAtOnce(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 80, 24)
	d.Type("lobby").Press("tab").Type("12345").Press("tab", "right", "esc", "x")
	d.Lacks("lobby", "12345", "‹subscriber›").Press("u").Shows("lobby", "12345", "‹subscriber›")
}

func TestAWholeDocumentThatIsPastedReplacesTheOldOne(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 120, 36)
	d.Press("alt+/").Type("compose").Press("enter")
	d.Paste("{\n  \"services\": [\n    {\"type\": 2, \"fields\": {\"user_id\": \"zoe\"}}\n  ]\n}\n").Shows("RTM (2)", "zoe").Lacks("lobby")
	d.Press("ctrl+z").Shows("lobby")
	d.Paste(`{"type": 99}`).Shows("lobby") // a part goes in at the cursor
}

func TestTheTextBeforeComesBackAfterEditing(t *testing.T) {
	t.Parallel()
	d, w := open(t, 120, 36)
	d.Press("alt+/").Type("compose").Press("enter").Paste(`{"services":[{"type":4}]}`).Shows("FPA (4)")
	d.Press("alt+2").Paste(sample(t, w, "rtc", tokens.Values{"channel": "lounge"})).Press("e").Shows("lounge")
	d.Press("alt+u").Shows("FPA (4)")
}

func TestANoticeInTmuxFitsTheScreen(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 80, 24)
	d.Send(tea.EnvMsg{"TMUX=/tmp/tmux-0/default,1,0", "LC_ALL=C.UTF-8"}).Type("lobby")
	d.Press("enter").Shows("token sent to the clipboard", "set -g set-clipboard on")
	d.Press("alt+a").Type("url").Press("enter").Shows("URL-encoded token sent to the clipboard", "set -g set-clipboard on")
}

func TestAProjectThatLacksSomethingSaysWhatToDo(t *testing.T) {
	t.Parallel()
	certificate := strings.Repeat("ab", 16)
	for _, c := range []struct {
		project keystore.Project
		says    []string
	}{
		{keystore.Project{AppID: strings.Repeat("0", 32)}, []string{"AGORA_APP_CERTIFICATE", "press o"}},
		{keystore.Project{Primary: secret.New(certificate)}, []string{"no App ID · this run only", "AGORA_APP_ID", "press o"}},
		{keystore.Project{AppID: "xyz", Primary: secret.New(certificate)}, []string{"App ID: 3 characters", "AGORA_APP_ID"}},
	} {
		w := &world{now: noon, store: keystore.NewMemory()}
		deps := w.deps()
		c.project.Name = "environment"
		deps.Unnamed = &c.project
		d := uitest.New(t, ui.New(deps), 80, 24)
		d.Type("lobby").Shows(c.says...).Lacks("fill it in", "app ID", certificate)
		d.Press("enter").Lacks("fill it in", certificate)
	}
}

func TestHomeAndEndScrollAToken(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	d.Paste(sample(t, w, "class-room", tokens.Values{"room": "biology", "user": "ann"}))
	d.Press("end").Shows("join room", "end ↑").Press("home").Shows("AccessToken2").Lacks("join room")
}

func TestPageUpAnswersAtOnceAfterTheTokenGotShorter(t *testing.T) {
	t.Parallel()
	spec := func(services int) string {
		return `{"services":[{"type":4}` + strings.Repeat(`,{"type":4}`, services-1) + `]}`
	}
	d, _ := open(t, 80, 24)
	d.Press("alt+/").Type("compose").Press("enter").Paste(spec(30)).Press("esc")
	for range 30 {
		d.Press("pgdown")
	}
	d.Press("enter").Paste(spec(8)).Press("esc")
	before := d.Screen()
	if d.Press("pgup").Screen() == before {
		t.Errorf("nothing moved:\n%s", before)
	}
}

func TestTheWireViewFollowsTheTerminal(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	d.Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby"})).Press("w")
	d.View()
	after := d.Send(tea.BackgroundColorMsg{Color: color.White}).Styled()
	fresh, _ := inspecting(t, 80, 24, "")
	fresh.Send(tea.BackgroundColorMsg{Color: color.White}).Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby"})).Press("w")
	if after != fresh.Styled() {
		t.Error("the wire view kept the colours of a dark terminal")
	}
}

func TestAPreviewFollowsTheTerminal(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 80, 24)
	d.Type("lobby").Press("alt+a")
	after := d.Send(tea.BackgroundColorMsg{Color: color.White}).Styled()
	fresh, _ := open(t, 80, 24)
	fresh.Send(tea.BackgroundColorMsg{Color: color.White}).Type("lobby").Press("alt+a")
	if after != fresh.Styled() {
		t.Error("the preview kept the colours of a dark terminal")
	}
}

func TestTheSelectedBytesStayWhileTheChannelIsTyped(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	d.Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby"})).Press("w", "down", "down", "down")
	d.Shows("── App ID ·").Press("j", "tab", "tab").Type("lobby").Shows("✓ same").Press("esc", "w").Shows("── App ID ·")
}

// TestAHugePasteIntoAFieldDoesNotHang would run for minutes if drawing looked
// at the text again for each of its letters.
func TestAHugePasteIntoAFieldDoesNotHang(t *testing.T) {
	t.Parallel()
	for _, text := range []string{strings.Repeat("A", 3<<20), strings.Repeat("é\u202e東", 1<<18)} {
		d, _ := open(t, 80, 24)
		d.Paste(text).Shows("allowed").Press("home", "end", "left").Type("x").Press("tab", "shift+tab")
		d.Press("alt+2", "tab").Paste(text).Press("tab").Type("y").Press("shift+tab").Lacks("\u202e")
		d.Press("alt+t", "/").Paste(text).Press("esc", "esc", "alt+:").Paste(text).Shows("nothing fits")
	}
}

func TestACopyThatCannotBeIssuedNowIsNone(t *testing.T) {
	t.Parallel()
	w := &world{now: noon}
	deps := w.deps()
	deps.Rand = io.LimitReader(deps.Rand, 4) // enough for the first salt
	d := uitest.New(t, ui.New(deps), 80, 24)
	d.Type("lobby").Shows("signed by demo").Press("enter").Shows("drawing a salt")
	if len(w.copied) > 0 {
		t.Error("a token of an earlier time was copied")
	}
}

func TestALabelThatIsCutIsSpelledOutWhereTheFocusIs(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 80, 24)
	d.Press("alt+/").Type("rtm2").Press("enter", "tab", "tab").Shows("Read message c…", "Read message channels: names")
}
