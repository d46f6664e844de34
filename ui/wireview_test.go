package ui

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"atc/tokens"
	"atc/ui/uitest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

func wireKey(name string) tea.KeyPressMsg {
	codes := map[string]rune{
		"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd, "tab": tea.KeyTab,
	}
	return tea.KeyPressMsg{Code: codes[name]}
}

func wireVectorText(tb testing.TB, id string) string {
	tb.Helper()
	for _, file := range []string{"public", "bad"} {
		for _, v := range uitest.Vectors(tb, file) {
			if v.ID == id {
				return v.Token
			}
		}
	}
	tb.Fatalf("no vector %s", id)
	return ""
}

func testWireView(text string, width, height int) *wireView {
	w := newWireView(&env{keys: newKeyMap(), theme: newTheme(true, colorprofile.TrueColor)})
	w.setSize(width, height)
	w.setToken(tokens.Default, text)
	return w
}

// checkLines reports lines that are wider than width, or, unless loose, not
// exactly as wide, and anything that a terminal would obey but styles.
func checkLines(t *testing.T, lines []string, width int, loose bool) {
	t.Helper()
	for i, l := range lines {
		plain := ansi.Strip(l)
		if n := cells(l); n > width || n < width && !loose {
			t.Fatalf("line %d has %d columns, want %d: %q", i, n, width, plain)
		}
		for _, r := range plain {
			if !unicode.IsPrint(r) || r == utf8.RuneError {
				t.Fatalf("line %d holds %U: %q", i, r, plain)
			}
		}
	}
}

func TestWireViewLooks(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, vector  string
		width, height int
		keys          string
	}{
		{"a token at 80 columns", "p001-xl-rtc-go", 76, 16, "down down down"},
		{"a token at 120 columns", "p001-xl-rtc-go", 116, 28, "down down down down"},
		{"its text", "p001-xl-rtc-go", 76, 16, "left left down"},
		{"a cut token", "bad-030-cut-086", 76, 16, ""},
		{"a character that is not base64", "bad-013-b64-illegal", 76, 16, ""},
		{"no token at all", "bad-004-jwt", 76, 16, ""},
		{"an unknown service", "bad-048-svc99-mid", 76, 16, "end"},
		{"narrower than the console gets", "p001-xl-rtc-go", 40, 12, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := testWireView(wireVectorText(t, tt.vector), tt.width, tt.height)
			for k := range strings.FieldsSeq(tt.keys) {
				w.update(wireKey(k))
			}
			golden.RequireEqual(t, ansi.Strip(strings.Join(w.lines(), "\n")+"\n"))
		})
	}
}

func TestWireViewOfEveryVectorFillsItsPlace(t *testing.T) {
	t.Parallel()
	sizes := [][2]int{{76, 16}, {116, 28}, {160, 40}, {40, 8}, {20, 5}, {3, 3}, {1, 1}}
	for _, file := range []string{"public", "bad"} {
		for _, v := range uitest.Vectors(t, file) {
			t.Run(v.ID, func(t *testing.T) {
				t.Parallel()
				w := testWireView(v.Token, 76, 16)
				for i, size := range sizes {
					w.setSize(size[0], size[1])
					w.choose(i * len(w.rows) / len(sizes))
					lines := w.lines()
					if len(lines) != size[1] {
						t.Fatalf("%d lines at %v", len(lines), size)
					}
					checkLines(t, lines, size[0], false)
				}
			})
		}
	}
}

// The selection is where the pointer stands, and its field is named below.
func TestWireSelectionWalksOverAllSpansAndBack(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"public", "bad"} {
		for _, v := range uitest.Vectors(t, file) {
			t.Run(v.ID, func(t *testing.T) {
				t.Parallel()
				w := testWireView(v.Token, 76, 16)
				spans := 0
				for _, l := range tokens.Default.Wire(v.Token) {
					spans += len(l.Spans)
				}
				if _, err := tokens.Default.Decode(v.Token); err == nil && len(w.rows) != spans {
					t.Fatalf("%d rows for %d spans", len(w.rows), spans)
				}
				w.update(wireKey("home"))
				for i := range w.rows {
					checkSelection(t, w, i)
					w.update(wireKey("down"))
				}
				w.update(wireKey("end"))
				for i := len(w.rows) - 1; i >= 0; i-- {
					checkSelection(t, w, i)
					w.update(wireKey("up"))
				}
			})
		}
	}
}

func checkSelection(t *testing.T, w *wireView, want int) {
	t.Helper()
	r := w.rows[want]
	screen := ansi.Strip(strings.Join(w.lines(), "\n"))
	if w.selected != want || strings.Count(screen, "› ") != 1 || !strings.Contains(screen, "── "+r.field) {
		t.Fatalf("row %d, %q, is not selected:\n%s", want, r.field, screen)
	}
	s := w.shape()
	if first := r.offset / s.perRow; r.length > 0 && (first < w.dumpTop || first >= w.dumpTop+s.body) {
		t.Fatalf("the bytes of %q are not in sight:\n%s", r.field, screen)
	}
}

func TestWireLayersSwitch(t *testing.T) {
	t.Parallel()
	w := testWireView(wireVectorText(t, "p001-xl-rtc-go"), 76, 16)
	for _, step := range []struct {
		key  string
		want string
	}{
		{"right", "[payload"},
		{"left", "[compressed"},
		{"left", "[text"},
		{"left", "[text"},
		{"right", "[compressed"},
		{"right", "[payload"},
	} {
		if !w.update(wireKey(step.key)) {
			t.Errorf("%s was not used", step.key)
		}
		if tabs := ansi.Strip(w.lines()[0]); !strings.Contains(tabs, step.want) {
			t.Errorf("after %s: %q, want %s", step.key, tabs, step.want)
		}
	}
	if w.update(wireKey("tab")) {
		t.Error("tab was used")
	}
	if newWireView(w.env).update(wireKey("down")) {
		t.Error("a view without a token used a key")
	}
}

func TestWirePagesGoThroughTheBytesOfALongSpan(t *testing.T) {
	t.Parallel()
	w := testWireView(wireVectorText(t, "bad-018-bomb"), 76, 16)
	w.setToken(tokens.Default, "007"+strings.Repeat("A", tokens.MaxText-3))
	w.update(wireKey("home"))
	w.update(wireKey("down")) // base64
	s, seen := w.shape(), make(map[int]bool)
	for range tokens.MaxText {
		for i := range s.body {
			seen[w.dumpTop+i] = true
		}
		if w.update(wireKey("pgdown")); w.selected != 1 {
			break
		}
	}
	if rows := s.dumpRows(tokens.MaxText); len(seen) != rows {
		t.Errorf("%d of %d rows were in sight", len(seen), rows)
	}
}

// The largest tokens are drawn in no more time than small ones.
func BenchmarkWireView(b *testing.B) {
	for _, bb := range []struct{ name, text string }{
		{"small", wireVectorText(b, "p001-xl-rtc-go")},
		{"bomb", wireVectorText(b, "bad-019-bomb-valid-head")},
		{"64KiB", "007" + strings.Repeat("A", tokens.MaxText-3)},
	} {
		for _, size := range [][2]int{{76, 16}, {116, 28}} {
			b.Run(bb.name+"/"+decimal(int64(size[0])), func(b *testing.B) {
				w := testWireView(bb.text, size[0], size[1])
				b.ReportAllocs()
				for b.Loop() {
					w.lines()
				}
			})
		}
	}
}
