package stream_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"atc/tokens/stream"
)

// echo answers a line with its length and content.
func echo(dst, line []byte, tooLong int64) []byte {
	if tooLong > 0 {
		return fmt.Appendf(dst, "too long %d\n", tooLong)
	}
	return fmt.Appendf(dst, "%d %s\n", len(line), line)
}

func expected(input string) string {
	var b []byte
	for line := range strings.Lines(input) {
		line = strings.TrimSuffix(line, "\n")
		if len(line) > stream.MaxLine {
			b = echo(b, nil, int64(len(line)))
		} else {
			b = echo(b, []byte(line), 0)
		}
	}
	return string(b)
}

func TestEveryLineIsAnsweredInOrder(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	var many strings.Builder
	for i := range 5000 {
		many.WriteString(strconv.Itoa(i))
		many.WriteString(strings.Repeat("x", random.IntN(300)))
		many.WriteByte('\n')
	}
	long := strings.Repeat("l", stream.MaxLine)
	for name, input := range map[string]string{
		"nothing":              "",
		"one line":             "a\n",
		"no line end":          "a\nb",
		"blank lines":          "\n\na\n\n",
		"carriage returns":     "a\r\nb\r\n",
		"many":                 many.String(),
		"longest":              "a\n" + long + "\nb\n",
		"too long by one":      "a\n" + long + "x\nb\n",
		"too long, no end":     "a\n" + long + "x",
		"too long, first":      long + "x\nb",
		"too long, many times": strings.Repeat(long+long+long+"\n"+long+"xx\nshort\n", 5),
		"too long, end":        strings.Repeat(long, 9) + "\n",
		"only long":            strings.Repeat(long+"\n", 9),
	} {
		for reading, in := range map[string]io.Reader{
			"whole": strings.NewReader(input), "halves": iotest.HalfReader(strings.NewReader(input)),
			"with end": iotest.DataErrReader(strings.NewReader(input)), "chunks": &chunks{input, random},
		} {
			for _, workers := range []int{0, 1, 4} {
				var out bytes.Buffer
				if err := stream.Lines(t.Context(), in, &out, workers, echo); err != nil {
					t.Errorf("%s, %s: %v", name, reading, err)
				}
				if workers == 0 && out.String() != expected(input) {
					t.Errorf("%s, %s: %d bytes of answers, want %d", name, reading, out.Len(), len(expected(input)))
				}
				if s, ok := in.(io.Seeker); ok {
					_, _ = s.Seek(0, io.SeekStart)
				} else {
					break
				}
			}
		}
	}
}

// chunks gives pieces of random length.
type chunks struct {
	rest   string
	random *rand.Rand
}

func (c *chunks) Read(p []byte) (int, error) {
	if c.rest == "" {
		return 0, io.EOF
	}
	n := copy(p, c.rest[:min(len(c.rest), c.random.IntN(100000)+1)])
	c.rest = c.rest[n:]
	return n, nil
}

func TestManyWorkersKeepTheOrder(t *testing.T) {
	t.Parallel()
	var input strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&input, "line %d\n", i)
	}
	uneven := func(dst, line []byte, tooLong int64) []byte {
		for range len(line) % 7 {
			runtime.Gosched()
		}
		return echo(dst, line, tooLong)
	}
	var out bytes.Buffer
	if err := stream.Lines(t.Context(), &chunks{input.String(), rand.New(rand.NewPCG(3, 4))}, &out, 8, uneven); err != nil {
		t.Fatal(err)
	}
	if out.String() != expected(input.String()) {
		t.Error("the answers are not in the order of the lines")
	}
}

