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

// Lent reports whether the project belongs to somebody else. A value that is
// none of the above is lent, too, and no more is permitted with it than with
// [SharedToBuild].
func (s Sharing) Lent() bool { return s != Owned }

// Administers reports whether app tokens, and with them the Chat REST API, may
// be used with the project.
func (s Sharing) Administers() bool { return s == Owned || s == SharedToAdminister }

// Longest returns how many seconds a token lasts at most that is built with the
// project, 0 where that is for whoever builds it to say.
func (s Sharing) Longest() uint32 {
	if s.Administers() {
		return 0
	}
	return SharedLifetime
}
