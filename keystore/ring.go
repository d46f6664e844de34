package keystore

import (
	"errors"

	"atc/keystore/secret"
)

// A Ring is a keyring as systems have it: named items, each with a secret. Its
// calls may take for ever, and may panic; [Keyring] copes with both.
type Ring interface {
	// Get returns the secret of an item, or [ErrNoItem].
	Get(item string) (secret.Value, error)
	// Set makes or overwrites an item.
	Set(item string, value secret.Value) error
	// Delete deletes an item, or returns [ErrNoItem].
	Delete(item string) error
}

// ErrNoItem says that a keyring has no item of the name.
var ErrNoItem = errors.New("the keyring has no such item")
