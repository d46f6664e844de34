package cli_test

import (
	"context"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/charmbracelet/x/term"

	"atc/keystore"
	"atc/ui/cli"
)

// A step of a dialogue: what is typed once a question is on the screen.
type step struct{ question, typed string }

const (
	ctrlC = "\x03"
	ctrlD = "\x04"
	back  = "\x7f"
	clean = "\x15"
)

// stays keeps the terminal open when the command closes it.
type stays struct{ cli.Terminal }

func (stays) Close() error { return nil }

// talk runs the command at a terminal, answers its questions, and returns what
// the terminal showed. The terminal must be left as it was.
func (r *run) talk(steps []step, args ...string) (screen string) {
	r.t.Helper()
	keyboard, tty := openPTY(r.t)
	before, err := term.GetState(tty.Fd())
	if err != nil {
		r.t.Fatal(err)
	}
	r.deps.In = tty
	r.deps.OpenTerminal = func() (cli.Terminal, error) { return stays{tty}, nil }
	shown := make(chan string)
	go func() { shown <- answer(keyboard, steps) }()
	r.exec(args...)
	if after, err := term.GetState(tty.Fd()); err != nil || !reflect.DeepEqual(before, after) {
		r.t.Errorf("%q leaves the terminal in another state: %v", args, err)
	}
	_, _ = tty.Write([]byte("\n" + theEnd))
	screen = <-shown
	if strings.Contains(strings.ToLower(screen), strings.ToLower(certificate)) || strings.Contains(screen, otherCertificate) {
		r.t.Errorf("the terminal shows a certificate:\n%s", screen)
	}
	return screen
}

const theEnd = "<the end>"

// answer types what the steps say, and returns what the terminal showed.
func answer(keyboard cli.Terminal, steps []step) string {
	var all strings.Builder
	seen := 0 // what earlier questions stand in
	buf := make([]byte, 4096)
	for !strings.Contains(all.String(), theEnd) {
		n, err := keyboard.Read(buf)
		if all.Write(buf[:n]); err != nil {
			break
		}
		for len(steps) > 0 {
			i := strings.Index(all.String()[seen:], steps[0].question)
			if i < 0 {
				break
			}
			seen += i + len(steps[0].question)
			_, _ = keyboard.Write([]byte(steps[0].typed))
			steps = steps[1:]
		}
	}
	return all.String()
}

func TestAddAsksForWhatTheFlagsDoNotGive(t *testing.T) {
	t.Parallel()
	r, _ := stored(t)
	screen := r.talk([]step{
		{"App ID:", "123\r"},
		{"App ID:", appID + "\r"},
		{"primary App Certificate", "abc\r"},
		{"primary App Certificate", "\x1b[A" + certificate + "x" + back + "\r"},
		{"secondary App Certificate", certificate + "\r"},
		{"secondary App Certificate", "typo" + clean + otherCertificate + "\r"},
	}, "project", "add", "acme")
	r.succeeds()
	if !strings.Contains(screen, strings.Repeat("*", 32)) || !strings.Contains(screen, "App ID: 3 characters where there must be 32") || !strings.Contains(screen, "the certificate has 3 characters where there must be 32") || !strings.Contains(screen, "is the same as the primary one") {
		t.Error(screen)
	}
	got, err := r.deps.Home.Open(keystore.InKeyring).Get(t.Context(), "acme")
	if err != nil || got.AppID != appID || got.Primary.Reveal() != certificate || got.Secondary.Reveal() != otherCertificate {
		t.Errorf("stored %+v: %v", got.Entry(), err)
	}
}

func TestAProjectMayHaveNoCertificate(t *testing.T) {
	t.Parallel()
	r, _ := stored(t)
	r.talk([]step{{"primary App Certificate", "\r"}}, "project", "add", "acme", "--app-id", appID)
	r.succeeds()
	if !strings.Contains(r.err, "atc: warning: without an App Certificate no token can be signed or checked") {
		t.Error(r.err)
	}
}

func TestCertificatesMayBePastedAtOnce(t *testing.T) {
	t.Parallel()
	r, _ := stored(t)
	r.talk([]step{{"primary App Certificate", certificate + "\r" + otherCertificate + "\r"}}, "project", "add", "acme", "--app-id", appID)
	if all, err := r.succeeds().deps.Home.Open(keystore.InKeyring).List(t.Context()); err != nil || len(all) != 1 || !all[0].Secondary {
		t.Errorf("%+v: %v", all, err)
	}
}

