package keystore

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/zalando/go-keyring"

	"atc/keystore/secret"
)

// service is the name under which the system files our items.
const service = "atc"

// SystemRing returns the keyring of the operating system: the Keychain of
// macOS, the Credential Manager of Windows, and elsewhere the Secret Service of
// the desktop session. Its errors, but for [ErrNoItem], are
// [*UnavailableError]s that say what to do; so is the one for a value that is
// too big, which begins at 2560 bytes on Windows, at about 3000 on macOS, and
// nowhere on Linux. A name of an item is UTF-8 without NUL.
//
// It starts nothing: where no session has a keyring, there is none.
func SystemRing() Ring { return systemRing{} }

type systemRing struct{}

// Get implements [Ring].
func (systemRing) Get(item string) (secret.Value, error) {
	if err := reachable(item); err != nil {
		return secret.Value{}, err
	}
	value, err := keyring.Get(service, item)
	return secret.New(value), explain(runtime.GOOS, err)
}

// Set implements [Ring].
func (systemRing) Set(item string, value secret.Value) error {
	if err := reachable(item); err != nil {
		return err
	}
	return explain(runtime.GOOS, keyring.Set(service, item, value.Reveal()))
}

// Delete implements [Ring].
func (systemRing) Delete(item string) error {
	if err := reachable(item); err != nil {
		return err
	}
	return explain(runtime.GOOS, keyring.Delete(service, item))
}

func reachable(item string) error {
	if !utf8.ValidString(item) || strings.ContainsRune(item, 0) {
		return fmt.Errorf("a keyring takes no item called %q: its name must be UTF-8 without NUL", item)
	}
	return sessionProblem()
}

// explain says in our words what a system said, and what to do about it. goos
// is what [runtime.GOOS] is.
func explain(goos string, err error) error {
	var done *UnavailableError
	switch {
	case err == nil, errors.As(err, &done):
		return err
	case errors.Is(err, keyring.ErrNotFound):
		return ErrNoItem
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return &UnavailableError{InKeyring, "what is to be stored is too big for it", "shorten it, " + orVault, err}
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return &UnavailableError{InKeyring, "atc knows no keyring on this system", "keep projects in an encrypted vault file: --keystore vault", err}
	}
	problem, advice := "", ""
	switch goos {
	case "darwin":
		problem, advice = explainKeychain(err)
	case "windows":
		problem, advice = explainCredentialManager(err)
	default:
		problem, advice = explainSecretService(err)
	}
	if problem == "" {
		problem, advice = "it answered: "+err.Error(), "try again"
	}
	return &UnavailableError{InKeyring, problem, advice + ", " + orVault, err}
}

// explainKeychain goes by the exit code of /usr/bin/security, which is the
// lowest byte of an OSStatus.
func explainKeychain(err error) (problem, advice string) {
	var exit interface{ ExitCode() int }
	if !errors.As(err, &exit) {
		return "", ""
	}
	switch exit.ExitCode() {
	case 36: // errSecInteractionNotAllowed
		return "the Keychain is locked and cannot ask for its password here, as over SSH", "run `security unlock-keychain` first"
	case 51: // errSecAuthFailed
		return "the Keychain did not take the password", "unlock it in Keychain Access and try again"
	case 128: // errSecUserCanceled
		return "the prompt of the Keychain was dismissed", "try again and allow access"
	case 37, 50: // errSecNoDefaultKeychain, errSecNoSuchKeychain
		return "there is no default Keychain", "choose one in Keychain Access"
	case 53: // errSecNotAvailable
		return "no Keychain is available in this session", "log in at the screen of this Mac"
	}
	return "", ""
}

// What the Credential Manager answers where it cannot be used.
const (
	errNoLogonSession syscall.Errno = 1312 // ERROR_NO_SUCH_LOGON_SESSION
	errAccessDenied   syscall.Errno = 5    // ERROR_ACCESS_DENIED
)

func explainCredentialManager(err error) (problem, advice string) {
	switch {
	case errors.Is(err, errNoLogonSession):
		return "this session cannot reach the Credential Manager, as over SSH or in a service", "log in at the screen of this machine"
	case errors.Is(err, errAccessDenied):
		return "the Credential Manager denies access", "ask who administers this machine"
	}
	return "", ""
}
