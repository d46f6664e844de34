package ui

import (
	"strings"
	"testing"
	"time"

	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui/uitest"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

const (
	compareAppID = "970CA35de60c44645bbae8a215061b33"
	compareCert  = "5CFd2fd1755d40ecb72977518be15d3b"
)

var compareNow = time.Date(2023, 11, 14, 22, 43, 20, 0, time.UTC)

// builtToken builds a token of a kind, n builds after the first.
func builtToken(tb testing.TB, kind, certificate string, n uint32, values tokens.Values) compared {
	tb.Helper()
	k, ok := tokens.Default.Kind(kind)
	if !ok {
		tb.Fatalf("no kind %s", kind)
	}
	text, err := tokens.Default.Build(tokens.Request{
		Kind: k, AppID: compareAppID, Certificate: secret.New(certificate), Values: values,
		Stamp: tokens.Stamp{IssueTime: 1700000000 + 60*n, Salt: 1 + 41*n},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return decodedText(text)
}

func decodedText(text string) compared {
	t, err := tokens.Default.Decode(text)
	return compared{text, t, err}
}

func compareText(first, second compared, width int) string {
	th := newTheme(true, colorprofile.TrueColor)
	lines := compareLines(th, comparison{tokens.Default, first, second}, compareNow, width)
	for i := range lines {
		lines[i] = strings.TrimRight(ansi.Strip(lines[i]), " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestCompareLooks(t *testing.T) {
	t.Parallel()
	lobby := tokens.Values{"channel": "lobby", "uid": "12345"}
	rtc := builtToken(t, "rtc", compareCert, 0, lobby)
	long := strings.Repeat("north ", 8)
	tests := []struct {
		name          string
		first, second compared
		width         int
	}{
		{"another channel and lifetime", rtc, builtToken(t, "rtc-privileges", compareCert, 1, tokens.Values{
			"channel": "lobby-2", "uid": "12345", "lifetime": "2h", "join": "2h", "audio": "30m", "video": "0", "data": "0",
		}), 76},
		{"the same inputs twice", rtc, builtToken(t, "rtc", compareCert, 1, lobby), 116},
		{"another certificate", rtc, builtToken(t, "rtc", strings.Repeat("a", 32), 0, lobby), 76},
		{"a service that one lacks", rtc, builtToken(t, "rtc-rtm", compareCert, 1, tokens.Values{"channel": "lobby", "account": "12345"}), 76},
		{"AccessToken twice", builtToken(t, "rtc-006", compareCert, 0, lobby), builtToken(t, "rtc-006", compareCert, 1, lobby), 76},
		{"other versions", rtc, builtToken(t, "rtc-006", compareCert, 0, lobby), 76},
		{
			"names that look alike", builtToken(t, "compose", compareCert, 0, tokens.Values{"spec": `{"services":[{"type":1,"fields":{"channel_name":"lobby","uid":"1"}}]}`}),
			builtToken(t, "compose", compareCert, 0, tokens.Values{"spec": `{"services":[{"type":1,"fields":{"channel_name":"lоbby","uid":"1"}}]}`}), 76,
		},
		{
			"long names", builtToken(t, "rtc", compareCert, 0, tokens.Values{"channel": long + "east", "uid": "1"}),
			builtToken(t, "rtc", compareCert, 0, tokens.Values{"channel": long + "west", "uid": "1"}), 60,
		},
		{"a damaged second", rtc, decodedText(rtc.text[:len(rtc.text)/2]), 76},
		{"no token as the second", rtc, decodedText("eyJhbGciOiJIUzI1NiJ9.e30.x"), 76},
		{"nothing as the second", rtc, compared{}, 76},
		{"the same text", rtc, rtc, 76},
		{"40 columns", rtc, builtToken(t, "rtc", compareCert, 1, tokens.Values{"channel": "conference", "uid": "7", "lifetime": "90m"}), 40},
		{
			"permissions", decodedText(wireVectorOfKind(t, "rtm2", 0)),
			decodedText(wireVectorOfKind(t, "rtm2", 5)), 100,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			golden.RequireEqual(t, compareText(tt.first, tt.second, tt.width))
		})
	}
}

// Whatever is compared fits, and holds nothing that a terminal obeys.
func TestCompareOfAllVectorsFits(t *testing.T) {
	t.Parallel()
	th := newTheme(true, colorprofile.TrueColor)
	var all []uitest.Vector
	for _, file := range []string{"public", "bad"} {
		all = append(all, uitest.Vectors(t, file)...)
	}
	for i, v := range all {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			first, second := decodedText(v.Token), decodedText(all[(i*7+3)%len(all)].Token)
			for _, width := range []int{1, 7, 40, 41, 76, 95, 120} {
				checkLines(t, compareLines(th, comparison{tokens.Default, first, second}, compareNow, width), width, true)
			}
			if first.token == nil {
				return
			}
			for _, r := range compareRows(tokens.Default, first, first) {
				if r.differs {
					t.Errorf("%s differs from itself in %s %s", v.ID, r.group, r.field)
				}
			}
			there, _ := differences(compareRows(tokens.Default, first, second))
			back, _ := differences(compareRows(tokens.Default, second, first))
			if len(there) != len(back) {
				t.Errorf("%q in one direction, %q in the other", there, back)
			}
		})
	}
}

func TestCompareNamesWhatDiffers(t *testing.T) {
	t.Parallel()
	spec := func(json string) compared {
		return builtToken(t, "compose", compareCert, 0, tokens.Values{"spec": json})
	}
	const rtc, rtm = `{"type":1,"fields":{"channel_name":"a","uid":"1"},"privileges":{"1":60}}`, `{"type":2,"fields":{"user_id":"u"},"privileges":{"1":60}}`
	tests := []struct{ name, first, second, want string }{
		{"a privilege", rtc, strings.Replace(rtc, "60", "90", 1), "1 difference: join channel"},
		{"no privilege", rtc, strings.Replace(rtc, `"1":60`, "", 1), "1 difference: join channel"},
		{"an unnamed privilege", rtc, strings.Replace(rtc, `"1":60`, `"1":60,"77":60`, 1), "1 difference: privilege 77"},
		{"a service less", rtc + "," + rtm, rtc, "1 difference: RTM (only in the first)"},
		{"a second of the kind", rtc, rtc + "," + strings.Replace(rtc, `"a"`, `"b"`, 1), "1 difference: RTC #2 (only in the second)"},
		{"the user of one of two", rtc + "," + rtm, rtc + "," + strings.Replace(rtm, `"u"`, `"v"`, 1), "1 difference: RTM user ID"},
		{"an empty user", rtc, strings.Replace(rtc, `"uid":"1"`, `"uid":""`, 1), "1 difference: user ID"},
		{"the word for an empty user", strings.Replace(rtc, `"uid":"1"`, `"uid":"(empty)"`, 1), strings.Replace(rtc, `"uid":"1"`, `"uid":""`, 1), "1 difference: user ID"},
		{"an escape, and how it is shown", strings.Replace(rtc, `"a"`, `"\u001b"`, 1), strings.Replace(rtc, `"a"`, `"␛"`, 1), "1 difference: channel name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			first, second := spec(`{"services":[`+tt.first+`]}`), spec(`{"services":[`+tt.second+`]}`)
			if got, _, _ := strings.Cut(compareText(first, second, 100), "\n"); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func wireVectorOfKind(tb testing.TB, kind string, n int) string {
	tb.Helper()
	for _, v := range uitest.Vectors(tb, "public") {
		if v.Kind == kind {
			if n--; n < 0 {
				return v.Token
			}
		}
	}
	tb.Fatalf("too few vectors of %s", kind)
	return ""
}

func BenchmarkCompare(b *testing.B) {
	first := builtToken(b, "rtc", compareCert, 0, tokens.Values{"channel": "lobby", "uid": "12345"})
	second := builtToken(b, "rtc-rtm", compareCert, 1, tokens.Values{"channel": "lobby", "account": "12345"})
	th := newTheme(true, colorprofile.TrueColor)
	b.ReportAllocs()
	for b.Loop() {
		compareLines(th, comparison{tokens.Default, first, second}, compareNow, 116)
	}
}
