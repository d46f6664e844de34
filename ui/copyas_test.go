package ui

import (
	"encoding/json"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"atc/tokens"

	"github.com/charmbracelet/x/exp/golden"
)

// entryOf returns the entry with a title.
func entryOf(t *testing.T, s screen, title string) copyEntry {
	t.Helper()
	for _, en := range s.(*copyAs).entries {
		if en.title == title {
			return en
		}
	}
	t.Fatalf("there is no entry %s", title)
	return copyEntry{}
}

func TestCopyAsGivesEveryForm(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	c := dialogToken(t, e, "rtc", tokens.Values{"channel": "lobby", "uid": "12345"})
	s := newCopyAs(e, c)
	if got := entryOf(t, s, "Token").text; got != c.text {
		t.Errorf("the token is %q", got)
	}
	var report struct {
		Token        string
		Version      string
		Verification struct{ Status, Certificate string }
	}
	text := entryOf(t, s, "JSON").text
	if err := json.Unmarshal([]byte(text), &report); err != nil || report.Token != c.text || report.Verification.Certificate != "primary" || !strings.Contains(text, "\n  ") {
		t.Errorf("the JSON is %s: %v", text, err)
	}
	if got := entryOf(t, s, ".env line").text; got != "AGORA_TOKEN="+c.text {
		t.Errorf("the .env line is %q", got)
	}
	if got, err := url.QueryUnescape(entryOf(t, s, "URL-encoded").text); got != c.text || err != nil {
		t.Errorf("the URL-encoded token stands for %q, %v", got, err)
	}
	if got := entryOf(t, s, "curl").text; !strings.Contains(got, "'Authorization: agora token="+c.text+"'") {
		t.Errorf("curl is %s", got)
	}
	for _, l := range tokens.Languages() {
		en := entryOf(t, s, l.Title)
		if en.off != "" || !strings.Contains(en.text, "AGORA_APP_CERTIFICATE") || !strings.Contains(en.text, "lobby") {
			t.Errorf("the %s code is %q %s", l.Title, en.off, en.text)
		}
	}
}

func TestCopyAsCurlOfChatTokens(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	app := entryOf(t, newCopyAs(e, dialogToken(t, e, "chat-app", nil)), "curl")
	for _, want := range []string{"'https://REST_HOST/app-id/" + e.project().AppID + "/users?limit=10'", "'Authorization: Bearer 007"} {
		if !strings.Contains(app.text, want) {
			t.Errorf("%q is missing from %s", want, app.text)
		}
	}
	if !strings.Contains(app.note, "REST_HOST stands for") || strings.Contains(app.note, "user token") {
		t.Errorf("the note is %q", app.note)
	}
	user := entryOf(t, newCopyAs(e, dialogToken(t, e, "chat-user", tokens.Values{"user": "ada"})), "curl")
	if !strings.Contains(user.text, "/users/ada'") {
		t.Errorf("the address of the user is wrong in %s", user.text)
	}
	if !strings.Contains(user.note, "this is a user token") {
		t.Errorf("the note is %q", user.note)
	}
	room := entryOf(t, newCopyAs(e, dialogToken(t, e, "class-room", tokens.Values{"room": "r", "user": "u"})), "curl")
	if !strings.Contains(room.text, "Authorization: agora token=007") {
		t.Errorf("the curl of a classroom is %s", room.text)
	}
}

func TestShellQuoteIsOneWord(t *testing.T) {
	t.Parallel()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell here")
	}
	for _, s := range []string{"", "plain", "it's", "'; echo oops; '", "$(id) `id` \\ \" * ~ !x", "a\nb", "-n"} {
		out, err := exec.CommandContext(t.Context(), sh, "-c", "printf '<%s>' "+shellQuote(s)).Output()
		if got := string(out); err != nil || got != "<"+s+">" {
			t.Errorf("a shell reads %q as %s, %v", s, got, err)
		}
	}
}

func TestCopyAsRefusesWhatHasNoPlace(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	old := newCopyAs(e, dialogToken(t, e, "key-001", tokens.Values{"channel": "lobby"}))
	if en := entryOf(t, old, "PHP"); en.text != "" || !strings.Contains(en.off, "Agora has no PHP builder for this") {
		t.Errorf("the PHP code of a 001 key is %q %s", en.off, en.text)
	}
	pasted := newCopyAs(e, copySource{text: hostileText})
	for _, title := range []string{".env line", "curl", "Go", "PHP"} {
		if en := entryOf(t, pasted, title); en.off == "" || en.text != "" {
			t.Errorf("%s of a hostile text is %q", title, en.text)
		}
	}
	pasted.setSize(80, 22)
	typeIn(t, pasted, "curl")
	if got := pressIn(t, pasted, "enter"); got != (warn{"this holds characters that a header cannot carry"}) {
		t.Errorf("enter on what is off asks for %#v", got)
	}
	if screen := screenOf(pasted, 80, 22); !strings.Contains(screen, "this holds characters that a header cannot") {
		t.Errorf("the screen shows\n%s", screen)
	}
}

