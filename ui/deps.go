// Package ui is the console. It reaches the world only through [Deps], so
// that one program serves a local terminal, an SSH session and a test alike.
//
// There is one model, [App], and it alone makes a view. A screen is a struct
// with methods that answers a message with what it wants of the root, and
// draws itself as lines of text.
package ui

import (
	"io"
	"time"

	"atc/keystore"
	"atc/tokens"

	tea "charm.land/bubbletea/v2"
)

// Deps is everything the console needs from outside.
type Deps struct {
	Catalog tokens.Catalog
	// Store is where the projects are kept. It may be locked, or not answer:
	// the console asks the person what to do.
	Store keystore.Store
	// Project is the name of the project to open, "" for the one used last.
	Project string
	// Unnamed is a project for this run alone, such as that of the
	// environment. It is the active one unless Project names another.
	Unnamed *keystore.Project
	// Keystores are the other places where projects can be kept, nil where
	// there is no choice.
	Keystores Keystores
	// Files are the files of the folder that atc was started in, and its
	// environment: nil where they are not the person's.
	Files Files
	// Chat connects to the Chat service of projects, nil where this console
	// has no way to it.
	Chat Chat
	// Servers are what this console can serve to others, nil where it may not,
	// such as for visitors.
	Servers Servers
	// Demo says that the store holds the project for demos.
	Demo bool
	// Visitor says that the person has come over the network to a console that
	// somebody else serves: nothing is kept, and Chat reaches no further than
	// Chat lets it.
	Visitor bool
	Now     func() time.Time
	// Rand is where salts are drawn from: cryptographic randomness, so that
	// nobody can foresee a token.
	Rand io.Reader
	// Tick waits, then answers with what the function makes of the time.
	Tick func(time.Duration, func(time.Time) tea.Msg) tea.Cmd
	// Copy puts text on the clipboard of the person looking at the screen.
	Copy func(string) tea.Cmd
	// Paste answers with a [tea.ClipboardMsg], sooner or later or never.
	Paste func() tea.Msg
}

// Keystores opens stores of other back ends. [keystore.Home] is one.
type Keystores interface {
	Open(keystore.Backend) keystore.Store
	// Prefer remembers a back end for the next start.
	Prefer(keystore.Backend) error
}

// Files reads and mends the files that credentials are imported from, reads
// lists and writes results. Their names are relative to the folder that atc was
// started in.
type Files interface {
	// Folder returns the name of the folder.
	Folder() string
	// Read returns a file, or an error that is [io/fs.ErrNotExist].
	Read(name string) ([]byte, error)
	// Replace puts after in place of before, whole, and keeps the permissions.
	// It fails if the file no longer holds before.
	Replace(name string, before, after []byte) error
	// Open opens a regular file of any size to read it.
	Open(name string) (io.ReadCloser, error)
	// Save writes a new file. Where there is one of that name already, it stays
	// as it is and the error is [io/fs.ErrExist].
	Save(name string, data []byte) error
	// Getenv returns a variable of the environment.
	Getenv(name string) string
}

// env is what all screens share. The root owns it, and is alone in writing to
// it but for the tray, which the screens fill through actions, and the list of a
// file, which [newBulk] keeps.
type env struct {
	Deps
	keys         keyMap
	theme        *theme
	projects     projects
	certificates []tokens.Certificate
	tray         tray
	tmux         bool // the terminal is tmux, which swallows a copy unless told
	ascii        bool // the terminal shows ASCII only
	tab          int  // the tab in front
	changes      int  // how many messages may have changed what is drawn, for [still]
	// bulk is the list of the tokens of a file, nil before there is one. It
	// outlasts its being closed.
	bulk   *fileTokens
	burden burden
}

// chatOpen reports whether the Chat screen is in front.
func (e *env) chatOpen() bool { return e.tab == tabChat }

func (e *env) project() *keystore.Project { return &e.projects.active }
