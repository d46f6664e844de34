package tokens_test

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"atc/tokens"
)

func TestListOfNames(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":              nil,
		"  ":            nil,
		"a":             {"a"},
		"a,b":           {"a", "b"},
		" a , b c ":     {"a", "b c"},
		`a\,b,c`:        {"a,b", "c"},
		`a\\,b`:         {`a\`, "b"},
		`a\b`:           {`a\b`},
		`\`:             {`\`},
		"u*,комната,*,": nil, // an error
		",":             nil,
		"a,, b":         nil,
	} {
		names, err := tokens.ParseList(text)
		if !slices.Equal(names, want) || (err != nil) != (want == nil && strings.TrimSpace(text) != "") {
			t.Errorf("%q is %q, %v, want %q", text, names, err, want)
		}
	}
}

func TestStampIsDrawnFromClockAndRandomness(t *testing.T) {
	t.Parallel()
	at := time.Date(2023, 11, 14, 23, 13, 20, 999, time.FixedZone("CET", 3600))
	for random, salt := range map[string]uint32{"\x00\x00\x00\x00": 1, "\xfe\xe0\xf5\x05": 99999999, "\xff\xe0\xf5\x05": 1, "\xff\xff\xff\xff": 4294967295%99999999 + 1} {
		stamp, err := tokens.NewStamp(at, strings.NewReader(random))
		if want := (tokens.Stamp{IssueTime: 1700000000, Salt: salt}); err != nil || stamp != want {
			t.Errorf("%x gives %+v, %v, want %+v", random, stamp, err, want)
		}
	}
	if _, err := tokens.NewStamp(at, strings.NewReader("abc")); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("three random bytes give %v", err)
	}
	if _, err := tokens.NewStamp(at, iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("no randomness gives %v", err)
	}
	for _, year := range []int{1969, 2107} {
		_, err := tokens.NewStamp(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC), bytes.NewReader(make([]byte, 4)))
		if err == nil || !strings.Contains(err.Error(), "check the clock") {
			t.Errorf("year %d gives %v", year, err)
		}
	}
}

// Working memory is pooled: builds and decodes at the same time must not see
// each other's.
func TestBuildingAndDecodingAtTheSameTime(t *testing.T) {
	t.Parallel()
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			channel := strings.Repeat(string(rune('a'+i)), 10+5*i)
			r := request(t, "rtc", tokens.Values{"channel": channel})
			first := ""
			for range 50 {
				text, err := tokens.Default.Build(r)
				if first == "" {
					first = text
				}
				token, decodeErr := tokens.Default.Decode(text)
				if err != nil || decodeErr != nil || text != first || token.MatchChannel(channel) != tokens.Same {
					t.Errorf("%s: %v, %v, %s", channel, err, decodeErr, text)
					return
				}
			}
		})
	}
	group.Wait()
}

func TestOddContentIsNoticed(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ spec, code string }{
		{`{"services":[]}`, "no_services"},
		{`{"services":[{"type":4},{"type":4},{"type":4}]}`, "duplicate_service"},
		{`{"services":[{"type":4,"privileges":[{"id":7},{"id":700},{"id":700}]}]}`, "duplicate_privilege"},
		{`{"services":[{"type":11}]}`, "unknown_service"},
		{`{"services":[{"type":4}],"trailing_hex":"00"}`, "trailing_bytes"},
		{`{"services":[{"type":4}],"app_id":"short"}`, "app_id_not_hex"},
		{`{"services":[{"type":4}],"expire":86401}`, "expire_over_24h"},
		{`{"services":[{"type":4}],"expire":86400}`, ""},
	} {
		token := madeOf(t, strings.TrimSuffix(tt.spec, "}")+`,"salt":1}`)
		codes := codesOf(found(token))
		if got := slices.Contains(codes, tokens.Code(cmp.Or(tt.code, "expire_over_24h"))); got != (tt.code != "") {
			t.Errorf("%s is found to have %v, want %s", tt.spec, codes, tt.code)
		}
	}
}
