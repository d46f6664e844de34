package sshd

import (
	"bytes"
	"unicode/utf8"
)

const (
	escape = 0x1b
	bell   = 0x07
	cancel = 0x18
	abort  = 0x1a
	del    = 0x7f
	// longestControl is how many bytes a control sequence has at most: those
	// that terminals send have twenty or so.
	longestControl = 256
	// longestCluster is how many bytes count as one letter with its marks.
	longestCluster = 128
)

// unit returns how many bytes of b are the first thing that a terminal sends
// in one: a key, an answer, a piece of text. whole is false if more has to come
// before that is known; searched says how far b was looked through in vain the
// last time.
func unit(b []byte, searched int) (n int, whole bool) {
	switch c := b[0]; {
	case c != escape:
		return letter(b)
	case len(b) == 1:
		return 1, false
	case b[1] != escape:
		return sequence(b, searched)
	case len(b) == 2:
		return 2, false
	case b[2] == escape: // the first is a key of its own
		return 1, true
	default: // alt with a key that is a sequence
		n, whole = sequence(b[1:], searched-1)
		return n + 1, whole
	}
}

// letter returns the length of a control character or another of ASCII, or else
// of a piece of text that holds the next letter with all that belongs to it.
func letter(b []byte) (n int, whole bool) {
	if b[0] < utf8.RuneSelf {
		return 1, true
	}
	end := bytes.IndexFunc(b, func(r rune) bool { return r < ' ' || r == del })
	if end < 0 {
		end = len(b)
	}
	if end > longestCluster {
		for end = longestCluster; end > longestCluster-utf8.UTFMax && !utf8.RuneStart(b[end]); end-- {
		}
	}
	return end, end < len(b) || utf8.FullRune(lastRune(b))
}

// lastRune returns the bytes of the last rune of b, which may be cut.
func lastRune(b []byte) []byte {
	i := len(b) - 1
	for i > 0 && i > len(b)-utf8.UTFMax && !utf8.RuneStart(b[i]) {
		i--
	}
	return b[i:]
}

// sequence is unit of what starts with escape and something else.
func sequence(b []byte, searched int) (n int, whole bool) {
	switch b[1] {
	case '[':
		return control(b)
	case 'O':
		return shift3(b)
	case ']':
		if !numbered(b[2:]) { // alt+], and what was typed after it
			return 2, true
		}
		return controlString(b, searched)
	case 'P', '_', '^', 'X':
		return controlString(b, searched)
	default:
		if b[1] < utf8.RuneSelf {
			return 2, true
		}
		if !utf8.FullRune(b[1:]) {
			return len(b), false
		}
		_, size := utf8.DecodeRune(b[1:])
		return 1 + size, true
	}
}

// numbered reports whether b begins as the answer to a command of the operating
// system does, as far as it has come: with a number and a semicolon.
func numbered(b []byte) bool {
	rest := bytes.TrimLeft(b, "0123456789")
	return len(rest) == 0 || len(rest) < len(b) && rest[0] == ';'
}

// control measures a control sequence: ESC [ parameters, intermediates, final.
func control(b []byte) (n int, whole bool) {
	for i := 2; i < len(b); i++ {
		switch c := b[i]; {
		case i >= longestControl, c < ' ', c >= del: // none: what follows starts anew
			return i, true
		case i == 2 && c == '[': // a function key of the Linux console
			return min(4, len(b)), len(b) >= 4
		case i == 2 && c == 'M': // a mouse, as X10 had it
			return min(6, len(b)), len(b) >= 6
		case c >= '@':
			return i + 1, true
		}
	}
	return len(b), false
}

// shift3 measures a key as SS3 has it: ESC O, digits, a character.
func shift3(b []byte) (n int, whole bool) {
	for i := 2; i < len(b); i++ {
		switch c := b[i]; {
		case c < ' ' || c >= del || i >= longestControl:
			return i, true
		case c < '0' || c > '9':
			return i + 1, true
		}
	}
	return len(b), false
}

// controlString measures an answer of a terminal: it goes to the next ST, or
// BEL, and is given up by what cannot stand in it.
func controlString(b []byte, searched int) (n int, whole bool) {
	from := max(2, searched-1)
	if from >= len(b) {
		return len(b), false
	}
	i := bytes.IndexAny(b[from:], "\x07\x18\x1a\x1b")
	if i < 0 {
		return len(b), false
	}
	switch i += from; b[i] {
	case bell, cancel, abort:
		return i + 1, true
	}
	switch {
	case i+1 == len(b):
		return len(b), false
	case b[i+1] == '\\':
		return i + 2, true
	default:
		return i, true
	}
}
