package ui

import (
	"image/color"
	"strings"
	"testing"

	"atc/tokens"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"rsc.io/qr"
)

// modules reads the light modules back from a drawing in a terminal: by its
// colours, or by its glyphs alone, as where there are no colours.
func modules(t *testing.T, lines []string, width int, colours bool) [][]bool {
	t.Helper()
	em := vt.NewEmulator(width, len(lines))
	defer func() { _ = em.Close() }()
	if !colours {
		lines = strings.Split(ansi.Strip(strings.Join(lines, "\n")), "\n")
	}
	if _, err := em.WriteString(strings.Join(lines, "\r\n")); err != nil {
		t.Fatal(err)
	}
	white := func(c color.Color) bool {
		if c == nil {
			return false
		}
		r, g, b, _ := c.RGBA()
		return r == 0xffff && g == 0xffff && b == 0xffff
	}
	light := make([][]bool, 2*len(lines))
	for y := range lines {
		for x := range width {
			cell := em.CellAt(x, y)
			fg, bg := true, false // what is drawn is light, where nothing says otherwise
			if colours {
				fg, bg = white(cell.Style.Fg), white(cell.Style.Bg)
			}
			top, bottom := bg, bg
			switch cell.Content {
			case "█":
				top, bottom = fg, fg
			case "▀":
				top = fg
			case "▄":
				bottom = fg
			case " ", "":
			default:
				t.Fatalf("the code has %q in it", cell.Content)
			}
			light[2*y], light[2*y+1] = append(light[2*y], top), append(light[2*y+1], bottom)
		}
	}
	return light
}

func TestQRCodeIsThatOfTheText(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	token := dialogToken(t, e, "rtc", tokens.Values{"channel": "lobby", "uid": "12345"}).text
	for text, quiet := range map[string]int{token: quietLeast, "007": quietLeast + 1, "1": quietZone} {
		code, err := qr.Encode(text, qr.L)
		if err != nil {
			t.Fatal(err)
		}
		for _, inverted := range []bool{false, true} {
			lines := drawQR(e.theme, code, quiet, inverted)
			for _, colours := range []bool{true, false} {
				checkModules(t, code, quiet, inverted, modules(t, lines, code.Size+2*quiet, colours))
			}
		}
	}
}

// checkModules compares what is drawn with the code and its quiet zone.
func checkModules(t *testing.T, code *qr.Code, quiet int, inverted bool, light [][]bool) {
	t.Helper()
	if len(light) < code.Size+2*quiet || len(light[0]) != code.Size+2*quiet {
		t.Fatalf("%d×%d modules are drawn for %d with a quiet zone of %d", len(light[0]), len(light), code.Size, quiet)
	}
	for y, row := range light {
		for x, lit := range row {
			if lit == (code.Black(x-quiet, y-quiet) != inverted) {
				t.Fatalf("module %d, %d of %d is light: %v (inverted: %v)", x-quiet, y-quiet, code.Size, lit, inverted)
			}
		}
	}
}

func TestQRCodeTakesWhatRoomThereIs(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	text := dialogToken(t, e, "rtc", tokens.Values{"channel": "lobby", "uid": "12345"}).text
	low, err := qr.Encode(text, qr.L)
	if err != nil {
		t.Fatal(err)
	}
	q := newQR(e, text).(*qrDialog)
	columns, rows := qrSize(low, quietLeast)
	for _, tt := range []struct {
		width, height int
		fits          bool
	}{{columns, rows, true}, {columns - 1, rows, false}, {columns, rows - 1, false}, {120, 36, true}, {80, 24, rows <= 24}} {
		q.setSize(tt.width, tt.height)
		code, quiet := q.pick()
		if (code != nil) != tt.fits {
			t.Errorf("in %d×%d the code of %d×%d fits: %v", tt.width, tt.height, columns, rows, code != nil)
		}
		if tt.width == 120 && quiet != quietZone {
			t.Errorf("with room enough the quiet zone is %d", quiet)
		}
		checkFrame(t, q, tt.width, tt.height)
	}
	if screen := screenOf(q, 120, 36); !strings.Contains(screen, "if it does not scan, press i to invert") {
		t.Errorf("the screen shows\n%s", screen)
	}
}

func TestQRCodeSaysWhichSizeItNeeds(t *testing.T) {
	t.Parallel()
	q := newQR(dialogEnv(), strings.Repeat("a", 260))
	screen := screenOf(q, 80, 20)
	said := strings.Join(strings.Fields(screen), " ")
	if want := "this QR code needs 61 columns and 31 rows, the terminal has 80×20: enlarge it or zoom out"; !strings.Contains(said, want) {
		t.Errorf("%q is missing from\n%s", want, screen)
	}
	screen = screenOf(newQR(dialogEnv(), strings.Repeat("a", 4000)), 80, 24)
	if !strings.Contains(screen, "this text is too long for a QR code") {
		t.Errorf("the screen shows\n%s", screen)
	}
}

func TestQRCodeInvertsAndGoesBack(t *testing.T) {
	t.Parallel()
	q := newQR(dialogEnv(), "007eJx")
	if _, ok := q.(wholeScreen); !ok {
		t.Error("the QR code does not ask for the whole terminal")
	}
	before := screenOf(q, 80, 24)
	pressIn(t, q, "i")
	if screenOf(q, 80, 24) == before {
		t.Error("i changes nothing")
	}
	pressIn(t, q, "i")
	if screenOf(q, 80, 24) != before {
		t.Error("i twice is not as before")
	}
	for _, k := range []string{"q", "esc"} {
		if got := pressIn(t, q, k); got != (closeDialog{}) {
			t.Errorf("%s asks for %#v", k, got)
		}
	}
}
