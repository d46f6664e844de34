package serve_test

import (
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"atc/keystore"
	"atc/tokens"
	"atc/ui"
	"atc/ui/uitest"

	"github.com/charmbracelet/x/ansi"
)

// openSSH makes sure that the programs of OpenSSH's client are there, and
// returns a host with a visitor whose key they made.
func openSSH(t *testing.T, change func(*ui.SSHOptions), programs ...string) *host {
	t.Helper()
	for _, program := range append(programs, "ssh", "ssh-keygen") {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv(mustNotSkip) != "" {
				t.Fatalf("%s is not installed", program)
			}
			t.Skipf("%s is not installed: install the package openssh-client", program)
		}
	}
	h := &host{tb: t, dir: t.TempDir()}
	keygen(t, "-t", "ed25519", "-N", "", "-C", "carol at her desk", "-f", h.file("carol"))
	keygen(t, "-t", "ed25519", "-N", "", "-C", "nobody knows", "-f", h.file("mallory"))
	listed, err := os.ReadFile(h.file("carol.pub"))
	if err != nil {
		t.Fatal(err)
	}
	h.write("authorized_keys", "# who may come\n\n"+string(listed)+h.newKey("anna"))
	h.start(change)
	return h
}

func keygen(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("ssh-keygen", append([]string{"-q"}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("ssh-keygen: %v\n%s", err, out)
	}
}

// ssh returns a run of one of OpenSSH's programs, which reads nothing of the
// person who runs the test. The options go before the name of the host, "h".
func (h *host) ssh(program, key string, args ...string) *exec.Cmd {
	h.tb.Helper()
	_, port, err := net.SplitHostPort(h.server.Address())
	if err != nil {
		h.tb.Fatal(err)
	}
	own := []string{"-F", "none"}
	for _, option := range []string{
		"HostName=127.0.0.1", "Port=" + port, "User=visitor", "IdentityFile=" + h.file(key), "IdentitiesOnly=yes", "ConnectTimeout=20",
		"StrictHostKeyChecking=yes", "UserKnownHostsFile=" + h.file("known_hosts"), "GlobalKnownHostsFile=none", "UpdateHostKeys=no",
	} {
		own = append(own, "-o", option)
	}
	cmd := exec.CommandContext(h.tb.Context(), program, append(own, args...)...)
	cmd.Env = []string{"HOME=" + h.dir, "PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8"}
	return cmd
}

// result runs a program to its end.
func result(t *testing.T, cmd *exec.Cmd) (out, errs string, code int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
			t.Fatalf("%s: %v", cmd, err)
		}
	}
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

// TestAVisitorBuildsATokenWithOpenSSH is a whole visit: a key that is listed, a
// token built by keys, its copy, other sizes of the window, and the way out.
func TestAVisitorBuildsATokenWithOpenSSH(t *testing.T) {
	t.Parallel()
	h := openSSH(t, func(o *ui.SSHOptions) { o.Share = acme(keystore.SharedToBuild) })
	term := uitest.Start(t, h.ssh("ssh", "carol", "h"), 80, 24).WaitFor("Build", "Inspect", "acme")
	if !term.AltScreen() {
		t.Error("the console does not use the alternate screen")
	}
	v := h.visitors(1)[0]
	if v.User != "visitor" || v.Label != "carol at her desk" || !strings.HasPrefix(v.Key, "SHA256:") ||
		!strings.HasPrefix(v.From, "127.0.0.1:") || v.Terminal != "xterm-256color" || v.Width != 80 || v.Height != 24 || v.Command != "" {
		t.Errorf("the host sees the visitor as %+v", v)
	}

	term.Resize(120, 36).WaitFor("Channel").WaitUntil("the frame is as wide as the window", func(screen string) bool { return widest(screen) > 100 })
	term.Type("lobby").WaitFor("publish audio").Send("enter")
	copied := term.Copied()
	token, err := tokens.Default.Decode(copied)
	if err != nil || token.Services[0].Values[0].Text != "lobby" || !signedByAcme(token) {
		t.Fatalf("copied %q, which decodes as %+v, %v", copied, token, err)
	}
	term.WaitUntil("the token on the screen is the one that was copied", func(screen string) bool {
		shown := tokenOn(screen)
		return len(shown) > 30 && strings.HasPrefix(copied, shown)
	})

	term.Resize(60, 20).WaitFor("80×24")
	term.Resize(80, 24).WaitFor("Build", "lobby")
	await(t, "the host sees the new size", func() bool { v := h.server.Visitors(); return len(v) == 1 && v[0].Width == 80 })
	if code := term.Send("ctrl+c").Exit(); code != 0 {
		t.Errorf("the visit ended with exit code %d:\n%s", code, term.Screen())
	}
	if term.AltScreen() || !term.Mode(ansi.ModeTextCursorEnable) || term.Mode(ansi.ModeBracketedPaste) {
		t.Error("the console did not leave the terminal as it found it")
	}
	h.visitors(0)
}

