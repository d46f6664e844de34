package stream_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"atc/tokens"
	"atc/tokens/stream"
)

// The measures of a small world, in which a token is a 7, some x and an end, but
// not behind another 7, and a certificate is an L with an A near.
const (
	piece    = 96
	maxToken = 16
	reach    = 8
)

// small finds the tokens and certificates of the small world.
func small(text []byte, from, to int, yield func(tokens.Sighting) bool) {
	for i := from; i < to; i++ {
		switch text[i] {
		case '7':
			end := i + 1
			for end < len(text) && text[end] == 'x' {
				end++
			}
			if end == len(text) || text[end] != '!' || end-i >= maxToken || i > 0 && text[i-1] == '7' {
				continue
			}
			if !yield(tokens.Sighting{Start: i, End: end + 1, Text: string(text[i : end+1])}) {
				return
			}
		case 'L':
			if bytes.IndexByte(text[max(i-reach, 0):min(i+reach+1, len(text))], 'A') < 0 {
				continue
			}
			if !yield(tokens.Sighting{Start: i, End: i + 1, Leak: &tokens.Leak{}}) {
				return
			}
		}
	}
}

// A spot is where something was found, and what it is.
type spot struct {
	offset, line int64
	column       int
	text         string
}

// spotsOf returns what stands in a text as a whole.
func spotsOf(text string) (all []spot) {
	small([]byte(text), 0, len(text), func(s tokens.Sighting) bool {
		before := text[:s.Start]
		all = append(all, spot{
			int64(s.Start), int64(strings.Count(before, "\n")) + 1,
			s.Start - strings.LastIndexByte(before, '\n'), s.Text,
		})
		return true
	})
	return all
}

// scanned returns what is found in an input that is cut into small pieces.
func scanned(t *testing.T, in io.Reader, workers int) ([]spot, stream.Totals) {
	t.Helper()
	var all []spot
	totals, err := stream.ScanBy(t.Context(), piece, maxToken, reach, small, in, workers,
		func(s tokens.Sighting) string { return s.Text },
		func(h stream.Hit[string]) error {
			all = append(all, spot{h.Offset, h.Line, h.Column, h.Value})
			return nil
		})
	if err != nil {
		t.Error(err)
	}
	return all, totals
}

func same(t *testing.T, what, text string, in io.Reader, workers int) {
	t.Helper()
	got, totals := scanned(t, in, workers)
	// A certificate may come later than a token behind it.
	slices.SortStableFunc(got, func(a, b spot) int { return cmp.Compare(a.offset, b.offset) })
	want := spotsOf(text)
	if !slices.Equal(got, want) {
		t.Errorf("%s: in %q found %v, want %v", what, text, got, want)
	}
	leaks := int64(0)
	for _, s := range want {
		if s.text == "" {
			leaks++
		}
	}
	wanted := stream.Totals{Bytes: int64(len(text)), Lines: int64(strings.Count(text, "\n")), Tokens: int64(len(want)) - leaks, Leaks: leaks}
	if text != "" && !strings.HasSuffix(text, "\n") {
		wanted.Lines++
	}
	if totals != wanted {
		t.Errorf("%s: in %q counted %+v, want %+v", what, text, totals, wanted)
	}
}

// readings are the ways in which an input can come.
func readings(text string, random *rand.Rand) map[string]io.Reader {
	return map[string]io.Reader{
		"whole": strings.NewReader(text), "halves": iotest.HalfReader(strings.NewReader(text)),
		"byte by byte": iotest.OneByteReader(strings.NewReader(text)), "with its end": iotest.DataErrReader(strings.NewReader(text)),
		"in chunks": &short{text, random},
	}
}

// short gives pieces of random length, up to twice what is searched at a time.
type short struct {
	rest   string
	random *rand.Rand
}

func (c *short) Read(p []byte) (int, error) {
	if c.rest == "" {
		return 0, io.EOF
	}
	n := copy(p, c.rest[:min(len(c.rest), c.random.IntN(2*piece))])
	c.rest = c.rest[n:]
	return n, nil
}

func TestATokenIsFoundWhereverAPieceIsCut(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, fill := range []string{"y", " ", "\n", "yyyy ", "y\n", "7x", "x", "7xxx! ", "7!", "7", "L yy A ", "Lyyyyyyy\n"} {
		for _, token := range []string{"7!", "7xxxx!", "7xxxxxxxxxxxxxx!", "7xxxxxxxxxxxxxxx!", "7xxxx", "L A", "A\n\nL", "L7xxx!A", "LyyyyyyyA", "LyyyyyyyyA"} {
			before := strings.Repeat(fill, 2*piece/len(fill))
			for n := range before {
				if n < piece/2 {
					continue
				}
				text := before[:n] + token + before
				for what, in := range readings(text, random) { // in no order: another one each time
					same(t, what, text, in, 1+n%3)
					break
				}
			}
		}
	}
}

func TestWhatIsFoundDoesNotDependOnHowItIsRead(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		letters := []string{"7x!\nLA y", "7xxxxxx!!", "77xx!yyyyyyyyyyyyyyyyyyyyyyyyyyyyy \n", "LAyyyyyyyy\n", "LA      7!"}[random.IntN(5)]
		var b strings.Builder
		for range random.IntN(6 * piece) {
			b.WriteByte(letters[random.IntN(len(letters))])
		}
		for what, in := range readings(b.String(), random) {
			same(t, what, b.String(), in, 1+random.IntN(4))
		}
	}
}

