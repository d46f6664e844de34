package sshd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// heard collects what an input sends.
type heard struct {
	events []tea.Msg
	keys   int
	cuts   int
}

func listen(from io.Reader) (*input, *heard) {
	h := &heard{}
	return &input{
		from: from, send: func(msg tea.Msg) { h.events = append(h.events, msg) },
		typed: func() { h.keys++ }, cut: func() { h.cuts++ },
	}, h
}

func (h *heard) String() string {
	var b strings.Builder
	for _, e := range h.events {
		switch e := e.(type) {
		case uv.KeyPressEvent:
			fmt.Fprintf(&b, "%s ", e.String())
		case uv.PasteEvent:
			fmt.Fprintf(&b, "paste(%s) ", e.Content)
		default:
			fmt.Fprintf(&b, "%s ", reflect.TypeOf(e))
		}
	}
	return strings.TrimSpace(b.String())
}

// pieces gives its pieces one after the other, a second apart.
type pieces []string

func (p *pieces) Read(b []byte) (int, error) {
	if len(*p) == 0 {
		return 0, io.EOF
	}
	n := copy(b, (*p)[0])
	if (*p)[0] = (*p)[0][n:]; (*p)[0] == "" {
		*p = (*p)[1:]
		<-time.After(time.Second)
	}
	return n, nil
}

func TestWhatATerminalSends(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sent []string
		want string
	}{
		{[]string{"aB 1"}, "a B space 1"},
		{[]string{"é漢👩‍👩‍👧e\u0301"}, "é 漢 👩‍👩‍👧 e \u0301"},
		{[]string{"\r\t\x7f\x00\x01"}, "enter tab backspace ctrl+space ctrl+a"},
		{[]string{"\x1b"}, "esc"},
		{[]string{"\x1b\x1b"}, "alt+esc"},
		{[]string{"\x1b\x1b\x1b[A"}, "esc alt+up"},
		{[]string{"\x1b", "a"}, "esc a"},
		{[]string{"\x1ba\x1bé\x1b["}, "alt+a alt+é alt+["},
		{[]string{"\x1b]"}, "alt+]"},
		{[]string{"\x1b]abc\x1b]\x1b]1d"}, "alt+] a b c alt+] alt+] 1 d"},
		{[]string{"\x1b]11;?", ";\x1b\\e"}, "e"},
		{[]string{"\x1bO"}, "alt+shift+o"},
		{[]string{"\x1b[A\x1bOA\x1b[1;5C\x1b[3~\x1bOP\x1b[23$"}, "up up ctrl+right delete f1 shift+f11"},
		{[]string{"\x1b[200~one\x1b[2", "01~x"}, "paste(one) x"}, // a second apart
		{[]string{"\x1b[200~\x1b[A\r\xff\x1b[201~"}, "paste(\x1b[A\r)"},
		{[]string{"\x1b[1;", "5Cx"}, "5 C x"},
		{[]string{"\x1b]11;rgb:0/0/0\x1b\\\x1b]52;c;eA==\x07"}, "uv.BackgroundColorEvent uv.ClipboardEvent"},
		{[]string{"\x1b]52;c;eA=", "=\x07y"}, "uv.ClipboardEvent y"},
		{[]string{"\x1b]11;nonsense\x07\x1b]9;x\x07\x1bPx\x1b\\\x1b_Gx\x1b\\z"}, "z"},
		{[]string{"\x1b[8;9999;9999t\x1b[48;9999;9999;1;1t\x1b[4;1;1tz"}, "z"},
		{[]string{"\x1b[?2026;2$y\x1b[I\x1b[?1u"}, "uv.ModeReportEvent uv.FocusEvent uv.KeyboardEnhancementsEvent"},
		{[]string{"\x1b[\x01a"}, "alt+[ ctrl+a a"},
		{[]string{"\x80\x9b31m\xffa"}, "3 1 m a"},
		{[]string{"\xe6\xbc", "\xa2"}, ""},
		{[]string{"\x1b[MABC!"}, "uv.MouseMotionEvent !"},
	} {
		synctest.Test(t, func(t *testing.T) {
			from := pieces(c.sent)
			in, h := listen(&from)
			if err := in.run(t.Context()); err != nil {
				t.Error(err)
			}
			if got := h.String(); got != c.want {
				t.Errorf("%q gives %q, want %q", c.sent, got, c.want)
			}
		})
	}
}

func TestAPasteIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in, h := listen(strings.NewReader(pasteStart + strings.Repeat("a", longestPaste+5000) + pasteEnd + "x"))
		if err := in.run(t.Context()); err != nil {
			t.Error(err)
		}
		if len(h.events) != 2 || len(h.events[0].(uv.PasteEvent).Content) != longestPaste || h.cuts != 1 {
			t.Errorf("%d events, %d cuts", len(h.events), h.cuts)
		}
	})
}

