package safe

import (
	"unicode"
	"unicode/utf8"
)

// A terminal and the code that measures text for it count columns by grapheme
// cluster, which Unicode lets grow without end: marks over marks, consonants
// joined by viramas, leading Hangul letters. Such a run measures one or two
// columns and is drawn over the rest of the screen. These limits are above what
// living scripts write: Burmese has four marks above and below beside a spacing
// one, Sanskrit five consonants in a conjunct.
const (
	maxMarks = 4
	maxJoins = 4
)

// fillers are the printable runes that have no look of their own: variation
// selectors, the combining grapheme joiner, and letters that only hold a place.
var fillers = []*unicode.RangeTable{unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point}

// attached are the runes other than marks that belong to the cluster of the
// rune before them: vowels and final consonants of Hangul, the vowel AM of Thai
// and Lao, halfwidth voicing marks, and the skin tones of emoji.
var attached = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x0e33, Hi: 0x0e33, Stride: 1},
		{Lo: 0x0eb3, Hi: 0x0eb3, Stride: 1},
		{Lo: 0x1160, Hi: 0x11ff, Stride: 1},
		{Lo: 0xd7b0, Hi: 0xd7c6, Stride: 1},
		{Lo: 0xd7cb, Hi: 0xd7fb, Stride: 1},
		{Lo: 0xff9e, Hi: 0xff9f, Stride: 1},
	},
	R32: []unicode.Range32{{Lo: 0x1f3fb, Hi: 0x1f3ff, Stride: 1}},
}

// prepended are the letters that swallow the rune after them, which may be the
// border that the console draws there.
var prepended = &unicode.RangeTable{
	R16: []unicode.Range16{{Lo: 0x0d4e, Hi: 0x0d4e, Stride: 1}},
	R32: []unicode.Range32{
		{Lo: 0x111c2, Hi: 0x111c3, Stride: 1},
		{Lo: 0x113d1, Hi: 0x113d1, Stride: 1},
		{Lo: 0x1193f, Hi: 0x1193f, Stride: 1},
		{Lo: 0x11941, Hi: 0x11941, Stride: 1},
		{Lo: 0x11a3a, Hi: 0x11a3a, Stride: 1},
		{Lo: 0x11a84, Hi: 0x11a89, Stride: 1},
		{Lo: 0x11d46, Hi: 0x11d46, Stride: 1},
		{Lo: 0x11f02, Hi: 0x11f02, Stride: 1},
	},
}

// linkers are the marks, viramas mostly, that join the letter after them to the
// cluster: Unicode's Indic_Conjunct_Break=Linker, which package unicode lacks,
// and the viramas of Gurmukhi, Tamil and Kannada, which some renderers join.
var linkers = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x094d, Hi: 0x0d4d, Stride: 0x80},
		{Lo: 0x1039, Hi: 0x1039, Stride: 1},
		{Lo: 0x17d2, Hi: 0x17d2, Stride: 1},
		{Lo: 0x1a60, Hi: 0x1a60, Stride: 1},
		{Lo: 0x1b44, Hi: 0x1b44, Stride: 1},
		{Lo: 0x1bab, Hi: 0x1bab, Stride: 1},
		{Lo: 0xa9c0, Hi: 0xa9c0, Stride: 1},
		{Lo: 0xaaf6, Hi: 0xaaf6, Stride: 1},
	},
	R32: []unicode.Range32{
		{Lo: 0x10a3f, Hi: 0x10a3f, Stride: 1},
		{Lo: 0x11133, Hi: 0x11133, Stride: 1},
		{Lo: 0x113d0, Hi: 0x113d0, Stride: 1},
		{Lo: 0x1193e, Hi: 0x1193e, Stride: 1},
		{Lo: 0x11a47, Hi: 0x11a47, Stride: 1},
		{Lo: 0x11a99, Hi: 0x11a99, Stride: 1},
		{Lo: 0x11f42, Hi: 0x11f42, Stride: 1},
	},
}

// cluster is what is known of the grapheme cluster that a text is in. Its zero
// value is that of the start of a text and of the place after an escape, where a
// mark would stand on the console's own drawing.
type cluster struct {
	based  bool // a rune of the text is there for marks to stand on
	over   int  // nonspacing and enclosing marks on it
	beside int  // spacing marks and attached letters
	linked bool // a linker is among them
	lead   bool // the last rune is a leading Hangul letter
	joins  int  // letters that are joined to the first
}

// span returns how many bytes at the start of s may be drawn as they are, and
// advances c over them and, if there is one, over the rune that may not.
func (c *cluster) span(s string) int {
	for i := 0; i < len(s); {
		if b := s[i]; ' ' <= b && b < del {
			*c = cluster{based: true}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 || !c.admits(r) {
			*c = cluster{}
			return i
		}
		i += size
	}
	return len(s)
}

// admits reports whether r may be drawn where it stands, and if so advances c.
func (c *cluster) admits(r rune) bool {
	switch {
	case !unicode.IsPrint(r), unicode.In(r, fillers...), unicode.Is(prepended, r):
		return false
	case unicode.In(r, unicode.Mn, unicode.Me):
		c.over++
	case unicode.In(r, unicode.Mc, attached):
		c.beside++
	default:
		return c.opens(r)
	}
	c.linked = c.linked || unicode.Is(linkers, r)
	c.lead = false
	return c.based && c.over <= maxMarks && c.beside <= maxMarks
}

// opens reports whether r, which is no mark, may open a cluster or join the one
// before it.
func (c *cluster) opens(r rune) bool {
	lead := 0x1100 <= r && r <= 0x115f || 0xa960 <= r && r <= 0xa97c
	next := cluster{based: true, lead: lead}
	if c.lead && lead || c.linked && unicode.IsLetter(r) {
		next.joins = c.joins + 1
	}
	*c = next
	return c.joins <= maxJoins
}
