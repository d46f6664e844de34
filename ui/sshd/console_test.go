package sshd

import (
	"os"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"github.com/charmbracelet/x/ansi"
	gossh "golang.org/x/crypto/ssh"
)

func TestAVisitorTypesResizesCopiesAndLeaves(t *testing.T) {
	t.Parallel()
	h := serve(t, nil)
	v := h.console()
	v.types("é").sees("é")
	if err := v.WindowChange(30, 100); err != nil {
		t.Fatal(err)
	}
	v.sees("100x30")
	v.types("Y").sees(ansi.SetSystemClipboard("copied"))
	v.types("B").sees(ansi.RequestSystemClipboard)
	v.types("\x1b]52;c;aGVyZQ==\x07").sees("[clip here]")
	v.sees(ansi.RequestBackgroundColor)
	v.types("\x1b]11;rgb:ffff/ffff/ffff\x1b\\").sees("[dark false]")
	who := h.Visitors()
	if len(who) != 1 || who[0].ID != 1 || who[0].User != "grace" || who[0].Label != "ada@example" || who[0].Width != 100 || who[0].Height != 30 ||
		who[0].Terminal != "xterm-256color" || who[0].Key != gossh.FingerprintSHA256(h.key.PublicKey()) || who[0].LastKey.Before(who[0].Since) || who[0].Command != "" {
		t.Errorf("the visitor is told as %+v", who)
	}
	if code := v.types("q").exit(); code != 0 {
		t.Errorf("leaving gave exit code %d", code)
	}
	leavesTheScreen(t, v)
	h.logs("left #1 ada@example as grace")
	eventually(t, func() bool { return len(h.Visitors()) == 0 }, "the visitor never left")
}

func leavesTheScreen(t *testing.T, v *client) {
	t.Helper()
	out := v.out.String()
	if strings.LastIndex(out, ansi.ResetModeAltScreenSaveCursor) < strings.LastIndex(out, ansi.SetModeAltScreenSaveCursor) {
		t.Errorf("the terminal is left in the screen of the program: %q", out)
	}
}

func TestKeysAreToldApartAsBubbleTeaWouldHaveIt(t *testing.T) {
	t.Parallel()
	v := serve(t, nil).console()
	v.sees(ansi.SetModeAltScreenSaveCursor + keyboardOn).sees(ansi.RequestModeSynchronizedOutput)
	v.types("\x1b").sees("esc.")
	v.types("\x1b1").sees("alt+1")
	v.types("\x1b[A").sees("up")
	v.types("\x1b]").sees("alt+]")
	v.types("\x1b[").sees("alt+[")
	v.types("\x1b[97;5u").sees("ctrl+a")
	v.types("\x03").sees("ctrl+c")
	v.types("q").exit()
	v.sees(keyboardOff + ansi.ResetModeAltScreenSaveCursor)
}

func TestAFaultEndsOneSessionAndSaysSo(t *testing.T) {
	t.Parallel()
	h := serve(t, nil)
	other := h.console()
	for _, key := range []string{"U", "V", "C", "S"} {
		v := h.console()
		if code := v.types(key).exit(); code != 1 {
			t.Errorf("%s: exit code %d", key, code)
		}
		v.sees(faultLine)
		leavesTheScreen(t, v)
	}
	h.logs("panic: string in sshd.pad.press, helpers_test.go:")
	h.logs("in sshd.pad.View, helpers_test.go:")
	if strings.Contains(h.log(), "secret-of") {
		t.Error("the log has what the panic was about:", h.log())
	}
	other.alive()
	h.logs("a fault of the program")
}

func TestAFaultBeforeTheFirstScreenEndsTheSession(t *testing.T) {
	t.Parallel()
	h := serve(t, func(c *Config) { c.Model = func(ssh.Session) tea.Model { panic("no model") } })
	v := h.open(h.dial())
	v.start("xterm", 80, 24)
	if code := v.exit(); code != 1 {
		t.Error("exit code", code)
	}
	v.sees(faultLine)
}