func TestAMaskedPromptIsLeft(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]int{certificate[:9] + ctrlC: cli.ExitInterrupted, "\x1b[" + ctrlC: cli.ExitInterrupted, ctrlD: cli.ExitUsage} {
		r, k := stored(t)
		r.talk([]step{{"primary App Certificate", typed}}, "project", "add", "acme", "--app-id", appID)
		if r.code != want || len(k.items) > 0 {
			t.Errorf("%q: exit code %d: %s", typed, r.code, r.err)
		}
		if want == cli.ExitUsage && r.err != "atc: the question was not answered: run the command again and answer it, or see its --help for a flag that does\n" {
			t.Error(r.err)
		}
	}
}

func TestASignalLeavesAMaskedPrompt(t *testing.T) {
	t.Parallel()
	r, _ := stored(t)
	ctx, cancel := context.WithCancel(t.Context())
	r.ctx = ctx
	keyboard, tty := openPTY(t)
	before, _ := term.GetState(tty.Fd())
	r.deps.In = tty
	go func() {
		answer(keyboard, []step{{"primary App Certificate", certificate[:9]}, {strings.Repeat("*", 9), ""}})
	}()
	r.deps.OpenTerminal = func() (cli.Terminal, error) {
		return watched{stays{tty}, &strings.Builder{}, func(shown string) {
			if strings.HasSuffix(shown, strings.Repeat("*", 9)) {
				cancel()
			}
		}}, nil
	}
	r.exec("project", "add", "acme", "--app-id", appID)
	after, _ := term.GetState(tty.Fd())
	if r.code != cli.ExitInterrupted || r.out != "" || r.err != "" || !reflect.DeepEqual(before, after) {
		t.Errorf("exit code %d: %q %q", r.code, r.out, r.err)
	}
	_, _ = tty.Write([]byte(theEnd))
}

// watched tells what has been written to a terminal.
type watched struct {
	cli.Terminal
	shown *strings.Builder
	tell  func(shown string)
}

func (w watched) Write(text []byte) (int, error) {
	n, err := w.Terminal.Write(text)
	w.shown.Write(text)
	w.tell(w.shown.String())
	return n, err
}

func TestANewVaultAsksForItsPassphraseTwice(t *testing.T) {
	t.Parallel()
	r, _ := stored(t)
	r.files["c"] = certificate
	screen := r.talk([]step{
		{"passphrase for the new vault:", "short\r"},
		{"passphrase for the new vault:", "correct horse\r"},
		{"the same passphrase again:", "correct house\r"},
		{"passphrase for the new vault:", "correct horsé\r"},
		{"the same passphrase again:", "correct horsé\r"},
	}, "project", "add", "acme", "--app-id", appID, "--certificate-file", "c", "--keystore", "vault")
	r.succeeds()
	if !strings.Contains(screen, "the two differ") || strings.Contains(screen, "horse") || strings.Contains(screen, "horsé") {
		t.Error(screen)
	}
	r.talk([]step{{"passphrase of the vault:", "wrong\r"}, {"this is not", ""}, {"passphrase of the vault:", "correct horsé\r"}}, "verify", tokenOf(t, acme()))
	if r.succeeds(); !strings.Contains(r.out, "\nsigned by primary of acme\n") {
		t.Error(r.out)
	}
	r.talk([]step{{"vault:", "a\r"}, {"vault:", "b\r"}, {"vault:", "c\r"}}, "project", "list")
	if r.code != cli.ExitStorage || r.err != "atc: the vault stays locked: the passphrase was wrong 3 times\n" {
		t.Errorf("exit code %d: %s", r.code, r.err)
	}
	if screen := r.talk(nil, "decode", tokenOf(t, acme())); strings.Contains(screen, "passphrase") || r.succeeds().err != "" {
		t.Errorf("decode asks: %s%s", screen, r.err)
	}
	r.talk([]step{
		{"passphrase of the vault:", "correct horsé\r"},
		{"new passphrase of the vault:", "battery staple\r"},
		{"the same passphrase again:", "battery staple\r"},
	}, "project", "passphrase")
	r.succeeds()
	r.talk([]step{{"passphrase of the vault:", "battery staple\r"}}, "project", "list")
	r.succeeds()
}

func TestRemoveAsksForTheName(t *testing.T) {
	t.Parallel()
	r, _ := stored(t, acme())
	r.talk([]step{{"Type acme to remove it:", "yes\r"}}, "project", "remove", "acme")
	if r.code != cli.ExitUsage || r.err != "atc: project remove: that is not its name: nothing was removed\n" {
		t.Errorf("exit code %d: %s", r.code, r.err)
	}
	r.talk([]step{{"Type acme to remove it:", "acme\r"}}, "project", "remove", "acme")
	if r.succeeds(); r.err != "atc: \"acme\" is removed from the keyring\n" {
		t.Error(r.err)
	}
}

