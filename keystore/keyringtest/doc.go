// Package keyringtest starts a real Secret Service for tests: a D-Bus session
// of its own with a gnome-keyring of its own, with which everything can be
// wrong that goes wrong with keyrings. It knows nothing of the session and the
// keyring of the developer who runs the tests. There is one for Linux.
package keyringtest

// MustNotSkip names the variable that makes a test fail, instead of being
// skipped, where a program that it needs is not installed.
const MustNotSkip = "ATC_MUST_NOT_SKIP"
