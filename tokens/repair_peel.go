package tokens

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// peeled is a text without what certainly belongs to no token around it.
type peeled struct {
	head, core, tail string // which together are the text
	removed          []Repair
	invisible        int // characters that were removed and cannot be seen
}

// Signs that stand around a token in programs, settings and letters. What opens
// stands before it only.
const (
	openers = "\"'`<“”„‘’‚«»‹›\\"
	closers = "\"'`>“”„‘’‚«»‹›\\,;"
)

// maxPeeled is how often a text is peeled. What people paste has a few layers;
// a text of nothing but layers would take time in proportion to its square.
const maxPeeled = 16

// peel takes blanks, quotation marks and prefixes such as "Bearer " off the ends
// of a text, as often as there are any, up to maxPeeled times.
func peel(text string) peeled {
	p := peeled{core: text}
	var blanks, quotes bool
	var prefixes []string
	for before, n := -1, 0; before != len(p.core) && n < maxPeeled; n++ {
		before = len(p.core)
		blanks = p.trim(isBlank, isBlank) > 0 || blanks
		p.invisible += p.trim(isInvisible, isInvisible)
		around := p.trim(isOpener, isCloser)
		if around > 0 && p.restoreReference() {
			around--
		}
		quotes = quotes || around > 0
		if n := prefixLength(p.core); n > 0 {
			prefixes = append(prefixes, strings.TrimSpace(withoutQuotes.Replace(p.core[:n])))
			p.head, p.core = p.head+p.core[:n], p.core[n:]
		}
	}
	for _, r := range []struct {
		is     bool
		repair Repair
	}{
		{blanks, Repair{CodeRepairedBlanks, nil}},
		{quotes, Repair{CodeRepairedQuotes, nil}},
		{len(prefixes) > 0, Repair{CodeRepairedPrefix, []any{strings.Join(prefixes, " ")}}},
	} {
		if r.is {
			p.removed = append(p.removed, r.repair)
		}
	}
	return p
}

// trim takes what opens off the front of the core, and what closes off its end,
// and returns how many characters that were.
func (p *peeled) trim(opens, closes func(rune) bool) int {
	front := len(p.core) - len(strings.TrimLeftFunc(p.core, opens))
	end := max(len(strings.TrimRightFunc(p.core, closes)), front)
	off := utf8.RuneCountInString(p.core[:front]) + utf8.RuneCountInString(p.core[end:])
	p.head, p.core, p.tail = p.head+p.core[:front], p.core[front:end], p.core[end:]+p.tail
	return off
}

// restoreReference puts the semicolon back that ends a character reference of
// HTML, if one was trimmed.
func (p *peeled) restoreReference() bool {
	const longest = len("&#x3D")
	at := max(strings.LastIndex(p.core, "&#"), len(p.core)-longest, 0)
	if !strings.HasPrefix(p.tail, ";") || referenceAt([]byte(p.core[at:]+";"), 0).width == 0 {
		return false
	}
	p.core, p.tail = p.core+";", p.tail[1:]
	return true
}

var withoutQuotes = strings.NewReplacer(`"`, "", "'", "", "`", "")

func isOpener(r rune) bool { return strings.ContainsRune(openers, r) }
func isCloser(r rune) bool { return strings.ContainsRune(closers, r) }

func isBlank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Zs, r) }

// isInvisible reports whether nothing is seen of a character: controls, and what
// Unicode calls format characters, such as zero-width spaces and the byte order
// mark.
func isInvisible(r rune) bool {
	return !unicode.IsSpace(r) && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r))
}

// withoutInvisible returns a text without what cannot be seen in it, and how
// much that was: characters, and the colours of a terminal. Blanks of all sorts
// become plain ones, and separators of lines line breaks.
func withoutInvisible(text string) (visible string, n int) {
	if !strings.ContainsFunc(text, func(r rune) bool { return r == escape || r > '~' }) && !strings.ContainsFunc(text, isInvisible) {
		return text, 0
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, width := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == escape:
			width = sequenceLength(text[i:])
			n++
		case r == utf8.RuneError && width == 1:
			b.WriteByte(text[i])
		case isInvisible(r):
			n++
		case r == '\u2028' || r == '\u2029' || r == '\u0085':
			b.WriteByte('\n')
		case r > '~' && isBlank(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
		i += width
	}
	return b.String(), n
}

// sequenceLength returns how long the sequence is that starts with an escape
// character: one of colours, or the character alone.
func sequenceLength(text string) int {
	if len(text) < 2 || text[1] != '[' {
		return 1
	}
	for i := 2; i < len(text); i++ {
		switch b := text[i]; {
		case b >= 0x40 && b <= 0x7e:
			return i + 1
		case b < 0x20 || b > 0x7e:
			return i
		}
	}
	return len(text)
}
