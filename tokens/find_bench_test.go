package tokens_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"atc/tokens"
)

// logText returns so many bytes of a log without tokens: times, levels, JSON,
// addresses, stack traces, hashes and UUIDs.
func logText(size int) []byte {
	random := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, 0, size+1<<10)
	for i := 0; len(b) < size; i++ {
		at := fmt.Sprintf("2026-03-%02dT%02d:%02d:%02d.%06dZ", i%28+1, i%24, i%60, i*7%60, random.IntN(1e6))
		switch i % 6 {
		case 0:
			b = fmt.Appendf(b, "%s INFO  gateway request method=GET path=/api/v1/rooms/%d/users status=200 duration=%dms\n", at, random.IntN(1e6), random.IntN(900))
		case 1:
			b = fmt.Appendf(b, `{"time":%q,"level":"warn","msg":"cache miss","key":"session:%d","trace":"%016x%016x","ok":false}`+"\n", at, random.IntN(1e9), random.Uint64(), random.Uint64())
		case 2:
			b = fmt.Appendf(b, "%s DEBUG etag=%q sha256=%016x%016x%016x%016x\n", at, "W/1a2b", random.Uint64(), random.Uint64(), random.Uint64(), random.Uint64())
		case 3:
			b = fmt.Appendf(b, "%s ERROR panic: runtime error: index out of range [%d] with length 3\n\tat com.example.shop.Basket.add(Basket.java:%d)\n", at, random.IntN(9), random.IntN(900))
		case 4:
			b = fmt.Appendf(b, "10.0.%d.7 - - [%s] \"GET https://example.com/assets/app.%08x.js?v=3&lang=en-GB HTTP/1.1\" 304 0 \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\"\n", random.IntN(255), at, random.Uint32())
		case 5:
			b = fmt.Appendf(b, "%s INFO  worker job=%08x-%04x-4%03x-a%03x-%012x finished\n", at, random.Uint32(), random.IntN(1<<16), random.IntN(1<<12), random.IntN(1<<12), random.Int64N(1<<48))
		}
	}
	return b[:size]
}

func randomBytes(size int) []byte {
	random := rand.New(rand.NewPCG(3, 4))
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return b
}

// minifiedJSON is one line of short names and values.
func minifiedJSON(size int) []byte {
	random := rand.New(rand.NewPCG(5, 6))
	b := make([]byte, 0, size+1<<10)
	for len(b) < size {
		b = fmt.Appendf(b, `{"id":%d,"name":"user%d","tags":["a","b1"],"score":%.3f,"url":"https://cdn.example.com/i/%x.png"},`, random.IntN(1e9), random.IntN(1e5), random.Float64(), random.Uint64())
	}
	return b[:size]
}

// textsWithoutTokens are a mebibyte each of what a scan meets most.
func textsWithoutTokens() map[string][]byte {
	const size = 1 << 20
	return map[string][]byte{
		"log":           logText(size),
		"base64":        []byte(base64.StdEncoding.EncodeToString(randomBytes(size * 3 / 4))),
		"hex":           []byte(hex.EncodeToString(randomBytes(size / 2))),
		"hexdump":       []byte(hex.Dump(randomBytes(size / 5)))[:size*3/4],
		"JSON":          minifiedJSON(size),
		"zeros":         bytes.Repeat([]byte("0"), size),
		"heads":         bytes.Repeat([]byte("007eJ"), size/5),
		"long heads":    []byte(strings.Repeat("007eJxTYA", size/9)),
		"dynamic heads": []byte(strings.Repeat("007eJxE", size/7)),
	}
}

func BenchmarkFindNothing(b *testing.B) {
	for name, text := range textsWithoutTokens() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				tokens.Default.Find(text, 0, len(text), func(s tokens.Sighting) bool {
					b.Fatalf("found %+v", s)
					return false
				})
			}
		})
	}
}

// BenchmarkFindDense has a token in each line.
func BenchmarkFindDense(b *testing.B) {
	var text []byte
	all := vectors(b, "public.json")
	for _, v := range all {
		text = fmt.Appendf(text, "2026-03-04T05:06:07Z INFO join channel=lobby token=%s uid=12345\n", v.Token)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		tokens.Default.Find(text, 0, len(text), func(tokens.Sighting) bool {
			n++
			return true
		})
	}
	if n != b.N*len(all) {
		b.Fatalf("found %d tokens in %d runs, want %d in each", n, b.N, len(all))
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "tokens/s")
}
