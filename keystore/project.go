// Package keystore keeps the Agora projects of a developer, with their App
// Certificates, in one of three back ends: the keyring of the operating system
// ([Keyring]), an encrypted file for machines without one ([Vault]), and
// memory ([Memory]).
//
// Nothing here goes over from one back end to another: what a back end cannot
// do is an error that says why and what to do, and who calls asks the person.
package keystore

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"atc/keystore/secret"
)

// A Project is one project of the Agora Console.
type Project struct {
	Name  string // what the developer calls it, at most [MaxName] characters
	AppID string // 32 hexadecimal characters, with their case kept
	// Primary and Secondary are the App Certificates: 32 hexadecimal
	// characters, with their case kept. Each is the zero value where there is
	// none; a project without the App Certificate enabled has neither.
	Primary, Secondary secret.Value
	Notes              string // free text, at most [MaxNotes] bytes
	Chat               Chat
	// Sharing says what whoever has the project may do with it. It is never
	// stored: what is in a store of one's own is one's own.
	Sharing Sharing
}

// Chat says how the Chat REST API is reached for a project.
type Chat struct {
	// Host is the REST host of the project's data centre, such as
	// a41.chat.agora.io, with a port where it has one of its own; "" where it
	// is not known.
	Host string
	// AppKey is OrgName#AppName. Where it is set, requests are addressed by
	// it, and else by the App ID.
	AppKey string
}

// The limits of a project. A name is counted in characters, notes in bytes.
const (
	MaxName  = 64
	MaxNotes = 4096
	maxHost  = 253 + len(":65535")
	maxKey   = 256

	hexIDLength = 32

	// joiner is what many emoji are put together with. Nobody sees it at an end.
	joiner = '\u200d'
)

// Field names a part of a [Project] in a [FieldError].
type Field string

// The parts of a project, called as on screen and in error messages.
const (
	FieldName      Field = "name"
	FieldAppID     Field = "App ID"
	FieldPrimary   Field = "primary App Certificate"
	FieldSecondary Field = "secondary App Certificate"
	FieldNotes     Field = "notes"
	FieldHost      Field = "Chat REST host"
	FieldAppKey    Field = "AppKey"
)

// A FieldError says what is wrong with one part of a project. It never repeats
// the value, which may be a secret in the wrong place.
type FieldError struct {
	Field   Field
	Problem error
}

// Error implements error.
func (e *FieldError) Error() string { return string(e.Field) + ": " + e.Problem.Error() }

// Unwrap returns the problem without the name of the field.
func (e *FieldError) Unwrap() error { return e.Problem }

// Check returns a [*FieldError] for the first part of the project that cannot
// be stored, or nil. A project needs a name and an App ID; the rest may be
// empty. No part that is stored in the clear may hold one of the certificates.
func (p *Project) Check() error {
	checks := []struct {
		field Field
		err   error
	}{
		{FieldName, CheckName(p.Name)},
		{FieldAppID, checkHexID(p.AppID)},
		{FieldPrimary, CheckCertificate(p.Primary)},
		{FieldSecondary, p.checkSecondary()},
		{FieldNotes, checkNotes(p.Notes)},
		{FieldHost, checkHost(p.Chat.Host)},
		{FieldAppKey, checkAppKey(p.Chat.AppKey)},
	}
	for _, c := range checks {
		if c.err != nil {
			return &FieldError{c.field, c.err}
		}
	}
	return p.checkClear()
}

// checkClear refuses a certificate where a person has pasted it into a part
// that is stored and shown in the clear.
func (p *Project) checkClear() error {
	for _, part := range []struct {
		field Field
		text  string
	}{
		{FieldName, p.Name},
		{FieldAppID, p.AppID},
		{FieldNotes, p.Notes},
		{FieldHost, p.Chat.Host},
		{FieldAppKey, p.Chat.AppKey},
	} {
		which := FieldPrimary
		if !shows(part.text, p.Primary) {
			if which = FieldSecondary; !shows(part.text, p.Secondary) {
				continue
			}
		}
		if part.field == FieldAppID {
			return &FieldError{FieldAppID, fmt.Errorf("is the same as the %s: copy both again from the Agora Console", which)}
		}
		return &FieldError{part.field, fmt.Errorf("would show the %s in the clear: take it out", which)}
	}
	return nil
}

