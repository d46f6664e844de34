package uitest

import (
	"strings"
	"unicode/utf8"
)

// keyCodes holds what xterm sends for the keys that are no character.
var keyCodes = map[string]string{
	"enter": "\r", "tab": "\t", "shift+tab": "\x1b[Z", "esc": "\x1b", "space": " ", "backspace": "\x7f", "delete": "\x1b[3~",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
	"home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdown": "\x1b[6~",
	"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS",
}

// keyCode returns what a terminal sends when key is pressed.
func keyCode(key string) (string, bool) {
	if code, ok := keyCodes[key]; ok {
		return code, true
	}
	if rest, ok := strings.CutPrefix(key, "alt+"); ok {
		code, ok := keyCode(rest)
		return "\x1b" + code, ok
	}
	if rest, ok := strings.CutPrefix(key, "ctrl+"); ok && len(rest) == 1 && rest[0] >= '@' && rest[0] <= 'z' {
		return string(rune(rest[0] & 0x1f)), true
	}
	return key, utf8.RuneCountInString(key) == 1
}
