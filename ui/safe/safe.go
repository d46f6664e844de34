// Package safe makes untrusted text fit for a terminal.
//
// Whatever came from a token, the network or a file goes through [Text] or
// [Lines] before it is drawn or printed. What they return has no rune that a
// terminal obeys, that overrides the direction of writing, or that is invisible,
// and no cluster of runes without end. A newline is left by [Lines] alone.
//
// The escapes are for people to read: text that holds a spelled-out escape
// such as \u202e looks the same as the rune, so no program can undo them.
package safe

import (
	"strings"
	"unicode/utf8"
)

const (
	// pictures is where the control pictures start, in the order of C0.
	pictures = '\u2400'
	// pictureDEL is the control picture of DEL.
	pictureDEL = '\u2421'
	del        = 0x7f
)

// lineFolder leaves a newline as the only control of well-formed lines. It is
// never written to.
var lineFolder = strings.NewReplacer("\r\n", "\n", "\t", "    ")

// Text returns s on one line with everything unprintable shown escaped:
//
//   - C0 controls and DEL as their pictures, such as ␛, ␀, ␊ and ␉;
//   - other runes that are not printable or have no look of their own as
//     \u202e, beyond U+FFFF as \U000e0001: C1, bidi controls, zero-width
//     characters, variation selectors, Hangul fillers, spaces other than U+0020,
//     private use, and what Unicode has not assigned;
//   - bytes that are not UTF-8 as \xff;
//   - marks that have nothing to stand on, or are more than four of one sort
//     over one letter, and letters that make a cluster of more than five.
//
// What is left is drawn as it is, right-to-left scripts included. An emoji that
// is a sequence comes apart: its joiners and selectors are escaped.
//
// Text of what it returned is the same again. The result has at most four times
// the bytes of s; printable ASCII is returned as it is, without allocation.
func Text(s string) string {
	var c cluster
	n := c.span(s)
	if n == len(s) {
		return s
	}
	out := make([]byte, 0, len(s)+len(s)/2+10)
	for rest := s; ; n = c.span(rest) {
		out = append(out, rest[:n]...)
		if rest = rest[n:]; rest == "" {
			return string(out)
		}
		r, size := utf8.DecodeRuneInString(rest)
		out = appendEscaped(out, r, rest[:size])
		rest = rest[size:]
	}
}

// Lines returns s like [Text], line by line: "\n" stays, "\r\n" becomes "\n",
// and a tab becomes four spaces. It is for text of several lines, such as JSON.
func Lines(s string) string {
	s = lineFolder.Replace(s)
	if Clean(s) {
		return s
	}
	var b strings.Builder
	for line := range strings.Lines(s) {
		text, ended := strings.CutSuffix(line, "\n")
		b.WriteString(Text(text))
		if ended {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// Clean reports whether Text(s) == s, without allocation.
func Clean(s string) bool {
	var c cluster
	return c.span(s) == len(s)
}

// appendEscaped appends what stands for r, which was decoded from raw.
func appendEscaped(out []byte, r rune, raw string) []byte {
	switch {
	case r == utf8.RuneError && len(raw) == 1:
		return appendHex(append(out, `\x`...), rune(raw[0]), 2)
	case r < ' ':
		return utf8.AppendRune(out, pictures+r)
	case r == del:
		return utf8.AppendRune(out, pictureDEL)
	case r <= 0xffff:
		return appendHex(append(out, `\u`...), r, 4)
	default:
		return appendHex(append(out, `\U`...), r, 8)
	}
}

// appendHex appends the lowest digits of r, zeros in front included.
func appendHex(out []byte, r rune, digits int) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		out = append(out, "0123456789abcdef"[r>>shift&0xf])
	}
	return out
}
