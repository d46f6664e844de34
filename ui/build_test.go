package ui_test

import (
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/tokens"
	"atc/ui"
	"atc/ui/uitest"

	"github.com/charmbracelet/x/exp/golden"
)

func sizes(t *testing.T, run func(t *testing.T, width, height int)) {
	t.Helper()
	t.Run("80x24", func(t *testing.T) { t.Parallel(); run(t, 80, 24) })
	t.Run("120x36", func(t *testing.T) { t.Parallel(); run(t, 120, 36) })
}

func TestAnEmptyFormSaysWhatToFillIn(t *testing.T) {
	t.Parallel()
	sizes(t, func(t *testing.T, width, height int) {
		d, _ := open(t, width, height)
		golden.RequireEqual(t, d.Shows("fill in: Channel name").Screen())
	})
}

func TestTypingShowsTheTokenDecoded(t *testing.T) {
	t.Parallel()
	sizes(t, func(t *testing.T, width, height int) {
		d, _ := open(t, width, height)
		d.Type("lobby").Press("tab", "backspace").Type("12345")
		golden.RequireEqual(t, d.Shows("lobby", "12345", "publish audio", "007eJ").Screen())
	})
}

func TestTheTokenChangesOnEveryKeystrokeAndOnlyThen(t *testing.T) {
	t.Parallel()
	d, w := open(t, 120, 36)
	first := d.Type("lobby").Screen()
	if again := d.Press("tab", "shift+tab").Screen(); again != first {
		t.Errorf("moving the focus changed the screen:\n%s\n%s", first, again)
	}
	if d.Type("2").Screen() == first {
		t.Error("typing changed nothing")
	}
	d.Press("backspace")
	w.now = w.now.Add(2 * time.Second)
	d.Shows("59:58")
}

func TestCopyHandsOutATokenThatIsIssuedNow(t *testing.T) {
	t.Parallel()
	d, w := open(t, 80, 24)
	d.Type("lobby")
	w.now = w.now.Add(10 * time.Minute)
	d.Press("enter").Shows("sent to the clipboard")
	if len(w.copied) != 1 {
		t.Fatalf("copied %d times", len(w.copied))
	}
	token, err := tokens.Default.Decode(w.copied[0])
	if err != nil {
		t.Fatal(err)
	}
	if at, _ := token.IssuedAt(); !at.Equal(w.now) {
		t.Errorf("issued at %s, want %s", at, w.now)
	}
	if v := token.SignedBy(ui.Certificates([]keystore.Project{keystore.Demo()}), tokens.Subject{}); v.Status != tokens.Signed || v.Certificate.Name != "primary" {
		t.Errorf("%+v", v)
	}
}

func TestCopyWithoutATokenGoesToTheFieldThatIsMissing(t *testing.T) {
	t.Parallel()
	d, w := open(t, 80, 24)
	d.Press("tab", "enter").Shows("channel name", "required")
	if len(w.copied) > 0 {
		t.Error("something was copied")
	}
	d.Type("x").Press("enter")
	if len(w.copied) != 1 {
		t.Errorf("the focus was not on the channel:\n%s", d.Screen())
	}
}

func TestLettersAreTextInAFieldAndCommandsAfterEsc(t *testing.T) {
	t.Parallel()
	d, w := open(t, 80, 24)
	d.Type("y2?q:").Shows("y2?q:").Lacks("Everywhere")
	d.Press("alt+y")
	if len(w.copied) != 1 {
		t.Error("alt+y did not copy while typing")
	}
	d.Press("esc", "y")
	if len(w.copied) != 2 {
		t.Error("esc y did not copy")
	}
	d.Press("2").Shows("Paste any Agora token")
	d.Press("1").Shows("y2?q:")
}

func TestAPasteIntoAFieldIsOneLineOfText(t *testing.T) {
	t.Parallel()
	d, w := open(t, 80, 24)
	d.Paste("  lob\x1b[31mby\n").Lacks("\x1b[31m")
	d.Press("ctrl+u")
	w.paste = "from-clipboard"
	d.Press("ctrl+v").Shows("from-clipboard")
}

func TestAMistakeIsTakenBack(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 120, 36)
	d.Type("lobby").Press("ctrl+u").Lacks("lobby").Press("alt+u").Shows("lobby")
	d.Press("esc", "x").Shows("fill in").Press("u").Shows("lobby")
}

