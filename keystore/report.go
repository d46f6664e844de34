package keystore

import (
	"context"
	"fmt"
	"time"
)

// A Report is what [Store.Check] found.
type Report struct {
	Steps   []Step    // in the order in which they were taken; the last may have failed
	Faults  []Fault   // what does not fit together
	Foreign []Foreign // what the keyring holds besides, which is no fault
}

// Err returns the error of the step that failed, or nil.
func (r *Report) Err() error {
	for _, s := range r.Steps {
		if s.Err != nil {
			return s.Err
		}
	}
	return nil
}

// A Step is one thing that [Store.Check] tried.
type Step struct {
	Did  string // "write a probe item"
	Took time.Duration
	Err  error
}

// A Fault is something that is on one side only: of the keyring and the list
// of its projects.
type Fault struct {
	// Item is the name of the item in the keyring.
	Item  string
	AppID string
	Which Field // [FieldPrimary] or [FieldSecondary]
	// Project is the project whose certificate the keyring lacks. It is "" for
	// an item that was made for this list and that no project uses, which
	// [Mender] restores or discards.
	Project string
}

// Problem says what is wrong, in one line.
func (f *Fault) Problem() string {
	if f.Project == "" {
		return fmt.Sprintf("the keyring holds a %s of App ID %s that belongs to no project", f.Which, f.AppID)
	}
	return fmt.Sprintf("the keyring lacks the %s of %q", f.Which, f.Project)
}

// A Foreign is an item of the keyring that was made for another list of
// projects: that of another folder of settings, where it is in use, or one that
// was lost. [Mender] may copy it, and never deletes it.
type Foreign struct {
	// Item is the name of the item in the keyring.
	Item  string
	AppID string
	Which Field // [FieldPrimary] or [FieldSecondary]
	// Project is the project of this list that has the same certificate, ""
	// if none has.
	Project string
}

// Notice says what the item is, in one line.
func (f *Foreign) Notice() string {
	return fmt.Sprintf("the keyring also holds the %s of App ID %s of another list of projects", f.Which, f.AppID)
}

// A Mender is a store that can mend what its Check found.
type Mender interface {
	// Restore makes projects of the items that belong to none, and returns
	// their names; with an error, those that it has made all the same. Those of
	// another list are copied, so that both lists go on, unless a project of
	// this one has the same certificate.
	Restore(ctx context.Context) (names []string, err error)
	// Discard deletes the items of this list that belong to no project, and
	// forgets the certificates that the keyring lacks. It returns how many of
	// both there were. Items of another list stay.
	Discard(ctx context.Context) (int, error)
}
