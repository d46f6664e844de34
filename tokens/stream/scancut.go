package stream

import (
	"errors"
	"fmt"
	"io"
)

// measures are the sizes by which an input is cut, in bytes.
type measures struct {
	piece int // that is searched at a time; more than twice the others together
	token int // the longest token
	leak  int // how far what tells a certificate may be from it
}

// A piece is a part of the input with some of what stands around it. Tokens are
// looked for that start in text[from:to], and certificates in
// text[since:until], which lags behind where nobody can read on yet. Both ranges
// join those of the pieces before and after it.
type piece struct {
	text         []byte
	offset       int64 // of text in the input
	from, to     int
	since, until int
}

// A cutter cuts an input into pieces.
type cutter struct {
	measures
	in     io.Reader
	carry  []byte // what the next piece begins with
	next   piece  // its offset, from and since
	ended  bool
	err    error // of in, if it is not the end
	noMore bool
}

// fill reads the next piece into p, whose text has room for it: as much as one
// Read gives if a token cannot go on behind it. It reports false if there are
// no more.
func (c *cutter) fill(p *piece) bool {
	if c.noMore {
		return false
	}
	text := p.text[:0]
	text = append(text, c.carry...)
	*p = c.next
	searched := p.from
	for empty := 0; !c.ended; {
		n, err := c.in.Read(text[len(text):c.piece])
		text = text[:len(text)+n]
		if err != nil {
			c.end(err)
			break
		}
		if p.text = text; len(text) == c.piece {
			c.cutFull(p)
			return true
		}
		if end := lastApart(text[searched:]); end > 0 {
			c.cutShort(p, searched+end)
			return true
		}
		searched = len(text)
		if empty++; n > 0 {
			empty = 0
		} else if empty == maxEmptyReads {
			c.end(io.ErrNoProgress)
		}
	}
	c.noMore = true
	p.text, p.to, p.until = text, len(text), len(text)
	return p.since < p.until
}

func (c *cutter) end(err error) {
	c.ended = true
	if !errors.Is(err, io.EOF) {
		c.err = fmt.Errorf("reading the input: %w", err)
	}
}

func (c *cutter) failure() error { return c.err }

// cutFull cuts a piece that has no more room: where no token goes on, if that
// is near, and with enough behind it to tell a certificate.
func (c *cutter) cutFull(p *piece) {
	length, behind := len(p.text), c.leak
	low := max(length-c.token, p.from)
	if end := lastApart(p.text[low : length-c.leak]); end > 0 {
		p.to = low + end
	} else {
		// What goes on here is longer than any token: whoever looks at the next
		// piece must see where it began.
		p.to, behind = low, max(c.token, c.leak)
	}
	p.until = p.to
	c.keep(p, behind)
}

// cutShort cuts a piece behind which nothing can be read yet.
func (c *cutter) cutShort(p *piece, to int) {
	p.to = to
	p.until = max(to-c.leak, p.since)
	c.keep(p, c.leak)
}

// keep notes how the next piece begins.
func (c *cutter) keep(p *piece, behind int) {
	start := max(p.until-behind, 0)
	c.carry = append(c.carry[:0], p.text[start:]...)
	c.next = piece{offset: p.offset + int64(start), from: p.to - start, since: p.until - start}
}

// lastApart returns the length of text up to the last byte that stands in no
// token, nor in what one may be encoded as, that byte included. It is 0 if there
// is none.
func lastApart(text []byte) int {
	for i := len(text); i > 0; i-- {
		if isApart[text[i-1]] {
			return i
		}
	}
	return 0
}

// isApart has the bytes that stand in no token: the blanks, what is beyond
// ASCII, and the marks that are neither in base64 nor of an encoding.
var isApart = func() (apart [256]bool) {
	for b := range apart {
		apart[b] = b <= ' ' || b > '~'
	}
	for _, b := range []byte(`"'<>(){}[]|,`) {
		apart[b] = true
	}
	return apart
}()
