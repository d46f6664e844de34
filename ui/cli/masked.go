package cli

import (
	"context"
	"strings"
	"unicode/utf8"
)

// masked is a line that is typed without being shown, in a terminal that
// handles no key itself. Its zero value is an empty line.
type masked struct {
	text   []byte
	escape escape
}

// escape says how far into the sequence of a special key we are.
type escape int

const (
	noEscape escape = iota
	afterESC
	inSequence // after ESC [
	lastOfSS3  // after ESC O
)

// The control bytes that mean something in a masked line.
const (
	keyInterrupt = 0x03 // ctrl+c
	keyEnd       = 0x04 // ctrl+d
	keyBackspace = 0x08
	keyNewline   = '\n'
	keyReturn    = '\r'
	keyClear     = 0x15 // ctrl+u
	keyESC       = 0x1b
	keyDelete    = 0x7f
)

// key takes one byte of what is typed, and returns what to show of it.
func (m *masked) key(b byte) (shown string, done bool, err error) {
	if m.inEscape(b) {
		return "", false, nil
	}
	const star, wipe = "*", "\b \b"
	switch b {
	case keyReturn, keyNewline:
		return "", true, nil
	case keyInterrupt:
		return "", true, context.Canceled
	case keyEnd:
		if len(m.text) == 0 {
			return "", true, &ExitError{ExitUsage, errNoAnswer}
		}
		return "", false, nil
	case keyBackspace, keyDelete:
		if len(m.text) == 0 {
			return "", false, nil
		}
		_, n := utf8.DecodeLastRune(m.text)
		m.text = m.text[:len(m.text)-n]
		return wipe, false, nil
	case keyClear:
		n := utf8.RuneCount(m.text)
		m.text = m.text[:0]
		return strings.Repeat(wipe, n), false, nil
	}
	const longest = 4 << 10
	if b < ' ' || len(m.text) >= longest {
		return "", false, nil
	}
	before := utf8.RuneCount(m.text)
	m.text = append(m.text, b)
	// A rune comes in several bytes; its first one makes the star.
	return strings.Repeat(star, max(utf8.RuneCount(m.text)-before, 0)) + strings.Repeat(wipe, max(before-utf8.RuneCount(m.text), 0)), false, nil
}

// inEscape reports whether the byte belongs to the sequence of a special key,
// such as an arrow, which is no text.
func (m *masked) inEscape(b byte) bool {
	switch m.escape {
	case noEscape:
		if b == keyESC {
			m.escape = afterESC
			return true
		}
		return false
	case afterESC:
		switch b {
		case '[':
			m.escape = inSequence
		case 'O':
			m.escape = lastOfSS3
		case keyESC:
		default:
			m.escape = noEscape
			return b >= ' ' // alt with a letter; a control key is one
		}
	case inSequence:
		if b >= 0x40 && b <= 0x7e {
			m.escape = noEscape
		}
		return b >= ' ' // ctrl+c works even here
	case lastOfSS3:
		m.escape = noEscape
		return b >= ' '
	}
	return true
}
