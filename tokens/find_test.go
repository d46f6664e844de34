package tokens_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"atc/tokens"
)

// sightings returns what is found in a text.
func sightings(text string) []tokens.Sighting { return sightingsIn(text, 0, len(text)) }

func sightingsIn(text string, from, to int) (all []tokens.Sighting) {
	tokens.Default.Find([]byte(text), from, to, func(s tokens.Sighting) bool {
		all = append(all, s)
		return true
	})
	return all
}

// A spelling is a way in which tokens are written into other texts.
type spelling struct {
	name  string
	code  tokens.Code // of the repair, "" for none
	write func(token string) string
}

// base64Of returns where the base64 of a token starts; it is its length if it
// has none.
func base64Of(token string) int {
	switch {
	case len(token) == 90 || len(token) == 110: // the keys without a version
	case token[:3] == "007" || token[:3] == "005":
		return 3
	case token[:3] == "006":
		return 35
	}
	return len(token)
}

// inBase64 applies a change to the base64 of a token.
func inBase64(change func(string) string) func(string) string {
	return func(token string) string {
		n := base64Of(token)
		return token[:n] + change(token[n:])
	}
}

func spellings() []spelling {
	replaced := func(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }
	return []spelling{
		{"as it is", "", func(token string) string { return token }},
		{"percent-encoded", tokens.CodeRepairedPercent, replaced("+", "%2B", "/", "%2F", "=", "%3D", ":", "%3A")},
		{"percent-encoded in lower case", tokens.CodeRepairedPercent, replaced("+", "%2b", "/", "%2f", "=", "%3d", ":", "%3a")},
		{"percent-encoded twice", tokens.CodeRepairedPercent, replaced("+", "%252B", "/", "%252F", "=", "%253D", ":", "%253A")},
		{"with escaped slashes", tokens.CodeRepairedEscapes, replaced("/", `\/`)},
		{"with escaped slashes, percent-encoded", tokens.CodeRepairedPercent, replaced("/", `%5C%2F`, "+", "%2B", "=", "%3D")},
		{"in JSON of Go", tokens.CodeRepairedEscapes, replaced("+", `\u002b`, "=", `\u003d`)},
		{"in JSON in JSON", tokens.CodeRepairedEscapes, replaced("+", `\\u002B`, "/", `\\\/`, "=", `\\u003D`)},
		{"in a log of nginx", tokens.CodeRepairedEscapes, replaced("+", `\x2B`, "=", `\x3D`)},
		{"in HTML", tokens.CodeRepairedEscapes, replaced("+", "&#43;", "=", "&#x3D;")},
		{"in base64url", tokens.CodeRepairedBase64URL, inBase64(replaced("+", "-", "/", "_"))},
		{"without padding", tokens.CodeRepairedPadding, inBase64(replaced("=", ""))},
		{"in base64url without padding", "", inBase64(replaced("+", "-", "/", "_", "=", ""))},
	}
}

// surroundings are what stands before and behind tokens.
var surroundings = [][2]string{
	{"", ""},
	{"2026-01-02T03:04:05Z INFO joined token=", " uid=12345 channel=lobby"},
	{`{"token":"`, `","uid":12345}`},
	{`"{\"token\":\"`, `\"}\n"`},
	{`{\u0022token\u0022:\u0022`, `\u0022}`},
	{"https://example.com/rtc/", "/uid/5?x=1"},
	{"GET /join?token=", "&uid=5 HTTP/1.1"},
	{"%7B%22token%22%3A%22", "%22%2C%22uid%22%3A5%7D"},
	{"<td>", "</td>"},
	{"Authorization: Bearer ", "\r\n"},
	{`line\n`, `\nline`},
	{"AGORA_TOKEN='", "'\n"},
	{"\x1b[32m", "\x1b[0m"},
	{"(", "),"},
	{"tokens: ", ", none"},
	{"a&amp;token=", "&amp;b"},
	{"«", "»"},
	{strings.Repeat("A", 100) + ":", ":foo"},
	{strings.Repeat("0", 100) + "x/", "; " + strings.Repeat("0", 100)},
}

func TestEveryTokenIsFoundInAnyText(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "public.json") {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			for _, spelt := range spellings() {
				written := spelt.write(v.Token)
				for _, around := range surroundings {
					requireFound(t, around[0]+written+around[1], v.Token, written, spelt)
				}
			}
		})
	}
}