func TestImportAsksWhichAndWhetherToRemove(t *testing.T) {
	t.Parallel()
	r, _ := stored(t)
	env := "AGORA_APP_ID=" + appID + "\nAGORA_APP_CERTIFICATE=" + certificate + "\n"
	r.files[".env"] = env
	r.files["config.json"] = `{"appId":"` + otherAppID + `","appCertificate":"` + otherCertificate + `"}`
	r.deps.Folder = "shop"
	r.deps.ReplaceFile = func(name string, before, after []byte) error {
		if r.files[name] != string(before) {
			return errors.New("it has changed meanwhile")
		}
		r.files[name] = string(after)
		return nil
	}
	steps := []step{{"Which one is to be stored? (1-2, enter for none):", "7\r"}, {"there is no number 7", "1\r"}, {"(enter for shop):", "\r"}, {"Remove the certificate from .env like this? [y/N]", "n\r"}}
	screen := r.talk(steps, "project", "import")
	if r.succeeds(); !strings.Contains(screen, "- AGORA_APP_CERTIFICATE=••••5d3b") || r.files[".env"] != env || !strings.Contains(r.err, `"shop" is stored in the keyring`) {
		t.Error(screen, r.err)
	}
	r.talk([]step{{"[y/N]", "y\r"}}, "project", "import", ".env")
	if r.succeeds(); r.files[".env"] != "AGORA_APP_ID="+appID+"\nAGORA_APP_CERTIFICATE=\n" || !strings.Contains(r.err, `it is stored already, as "shop"`) {
		t.Error(r.files[".env"], r.err)
	}
}

// TestAScriptIsAskedNothing has a terminal at hand, but neither stdin nor
// stderr is on it.
func TestAScriptIsAskedNothing(t *testing.T) {
	t.Parallel()
	r, _ := stored(t, acme())
	r.deps.OpenTerminal = func() (cli.Terminal, error) { return nil, errors.New("THE TERMINAL") }
	for _, args := range []string{"project add x --app-id " + appID, "project remove acme", "project check --clean", "project list --keystore vault", "project import"} {
		if r.exec(strings.Fields(args)...); strings.Contains(r.err, "THE TERMINAL") {
			t.Errorf("%s: %s", args, r.err)
		}
	}
}

// fromPipe is stdin where stderr is the terminal.
type fromPipe struct {
	io.Reader
	terminal uintptr
}

func (f fromPipe) Fd() uintptr { return f.terminal }

func TestImportFromAPipeAsksForNoRemoval(t *testing.T) {
	t.Parallel()
	_, tty := openPTY(t)
	r, _ := stored(t)
	r.deps.In = fromPipe{strings.NewReader("AGORA_APP_ID=" + appID + "\nAGORA_APP_CERTIFICATE=" + certificate + "\n"), tty.Fd()}
	r.deps.OpenTerminal = func() (cli.Terminal, error) { return stays{tty}, nil }
	r.exec("project", "import", "-", "--name", "acme").succeeds()
	if want := "atc: \"acme\" is stored in the keyring, and is the current project\n"; r.err != want {
		t.Errorf("says %q, want %q", r.err, want)
	}
}

// The keyring is one for all folders of settings.
func TestCleanLeavesTheCertificatesOfAnotherFolder(t *testing.T) {
	t.Parallel()
	r, k := stored(t, acme(), other())
	theirs := r.deps.Home
	r.deps.Home.Dir = t.TempDir()
	if err := r.deps.Home.Open(keystore.InKeyring).Put(t.Context(), "", acme()); err != nil {
		t.Fatal(err)
	}
	before := len(k.items)
	if screen := r.talk(nil, "project", "check", "--clean"); strings.Contains(screen, "[y/N]") {
		t.Errorf("it asks about what it leaves alone: %s", screen)
	}
	r.succeeds()
	k.lose(t, appID+" primary "+indexID(t, r.deps.Home.Dir))
	screen := r.talk([]step{{"[y/N]", "y\r"}}, "project", "check", "--clean")
	if r.succeeds(); !strings.Contains(screen, "lacks the primary App Certificate of \"acme\"") || strings.Contains(screen, "also holds") || !strings.Contains(r.err, "cleaned up: one certificate") {
		t.Error(screen, r.err)
	}
	if len(k.items) != before-1 {
		t.Errorf("%d items, want all but the one that was lacking of %d", len(k.items), before)
	}
	for _, p := range []keystore.Project{acme(), other()} {
		if got, err := theirs.Open(keystore.InKeyring).Get(t.Context(), p.Name); err != nil || !got.Primary.Equal(p.Primary) {
			t.Errorf("%s of the other folder: %v", p.Name, err)
		}
	}
}
