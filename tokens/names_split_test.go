package tokens_test

import (
	"slices"
	"strings"
	"testing"

	"atc/tokens"
)

func TestNamesAreTakenOutOfAnyText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                     nil,
		"\n \r\n":              {" "},
		"lobby":                {"lobby"},
		"lobby\nhall\r\n":      {"lobby", "hall"},
		"lobby, hall":          {"lobby, hall", "lobby", "hall"},
		" my room ":            {" my room ", "my room", "my", "room"},
		"my room; hall":        {"my room; hall", "my room", "my", "room", "hall"},
		`["lobby","hall"]`:     {"lobby", "hall"},
		`{"channel": "lobby"}`: {"channel", "lobby"},
		"https://x.example/rtc/lobby/uid/5?tokenType=rtc": {"rtc", "lobby", "uid", "5"},
		"channel=lobby&uid=5":                             {"lobby", "5"},
		"name,id\r\nlobby,5\r\n":                          {"lobby", "5"},
		"Zürich\u00a0West":                                {"Zürich\u00a0West", "Zürich", "West"},
		"room-1.a_b@c":                                    {"room-1.a_b@c"},
		"a\xffb":                                          {"a\xffb"},
	} {
		got := slices.Collect(tokens.SplitNames(text))
		for _, name := range want {
			if !slices.Contains(got, name) {
				t.Errorf("%q: %q lacks %q", text, got, name)
			}
		}
		if exact := !strings.ContainsAny(text, `"=`) && !strings.Contains(text, "id"); exact && len(got) != len(want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestSplittingStopsWhereItIsTold(t *testing.T) {
	t.Parallel()
	for most := range 12 {
		n := 0
		for range tokens.SplitNames("a b, c\n d; e\nf") {
			if n++; n > most {
				break
			}
		}
	}
}

func TestALineWithoutEndIsNoName(t *testing.T) {
	t.Parallel()
	for name := range tokens.SplitNames(strings.Repeat("x", 1<<20) + "\nlobby") {
		if name != "lobby" {
			t.Errorf("a name of %d bytes", len(name))
		}
	}
}

func FuzzSplitNames(f *testing.F) {
	for _, seed := range []string{"lobby, hall\n12345", `{"channel":"lobby","uids":[1,2]}`, " \t\xff\u2028;", "a,,b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4<<10 {
			return // looking each name up takes the square of it
		}
		total := 0
		for name := range tokens.SplitNames(text) {
			if name == "" || !strings.Contains(text, name) || strings.ContainsAny(name, "\n") {
				t.Fatalf("%q out of %q", name, text)
			}
			total += len(name)
		}
		if total > 4*len(text) {
			t.Fatalf("%d bytes of names out of %d", total, len(text))
		}
	})
}
