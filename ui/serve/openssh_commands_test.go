package serve_test

import (
	"bytes"
	"crypto/rand"
	"io"
	"strings"
	"testing"

	"atc/keystore"
	"atc/tokens"
	"atc/ui"
	"atc/ui/uitest"

	gossh "golang.org/x/crypto/ssh"
)

// mostInput is how many bytes a visitor's command reads at most.
const mostInput = 8 << 20

// TestVisitorsRunCommandsWithOpenSSH runs each of them as a script does.
func TestVisitorsRunCommandsWithOpenSSH(t *testing.T) {
	t.Parallel()
	h := openSSH(t, func(o *ui.SSHOptions) { o.Share = acme(keystore.SharedToBuild) })
	run := func(in string, args ...string) (out, errs string, code int) {
		t.Helper()
		cmd := h.ssh("ssh", "carol", append([]string{"h"}, args...)...)
		cmd.Stdin = strings.NewReader(in)
		out, errs, code = result(t, cmd)
		if strings.ContainsAny(out+errs, "\x1b\r") {
			t.Errorf("%q: a script is sent colours: %q %q", args, out, errs)
		}
		return out, errs, code
	}
	built, errs, code := run("", "build", "rtc", "--channel", "lobby", "--uid", "12345")
	token := strings.TrimSpace(built)
	if decoded, err := tokens.Default.Decode(token); code != 0 || err != nil || !signedByAcme(decoded) {
		t.Fatalf("build answers %q %q with exit code %d: %v", built, errs, code, err)
	}
	foreign := "007" + strings.Repeat("A", 40)
	for name, c := range map[string]struct {
		in   string
		args []string
		code int
		says string
	}{
		"decode":                {token, []string{"decode", "-"}, 0, "lobby"},
		"decode an argument":    {"", []string{"decode", token}, 0, "lobby"},
		"decode as JSON":        {token, []string{"decode", "--json", "-"}, 0, `"lobby"`},
		"decode no token":       {"no token\n", []string{"decode", "-"}, 1, "no Agora token"},
		"decode a broken token": {foreign, []string{"decode", "-"}, 1, ""},
		"decode nothing":        {"", []string{"decode", "-"}, 0, ""},
		"verify":                {token, []string{"verify", "-"}, 0, "primary"},
		"verify a broken token": {foreign, []string{"verify", "-"}, 1, ""},
		"scan":                  {"a log with " + token + " in it\n", []string{"scan"}, 0, "lobby"},
		"scan no token":         {"a log\n", []string{"scan"}, 0, "0 tokens"},
		"a flag that is none":   {"", []string{"decode", "--wrong"}, 2, "--wrong"},
		"a file":                {"", []string{"scan", "/etc/passwd"}, 2, ""},
		"a quote without end":   {"", []string{"decode", "'x"}, 2, ""},
		"help":                  {"", []string{"help"}, 0, "decode"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, errs, code := run(c.in, c.args...)
			if code != c.code || !strings.Contains(out+errs, c.says) {
				t.Errorf("exit code %d, want %d and %q\n%s%s", code, c.code, c.says, out, errs)
			}
			if code == 2 && out != "" {
				t.Errorf("a mistake is told on standard output:\n%s", out)
			}
			if strings.Contains(out+errs, "root:") {
				t.Errorf("a file of the host was read:\n%s", out)
			}
		})
	}
}

