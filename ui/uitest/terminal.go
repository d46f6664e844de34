package uitest

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// patience is how long a Terminal waits for anything. It is long because it
// is only ever spent by a test that fails.
const patience = 30 * time.Second

// A Terminal runs a program in a pseudo-terminal and shows what it drew. It
// answers the program's questions, as a real terminal does. Its methods fail
// the test themselves and wait for what they are told, never for a time.
type Terminal struct {
	tb  testing.TB
	cmd *exec.Cmd
	tty *os.File

	mu        sync.Mutex // guards what follows, the emulator's state included
	em        *vt.Emulator
	modes     map[ansi.Mode]bool
	title     string
	clipboard string
	changed   chan struct{} // closed, and made anew, when the program has written
	limit     time.Duration

	ended chan struct{} // closed when all is read and the program has ended
	err   error         // of cmd.Wait; to be read after ended is closed
}

// Start runs cmd in a terminal of the given size. The program sees the
// environment of the test without what would change its drawing or hand it a
// project, and then cmd.Env. The program is killed when the test ends.
func Start(tb testing.TB, cmd *exec.Cmd, cols, rows int) *Terminal {
	tb.Helper()
	t := &Terminal{
		tb: tb, cmd: cmd, em: vt.NewEmulator(cols, rows), modes: map[ansi.Mode]bool{ansi.ModeTextCursorEnable: true},
		changed: make(chan struct{}), ended: make(chan struct{}), limit: patience,
	}
	t.listen()
	cmd.Env = append(environment(), cmd.Env...)
	tty, err := pty.StartWithSize(cmd, winsize(cols, rows))
	if err != nil {
		tb.Fatalf("start %s in a terminal: %v", cmd, err)
	}
	t.tty = tty
	answered := make(chan struct{})
	go t.answer(answered)
	go t.read()
	tb.Cleanup(func() {
		select {
		case <-t.ended:
		default:
			kill(cmd)
			<-t.ended
		}
		closeAnswers(t.em)
		<-answered
		_ = tty.Close()
	})
	return t
}

// environment is that of the test without settings of its own terminal, and
// without the desktop, whose clipboard belongs to the person.
func environment() []string {
	drop := []string{"TERM", "COLORTERM", "DISPLAY", "WAYLAND_DISPLAY", "NO_COLOR", "CLICOLOR", "TMUX", "STY", "SSH_", "AGORA_", "ATC_", "LC_", "LANG", "GOCOVERDIR", "TEA_"}
	env := slices.DeleteFunc(os.Environ(), func(entry string) bool {
		return slices.ContainsFunc(drop, func(name string) bool { return strings.HasPrefix(entry, name) })
	})
	return append(env, "TERM=xterm-256color", "COLORTERM=truecolor", "LC_ALL=C.UTF-8")
}

func winsize(cols, rows int) *pty.Winsize {
	return &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)}
}

// listen notes what the screen itself does not show. The emulator calls back
// inside Write, thus under the lock.
func (t *Terminal) listen() {
	t.em.SetCallbacks(vt.Callbacks{
		Title:       func(title string) { t.title = title },
		EnableMode:  func(m ansi.Mode) { t.modes[m] = true },
		DisableMode: func(m ansi.Mode) { t.modes[m] = false },
	})
	t.em.RegisterOscHandler(52, func(data []byte) bool {
		_, coded, _ := bytes.Cut(bytes.TrimPrefix(data, []byte("52;")), []byte{';'})
		if text, err := base64.StdEncoding.DecodeString(string(coded)); err == nil && len(text) > 0 {
			t.clipboard = string(text)
		}
		return true
	})
}

// answer hands the program what the emulator answers. It reads on when the
// program does not, since the emulator's Write blocks on an answer unread.
// Nobody waits for the goroutine that writes: a terminal whose input is full
// holds it for ever.
func (t *Terminal) answer(done chan<- struct{}) {
	defer close(done)
	queue := make(chan string, 1024)
	defer close(queue)
	go func() {
		for answer := range queue {
			_, _ = t.tty.WriteString(answer)
		}
	}()
	buf := make([]byte, 4096)
	for {
		n, err := t.em.Read(buf)
		select {
		case queue <- string(buf[:n]):
		default: // no program reads that many
		}
		if err != nil {
			return
		}
	}
}

