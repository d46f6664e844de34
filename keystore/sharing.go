package keystore

import "errors"

// Sharing says what whoever has a project may do with it.
type Sharing uint8

// The ways to have a project.
const (
	// Owned is the project of the person: everything may be done with it.
	Owned Sharing = iota
	// SharedToBuild is a project that somebody else has lent: tokens for users
	// are built with it and checked against it, for an hour at most. Its
	// certificates are not shown, exported or changed, and it has neither app
	// tokens nor the Chat REST API.
	SharedToBuild
	// SharedToAdminister is a project that somebody else has lent with app
	// tokens, lifetimes of any length and the Chat REST API. Its certificates
	// are not shown, exported or changed either.
	SharedToAdminister
)

// SharedLifetime is how long a token lasts at most that is built with a project
// of [SharedToBuild], in seconds.
const SharedLifetime = 3600

// ErrShared is why a store does not change or delete a project that is shared.
var ErrShared = errors.New("the project is shared by whoever runs atc here: it can be used, but not seen, changed or deleted")

// Lent reports whether the project belongs to somebody else.
func (s Sharing) Lent() bool { return s != Owned }
