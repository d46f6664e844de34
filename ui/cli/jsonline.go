package cli

import (
	"encoding/json"
	"fmt"
	"unicode"
	"unicode/utf16"
)

// appendJSONLine appends v as JSON on one line. What a terminal would obey or
// not show is escaped, beyond what JSON itself demands. v must not hold what
// JSON cannot express.
func appendJSONLine(dst []byte, v any) []byte {
	text, err := json.Marshal(v)
	if err != nil { // of our own types, none can fail
		text = []byte("null")
	}
	for _, r := range string(text) {
		switch {
		case unicode.IsPrint(r):
			dst = append(dst, string(r)...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			dst = fmt.Appendf(dst, `\u%04x\u%04x`, high, low)
		default:
			dst = fmt.Appendf(dst, `\u%04x`, r)
		}
	}
	return append(dst, '\n')
}