// closeAnswers ends answer. The emulator's own Close would race with its Read.
func closeAnswers(em *vt.Emulator) {
	if c, ok := em.InputPipe().(io.Closer); ok {
		_ = c.Close()
	}
}

// read draws what the program writes, until there is no more. Linux looks for
// text first and for the end of the program after it: what came between its two
// looks is only there for one who asks again.
func (t *Terminal) read() {
	buf := make([]byte, 32<<10)
	for failed := false; ; {
		n, err := t.tty.Read(buf)
		t.mu.Lock()
		_, _ = t.em.Write(buf[:n])
		close(t.changed)
		t.changed = make(chan struct{})
		t.mu.Unlock()
		again := failed
		failed = err != nil // EIO, when the last process has let go of the terminal
		if failed && again {
			t.err = t.cmd.Wait()
			close(t.ended)
			return
		}
	}
}

// Patience makes the terminal wait for limit instead of the usual time, for a
// program that is long in coming.
func (t *Terminal) Patience(limit time.Duration) *Terminal {
	t.limit = limit
	return t
}

// WaitFor waits until the screen shows all of texts at once.
func (t *Terminal) WaitFor(texts ...string) *Terminal {
	t.tb.Helper()
	return t.WaitUntil("the screen shows "+strings.Join(texts, ", "), func(screen string) bool {
		return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(screen, text) })
	})
}

// WaitUntil waits until the screen is as good says; what names that for the
// message of a test that fails.
func (t *Terminal) WaitUntil(what string, good func(screen string) bool) *Terminal {
	t.tb.Helper()
	late := time.NewTimer(t.limit)
	defer late.Stop()
	for over := false; ; {
		t.mu.Lock()
		screen, changed := t.em.String(), t.changed
		t.mu.Unlock()
		if good(screen) {
			return t
		}
		if over {
			t.tb.Fatalf("the program ended before %s:\n%s", what, screen)
		}
		select {
		case <-changed:
		case <-t.ended:
			over = true // look once more, at the last of the screens
		case <-late.C:
			t.tb.Fatalf("waited in vain until %s:\n%s", what, screen)
		}
	}
}

// Send types keys, named as key bindings name them: "enter", "ctrl+c",
// "alt+1", "q".
func (t *Terminal) Send(keys ...string) *Terminal {
	t.tb.Helper()
	for _, key := range keys {
		code, ok := keyCode(key)
		if !ok {
			t.tb.Fatalf("uitest: unknown key %q", key)
		}
		t.Type(code)
	}
	return t
}

// Type types text as it is, control bytes included.
func (t *Terminal) Type(text string) *Terminal {
	t.tb.Helper()
	if _, err := t.tty.WriteString(text); err != nil {
		t.tb.Fatalf("type %q: %v", text, err)
	}
	return t
}

// Paste pastes text, in brackets if the program asked for them.
func (t *Terminal) Paste(text string) *Terminal {
	t.tb.Helper()
	if t.Mode(ansi.ModeBracketedPaste) {
		text = ansi.BracketedPasteStart + text + ansi.BracketedPasteEnd
	}
	return t.Type(text)
}

// Resize gives the terminal another size, of which the program is told.
func (t *Terminal) Resize(cols, rows int) *Terminal {
	t.tb.Helper()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.em.Resize(cols, rows)
	if err := pty.Setsize(t.tty, winsize(cols, rows)); err != nil {
		t.tb.Fatalf("resize the terminal to %d×%d: %v", cols, rows, err)
	}
	return t
}

// Exit waits until the program has ended by itself and returns its exit code.
// All that it wrote is on the screen then.
func (t *Terminal) Exit() int {
	t.tb.Helper()
	select {
	case <-t.ended:
	case <-time.After(t.limit):
		t.tb.Fatalf("the program did not end:\n%s", t.Screen())
	}
	if failed := (*exec.ExitError)(nil); t.err != nil && !errors.As(t.err, &failed) {
		t.tb.Fatalf("wait for the program: %v", t.err)
	}
	return t.cmd.ProcessState.ExitCode()
}
