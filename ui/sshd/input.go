package sshd

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"golang.org/x/time/rate"
)

const (
	// longestPaste is how many bytes of one paste are taken.
	longestPaste = 1 << 20
	// longestAnswer is how many bytes a terminal may answer with: its clipboard
	// is what is longest, in base 64.
	longestAnswer = longestPaste/3*4 + 1<<10
	// How long is waited for the rest of what may be more than one key.
	escapeWait, controlWait, answerWait = 50 * time.Millisecond, 500 * time.Millisecond, 5 * time.Second
	// Nobody types or turns a wheel faster than this, in events a second. What
	// comes faster waits, so that a flood costs the others nothing.
	eventRate, eventBurst = 150, 1500
)

// The marks around what is pasted.
const pasteStart, pasteEnd = "\x1b[200~", "\x1b[201~"

// An input reads what a terminal sends, as messages for a program.
//
// Bubble Tea has a reader of its own. This one stands in for it because that
// one keeps a table of keys for each session, which is a fifth of its memory,
// keeps pastes and answers without end, takes a window size from whoever types
// one, and ends the process if a sequence makes it panic.
type input struct {
	from io.Reader
	send func(tea.Msg) // as it comes from the terminal
	// typed is told of each key, and of each paste.
	typed func()
	// cut is told that a paste was longer than what is taken of it.
	cut func()

	mu       sync.Mutex // of what follows: a timer gives up waiting
	decoder  uv.EventDecoder
	buf      []byte // that is no whole unit yet
	searched int    // how much of buf holds no end of an answer
	skipping bool   // the rest of an answer that was too long
	pasting  bool
	pasted   []byte
	tooLong  bool // the paste
	timer    *time.Timer
	flow     *rate.Limiter
	life     context.Context
}

// run reads until the client has no more, or the session is over.
func (in *input) run(ctx context.Context) error {
	in.life, in.flow = ctx, newFlow()
	in.timer = time.AfterFunc(answerWait, in.expire)
	defer in.timer.Stop()
	var block [1 << 10]byte
	for ctx.Err() == nil {
		n, err := in.from.Read(block[:])
		in.feed(block[:n])
		if errors.Is(err, io.EOF) {
			in.expire()
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func newFlow() *rate.Limiter { return rate.NewLimiter(eventRate, eventBurst) }

// feed takes what has come.
func (in *input) feed(p []byte) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.timer.Stop()
	in.buf = append(in.buf, p...)
	for len(in.buf) > 0 && in.life.Err() == nil {
		n := in.next()
		if n == 0 {
			break
		}
		in.buf, in.searched = in.buf[n:], 0
	}
	if len(in.buf) == 0 {
		in.buf = nil
		return
	}
	in.timer.Reset(in.wait())
}

// next handles the first whole unit of the buffer and returns its length, 0 if
// there is none yet.
func (in *input) next() int {
	if in.pasting {
		return in.paste()
	}
	n, whole := unit(in.buf, in.searched)
	if whole && in.skipping {
		in.skipping = false
		return n
	}
	if !whole {
		in.searched = len(in.buf)
		if len(in.buf) > longestAnswer || in.skipping {
			return in.skip()
		}
		return 0
	}
	if bytes.Equal(in.buf[:n], []byte(pasteStart)) {
		in.pasting, in.pasted, in.tooLong = true, nil, false
		return n
	}
	return in.decode(n)
}

// skip drops what has come of an answer that is too long, but for the last byte,
// by which its end may begin. A string that means nothing stands for the rest.
func (in *input) skip() int {
	const least = len("\x1bX?")
	in.skipping, in.searched = true, 0
	if len(in.buf) > least {
		in.buf = []byte{escape, 'X', in.buf[len(in.buf)-1]}
	}
	return 0
}

// decode sends the event that the first n bytes of the buffer are, and returns
// how many of them it took.
func (in *input) decode(n int) (taken int) {
	defer func() {
		// The decoder is not ours, and what it reads is up to strangers.
		if recover() != nil {
			taken = n
		}
	}()
	if r, size := utf8.DecodeRune(in.buf); r == utf8.RuneError && size == 1 {
		return 1 // no text, and control bytes beyond ASCII mean nothing in it
	}
	used, event := in.decoder.Decode(in.buf[:n:n])
	in.emit(event)
	if in.buf[0] == escape || used <= 0 {
		return n // what is left of a sequence is not text
	}
	return min(used, n)
}

// emit sends an event on if it is one that a visitor may cause.
func (in *input) emit(event uv.Event) {
	switch e := event.(type) {
	case uv.MultiEvent:
		for _, each := range e {
			in.emit(each)
		}
		return
	case uv.KeyPressEvent, uv.KeyReleaseEvent, uv.PasteEvent:
		in.typed()
	case uv.MouseClickEvent, uv.MouseReleaseEvent, uv.MouseWheelEvent, uv.MouseMotionEvent,
		uv.FocusEvent, uv.BlurEvent, uv.ClipboardEvent, uv.CapabilityEvent, uv.TerminalVersionEvent,
		uv.CursorPositionEvent, uv.KeyboardEnhancementsEvent, uv.ModeReportEvent,
		uv.DarkColorSchemeEvent, uv.LightColorSchemeEvent:
	case uv.ForegroundColorEvent:
		if e.Color == nil {
			return
		}
	case uv.BackgroundColorEvent:
		if e.Color == nil {
			return
		}
	case uv.CursorColorEvent:
		if e.Color == nil {
			return
		}
	default: // a window size, above all: only the client tells that
		return
	}
	if in.flow.Wait(in.life) == nil {
		in.send(event)
	}
}

// paste takes pasted text up to its end, and returns how much of the buffer
// that is.
func (in *input) paste() int {
	n := bytes.Index(in.buf, []byte(pasteEnd))
	if n < 0 {
		// The end may have come in part.
		n = max(0, len(in.buf)-len(pasteEnd)+1)
		in.keep(in.buf[:n])
		return n
	}
	in.keep(in.buf[:n])
	text, tooLong := string(in.pasted), in.tooLong
	in.pasting, in.pasted = false, nil
	in.emit(uv.PasteEvent{Content: strings.ToValidUTF8(text, "")})
	if tooLong {
		in.cut()
	}
	return n + len(pasteEnd)
}

// keep adds p to what is pasted, as far as there is room.
func (in *input) keep(p []byte) {
	if room := longestPaste - len(in.pasted); len(p) > room {
		p, in.tooLong = p[:room], true
	}
	if len(p) > 0 {
		in.pasted = append(in.pasted, p...)
		in.typed()
	}
}

// wait returns how long the rest of the buffer may take.
func (in *input) wait() time.Duration {
	switch {
	case in.pasting || in.skipping:
		return answerWait
	case len(in.buf) <= 2:
		return escapeWait
	case bytes.IndexByte([]byte("]P_^X"), in.buf[1]) >= 0:
		return answerWait
	default:
		return controlWait
	}
}

// expire gives up waiting for the rest: an escape alone is the key, and part of
// an answer is nothing.
func (in *input) expire() {
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.buf) == 0 || in.pasting || in.life.Err() != nil {
		return
	}
	if answer := in.wait() == answerWait; !answer {
		in.decode(len(in.buf))
	}
	in.buf, in.searched, in.skipping = nil, 0, false
}
