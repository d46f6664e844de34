package tokens

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// markdown escapes what Markdown would read as more than text. It is for words
// of our own: what anybody else wrote belongs into a [codeSpan].
func markdown(text string) string {
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune("\\`*_[]<>~&#@$", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// quotesAsCode returns a message as Markdown. What stands in quotation marks as
// strconv.Quote writes them, which is how messages name values, becomes a code
// span.
func quotesAsCode(message string) string {
	var b strings.Builder
	for message != "" {
		at := strings.IndexByte(message, '"')
		if at < 0 {
			break
		}
		b.WriteString(markdown(legible(message[:at])))
		message = message[at:]
		value, err := strconv.QuotedPrefix(message)
		if err != nil {
			b.WriteByte('"')
			message = message[1:]
			continue
		}
		b.WriteString(codeSpan(value))
		message = message[len(value):]
	}
	return b.String() + markdown(legible(message))
}

// codeSpan returns text that may hold anything as a code span on one line, in
// which Markdown reads nothing. Its fence is longer than any that the text
// holds.
func codeSpan(text string) string {
	text = legible(text)
	longest, run := 0, 0
	for i := range len(text) {
		if run++; text[i] != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	// A blank on each side is taken off again by the reader, unless all is blank.
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") ||
		strings.HasPrefix(text, " ") && strings.HasSuffix(text, " ") && strings.Trim(text, " ") != "" {
		text = " " + text + " "
	}
	return fence + text + fence
}

// legible returns text on one line in which everything has a look of its own:
// controls, what overrides the direction of writing, what is drawn as nothing or
// as a blank, and bytes that are not UTF-8 are escaped.
func legible(text string) string {
	var b strings.Builder
	for i, r := range text {
		_, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case unicode.IsPrint(r) && !isBlankRune(r):
			b.WriteRune(r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	return b.String()
}

// isBlankRune reports whether a rune that Unicode calls printable is drawn as
// nothing: the Hangul fillers, the empty Braille pattern, and variation
// selectors.
func isBlankRune(r rune) bool {
	switch r {
	case 0x115f, 0x1160, 0x3164, 0xffa0, 0x2800, 0x034f:
		return true
	}
	return unicode.Is(unicode.Variation_Selector, r)
}
