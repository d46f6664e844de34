package stream

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// A reader cuts an input into batches of whole lines.
type reader struct {
	in    io.Reader
	carry []byte // the beginning of a line, read with the batch before it
	long  int64  // how much of an over-long line was dropped; 0: not within one
	ended bool
	err   error // of in, if it is not the end; valid when fill returned false
}

// maxEmptyReads is how often an input may return nothing at all in a row.
const maxEmptyReads = 100

// fill reads the next lines into b, as many as one Read gives. It reports
// false if there are no more.
func (r *reader) fill(b *batch) bool {
	if b.lines == nil {
		b.lines = make([]byte, 0, batchSize)
	}
	b.tooLong = 0
	b.lines = append(b.lines[:0], r.carry...)
	r.carry = r.carry[:0]
	for empty := 0; !r.ended; {
		if len(b.lines) > MaxLine { // and no line end among them
			r.long, b.lines = r.long+int64(len(b.lines)), b.lines[:0]
		}
		start := len(b.lines)
		n, err := r.in.Read(b.lines[start:batchSize])
		b.lines = b.lines[:start+n]
		if err != nil {
			r.end(err)
		}
		if r.long > 0 && r.skip(b) || r.cut(b, start) {
			return true
		}
		if empty++; n > 0 {
			empty = 0
		} else if empty == maxEmptyReads && !r.ended {
			r.end(io.ErrNoProgress)
		}
	}
	return r.rest(b)
}

// failure returns why reading ended before the input did, nil if it did not.
func (r *reader) failure() error {
	if r.err == nil {
		return nil
	}
	return fmt.Errorf("reading the input: %w", r.err)
}

func (r *reader) end(err error) {
	r.ended = true
	if !errors.Is(err, io.EOF) {
		r.err = err
	}
}

// skip drops what belongs to an over-long line. It reports true if the line
// ends in b, which is then ready.
func (r *reader) skip(b *batch) bool {
	i := bytes.IndexByte(b.lines, '\n')
	if i < 0 {
		r.long, b.lines = r.long+int64(len(b.lines)), b.lines[:0]
		return false
	}
	b.tooLong, r.long = r.long+int64(i), 0
	b.lines = append(b.lines[:0], b.lines[i+1:]...)
	if !r.cut(b, 0) {
		r.carry, b.lines = append(r.carry, b.lines...), b.lines[:0]
	}
	return true
}

// cut keeps what stands after the last line end for the next batch. It reports
// false if no line ends in b from start on.
func (r *reader) cut(b *batch, start int) bool {
	i := bytes.LastIndexByte(b.lines[start:], '\n')
	if i < 0 {
		return false
	}
	end := start + i + 1
	r.carry, b.lines = append(r.carry, b.lines[end:]...), b.lines[:end]
	return true
}

// rest gives the last line, which has no line end. If reading failed, nobody
// knows whether it is whole: it is dropped.
func (r *reader) rest(b *batch) bool {
	if r.err != nil {
		return false
	}
	b.tooLong, r.long = r.long, 0
	return b.tooLong > 0 || len(b.lines) > 0
}