// requireFound checks that the token alone is found, where it stands.
func requireFound(t *testing.T, text, token, written string, spelt spelling) {
	t.Helper()
	all := sightings(text)
	if len(all) != 1 {
		t.Fatalf("%s: %d found in %q: %+v", spelt.name, len(all), text, all)
	}
	s := all[0]
	if at := strings.Index(text, written); s.Text != token || s.Start != at || text[s.Start:s.End] != written {
		t.Fatalf("%s: found\n%s at %d in %q: %q, want\n%s at %d", spelt.name, s.Text, s.Start, text, text[s.Start:s.End], token, at)
	}
	if s.Err != nil || s.Token == nil || s.Leak != nil {
		t.Fatalf("%s: %+v", spelt.name, s)
	}
	codes := repairCodes(s.Repairs)
	if written != token && (len(codes) == 0 || spelt.code != "" && !slices.Contains(codes, spelt.code)) || written == token && len(codes) > 0 {
		t.Fatalf("%s: repairs %v in %s, want %s", spelt.name, codes, written, spelt.code)
	}
}

func repairCodes(repairs []tokens.Repair) (codes []tokens.Code) {
	for _, r := range repairs {
		codes = append(codes, r.Code)
	}
	return codes
}

// The formats that say how long they are need no end of a word around them.
func TestATokenIsFoundWithinAWord(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "public.json") {
		if base64Of(v.Token) == len(v.Token) {
			continue
		}
		for _, after := range []string{"foo", "=", "==", "A", "+/", "%2B", "_x", "007", v.Token} {
			all := sightings("xyz0" + v.Token + after)
			if len(all) == 0 || all[0].Text != v.Token || all[0].Start != 4 || all[0].End != 4+len(v.Token) {
				t.Errorf("%s before %q: %+v", v.ID, after, all)
			}
		}
	}
}

func TestTokensAreFoundInOrderAndNoneTwice(t *testing.T) {
	t.Parallel()
	all := vectors(t, "public.json")
	for _, separator := range []string{"\n", ",", "/", "%2C", `\n`, " and then a good many words, and then "} {
		var text, want []string
		for _, v := range all {
			text, want = append(text, v.Token), append(want, v.Token)
		}
		var got []string
		for _, s := range sightings(strings.Join(text, separator)) {
			got = append(got, s.Text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("between %q: found %d, want %d", separator, len(got), len(want))
		}
	}
}

func TestACutTokenIsFoundWithItsError(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "public.json") {
		enough := map[string]int{"007": 112, "006": 80, "005": 90, "1": 62}[v.Version]
		if v.ID == "p113-e-appid-nothex-node205" {
			continue // of a cut token, the App ID says that it is one
		}
		for n := enough; enough > 0 && n < len(v.Token); n++ {
			cut := v.Token[:n]
			all := sightings("token=" + cut + "… (cut)")
			if len(all) != 1 || all[0].Start != len("token=") {
				t.Fatalf("%s: the first %d characters: %+v", v.ID, n, all)
			}
			s := all[0]
			_, err := tokens.Default.Decode(s.Text)
			if whole := s.Text == v.Token; whole != (s.Err == nil) || !whole && s.Err.Error() != err.Error() {
				t.Fatalf("%s: the first %d characters: %v", v.ID, n, s.Err)
			}
			if s.Err != nil && (s.Text != cut || s.Token.AppID == "" || s.End-s.Start != n) {
				t.Fatalf("%s: the first %d characters: %s, App ID %q", v.ID, n, s.Text, s.Token.AppID)
			}
		}
	}
}

func TestTheMalformedAreFoundWhereTheirAppIDIsRead(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "bad.json") {
		text := v.text(t)
		token, _ := tokens.Default.Decode(text)
		if v.RepairsTo != "" || token == nil || !tokens.IsHexID(token.AppID) || len(text) < tokens.ShortestToken || len(text) > tokens.MaxText {
			continue
		}
		if slices.Contains([]string{"bad-054-006-b64", "bad-060-004-short", "bad-061-003-long"}, v.ID) {
			continue // less than the shortest token is left, or digits that are no key
		}
		all := sightings(`{"token":"` + text + `"}`)
		if len(all) != 1 || all[0].Token == nil || all[0].Token.AppID != token.AppID {
			t.Errorf("%s: %+v", v.ID, all)
		}
	}
}

func TestNothingIsFoundInWhatIsNoToken(t *testing.T) {
	t.Parallel()
	raw := randomBytes(1 << 20)
	texts := textsWithoutTokens()
	texts["base64 in lines"] = wrap([]byte(base64.StdEncoding.EncodeToString(raw)), 76)
	texts["base64url"] = []byte(base64.RawURLEncoding.EncodeToString(raw))
	texts["SHA-1 to SHA-512"] = bytes.Join([][]byte{hashes(raw, 20), hashes(raw, 32), hashes(raw, 48), hashes(raw, 64)}, nil)
	texts["keys without a time"] = []byte(strings.Repeat("c80cf85f1fbc68b9f643fa745c32eb30b5b3e593"+sampleAppID+"0000000000deadbeef ", 1000))
	texts["a number of 110 digits"] = []byte("x = 12345678901234567890123456789012345678901234567890123456789012345678901217000000001234567812345678901700003600\n")
	texts["a key that ends before it is issued"] = []byte("c80cf85f1fbc68b9f643fa745c32eb30b5b3e593" + sampleAppID + "1700000000deadbeef00000000051600000000\n")
	texts["heads that go on"] = []byte(strings.Repeat("006"+sampleAppID+"JAAA", 5000))
	for name, text := range texts {
		if all := sightings(string(text)); len(all) > 0 {
			t.Errorf("%s: %d found, first %q", name, len(all), all[0].Text)
		}
	}
}

