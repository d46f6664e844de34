package keystore

import (
	"errors"
	"fmt"
)

// What a store answers where who called has a choice.
var (
	// ErrNotFound says that no project has the name.
	ErrNotFound = errors.New("there is no project of this name")
	// ErrExists says that the name belongs to another project.
	ErrExists = errors.New("there is a project of this name already")
	// ErrLocked says that the vault needs its passphrase first.
	ErrLocked = errors.New("the vault is locked: it needs its passphrase")
	// ErrNoVault says that there is no vault file yet. One is made only when
	// somebody asks for it.
	ErrNoVault = errors.New("there is no vault yet")
	// ErrPassphrase says that a passphrase does not open the vault.
	ErrPassphrase = errors.New("this is not the passphrase of the vault: try again")
)

// An UnavailableError says that a back end cannot be used now.
type UnavailableError struct {
	Backend Backend
	Problem string // why: "it is locked"
	Advice  string // what to do about it
	Err     error  // what the system said; nil if nothing
}

// Error implements error.
func (e *UnavailableError) Error() string {
	return fmt.Sprintf("the %s cannot be used: %s: %s", e.Backend, e.Problem, e.Advice)
}

// Unwrap returns what the system said.
func (e *UnavailableError) Unwrap() error { return e.Err }

// A MissingError says that the keyring lacks a certificate of a project.
type MissingError struct {
	Project string
	Which   Field // [FieldPrimary] or [FieldSecondary]
}

// Error implements error.
func (e *MissingError) Error() string {
	return fmt.Sprintf("the keyring lacks the %s of %q, which something else has deleted: enter it again", e.Which, e.Project)
}

// A DamagedError says that a file of ours cannot be read.
type DamagedError struct {
	Path    string
	Problem string
	Advice  string
}

// Error implements error.
func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s is damaged: %s: %s", e.Path, e.Problem, e.Advice)
}
