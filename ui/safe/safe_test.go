package safe_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"atc/ui/safe"
)

// hostile are texts that a terminal obeys or draws wrongly, with what is shown
// instead.
var hostile = []struct{ name, in, want string }{
	{"all of C0's ends", "\x00\x01\x1f", "␀␁␟"},
	{"newline, tab and return", "a\tb\r\nc", "a␉b␍␊c"},
	{"bell and backspace", "\a\b", "␇␈"},
	{"DEL", "a\x7fb", "a␡b"},
	{"clear the screen", "\x1b[2J\x1b[H", "␛[2J␛[H"},
	{"write the clipboard by OSC 52", "\x1b]52;c;cm0gLXJmIC8=\a", "␛]52;c;cm0gLXJmIC8=␇"},
	{"link by OSC 8", "\x1b]8;;http://evil.example\x1b\\agora.io\x1b]8;;\x1b\\", "␛]8;;http://evil.example␛\\agora.io␛]8;;␛\\"},
	{"set the title by OSC 0", "\x1b]0;root\x07", "␛]0;root␇"},
	{"ask for the version by DCS", "\x1bP+q544e\x1b\\", "␛P+q544e␛\\"},
	{"CSI as a C1 rune", "\u009b31m", `\u009b31m`},
	{"OSC, DCS, APC and ST as C1 runes", "\u009d\u0090\u009f\u009c", `\u009d\u0090\u009f\u009c`},
	{"CSI as a C1 byte", "\x9b31m", `\x9b31m`},
	{"next line", "a\u0085b", `a\u0085b`},
	{"bytes that are not UTF-8", "\xff\xc0\x80\xed\xa0\x80é\xe2\x82", `\xff\xc0\x80\xed\xa0\x80é\xe2\x82`},
	{"right-to-left override", "a\u202etxt.exe", `a\u202etxt.exe`},
	{"bidi embeddings and marks", "\u200e\u200f\u061c\u202a\u202b\u202c\u202d", `\u200e\u200f\u061c\u202a\u202b\u202c\u202d`},
	{"bidi isolates", "\u2066\u2067\u2068\u2069", `\u2066\u2067\u2068\u2069`},
	{"zero width", "lob\u200bby\u200c\u200d\u2060\ufeff", `lob\u200bby\u200c\u200d\u2060\ufeff`},
	{"line and paragraph separator", "\u2028\u2029", `\u2028\u2029`},
	{"soft hyphen", "lob\u00adby", `lob\u00adby`},
	{"spaces that are not U+0020", "\u00a0\u2003\u202f\u3000", `\u00a0\u2003\u202f\u3000`},
	{"private use", "\ue000\U000f0000", `\ue000\U000f0000`},
	{"tag characters", "\U000e0001\U000e0061", `\U000e0001\U000e0061`},
	{"noncharacters and unassigned", "\ufffe\U0010ffff\u0378", `\ufffe\U0010ffff\u0378`},
	{"variation selectors", "❤\ufe0f\U000e0100\u180e\u180b", `❤\ufe0f\U000e0100\u180e\u180b`},
	{"Hangul fillers", "a\u115f\u1160\u3164\uffa0b", `a\u115f\u1160\u3164\uffa0b`},
	{"grapheme joiner and Khmer inherent vowels", "a\u034f\u17b4\u17b5", `a\u034f\u17b4\u17b5`},
	{"a family of emoji", "👩\u200d👧", `👩\u200d👧`},

	{"four marks over a letter", "e\u0301\u0302\u0303\u0304", "e\u0301\u0302\u0303\u0304"},
	{"the fifth mark and what follows", "e\u0301\u0302\u0303\u0304\u0305\u0306x\u0301", "e\u0301\u0302\u0303\u0304" + `\u0305\u0306` + "x\u0301"},
	{"four spacing marks, and a fifth", "क" + strings.Repeat("\u093e", 5), "क" + strings.Repeat("\u093e", 4) + `\u093e`},
	{"enclosing marks", "a" + strings.Repeat("\u20dd", 5), "a" + strings.Repeat("\u20dd", 4) + `\u20dd`},
	{"a mark on the console's own drawing", "\u0301abc", `\u0301abc`},
	{"a mark on an escape", "\x1b\u0338", `␛\u0338`},
	{"a skin tone on nothing", "🏻", `\U0001f3fb`},
	{"consonants joined without end", strings.Repeat("क्", 6) + "क", strings.Repeat("क्", 5) + `\u0915\u094dक`},
	{"leading Hangul without end", strings.Repeat("ᄀ", 7), "ᄀᄀᄀᄀᄀ" + `\u1100` + "ᄀ"},
	{"a letter that swallows the border", "\u0d4e", `\u0d4e`},
}

