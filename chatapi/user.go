package chatapi

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"atc/keystore/secret"
)

// The limits of the Chat REST API, as its pages "Limitations" and "User system
// registration" give them.
const (
	MaxUsername = 64  // bytes
	MaxPassword = 64  // bytes
	MaxNickname = 100 // characters
	MaxBatch    = 60  // users that one request registers
	MaxStatuses = 100 // users whose status one request asks for
	MaxPage     = 100 // users that one request lists
	MaxRate     = 100 // requests a second, of one app and one kind
)

// A User is a Chat user as the service tells of one. Whatever it leaves out is
// the zero value.
type User struct {
	Username string
	UUID     string // the service's own ID, which tokens of older projects are made for
	Nickname string // shown in push notifications
	State    State
	// Created and Modified are times of the service's clock, to the
	// millisecond.
	Created, Modified time.Time
}

// State says whether a user may log in.
type State int

// The states of a user.
const (
	StateUnknown State = iota // the service does not say
	StateActive
	StateBanned
)

// String returns the state in one word, "" if it is unknown.
func (s State) String() string {
	switch s {
	case StateActive:
		return "active"
	case StateBanned:
		return "banned"
	}
	return ""
}

// A Page is a part of the list of users, which is in the order of their
// registration.
type Page struct {
	Users  []User
	Cursor string // where the next page starts, "" on the last one
}

// A NewUser is what a user is registered with.
type NewUser struct {
	Username string       // as [Username] returns it
	Nickname string       // "" for none
	Password secret.Value // the zero value for none, which an app may refuse
}

// A Registered user exists now.
type Registered struct {
	User User
	// Existed says that somebody had registered the user before.
	Existed bool
	// Password is the one that was made up because the app demands one; the
	// zero value if it was not.
	Password secret.Value
}

// An Outcome is what became of one of many users.
type Outcome struct {
	Username string
	UUID     string // "" where it is not known
	Result   Result
	Err      error // why it failed, nil if it did not
}

// Result says whether a user exists now, and since when.
type Result int

// The results of a registration.
const (
	ResultFailed     Result = iota
	ResultRegistered        // by this registration
	ResultExisted           // before it
)

// String returns the result as it stands in JSON and CSV.
func (r Result) String() string {
	switch r {
	case ResultRegistered:
		return "registered"
	case ResultExisted:
		return "existed"
	}
	return "failed"
}

// A Device is where a user is logged in.
type Device struct {
	Resource string // names the device in requests: android_1234
	Name     string
	UUID     string
}

// Presence says whether a user is online: [Online], [Offline], or "" where the
// service does not say.
type Presence string

// What the service says of a user's presence.
const (
	Online  Presence = "online"
	Offline Presence = "offline"
)

// An Exchanged token is what the service gives for a token of ours. Nothing
// can be read in it, and it lives as long as that one.
type Exchanged struct {
	Token     secret.Value
	Lifetime  time.Duration // 0 where the service does not say
	ExpiresAt time.Time     // of the service's clock; zero where it does not say
}

// Username returns the form in which the service keeps a username: it lets no
// upper case stand. The error says what is wrong with one that it would
// refuse: it is empty, longer than [MaxUsername] or has a character other than
// a-z, 0-9, underscore, hyphen and full stop. It refuses "." and "..", too,
// which mean another place in a path: that of a user who is to be deleted would
// be that of the call that deletes users by count.
func Username(text string) (string, error) {
	name := strings.Map(lower, text)
	switch {
	case name == "":
		return "", fmt.Errorf("the username is missing")
	case len(name) > MaxUsername:
		return "", fmt.Errorf("the username has %d bytes, at most %d are allowed", len(name), MaxUsername)
	case name == "." || name == "..":
		return "", fmt.Errorf("no request can name the user %q: choose a username with a letter or digit", name)
	}
	for _, r := range name {
		if !strings.ContainsRune(usernameLetters, r) {
			return "", fmt.Errorf("the username has %q: only a-z, 0-9, _ - and . are allowed", r)
		}
	}
	return name, nil
}

// lower is the lower case of ASCII alone: no other letter may become one that
// is allowed.
func lower(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

const usernameLetters = "abcdefghijklmnopqrstuvwxyz0123456789_-."

// CheckPassword says what is wrong with a password, or returns nil: for none,
// too.
func CheckPassword(p secret.Value) error {
	if n := len(p.Reveal()); n > MaxPassword {
		return fmt.Errorf("the password has %d bytes, at most %d are allowed", n, MaxPassword)
	}
	return nil
}

// CheckNickname says what is wrong with a nickname, or returns nil: for none,
// too.
func CheckNickname(s string) error {
	switch n := utf8.RuneCountInString(s); {
	case !utf8.ValidString(s):
		return fmt.Errorf("the nickname is not valid UTF-8")
	case n > MaxNickname:
		return fmt.Errorf("the nickname has %d characters, at most %d are allowed", n, MaxNickname)
	}
	return nil
}
