//go:build unix

package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"atc/ui/uitest"
)

// TestASecretIsTypedUnseen types one at a prompt of the real program, whose
// stdin is a pipe, and leaves with ctrl+c or a signal. The shell prints how it
// finds the terminal then.
func TestASecretIsTypedUnseen(t *testing.T) {
	t.Parallel()
	atc := uitest.Program(t)
	for name, leave := range map[string]func(term *uitest.Terminal, atc *os.Process){
		"ctrl+c":   func(term *uitest.Terminal, _ *os.Process) { term.Send("ctrl+c") },
		"a signal": func(_ *uitest.Terminal, atc *os.Process) { _ = atc.Signal(os.Interrupt) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			const script = `true | sh -c 'echo $$ > pid; exec "$0" project add acme --app-id ` + appID + ` --keystore memory' "$0"; echo "exit code $?"; stty -a`
			shell := exec.Command("sh", "-c", script, atc)
			shell.Dir, shell.Env = dir, []string{"XDG_CONFIG_HOME=" + dir, "ATC_PROJECT=", "ATC_KEYSTORE="}
			term := uitest.Start(t, shell, 80, 24).WaitFor("primary App Certificate")
			term.Type(certificate).WaitFor(strings.Repeat("*", len(certificate))).Send("enter").WaitFor("secondary App Certificate")
			leave(term, running(t, filepath.Join(dir, "pid")))
			term.WaitFor("exit code 130", " echo ", " icanon ")
			if strings.Contains(strings.ToLower(term.Screen()), strings.ToLower(certificate)) {
				t.Errorf("the screen shows what was typed:\n%s", term.Screen())
			}
		})
	}
}

// running returns the process whose ID is in a file.
func running(t *testing.T, file string) *os.Process {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	process, err := os.FindProcess(pid)
	if err != nil {
		t.Fatal(err)
	}
	return process
}
