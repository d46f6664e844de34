package sshd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// commanded is a host on which a few commands can be run.
func commanded(t *testing.T, change func(*Config)) *host {
	t.Helper()
	return serve(t, func(c *Config) {
		c.Command = func(ctx context.Context, k Command) int {
			switch k.Args[0] {
			case "args":
				fmt.Fprintf(k.Out, "%q\n", k.Args)
				fmt.Fprintln(k.Err, "to the errors")
				return 7
			case "count":
				n, err := io.Copy(io.Discard, k.In)
				fmt.Fprintln(k.Out, n, err)
			case "cat":
				_, _ = io.Copy(k.Out, k.In)
			case "wait":
				<-ctx.Done()
				fmt.Fprintln(k.Err, "last words")
			case "panic":
				panic("secret-of-a-command")
			case "pour":
				for {
					if _, err := k.Out.Write(make([]byte, 1<<16)); err != nil {
						return 3
					}
				}
			}
			return 0
		}
		if change != nil {
			change(c)
		}
	})
}

// run runs a command line, and returns its outputs and its exit code.
func (h *host) run(line string, in io.Reader) (out, errs string, code int) {
	h.t.Helper()
	session, err := h.dial().NewSession()
	if err != nil {
		h.t.Fatal(err)
	}
	var o, e bytes.Buffer
	session.Stdin, session.Stdout, session.Stderr = in, &o, &e
	if err := session.Start(line); err != nil {
		h.t.Fatal(err)
	}
	code = (&client{Session: session, t: h.t, out: &capture{}}).exit()
	return o.String(), e.String(), code
}

func TestCommandsAreSplitAsAShellSplitsThem(t *testing.T) {
	t.Parallel()
	h := commanded(t, nil)
	out, errs, code := h.run(`args 'a b' "c\"d" e\ f $HOME * ; #`, nil)
	if want := fmt.Sprintf("%q\n", []string{"args", "a b", `c"d`, "e f", "$HOME", "*", ";", "#"}); out != want || errs != "to the errors\n" || code != 7 {
		t.Errorf("got %q, %q, %d, want %q", out, errs, code, want)
	}
	if _, errs, code := h.run(`args "open`, nil); code != exitMisuse || !strings.Contains(errs, "quotation mark") {
		t.Errorf("got %q, %d", errs, code)
	}
	h.logs("exit code 7")
	if strings.Contains(serve(t, nil).log(), "exit") {
		t.Error("another server's log has it")
	}
}

func TestCommandsAreRefusedWhereNoneAreServed(t *testing.T) {
	t.Parallel()
	if _, errs, code := serve(t, nil).run("ls", nil); code != exitFailed || !strings.Contains(errs, "no commands are served here") {
		t.Errorf("got %q, %d", errs, code)
	}
}

func TestAShellNeedsATerminal(t *testing.T) {
	t.Parallel()
	h := serve(t, nil)
	v := h.open(h.dial())
	if err := v.Shell(); err != nil {
		t.Fatal(err)
	}
	if code := v.exit(); code != 1 {
		t.Error("exit code", code)
	}
	v.sees("this needs a terminal: connect with ssh -t\n")
}

