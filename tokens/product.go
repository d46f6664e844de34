package tokens

import (
	"slices"
	"strconv"
)

// A Product is what a token can be used for: an SDK, or a service that takes
// it from a server.
type Product struct {
	ID    string // in flags and JSON: "rtc-native"
	Title string // on screen: "RTC native"
	// Channel and User are what the product calls the channel and the user it
	// joins with: "channel", "room"; "user ID or account", "username". "" where
	// it has none.
	Channel, User string
	// Roles are those that it joins in, nil where it has none. Where a token
	// holds a role as a number, [Product.RoleNumber] knows it.
	Roles []string
	SDK   string // ID of the [SDK] with whose codes it answers first
	// More are the IDs of further lists: of another platform, of other
	// releases, or of other calls. See [Answer].
	More []string
	// Services are those of a 007 token that let the product in, any of them,
	// and Messages is what it takes of 006, by the placement of tokens in
	// Agora's guides.
	Services []uint16
	Messages MessageUse
}

// MessageUse says which 006 tokens a product takes.
type MessageUse uint8

// The uses of 006 tokens.
const (
	NoMessages        MessageUse = iota // the product takes no 006 token
	ChannelMessages                     // those with privileges for a channel
	SignalingMessages                   // those with the privilege to log in
)

// takes reports whether the product looks at services of a type. A product
// that is not known may be any, and looks at all.
func (p *Product) takes(service uint16) bool { return p == nil || slices.Contains(p.Services, service) }

// RoleNumber returns the number by which a token of Flexible Classroom names a
// role: 1 for the first of Roles, the teacher. A number in digits is its own.
// It reports whether there is such a role.
func (p *Product) RoleNumber(role string) (int16, bool) {
	if n, err := strconv.ParseInt(role, 10, 16); err == nil {
		return int16(n), true
	}
	at := slices.Index(p.Roles, role)
	return int16(at + 1), at >= 0
}

// A Failure is a way in which an SDK refuses a token. Each SDK has a code of
// its own for it.
type Failure string

// The failures.
const (
	FailNoToken     Failure = "no_token"     // no token, though the project has a certificate
	FailNotDynamic  Failure = "not_dynamic"  // a token, though the project has no certificate
	FailInvalid     Failure = "invalid"      // the token is damaged, or carries no service for this
	FailSignature   Failure = "signature"    // whole, but signed by another certificate
	FailExpired     Failure = "expired"      // it has ended
	FailAppID       Failure = "app_id"       // it is of another App ID
	FailChannel     Failure = "channel"      // it is for another channel
	FailUser        Failure = "user"         // it is for another user
	FailRole        Failure = "role"         // it carries the service, but does not allow the role or the call
	FailUnknownUser Failure = "unknown_user" // the user is not registered
	FailHost        Failure = "host"         // the service does not know the app at this host
	FailWillExpire  Failure = "will_expire"  // it still works
	FailRenew       Failure = "renew"        // renewing with it fails
)

// Failures returns all failures.
func Failures() []Failure {
	return []Failure{
		FailNoToken, FailNotDynamic, FailInvalid, FailSignature, FailExpired, FailAppID, FailChannel, FailUser,
		FailRole, FailUnknownUser, FailHost, FailWillExpire, FailRenew,
	}
}

// Product returns the product called id, or nil if there is none.
func (c Catalog) Product(id string) *Product {
	for i := range c.Products {
		if c.Products[i].ID == id {
			return &c.Products[i]
		}
	}
	return nil
}

// Answer returns the code with which a product fails in a way: that of its SDK,
// or else of the first of its further lists that has one. It is the zero value
// where Agora documents none.
func (c Catalog) Answer(product string, f Failure) Answer {
	p := c.Product(product)
	if p == nil || f == "" {
		return Answer{}
	}
	var a Answer
	for i := range 1 + len(p.More) {
		id := p.SDK
		if i > 0 {
			id = p.More[i-1]
		}
		sdk := c.SDK(id)
		code := sdk.answer(f)
		switch {
		case code == nil:
		case a.IsZero():
			a.Code, a.Name = code.Code, code.Name
		case sdk.Aside != "" && a.Also == "" && code.label() != a.Code:
			a.Also = sdk.Aside + " " + code.label()
		}
	}
	return a
}

// IsZero reports whether there is no answer.
func (a Answer) IsZero() bool { return a == Answer{} }

// String returns the answer in one line: "109 ERR_TOKEN_EXPIRED (in 4.x:
// reason 9)". It holds only what stands in the catalog.
func (a Answer) String() string {
	text := codeAndName(a.Code, a.Name)
	if a.Also != "" {
		text += " (" + a.Also + ")"
	}
	return text
}