func TestAnAnswerIsBounded(t *testing.T) {
	t.Parallel()
	for _, start := range []string{"\x1b]52;c;", "\x1bP", "\x1b\x1b]52;c;"} {
		synctest.Test(t, func(t *testing.T) {
			in, h := listen(strings.NewReader(start + strings.Repeat("AAAA", longestAnswer/2) + "\x1b\\x"))
			if err := in.run(t.Context()); err != nil {
				t.Error(err)
			}
			if h.String() != "x" || len(in.buf) > 0 {
				t.Errorf("%q: got %.100q", start, h)
			}
		})
	}
}

func TestAFloodWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		in, h := listen(strings.NewReader(strings.Repeat("a", eventBurst+10*eventRate)))
		if err := in.run(t.Context()); err != nil {
			t.Error(err)
		}
		if took := time.Since(begin); took < 9*time.Second || h.keys != eventBurst+10*eventRate {
			t.Errorf("%d keys took %v", h.keys, took)
		}
	})
}

func TestAnInputEndsWithItsSession(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	in, _ := listen(endless{})
	in.send = func(tea.Msg) { cancel() }
	if err := in.run(ctx); err != nil {
		t.Error(err)
	}
}

// FuzzInput sends anything in two pieces: nothing may panic, hang or be kept
// without end, and what is typed after it arrives.
func FuzzInput(f *testing.F) {
	f.Add([]byte("\x1b[200~pasted\x1b[201~"), 5)
	f.Add([]byte("\x1b]52;c;eA==\x1b\\\x1b[1;5A\x1bOP\x1b\x1b[A"), 3)
	f.Add([]byte("\x1bP>|x\x1b\\\x1b[<0;1;1M\x1b[M !!\x9b"), 8)
	f.Add([]byte(strings.Repeat("\x1b", 50)+"漢"), 51)
	f.Fuzz(func(t *testing.T, sent []byte, cut int) {
		synctest.Test(t, func(t *testing.T) {
			cut = max(0, min(cut, len(sent)))
			in, h := listen(nil)
			in.life, in.flow = t.Context(), newFlow()
			in.timer = time.AfterFunc(time.Hour, in.expire)
			defer in.timer.Stop()
			in.feed(sent[:cut])
			in.feed(sent[cut:])
			if !in.pasting && len(in.buf) > len(sent) {
				t.Errorf("%d bytes are kept of %d", len(in.buf), len(sent))
			}
			<-time.After(2 * answerWait)
			if in.pasting {
				in.feed([]byte(pasteEnd))
			}
			in.feed([]byte("\x1b\\\r"))
			if n := len(h.events); n == 0 || reflect.TypeOf(h.events[n-1]) != reflect.TypeOf(uv.KeyPressEvent{}) || h.events[n-1].(uv.KeyPressEvent).Code != uv.KeyEnter {
				t.Errorf("after %q, enter gives %s", sent, h)
			}
			for _, e := range h.events {
				if _, size := e.(uv.WindowSizeEvent); size {
					t.Error("a size was taken from what is typed")
				}
			}
		})
	})
}

// FuzzUnit measures the first thing in anything: it has at least one byte, and
// looking again from where a search ended changes nothing.
func FuzzUnit(f *testing.F) {
	f.Add([]byte("\x1b]x\x1b\\"))
	f.Add([]byte("\x1b\x1bOA"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 {
			return
		}
		n, whole := unit(b, 0)
		if n < 1 || n > len(b) {
			t.Fatalf("%d of %d bytes", n, len(b))
		}
		for i := 1; i < len(b); i++ {
			if _, early := unit(b[:i], 0); early {
				continue
			}
			if m, w := unit(b, i); m != n || w != whole {
				t.Fatalf("from %d: %d %v, want %d %v", i, m, w, n, whole)
			}
		}
	})
}

// FuzzAuthorizedKeys reads anything as a file of keys: errors never quote it,
// and what is read of it is fit for a terminal.
func FuzzAuthorizedKeys(f *testing.F) {
	f.Add([]byte(strings.TrimSpace(weakRSALine)))
	f.Add([]byte("restrict ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ6y3w8Z6tXk6UeGkcvcfaVxMgTS5pZ0SxqXkPqW6lW7 a\x1bb\n"))
	f.Add([]byte("from=\"marker-in-the-file\" x\n# comment\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		keys, err := parseKeys(text)
		if (err == nil) != (len(keys) > 0) {
			t.Fatalf("%d keys and %v", len(keys), err)
		}
		for _, label := range keys {
			if bytes.ContainsAny([]byte(label), "\x1b\n\r\x00") {
				t.Errorf("label %q", label)
			}
		}
		if err != nil && len(text) > 24 && strings.Contains(err.Error(), string(text)) {
			t.Errorf("the error quotes the file: %v", err)
		}
	})
}
