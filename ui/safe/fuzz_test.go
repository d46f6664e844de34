package safe_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"atc/ui/safe"
)

// check reports where what is shown for s breaks a promise of the package.
func check(t *testing.T, s string) {
	t.Helper()
	text, lines := safe.Text(s), safe.Lines(s)
	for name, shown := range map[string]string{"Text": text, "Lines": lines} {
		if !utf8.ValidString(shown) {
			t.Errorf("%s(%+q) = %+q, which is not UTF-8", name, s, shown)
		}
		for _, r := range shown {
			if !unicode.IsPrint(r) && (r != '\n' || name == "Text") {
				t.Errorf("%s(%+q) = %+q, which holds %U", name, s, shown, r)
			}
		}
		if len(shown) > 4*len(s) {
			t.Errorf("%s(%+q) has %d bytes for %d", name, s, len(shown), len(s))
		}
		if most := mostMarks(shown); most > 8 {
			t.Errorf("%s(%+q) = %+q, with %d marks in a row", name, s, shown, most)
		}
		if first, _ := utf8.DecodeRuneInString(shown); unicode.IsMark(first) {
			t.Errorf("%s(%+q) = %+q, which starts with a mark", name, s, shown)
		}
	}
	if again := safe.Text(text); again != text {
		t.Errorf("Text(Text(%+q)) = %+q, want %+q", s, again, text)
	}
	if again := safe.Lines(lines); again != lines {
		t.Errorf("Lines(Lines(%+q)) = %+q, want %+q", s, again, lines)
	}
	if got, want := safe.Clean(s), text == s; got != want {
		t.Errorf("Clean(%+q) = %v, want %v", s, got, want)
	}
	if !strings.ContainsAny(s, "\r\n\t") && lines != text {
		t.Errorf("Lines(%+q) = %+q, want the same as Text: %+q", s, lines, text)
	}
	if want := strings.Count(s, "\n"); strings.Count(lines, "\n") != want {
		t.Errorf("Lines(%+q) = %+q, want %d newlines", s, lines, want)
	}
}

// mostMarks returns the length of the longest run of marks in s.
func mostMarks(s string) (most int) {
	run := 0
	for _, r := range s {
		if run++; !unicode.IsMark(r) {
			run = 0
		}
		most = max(most, run)
	}
	return most
}

func FuzzText(f *testing.F) {
	for _, tt := range hostile {
		f.Add(tt.in)
	}
	for _, s := range harmless {
		f.Add(s)
	}
	f.Add("{\r\n\t\"channel_name\": \"lob\u202eby\"\r\n}\n")
	f.Fuzz(check)
}

func BenchmarkText(b *testing.B) {
	for _, bb := range []struct{ name, s string }{
		{"ascii", strings.Repeat("007eJxTYIhdf2bpnQ3S", 10)},
		{"unicode", strings.Repeat("Zürich 東京 ", 10)},
		{"hostile", strings.Repeat("\x1b[2J\u202e\xff", 10)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bb.s)))
			for b.Loop() {
				safe.Text(bb.s)
			}
		})
	}
}