// widest returns the length of the longest line of a screen, in characters.
func widest(screen string) int {
	longest := 0
	for line := range strings.Lines(screen) {
		longest = max(longest, len([]rune(strings.TrimRight(line, " \n"))))
	}
	return longest
}

// tokenOn returns the first piece of a token that a screen shows.
func tokenOn(screen string) string { return regexp.MustCompile(`007[\w+/=]{10,}`).FindString(screen) }

// TestOnlyListedKeysLogInWithOpenSSH tries everything else that OpenSSH has.
func TestOnlyListedKeysLogInWithOpenSSH(t *testing.T) {
	t.Parallel()
	h := openSSH(t, nil)
	for way, options := range map[string][]string{
		"another key":          {},
		"a password":           {"-o", "PreferredAuthentications=password", "-o", "PubkeyAuthentication=no"},
		"keyboard-interactive": {"-o", "PreferredAuthentications=keyboard-interactive", "-o", "PubkeyAuthentication=no"},
		"nothing":              {"-o", "PreferredAuthentications=none", "-o", "PubkeyAuthentication=no"},
		"the host itself":      {"-o", "PreferredAuthentications=hostbased,gssapi-with-mic", "-o", "HostbasedAuthentication=yes"},
	} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			// In a terminal, so that OpenSSH could ask for a password.
			term := uitest.Start(t, h.ssh("ssh", "mallory", append(options, "h")...), 100, 10).WaitFor("Permission denied (publickey)")
			if code := term.Exit(); code != 255 {
				t.Errorf("exit code %d", code)
			}
			if screen := term.Screen(); strings.Contains(strings.ToLower(screen), "password") {
				t.Errorf("the visitor was asked for a password:\n%s", screen)
			}
		})
	}
}

// TestWithoutATerminalAVisitorIsToldWhatToDo has no command either.
func TestWithoutATerminalAVisitorIsToldWhatToDo(t *testing.T) {
	t.Parallel()
	h := openSSH(t, nil)
	out, errs, code := result(t, h.ssh("ssh", "carol", "-T", "h"))
	if code != 1 || out != "" || !strings.Contains(errs, "needs a terminal") || !strings.Contains(errs, "ssh -t") {
		t.Errorf("exit code %d, output %q, message %q", code, out, errs)
	}
}

// TestTwoSessionsShareAConnection opens both over one connection, as OpenSSH
// does with ControlMaster: one leaves, and the other lives on.
func TestTwoSessionsShareAConnection(t *testing.T) {
	t.Parallel()
	h := openSSH(t, nil)
	sockets, err := os.MkdirTemp("", "m") // the names of sockets are short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(sockets) })
	shared := []string{"-o", "ControlPath=" + sockets + "/s", "-o", "ControlPersist=no", "h"}
	first := uitest.Start(t, h.ssh("ssh", "carol", append([]string{"-M"}, shared...)...), 80, 24).WaitFor("Build", "Channel")
	second := uitest.Start(t, h.ssh("ssh", "carol", shared...), 90, 30).WaitFor("Build", "Channel")
	there := h.visitors(2)
	if there[0].From != there[1].From {
		t.Errorf("the sessions have connections of their own: %s and %s", there[0].From, there[1].From)
	}
	second.Type("second")
	first.Type("first").WaitFor("first")
	if code := second.WaitFor("second").Send("ctrl+c").Exit(); code != 0 {
		t.Errorf("the second session ended with exit code %d", code)
	}
	h.visitors(1)
	first.Resize(100, 30).Type("-lives-on").WaitFor("first-lives-on")
	if code := first.Send("ctrl+c").Exit(); code != 0 {
		t.Errorf("the first session ended with exit code %d", code)
	}
	h.visitors(0)
}
