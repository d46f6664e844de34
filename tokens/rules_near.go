package tokens

import (
	"net/url"
	"strings"
	"unicode"
)

// A resemblance is one way in which two names that should be the same differ
// by mistake.
type resemblance struct {
	words string
	same  func(string) string // makes names equal that differ in this way only
}

var resemblances = []resemblance{
	{"only blanks or line breaks at an end differ", strings.TrimSpace},
	{"only the case of letters differs", strings.ToLower},
	{"only characters that cannot be seen differ", visible},
	{"only percent-encoding differs", unescaped},
	{"only zeros in front differ", withoutZeros},
	{"only blanks and the case of letters differ", func(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), "")) }},
}

// maxResembled bounds what is compared of names, which have at most 255 bytes
// where a service takes them.
const maxResembled = 1024

// resembling says in what little two names differ, as the end of a sentence,
// or returns "".
func resembling(a, b string) string {
	if len(a) > maxResembled || len(b) > maxResembled {
		return ""
	}
	for _, r := range resemblances {
		if r.same(a) == r.same(b) {
			return ": " + r.words
		}
	}
	return ""
}

// resemblingSum is resembling for a name of which only the CRC-32 is known: it
// tries what the name may have been instead.
func resemblingSum(sum uint32, name string) string {
	if len(name) > maxResembled {
		return ""
	}
	for _, form := range []func(string) string{
		strings.ToLower, strings.ToUpper, title, strings.TrimSpace, visible, unescaped, url.QueryEscape, url.PathEscape, withoutZeros,
		func(s string) string { return s + " " }, func(s string) string { return s + "\n" }, func(s string) string { return " " + s },
		func(s string) string { return strings.ToLower(strings.TrimSpace(s)) }, func(s string) string { return `"` + s + `"` },
	} {
		if other := form(name); other != name && sumIs(other, sum) {
			return ", but that of " + quoted(other)
		}
	}
	return ""
}

func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == '\u00ad' {
			return -1
		}
		return r
	}, s)
}

func unescaped(s string) string {
	if text, err := url.QueryUnescape(s); err == nil {
		return text
	}
	return s
}

// withoutZeros drops the zeros in front of a number.
func withoutZeros(s string) string {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return s
	}
	if s = strings.TrimLeft(s, "0"); s == "" {
		return "0"
	}
	return s
}
