package tokens

import (
	"fmt"
	"strings"
)

// A Code names a class of problem in a token. Codes are stable: scripts may
// rely on them.
type Code string

// The classes of tokens that cannot be read whole.
const (
	CodeEmpty     Code = "empty"     // there is no text
	CodeVersion   Code = "version"   // starts like a token of an unknown version
	CodeNotAgora  Code = "not_agora" // is something else, such as a JWT
	CodeTooLarge  Code = "too_large" // longer than [MaxText], or inflates beyond [MaxPayload]
	CodeBase64    Code = "base64"    // holds a character that base64 does not have, or ends in between
	CodeZlib      Code = "zlib"      // the compressed stream is cut or damaged
	CodeTruncated Code = "truncated" // the content ends before all of it was read
	CodeLength    Code = "length"    // a format of fixed length has another one
	CodeFormat    Code = "format"    // a part does not have its form
)

// The limits of what [Catalog.Decode] takes, in bytes. They are far above what
// any service accepts: the largest token of the public test vectors has 323
// characters, and an RTC service of the longest strings inflates to 128 KiB.
const (
	MaxText    = 64 << 10
	MaxPayload = 1 << 20
)

// A DecodeError says why a token could not be read whole, and where reading
// stopped.
type DecodeError struct {
	Code Code
	// Layer is where Offset counts: "text" in the characters of the token,
	// "compressed" in the bytes that base64 stands for, and "payload" in what
	// those inflate to, or in themselves where the format does not compress.
	Layer  string
	Offset int // bytes
	Reason string
}

// Error implements error.
func (e *DecodeError) Error() string {
	if place := e.Place(); place != "" && (e.Layer != layerText || e.Offset > 0) {
		return e.Reason + " (" + place + ")"
	}
	return e.Reason // which is about the text as a whole
}

// Place returns where reading stopped, in words: "at byte 99 of the payload".
// It is empty where there was nothing to read.
func (e *DecodeError) Place() string {
	switch e.Layer {
	case "":
		return ""
	case layerCompressed:
		return fmt.Sprintf("at byte %d of the compressed data", e.Offset)
	}
	return fmt.Sprintf("at byte %d of the %s", e.Offset, e.Layer)
}

// An InputError says which input of a [Request] is refused, and why.
type InputError struct {
	Key     string // of the input; "app-id" and "certificate" for those two
	Title   string
	Problem error
}

// Error implements error.
func (e *InputError) Error() string { return inSentence(e.Title) + ": " + e.Problem.Error() }

// inSentence returns the title of an input as it stands within a sentence:
// "user ID", but "App ID" and "Signaling user".
func inSentence(title string) string {
	for _, name := range []string{"App ", "Signaling "} {
		if strings.HasPrefix(title, name) {
			return title
		}
	}
	if len(title) > 1 && title[1] >= 'A' && title[1] <= 'Z' {
		return title // an abbreviation
	}
	return strings.ToLower(title[:min(1, len(title))]) + title[min(1, len(title)):]
}

// Unwrap returns the problem.
func (e *InputError) Unwrap() error { return e.Problem }
