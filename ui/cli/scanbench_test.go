package cli_test

import (
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"atc/tokens"
	"atc/ui/cli"
)

// benchmarkScan is "atc scan --json" over a text that comes several times, with
// a certificate to check with.
func benchmarkScan(b *testing.B, text string, times, found int) {
	b.Helper()
	env := map[string]string{cli.EnvAppID: appID, cli.EnvCertificate: certificate}
	b.SetBytes(int64(len(text) * times))
	for b.Loop() {
		var parts []io.Reader
		for range times {
			parts = append(parts, strings.NewReader(text))
		}
		d := cli.Deps{
			Catalog: tokens.Default, Now: func() time.Time { return now }, Getenv: func(name string) string { return env[name] },
			In: io.MultiReader(parts...), Out: io.Discard, Err: io.Discard,
		}
		if err := cli.Run(b.Context(), d, []string{"scan", "--json"}); err != nil {
			b.Fatal(err)
		}
	}
	if found > 0 {
		b.ReportMetric(float64(b.N)*float64(found*times)/b.Elapsed().Seconds(), "tokens/s")
	}
}

func BenchmarkScanCommandDense(b *testing.B) {
	var text strings.Builder
	const different = 1000
	for i := range different {
		text.WriteString(rtcToken(b, time.Duration(i)*time.Minute, tokens.Values{"channel": "lobby", "uid": fmt.Sprint(i + 1)}) + "\n")
	}
	benchmarkScan(b, text.String(), 40, different)
}

func BenchmarkScanCommandNothing(b *testing.B) {
	var text strings.Builder
	for i := range 20_000 {
		sum := sha256.Sum256([]byte{byte(i), byte(i >> 8)})
		fmt.Fprintf(&text, "2026-11-22T10:%02d:%02d.%03dZ INFO  request %x served in %d ms, trace=%x etag=%q\n", i/60%60, i%60, i%1000, sum[:8], i%977, sum[:16], fmt.Sprintf("%x", sum))
	}
	benchmarkScan(b, text.String(), 32, 0)
}