// TestCommandsWorkInATerminalOfOpenSSH runs one with ssh -t.
func TestCommandsWorkInATerminalOfOpenSSH(t *testing.T) {
	t.Parallel()
	h := openSSH(t, nil)
	token, _, _ := result(t, h.ssh("ssh", "carol", "h", "build", "rtc", "--channel", "lobby", "--uid", "12345"))
	token = strings.TrimSpace(token)

	term := uitest.Start(t, h.ssh("ssh", "carol", "-t", "h", "decode", token), 200, 50).WaitFor("lobby")
	if code := term.Exit(); code != 0 {
		t.Errorf("exit code %d:\n%s", code, term.Screen())
	}
	piped := h.ssh("ssh", "carol", "-tt", "h", "decode", "-")
	piped.Stdin = strings.NewReader(token)
	out, errs, code := result(t, piped)
	if code != 0 || !strings.Contains(out, "lobby") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
	if strings.Contains(strings.ReplaceAll(out, "\r\n", ""), "\n") || strings.Contains(out, "\x1b") {
		t.Errorf("the lines do not end as those of a terminal do: %q", out)
	}
	typed := uitest.Start(t, h.ssh("ssh", "carol", "-t", "h", "decode", "-"), 200, 50)
	h.visitors(1)
	if code := typed.Type(token + "\r\x04").WaitFor("lobby").Exit(); code != 0 {
		t.Errorf("exit code %d:\n%s", code, typed.Screen())
	}
	given := uitest.Start(t, h.ssh("ssh", "carol", "-t", "h", "decode", "-"), 200, 50)
	h.visitors(1)
	if code := given.Send("ctrl+c").Exit(); code == 0 {
		t.Errorf("a command that was interrupted ended with exit code 0:\n%s", given.Screen())
	}
}

// TestTheInputOfAVisitorIsBounded sends as much as is allowed, and a byte more.
func TestTheInputOfAVisitorIsBounded(t *testing.T) {
	t.Parallel()
	h := openSSH(t, nil)
	line := "a line of a log\n"
	for _, c := range []struct {
		size int
		line string
		args []string
		code int
		says string
	}{
		{mostInput, line, []string{"h", "scan"}, 0, ""},
		{mostInput + 1, line, []string{"h", "scan"}, 2, "8 MiB"},
		{mostInput + 1, "x", []string{"h", "decode", "-"}, 2, ""},
	} {
		cmd := h.ssh("ssh", "carol", c.args...)
		cmd.Stdin = strings.NewReader(strings.Repeat(c.line, mostInput/len(c.line)+1)[:c.size])
		out, errs, code := result(t, cmd)
		if code != c.code || !strings.Contains(out+errs, c.says) {
			t.Errorf("%d bytes to %q: exit code %d, want %d and %q\n%.400s%.400s", c.size, c.args, code, c.code, c.says, out, errs)
		}
	}
}

// TestABinaryStreamDoesNotReachTheTerminal sends what no token is made of.
func TestABinaryStreamDoesNotReachTheTerminal(t *testing.T) {
	t.Parallel()
	h := openSSH(t, nil)
	noise := make([]byte, 256<<10)
	if _, err := rand.Read(noise); err != nil {
		t.Fatal(err)
	}
	hostile := []byte("\x1b]0;owned\x07\x1b[2J\x9b31m\u202e007\x00eJx\n")
	for _, args := range [][]string{{"decode", "-"}, {"verify", "-"}, {"scan"}, {"explain", "\x1b]0;owned\x07"}, {"\x1b[2J"}, {"decode", "--\x1b[2J"}} {
		cmd := h.ssh("ssh", "carol", append([]string{"h"}, args...)...)
		cmd.Stdin = io.MultiReader(bytes.NewReader(noise), bytes.NewReader(bytes.Repeat(hostile, 1000)))
		out, errs, _ := result(t, cmd)
		if raw := rawControls(out + errs); raw != "" {
			t.Errorf("%q answers with control bytes: %q", args, raw)
		}
	}
}

// TestACommandEndsWithItsSession waits for input that does not come, until the
// client has gone.
func TestACommandEndsWithItsSession(t *testing.T) {
	t.Parallel()
	h := startHost(t, nil)
	for _, leave := range []func(*gossh.Client, *gossh.Session) error{
		func(_ *gossh.Client, s *gossh.Session) error { return s.Signal(gossh.SIGTERM) },
		func(_ *gossh.Client, s *gossh.Session) error { return s.Close() },
		func(c *gossh.Client, _ *gossh.Session) error { return c.Close() },
	} {
		client := h.dial("anna", "anna")
		session, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := session.StdinPipe(); err != nil {
			t.Fatal(err)
		}
		if err := session.Start("decode -"); err != nil {
			t.Fatal(err)
		}
		if v := h.visitors(1)[0]; v.Command != "decode" || v.Terminal != "" {
			t.Errorf("the host sees the visitor as %+v", v)
		}
		if err := leave(client, session); err != nil {
			t.Fatal(err)
		}
		h.visitors(0)
	}
}