// hashes writes bytes in hexadecimal digits, a line of so many bytes each.
func hashes(raw []byte, size int) []byte { return wrap([]byte(hex.EncodeToString(raw)), 2*size) }

func wrap(text []byte, width int) (lines []byte) {
	for line := range slices.Chunk(text, width) {
		lines = append(append(lines, line...), '\n')
	}
	return lines
}

// What is found in the parts of a text, however it is cut, is what is found in
// all of it.
func TestATextMayBeCutAnywhere(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	all := vectors(t, "public.json")
	for i := 0; i < len(all); i += 23 {
		fmt.Fprintf(&b, `{"n":%d,"token":"%s"}`+"\n/join/%s/uid/5\n", i, all[i].Token, strings.ReplaceAll(all[len(all)-1-i].Token, "+", "%2B"))
	}
	text := b.String()
	want := sightings(text)
	for cut := range text {
		got := append(sightingsIn(text, 0, cut), sightingsIn(text, cut, len(text))...)
		if !slices.EqualFunc(got, want, func(a, b tokens.Sighting) bool { return a.Start == b.Start && a.End == b.End && a.Text == b.Text }) {
			t.Fatalf("cut at %d: found %d, want %d", cut, len(got), len(want))
		}
	}
}

func TestWhatIsFoundOutlivesTheText(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "public.json") {
		text := []byte("token=" + v.Token + ";")
		var s tokens.Sighting
		tokens.Default.Find(text, 0, len(text), func(found tokens.Sighting) bool {
			s = found
			return true
		})
		clear(text)
		want := string(tokens.Report{Token: decodedText(t, v.Token)}.AppendJSON(nil))
		if got := string(tokens.Report{Token: s.Token}.AppendJSON(nil)); got != want || s.Text != v.Token {
			t.Errorf("%s: %s, want %s", v.ID, got, want)
		}
	}
}

// A text full of tokens that are made to take time and memory is searched all
// the same: those are left alone, or cost no more than others.
func TestHostileTokensDoNotHoldASearchUp(t *testing.T) { //nolint:paralleltest // memory is measured
	for name, text := range hostileTokens(t) {
		if len(text) > tokens.MaxText {
			continue
		}
		many := strings.Repeat(text+"\n", 1+256<<10/len(text))
		const limit = 64 << 20
		used := allocated(func() { sightings(many) })
		// With the race detector, a pool keeps only some of what it is given, and
		// by chance.
		for tries := 1; used > limit && tries < 5; tries++ {
			used = min(used, allocated(func() { sightings(many) }))
		}
		if used > limit {
			t.Errorf("%s: %d KiB are allocated to search %d KiB, want at most %d", name, used>>10, len(many)>>10, limit>>10)
		}
	}
}

func TestFindEndsWhenItIsTold(t *testing.T) {
	t.Parallel()
	token := vectors(t, "public.json")[0].Token
	n := 0
	text := []byte(strings.Repeat(token+"\n", 5))
	tokens.Default.Find(text, 0, len(text), func(tokens.Sighting) bool {
		n++
		return n < 2
	})
	if n != 2 {
		t.Errorf("called %d times, want 2", n)
	}
}

// A certificate is looked for outside of tokens only: a Signaling 1.x token is
// full of what looks like one.
func TestACertificateIsFoundNextToItsAppID(t *testing.T) {
	t.Parallel()
	text := "AGORA_APP_ID=" + sampleAppID + "\nAGORA_APP_CERTIFICATE=" + sampleCertificate + "\nAPP_CERTIFICATE_OF=1:" + sampleAppID + ":1700003600:29fa0da39114c00b68e48375e3203d42\n"
	all := sightings(text)
	if len(all) != 2 || all[0].Leak == nil || text[all[0].Start:all[0].End] != sampleCertificate || all[0].Text != "" || all[1].Leak != nil {
		t.Fatalf("%+v", all)
	}
	if got := fmt.Sprintf("%+v", *all[0].Leak); strings.Contains(got, sampleCertificate[4:28]) {
		t.Errorf("%s shows the certificate", got)
	}
}
