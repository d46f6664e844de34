package sshd

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// sink takes pieces, and counts them.
type sink struct {
	bytes.Buffer
	longest int
}

func (s *sink) Write(p []byte) (int, error) {
	s.longest = max(s.longest, len(p))
	return s.Buffer.Write(p)
}

func newOutput() (*output, *sink) {
	to := &sink{}
	return &output{to: to, terminal: true, stall: &stall{now: func() time.Duration { return 0 }}}, to
}

func TestATerminalGetsAReturnBeforeEachNewline(t *testing.T) {
	t.Parallel()
	out, to := newOutput()
	for _, text := range []string{"a\nb\r", "\nc\r\n", "\n", strings.Repeat("x", piece-1) + "\r\n"} {
		if n, err := io.WriteString(out, text); n != len(text) || err != nil {
			t.Error(n, err)
		}
	}
	if want := "a\r\nb\r\nc\r\n\r\n" + strings.Repeat("x", piece-1) + "\r\n"; to.String() != want {
		t.Errorf("got %.40q", to.String())
	}
	if to.longest > piece+piece/16 {
		t.Errorf("a piece has %d bytes", to.longest)
	}
	out.stall.dead.Store(true)
	if _, err := io.WriteString(out, "x"); !errors.Is(err, io.ErrClosedPipe) {
		t.Error("after the end:", err)
	}
}

func TestWhatACommandWritesIsGatheredInItsOrder(t *testing.T) {
	t.Parallel()
	out, to := newOutput()
	out.terminal = false
	o := newCommandOutput(out, out)
	for range 3 {
		_, _ = io.WriteString(results{o}, "a")
		_, _ = io.WriteString(results{o}, "b")
		_, _ = io.WriteString(problems{o}, "!")
	}
	if to.String() != "ab!ab!ab" || out.stall.writes.Load() != 5 {
		t.Errorf("got %q in %d writes", to, out.stall.writes.Load())
	}
	_, _ = beforeReading{strings.NewReader(""), o}.Read(nil)
	if to.String() != "ab!ab!ab!" {
		t.Errorf("before it reads, %q is sent", to)
	}
}

func TestATerminalIsBroughtBack(t *testing.T) {
	t.Parallel()
	out, to := newOutput()
	out.restore()
	if to.Len() > 0 {
		t.Errorf("a terminal that was left alone gets %q", to)
	}
	out.asking = true
	_, _ = io.WriteString(out, "a"+ansi.SetModeAltScreenSaveCursor+"b")
	out.restore()
	if want := "a" + ansi.SetModeAltScreenSaveCursor + keyboardOn + "b" + leaving; to.String() != want {
		t.Errorf("got %q, want %q", to, want)
	}
	out.restore()
	if strings.Count(to.String(), ansi.ResetModeAltScreenSaveCursor) != 1 {
		t.Error("it is brought back twice")
	}
}

func TestProgramsAskTerminalsAlthoughTheyReadNoKeys(t *testing.T) {
	t.Parallel()
	for name, msg := range map[string]tea.Msg{
		ansi.RequestBackgroundColor: tea.RequestBackgroundColor(),
		ansi.RequestSystemClipboard: tea.ReadClipboard(),
		ansi.RequestNameVersion:     tea.RequestTerminalVersion(),
	} {
		if got, ok := filter(nil, msg).(tea.RawMsg); !ok || got.Msg != name {
			t.Errorf("%T becomes %#v", msg, got)
		}
	}
	for _, msg := range []tea.Msg{tea.Suspend(), tea.Raw("x")(), tea.Println("x")(), tea.Exec(nil, nil)(), tea.RequestCapability("RGB")()} {
		if got := filter(nil, msg); got != nil {
			t.Errorf("%T becomes %#v", msg, got)
		}
	}
	for _, msg := range []tea.Msg{tea.Quit(), tea.FocusMsg{}, noticeMsg("x"), tea.SetClipboard("x")()} {
		if got := filter(nil, msg); got != msg {
			t.Errorf("%T becomes %#v", msg, got)
		}
	}
	if got := filter(nil, tea.WindowSizeMsg{Width: -1, Height: 1 << 40}); got != (tea.WindowSizeMsg{Width: 80, Height: 200}) {
		t.Errorf("a size becomes %v", got)
	}
}

// TestNothingIsPrintedAtTheHost replaces what the process prints to, so it runs
// alone.
func TestNothingIsPrintedAtTheHost(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/stderr")
	if err != nil {
		t.Fatal(err)
	}
	out, errs := os.Stdout, os.Stderr
	os.Stdout, os.Stderr = file, file
	func() {
		defer func() { os.Stdout, os.Stderr = out, errs }()
		h := serve(t, nil)
		for _, key := range []string{"U", "V", "C", "S"} {
			h.console().types(key).exit()
		}
		raw := dialRaw(t, h.Address())
		_, _ = io.WriteString(raw, "SSH-2.0-x\r\n"+strings.Repeat("\xff", 64))
		awaitEnd(t, raw)
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}()
	if text, err := os.ReadFile(file.Name()); err != nil || len(text) > 0 {
		t.Errorf("the host prints %q, %v", text, err)
	}
	_ = file.Close()
}

func TestEventsAreOneLineForATerminal(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]Event{
		"arrived #3 ada as ro␛ot with SHA256:x from 192.0.2.1:5": {Kind: Arrived, Visitor: Visitor{ID: 3, Label: "ada", User: "ro\x1bot", Key: "SHA256:x", From: "192.0.2.1:5"}},
		"left #3 for rm␊-rf: exit code 0":                        {Kind: Left, Visitor: Visitor{ID: 3, Command: "rm\n-rf"}, Why: "exit code 0"},
		"refused: too many (12 times)":                           {Kind: Refused, Why: "too many", Count: 12},
		"event":                                                  {},
	} {
		if got := e.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := short(strings.Repeat("é", 200)); len(got) != longestName || short("a\xff") != "a\uFFFD" {
		t.Errorf("%d bytes, %q", len(got), short("a\xff"))
	}
}
