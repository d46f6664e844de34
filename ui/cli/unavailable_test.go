//go:build linux

package cli_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"atc/keystore/keyringtest"
	"atc/ui/uitest"
)

// unavailable are the ways in which a machine has no keyring that answers,
// with what both command and console must say about each.
var unavailable = []struct {
	name    string
	session []keyringtest.Option
	says    string
}{
	{"no D-Bus", []keyringtest.Option{keyringtest.NoBus}, "there is no D-Bus session"},
	{"a D-Bus session without a keyring", []keyringtest.Option{keyringtest.NoService}, "no keyring runs in this D-Bus session"},
	{"a locked keyring that cannot ask for its password", []keyringtest.Option{keyringtest.Locked}, "it is locked"},
	{"a keyring that does not answer", []keyringtest.Option{keyringtest.Wedged}, "did not answer"},
}

// TestACommandSaysInOneLineWhyTheKeyringCannotBeUsed adds a project without a
// terminal, and wants an answer within the five seconds that such a command
// has, and some for a busy machine.
func TestACommandSaysInOneLineWhyTheKeyringCannotBeUsed(t *testing.T) {
	t.Parallel()
	for _, c := range unavailable {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t, keyringtest.Start(t, c.session...).Vars()...)
			add := h.command("project", "add", "acme", "--app-id", publicAppID, "--certificate-file", "-")
			add.Stdin = strings.NewReader(publicCertificate + "\n")
			var out, said bytes.Buffer
			add.Stdout, add.Stderr = &out, &said
			start := time.Now()
			_ = add.Run()
			const limit = 20 * time.Second
			if took := time.Since(start); took > limit {
				t.Errorf("it took %s", took)
			}
			if code := add.ProcessState.ExitCode(); code != 4 {
				t.Errorf("exit code %d, want 4", code)
			}
			text := said.String()
			if !strings.Contains(text, c.says) || strings.Count(text, "\n") != 1 || out.Len() > 0 {
				t.Errorf("stderr is %q and stdout %q, want one line with %q", text, &out, c.says)
			}
			if !strings.Contains(text, "--keystore vault") {
				t.Errorf("%q does not say what to do next", text)
			}
			h.lacks("stderr", text)
		})
	}
}

// TestTheConsoleAsksWhereTheKeyringCannotBeUsed adds a project by keys.
func TestTheConsoleAsksWhereTheKeyringCannotBeUsed(t *testing.T) {
	t.Parallel()
	for _, c := range unavailable {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t, keyringtest.Start(t, c.session...).Vars()...)
			term := uitest.Start(t, h.command(), 100, 30).WaitFor("demo project")
			term.Send("alt+4").WaitFor("No project is stored yet").Send("n").WaitFor("New project")
			term.Type("acme").Send("tab").Type(publicAppID).Send("tab").Type(publicCertificate).Send("enter")
			if c.says == "did not answer" {
				term.WaitFor("Waiting for the keyring", "give up").Send("esc").WaitFor("gave up waiting", "try again")
			} else {
				term.WaitFor(strings.Fields(c.says)...).WaitFor("Where are the projects?", "vault", "memory", "try again")
				term.Send("esc").WaitUntil("the dialog is gone", func(screen string) bool { return !strings.Contains(screen, "Where are the projects?") })
			}
			h.lacks("the console", term.Screen())
			// The console goes on, and nothing has gone elsewhere by itself.
			term.WaitFor("New project").Send("esc").WaitFor("without saving").Send("enter")
			term.WaitFor("demo project", "in the keyring", "n  add a project")
			if code := term.Send("ctrl+c").Exit(); code != 0 {
				t.Errorf("the console ended with exit code %d", code)
			}
		})
	}
}
