package sshd

import (
	"io"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"atc/ui/safe"
)

// longestLine is how many bytes a line may have that is typed at a terminal.
const longestLine = 64 << 10

// Keys that edit a line, as terminals send them.
const (
	ctrlC, ctrlD, ctrlH, ctrlU, carriage = 0x03, 0x04, 0x08, 0x15, '\r'
)

// lines reads what is typed at a terminal, line by line, and shows it: there is
// no terminal of the host that would. Backspace takes a letter back, ctrl+u the
// line, ctrl+d ends the input, ctrl+c the command.
type lines struct {
	from      io.Reader
	echo      io.Writer
	typed     func()
	interrupt func()

	block [256]byte
	more  []byte // of block, that was not looked at
	line  []byte // that is being typed
	ready []byte // that was typed, and not read yet
	ended bool
}

// Read returns what was typed, once a line is complete.
func (l *lines) Read(p []byte) (int, error) {
	for len(l.ready) == 0 {
		if l.ended {
			return 0, io.EOF
		}
		if len(l.more) == 0 {
			n, err := l.from.Read(l.block[:])
			if n == 0 && err != nil {
				l.ended = true
				l.deliver() // what is left of a client that has no more to send
				continue
			}
			l.more = l.block[:n]
			l.typed()
		}
		l.take()
	}
	n := copy(p, l.ready)
	l.ready = l.ready[n:]
	return n, nil
}

// take handles what has come, up to the end of a line.
func (l *lines) take() {
	for i, b := range l.more {
		switch b {
		case carriage, '\n':
			l.show("\n")
			l.deliver('\n')
		case ctrlD:
			l.ended = len(l.line) == 0
			l.deliver()
		case ctrlC:
			l.show("^C\n")
			l.ended = true
			l.interrupt()
		case ctrlH, del:
			l.back()
			continue
		case ctrlU:
			for len(l.line) > 0 {
				l.back()
			}
			continue
		default:
			l.add(b)
			continue
		}
		l.more = l.more[i+1:]
		return
	}
	l.more = nil
}

func (l *lines) deliver(end ...byte) {
	l.ready = append(l.line, end...) //nolint:gocritic // hands the line over
	l.line = nil
}

// add takes one byte. It is shown once the letter that it is part of is whole,
// and a byte that is none is dropped.
func (l *lines) add(b byte) {
	if len(l.line) >= longestLine {
		return
	}
	if b < ' ' && b != '\t' {
		return
	}
	l.line = append(l.line, b)
	last := lastRune(l.line)
	if utf8.FullRune(last) {
		l.show(safe.Lines(string(last)))
	}
}

// back takes the last letter of the line back.
func (l *lines) back() {
	if len(l.line) == 0 {
		return
	}
	letter := lastRune(l.line)
	l.line = l.line[:len(l.line)-len(letter)]
	cells := ansi.StringWidth(safe.Lines(string(letter)))
	l.show(strings.Repeat("\b \b", cells))
}

func (l *lines) show(text string) { _, _ = io.WriteString(l.echo, text) }
