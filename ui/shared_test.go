package ui_test

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui"
	"atc/ui/uitest"

	"github.com/charmbracelet/x/ansi"
)

// lent is the project that a host lends to visitors.
func lent(s keystore.Sharing) keystore.Project {
	p := staging()
	p.Sharing = s
	return p
}

// asVisitor opens the console of a visitor over projects in memory.
func asVisitor(tb testing.TB, width, height int, projects ...keystore.Project) (*uitest.Driver, *world) {
	tb.Helper()
	w := &world{now: noon, store: keystore.NewMemory(projects...)}
	return with(tb, w, width, height, func(d *ui.Deps) { d.Visitor = true }), w
}

// disguises are the forms in which a certificate could be given away, in lower
// case.
func disguises(certificate string) []string {
	raw, _ := hex.DecodeString(certificate)
	reversed := []byte(certificate)
	slices.Reverse(reversed)
	all := []string{
		certificate, certificate[:12], certificate[20:], string(reversed), hex.EncodeToString([]byte(certificate)),
		base64.StdEncoding.EncodeToString([]byte(certificate)), base64.StdEncoding.EncodeToString(raw),
		base64.StdEncoding.EncodeToString([]byte(strings.ToLower(certificate))), base64.URLEncoding.EncodeToString(raw),
	}
	for i := range all {
		all[i] = strings.ToLower(strings.TrimRight(all[i], "="))
	}
	return all
}

// watch looks at everything that comes out of a console for certificates, and
// for tokens that a project is not lent for.
type watch struct {
	tb        testing.TB
	w         *world
	hidden    []string
	lent      keystore.Project
	checked   int // of what was copied
	tokens    int // that were copied
	mayLonger bool
	seen      string // that was looked at last
}

func newWatch(tb testing.TB, w *world, p keystore.Project) *watch {
	return &watch{
		tb: tb, w: w, lent: p, mayLonger: p.Sharing == keystore.SharedToAdminister,
		hidden: append(disguises(p.Primary.Reveal()), disguises(p.Secondary.Reveal())...),
	}
}

// look fails the test for what must not be seen.
func (l *watch) look(d *uitest.Driver, doing string) {
	l.tb.Helper()
	v := d.View()
	l.text("the screen", ansi.Strip(v.Content)+"\n"+v.WindowTitle, doing)
	for ; l.checked < len(l.w.copied); l.checked++ {
		l.text("the clipboard", l.w.copied[l.checked], doing)
		l.tokensIn(l.w.copied[l.checked], doing)
	}
}

func (l *watch) text(where, text, doing string) {
	l.tb.Helper()
	if where+text == l.seen {
		return
	}
	l.seen = where + text
	// What wraps is found across the ends of lines.
	whole := strings.Join(strings.Fields(strings.ToLower(text)), "")
	for _, h := range l.hidden {
		if strings.Contains(whole, h) {
			l.tb.Fatalf("%s holds a part of the certificate after %s:\n%s", where, doing, text)
		}
	}
}

// tokensIn judges the tokens in a text that are signed for the lent project.
func (l *watch) tokensIn(text, doing string) {
	l.tb.Helper()
	tokens.Default.Find([]byte(text), 0, len(text), func(s tokens.Sighting) bool {
		if s.Leak != nil {
			l.tb.Errorf("a certificate was copied by %s", doing)
			return true
		}
		t, err := tokens.Default.Decode(s.Text)
		if err != nil {
			return true
		}
		l.tokens++
		limits := tokens.Limits{Longest: keystore.SharedLifetime}
		if l.mayLonger {
			limits = tokens.Limits{AppTokens: true}
		}
		if err := limits.Refuse(t, l.w.now); err != nil {
			l.tb.Errorf("a token was copied by %s that %v: %s", doing, err, s.Text)
		}
		return true
	})
}

