// Package secret holds the type of everything that must not be seen: App
// Certificates, passwords, vault passphrases, bearer keys and Chat REST tokens.
//
// A [Value] can be put in any struct, and that struct can be printed, logged,
// encoded or panicked with. [Value.Reveal] is the only way to the text, so that
// a search for its name finds every place where a secret is used.
package secret

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// placeholder is what stands for every secret, the empty one included: whether
// there is one is told by [Value.IsZero], not by what is printed.
const placeholder = "[secret]"

// errNeverRead says why a secret cannot be decoded: the text at hand is the
// placeholder, or somebody has put a secret where none may be.
var errNeverRead = errors.New("a secret is never read from JSON or text, where only a placeholder is written")

// Value is a secret that no formatter, logger or encoder of the standard
// library shows. Its zero value is the empty secret. Values are safe for
// concurrent use, and are compared with [Value.Equal]: == tells only whether
// both come from the same call of [New].
//
// Wherever a secret would be shown, the empty one included, this placeholder is:
//
//	[secret]
//
// The text is behind a pointer because fmt calls no method on an unexported
// field; it prints such a field's contents, which here is an address. Only what
// follows pointers by reflection (deep-equality diffs of test libraries, for
// one) still finds the text.
type Value struct{ p *string }

// New returns s as a secret. The empty string gives the zero Value.
func New(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{&s}
}

// Reveal returns the text of the secret, "" for the zero Value. It is called
// where the text is used and nowhere earlier.
func (v Value) Reveal() string {
	if v.p == nil {
		return ""
	}
	return *v.p
}

// Hint returns the last four characters behind dots, by which a person tells
// two certificates apart: ••••5d3b. Of a secret with fewer than 16 characters,
// whose end would give away too much, it returns the dots alone, and of the
// empty secret nothing.
func (v Value) Hint() string {
	const dots, shortest, tail = "••••", 16, 4
	switch r := []rune(v.Reveal()); {
	case len(r) == 0:
		return ""
	case len(r) < shortest:
		return dots
	default:
		return dots + string(r[len(r)-tail:])
	}
}

// IsZero reports whether v is the empty secret. It makes the JSON option
// omitzero leave such a field out.
func (v Value) IsZero() bool { return v.Reveal() == "" }

// Equal reports whether both secrets have the same text. How long it takes
// depends on the lengths of the two, never on where they differ.
func (v Value) Equal(other Value) bool {
	// Hashed first, as ConstantTimeCompare answers at once for unequal lengths.
	a := sha256.Sum256([]byte(v.Reveal()))
	b := sha256.Sum256([]byte(other.Reveal()))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// Format prints the placeholder whatever the verb and flags. It implements
// [fmt.Formatter].
func (v Value) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, placeholder) }

// LogValue returns the placeholder. It implements [slog.LogValuer].
func (v Value) LogValue() slog.Value { return slog.StringValue(placeholder) }

// MarshalJSON returns the placeholder as a JSON string. It implements
// [encoding/json.Marshaler].
func (v Value) MarshalJSON() ([]byte, error) { return []byte(`"` + placeholder + `"`), nil }

// MarshalText returns the placeholder. It implements [encoding.TextMarshaler], which
// XML, YAML and the keys of JSON objects go by.
func (v Value) MarshalText() ([]byte, error) { return []byte(placeholder), nil }

// UnmarshalJSON always fails, for null too, so that a placeholder is never
// taken for the secret that it stands for.
func (v *Value) UnmarshalJSON([]byte) error { return errNeverRead }

// UnmarshalText always fails, for the reason that [Value.UnmarshalJSON] does.
func (v *Value) UnmarshalText([]byte) error { return errNeverRead }
