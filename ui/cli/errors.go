package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"atc/tokens"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The exit codes of the program, besides 0.
const (
	ExitNegative    = 1   // decode: not readable whole; verify: also refused, not signed, ended or unchecked
	ExitUsage       = 2   // the command line is wrong
	ExitRequest     = 3   // a request to a service failed
	ExitStorage     = 4   // a keyring, vault or file failed
	ExitInterrupted = 130 // as shells report SIGINT
)

// An ExitError is an error with the code that the program exits with.
type ExitError struct {
	Code int
	Err  error
}

// Error implements error.
func (e *ExitError) Error() string { return e.Err.Error() }

// Unwrap returns the error itself.
func (e *ExitError) Unwrap() error { return e.Err }

// ExitCode returns what the program exits with after err: the code of an
// [*ExitError], [ExitInterrupted] for the end of a context, and 1 for an error
// that says nothing about it.
func ExitCode(err error) int {
	var e *ExitError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, context.Canceled):
		return ExitInterrupted
	case errors.As(err, &e):
		return e.Code
	}
	return 1
}

func usagef(format string, args ...any) error {
	return &ExitError{ExitUsage, fmt.Errorf(format, args...)}
}

func storagef(format string, args ...any) error {
	return &ExitError{ExitStorage, fmt.Errorf(format, args...)}
}

func negativef(format string, args ...any) error {
	return &ExitError{ExitNegative, fmt.Errorf(format, args...)}
}

func writeError(err error) error { return storagef("cannot write the result: %w", bare(err)) }

// isClosedPipe reports whether the reader of our results has left, as head
// does. That is no failure.
func isClosedPipe(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe)
}

var errCertificateFlag = errors.New("a certificate is never given on the command line, where other users and the shell history see it: " +
	"set " + EnvCertificate + " or use --certificate-file FILE")

// flagError says in our words what pflag found. Its own repeat the value,
// which may be a secret that was put in the wrong place.
func flagError(cmd *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		missing *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
	)
	switch {
	case errors.As(err, &unknown):
		name := unknown.GetSpecifiedName()
		if group := unknown.GetSpecifiedShortnames(); group != "" {
			if namesCertificate(group) {
				return &ExitError{ExitUsage, errCertificateFlag}
			}
			return usagef("unknown flag -%s: see %s --help", name, cmd.CommandPath())
		}
		if namesCertificate(name) {
			return &ExitError{ExitUsage, errCertificateFlag}
		}
		return usagef("unknown flag --%s: see %s --help", quietly(name), cmd.CommandPath())
	case errors.As(err, &missing):
		return usagef("--%s: needs a value", missing.GetFlag().Name)
	case errors.As(err, &invalid):
		return usagef("--%s: does not take this value: see %s --help", invalid.GetFlag().Name, cmd.CommandPath())
	}
	return usagef("the flags cannot be read: see %s --help", cmd.CommandPath())
}

// namesCertificate reports whether somebody may have meant a certificate by
// the flag name, -certificate=… included.
func namesCertificate(name string) bool {
	name, _, _ = strings.Cut(strings.ToLower(name), "=")
	name = strings.NewReplacer("-", "", "_", "").Replace(name)
	return strings.HasSuffix(name, "certificate") || strings.HasSuffix(name, "cert")
}

// quietly returns a word of the command line for an error, unless it has the
// form of a certificate.
func quietly(word string) string {
	if tokens.IsHexID(word) {
		return "(32 hexadecimal digits)"
	}
	const longest = 60
	if r := []rune(word); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return word
}

// inputError names the flag that an error of [tokens.Catalog.Build] is about.
func inputError(err error, c credentials) error {
	var in *tokens.InputError
	if !errors.As(err, &in) {
		return usagef("%w", err)
	}
	switch in.Key {
	case "app-id":
		if c.appID == "" {
			return usagef("there is no App ID: set %s or use --app-id ID", EnvAppID)
		}
		return usagef("%s: %w", c.appIDFrom, in.Problem)
	case "certificate":
		return usagef("%s: %w", c.certificateFrom, in.Problem)
	}
	return usagef("--%s: %w", in.Key, in.Problem)
}
