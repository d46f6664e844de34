package tokens_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"atc/tokens"
)

func TestWireMapLeavesNoByteOut(t *testing.T) {
	t.Parallel()
	for _, v := range vectors(t, "public.json") {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			layers := tokens.Default.Wire(v.Token)
			want := map[string][]string{"007": {"text", "compressed", "payload"}, "006": {"text", "payload"}, "005": {"text", "payload"}}[v.Version]
			if want == nil {
				want = []string{"text"}
			}
			var names []string
			for _, l := range layers {
				names = append(names, l.Name)
			}
			if fmt.Sprint(names) != fmt.Sprint(want) {
				t.Errorf("layers %v, want %v", names, want)
			}
			if layers[0].Data != v.Token {
				t.Errorf("the first layer is not the text of the token")
			}
			requireSoundLayers(t, layers, nil)
		})
	}
}

// spansOf writes the spans of a layer, one a line.
func spansOf(l tokens.Layer) string {
	var b strings.Builder
	for _, s := range l.Spans {
		fmt.Fprintf(&b, "%d+%d %s = %.80s\n", s.Offset, s.Length, s.Field, s.Value)
	}
	return b.String()
}

func TestWireMapNamesEveryPart(t *testing.T) {
	t.Parallel()
	const appID, asBytes = "970CA35de60c44645bbae8a215061b33", "970ca35de60c44645bbae8a215061b33"
	for _, tt := range []struct{ id, layer, want string }{
		{"p010-xl-rtcrtm-go", "payload", `0+2 signature length = 32
2+32 signature = *
34+2 App ID length = 32
36+32 App ID = ` + appID + `
68+4 issue time = 1745678901 (2025-04-26T14:48:21Z)
72+4 expire = 7200 (seconds)
76+4 salt = 12345678
80+2 service count = 2
82+2 service 1 type = 1 (RTC)
84+2 service 1 privilege count = 4
86+2 service 1 privilege = 1 (join channel)
88+4 service 1 privilege value = 1800 (seconds)
92+2 service 1 privilege = 2 (publish audio)
94+4 service 1 privilege value = 1800 (seconds)
98+2 service 1 privilege = 3 (publish video)
100+4 service 1 privilege value = 1800 (seconds)
104+2 service 1 privilege = 4 (publish data)
106+4 service 1 privilege value = 1800 (seconds)
110+2 service 1 channel name length = 9
112+9 service 1 channel name = demo room
121+2 service 1 user ID length = 5
123+5 service 1 user ID = alice
128+2 service 2 type = 2 (RTM)
130+2 service 2 privilege count = 1
132+2 service 2 privilege = 1 (log in)
134+4 service 2 privilege value = 7200 (seconds)
138+2 service 2 user ID length = 5
140+5 service 2 user ID = alice
`},
		{"p010-xl-rtcrtm-go", "compressed", "0+2 zlib header = 789c\n2+134 deflate stream = 134 bytes\n136+4 Adler-32 = *\n"},
		{"p010-xl-rtcrtm-go", "text", "0+3 version = 007\n3+188 base64 = *\n"},
		{"p029-xl-006-go", "text", "0+3 version = 006\n3+32 App ID = " + appID + "\n35+104 base64 = *\n"},
		{"p029-xl-006-go", "payload", `0+2 signature length = 32
2+32 signature = *
34+4 channel CRC-32 = 276646071
38+4 user CRC-32 = 3847331927
42+2 message length = 34
44+4 salt = 1
48+4 message time = 1700086400 (2023-11-15T22:13:20Z)
52+2 privilege count = 4
54+2 privilege = 1 (join channel)
56+4 privilege value = 1700003600 (2023-11-14T23:13:20Z)
60+2 privilege = 2 (publish audio)
62+4 privilege value = 1700003600 (2023-11-14T23:13:20Z)
66+2 privilege = 3 (publish video)
68+4 privilege value = 1700003600 (2023-11-14T23:13:20Z)
72+2 privilege = 4 (publish data)
74+4 privilege value = 1700003600 (2023-11-14T23:13:20Z)
`},
		{"p037-xl-005-inchannel-go", "payload", `0+2 service = 4 (in-channel permission)
2+2 signature length = 40
4+40 signature = *
44+2 App ID length = 16
46+16 App ID = ` + asBytes + `
62+4 issue time = 1700000000 (2023-11-14T22:13:20Z)
66+4 salt = 58964981
70+4 expiry = 1700086400 (2023-11-15T22:13:20Z)
74+2 extra count = 1
76+2 extra key = 1
78+2 extra value length = 1
80+1 extra value = 3
`},
		{"p130-004-acs-go", "text", "0+3 version = 004\n" + keyHead(3) + "93+10 expiry = 1700086400 (2023-11-15T22:13:20Z)\n"},
		{"p133-003-go", "text", "0+3 version = 003\n" + keyHead(3) + "93+10 user ID = 0000000999\n103+10 expiry = 1700086400 (2023-11-15T22:13:20Z)\n"},
		{"p134-002-py3", "text", keyHead(0) + "90+10 user ID = 0000000999\n100+10 expiry = 1700086400 (2023-11-15T22:13:20Z)\n"},
		{"p136-001-go", "text", keyHead(0)},
		{"p138-sig-go", "text", "0+1 version = 1\n1+1 separator = :\n2+32 App ID = " + appID + "\n34+1 separator = :\n" +
			"35+10 expiry = 1700003600 (2023-11-14T23:13:20Z)\n45+1 separator = :\n46+32 MD5 = 29fa0da39114c00b68e48375e3203d42\n"},
	} {
		layers := tokens.Default.Wire(vectorOf(t, "public.json", tt.id).Token)
		i := slices.IndexFunc(layers, func(l tokens.Layer) bool { return l.Name == tt.layer })
		if i < 0 {
			t.Errorf("%s has no layer %s", tt.id, tt.layer)
		} else if got := spansOf(layers[i]); !matchesLines(got, tt.want) {
			t.Errorf("%s, %s:\n%s\nwant:\n%s", tt.id, tt.layer, got, tt.want)
		}
	}
}

