package ui

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// FuzzColumnsAreCountedAsTheTerminalDoes compares the quick count with the
// thorough one, for whatever stands next to what.
func FuzzColumnsAreCountedAsTheTerminalDoes(f *testing.F) {
	for _, s := range []string{
		"", "lobby", "\x1b[1;38;2;90;169;240m atc \x1b[m", "╭─ Token ───╮", "\x1b[38;5;8m│\x1b[m ━━╸──",
		"e\u0301", "│\u0301", "\x1b[31m\u0301x", "a\u200db", "漢字", "👩‍💻", "✓ ✗ … · ›", "\t", "\x7f", "\r\n", "\x80", "\xe2\x94", "\xe2",
		"\x1b", "\x1b[", "\x1b[31", "\x1b[3x1m", "\x1b[2J", "\x1b[?25l", "\x1b]0;title\x07", "\x1b[31\xe2\x94\x80m", "\x1b[;;m", "\x1b\x1b[m",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := cells(s), ansi.StringWidth(s); got != want {
			t.Errorf("%q takes %d columns, not %d", s, want, got)
		}
	})
}
