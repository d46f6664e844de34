package stream

import (
	"context"
	"io"

	"atc/tokens"
)

// A Hit is something that was found in an input, with what was made of it.
type Hit[T any] struct {
	Offset int64 // in bytes from the start of the input
	Line   int64 // from 1
	Column int   // in bytes from the start of the line, from 1
	Value  T
}

// Totals counts what [Scan] went through. A last line without a line end counts
// only when the input has ended.
type Totals struct {
	Bytes, Lines, Tokens, Leaks int64
}

// An Option changes what [Scan] does.
type Option func(*options)

// WithProgress has progress called with what was gone through so far, from the
// goroutine of [Scan], whenever the hits of a piece of the input have been
// handed over. Pieces are at most 256 KiB, and as short as what a Read gives where
// an input trickles.
func WithProgress(progress func(Totals)) Option {
	return func(o *options) { o.progress = progress }
}

// WithCertificates names certificates at hand. Where one of them stands in the
// input, it is a leak, whatever stands around it.
func WithCertificates(certificates []tokens.Certificate) Option {
	return func(o *options) { o.known = tokens.NewKnownCertificates(certificates) }
}

type options struct {
	progress func(Totals)
	known    *tokens.KnownCertificates
}

// Scan finds every token in an input of any size, and every App Certificate
// that stands next to its App ID, in flat memory and with all workers. judge is
// called for each from several goroutines at once, with a sighting that is only
// valid during the call; each is called with what judge made of it, in the
// order of the input, from the goroutine of Scan. What judge returns is kept
// until then, for some megabytes of input.
//
// Whatever can be read is answered at once, up to the last character that is in
// no token, so that a log can be followed while it is written. A certificate at
// the end of what could be read waits for what comes behind it, where its App ID
// may stand: so it may come after tokens that stand up to [tokens.LeakReach]
// behind it.
//
// Scan returns when everything is handed over. It ends early with an error of
// each, or when ctx ends; a Read that is under way then is left behind. An error
// of in is returned when what was read before it has been handed over.
func Scan[T any](ctx context.Context, catalog tokens.Catalog, in io.Reader, workers int, judge func(tokens.Sighting) T, each func(Hit[T]) error, also ...Option) (Totals, error) {
	s := &search[T]{look: catalog.Find, judge: judge, each: each}
	for _, option := range also {
		option(&s.options)
	}
	return scan(ctx, usual, s, in, workers)
}

// usual are the measures that Scan takes.
var usual = measures{piece: 256 << 10, token: tokens.MaxText, leak: tokens.LeakReach}
