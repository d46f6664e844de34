package ui_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui"
	"atc/ui/uitest"

	"github.com/charmbracelet/x/ansi"
)

// hostile is what somebody else may have written into a file of ours.
const hostile = "\x1b]52;c;cm0gLXJmIC8=\a\x1b[2J\x9b31m\u202elob\u200bby\x00\r\n\t\u2066'$(reboot)\xff"

// harmless fails the test if anything but styles and text reaches the
// terminal.
func harmless(tb testing.TB, d *uitest.Driver) {
	tb.Helper()
	v := d.View()
	for _, text := range []string{ansi.Strip(v.Content), v.WindowTitle} {
		for _, r := range text {
			if r != '\n' && !unicode.IsPrint(r) {
				tb.Fatalf("%U reaches the terminal:\n%q", r, text)
			}
		}
	}
	if strings.Contains(v.Content, "\x1b]") || strings.Contains(v.Content, "[2J") && !strings.Contains(d.Screen(), "[2J") {
		tb.Fatalf("a sequence reaches the terminal:\n%q", v.Content)
	}
	width := 80
	for _, l := range strings.Split(v.Content, "\n") {
		if n := ansi.StringWidth(l); n != width {
			tb.Errorf("a line has %d columns, want %d: %q", n, width, l)
		}
	}
}

// poisoned is a project all of whose texts are hostile.
func poisoned(name string) keystore.Project {
	return keystore.Project{
		Name: name + hostile, AppID: hostile + hostile, Primary: secret.New(hostile), Notes: hostile + "\n" + hostile,
		Chat: keystore.Chat{Host: hostile, AppKey: hostile},
	}
}

func TestHostileProjectsAreShownEscaped(t *testing.T) {
	t.Parallel()
	w := &world{now: noon, store: keystore.NewMemory(poisoned("a"), poisoned("b"), live())}
	d := with(t, w, 80, 24, func(deps *ui.Deps) { deps.Keystores = &homes{} })
	harmless(t, d)
	d.Type("lobby")
	for _, keys := range []string{
		"alt+4", "v", "down", "ctrl+o", "ctrl+o down enter", "e", "e tab tab ctrl+r", "e tab x enter", "d", "r", "r x enter", "x", "x enter",
		"w", "p", "c", "b", "/ l o", "y", "f", "pgdown", "alt+1", "alt+2", "alt+:",
	} {
		d.Press("alt+4")
		for _, k := range strings.Fields(keys) {
			d.Press(k)
			harmless(t, d)
		}
		d.Press("esc", "esc", "alt+y", "esc", "esc")
		harmless(t, d)
	}
}

func TestAHostileProjectIsDeletedByTypingItAsItIsShown(t *testing.T) {
	t.Parallel()
	const name = "\x1b[2J evil\u202e"
	d, w := managing(t, 80, 24, keystore.Project{Name: name, AppID: stagingID})
	d.Press("x").Type("evil").Press("enter").Shows(`type ␛[2J evil\u202e to delete it`)
	d.Press("ctrl+u").Type(`␛[2J evil\u202e`).Press("enter").Shows("is deleted")
	if got := names(t, w.store); got != "" {
		t.Errorf("the projects are %q", got)
	}
}

func TestHostileErrorsAreShownEscaped(t *testing.T) {
	t.Parallel()
	bad := errors.New("it answered: " + hostile)
	for _, err := range []error{
		bad,
		&keystore.UnavailableError{Backend: keystore.InKeyring, Problem: hostile, Advice: hostile, Err: bad},
		&keystore.DamagedError{Path: "/tmp/" + hostile, Problem: hostile, Advice: hostile},
		&keystore.MissingError{Project: hostile, Which: keystore.FieldPrimary},
		fmt.Errorf("an item: %w", &keystore.FieldError{Field: hostile, Problem: bad}),
	} {
		for _, call := range []string{"list", "get acme-live", "put", "use"} {
			f := newFickle(live())
			f.fails[call] = err
			d := with(t, &world{now: noon, store: f}, 80, 24, func(deps *ui.Deps) { deps.Keystores = &homes{err: err} })
			harmless(t, d)
			d.Press("esc", "alt+4")
			harmless(t, d)
			for _, k := range []string{"f", "esc", "d", "enter", "esc", "esc", "enter", "b", "up", "enter", "esc", "1"} {
				d.Press(k)
				harmless(t, d)
			}
		}
	}
}

func TestAHostileReportIsShownEscaped(t *testing.T) {
	t.Parallel()
	f := faulty()
	f.report.Faults[0].AppID, f.report.Faults[1].Project, f.report.Faults[1].Which = hostile, hostile, hostile
	f.report.Steps[1].Did = hostile
	f.report.Foreign = []keystore.Foreign{{Item: hostile, AppID: hostile, Which: hostile}, {Item: hostile, AppID: hostile, Which: hostile, Project: hostile}}
	d := checking(t, f, 80, 24)
	harmless(t, d)
	f.report.Steps[2].Err = errors.New(hostile)
	d.Press("c")
	harmless(t, d)
}

func TestHostileFilesAreShownEscaped(t *testing.T) {
	t.Parallel()
	poison := strings.NewReplacer("\n", "", "\r", "", "\x00", "").Replace(hostile)
	clean := strings.ToValidUTF8(poison, "")
	files := &folder{name: hostile, files: map[string]string{
		".env":        "# " + poison + "\nAGORA_APP_ID=" + stagingID + "\n",
		".env.local":  "A='" + clean + "'\nAGORA_APP_ID=" + stagingID + " # " + clean + "\nAGORA_APP_CERTIFICATE=" + stagingPrimary + " # " + clean + "\n",
		"config.json": `{"` + poison + `": 1`,
	}, env: map[string]string{"AGORA_APP_ID": hostile, "AGORA_APP_CERTIFICATE": hostile}, broken: errors.New(hostile)}
	d, _ := importing(t, files, 80, 24)
	harmless(t, d)
	for _, k := range []string{"enter", "esc", "down", "enter", "esc", "up", "f", "esc", "i"} {
		d.Press(k)
		harmless(t, d)
	}
	files.files = map[string]string{".env.local": files.files[".env.local"]}
	d.Press("f", "enter")
	harmless(t, d)
	d.Type("acme").Press("enter").Shows("Take the secret out of .env.local?")
	harmless(t, d)
	d.Press("y").Shows(".env.local is as it was")
	harmless(t, d)
}

func TestGarbageThatIsPastedIsShownEscaped(t *testing.T) {
	t.Parallel()
	d, _ := managing(t, 80, 24, staging())
	for _, keys := range []string{"n", "n tab", "n tab tab ctrl+r", "n shift+tab", "r", "x", "/", "ctrl+o"} {
		d.Press(strings.Fields(keys)...).Paste(hostile + strings.Repeat("東\u0301", 5000))
		harmless(t, d)
		d.Press("ctrl+r", "enter")
		harmless(t, d)
		d.Press("esc", "alt+y", "esc", "esc")
	}
}
