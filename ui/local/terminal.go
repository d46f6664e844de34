package local

import (
	"errors"
	"os"
	"runtime"
)

// OpenTerminal opens the terminal that the person sits at, wherever stdin and
// stdout go.
func OpenTerminal() (*Terminal, error) {
	in, out := "/dev/tty", "/dev/tty"
	if runtime.GOOS == "windows" {
		in, out = "CONIN$", "CONOUT$"
	}
	keys, err := os.OpenFile(in, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	screen, err := os.OpenFile(out, os.O_RDWR, 0)
	if err != nil {
		_ = keys.Close()
		return nil, err
	}
	return &Terminal{keys, screen}, nil
}

// A Terminal is one terminal of two files, as Windows has them.
type Terminal struct {
	*os.File // what is typed
	screen   *os.File
}

// Write shows text.
func (t *Terminal) Write(text []byte) (int, error) { return t.screen.Write(text) }

// Close closes both files.
func (t *Terminal) Close() error { return errors.Join(t.File.Close(), t.screen.Close()) }
