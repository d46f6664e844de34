package stream_test

import (
	"errors"
	"io"
	"runtime"
	"testing"

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
	// The reader ends after its Read, which nobody waits for.
	for range 1_000_000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}
