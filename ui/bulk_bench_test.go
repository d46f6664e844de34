package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"atc/tokens"
	"atc/ui/uitest"
)

// busy opens the list of 10,000 tokens, each of its own.
func busy(b *testing.B) *uitest.Driver {
	b.Helper()
	w := &world{now: noon}
	var log strings.Builder
	for i := range 10_000 {
		v := tokens.Values{"channel": fmt.Sprintf("lobby-%d", i%50), "uid": fmt.Sprint(1000 + i), "lifetime": fmt.Sprintf("%ds", 30+i)}
		fmt.Fprintf(&log, "GET /join?token=%s&n=%d\n", sample(b, w, "rtc", v), i)
	}
	d, _ := asking(b, 120, 36, &folder{files: map[string]string{"many.log": log.String()}})
	return d.Type("many.log").Press("enter").Shows("10,000 tokens")
}

// BenchmarkFoundRows scrolls through the tokens of a file, a key and a drawing
// each time.
func BenchmarkFoundRows(b *testing.B) { scroll(b, busy(b)) }

// BenchmarkFoundFilter types a letter into the filter, and takes it back, with a
// drawing each time, while the rows are sorted by their end.
func BenchmarkFoundFilter(b *testing.B) {
	d := busy(b).Press("s", "/").Type("lobby-1")
	b.ReportAllocs()
	for b.Loop() {
		d.Type("1")
		d.View()
		d.Press("backspace")
		d.View()
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(2*b.N), "µs/key")
}

// BenchmarkFoundReading reads a log through the dialog, with 100 tokens in 32
// MiB.
func BenchmarkFoundReading(b *testing.B) {
	const size = 32 << 20
	w := &world{now: noon}
	line := `{"t":"2026-11-22T11:58:02Z","level":"debug","msg":"stream 5d41402abc4b2a76b9719d911017c592 of peer 17 is up, 1200 kbit/s"}` + "\n"
	part := strings.Repeat(line, size/100/len(line)) + "token=" + sample(b, w, "rtc", tokens.Values{"channel": "lobby"}) + "\n"
	d, _ := asking(b, 120, 36, &folder{files: map[string]string{"big.log": strings.Repeat(part, 100)}})
	d.Type("big.log")
	b.SetBytes(int64(100 * len(part)))
	for b.Loop() {
		d.Press("enter", "n")
	}
	d.Press("esc").Shows("100 tokens")
}

// BenchmarkFoundDense reads a log that is full of tokens through the dialog.
func BenchmarkFoundDense(b *testing.B) {
	const count = 20_000
	w := &world{now: noon}
	line := "token=" + sample(b, w, "rtc", tokens.Values{"channel": "lobby"}) + "\n"
	d, _ := asking(b, 120, 36, &folder{files: map[string]string{"dense.log": strings.Repeat(line, count)}})
	d.Type("dense.log")
	for b.Loop() {
		d.Press("enter", "n")
	}
	b.ReportMetric(float64(count*b.N)/b.Elapsed().Seconds(), "tokens/s")
	d.Press("esc").Shows("20,000 tokens")
}