// keyHead are the spans that the keys 004 to 001 have in common.
func keyHead(offset int) string {
	return fmt.Sprintf("%d+40 signature = *\n%d+32 App ID = 970CA35de60c44645bbae8a215061b33\n%d+10 issue time = 1700000000 (2023-11-14T22:13:20Z)\n%d+8 salt = deadbeef\n",
		offset, offset+40, offset+72, offset+82)
}

// matchesLines compares line by line; a line of want that ends in * matches
// whatever begins like it.
func matchesLines(got, want string) bool {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	if len(g) != len(w) {
		return false
	}
	for i := range g {
		if prefix, open := strings.CutSuffix(w[i], "*"); g[i] != w[i] && (!open || !strings.HasPrefix(g[i], prefix)) {
			return false
		}
	}
	return true
}

func TestWireMapOfACutTokenStopsWhereReadingDoes(t *testing.T) {
	t.Parallel()
	cut := vectorOf(t, "bad.json", "bad-026-cut-076")
	layers := tokens.Default.Wire(cut.text(t))
	if got := spansOf(layers[2]); !strings.HasSuffix(got, "68+4 issue time = 1700000000 (2023-11-14T22:13:20Z)\n72+4 expire = 3600 (seconds)\n") {
		t.Errorf("the spans of a token that ends before its salt:\n%s", got)
	}
}

func TestWireMapTellsManyButNotEndlesslyManyPartsApart(t *testing.T) {
	t.Parallel()
	payload := append(hostileHead(65535), bytes.Repeat(uint16s(4, 0), 65535)...)
	layers := tokens.Default.Wire(zipped(t, payload))
	requireSoundLayers(t, layers, nil)
	if n := len(layers[2].Spans); n != 4096 || layers[2].Spans[n-1].Field != "the rest" {
		t.Errorf("%d spans, the last is %+v", n, layers[2].Spans[n-1])
	}
}
