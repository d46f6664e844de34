package ui

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"atc/keystore"
	"atc/tokens"
)

// What may be done with a project that somebody else has lent. Each rule stands
// here once: what a token may grant, whether the app may be administered, and
// what is told of a project.

// ErrSharedToBuild is why there is neither an app token nor a request to the
// Chat REST API for a project of [keystore.SharedToBuild].
var ErrSharedToBuild = errors.New("the project is shared for building tokens alone, without app tokens and Chat REST: build a token for one user, or use another project")

// noEndError says that tokens of a kind never end.
type noEndError struct{ longest uint32 }

func (e *noEndError) Error() string {
	return "tokens of this kind have no end of their own, and the project is shared for tokens of " +
		Lasting(int64(e.longest)) + " at most: choose another kind, or use another project"
}

// Limits returns what a token may grant at most that is built with a project.
func Limits(p *keystore.Project) tokens.Limits {
	return tokens.Limits{Longest: p.Sharing.Longest(), AppTokens: p.Sharing.Administers()}
}

// Build returns the token that r asks for, signed with the primary certificate
// of a project; the App ID and certificate of r are not looked at. A token that
// grants more than [Limits] is not handed out, whatever it was built from: the
// error is [ErrSharedToBuild], or a [*tokens.InputError] for the input that has
// to be changed.
func Build(c *tokens.Catalog, p *keystore.Project, r tokens.Request, now time.Time) (string, error) {
	r.AppID, r.Certificate = p.AppID, p.Primary
	text, err := c.Build(r)
	if err != nil || !p.Sharing.Lent() {
		return text, err
	}
	t, err := c.Decode(text)
	if err == nil {
		err = Limits(p).Refuse(t, now)
	} else {
		err = fmt.Errorf("cannot be read back, so nobody knows what it grants: %w", err)
	}
	if err != nil {
		return "", beyondSharing(&r.Kind, p, err)
	}
	return text, nil
}

// request asks for a token of the active project.
func (e *env) request(k tokens.Kind, values tokens.Values, stamp tokens.Stamp) tokens.Request {
	p := e.project()
	return tokens.Request{Kind: k, AppID: p.AppID, Certificate: p.Primary, Values: values, Stamp: stamp}
}

// build builds a token of the active project, as of now.
func (e *env) build(r tokens.Request) (string, error) {
	return Build(&e.Catalog, e.project(), r, e.Now())
}

// beyondSharing says which input of a kind has to be changed for a token that
// grants too much, if one can help.
func beyondSharing(k *tokens.Kind, p *keystore.Project, err error) error {
	document := documentOf(k)
	var late *tokens.OverlongError
	switch {
	case document != nil:
		return &tokens.InputError{Key: document.Key, Title: document.Title, Problem: fmt.Errorf("the token %w", err)}
	case errors.Is(err, tokens.ErrAdministers):
		return ErrSharedToBuild
	case !errors.As(err, &late):
		return fmt.Errorf("the token %w", err)
	}
	if in := k.Input(inputLifetime); in != nil {
		return &tokens.InputError{Key: in.Key, Title: in.Title, Problem: fmt.Errorf("the token %w", err)}
	}
	return &noEndError{p.Sharing.Longest()}
}

// documentOf returns the input of a kind that is a document, or nil: whatever a
// token grants stands in it.
func documentOf(k *tokens.Kind) *tokens.Input {
	for i := range k.Inputs {
		if k.Inputs[i].Type == tokens.Document {
			return &k.Inputs[i]
		}
	}
	return nil
}

// wanted says what belongs into an input, for tokens of a project: what its
// sharing allows takes the place of what is told of longer lifetimes.
func wanted(p *keystore.Project, in *tokens.Input) string {
	longest := p.Sharing.Longest()
	if longest == 0 || in.Type != tokens.Lifetime {
		return in.Doc
	}
	form, _, _ := strings.Cut(in.Doc, ";")
	return form + "; " + Lasting(int64(longest)) + " at most, as the project is shared"
}

// within returns an input with a default that its project allows.
func within(p *keystore.Project, in tokens.Input) tokens.Input {
	longest := p.Sharing.Longest()
	if longest == 0 || in.Type != tokens.Lifetime {
		return in
	}
	if usual, err := tokens.ParseLifetime(in.Default); err == nil && usual > longest {
		in.Default = strings.ReplaceAll(Lasting(int64(longest)), "min", "m")
		in.Default = strings.ReplaceAll(in.Default, " ", "")
	}
	return in
}

// lentFor says in a sentence what a lent project is there for, or "" of one's
// own.
func lentFor(s keystore.Sharing) string {
	switch {
	case !s.Lent():
		return ""
	case s.Administers():
		return "Tokens are built with it and checked against it, app tokens and Chat REST included."
	}
	return "Tokens for users are built with it, for " + Lasting(int64(s.Longest())) +
		" at most, and checked against it. It has neither app tokens nor Chat REST."
}

// byHost says in a word or two whose a lent project is.
const byHost = "shared by the host"
