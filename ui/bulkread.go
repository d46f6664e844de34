package ui

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"

	"atc/tokens/stream"

	tea "charm.land/bubbletea/v2"
)

// tokenReading is the reading of a file, or of a text, for its tokens, as far
// as the console has been told.
type tokenReading struct {
	id     int // of the latest
	source listSource
	pasted bool               // a text is read, which is not kept: it may hold a certificate
	stop   context.CancelFunc // nil if nothing is read
	stream *eventStream
	ending bool // the person has given up
	since  time.Time
	took   time.Duration // in all, once it has ended
	size   int64         // of the file in bytes, 0 if it is not known
	totals stream.Totals
	// unlisted counts what was found and is not among the rows, which have an
	// end.
	unlisted tally
	err      error // why it ended before the end of the file
}

// The rows that are listed have an end, however large a file is: by number, and
// by the memory that they take.
const (
	maxFound         = 10_000
	maxFoundMemory   = 64 << 20 // bytes
	maxVisitorMemory = 8 << 20  // the same for visitors, of whom there may be many
)

// foundPace is how much time lies between two answers of a reading at least, so
// that drawing them does not hold it up.
const foundPace = 100 * time.Millisecond

// foundAnswer is what was found since the answer before, or the last one.
type foundAnswer struct {
	id    int
	steps []any // of type foundStep
	ended bool
	err   error
}

// foundStep is what was found since the step before.
type foundStep struct {
	rows     []*foundRow
	unlisted tally
	totals   stream.Totals
	size     int64
}

func (r *tokenReading) on() bool { return r.stop != nil }

// giveUp ends the reading soon. What was found till then still comes.
func (r *tokenReading) giveUp() {
	if r.on() {
		r.ending = true
		r.stop()
	}
}

// ended returns the reading as it is once it has come to its end, or nobody
// waits for that any more.
func (r *tokenReading) ended(now time.Time) tokenReading {
	over := *r
	if over.on() {
		over.took, over.stop, over.stream, over.err = now.Sub(over.since), nil, nil, context.Canceled
	}
	return over
}

// begin reads a source. If that is a file that cannot be opened, what is listed
// now comes back.
func (d *fileTokens) begin(s listSource) tea.Cmd {
	e, id := d.env, d.reading.id+1
	d.judging++ // what is judged anew is of the list before
	judge := newSightJudge(e)
	files, now := e.Files, e.Now
	ctx, stop := context.WithCancel(context.Background())
	flow := newEventStream()
	d.reading.giveUp()
	if d.listed() {
		d.before = &listedBefore{d.reading.ended(now()), d.list, d.judge}
	}
	list := newFoundList()
	if d.listed() && s.file != "" && s.file == d.reading.source.file { // it is read once more
		list.by = d.list.by
		list.filter.setValue(d.list.filter.value())
	}
	d.reading = tokenReading{id: id, source: listSource{file: s.file}, pasted: s.file == "", stop: stop, stream: flow, since: now()}
	d.judge, d.list, d.tried, d.asking = judge, list, nil, false
	d.judging++ // what is judged anew is of the list before
	d.layout()
	return func() tea.Msg {
		flow.run(func() (any, error) {
			in, err := s.open(files)
			if err != nil {
				return nil, &unopenedError{err}
			}
			defer func() { _ = in.Close() }() // nothing was written
			return findTokens(ctx, in, judge, now, func(step foundStep) bool { return flow.send(ctx, step) })
		})
		return awaitFound(d, flow, id)
	}
}

// awaitFound returns what is found next, or the end of the reading.
func awaitFound(to screen, flow *eventStream, id int) tea.Msg {
	if sent := flow.next(); len(sent) > 0 {
		return reply{to, foundAnswer{id: id, steps: sent}}
	}
	last := foundAnswer{id: id, ended: true, err: flow.err}
	if flow.value != nil {
		last.steps = []any{flow.value}
	}
	return reply{to, last}
}

// take lists what was found, and waits for more.
func (d *fileTokens) take(a foundAnswer) (action, tea.Cmd) {
	r := &d.reading
	if a.id != r.id || !r.on() {
		return nil, nil
	}
	for _, one := range a.steps {
		if step, ok := one.(foundStep); ok {
			d.before = nil
			r.totals, r.size = step.totals, max(r.size, step.size)
			r.unlisted.add(step.unlisted)
			d.list.add(step.rows, d.env.Now())
		}
	}
	d.layout()
	if !a.ended {
		flow := r.stream
		return nil, func() tea.Msg { return awaitFound(d, flow, a.id) }
	}
	return d.finish(a.err)
}

// finish ends a reading, or the try to begin one.
func (d *fileTokens) finish(err error) (action, tea.Cmd) {
	r := &d.reading
	r.stop()
	var shut *unopenedError
	if !errors.As(err, &shut) {
		*r = r.ended(d.env.Now())
		r.err = err
		return nil, d.judgeAgain()
	}
	d.ask("")
	d.name.setValue(r.source.file) // to be mended
	d.tried = shut.err
	id, before := r.id, d.before
	d.reading, d.before = tokenReading{}, nil
	if before != nil {
		d.reading, d.list, d.judge = before.reading, before.list, before.judge
	}
	d.reading.id = id
	d.layout()
	return nil, d.judgeAgain()
}

// listedBefore is what was listed before another file was to be read.
type listedBefore struct {
	reading tokenReading
	list    foundList
	judge   *sightJudge
}

// An unopenedError says that a file could not even be opened.
type unopenedError struct{ err error }

func (e *unopenedError) Error() string { return e.err.Error() }
func (e *unopenedError) Unwrap() error { return e.err }

// findTokens reads for tokens, and sends what it finds. It returns what was not
// sent, with an error of in, or that of ctx if it has ended before.
func findTokens(ctx context.Context, in io.Reader, judge *sightJudge, now func() time.Time, send func(foundStep) bool) (any, error) {
	c := collector{now: now, send: send, room: judge.room}
	if f, ok := in.(interface{ Stat() (fs.FileInfo, error) }); ok {
		if info, err := f.Stat(); err == nil {
			c.step.size = info.Size()
		}
	}
	totals, err := stream.Scan(ctx, judge.catalog, FromUTF16(in), runtime.GOMAXPROCS(0),
		judge.sighting(&c.full), c.each, stream.WithProgress(c.progress), stream.WithCertificates(judge.certificates))
	c.step.totals = totals
	return c.step, err
}

// collector gathers what is found until the console is told of it.
type collector struct {
	now  func() time.Time
	send func(foundStep) bool
	told time.Time
	step foundStep
	rows int         // that are listed
	room int         // for more of them, in bytes
	full atomic.Bool // no more are listed: all else is only counted
}

func (c *collector) each(h stream.Hit[*foundRow]) error {
	r := h.Value
	size := r.size()
	if c.full.Load() || size > c.room {
		c.step.unlisted.count(r)
		return nil
	}
	r.at, r.line, r.column = h.Offset, strconv.FormatInt(h.Line, 10), h.Column
	c.step.rows = append(c.step.rows, r)
	c.rows++
	c.room -= size
	if c.rows == maxFound {
		c.full.Store(true)
	}
	return nil
}

// progress tells what was found, but not all the time.
func (c *collector) progress(t stream.Totals) {
	c.step.totals = t
	now := c.now()
	if !c.told.IsZero() && now.Sub(c.told) < foundPace || !c.send(c.step) {
		return
	}
	c.told, c.step = now, foundStep{totals: t}
}
