package uitest

import "github.com/charmbracelet/x/ansi"

// Screen returns what is on the screen, without styles.
func (t *Terminal) Screen() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.em.String()
}

// AltScreen reports whether the program is on the alternate screen.
func (t *Terminal) AltScreen() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.em.IsAltScreen()
}

// Mode reports whether the program has switched mode on.
func (t *Terminal) Mode(mode ansi.Mode) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.modes[mode]
}

// Title returns the title that the program gave the window.
func (t *Terminal) Title() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.title
}

// Copied waits until the program has sent text to the clipboard, and returns it:
// a program may say that it did so before it does.
func (t *Terminal) Copied() string {
	t.tb.Helper()
	return t.WaitUntil("a text is copied", func(string) bool { return t.Clipboard() != "" }).Clipboard()
}

// Clipboard returns what the program last sent to the clipboard (OSC 52).
func (t *Terminal) Clipboard() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.clipboard
}
