package ui

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// escThen stands in the line at the foot before the keys that act only after
// esc, because they are text in a field.
var escThen = command{key: chord("then:", "esc"), short: true}

// shortHelp returns the line at the foot of a screen: the commands that are
// marked short, without the last ones if not all of them fit.
func shortHelp(th *theme, cmds []command, width int) string {
	var b strings.Builder
	used, sep := 0, " "
	for i, c := range cmds {
		if !c.short || !c.key.Enabled() {
			continue
		}
		h := c.key.Help()
		opens := strings.HasSuffix(h.Desc, ":")
		n := cells(sep) + cells(h.Key) + 1 + cells(h.Desc)
		need := n
		if opens { // it is nothing without the one after it
			need += follower(cmds[i+1:])
		}
		if used+need > width {
			break
		}
		b.WriteString(th.dim.Render(sep) + th.text.Render(h.Key) + th.dim.Render(" "+h.Desc))
		used, sep = used+n, " · "
		if opens {
			sep = " "
		}
	}
	return b.String()
}

// follower returns the width of the next part of the line at the foot, and
// more than any terminal has if there is none.
func follower(cmds []command) int {
	for _, c := range cmds {
		if c.short && c.key.Enabled() {
			return 1 + cells(c.key.Help().Key) + 1 + cells(c.key.Help().Desc)
		}
	}
	return 1 << 20
}

// whileTyping puts the commands into the order of the line at the foot while
// text is typed: first the keys that act at once, then, after esc, the others.
func whileTyping(cmds []command) []command {
	var now, later []command
	for _, c := range cmds {
		if utf8.RuneCountInString(c.key.Help().Key) == 1 && slices.Contains(c.key.Keys(), "alt+"+c.key.Help().Key) {
			later = append(later, c)
			continue
		}
		now = append(now, c)
	}
	if len(later) == 0 {
		return now
	}
	return slices.Concat(now, []command{escThen}, later)
}
