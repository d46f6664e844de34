package ui_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui"
	"atc/ui/uitest"
)

// shopLog is a log with tokens and what stands around them. Five tokens are of
// the demo project and one is of another, in the lines 2, 4, 5, 8, 9 and 12, and
// a certificate beside its App ID stands in line 7.
func shopLog(tb testing.TB, w *world) string {
	tb.Helper()
	past := &world{now: w.now.Add(-3 * 24 * time.Hour)}
	other, _ := signed(tb, live(), w)
	return strings.Join([]string{
		"2026-11-22T11:58:01Z INFO  shop is up",
		"2026-11-22T11:58:02Z DEBUG join?token=" + sample(tb, w, "rtc", tokens.Values{"channel": "lobby", "uid": "12345"}),
		"2026-11-22T11:58:02Z DEBUG trace 5d41402abc4b2a76b9719d911017c592 of f2ca1bb6c7e907d06dafe4687e579fce",
		`2026-11-22T11:58:09Z INFO  {"user":"ada","token":"` + sample(tb, past, "chat-user", tokens.Values{"user": "ada"}) + `"}`,
		"2026-11-22T11:59:00Z INFO  Authorization: Bearer " + sample(tb, w, "rtm", tokens.Values{"user": "ben", "lifetime": "3d"}),
		"AGORA_APP_ID=" + stagingID,
		"AGORA_APP_CERTIFICATE=" + stagingPrimary,
		"2026-11-22T11:59:07Z WARN  renew " + sample(tb, w, "rtc-006", tokens.Values{"channel": "lobby", "uid": "7"}),
		"2026-11-22T11:59:08Z INFO  classroom " + sample(tb, w, "class-room", tokens.Values{"room": "biology", "user": "cleo", "lifetime": "90s"}),
		"2026-11-22T11:59:09Z DEBUG nothing to see",
		"2026-11-22T11:59:10Z DEBUG here",
		"2026-11-22T11:59:11Z INFO  theirs " + other,
	}, "\n") + "\n"
}

// signed returns a token of a project, and the request that it was built from.
func signed(tb testing.TB, p keystore.Project, w *world) (string, tokens.Request) {
	tb.Helper()
	k, _ := tokens.Default.Kind("rtc")
	r := tokens.Request{
		Kind: k, AppID: p.AppID, Certificate: p.Primary, Values: tokens.Values{"channel": "theirs", "uid": "9"},
		Stamp: tokens.Stamp{IssueTime: uint32(w.now.Unix() - 60), Salt: 4712},
	}
	text, err := tokens.Default.Build(r)
	if err != nil {
		tb.Fatal(err)
	}
	return text, r
}

// shelf is a folder with the log of a shop, and with what cannot be read.
func shelf(tb testing.TB, w *world) *folder {
	tb.Helper()
	refuse := func(name string, err error) error { return &fs.PathError{Op: "open", Path: name, Err: err} }
	return &folder{name: "shop", files: map[string]string{
		"shop.log": shopLog(tb, w), "empty.log": "", "quiet.log": strings.Repeat("nothing to see here\n", 2000),
	}, errs: map[string]error{
		"secret.log": refuse("secret.log", fs.ErrPermission), "logs": refuse("logs", errors.New("it is no regular file")),
	}}
}

// asking opens the console, and the dialog that asks for a file.
func asking(tb testing.TB, width, height int, files ui.Files) (*uitest.Driver, *world) {
	tb.Helper()
	w := &world{now: noon, store: keystore.NewMemory(keystore.Demo())}
	return with(tb, w, width, height, func(d *ui.Deps) { d.Files = files }).Press("alt+2", "f"), w
}

// shop opens the list of the tokens of the shop's log.
func shop(tb testing.TB, width, height int) (*uitest.Driver, *world) {
	tb.Helper()
	d, w := asking(tb, width, height, shelf(tb, &world{now: noon}))
	return d.Type("shop.log").Press("enter"), w
}

func TestTheTokensOfAFileAreListedWithWhatIsFoundAboutThem(t *testing.T) {
	t.Parallel()
	d, _ := shop(t, 120, 36)
	d.Shows("Tokens of shop.log", "6 tokens, 1 certificate", "✗", "refused", "surprise", "12 lines read")
	d.Shows("RTC lobby 12345", "ends in 59:00", "Chat ada", "ended 2 d ago", "RTM ben", "RTC theirs 9", "eCcb…baf3", "certificate", "leaked")
	d.Lacks(stagingPrimary, stagingPrimary[:8])
}

