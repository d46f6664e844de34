package envfile

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// idLength is the length of an App ID and of an App Certificate.
const idLength = 32

// A quality is what a value is good for.
type quality int

const (
	usable      quality = iota
	placeholder         // nobody has put the real value there yet
	malformed
)

// marks are what the placeholders of samples and templates have in them.
var marks = []string{"your", "<", "$", "{{", "xxx", "...", "…", "change", "replace", "placeholder", "todo"}

// quality judges the value of an entry.
func (e *entry) quality() quality {
	switch {
	case e.flaw != "":
		return malformed
	case isHexID(e.value) && !isOneCharacter(e.value):
		return usable
	case isPlaceholder(e.value):
		return placeholder
	}
	return malformed
}

func isPlaceholder(value string) bool {
	if value == "" || isOneCharacter(value) {
		return true
	}
	lower := strings.ToLower(value)
	for _, mark := range marks {
		if strings.Contains(lower, mark) {
			return true
		}
	}
	// Words such as app-certificate or undefined: something real has a digit.
	isOther := func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune("_- ", r) }
	return !strings.ContainsFunc(value, isOther) && strings.ContainsFunc(value, isNotHex)
}

func isOneCharacter(value string) bool {
	return value != "" && strings.Count(value, value[:1]) == len(value)
}

func isHexID(value string) bool {
	return len(value) == idLength && !strings.ContainsFunc(value, isNotHex)
}

func isNotHex(r rune) bool {
	return (r < '0' || '9' < r) && (r < 'a' || 'f' < r) && (r < 'A' || 'F' < r)
}

// problem says what is wrong with the value, without repeating any of it, or
// returns "".
func (e *entry) problem() string {
	switch e.quality() {
	case usable:
		return ""
	case placeholder:
		if e.isEmpty() {
			return fmt.Sprintf("%s is empty: put the %s from the Agora Console there", e.where(), e.role.term())
		}
		return fmt.Sprintf("%s still holds a placeholder: put the %s from the Agora Console there", e.where(), e.role.term())
	}
	flaw := e.flaw
	switch n := utf8.RuneCountInString(e.value); {
	case flaw != "":
	case n != idLength:
		flaw = fmt.Sprintf("has %d characters where there must be %d hexadecimal ones", n, idLength)
	default:
		flaw = "has a character that is not hexadecimal (0-9, a-f)"
	}
	return fmt.Sprintf("%s %s: copy the %s again from the Agora Console", e.where(), flaw, e.role.term())
}

// isEmpty reports whether nothing stands in the place of the value.
func (e *entry) isEmpty() bool { return e.value == "" && e.literal && e.flaw == "" }

// where names the entry with its line, if it is in a file.
func (e *entry) where() string {
	if e.line == 0 {
		return e.key
	}
	return fmt.Sprintf("%s on line %d", e.key, e.line)
}
