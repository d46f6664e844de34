package tokens_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"

	"atc/tokens"
)

// hostileHead is a payload up to and with a service count.
func hostileHead(services uint16) []byte {
	b := binary.LittleEndian.AppendUint16(nil, 32)
	b = append(b, make([]byte, 32)...)
	b = binary.LittleEndian.AppendUint16(b, 32)
	b = append(b, sampleAppID...)
	for _, n := range []uint32{1700000000, 3600, 1} {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	return binary.LittleEndian.AppendUint16(b, services)
}

func uint16s(numbers ...uint16) []byte {
	var b []byte
	for _, n := range numbers {
		b = binary.LittleEndian.AppendUint16(b, n)
	}
	return b
}

// hostileTokens hold as much as fits, or say so while they hold nothing.
func hostileTokens(tb testing.TB) map[string]string {
	tb.Helper()
	const all = 65535
	join := slices.Concat[[]byte]
	empty := bytes.Repeat
	privileges := join(uint16s(1, all), empty([]byte{1, 0, 0, 0, 0, 0}, all), uint16s(0, 0))
	many := map[string][]byte{
		"services without a field":  join(hostileHead(all), empty(uint16s(4, 0), all)),
		"services with all fields":  join(hostileHead(all), empty(uint16s(7, 0, 0, 0, 0), all)),
		"services with permissions": join(hostileHead(all), empty(uint16s(8, 0, 0, 0), all)),
		"privileges":                join(hostileHead(2), privileges, privileges),
		"resource types":            join(hostileHead(1), uint16s(8, 0, 0, all), empty(uint16s(0, 1, 0, 0), all)),
		"permissions":               join(hostileHead(1), uint16s(8, 0, 0, 3), empty(join(uint16s(0, all), empty(uint16s(0, 0), all)), 3)),
		"resources":                 join(hostileHead(1), uint16s(8, 0, 0, 1, 0, 7), empty(join(uint16s(0, all), empty(uint16s(0), all)), 7)),
		"resources that are missing": join(hostileHead(1), uint16s(8, 0, 0, 1, 0, all),
			empty(join(uint16s(0, 1), uint16s(0)), all), uint16s(0, all)),
		"unknown bytes":          join(hostileHead(1), uint16s(99), empty([]byte{1}, tokens.MaxPayload-100)),
		"trailing bytes":         join(hostileHead(1), uint16s(4, 0), empty([]byte{1}, tokens.MaxPayload-100)),
		"long strings":           join(hostileHead(7), empty(join(uint16s(1, 0, all), make([]byte, all), uint16s(all), make([]byte, all)), 7)),
		"signature":              join(uint16s(all), make([]byte, all)),
		"just too much":          join(hostileHead(1), uint16s(99), make([]byte, tokens.MaxPayload)),
		"40 MiB of zeros":        make([]byte, 40<<20),
		"only a service count":   hostileHead(all),
		"only a privilege count": join(hostileHead(all), uint16s(1, all)),
		"only a string length":   join(hostileHead(1), uint16s(2, 0, all)),
		"only a resource count":  join(hostileHead(1), uint16s(8, 0, 0, all, 0, all, 0, all)),
	}
	texts := map[string]string{
		"006 privileges": "006" + sampleAppID + strings.TrimPrefix(wrapped(join(uint16s(0, 0, 0, 0, 0, all), make([]byte, 10), empty([]byte{1}, 40000)))[3:], "x"),
		"base64":         "007" + strings.Repeat("A", tokens.MaxText-3),
		"005 extras":     "005" + strings.Repeat("A", tokens.MaxText-4),
		"digits":         "1:" + strings.Repeat("0", tokens.MaxText-2),
		"colons":         strings.Repeat("1:", tokens.MaxText/2),
		"dots":           "eyJ" + strings.Repeat(".", tokens.MaxText-3),
	}
	for name, payload := range many {
		text := zipped(tb, payload)
		if len(text) > tokens.MaxText {
			tb.Fatalf("%s has %d bytes of text, so it is never inflated", name, len(text))
		}
		texts[name] = text
	}
	for _, v := range vectors(tb, "bad.json") {
		if v.Code == "too_large" {
			texts[v.ID] = v.text(tb)
		}
	}
	return texts
}

// Memory is measured here, so nothing runs beside this test.
func TestHostileTokensTakeBoundedMemory(t *testing.T) { //nolint:paralleltest // see above
	for name, text := range hostileTokens(t) {
		limit := uint64(48 << 20)
		if strings.HasPrefix(name, "only a ") {
			limit = 256 << 10
		}
		var token *tokens.Token
		var err error
		used := allocated(func() { token, err = tokens.Default.Decode(text) })
		if used > limit {
			t.Errorf("%s takes %d KiB to decode, want at most %d", name, used>>10, limit>>10)
		}
		var refused *tokens.DecodeError
		if err != nil && !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
		}
		if token == nil {
			continue
		}
		if len(found(token)) > 100 {
			t.Errorf("%s: %d findings", name, len(found(token)))
		}
		var line []byte
		used = allocated(func() { line = tokens.Report{Token: token, Err: err}.AppendJSON(nil) })
		if used > 80<<20 || len(line) > 16<<20 {
			t.Errorf("%s takes %d KiB to report in %d KiB", name, used>>10, len(line)>>10)
		}
		used = allocated(func() { tokens.Default.Wire(text) })
		if used > 80<<20 {
			t.Errorf("%s takes %d KiB to map", name, used>>10)
		}
		used = allocated(func() { token.Timeline() })
		if used > 48<<20 {
			t.Errorf("%s takes %d KiB for its timeline", name, used>>10)
		}
	}
}

// allocated returns how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