func TestTheFindingsOfTheChosenRowStandBelow(t *testing.T) {
	t.Parallel()
	d, _ := shop(t, 80, 24)
	d.Shows("nothing found that would refuse it", "line 2, column").Press("down").Shows("would be refused", "line 4")
	d.Press("down", "down").Shows("stands here in the clear", "whoever reads an App Certificate can sign tokens").Lacks(stagingPrimary[:8])
}

func TestAFileThatCannotBeReadSaysWhyAndWhatToDo(t *testing.T) {
	t.Parallel()
	d, _ := asking(t, 80, 24, shelf(t, &world{now: noon}))
	for name, says := range map[string][]string{
		"nowhere.log": {"! nowhere.log was not read: there is no such file", "mend the path"},
		"secret.log":  {"! secret.log was not read: you may not read it", "make it yours"},
		"logs":        {"! logs was not read: it is no regular file", "atc scan"},
	} {
		d.Press("ctrl+u").Type(name).Press("enter").Shows(says...)
	}
	d.Press("ctrl+u").Type("shop.logs").Press("enter").Shows("! shop.logs").Press("backspace").Lacks("!").Press("enter").Shows("6 tokens", "Tokens of shop.log")
}

func TestANameThatIsWrongLosesNothingOfTheList(t *testing.T) {
	t.Parallel()
	d, _ := shop(t, 80, 24)
	d.Press("down", "n").Shows("File  shop.log").Type("nowhere.log").Press("enter").Shows("no such file").Press("esc")
	d.Shows("Tokens of shop.log", "6 tokens", "line 4")
}

func TestWithoutANameThereIsNothingToRead(t *testing.T) {
	t.Parallel()
	d, _ := asking(t, 80, 24, shelf(t, &world{now: noon}))
	d.Press("enter").Shows("type that of a file").Press("esc").Lacks("Tokens of a file")
}

func TestWithoutFilesATextCanBePasted(t *testing.T) {
	t.Parallel()
	d, w := asking(t, 80, 24, nil)
	d.Shows("Tokens of a text", "Paste the text here", "not yours").Lacks("File ", "of a file", "in a file", "enter read")
	d.Paste(shopLog(t, w)).Shows("Tokens of a pasted text", "6 tokens, 1 certificate").Lacks("r read")
	d.Press("r").Shows("paste it again").Press("n").Shows("Paste the text here")
}

func TestAPasteIsANameOrAText(t *testing.T) {
	t.Parallel()
	d, w := asking(t, 80, 24, shelf(t, &world{now: noon}))
	d.Paste("'shop.log'\n").Shows("File  'shop.log'").Press("enter").Shows("6 tokens")
	d.Press("n").Paste("token: "+sample(t, w, "rtc", tokens.Values{"channel": "atrium"})).Shows("Tokens of a pasted text", "RTC atrium", "1 token")
	w.paste = "other.log"
	d.Press("n", "ctrl+v").Shows("File  other.log")
	w.paste = sample(t, w, "rtc", tokens.Values{"channel": "cellar"}) + "\n" + sample(t, w, "rtm", tokens.Values{"user": "zoe"})
	d.Press("ctrl+v").Shows("RTC cellar", "RTM zoe", "2 tokens").Lacks("atrium")
	d.Paste("  \n").Shows("2 tokens")
	d.Paste(strings.Repeat("x", 17<<20)).Shows("too long to be pasted", "2 tokens")
}

func TestTheFilterLooksAtEveryColumn(t *testing.T) {
	t.Parallel()
	d, _ := shop(t, 120, 36)
	for words, rows := range map[string]int{
		"refused": 1, "surprise": 1, "ended": 1, "006": 1, "lobby": 1, "LOBBY 12345": 1, "demo": 5, "eccbc87e": 1, "signaling ben": 1,
		"running": 5, "certificate": 2, "nothing like it": 0,
	} {
		d.Press("/").Type(words).Shows(fmt.Sprintf("%d of 7 rows", rows)).Press("esc").Shows("6 tokens, 1 certificate")
	}
	d.Press("/").Paste("ada").Press("enter").Shows("1 of 7 rows", "Chat ada").Press("s").Shows("by end", "1 of 7 rows").Press("esc").Shows("6 tokens")
	d.Press("/").Type("zzz").Shows("Nothing fits “zzz”: esc shows all rows.")
}

