package ui

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// asciiOnly reports whether the terminal's locale says that it cannot show
// more than ASCII. A locale that is not set at all says nothing.
func asciiOnly(getenv func(string) string) bool {
	if getenv("TERM") == "dumb" {
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToLower(getenv(name)); v != "" {
			return !strings.Contains(v, "utf-8") && !strings.Contains(v, "utf8")
		}
	}
	return false
}

// asciiGlyphs are stand-ins for what the console draws, each one cell wide as
// the glyph that it stands for.
var asciiGlyphs = strings.NewReplacer(
	"╭", "+", "╮", "+", "╰", "+", "╯", "+", "─", "-", "│", "|", "├", "+", "┤", "+", "└", "+", "┌", "+", "┐", "+", "┘", "+",
	"━", "=", "╸", "-", "╺", "-", "●", "*", "○", "o", "◆", "*",
	"›", ">", "‹", "<", "…", "~", "·", ".", "•", "*", "✓", "+", "✗", "x", "≠", "!", "×", "x", "–", "-", "—", "-", "’", "'", "“", "\"", "”", "\"",
	"↑", "^", "↓", "v", "←", "<", "→", ">", "▀", "^", "▄", "_", "█", "#",
)

// toASCII replaces what is not ASCII by something of the same width, so that
// a screen keeps its shape.
func toASCII(screen string) string {
	screen = asciiGlyphs.Replace(screen)
	var b strings.Builder
	for _, r := range screen {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
			continue
		}
		b.WriteString(strings.Repeat("?", ansi.StringWidth(string(r))))
	}
	return b.String()
}
