package ui

import (
	"strconv"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// contrast returns both values of a row, fit for the terminal and taken apart
// into clusters. Where they are longer than room, what they begin with in
// common is left out but for a little, so that the place where they differ is
// seen; where they look the same, they are spelled out.
func contrast(r *compareRow, room int) (first, second []string) {
	a, b, lead := r.first.words(), r.second.words(), ""
	if max(len(a), len(b)) > room {
		same := 0
		for same < min(len(a), len(b)) && a[same] == b[same] {
			same++
		}
		if same -= room / 4; same > 0 {
			for same > 0 && same < len(a) && !utf8.RuneStart(a[same]) {
				same--
			}
			a, b, lead = a[same:], b[same:], "…"
		}
	}
	room -= cells(lead)
	one, two := shown(a, room), shown(b, room)
	if one == two && a != b {
		one, two = shown(strconv.QuoteToASCII(a), room), shown(strconv.QuoteToASCII(b), room)
	}
	return clusters(lead + one), clusters(lead + two)
}

// clusters takes a text apart into what a terminal draws as one.
func clusters(s string) []string {
	all := make([]string, 0, len(s))
	for s != "" {
		c, _ := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		if c == "" {
			c = s
		}
		all = append(all, c)
		s = s[len(c):]
	}
	return all
}

// middles returns the parts of two texts that remain without the beginning and
// the end that they have in common: both from one cluster on, to one of each.
func middles(a, b []string) (from int, to [2]int) {
	n := min(len(a), len(b))
	for from < n && a[from] == b[from] {
		from++
	}
	same := 0
	for same < n-from && a[len(a)-1-same] == b[len(b)-1-same] {
		same++
	}
	return from, [2]int{len(a) - same, len(b) - same}
}
