package keystore

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A Store keeps projects. Its methods are safe for concurrent use, by several
// processes too where the back end outlives one, and each change is made whole
// or not at all.
//
// Every method returns when its context ends, whatever a keyring or another
// process does meanwhile, with an error that says what to do. They return
// [ErrLocked] from a vault that has not been unlocked, and an
// [*UnavailableError] from a keyring that cannot be used.
type Store interface {
	// Backend says where the projects are kept.
	Backend() Backend
	// List returns what is not secret of all projects, in the order of their
	// names. It asks no keyring for anything.
	List(ctx context.Context) ([]Entry, error)
	// Get returns a project with its certificates, or [ErrNotFound]. Where the
	// keyring lacks one of them it returns the rest of the project with a
	// [*MissingError].
	Get(ctx context.Context, name string) (Project, error)
	// Put stores p in place of the project called replaces, which may have
	// another name, or as a new one if replaces is "". It returns a
	// [*FieldError] for what cannot be stored, [ErrNotFound] if there is none
	// to replace, and [ErrExists] if the name of p is taken.
	Put(ctx context.Context, replaces string, p Project) error
	// Update changes the project called name, in one step that no other writer
	// comes between: it hands change what is stored, and stores what change
	// makes of it, another name included. It returns what change returns, and
	// the errors of Put. change must not call the store, which waits for it, and
	// may be called again if the keyring turns out to be needed.
	//
	// A certificate that the keyring lacks is not there for change. If change
	// does not enter it again it stays lacking, and the rest is stored all the
	// same; only another App ID is then refused, with a [*MissingError].
	Update(ctx context.Context, name string, change func(*Project) error) error
	// Rename gives a project another name, with the errors of Put. It asks no
	// keyring for anything.
	Rename(ctx context.Context, from, to string) error
	// Delete deletes a project and its certificates, or returns [ErrNotFound].
	Delete(ctx context.Context, name string) error
	// Use makes a project the current one, or returns [ErrNotFound]. "" makes
	// none of them current.
	Use(ctx context.Context, name string) error
	// Check writes, reads and deletes a probe, and looks for projects and
	// certificates that lack their counterpart.
	Check(ctx context.Context) Report
}

// Backend is a place where projects are kept. Its text is what
// --keystore takes and what the header of the console shows.
type Backend string

// The back ends.
const (
	InKeyring Backend = "keyring"
	InVault   Backend = "vault"
	InMemory  Backend = "memory"
)

// Backends returns all back ends, in the order in which they are offered.
func Backends() []Backend { return []Backend{InKeyring, InVault, InMemory} }

// ParseBackend returns the back end called s.
func ParseBackend(s string) (Backend, error) {
	if b := Backend(s); slices.Contains(Backends(), b) {
		return b, nil
	}
	names := make([]string, 0, len(Backends()))
	for _, b := range Backends() {
		names = append(names, string(b))
	}
	return "", fmt.Errorf("%q is no keystore: choose one of %s", s, strings.Join(names, ", "))
}

// An Entry is what is not secret of a project.
type Entry struct {
	Name, AppID        string
	Primary, Secondary bool // whether it has such a certificate
	Notes              string
	Chat               Chat
	Current            bool // it was used last
	Sharing            Sharing
}

// Entry returns what is not secret of the project.
func (p *Project) Entry() Entry {
	return Entry{
		Name: p.Name, AppID: p.AppID, Primary: !p.Primary.IsZero(), Secondary: !p.Secondary.IsZero(),
		Notes: p.Notes, Chat: p.Chat, Sharing: p.Sharing,
	}
}

// Project returns the project without its certificates.
func (e *Entry) Project() Project {
	return Project{Name: e.Name, AppID: e.AppID, Notes: e.Notes, Chat: e.Chat, Sharing: e.Sharing}
}

// sortEntries puts entries in the order of their names: letters of both cases
// together.
func sortEntries(entries []Entry) {
	slices.SortFunc(entries, func(a, b Entry) int {
		if c := strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)); c != 0 {
			return c
		}
		return strings.Compare(a.Name, b.Name)
	})
}
