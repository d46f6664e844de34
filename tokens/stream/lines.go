// Package stream goes through inputs of any size, in order, with all processors
// and in flat memory: [Lines] answers each line, and [Scan] finds the tokens
// wherever they stand.
package stream

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"atc/tokens"
)

// MaxLine is the longest line that is handed to an [Answer], in bytes: a token
// with some blanks around it. Longer lines are counted and dropped while they
// are read, and never held in memory.
const MaxLine = tokens.MaxText + 1<<10

const (
	batchSize = 96 << 10 // must be more than MaxLine
	chunkSize = 1 << 20  // answers are handed on when they are this long
	keepSize  = 2 << 20  // longer buffers are left to the garbage collector

	spareBuffers = 16
)

// An Answer appends the answer to one line to dst, its line end included, and
// returns the longer slice. The line has no line end; it is only valid during
// the call. For a line that is longer than [MaxLine], line is nil and tooLong
// is its length. Answers are asked for from several goroutines at once.
type Answer func(dst, line []byte, tooLong int64) []byte

// Lines writes the answers to all lines of in to out, in order. A line ends
// with a newline, or at the end of the input if anything stands after the last
// newline. Whatever can be read is answered at once, so that a person who
// types a line sees its answer.
//
// Lines returns when everything is written, and earlier with an error of in or
// out or when ctx ends. A Read that is under way then is left behind: its
// goroutine ends with it, and what it reads is lost.
func Lines(ctx context.Context, in io.Reader, out io.Writer, workers int, answer Answer) error {
	r := &reader{in: in}
	l := &lines{answer: answer, out: out, spare: make(chan []byte, spareBuffers)}
	l.pipeline = pipeline[*batch]{fill: r.fill, work: l.answerBatch, deliver: l.writeBatch, failure: r.failure}
	return l.run(ctx, workers, func() *batch { return &batch{chunks: make(chan chunk, 1)} })
}

// lines is one run of [Lines].
type lines struct {
	pipeline[*batch]
	answer Answer
	out    io.Writer
	spare  chan []byte // buffers for answers
}

// A batch is some lines of the input. If tooLong is not 0, a line that was too
// long comes before them.
type batch struct {
	tooLong int64
	lines   []byte
	chunks  chan chunk
}

// A chunk is some answers to a batch.
type chunk struct {
	text []byte
	last bool
}

// answerBatch reports whether there is more to do.
func (l *lines) answerBatch(b *batch) bool {
	text := l.buffer()
	if b.tooLong > 0 {
		text = l.answer(text, nil, b.tooLong)
	}
	for rest := b.lines; len(rest) > 0; {
		select {
		case <-l.done: // nobody waits for the rest, which may take seconds
			return false
		default:
		}
		var line []byte
		line, rest, _ = bytes.Cut(rest, newline)
		if len(line) > MaxLine {
			text = l.answer(text, nil, int64(len(line)))
		} else {
			text = l.answer(text, line, 0)
		}
		if len(text) >= chunkSize {
			// A few hundred characters can make an answer of many megabytes.
			// The empty chunk waits until the writer has taken it.
			if !l.send(b, chunk{text: text}) || cap(text) > keepSize && !l.send(b, chunk{}) {
				return false
			}
			text = l.buffer()
		}
	}
	return l.send(b, chunk{text, true})
}

func (l *lines) send(b *batch, c chunk) bool {
	select {
	case b.chunks <- c:
		return true
	case <-l.done:
		return false
	}
}

func (l *lines) writeBatch(b *batch) (more bool, err error) {
	for {
		select {
		case c := <-b.chunks:
			if len(c.text) > 0 {
				if _, err := l.out.Write(c.text); err != nil {
					return false, fmt.Errorf("writing the answers: %w", err)
				}
			}
			l.recycle(c.text)
			if c.last {
				return true, nil
			}
		case <-l.done:
			return false, nil
		}
	}
}

// buffer returns an empty buffer.
func (l *lines) buffer() []byte {
	select {
	case b := <-l.spare:
		return b
	default:
		return make([]byte, 0, batchSize)
	}
}

func (l *lines) recycle(b []byte) {
	if b == nil || cap(b) > keepSize {
		return
	}
	select {
	case l.spare <- b[:0]:
	default:
	}
}

var newline = []byte{'\n'}
