// Package stream answers the lines of an input of any size, in order, with all
// processors and in flat memory.
//
// The input is read in batches of whole lines. Workers answer several batches
// at a time, and the answers are written in the order of the lines. No more
// than a fixed number of batches is under way at once, so a slow reader of the
// answers slows the reading down instead of filling the memory.
package stream

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"

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
	workers = max(workers, 1)
	ctx, cancel := context.WithCancel(ctx)
	inFlight := 2*workers + 2
	p := &pipeline{
		answer: answer,
		done:   ctx.Done(),
		free:   make(chan *batch, inFlight),
		jobs:   make(chan *batch, inFlight),
		order:  make(chan *batch, inFlight),
		spare:  make(chan []byte, inFlight),
	}
	for range inFlight {
		p.free <- &batch{chunks: make(chan chunk, 1)}
	}
	r := &reader{in: in}
	go p.read(r)
	var working sync.WaitGroup
	for range workers {
		working.Go(p.work)
	}
	err := p.write(out)
	if err == nil && ctx.Err() == nil && r.err != nil {
		err = fmt.Errorf("reading the input: %w", r.err)
	}
	if err == nil {
		err = ctx.Err()
	}
	cancel()
	working.Wait()
	return err
}

// A pipeline passes batches round: free, then filled and both in order and in
// jobs, then answered, written and free again.
type pipeline struct {
	answer      Answer
	done        <-chan struct{}
	free        chan *batch
	jobs, order chan *batch
	spare       chan []byte // buffers for answers
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

func (p *pipeline) read(r *reader) {
	defer close(p.order)
	defer close(p.jobs)
	for {
		var b *batch
		select {
		case b = <-p.free:
		case <-p.done:
			return
		}
		if !r.fill(b) {
			return
		}
		p.order <- b // has room for every batch, as jobs has
		p.jobs <- b
	}
}

// work answers batches. They are taken in order, so that the one that is to be
// written next is always being worked on.
func (p *pipeline) work() {
	for {
		select {
		case b, ok := <-p.jobs:
			if !ok || !p.answerBatch(b) {
				return
			}
		case <-p.done:
			return
		}
	}
}

// answerBatch reports whether there is more to do.
func (p *pipeline) answerBatch(b *batch) bool {
	text := p.buffer()
	if b.tooLong > 0 {
		text = p.answer(text, nil, b.tooLong)
	}
	for rest := b.lines; len(rest) > 0; {
		var line []byte
		line, rest, _ = bytes.Cut(rest, newline)
		if len(line) > MaxLine {
			text = p.answer(text, nil, int64(len(line)))
		} else {
			text = p.answer(text, line, 0)
		}
		if len(text) >= chunkSize {
			// A few hundred characters can make an answer of many megabytes.
			// The empty chunk waits until the writer has taken it.
			if !p.send(b, chunk{text: text}) || cap(text) > keepSize && !p.send(b, chunk{}) {
				return false
			}
			text = p.buffer()
		}
	}
	return p.send(b, chunk{text, true})
}

func (p *pipeline) send(b *batch, c chunk) bool {
	select {
	case b.chunks <- c:
		return true
	case <-p.done:
		return false
	}
}

// write writes the answers of each batch in turn. It returns nil when all are
// written, and when the pipeline is done before.
func (p *pipeline) write(out io.Writer) error {
	for {
		select {
		case b, ok := <-p.order:
			if !ok {
				return nil
			}
			if more, err := p.writeBatch(out, b); err != nil || !more {
				return err
			}
			p.free <- b
		case <-p.done:
			return nil
		}
	}
}

func (p *pipeline) writeBatch(out io.Writer, b *batch) (more bool, err error) {
	for {
		select {
		case c := <-b.chunks:
			if len(c.text) > 0 {
				if _, err := out.Write(c.text); err != nil {
					return false, fmt.Errorf("writing the answers: %w", err)
				}
			}
			p.recycle(c.text)
			if c.last {
				return true, nil
			}
		case <-p.done:
			return false, nil
		}
	}
}

// buffer returns an empty buffer.
func (p *pipeline) buffer() []byte {
	select {
	case b := <-p.spare:
		return b
	default:
		return make([]byte, 0, batchSize)
	}
}

func (p *pipeline) recycle(b []byte) {
	if b == nil || cap(b) > keepSize {
		return
	}
	select {
	case p.spare <- b[:0]:
	default:
	}
}

var newline = []byte{'\n'}
