package local

import (
	"os"

	tea "charm.land/bubbletea/v2"
	"github.com/atotto/clipboard"
)

// Copy puts text on the clipboard through the terminal, and through the
// system where the terminal is on this machine: not every terminal takes it.
func Copy(text string) tea.Cmd {
	viaTerminal := tea.SetClipboard(text)
	if overSSH() {
		return viaTerminal
	}
	return tea.Batch(viaTerminal, func() tea.Msg {
		_ = clipboard.WriteAll(text) // fails without a desktop; nobody can confirm either way
		return nil
	})
}

// Paste asks the system for its clipboard, and else the terminal, which
// may never answer.
func Paste() tea.Msg {
	if !overSSH() {
		if text, err := clipboard.ReadAll(); err == nil {
			return tea.ClipboardMsg{Content: text, Selection: 'c'}
		}
	}
	return tea.ReadClipboard()
}

func overSSH() bool { return os.Getenv("SSH_CONNECTION") != "" }
