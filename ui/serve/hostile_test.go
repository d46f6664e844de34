package serve_test

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"atc/ui/safe"

	gossh "golang.org/x/crypto/ssh"
)

// mark is in everything hostile that these clients send: none of it may reach
// another visitor.
const mark = "EVIL"

// escapes is text that would act on a terminal which is sent it raw.
const escapes = "\x1b]0;" + mark + "\x07\x1b[2J\x1b]52;c;RVZJTA==\x07\u009b31m\x1bP1;" + mark + "\x1b\\\u202e" + mark + "\x00\x7f\xff\r\n"

// TestNamesThatAreEscapeSequencesReachNobody calls the visitor, the terminal
// and the environment so.
func TestNamesThatAreEscapeSequencesReachNobody(t *testing.T) {
	t.Parallel()
	h := startHost(t, nil)
	witness := h.visit("bob").waitFor("Channel")
	for _, name := range []string{escapes, strings.Repeat(mark, 50), strings.Repeat("\x00", 300), strings.Repeat("\x1b[5n", 100), ""} {
		client, err := h.try(name, gossh.PublicKeys(h.signer("eve")))
		if err != nil {
			continue // refused for its name
		}
		g := h.session(client, 80, 24)
		for _, variable := range []string{"TERM", "COLORTERM", "LANG", "TERM_PROGRAM", "TEA_TRACE", "TEA_DEBUG", "LD_PRELOAD", escapes, ""} {
			_ = g.session.Setenv(variable, escapes)
		}
		if err := g.session.RequestPty("xterm"+escapes, 24, 80, gossh.TerminalModes{}); err == nil && g.session.Shell() == nil {
			g.watch()
			g.waitUntil("the visitor is served or sent away", func() bool { return g.raw.Len()+g.err.Len() > 0 })
		}
		h.drawn()
		_ = client.Close()
		h.visitors(1)
	}
	h.unharmed(witness)
}

// drawn fails the test if what is known of the visitors, drawn as it must be,
// would act on the host's terminal.
func (h *host) drawn() {
	h.tb.Helper()
	for _, v := range h.server.Visitors() {
		for what, text := range map[string]string{"user": v.User, "terminal": v.Terminal, "command": v.Command, "label": v.Label, "address": v.From} {
			if raw := rawControls(strings.ReplaceAll(safe.Text(text), "\n", "␊")); raw != "" {
				h.tb.Errorf("the %s is drawn with %q", what, raw)
			}
			const most = 1 << 10
			if len(text) > most {
				h.tb.Errorf("the %s has %d bytes", what, len(text))
			}
		}
	}
}

// unharmed checks that a visitor who was there all the time can go on and has
// received nothing of the others, and that a new one is served.
func (h *host) unharmed(witness *guest) {
	h.tb.Helper()
	witness.typeText("witness").waitFor("witness")
	witness.leave()
	if got := witness.received(); strings.Contains(got, mark) || strings.Contains(got, "RVZJTA") {
		h.tb.Errorf("a visitor received what another sent:\n%q", got)
	}
	h.served("anna")
	h.visitors(0)
}

