package tokens

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Literals of strings, one function per language. Whatever the text, a literal
// is one line of printable ASCII, so that no character can end it early, start
// a comment or turn up on a terminal. False means that a string of the
// language cannot hold the text.

func quoteGo(s string) (string, bool) { return strconv.QuoteToASCII(s), true }

// quoteNode and quotePython write characters by number, which text that is not
// UTF-8 does not have.
func quoteNode(s string) (string, bool) {
	return quoteRunes(s, `"\`, appendUTF16)
}

func quotePython(s string) (string, bool) {
	return quoteRunes(s, `"\`, func(b []byte, r rune) []byte {
		if r > 0xffff {
			return fmt.Appendf(b, `\U%08x`, r)
		}
		return fmt.Appendf(b, `\u%04x`, r)
	})
}

// quoteJava writes \u only for what is not ASCII: a compiler replaces \u000a
// by a line break before it looks for the end of a string.
func quoteJava(s string) (string, bool) {
	return quoteRunes(s, `"\`, func(b []byte, r rune) []byte {
		if r < utf8.RuneSelf {
			return fmt.Appendf(b, `\%03o`, r)
		}
		return appendUTF16(b, r)
	})
}

// quoteCPP escapes the question mark as well, which starts trigraphs, and
// gives the length of what holds a NUL, where a C string would end.
func quoteCPP(s string) (string, bool) {
	quoted := quoteBytes(s, `"\?`)
	if strings.Contains(s, "\x00") {
		return fmt.Sprintf("std::string(%s, %d)", quoted, len(s)), true
	}
	return quoted, true
}

// quotePHP escapes the dollar, which starts a variable in a string.
func quotePHP(s string) (string, bool) { return quoteBytes(s, `"\$`), true }

// quoteRunes puts a backslash before the special characters, and writes what
// is not printable ASCII by escape.
func quoteRunes(s, special string, escape func([]byte, rune) []byte) (string, bool) {
	if !utf8.ValidString(s) {
		return "", false
	}
	b := []byte{'"'}
	for _, r := range s {
		switch {
		case strings.ContainsRune(special, r):
			b = append(b, '\\', byte(r))
		case r < ' ' || r > '~':
			b = escape(b, r)
		default:
			b = append(b, byte(r))
		}
	}
	return string(append(b, '"')), true
}

// quoteBytes does the same to bytes, in octal of three digits: the hexadecimal
// escapes of C++ have no end.
func quoteBytes(s, special string) string {
	b := []byte{'"'}
	for i := range len(s) {
		switch {
		case strings.IndexByte(special, s[i]) >= 0:
			b = append(b, '\\', s[i])
		case s[i] < ' ' || s[i] > '~':
			b = fmt.Appendf(b, `\%03o`, s[i])
		default:
			b = append(b, s[i])
		}
	}
	return string(append(b, '"'))
}

func appendUTF16(b []byte, r rune) []byte {
	for _, unit := range utf16.AppendRune(nil, r) {
		b = fmt.Appendf(b, `\u%04x`, unit)
	}
	return b
}
