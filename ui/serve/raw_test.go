package serve_test

import (
	"strings"
	"unicode/utf8"
)

// rawControls returns the text around the first control character in text that
// is not the end of a line, or "".
func rawControls(text string) string {
	i := strings.IndexFunc(text, func(r rune) bool {
		return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == '\u202e'
	})
	switch {
	case i >= 0:
		return text[max(0, i-20):min(len(text), i+20)]
	case !utf8.ValidString(text):
		return text
	}
	return ""
}