func TestAnswersOfAnyLengthAreWritten(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("y", 1<<20)
	answer := func(dst, _ []byte, _ int64) []byte { return append(append(dst, big...), '\n') }
	var lines int
	err := stream.Lines(t.Context(), strings.NewReader(strings.Repeat("a\n", 40)), writerFunc(func(p []byte) (int, error) {
		lines += bytes.Count(p, []byte{'\n'})
		return len(p), nil
	}), 4, answer)
	if err != nil || lines != 40 {
		t.Errorf("%d lines, %v", lines, err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestALineIsAnsweredBeforeTheNextComes(t *testing.T) {
	t.Parallel()
	in, typing := io.Pipe()
	screen, out := io.Pipe()
	done := make(chan error)
	go func() {
		done <- stream.Lines(t.Context(), in, out, 2, echo)
	}()
	answer := make([]byte, 100)
	for _, line := range []string{"first", "second"} {
		_, _ = io.WriteString(typing, line+"\n")
		n, err := screen.Read(answer)
		if want := expected(line); err != nil || string(answer[:n]) != want {
			t.Errorf("answer %q, %v, want %q", answer[:n], err, want)
		}
	}
	_ = typing.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

var errBroken = errors.New("broken")

func TestWriteErrorEndsIt(t *testing.T) {
	t.Parallel()
	in := &endless{}
	written := 0
	err := stream.Lines(t.Context(), in, writerFunc(func(p []byte) (int, error) {
		if written += len(p); written > 1<<18 {
			return 0, errBroken
		}
		return len(p), nil
	}), 4, echo)
	if !errors.Is(err, errBroken) {
		t.Errorf("error %v", err)
	}
}

// endless has lines without end.
type endless struct{}

func (*endless) Read(p []byte) (int, error) {
	n := 0
	for n+7 <= len(p) {
		n += copy(p[n:], "a line\n")
	}
	return n, nil
}

func TestReadErrorComesAfterTheAnswers(t *testing.T) {
	t.Parallel()
	in := io.MultiReader(strings.NewReader("a\nb\nhalf a li"), iotest.ErrReader(errBroken))
	var out bytes.Buffer
	err := stream.Lines(t.Context(), in, &out, 2, echo)
	if !errors.Is(err, errBroken) || out.String() != "1 a\n1 b\n" {
		t.Errorf("%v after %q", err, out.String())
	}
}

func TestReaderWithoutProgressIsAnError(t *testing.T) {
	t.Parallel()
	err := stream.Lines(t.Context(), readerFunc(func([]byte) (int, error) { return 0, nil }), io.Discard, 2, echo)
	if !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("error %v", err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestCancelEndsIt(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	written := 0
	err := stream.Lines(ctx, &endless{}, writerFunc(func(p []byte) (int, error) {
		if written += len(p); written > 1<<18 {
			cancel()
		}
		return len(p), nil
	}), 4, echo)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestCancelDoesNotWaitForTheInput(t *testing.T) {
	t.Parallel()
	in, typing := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- stream.Lines(ctx, in, io.Discard, 2, echo) }()
	_, _ = io.WriteString(typing, "a\n")
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	_ = typing.Close()
}

// TestAFaultEndsTheRunAndNotTheProgram panics on a line in the middle, and in the
// reader.
func TestAFaultEndsTheRunAndNotTheProgram(t *testing.T) {
	t.Parallel()
	input := strings.Repeat("line\n", 100_000)
	answer := func(dst, line []byte, _ int64) []byte {
		if bytes.Equal(line, []byte("fault")) {
			panic("a fault")
		}
		return append(dst, line...)
	}
	readers := map[string]io.Reader{
		"while answering": strings.NewReader(input + "fault\n" + input),
		"while reading":   io.MultiReader(strings.NewReader(input), faulty{}),
	}
	for name, in := range readers {
		err := stream.Lines(t.Context(), in, io.Discard, 2, answer)
		if err == nil || !strings.Contains(err.Error(), "a fault") {
			t.Errorf("%s: %v, want the fault", name, err)
		}
	}
}

// faulty is a reader that panics.
type faulty struct{}

func (faulty) Read([]byte) (int, error) { panic("a fault") }

func TestCancelDoesNotWaitForTheOtherLinesOfABatch(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	answered := 0
	err := stream.Lines(ctx, strings.NewReader(strings.Repeat("a\n", 1000)), io.Discard, 1, func(dst, line []byte, _ int64) []byte {
		answered++
		cancel()
		return append(dst, line...)
	})
	if !errors.Is(err, context.Canceled) || answered != 1 {
		t.Errorf("%d lines were answered: %v", answered, err)
	}
}