func TestCopyAsHoldsNoCertificate(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	p := e.project()
	primary, secondary := p.Primary.Reveal(), strings.ToUpper(p.Secondary.Reveal())
	sources := []copySource{{text: primary}, {text: "Bearer " + secondary}}
	for _, k := range e.Catalog.Kinds {
		values := tokens.Values{}
		for _, in := range k.Inputs {
			if in.Default == "" && !in.Optional {
				values[in.Key] = "7"
			}
		}
		if k.ID == "compose" {
			values["spec"] = `{"services":[{"type":5,"fields":{"user_id":"` + primary + `"},"privileges":{"1":60}}]}`
		}
		sources = append(sources, dialogToken(t, e, k.ID, values))
	}
	for _, c := range sources {
		s := newCopyAs(e, c).(*copyAs)
		for i, en := range s.entries {
			all := strings.ToLower(en.text + en.note + en.off + en.what)
			if strings.Contains(all, primary) || strings.Contains(all, strings.ToLower(secondary)) {
				t.Errorf("%s holds a certificate: %s", en.title, en.text)
			}
			if c.request != nil {
				continue // the preview shows the text
			}
			s.menu.choose(i)
			s.refresh()
			if screen := strings.ToLower(screenOf(s, 120, 34)); strings.Contains(screen, primary) || strings.Contains(screen, strings.ToLower(secondary)) {
				t.Errorf("the preview of %s shows a certificate", en.title)
			}
		}
	}
}

func TestCopyAsCopiesWhatIsChosen(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	c := dialogToken(t, e, "rtc", tokens.Values{"channel": "lobby", "uid": "12345"})
	for typed, want := range map[string]action{
		"":       closeDialog{then: copyText{c.text, "token"}},
		"env":    closeDialog{then: copyText{"AGORA_TOKEN=" + c.text, ".env line"}},
		"python": closeDialog{then: copyText{entryOf(t, newCopyAs(e, c), "Python").text, "Python code"}},
	} {
		s := newCopyAs(e, c)
		s.setSize(80, 22)
		typeIn(t, s, typed)
		if got := pressIn(t, s, "enter"); got != want {
			t.Errorf("after %q enter asks for %#v", typed, got)
		}
	}
}

func TestCopyAsScrollsItsPreview(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	s := newCopyAs(e, dialogToken(t, e, "rtc", tokens.Values{"channel": "lobby", "uid": "12345"}))
	s.setSize(80, 22)
	typeIn(t, s, "json")
	before := screenOf(s, 80, 22)
	s.setSize(80, 22)
	pressIn(t, s, "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown")
	f := strings.Join(s.view().lines, "\n")
	if !strings.Contains(f, "findings") || strings.Contains(before, "findings") {
		t.Errorf("before:\n%s\nafter:\n%s", before, f)
	}
	for range 6 {
		pressIn(t, s, "pgup")
	}
	if got := s.(*copyAs).top; got != 0 {
		t.Errorf("back at the top, the preview starts at line %d", got)
	}
}

func TestCopyAsPreviewsTheStartOfALongText(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	s := newCopyAs(e, copySource{text: strings.Repeat("x", 1<<20)})
	s.setSize(80, 22)
	for range 100 {
		pressIn(t, s, "pgdown")
	}
	if screen := strings.Join(s.view().lines, "\n"); !strings.Contains(screen, "all of it is copied, but the preview ends here") {
		t.Errorf("the screen shows\n%s", screen)
	}
	if got := pressIn(t, s, "enter").(closeDialog).then.(copyText).text; len(got) != 1<<20 {
		t.Errorf("%d characters are copied", len(got))
	}
}

func TestCopyAsScreen(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	s := newCopyAs(e, dialogToken(t, e, "chat-app", nil))
	s.setSize(80, 22)
	pressIn(t, s, "down", "down", "down", "down")
	golden.RequireEqual(t, screenOf(s, 80, 22))
}
