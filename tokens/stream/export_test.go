package stream

import (
	"context"
	"io"

	"atc/tokens"
)

// ScanBy is [Scan] with other measures, in bytes, and something else to find.
func ScanBy[T any](ctx context.Context, pieceSize, token, leak int, find func([]byte, int, int, func(tokens.Sighting) bool), in io.Reader, workers int, judge func(tokens.Sighting) T, each func(Hit[T]) error, also ...Option) (Totals, error) {
	s := &search[T]{look: find, judge: judge, each: each}
	for _, option := range also {
		option(&s.options)
	}
	return scan(ctx, measures{pieceSize, token, leak}, s, in, workers)
}
