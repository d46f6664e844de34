package stream

import (
	"bytes"
	"context"
	"io"
	"sync"

	"atc/tokens"
)

// A search is one run of [Scan].
type search[T any] struct {
	pipeline[*searched[T]]
	options
	look    look
	judge   func(tokens.Sighting) T
	each    func(Hit[T]) error
	buffers *sync.Pool // of *[]byte, one piece long

	totals    Totals
	lineStart int64 // where the line starts in which the next piece does
	midLine   bool  // something stands between the two
}

// look is what [tokens.Catalog.Find] is.
type look func(text []byte, from, to int, yield func(tokens.Sighting) bool)

// searched is a piece of the input with what was found in it.
type searched[T any] struct {
	piece
	buffer *[]byte
	hits   []hit[T]
	lines  int           // that end in text[since:until]
	ready  chan struct{} // filled when the piece was searched
}

// A hit is something found in a piece.
type hit[T any] struct {
	Hit[T]
	isLeak bool
}

// usualBuffers has the buffers of pieces of the usual length for all runs, of which
// there is one for each file of a folder.
var usualBuffers = sync.Pool{New: func() any { return newBuffer(usual.piece) }}

func newBuffer(size int) *[]byte {
	b := make([]byte, 0, size)
	return &b
}

// scan is [Scan] by these measures.
func scan[T any](ctx context.Context, m measures, s *search[T], in io.Reader, workers int) (Totals, error) {
	c := &cutter{measures: m, in: in}
	s.buffers = &usualBuffers
	if m.piece != usual.piece {
		s.buffers = &sync.Pool{New: func() any { return newBuffer(m.piece) }}
	}
	s.pipeline = pipeline[*searched[T]]{
		fill:    func(b *searched[T]) bool { return s.fill(c, b) },
		work:    s.find,
		deliver: s.deliver,
		failure: c.failure,
	}
	err := s.run(ctx, workers, func() *searched[T] { return &searched[T]{ready: make(chan struct{}, 1)} })
	if s.midLine {
		s.totals.Lines++
	}
	return s.totals, err
}

func (s *search[T]) fill(c *cutter, b *searched[T]) bool {
	b.buffer = s.buffers.Get().(*[]byte)
	b.text = *b.buffer
	if !c.fill(&b.piece) {
		s.buffers.Put(b.buffer)
		return false
	}
	return true
}

// find searches a piece. It reports false if nobody waits for it any more.
func (s *search[T]) find(b *searched[T]) bool {
	known := s.knownIn(b)
	at := place{text: b.text, from: b.since, at: b.since}
	add := func(sighting tokens.Sighting) {
		line, column := at.move(sighting.Start)
		b.hits = append(b.hits, hit[T]{
			Hit:    Hit[T]{Offset: b.offset + int64(sighting.Start), Line: line, Column: column, Value: s.judge(sighting)},
			isLeak: sighting.Leak != nil,
		})
	}
	wanted := true
	s.look(b.text, b.since, b.to, func(sighting tokens.Sighting) bool {
		if !b.owns(&sighting) {
			return true
		}
		for len(known) > 0 && known[0].Start < sighting.Start {
			add(known[0])
			known = known[1:]
		}
		if len(known) > 0 && known[0].Start == sighting.Start {
			return true // it says more
		}
		add(sighting)
		select {
		case <-s.done:
			wanted = false
		default:
		}
		return wanted
	})
	for _, k := range known {
		add(k)
	}
	b.lines = bytes.Count(b.text[b.since:b.until], newline)
	b.ready <- struct{}{}
	return wanted
}

// owns reports whether a sighting is for this piece to report.
func (p *piece) owns(s *tokens.Sighting) bool {
	if s.Leak == nil {
		return s.Start >= p.from
	}
	return s.Start >= p.since && s.Start < p.until
}

func (s *search[T]) knownIn(b *searched[T]) (all []tokens.Sighting) {
	if s.known == nil {
		return nil
	}
	s.known.Find(b.text, b.since, b.until, func(k tokens.Sighting) bool {
		all = append(all, k)
		return true
	})
	return all
}

// A place counts lines from one offset of a text on.
type place struct {
	text     []byte
	from, at int
	lines    int64 // between the two
	start    int   // of the line, if lines is not 0
}

// move goes on to an offset, and returns how many lines after the one of the
// first it is on. The column is that of the line, and within the first line
// counts from the first offset.
func (p *place) move(to int) (lines int64, column int) {
	passed := p.text[p.at:to]
	if n := bytes.Count(passed, newline); n > 0 {
		p.lines += int64(n)
		p.start = p.at + bytes.LastIndexByte(passed, '\n') + 1
	}
	p.at = to
	if p.lines == 0 {
		return 0, to - p.from
	}
	return p.lines, to - p.start
}

// deliver hands over what was found in a piece.
func (s *search[T]) deliver(b *searched[T]) (more bool, err error) {
	select {
	case <-b.ready:
	case <-s.done:
		return false, nil
	}
	begins := b.offset + int64(b.since)
	for i := range b.hits {
		h := &b.hits[i]
		if h.Line == 0 { // it began before this piece
			h.Column += int(begins - s.lineStart)
		}
		h.Line += s.totals.Lines + 1
		h.Column++
		if h.isLeak {
			s.totals.Leaks++
		} else {
			s.totals.Tokens++
		}
		if err := s.each(h.Hit); err != nil {
			return false, err
		}
	}
	s.pass(b)
	if s.progress != nil {
		s.progress(s.totals)
	}
	return true, nil
}

// pass counts a piece that is done with, and gives its memory back.
func (s *search[T]) pass(b *searched[T]) {
	own := b.text[b.since:b.until]
	if s.totals.Lines += int64(b.lines); b.lines > 0 {
		s.lineStart = b.offset + int64(b.since+bytes.LastIndexByte(own, '\n')+1)
	}
	s.totals.Bytes = b.offset + int64(b.to)
	s.midLine = s.lineStart < b.offset+int64(b.until)
	clear(b.hits)
	b.hits = b.hits[:0]
	const most = 1 << 16
	if cap(b.hits) > most {
		b.hits = nil
	}
	s.buffers.Put(b.buffer)
	b.buffer, b.text = nil, nil
}