// TestAnEnvironmentWithoutEndIsBounded sends names and values that are too long
// and too many.
func TestAnEnvironmentWithoutEndIsBounded(t *testing.T) {
	t.Parallel()
	h := startHost(t, nil)
	witness := h.visit("bob").waitFor("Channel")
	g := h.session(h.dial("eve", "eve"), 80, 24)
	long := strings.Repeat(mark, 8<<10) // the library's packets hold no more
	for _, pair := range [][2]string{{"LANG", long}, {long, "x"}, {"LC_ALL", "\x00"}, {"LC_" + escapes, escapes}} {
		_ = g.session.Setenv(pair[0], pair[1])
	}
	for i := range 10_000 {
		if _, err := g.session.SendRequest("env", false, payload(fmt.Sprintf("LC_%d", i), long[:200])); err != nil {
			t.Fatal(err)
		}
	}
	// What does not parse as a request.
	for _, data := range [][]byte{nil, {0}, {0xff, 0xff, 0xff, 0xff}, payload("LANG"), payload(uint32(1 << 31)), []byte(escapes)} {
		if _, err := g.session.SendRequest("env", true, data); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.session.RequestPty("xterm-256color", 24, 80, gossh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	if err := g.session.Shell(); err != nil {
		t.Fatal(err)
	}
	g.watch()
	g.waitFor("Channel").leave()
	h.unharmed(witness)
}

// ptyRequest is what asks for a terminal, field by field.
func ptyRequest(term string, width, height uint32, modes string) []byte {
	return payload(term, width, height, width, height, modes)
}

// TestWindowsOfAnySizeAreServed asks for a terminal of each, and resizes
// another to it.
func TestWindowsOfAnySizeAreServed(t *testing.T) {
	t.Parallel()
	h := startHost(t, nil)
	witness := h.visit("bob").waitFor("Channel")
	resized := h.visit("eve").waitFor("Channel")
	for _, size := range []uint32{0, 1, 2, 501, 65535, 1 << 31, 1<<32 - 1} {
		for _, other := range []uint32{size, 24} {
			g := h.session(h.dial("eve", "eve"), 80, 24)
			if ok, err := g.session.SendRequest("pty-req", true, ptyRequest("xterm", size, other, "\x00")); err != nil || !ok {
				t.Fatalf("a terminal of %d×%d is refused: %t, %v", size, other, ok, err)
			}
			if err := g.session.Shell(); err != nil {
				t.Fatal(err)
			}
			g.watch()
			g.waitUntil("something is drawn", func() bool { return g.raw.Len() > 0 })
			for _, v := range h.server.Visitors() {
				if v.Width < 1 || v.Width > 500 || v.Height < 1 || v.Height > 200 {
					t.Errorf("a window of %d×%d is taken for one of %d×%d", size, other, v.Width, v.Height)
				}
			}
			_ = g.client.Close()
			g.over()
			if _, err := resized.session.SendRequest("window-change", false, payload(size, other, size, other)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i := range uint32(10_000) {
		if _, err := resized.session.SendRequest("window-change", false, payload(i, i*7, i, i)); err != nil {
			t.Fatal(err)
		}
	}
	for _, data := range [][]byte{nil, {1}, payload(uint32(80))} {
		if _, err := resized.session.SendRequest("window-change", false, data); err != nil {
			t.Fatal(err)
		}
	}
	resized.fresh(90, 30).typeText("served").waitFor("served").leave()
	h.unharmed(witness)
}

// TestRequestsOutOfTurnAreRefused asks twice, too late, and in the wrong order.
func TestRequestsOutOfTurnAreRefused(t *testing.T) {
	t.Parallel()
	h := startHost(t, nil)
	witness := h.visit("bob").waitFor("Channel")
	g := h.visit("eve").waitFor("Channel")
	for _, again := range []struct {
		kind string
		data []byte
	}{
		{"pty-req", ptyRequest("dumb"+escapes, 500, 200, escapes)},
		{"shell", nil},
		{"exec", payload("decode " + escapes)},
		{"exec", payload("kinds")},
		{"subsystem", payload("sftp")},
		{"env", payload("TERM", mark)},
		{"x11-req", payload(false, mark, mark, uint32(0))},
		{escapes, payload(escapes)},
		{"", nil},
	} {
		if ok, err := g.session.SendRequest(again.kind, true, again.data); err != nil || ok {
			t.Errorf("%q was granted after the shell: %t, %v", again.kind, ok, err)
		}
	}
	g.typeText("served").waitFor("served").leave()

	early := h.session(h.dial("eve", "eve"), 80, 24)
	for _, r := range []struct {
		kind string
		data []byte
	}{{"window-change", payload(uint32(80), uint32(24), uint32(0), uint32(0))}, {"signal", payload("KILL")}, {"pty-req", nil}, {"pty-req", payload("xterm")}, {"exec", nil}} {
		_, _ = early.session.SendRequest(r.kind, true, r.data)
	}
	_ = early.client.Close()
	h.unharmed(witness)
}

// TestSessionsWithoutEndAreRefused opens more channels than a connection has.
func TestSessionsWithoutEndAreRefused(t *testing.T) {
	t.Parallel()
	h := startHost(t, nil)
	witness := h.visit("bob").waitFor("Channel")
	client := h.dial("eve", "eve")
	opened := 0
	for range 20 {
		if _, err := client.NewSession(); err == nil {
			opened++
		}
	}
	if opened == 0 || opened > 10 {
		t.Errorf("a connection has %d channels", opened)
	}
	_ = client.Close()
	h.unharmed(witness)
}

// TestWhatIsTypedAndPastedStaysWithItsVisitor types and pastes what a terminal
// would obey, and what it never sends.
func TestWhatIsTypedAndPastedStaysWithItsVisitor(t *testing.T) {
	t.Parallel()
	h := startHost(t, nil)
	witness := h.visit("bob").waitFor("Channel")
	for name, text := range map[string]string{
		"escape sequences": strings.Repeat(escapes, 200),
		"no UTF-8":         strings.Repeat("\xff\xfe\xc0\x80\xed\xa0\x80", 5000),
		"a pasted escape":  "\x1b[200~" + escapes + "\x1b[201~",
		"pastes in pastes": strings.Repeat("\x1b[200~"+mark, 1000) + strings.Repeat("\x1b[201~", 1000),
		"an OSC of no end": "\x1b]52;c;" + strings.Repeat("QUFB", 500<<10),
		"a DCS of no end":  "\x1bP" + strings.Repeat("1;2;3", 300<<10),
		"an APC of no end": "\x1b_" + strings.Repeat(mark, 300<<10),
		"a CSI of no end":  "\x1b[" + strings.Repeat("1;", 500<<10),
		"the mouse":        strings.Repeat("\x1b[<0;10;10M\x1b[<0;10;10m\x1b[<64;500;500M\x1b[M !!", 10_000),
		"answers":          strings.Repeat("\x1b[?62;22c\x1b[?2026;2$y\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[I\x1b[O\x1b[24;80R", 5000),
		"a clipboard":      strings.Repeat("\x1b]52;c;RVZJTA==\x07", 5000),
		"wide letters":     strings.Repeat("漢字e\u0301\u0301\u0301👩‍👩‍👧‍👦", 5000),
	} {
		t.Run(name, func(t *testing.T) {
			g := h.visit("eve").waitFor("Channel")
			g.typeText("\x1b2").waitFor("Paste any Agora token")
			_, err := io.WriteString(g.in, text)
			select {
			case <-g.ended: // sent away, which is an answer too
			default:
				if err != nil {
					t.Errorf("%v", err)
				}
			}
			_ = g.client.Close()
			g.over()
			for _, vector := range []string{"\x1b]0;" + mark, "\x1b]52;c;RVZJTA", "\x1bP1;" + mark, "\u009b", "\u202e"} {
				if strings.Contains(g.received(), vector) {
					t.Errorf("what was typed came back raw: %q", vector)
				}
			}
		})
	}
	h.unharmed(witness)
}

// TestAPasteWithoutEndIsNotKept pastes 100 MiB. It runs alone, since it
// measures the memory of the process.
func TestAPasteWithoutEndIsNotKept(t *testing.T) {
	h := startHost(t, nil)
	witness := h.visit("bob").waitFor("Channel")
	g := h.visit("eve").waitFor("Channel")
	before := held()
	g.typeText("\x1b2").waitFor("Paste any Agora token").typeText("\x1b[200~")
	chunk := strings.Repeat(mark+"\x1b[2J", 8<<10)
	for sent := 0; sent < 100<<20; sent += len(chunk) {
		g.typeText(chunk)
	}
	const most = 64 << 20
	if after := held(); after > before+most {
		t.Errorf("a paste of 100 MiB costs %d MiB", (after-before)>>20)
	}
	g.typeText("\x1b[201~\x1b1").waitFor("Channel")
	_ = g.client.Close()
	g.over()
	h.unharmed(witness)
}

// held returns how many bytes of memory are in use.
func held() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
