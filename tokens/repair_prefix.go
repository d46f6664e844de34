package tokens

import (
	"slices"
	"strings"
)

// maxPrefixName is how long the name before a token may be.
const maxPrefixName = 64

// Words that stand before a token, in lower case: ways of authorization besides
// Bearer, and declarations before a name.
var (
	schemes      = []string{"token", "agora"}
	declarations = []string{
		"export", "set", "setx", "const", "let", "var", "val", "final", "static", "readonly", "private", "public", "auto",
		"string", "str",
	}
	// pasteNames are parts of the names that people give tokens, and what they
	// take for one.
	pasteNames = []string{"token", "auth", "jwt", "bearer", "key", "cert", "secret", "appid", "app_id", "app-id"}
)

// maxPrefixWords is how many words a prefix may have: "private static final
// String token = " has five.
const maxPrefixWords = 8

// prefixLength returns the length of what stands before a token at the start of
// a text: "Bearer ", "AGORA_TOKEN=", "const token = ", `token": `.
func prefixLength(text string) int { return prefixOf(text, maxPrefixWords) }

// prefixOf is prefixLength for a prefix of at most so many words.
func prefixOf(text string, words int) int {
	if words == 0 {
		return 0
	}
	name := nameLength(text)
	word := strings.ToLower(text[:name])
	rest := strings.TrimLeft(text[name:], "\"'")
	sign := strings.TrimLeft(rest, " \t")
	switch n := separatorLength(sign); {
	case n > 0 && (containsAny(word, pasteNames) || word == "string" || word == "str"):
		sign = sign[n:]
	case len(rest) < len(text)-name || sign == rest:
		return 0
	case word == "bearer":
	case slices.Contains(schemes, word) && startsWithDigit(sign):
	case !slices.Contains(schemes, word) && !slices.Contains(declarations, word) || prefixOf(sign, words-1) == 0:
		return 0
	}
	return len(text) - len(strings.TrimLeft(sign, " \t"))
}

// nameLength returns the length of the name at the start of a text, which does
// not start with a digit, or 0.
func nameLength(text string) int {
	const env = "$env:" // of PowerShell
	start := 0
	if len(text) > len(env) && strings.EqualFold(text[:len(env)], env) {
		start = len(env)
	}
	for i := start; i < len(text); i++ {
		switch b := text[i]; {
		case i > maxPrefixName, i == 0 && startsWithDigit(text):
			return 0
		case !isNameByte(b) && b != '$':
			return i
		}
	}
	return len(text)
}

// separatorLength returns the length of the sign between a name and its value at
// the start of a text, or 0.
func separatorLength(text string) int {
	for _, s := range []string{":=", "=>", "=", ":"} {
		if strings.HasPrefix(text, s) {
			if s == ":" && strings.HasPrefix(text, "://") {
				return 0
			}
			return len(s)
		}
	}
	return 0
}

func startsWithDigit(text string) bool { return text != "" && text[0] >= '0' && text[0] <= '9' }

func containsAny(s string, parts []string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(s, p) })
}