// harmless are texts that people write, which are shown as they are.
var harmless = []string{
	"", " ", "lobby", "a~!@#$%^&*()_+{}|:<>?[];',./`\\\"", `\u202e\x1b\U000e0001`, "␛␀\ufffd",
	"Zürich", "Ελλάδα", "Москва", "東京", "서울", "x² ≤ ½ · 5 €", "╭─╮█⣿\u2800",
	"Tie\u0302\u0301ng Vie\u0323\u0302t", "한국", "שָׁלוֹם", "مَدْرَسَةٌ", "कार्त्स्न्य", "น้ำ", "လျှို့ဝှက်", "བསྒྲུབས",
	"👍🏻", "🇯🇵🇫🇷", "🎉",
}

func TestTextShowsHostileTextEscaped(t *testing.T) {
	t.Parallel()
	for _, tt := range hostile {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := safe.Text(tt.in)
			if got != tt.want {
				t.Errorf("Text(%+q) = %+q, want %+q", tt.in, got, tt.want)
			}
			check(t, tt.in)
		})
	}
}

func TestTextLeavesHarmlessTextAlone(t *testing.T) {
	t.Parallel()
	for _, s := range harmless {
		if got := safe.Text(s); got != s || !safe.Clean(s) {
			t.Errorf("Text(%+q) = %+q, Clean = %v", s, got, safe.Clean(s))
		}
		check(t, s)
	}
}

func TestTextOfEveryRuneIsPrintable(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		s := safe.Text(string(r))
		if printable := strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }); printable || s == "" {
			t.Errorf("Text(%+q) = %+q", string(r), s)
		}
		if r < ' ' && utf8.RuneCountInString(s) != 1 {
			t.Errorf("Text(%+q) = %+q, want one picture", string(r), s)
		}
	}
}

func TestLinesKeepsLinesOnly(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"JSON", "{\n\t\"uid\": 1\n}\n", "{\n    \"uid\": 1\n}\n"},
		{"lines of Windows", "a\r\nb\r\n", "a\nb\n"},
		{"a return alone", "over\rwritten", "over␍written"},
		{"two returns", "a\r\r\nb", "a␍\nb"},
		{"empty lines", "\n\n", "\n\n"},
		{"other ways to break a line", "a\u2028b\u0085c\vd\fe", `a\u2028b\u0085c␋d␌e`},
		{"an escape sequence", "a\n\x1b[2J\x9b", "a\n␛[2J" + `\x9b`},
		{"a mark at the start of a line", "a\n\u0301b", "a\n" + `\u0301b`},
		{"one line", "lobby", "lobby"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := safe.Lines(tt.in); got != tt.want {
				t.Errorf("Lines(%+q) = %+q, want %+q", tt.in, got, tt.want)
			}
			check(t, tt.in)
		})
	}
}

// This test is not parallel: AllocsPerRun counts those of the whole process.
func TestHarmlessTextCostsNoAllocation(t *testing.T) {
	for _, s := range harmless {
		if n := testing.AllocsPerRun(10, func() { safe.Text(s); safe.Clean(s) }); n != 0 {
			t.Errorf("Text and Clean of %+q: %v allocations, want 0", s, n)
		}
	}
}
