package stream_test

import (
	"errors"
	"io"
	"runtime"
	"testing"

	"atc/tokens"
	"atc/tokens/stream"
)

// TestNothingIsLeftRunning is not parallel: it counts goroutines.
func TestNothingIsLeftRunning(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 20 {
		err := stream.Lines(t.Context(), &endless{}, writerFunc(func([]byte) (int, error) { return 0, errBroken }), 4, echo)
		if !errors.Is(err, errBroken) {
			t.Fatal(err)
		}
		if err := stream.Lines(t.Context(), io.LimitReader(&endless{}, 7<<16), io.Discard, 4, echo); err != nil {
			t.Fatal(err)
		}
	}
	waitFor(t, before)
}

// TestNothingIsLeftOfASearch is not parallel, either.
func TestNothingIsLeftOfASearch(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 20 {
		_, err := stream.ScanBy(t.Context(), piece, maxToken, reach, small, &endlessTokens{}, 4,
			func(tokens.Sighting) int { return 0 }, func(stream.Hit[int]) error { return errBroken })
		if !errors.Is(err, errBroken) {
			t.Fatal(err)
		}
		if _, n := scanned(t, io.LimitReader(&endlessTokens{}, 7<<10), 4); n.Tokens == 0 {
			t.Fatal("nothing is found")
		}
	}
	waitFor(t, before)
}

// waitFor waits until no more goroutines run than before.
func waitFor(t *testing.T, before int) {
	t.Helper()
	// The reader ends after its Read, which nobody waits for.
	for range 1_000_000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}