func TestATokenIsToldBeforeTheNextIsWritten(t *testing.T) {
	t.Parallel()
	in, writing := io.Pipe()
	found, done := make(chan stream.Hit[string]), make(chan error)
	go func() {
		_, err := stream.ScanBy(t.Context(), piece, maxToken, reach, small, in, 2,
			func(s tokens.Sighting) string { return s.Text },
			func(h stream.Hit[string]) error {
				found <- h
				return nil
			})
		done <- err
	}()
	for _, step := range []struct {
		write string
		want  []stream.Hit[string]
	}{
		{"first 7x! and 7xx", []stream.Hit[string]{{6, 1, 7, "7x!"}}},
		{"x! and more", []stream.Hit[string]{{14, 1, 15, "7xxx!"}}},
		{"\nL", nil},
		{"7!\n", []stream.Hit[string]{{30, 2, 2, "7!"}}},
	} {
		_, _ = io.WriteString(writing, step.write)
		for _, want := range step.want {
			if h := <-found; h != want {
				t.Errorf("after %q: %+v, want %+v", step.write, h, want)
			}
		}
	}
	_ = writing.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestWhatWasReadBeforeAnErrorIsTold(t *testing.T) {
	t.Parallel()
	in := io.MultiReader(strings.NewReader("7x! A L and 7xx!"), iotest.ErrReader(errBroken))
	var all []string
	totals, err := stream.ScanBy(t.Context(), piece, maxToken, reach, small, in, 2,
		func(s tokens.Sighting) string { return s.Text },
		func(h stream.Hit[string]) error {
			all = append(all, h.Value)
			return nil
		})
	if !errors.Is(err, errBroken) || !slices.Equal(all, []string{"7x!", "", "7xx!"}) || totals.Tokens != 2 || totals.Leaks != 1 {
		t.Errorf("%v after %q, %+v", err, all, totals)
	}
}

func TestAnErrorOfWhoIsToldEndsIt(t *testing.T) {
	t.Parallel()
	_, err := stream.ScanBy(t.Context(), piece, maxToken, reach, small, &endlessTokens{}, 3,
		func(tokens.Sighting) int { return 0 },
		func(h stream.Hit[int]) error {
			if h.Offset > 10_000 {
				return errBroken
			}
			return nil
		})
	if !errors.Is(err, errBroken) {
		t.Errorf("error %v", err)
	}
}

// endlessTokens is full of tokens and has no end.
type endlessTokens struct{}

func (endlessTokens) Read(p []byte) (int, error) {
	return copy(p, strings.Repeat("7xx! \n", len(p)/6+1)), nil
}

func TestTheEndOfTheContextEndsASearch(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	_, err := stream.ScanBy(ctx, piece, maxToken, reach, small, &endlessTokens{}, 3,
		func(tokens.Sighting) int { return 0 },
		func(h stream.Hit[int]) error {
			if h.Offset > 10_000 {
				cancel()
			}
			return nil
		})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	in, writing := io.Pipe()
	ctx, cancel = context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := stream.Scan(ctx, tokens.Default, in, 2, func(tokens.Sighting) int { return 0 }, func(stream.Hit[int]) error { return nil })
		done <- err
	}()
	_, _ = io.WriteString(writing, "a\n")
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v while a Read is under way", err)
	}
	_ = writing.Close()
}

func TestAnInputThatGivesNothingIsAnError(t *testing.T) {
	t.Parallel()
	_, err := stream.Scan(t.Context(), tokens.Default, readerFunc(func([]byte) (int, error) { return 0, nil }), 2,
		func(tokens.Sighting) int { return 0 }, func(stream.Hit[int]) error { return nil })
	if !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("error %v", err)
	}
}

func TestTotalsAreToldMeanwhile(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("7x! \n", 400)
	var last stream.Totals
	calls := 0
	totals, err := stream.ScanBy(t.Context(), piece, maxToken, reach, small, strings.NewReader(text), 2,
		func(tokens.Sighting) int { return 0 }, func(stream.Hit[int]) error { return nil },
		stream.WithProgress(func(now stream.Totals) {
			if now.Bytes < last.Bytes || now.Tokens < last.Tokens {
				t.Errorf("%+v after %+v", now, last)
			}
			last, calls = now, calls+1
		}))
	if err != nil || last != totals || calls < len(text)/piece {
		t.Errorf("%v, %d calls, the last with %+v of %+v", err, calls, last, totals)
	}
}

// TestTokensAreJudgedAtTheSameTime hangs if the second token has to wait for the
// first: each of the two waits for the other.
func TestTokensAreJudgedAtTheSameTime(t *testing.T) {
	t.Parallel()
	var judged atomic.Int64
	meeting := make(chan struct{})
	apart := "7x!" + strings.Repeat("\n", 2*piece) + "7x!"
	totals, err := stream.ScanBy(t.Context(), piece, maxToken, reach, small, strings.NewReader(apart), 2,
		func(tokens.Sighting) int64 {
			select {
			case meeting <- struct{}{}:
			case <-meeting:
			}
			return judged.Add(1)
		}, func(stream.Hit[int64]) error { return nil })
	if err != nil || totals.Tokens != 2 || judged.Load() != 2 {
		t.Errorf("%v, %+v", err, totals)
	}
}