func TestInputIsBounded(t *testing.T) {
	t.Parallel()
	h := commanded(t, nil)
	if out, errs, code := h.run("count", bytes.NewReader(make([]byte, MaxInput))); out != fmt.Sprintln(MaxInput, nil) || errs != "" || code != 0 {
		t.Errorf("all that may be sent gives %q, %q, %d", out, errs, code)
	}
	if _, errs, code := h.run("count", bytes.NewReader(make([]byte, MaxInput+1))); !strings.Contains(errs, "more than 8 MiB") || code != exitMisuse {
		t.Errorf("a byte more gives %q, %d", errs, code)
	}
	if out, _, code := h.run("args", endless{}); code != 7 {
		t.Errorf("a command that reads nothing gives %q, %d", out, code)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestCommandsEndInTime(t *testing.T) {
	t.Parallel()
	h := commanded(t, func(c *Config) { c.Limits.Command = 200 * time.Millisecond })
	stdin, _ := io.Pipe() // nothing ever comes
	for _, line := range []string{"wait", "cat"} {
		if _, errs, code := h.run(line, stdin); code != exitFailed || !strings.Contains(errs, "the command was stopped: it may run for 200ms here") {
			t.Errorf("%s gives %q, %d", line, errs, code)
		}
	}
}

func TestAFaultOfACommandIsTold(t *testing.T) {
	t.Parallel()
	h := commanded(t, nil)
	if _, errs, code := h.run("panic", nil); code != 1 || errs != faultLine+"\n" {
		t.Errorf("got %q, %d", errs, code)
	}
	h.logs("running a command: panic: string")
}

func TestACommandEndsWithItsClient(t *testing.T) {
	t.Parallel()
	h := commanded(t, nil)
	v := h.open(h.dial())
	if err := v.Start("wait 'for me'"); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool {
		return slices.ContainsFunc(h.Visitors(), func(v Visitor) bool { return v.Command == "wait" })
	}, "no visitor")
	if err := v.Signal(gossh.SIGTERM); err != nil {
		t.Fatal(err)
	}
	v.exit()
	w := h.open(h.dial())
	if err := w.Start("wait"); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return len(h.Visitors()) == 1 }, "no visitor")
	w.Close()
	eventually(t, func() bool { return len(h.Visitors()) == 0 }, "the command outlives its client")
}

func TestACommandAtATerminalIsTypedInLines(t *testing.T) {
	t.Parallel()
	h := commanded(t, nil)
	v := h.open(h.dial())
	if err := v.RequestPty("xterm", 24, 80, nil); err != nil {
		t.Fatal(err)
	}
	if err := v.Start("cat"); err != nil {
		t.Fatal(err)
	}
	v.types("wrong\x15aé漢\x7f\x7fbc\x1b[A\r").sees("ab") // ctrl+u, then backspace
	v.sees("bc[A\r\nabc[A\r\n")
	v.types("\x04")
	if code := v.exit(); code != 0 {
		t.Error("exit code", code)
	}
	w := h.open(h.dial())
	if err := w.RequestPty("xterm", 24, 80, nil); err != nil {
		t.Fatal(err)
	}
	if err := w.Start("cat"); err != nil {
		t.Fatal(err)
	}
	w.types("x").sees("x")
	if code := w.types("\x03").exit(); code != exitStopped {
		t.Error("ctrl+c gives exit code", code)
	}
}

// stalled opens a session whose client takes nothing, and starts what pours
// into it.
func stalled(h *host, client *gossh.Client) {
	h.t.Helper()
	channel, requests, err := client.OpenChannel("session", nil)
	if err != nil {
		h.t.Fatal(err)
	}
	go gossh.DiscardRequests(requests)
	if ok, err := channel.SendRequest("exec", true, gossh.Marshal(struct{ Line string }{"pour"})); err != nil || !ok {
		h.t.Fatal(ok, err)
	}
}

func TestAClientThatTakesNothingIsGivenUp(t *testing.T) {
	t.Parallel()
	h := commanded(t, func(c *Config) { c.Limits.Write = 300 * time.Millisecond })
	other := h.console()
	client := h.dial()
	stalled(h, client)
	eventually(t, func() bool { return len(h.Visitors()) == 2 }, "no visitor")
	other.alive()
	eventually(t, func() bool { return len(h.Visitors()) == 1 }, "the client is waited for")
	h.logs("took nothing")
}

func TestClosingDoesNotWaitForAClientThatTakesNothing(t *testing.T) {
	t.Parallel()
	h := commanded(t, nil)
	stalled(h, h.dial())
	eventually(t, func() bool { return len(h.Visitors()) == 1 }, "no visitor")
	begin := time.Now()
	if err := h.Close(); err != nil {
		t.Error(err)
	}
	if took := time.Since(begin); took > graceTime {
		t.Errorf("it took %v", took)
	}
}

func TestOnlyTheNameOfACommandIsTold(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"": "", "decode 007eJxToken": "decode", "  verify\t006token": "verify", "build": "build",
		"007eJxToken": otherCommand, "'decode 007eJxToken'": otherCommand, "DECODE 007": otherCommand, " ": otherCommand,
		"rm\x1b[2J": otherCommand, "a-name-that-is-longer-than-any-command": otherCommand,
	} {
		if got := commandName(line); got != want {
			t.Errorf("%q is told as %q, want %q", line, got, want)
		}
	}
}