// shows reports whether a certificate can be read off a text. In another case
// it is nearly as good as given away.
func shows(text string, certificate secret.Value) bool {
	return !certificate.IsZero() && strings.Contains(strings.ToLower(text), strings.ToLower(certificate.Reveal()))
}

func (p *Project) checkSecondary() error {
	switch {
	case !p.Secondary.IsZero() && p.Primary.IsZero():
		return errors.New("there is no primary one: a single certificate is the primary")
	case !p.Secondary.IsZero() && p.Secondary.Equal(p.Primary):
		return errors.New("is the same as the primary one: leave it empty until the Agora Console shows another")
	}
	return CheckCertificate(p.Secondary)
}

// CheckName says what is wrong with the name of a project, or returns nil.
func CheckName(name string) error {
	switch {
	case name == "":
		return errors.New("is missing: give the project a name")
	case !utf8.ValidString(name):
		return errors.New("is not valid UTF-8")
	case utf8.RuneCountInString(name) > MaxName:
		return fmt.Errorf("has %d characters, at most %d are allowed", utf8.RuneCountInString(name), MaxName)
	case strings.TrimSpace(name) != name:
		return errors.New("starts or ends with a blank")
	case strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsGraphic(r) && r != joiner }),
		strings.Trim(name, string(joiner)) != name:
		return errors.New("has a character that cannot be seen")
	case isHexID(name):
		return errors.New("looks like an App ID or a certificate: choose a name that says what the project is")
	}
	return nil
}

// CheckCertificate says what is wrong with an App Certificate, or returns nil:
// for none, too.
func CheckCertificate(c secret.Value) error {
	if c.IsZero() {
		return nil
	}
	return checkHexID(c.Reveal())
}

// checkHexID says what is wrong with an App ID or App Certificate, without
// repeating it.
func checkHexID(s string) error {
	switch {
	case s == "":
		return errors.New("is missing: copy it from the Agora Console")
	case len(s) != hexIDLength:
		return fmt.Errorf("has %d characters where there must be %d hexadecimal ones: copy it again from the Agora Console", len(s), hexIDLength)
	case !isHexID(s):
		return errors.New("has a character that is not hexadecimal (0-9, a-f): copy it again from the Agora Console")
	}
	return nil
}

func isHexID(s string) bool {
	return len(s) == hexIDLength && !strings.ContainsFunc(s, func(r rune) bool {
		return !strings.ContainsRune("0123456789abcdefABCDEF", r)
	})
}

func checkNotes(s string) error {
	switch {
	case len(s) > MaxNotes:
		return fmt.Errorf("have %d bytes, at most %d are allowed", len(s), MaxNotes)
	case !utf8.ValidString(s):
		return errors.New("are not valid UTF-8")
	}
	return nil
}

// checkHost takes a host with or without a port, but nothing around it.
func checkHost(s string) error {
	if s == "" {
		return nil
	}
	u, err := url.Parse("https://" + s)
	if err != nil || u.Host != s || u.Hostname() == "" || len(s) > maxHost || strings.HasSuffix(s, ":") ||
		strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII || r <= ' ' }) {
		return errors.New("is not a host name: give it as the Agora Console shows it under REST API, such as a41.chat.agora.io")
	}
	if isHexID(strings.TrimSuffix(u.Hostname(), ".")) {
		return errors.New("looks like an App ID or a certificate: give the host as the Agora Console shows it under REST API")
	}
	if port := u.Port(); port != "" {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return errors.New("has a port above 65535")
		}
	}
	return nil
}

func checkAppKey(s string) error {
	if s == "" {
		return nil
	}
	org, app, found := strings.Cut(s, "#")
	if !found || org == "" || app == "" || len(s) > maxKey || !utf8.ValidString(s) || strings.Contains(app, "#") ||
		strings.ContainsFunc(s, func(r rune) bool { return r == '/' || r == '?' || !unicode.IsGraphic(r) || unicode.IsSpace(r) }) {
		return errors.New("is not of the form OrgName#AppName: copy it from the Chat page of the Agora Console")
	}
	return nil
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

// IsDemo reports whether this is the project that [Demo] returns, whatever has
// been changed of it since.
func (p *Project) IsDemo() bool { return p.AppID == Demo().AppID }