func TestASharedProjectBuildsTokensForAnHour(t *testing.T) {
	t.Parallel()
	d, w := asVisitor(t, 120, 36, lent(keystore.SharedToBuild))
	d.Shows("acme-staging · 970C…1b33 · shared by the host").Type("lobby").Shows("signed by acme-staging, primary ✓", "ends in 1:00:00")
	d.Press("enter", "alt+k", "alt+g", "esc", "alt+a", "enter")
	l := newWatch(t, w, lent(keystore.SharedToBuild))
	l.look(d, "copying")
	if l.tokens != 2 {
		t.Errorf("%d tokens were copied: %q", l.tokens, w.copied)
	}
}

func TestTheFormSaysHowLongATokenOfASharedProjectMayLast(t *testing.T) {
	t.Parallel()
	sizes(t, func(t *testing.T, width, height int) {
		d, w := asVisitor(t, width, height, lent(keystore.SharedToBuild))
		d.Type("lobby").Press("tab", "tab", "tab").Shows("› Lifetime", "shared")
		shows := strings.Join(strings.Fields(d.Screen()), " ")
		if width > 80 && !strings.Contains(shows, "1h30m or seconds; 1 h at most,") {
			t.Errorf("the field does not say what is allowed:\n%s", d.Screen())
		}
		d.Type("2h").Shows("! Lifetime: the token would end on", "2026-11-22 at 14:00:00 UTC").Press("enter").Shows("no token yet: lifetime: the token would end on")
		d.Press("alt+y", "alt+a", "alt+g", "alt+s", "alt+k", "alt+i").Lacks("Copy as", "Decoded")
		if len(w.copied) > 0 {
			t.Errorf("copied %q", w.copied)
		}
		d.Press("ctrl+z", "ctrl+z").Shows("Lifetime     1h ", "signed by acme-staging").Press("enter").Shows("token sent")
	})
}

func TestWhatASharedProjectIsNotFor(t *testing.T) {
	t.Parallel()
	spec := func(more string) string { return `{"services":[{"type":5,"privileges":{"1":60}}]` + more + `}` }
	for name, c := range map[string]struct {
		kind  string
		paste string
		says  string
	}{
		"an app token of Chat":        {"chat app", "", "shared for building tokens alone"},
		"an app token of a classroom": {"class-app", "", "shared for building tokens alone"},
		"a composed app token":        {"compose", `{"services":[{"type":5,"privileges":{"2":60}}]}`, "would administer the whole app"},
		"one beside a user token":     {"compose", `{"services":[{"type":5,"privileges":{"1":60}},{"type":5,"privileges":{"2":60}}]}`, "would administer the whole app"},
		"an unknown service":          {"compose", `{"services":[{"type":99}]}`, "does not know"},
		"an unknown privilege":        {"compose", `{"services":[{"type":5,"privileges":{"9":60}}]}`, "does not know"},
		"what stands after the end":   {"compose", `{"services":[{"type":4}],"trailing_hex":"00050001000200000000"}`, "nobody can judge"},
		"one more than it counts":     {"compose", spec(`,"service_count":2`), "cannot be read back"},
		"a token of tomorrow":         {"compose", spec(`,"issued_at":1795435200`), "would end on"},
		"a token of next century":     {"compose", spec(`,"issued_at":4294967295,"expire":4294967295`), "would end on"},
		"a composed token for long":   {"compose", spec(`,"expire":3601`), "would end on"},
		"a day of the accelerator":    {"fpa", "24h", "would end on"},
		"a key without an end":        {"001", "lobby", "have no end of their own"},
		"a 002 key without an end":    {"002", "lobby", "no token"},
		"a key that fits an endless":  {"003", "lobby", "also fits a key that never ends: build a key of version 004 or later"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, w := asVisitor(t, 120, 36, lent(keystore.SharedToBuild))
			d.Press("alt+/").Type(c.kind).Press("enter")
			if c.paste != "" {
				d.Paste(c.paste)
			}
			if c.kind == "002" {
				d.Press("tab", "tab").Type("0").Press("enter").Shows("would never end")
				c.says = "would never end"
			}
			if got := strings.Join(strings.Fields(d.Screen()), " "); !strings.Contains(got, c.says) && !strings.Contains(unboxed(d), c.says) {
				t.Errorf("the screen does not say %q:\n%s", c.says, d.Screen())
			}
			d.Press("alt+y", "alt+a", "enter", "alt+g", "alt+s", "alt+i", "alt+k")
			if len(w.copied) > 0 {
				t.Errorf("copied %q", w.copied)
			}
		})
	}
}

