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
	// Projects are the projects at hand; the first is the active one. There
	// is always at least one: [keystore.Demo] where none is configured.
	Projects []keystore.Project
	// Backend says where their secrets live: "memory", "environment".
	Backend string
	// Demo says that the active project is the one for demos.
	Demo bool
	Now  func() time.Time
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

// Certificates returns the App Certificates of projects, as what a token is
// checked against.
func Certificates(projects []keystore.Project) []tokens.Certificate {
	var all []tokens.Certificate
	for _, p := range projects {
		if !p.Primary.IsZero() {
			all = append(all, tokens.Certificate{Project: p.Name, Name: "primary", AppID: p.AppID, Value: p.Primary})
		}
		if !p.Secondary.IsZero() {
			all = append(all, tokens.Certificate{Project: p.Name, Name: "secondary", AppID: p.AppID, Value: p.Secondary})
		}
	}
	return all
}

// env is what all screens share. The root owns it, and is alone in writing to
// it but for the tray, which the screens fill through actions.
type env struct {
	Deps
	keys         keyMap
	theme        *theme
	certificates []tokens.Certificate
	tray         tray
	tmux         bool // the terminal is tmux, which swallows a copy unless told
	ascii        bool // the terminal shows ASCII only
}

func (e *env) project() keystore.Project { return e.Projects[0] }
