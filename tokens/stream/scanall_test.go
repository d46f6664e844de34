package stream_test

import (
	"bytes"
	"io"
	"math"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"atc/keystore/secret"
	"atc/tokens"
	"atc/tokens/stream"
)

// TestEveryHiddenTokenIsFound hides tokens in a log of 16 MB, and 10,000 of them
// in one of 1 GB where ATC_FULL is set.
func TestEveryHiddenTokenIsFound(t *testing.T) {
	t.Parallel()
	size, every, least := 16<<20, 8<<10, 200
	if os.Getenv("ATC_FULL") != "" {
		size, every, least = 1<<30, 1<<30/20_000, 10_000 // there are long lines between
	}
	l := newLog(t, size, every)
	var found []hidden
	totals, err := stream.Scan(t.Context(), tokens.Default, l, runtime.GOMAXPROCS(0),
		func(s tokens.Sighting) string { return s.Text },
		func(h stream.Hit[string]) error {
			if h.Value != "" {
				found = append(found, hidden{h.Offset, h.Line, h.Value})
			}
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	if len(l.hidden) < least {
		t.Errorf("only %d tokens are hidden", len(l.hidden))
	}
	wrong := 0
	complain := func(what string, h hidden) {
		if wrong++; wrong <= 20 {
			t.Errorf("line %d, offset %d: %s: %s", h.line, h.offset, what, h.text)
		}
	}
	for want, got := l.hidden, found; len(want) > 0 || len(got) > 0; {
		switch {
		case len(got) == 0 || len(want) > 0 && want[0].offset < got[0].offset:
			complain("not found", want[0])
			want = want[1:]
		case len(want) == 0 || got[0].offset < want[0].offset:
			complain("found what was not hidden", got[0])
			got = got[1:]
		default:
			if got[0] != want[0] {
				complain("is there", want[0])
				complain("was found", got[0])
			}
			want, got = want[1:], got[1:]
		}
	}
	if totals.Leaks != l.leaks || totals.Bytes != l.offset || totals.Lines != l.line-1 || wrong > 0 {
		t.Errorf("%d wrong; %+v of %d tokens, %d certificates, %d bytes, %d lines", wrong, totals, len(l.hidden), l.leaks, l.offset, l.line-1)
	}
}

// again is a text that is read again and again, up to a length.
type again struct {
	text []byte
	left int
	at   int
}

// Read implements io.Reader.
func (a *again) Read(p []byte) (int, error) {
	if a.left == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), a.left)], a.text[a.at:])
	a.at, a.left = (a.at+n)%len(a.text), a.left-n
	return n, nil
}

// BenchmarkScanNothing goes through a log without tokens.
func BenchmarkScanNothing(b *testing.B) {
	const size = 64 << 20
	l := newLog(b, 8<<20, math.MaxInt32)
	l.next = math.MaxInt64
	text, err := io.ReadAll(l)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(size)
	for b.Loop() {
		totals, err := stream.Scan(b.Context(), tokens.Default, &again{text: text, left: size}, runtime.GOMAXPROCS(0),
			func(tokens.Sighting) int { return 0 }, func(stream.Hit[int]) error { return nil })
		if err != nil || totals.Tokens > 0 {
			b.Fatalf("%v, %+v", err, totals)
		}
	}
}

// BenchmarkScanShort goes through a short file, of which a folder has many.
func BenchmarkScanShort(b *testing.B) {
	text := newLog(b, 1, 1).noise[0]
	b.ReportAllocs()
	for b.Loop() {
		_, err := stream.Scan(b.Context(), tokens.Default, strings.NewReader(text), runtime.GOMAXPROCS(0),
			func(tokens.Sighting) int { return 0 }, func(stream.Hit[int]) error { return nil })
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkScanDense goes through lines with a token each, which are diagnosed
// with a certificate and written as JSON.
func BenchmarkScanDense(b *testing.B) {
	const size = 16 << 20
	var text bytes.Buffer
	for _, token := range built(b) {
		text.WriteString(`{"level":"info","token":"` + token + "\"}\n")
	}
	certificates := []tokens.Certificate{{Name: "primary", AppID: logID, Value: secret.New(logCertificate)}}
	now := time.Unix(1700000100, 0)
	found := 0
	b.SetBytes(size)
	for b.Loop() {
		totals, err := stream.Scan(b.Context(), tokens.Default, &again{text: text.Bytes(), left: size}, runtime.GOMAXPROCS(0),
			func(s tokens.Sighting) []byte {
				d := tokens.Default.Diagnose(tokens.Case{Text: s.Text, Token: s.Token, Err: s.Err, Now: now, Certificates: certificates})
				return tokens.Report{Token: s.Token, Text: s.Text, Verification: &d.Verification, Diagnosis: &d, Err: s.Err}.AppendSummary(nil)
			},
			func(h stream.Hit[[]byte]) error {
				found += len(h.Value)
				return nil
			})
		if err != nil || totals.Tokens < size/1000 {
			b.Fatalf("%v, %+v", err, totals)
		}
		found = int(totals.Tokens)
	}
	b.ReportMetric(float64(found)*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
}
