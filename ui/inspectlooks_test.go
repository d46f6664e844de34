package ui_test

import (
	"image/color"
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/tokens"
	"atc/ui/uitest"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/exp/golden"
)

// joining fills the joins-with fields in: the title of a product, and what its
// other fields hold, in their order.
func joining(d *uitest.Driver, product string, values ...string) *uitest.Driver {
	d.Press("alt+j")
	for range 1 + len(tokens.Default.Products) {
		_, side, _ := strings.Cut(d.Screen(), "Product")
		if choice, _, _ := strings.Cut(side, "›"); strings.HasSuffix(choice, "‹"+product) {
			break
		}
		d.Press("right")
	}
	d.Shows("‹" + product + "›")
	for _, v := range values {
		d.Press("tab").Type(v)
	}
	return d.Press("esc")
}

// TestInspectLooks draws the Inspect screen with tokens of every kind of
// trouble.
func TestInspectLooks(t *testing.T) {
	t.Parallel()
	lobby := tokens.Values{"channel": "lobby", "uid": "12345"}
	rtc := func(t *testing.T, d *uitest.Driver, w *world) *uitest.Driver {
		t.Helper()
		return d.Paste(sample(t, w, "rtc", lobby))
	}
	for name, screen := range map[string]func(*testing.T, *uitest.Driver, *world){
		"healthy": func(t *testing.T, d *uitest.Driver, w *world) {
			joining(rtc(t, d, w), "RTC native", "", "lobby", "12345")
		},
		"refused": func(t *testing.T, d *uitest.Driver, w *world) {
			joining(rtc(t, d, w), "RTC native", "", "Lobby", "12345")
		},
		"ended": func(t *testing.T, d *uitest.Driver, w *world) {
			text := sample(t, w, "rtc", lobby)
			w.now = noon.Add(2 * time.Hour)
			joining(d.Paste(text), "RTC Web")
		},
		"surprise": func(t *testing.T, d *uitest.Driver, w *world) {
			d.Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby", "uid": "12345", "lifetime": "48h"}))
		},
		"cannot tell": func(t *testing.T, d *uitest.Driver, w *world) { d.Paste(sample(t, w, "rtc-006", lobby)) },
		"006 with what the app joins with": func(t *testing.T, d *uitest.Driver, w *world) {
			joining(d.Paste(sample(t, w, "rtc-006", lobby)), "RTC native", "", "lobby", "12346")
		},
		"repaired": func(t *testing.T, d *uitest.Driver, w *world) {
			text := sample(t, w, "rtc", lobby)
			d.Paste("  \"token\": \"" + text[:60] + "\r\n" + strings.ReplaceAll(text[60:], "+", "%2B") + "\",\n")
		},
		"several": func(t *testing.T, d *uitest.Driver, w *world) {
			d.Paste("first " + sample(t, w, "rtc", lobby) + "\nthen " + sample(t, w, "rtm", tokens.Values{"user": "ada"}) + "\n")
		},
		"JWT":                func(_ *testing.T, d *uitest.Driver, _ *world) { d.Paste("eyJhbGciOiJIUzI1NiJ9.e30.x") },
		"App ID":             func(_ *testing.T, d *uitest.Driver, _ *world) { d.Paste(keystore.Demo().AppID) },
		"certificate":        func(_ *testing.T, d *uitest.Driver, _ *world) { d.Paste(keystore.Demo().Primary.Reveal()) },
		"perhaps a secret":   func(_ *testing.T, d *uitest.Driver, _ *world) { d.Paste("0123456789abcdef0123456789abcdef") },
		"many findings":      func(t *testing.T, d *uitest.Driver, _ *world) { d.Paste(public(t, "p091-e-ansi-go")) },
		"all findings":       func(t *testing.T, d *uitest.Driver, _ *world) { d.Paste(public(t, "p091-e-ansi-go")).Press("i", "end") },
		"what it joins with": func(_ *testing.T, d *uitest.Driver, _ *world) { d.Press("j", "right", "tab") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sizes(t, func(t *testing.T, width, height int) {
				d, w := inspecting(t, width, height, "")
				screen(t, d, w)
				golden.RequireEqual(t, d.Screen())
			})
		})
	}
}

func TestARefusedTokenInTheColoursOfADarkTerminal(t *testing.T) {
	t.Parallel()
	d, w := inspecting(t, 80, 24, "")
	d.Send(tea.ColorProfileMsg{Profile: colorprofile.TrueColor}, tea.BackgroundColorMsg{Color: color.Black})
	joining(d.Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby", "lifetime": "48h"})), "RTC native", "", "lounge")
	golden.RequireEqual(t, d.Styled())
}

// public returns a token of the test vectors that the official builders made.
func public(tb testing.TB, id string) string {
	tb.Helper()
	for _, v := range uitest.Vectors(tb, "public") {
		if v.ID == id {
			return v.Token
		}
	}
	tb.Fatalf("no vector %s", id)
	return ""
}
