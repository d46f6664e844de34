// Package keystore holds the Agora projects of a developer, with their App
// Certificates.
package keystore

import "atc/keystore/secret"

// A Project is one project of the Agora Console.
type Project struct {
	Name  string // what the developer calls it
	AppID string // 32 hexadecimal characters, with their case kept
	// Primary and Secondary are the App Certificates: 32 hexadecimal
	// characters. Secondary is the zero value where there is none.
	Primary, Secondary secret.Value
}

// Demo returns the project that the console opens with where none is
// configured. Agora never issued its App ID and certificates: its tokens show
// everything a token can show, and open nothing.
func Demo() Project {
	return Project{
		Name:      "demo",
		AppID:     "7c3f0a9e5b1d4826a0e4d7f19b52c638",
		Primary:   secret.New("4e1b7d20c95f4a3c8d6e02b7f5a91c34"),
		Secondary: secret.New("b90d3e5f71a648c2bf8a4d0617ce2395"),
	}
}
