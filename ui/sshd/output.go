package sshd

import (
	"bytes"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// piece is how many bytes are handed on at a time. A client that has taken a
// piece has made progress.
const piece = 8 << 10

// A stall tells for how long a client has taken nothing.
type stall struct {
	now    func() time.Duration // since the start of the server
	since  atomic.Int64         // when the write began that is under way, 0 if none is
	writes atomic.Int64         // how many have begun
	dead   atomic.Bool          // nothing is sent any more
}

// lasts returns for how long the write that is under way has made no progress,
// and which that is.
func (s *stall) lasts(now time.Duration) (time.Duration, int64) {
	since, number := time.Duration(s.since.Load()), s.writes.Load()
	if since == 0 {
		return 0, 0
	}
	return now - since, number
}

// An output is what goes to the terminal of a visitor. It keeps nothing: who
// writes waits until the client has room, and is told off once the client is
// given up.
type output struct {
	to    io.Writer
	stall *stall

	mu sync.Mutex
	// terminal is set where there is a terminal at the other end, which wants a
	// carriage return before each newline.
	terminal bool
	// asking is set while a full-screen program runs that reads the keys of a
	// terminal: see keyboard.
	asking    bool
	last      byte // that was sent
	alternate bool // the terminal shows the screen of a program
}

// keyboard makes a terminal tell keys apart that it would send alike, for as
// long as the program has its screen: Bubble Tea asks for it itself, but only
// where it reads the keys itself, too.
const (
	keyboardOn  = ansi.SetModifyOtherKeys2 + "\x1b[>1u" + ansi.RequestKittyKeyboard
	keyboardOff = ansi.ResetModifyOtherKeys + "\x1b[<1u"
)

// leaving brings a terminal back to where a program found it.
const leaving = keyboardOff + ansi.ResetModeAltScreenSaveCursor + ansi.SetModeTextCursorEnable +
	ansi.ResetModeBracketedPaste + ansi.ResetModeFocusEvent +
	ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr +
	ansi.ResetModeSynchronizedOutput + ansi.ResetStyle

// Write sends all of p. It fails with [io.ErrClosedPipe] once the client is
// given up.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	total := len(p)
	if o.asking {
		p = o.watchScreen(p)
	}
	for len(p) > 0 {
		n := min(len(p), piece)
		if err := o.send(p[:n]); err != nil {
			return 0, err
		}
		p = p[n:]
	}
	return total, nil
}

// watchScreen notes whether the program has its screen, and asks for keys to be
// told apart as long as it does. A program changes its screen in one write.
func (o *output) watchScreen(p []byte) []byte {
	on, off := []byte(ansi.SetModeAltScreenSaveCursor), []byte(ansi.ResetModeAltScreenSaveCursor)
	switch {
	case !o.alternate && bytes.Contains(p, on):
		o.alternate = true
		return bytes.Replace(p, on, append(on, keyboardOn...), 1)
	case o.alternate && bytes.Contains(p, off):
		o.alternate = false
		return bytes.Replace(p, off, append([]byte(keyboardOff), off...), 1)
	}
	return p
}

// send hands one piece on.
func (o *output) send(p []byte) error {
	if o.stall.dead.Load() {
		return io.ErrClosedPipe
	}
	if o.terminal {
		p = o.withReturns(p)
	}
	o.stall.writes.Add(1)
	o.stall.since.Store(int64(max(1, o.stall.now())))
	defer o.stall.since.Store(0)
	_, err := o.to.Write(p)
	return err
}

// withReturns puts a carriage return before each newline that has none.
func (o *output) withReturns(p []byte) []byte {
	last := o.last
	o.last = p[len(p)-1]
	if bytes.IndexByte(p, '\n') < 0 {
		return p
	}
	out := make([]byte, 0, len(p)+len(p)/16+8)
	for _, b := range p {
		if b == '\n' && last != '\r' {
			out = append(out, '\r')
		}
		out = append(out, b)
		last = b
	}
	return out
}

// restore brings the terminal back if a program has left it in its own screen.
func (o *output) restore() {
	o.mu.Lock()
	left := o.alternate
	o.asking, o.alternate = false, false
	o.mu.Unlock()
	if left {
		_, _ = io.WriteString(o, leaving)
	}
}