func TestTheChosenRowStaysWhateverTheOrder(t *testing.T) {
	t.Parallel()
	d, _ := shop(t, 80, 24)
	d.Press("down", "down").Shows("› ", "line 5,").Press("s").Shows("by end", "line 5,").Press("s").Shows("by severity", "line 5,")
	d.Press("/").Type("ben").Shows("line 5,").Press("esc").Shows("line 5,").Press("s").Shows("by line", "line 5,")
	d.Press("/").Type("ada").Shows("line 4,")
}

func TestRowsAreSorted(t *testing.T) {
	t.Parallel()
	d, _ := shop(t, 120, 36)
	lines := func() string {
		var all []string
		for _, l := range strings.Split(d.Screen(), "\n") {
			if f := strings.Fields(strings.Trim(l, "│› ")); len(f) > 2 && (f[1] == "007" || f[1] == "006" || f[1] == "certificate") {
				all = append(all, f[0])
			}
		}
		return strings.Join(all, " ")
	}
	for _, want := range []string{"2 4 5 7 8 9 12", "9 2 8 12 5 4 7", "7 4 5"} {
		if got := lines(); !strings.HasPrefix(got, want) {
			t.Errorf("the rows are %s, want %s first", got, want)
		}
		d.Press("s")
	}
}

func TestARowIsInspectedAndTheListComesBackAsItWas(t *testing.T) {
	t.Parallel()
	d, _ := shop(t, 80, 24)
	d.Press("/").Type("demo").Press("enter", "down", "down", "s", "enter").Lacks("Tokens of").Shows("RTM (2)", "ends in 23:59:00")
	d.Press("f").Shows("Tokens of shop.log", "5 of 7 rows", "by end", "line 5,").Press("esc").Shows("6 tokens", "line 5,").Press("esc").Lacks("Tokens of")
}

func TestThePasteOfSeveralTokensIsListedOnceAndKept(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	paste := "a " + sample(t, w, "rtc", tokens.Values{"channel": "attic"}) + "\nb " + sample(t, w, "rtc", tokens.Values{"channel": "cellar"}) + "\n"
	d.Paste(paste).Shows("f lists them all").Press("f").Shows("Tokens of a pasted text", "2 tokens").Press("s", "down", "y", "q")
	d.Press("f").Shows("by end", "line 2,").Press("q").Paste(strings.Replace(paste, "\n", "\n\n", 1)).Press("f").Shows("by line", "line 1,").Press("down").Shows("line 3,")
}

func TestAFileThatIsReadAgainKeepsItsOrderAndFilter(t *testing.T) {
	t.Parallel()
	files := shelf(t, &world{now: noon})
	d, w := asking(t, 80, 24, files)
	d.Type("shop.log").Press("enter", "s", "/").Type("demo").Press("enter").Shows("5 of 7 rows")
	files.files["shop.log"] += "more " + sample(t, w, "rtc", tokens.Values{"channel": "attic"}) + "\n"
	d.Press("r").Shows("by end", "6 of 8 rows", "RTC attic", "13 lines read")
	delete(files.files, "shop.log")
	d.Press("r").Shows("shop.log was not read: there is no such file").Press("esc").Shows("6 of 8 rows")
}

func TestATokenIsCopiedAndKept(t *testing.T) {
	t.Parallel()
	d, w := shop(t, 80, 24)
	d.Press("y", "k").Shows("kept in the tray")
	if len(w.copied) != 1 || w.copied[0] != sample(t, w, "rtc", tokens.Values{"channel": "lobby", "uid": "12345"}) {
		t.Errorf("%q was copied", w.copied)
	}
	d.Press("q", "t").Shows("007 · RTC lobby")
}

func TestACertificateIsNeitherCopiedNorKeptNorInspected(t *testing.T) {
	t.Parallel()
	d, w := shop(t, 80, 24)
	d.Press("/").Type("leaked").Press("enter")
	for _, key := range []string{"y", "k", "enter"} {
		d.Press(key).Shows("an App Certificate is not", "rotate it", "Tokens of shop.log")
	}
	if len(w.copied) > 0 {
		t.Errorf("%q was copied", w.copied)
	}
}