func TestKindsAreFilteredByTyping(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 80, 24)
	d.Type("lobby").Press("esc", "/").Type("speech").Shows("Speech-to-Text").Lacks("numeric user ID")
	d.Press("enter").Shows("Signaling user", "lobby") // what was filled in stays
	d.Press("alt+/", "esc", "esc").Shows("Speech-to-Text")
	d.Press("/").Type("nothing like it").Shows("no kind fits")
}

func TestThePaletteOpensAKindFromAnyTab(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 80, 24)
	d.Press("alt+2", ":").Type("chat: user").Shows("Build a token").Press("enter").Shows("Username", "fill in")
}

func TestWhatIsRefusedIsStillThereAfterALookAtAnotherKind(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 120, 36)
	d.Type("a/b").Press("alt+/").Type("user account").Press("enter").Lacks("a/b")
	d.Press("alt+/", "esc").Type("numeric user").Press("enter").Shows("a/b")
}

func TestWhatWasFilledInElsewhereArrives(t *testing.T) {
	t.Parallel()
	d, _ := open(t, 120, 36)
	d.Type("lobby").Press("alt+/").Type("user account").Press("enter").Shows("lobby")
	d.Press("ctrl+u").Type("lounge").Press("alt+/", "esc").Type("numeric user").Press("enter").Shows("lounge")
}

func TestEveryKindHasAFormThatWorks(t *testing.T) {
	t.Parallel()
	for _, k := range tokens.Default.Kinds {
		t.Run(k.ID, func(t *testing.T) {
			t.Parallel()
			d, w := open(t, 80, 24)
			d.Press("alt+/").Type(k.ID)
			for i := 0; !strings.Contains(d.Screen(), "› "+k.Title) && i < len(tokens.Default.Kinds); i++ {
				d.Press("down")
			}
			d.Press("enter")
			fill(d, k)
			d.Press("alt+y")
			if len(w.copied) != 1 {
				t.Fatalf("no token:\n%s", d.Screen())
			}
			if token, err := tokens.Default.Decode(w.copied[0]); err != nil || token.Version != k.Version {
				t.Errorf("%v\n%s", err, w.copied[0])
			}
		})
	}
}

// fill fills in what a kind requires, tabbing from field to field.
func fill(d *uitest.Driver, k tokens.Kind) {
	for _, in := range k.Inputs {
		if in.Default == "" && !in.Optional {
			d.Type("a1")
		}
		d.Press("tab")
	}
}

// TestANewKindNeedsOneEntry adds an entry to a copy of the catalog, and
// expects it on screen with its form and a token of its own.
func TestANewKindNeedsOneEntry(t *testing.T) {
	t.Parallel()
	w := &world{now: noon}
	deps := w.deps()
	deps.Catalog.Kinds = append([]tokens.Kind{{
		ID: "brand-new", Group: "Novelties", Title: "brand new", Doc: "proves a point", Version: tokens.AccessToken2,
		Inputs: []tokens.Input{{Key: "who", Title: "Who", Doc: "anybody"}, {Key: "lifetime", Title: "Lifetime", Type: tokens.Lifetime, Default: "5m"}},
		Grants: []tokens.Grant{{
			Service: tokens.ServiceRTM, Fields: []tokens.Fill{{Inputs: []string{"who"}}},
			Privileges: []tokens.Granted{{ID: 1, From: []string{"lifetime"}}},
		}},
	}}, deps.Catalog.Kinds...)
	if err := deps.Catalog.Validate(); err != nil {
		t.Fatal(err)
	}
	d := uitest.New(t, ui.New(deps), 120, 36)
	d.Type("zed").Shows("Novelties", "brand new", "Who", "zed", "log in", "5:00").Press("enter")
	if len(w.copied) != 1 {
		t.Error("no token was copied")
	}
}

func TestNoCertificateIsEverOnTheScreen(t *testing.T) {
	t.Parallel()
	p := keystore.Demo()
	secrets := []string{p.Primary.Reveal(), p.Secondary.Reveal()}
	d, _ := open(t, 120, 36)
	d.Type("lobby").Lacks(secrets...)
	d.Press("esc")
	for _, dialog := range []string{"a", "g", "s", "t", "?", ":"} {
		d.Press(dialog).Lacks(secrets...).Press("esc", "esc")
	}
	d.Press("i")
	for _, view := range []string{"d", "l", "w", "c"} {
		d.Press(view).Lacks(secrets...)
	}
}