// unboxed returns what the screen says without borders, as one line for each
// pane that stands at the right.
func unboxed(d *uitest.Driver) string {
	var all []string
	for _, l := range strings.Split(d.Screen(), "\n") {
		if at := strings.LastIndex(l, "││"); at >= 0 {
			all = append(all, strings.Trim(l[at+len("││"):], " │"))
		}
	}
	return strings.Join(all, " ")
}

func TestOlderFormatsOfASharedProjectLastAnHourToo(t *testing.T) {
	t.Parallel()
	for kind, typed := range map[string][]string{
		"006 rtc": {"lobby"}, "006 signaling": {"ada"}, "005 media": {"lobby"}, "004 media": {"lobby"}, "signaling 1.x": {"ada"}, "fpa": {""},
	} {
		d, w := asVisitor(t, 120, 36, lent(keystore.SharedToBuild))
		d.Press("alt+/").Type(kind).Press("enter").Type(typed[0]).Press("enter").Shows("token sent to the clipboard")
		l := newWatch(t, w, lent(keystore.SharedToBuild))
		l.look(d, "copying a "+kind)
		if len(w.copied) != 1 {
			t.Errorf("%s: copied %q", kind, w.copied)
			continue
		}
		token, err := tokens.Default.Decode(w.copied[0])
		if err != nil {
			t.Errorf("%s: %v", kind, err)
		} else if err := (tokens.Limits{Longest: keystore.SharedLifetime}).Refuse(token, noon); err != nil {
			t.Errorf("%s: the token %v", kind, err)
		}
		d.Press("alt+y")
	}
}

func TestAppTokensOfAProjectThatIsSharedWithThem(t *testing.T) {
	t.Parallel()
	d, w := asVisitor(t, 120, 36, lent(keystore.SharedToAdminister))
	d.Press("alt+/").Type("chat app").Press("enter").Type("24h").Press("enter").Shows("token sent", "administer the app")
	newWatch(t, w, lent(keystore.SharedToAdminister)).look(d, "copying an app token")
	if len(w.copied) != 1 {
		t.Errorf("copied %q", w.copied)
	}
}

func TestThereIsNoAppTokenBehindTheScenes(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return noon }
	for sharing, want := range map[keystore.Sharing]error{
		keystore.Owned: nil, keystore.SharedToAdminister: nil, keystore.SharedToBuild: ui.ErrSharedToBuild, 99: ui.ErrSharedToBuild,
	} {
		token, err := ui.AppTokens(tokens.Default, lent(sharing), now, seeded())(t.Context())
		if err != want || token.IsZero() != (want != nil) { //nolint:errorlint // the sentinel itself is promised
			t.Errorf("sharing %d: %v, want %v", sharing, err, want)
		}
	}
}

func TestBuildSignsForTheProjectAlone(t *testing.T) {
	t.Parallel()
	kind, _ := tokens.Default.Kind("rtm")
	p := lent(keystore.SharedToBuild)
	text, err := ui.Build(&tokens.Default, &p, tokens.Request{
		Kind: kind, AppID: liveID, Certificate: secret.New(livePrimary), Values: tokens.Values{"user": "ada"},
		Stamp: tokens.Stamp{IssueTime: uint32(noon.Unix()), Salt: 1},
	}, noon)
	if err != nil {
		t.Fatal(err)
	}
	token, err := tokens.Default.Decode(text)
	if err != nil || token.AppID != stagingID {
		t.Errorf("the token is for %q, %v", token.AppID, err)
	}
	v := token.SignedBy(ui.Certificates([]keystore.Project{p}), tokens.Subject{})
	if v.Status != tokens.Signed {
		t.Errorf("the signature is %v", v.Status)
	}
}