func TestAStoredCertificateIsFoundWhateverStandsAroundIt(t *testing.T) {
	t.Parallel()
	w := &world{now: noon, store: keystore.NewMemory(staging(), live())}
	d := with(t, w, 80, 24, func(deps *ui.Deps) { deps.Files = &folder{name: "shop"} }).Press("alt+2", "f").Paste("etag: " + strings.ToLower(livePrimary))
	d.Shows("0 tokens, 1 certificate", "acme-live", "an App Certificate of acme-live stands here in the clear")
	concealed(t, d)
	d.Lacks(strings.ToLower(livePrimary)[:8])
}

func TestAnAppIDThatIsACertificateIsNotShown(t *testing.T) {
	t.Parallel()
	w := &world{now: noon, store: keystore.NewMemory(staging())}
	mixedUp := staging()
	mixedUp.AppID, mixedUp.Primary = stagingPrimary, secret.New(stagingID)
	text, _ := signed(t, mixedUp, w)
	d := with(t, w, 120, 36, nil).Press("alt+2", "f").Paste("token " + text)
	d.Shows("1 token", "a certificate", "RTC theirs")
	concealed(t, d)
	d.Press("/").Type(strings.ToLower(stagingPrimary)).Shows("0 of 1 row")
}

func TestTheListFollowsTheClock(t *testing.T) {
	t.Parallel()
	d, w := shop(t, 80, 24)
	d.Shows("in 59:00", "in 0:30", "1 refused")
	if n := w.asked(time.Second); n != 1 {
		t.Errorf("%d ticks are under way, want 1", n)
	}
	w.now = w.now.Add(31 * time.Second)
	w.pass(d, time.Second)
	d.Shows("in 58:29", "0:01 ago", "2 refused").Press("/").Type("refused").Shows("2 of 7 rows")
}

func TestRowsThatAreOutOfSightOrOverDoNotTick(t *testing.T) {
	t.Parallel()
	d, w := shop(t, 80, 24)
	w.now = w.now.Add(48 * time.Hour)
	w.pass(d, time.Second)
	if n := w.asked(time.Second); n > 0 {
		t.Errorf("%d ticks are under way, and nothing counts down:\n%s", n, d.Screen())
	}
}

func TestCertificatesThatComeLaterAreTriedOnTheRows(t *testing.T) {
	t.Parallel()
	v := newVault(t, "correct horse", live())
	w := &world{now: noon, store: v}
	text, _ := signed(t, live(), w)
	d := with(t, w, 80, 24, nil).Press("esc", "alt+2", "f").Paste("token "+text).Shows("? cannot tell", "eCcb…baf3", "line 1,")
	d.Press("esc", "alt+4", "f").Type("correct horse").Press("enter", "alt+2", "f").Shows("✓ nothing found", "acme-live", "line 1,")
}

func TestWhatIsNotThereIsSaid(t *testing.T) {
	t.Parallel()
	d, _ := asking(t, 80, 24, shelf(t, &world{now: noon}))
	d.Type("empty.log").Press("enter").Shows("empty.log is empty", "n  read another file")
	d.Press("n").Type("quiet.log").Press("enter").Shows("No token was found in quiet.log", "0 tokens", "40 kB and 2,000 lines read")
}

func TestACertificateIsNoFilter(t *testing.T) {
	t.Parallel()
	d, _ := shop(t, 80, 24)
	p := keystore.Demo()
	d.Press("/").Type("lob").Paste(p.Primary.Reveal()).Shows("is not searched for", "/ lob", "shop.log").Type("by").Shows("/ lobby")
	hasNot(t, d.Screen(), p.Primary.Reveal())
}

// The number of a line grows while a file is read, and an App ID stays whole.
func TestAnAppIDIsWholeBesideLongLineNumbers(t *testing.T) {
	t.Parallel()
	w := &world{now: noon}
	other, _ := signed(t, live(), w)
	files := &folder{name: "shop", files: map[string]string{"long.log": strings.Repeat("\n", 1_234_567) + other + "\n"}}
	d, _ := asking(t, 80, 24, files)
	d.Type("long.log").Press("enter").Shows("1234568 007", "eCcb…baf3  ", "App ID eCcb…baf3 ")
}