func TestNothingActsOnTheHost(t *testing.T) {
	t.Parallel()
	h := serve(t, nil)
	v := h.console()
	v.types("EZRLx").sees("typed:x")
	v.types("\x1b[48;60000;60000;1;1t\x1b[8;60000;60000ty").sees("y")
	if out := v.out.String(); strings.Contains(out, "raw-was-here") || strings.Contains(out, "60000") {
		t.Errorf("the terminal got %q", out)
	}
	v.sees("500x200") // what the program itself may claim at most
	if _, err := os.Stat("host-was-here"); err == nil {
		t.Error("a program of the host was run")
	}
}

func TestTheEnvironmentIsThatOfTheVisitor(t *testing.T) {
	t.Parallel()
	var environ []string
	h := serve(t, func(c *Config) {
		model := c.Model
		c.Model = func(s ssh.Session) tea.Model {
			environ = s.Environ()
			return model(s)
		}
	})
	v := h.open(h.dial())
	for name, want := range map[string]bool{
		"COLORTERM": true, "LC_ALL": true, "NO_COLOR": true, "LD_PRELOAD": false, "PATH": false, "TEA_TRACE": false, "SSH_TTY": false, "LC_\x1b": false, "": false,
	} {
		if err := v.Setenv(name, "1"); (err == nil) != want {
			t.Errorf("setting %q gave %v", name, err)
		}
	}
	if v.Setenv("LANG", "\x1b[2J") == nil || v.Setenv("LANG", strings.Repeat("x", 300)) == nil {
		t.Error("a hostile value was taken")
	}
	for range 50 {
		_ = v.Setenv("LANG", "C")
	}
	v.start("xterm/../../etc\x1b[2J", 0, 0)
	v.sees("pad 80x24")
	if len(environ) != mostVariables {
		t.Errorf("%d variables were taken", len(environ))
	}
	if who := h.Visitors()[0]; who.Terminal != plainTerminal {
		t.Errorf("the terminal is %q", who.Terminal)
	}
	v.types("q").exit()
}

func TestWindowSizesStayWithinBounds(t *testing.T) {
	t.Parallel()
	h := serve(t, nil)
	v := h.open(h.dial())
	v.start("xterm", 65535, 65535)
	v.sees("pad 500x200")
	for i := range 500 { // quicker than anybody draws them
		if err := v.WindowChange(1+i%100, 1+i%300); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.WindowChange(0, 0); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool {
		who := h.Visitors()
		return len(who) == 1 && who[0].Width == 80 && who[0].Height == 24
	}, "the size is %+v", h.Visitors())
	v.alive()
	if err := v.WindowChange(50, 90); err != nil {
		t.Fatal(err)
	}
	v.sees("90x50")
}

func TestTheSessionsContextEndsWithTheVisit(t *testing.T) {
	t.Parallel()
	contexts := make(chan ssh.Context, 2)
	h := serve(t, func(c *Config) {
		model := c.Model
		c.Model = func(s ssh.Session) tea.Model {
			contexts <- s.Context()
			return model(s)
		}
	})
	connection := h.dial() // one connection for both, as ssh -M has it
	for range 2 {
		v := h.open(connection)
		v.start("xterm", 80, 24)
		v.sees("pad")
		ctx := <-contexts
		if ctx.Err() != nil {
			t.Error("the context has ended before the visit")
		}
		v.Close()
		<-ctx.Done()
	}
	eventually(t, func() bool { return len(h.Visitors()) == 0 }, "a visitor stays although the session was closed")
}

func TestTracesOfProgramsAreNotWritten(t *testing.T) {
	file := t.TempDir() + "/trace"
	t.Setenv("TEA_TRACE", file)
	h := serve(t, nil)
	h.console().types("q").exit()
	if _, err := os.Stat(file); err == nil {
		t.Error("what the visitor saw was traced to a file")
	}
}
