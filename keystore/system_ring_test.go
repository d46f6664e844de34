package keystore

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"github.com/zalando/go-keyring"
)

// An exitCode is the error of a command that ended with the code.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit status %d", int(e)) }
func (e exitCode) ExitCode() int { return int(e) }

func TestWhatASystemSaysIsToldInOurWordsWithTheNextStep(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		goos            string
		err             error
		problem, advice string
	}{
		{"darwin", exitCode(36), "locked", "security unlock-keychain"},
		{"darwin", exitCode(51), "did not take the password", "Keychain Access"},
		{"darwin", exitCode(128), "dismissed", "allow access"},
		{"darwin", exitCode(37), "no default Keychain", "Keychain Access"},
		{"darwin", exitCode(50), "no default Keychain", "Keychain Access"},
		{"darwin", exitCode(53), "this session", "log in"},
		{"darwin", exitCode(1), "exit status 1", "try again"},
		{"windows", syscall.Errno(1312), "cannot reach the Credential Manager", "log in"},
		{"windows", syscall.Errno(5), "denies access", "administers"},
		{"windows", errors.New("odd"), "odd", "try again"},
		{"plan9", keyring.ErrUnsupportedPlatform, "no keyring on this system", "vault"},
		{"windows", keyring.ErrSetDataTooBig, "too big", "shorten"},
		{"darwin", keyring.ErrSetDataTooBig, "too big", "shorten"},
		{"linux", errors.New("odd"), "odd", "try again"},
	} {
		err := explain(c.goos, fmt.Errorf("wrapped: %w", c.err))
		var unavailable *UnavailableError
		if !errors.As(err, &unavailable) || !strings.Contains(unavailable.Problem, c.problem) || !strings.Contains(unavailable.Advice, c.advice) ||
			!strings.Contains(unavailable.Advice, "--keystore vault") || !errors.Is(err, c.err) {
			t.Errorf("%s: %v: error = %v, want %q and %q", c.goos, c.err, err, c.problem, c.advice)
		}
	}
	for _, goos := range []string{"linux", "darwin", "windows"} {
		if err := explain(goos, keyring.ErrNotFound); !errors.Is(err, ErrNoItem) {
			t.Errorf("%s: a missing item: error = %v", goos, err)
		}
		if err := explain(goos, nil); err != nil {
			t.Errorf("%s: no error became %v", goos, err)
		}
	}
}

func TestItemNamesThatNoKeyringTakesAreRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a\x00b", "a\xffb"} {
		_, err := SystemRing().Get(name)
		for _, err := range []error{err, SystemRing().Delete(name)} {
			if err == nil || errors.Is(err, ErrNoItem) || !strings.Contains(err.Error(), "UTF-8 without NUL") {
				t.Errorf("%q: error = %v, want a refusal", name, err)
			}
		}
	}
}
