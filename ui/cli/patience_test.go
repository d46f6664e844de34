package cli_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/creack/pty"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui/cli"
)

// hanging runs the command on a keyring that never answers, and returns how
// long it took by the clock of the bubble.
func hanging(t *testing.T, r *run, k *ring, args ...string) time.Duration {
	t.Helper()
	k.hang = make(chan struct{})
	start := time.Now()
	r.exec(args...)
	took := time.Since(start)
	close(k.hang)
	synctest.Wait()
	return took
}

// commands are those that need an answer of the keyring.
func hangingCommands(t *testing.T) [][]string {
	return [][]string{
		{"build", "rtm", "--user", "alice"},
		{"verify", tokenOf(t, acme())},
		{"project", "check"},
		{"project", "remove", "acme", "--yes"},
		{"project", "edit", "acme", "--notes", "x"},
		{"project", "add", "third", "--app-id", appID, "--certificate-file", "c"},
	}
}

func TestWithoutATerminalAKeyringThatHangsIsGivenUpAfter5Seconds(t *testing.T) {
	t.Parallel()
	for _, args := range hangingCommands(t) {
		synctest.Test(t, func(t *testing.T) {
			r, k := stored(t, acme())
			r.files["c"] = otherCertificate
			took := hanging(t, r, k, args...)
			if r.code != cli.ExitStorage || took != 5*time.Second || strings.Count(r.err, "\n") != 1 || !strings.Contains(r.err, "the keyring cannot be used: ") {
				t.Errorf("%.30q: exit code %d after %v: %s", args, r.code, took, r.err)
			}
		})
	}
}

func TestAtATerminalAKeyringThatHangsIsToldAndGivenUpAfterAMinute(t *testing.T) {
	t.Parallel()
	for _, args := range hangingCommands(t) {
		_, tty := openPTY(t)
		synctest.Test(t, func(t *testing.T) {
			r, k := stored(t, acme())
			r.files["c"] = otherCertificate
			r.deps.In = tty
			told := time.Duration(0)
			start := time.Now()
			var errs bytes.Buffer
			r.deps.Out = &bytes.Buffer{}
			r.deps.Err = writer(func(text []byte) (int, error) {
				if told == 0 {
					told = time.Since(start)
				}
				return errs.Write(text)
			})
			k.hang = make(chan struct{})
			code := cli.ExitCode(cli.Run(r.ctx, r.deps, args))
			took := time.Since(start)
			close(k.hang)
			synctest.Wait()
			if told != 2*time.Second || !strings.HasPrefix(errs.String(), "atc: waiting for the keyring, ") {
				t.Errorf("%.30q: told after %v: %s", args, told, errs.String())
			}
			if code != cli.ExitStorage || took != time.Minute || strings.Count(errs.String(), "\n") != 2 {
				t.Errorf("%.30q: exit code %d after %v: %s", args, code, took, errs.String())
			}
		})
	}
}

func TestDecodeWaitsForAKeyringThatHangsOnlyOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r, k := stored(t, acme(), other())
		r.deps.Workers = 1
		r.deps.In = strings.NewReader(tokenOf(t, acme()) + "\n" + tokenOf(t, other()) + "\n")
		took := hanging(t, r, k, "decode")
		if r.code != 0 || took != 5*time.Second || strings.Count(r.out, "\n") != 2 || strings.Count(r.err, "\n") != 1 {
			t.Errorf("exit code %d after %v: %s%s", r.code, took, r.out, r.err)
		}
	})
}

func TestInterruptedWhileTheKeyringHangs(t *testing.T) {
	t.Parallel()
	for _, args := range append(hangingCommands(t), []string{"decode", tokenOf(t, acme())}) {
		synctest.Test(t, func(t *testing.T) {
			r, k := stored(t, acme())
			r.files["c"] = otherCertificate
			ctx, cancel := context.WithCancel(t.Context())
			r.ctx = ctx
			time.AfterFunc(time.Second, cancel)
			took := hanging(t, r, k, args...)
			if r.code != cli.ExitInterrupted || took != time.Second || r.out != "" || r.err != "" {
				t.Errorf("%.30q: exit code %d after %v: %q, %q", args, r.code, took, r.out, r.err)
			}
		})
	}
}

// A named pipe opens only when somebody writes to it.
func TestInterruptedWhileAFileDoesNotOpen(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"project", "import", "pipe"},
		{"project", "add", "third", "--app-id", appID, "--certificate-file", "pipe"},
		{"project", "list", "--keystore", "vault", "--passphrase-file", "pipe"},
		{"build", "compose", "--spec", "pipe"},
	} {
		synctest.Test(t, func(t *testing.T) {
			r, _ := stored(t, acme())
			if err := r.deps.Home.Open(keystore.InVault).(*keystore.Vault).Create(t.Context(), secret.New("eight words")); err != nil {
				t.Fatal(err)
			}
			writer := make(chan struct{})
			r.deps.Open = func(string) (io.ReadCloser, error) {
				<-writer
				return io.NopCloser(strings.NewReader("")), nil
			}
			ctx, cancel := context.WithCancel(t.Context())
			r.ctx = ctx
			time.AfterFunc(time.Second, cancel)
			time.AfterFunc(time.Minute, func() { close(writer) })
			start := time.Now()
			r.exec(args...)
			if took := time.Since(start); r.code != cli.ExitInterrupted || took != time.Second || r.err != "" {
				t.Errorf("%.30q: exit code %d after %v: %q", args, r.code, took, r.err)
			}
			<-writer // so that nobody is left behind
		})
	}
}

func openPTY(t *testing.T) (keyboard, tty filer) {
	t.Helper()
	keyboard, tty, err := open()
	if err != nil {
		t.Skipf("no terminal can be made here: %v", err)
	}
	t.Cleanup(func() {
		_ = keyboard.Close()
		_ = tty.Close()
	})
	return keyboard, tty
}

type filer = cli.Terminal

func open() (keyboard, tty filer, err error) {
	k, y, err := pty.Open()
	if err != nil {
		return nil, nil, err
	}
	return k, y, nil
}
