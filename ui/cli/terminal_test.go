//go:build unix

package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/charmbracelet/x/term"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui/cli"
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

// TestNothingIsEchoedBetweenTwoSecrets looks at the terminal whenever something
// is written to it: while the passphrase is tried, the next one may be typed.
func TestNothingIsEchoedBetweenTwoSecrets(t *testing.T) {
	t.Parallel()
	r, _ := stored(t)
	if err := r.deps.Home.Open(keystore.InVault).(*keystore.Vault).Create(t.Context(), secret.New("eight words")); err != nil {
		t.Fatal(err)
	}
	r.files[".env"] = "AGORA_APP_ID=" + appID + "\nAGORA_APP_CERTIFICATE=" + certificate + "\n"
	r.deps.ReplaceFile = func(string, []byte, []byte) error { return nil }
	keyboard, tty := openPTY(t)
	before, err := term.GetState(tty.Fd())
	if err != nil {
		t.Fatal(err)
	}
	r.deps.In = tty
	wrong := 0
	r.deps.OpenTerminal = func() (cli.Terminal, error) {
		return watched{stays{tty}, &strings.Builder{}, func(shown string) {
			state, err := term.GetState(tty.Fd())
			if err != nil {
				t.Error(err)
				return
			}
			echoes := state.Lflag&syscall.ECHO != 0
			switch asked := strings.Contains(shown, "passphrase of the vault:"); {
			case strings.HasSuffix(shown, "Name of the project (enter to store nothing): "), strings.HasSuffix(shown, "[y/N] "):
				if state.Lflag != before.Lflag {
					t.Error("what is no secret is typed unseen")
				}
			case asked && echoes:
				t.Errorf("what is typed would be shown after:\n%s", shown)
			case strings.HasSuffix(shown, "this is not the passphrase of the vault\n"):
				wrong++
				if state.Lflag|syscall.ECHO|syscall.ECHONL != before.Lflag|syscall.ECHO|syscall.ECHONL || state.Oflag != before.Oflag {
					t.Error("ctrl+c does not work between the questions, or lines do not begin at the left")
				}
			}
		}}, nil
	}
	shown := make(chan string)
	go func() {
		shown <- answer(keyboard, []step{
			{"passphrase of the vault:", "wrong\r"},
			{"this is not", ""},
			{"passphrase of the vault:", "eight words\r"},
			{"Name of the project", "acme\r"},
			{"[y/N]", "y\r"},
		})
	}()
	r.exec("project", "import", ".env", "--keystore", "vault").succeeds()
	if after, err := term.GetState(tty.Fd()); err != nil || !reflect.DeepEqual(before, after) {
		t.Errorf("the terminal is left in another state: %v", err)
	}
	_, _ = tty.Write([]byte(theEnd))
	if screen := <-shown; wrong != 1 || strings.Contains(screen, "words") || !strings.Contains(screen, " acme") {
		t.Errorf("%d wrong passphrases:\n%s", wrong, screen)
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
