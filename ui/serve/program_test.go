package serve_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"

	"atc/ui"
	"atc/ui/uitest"

	gossh "golang.org/x/crypto/ssh"
)

// A program is atc itself, serving.
type program struct {
	t       *testing.T
	cmd     *exec.Cmd
	home    string
	started map[string]any // what it says of itself on standard output

	mu   sync.Mutex
	said strings.Builder // on standard error
	read chan struct{}   // closed when all of that was read
}

// serveProgram starts atc with a home of its own, and waits until it listens.
func serveProgram(t *testing.T, home string, args ...string) *program {
	t.Helper()
	p := &program{t: t, home: home, read: make(chan struct{})}
	p.cmd = exec.Command(uitest.Program(t), append(append([]string{"serve"}, args...), "--json")...)
	p.cmd.Dir = t.TempDir()
	p.cmd.Env = []string{
		"HOME=" + home, "XDG_STATE_HOME=" + filepath.Join(home, "state"), "XDG_CONFIG_HOME=" + filepath.Join(home, "config"), "TMPDIR=" + filepath.Join(home, "tmp"),
		"TEA_TRACE=" + filepath.Join(home, "trace"), "TEA_DEBUG=" + filepath.Join(home, "debug"), "TERM=xterm", "NO_COLOR=", "GORACE=atexit_sleep_ms=0",
	}
	if err := os.MkdirAll(filepath.Join(home, "tmp"), 0o700); err != nil {
		t.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	errs, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go p.listen(errs)
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.read
		_ = p.cmd.Wait()
	})
	if err := json.NewDecoder(out).Decode(&p.started); err != nil {
		_ = p.cmd.Process.Kill()
		<-p.read
		t.Fatalf("atc did not say where it listens: %v\n%s", err, p.log())
	}
	return p
}

func (p *program) listen(errs io.Reader) {
	defer close(p.read)
	buf := make([]byte, 4096)
	for {
		n, err := errs.Read(buf)
		p.mu.Lock()
		p.said.Write(buf[:n])
		p.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// log returns what the program has said on standard error.
func (p *program) log() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.String()
}

// awaitLog waits until the log holds a text.
func (p *program) awaitLog(text string) {
	p.t.Helper()
	await(p.t, "the log says "+text, func() bool { return strings.Contains(p.log(), text) })
}

// stop sends a signal, and returns the exit code.
func (p *program) stop(signal os.Signal) int {
	p.t.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		p.t.Fatal(err)
	}
	<-p.read
	err := p.cmd.Wait()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	return p.cmd.ProcessState.ExitCode()
}

// listening is the program as a host, of which only the address is at hand.
type listening struct {
	ui.SSHServer
	address, fingerprint string
}

func (l listening) Address() string     { return l.address }
func (l listening) Fingerprint() string { return l.fingerprint }

// TestTheProgramServesTheConsoleOverSSH is the demo of the README, with guests
// of every kind: OpenSSH, and hostile ones.
func TestTheProgramServesTheConsoleOverSSH(t *testing.T) {
	t.Parallel()
	h := openSSH(t, nil)
	p := serveProgram(t, h.file("home"), "ssh", "--demo", "--listen", "127.0.0.1:0", "--authorized-keys", h.file("authorized_keys"), "--max-per-key", "20")
	address, _ := p.started["address"].(string)
	fingerprint, _ := p.started["fingerprint"].(string)
	guests := &host{tb: t, dir: h.dir, server: listening{address: address, fingerprint: fingerprint}}
	guests.write("known_hosts", guests.knownHost(guests.server))
	if keys := p.started["keys"]; keys != float64(2) {
		t.Errorf("%v keys may log in, of 2", keys)
	}
	if info, err := os.Stat(filepath.Join(h.file("home"), "state", "atc", "ssh_host_ed25519_key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the host key is kept as %v: %v", info, err)
	}

	term := uitest.Start(t, guests.ssh("ssh", "carol", "h"), 80, 24).WaitFor("Build", "Channel")
	term.Type("lobby").WaitFor("publish audio").Send("enter")
	term.WaitUntil("a token is copied", func(string) bool { return strings.HasPrefix(term.Clipboard(), "007") })
	p.awaitLog("carol at her desk")

	client, err := guests.try(escapes, gossh.PublicKeys(guests.signer("anna")))
	if err != nil {
		t.Fatal(err)
	}
	hostile := guests.session(client, 80, 24)
	_ = hostile.session.Setenv("LANG", escapes)
	if err := hostile.session.RequestPty(escapes, 24, 80, gossh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	if err := hostile.session.Shell(); err != nil {
		t.Fatal(err)
	}
	hostile.watch()
	hostile.waitFor("Channel").paste(escapes)
	if out, errs, code := guests.run("anna", "decode "+strings.ReplaceAll(escapes, "\x00", ""), strings.NewReader(escapes)); code == 0 || rawControls(out+errs) != "" {
		t.Errorf("exit code %d, output %q %q", code, out, errs)
	}
	forward := guests.ssh("ssh", "carol", "-A", "-X", "h", "kinds")
	forward.Env = append(forward.Env, "DISPLAY=127.0.0.1:99", "SSH_AUTH_SOCK="+agentSocket(t))
	if out, errs, code := result(t, forward); code != 0 {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}

	if code := p.stop(syscall.SIGTERM); code != 0 {
		t.Errorf("the program ended with exit code %d", code)
	}
	if term.Exit(); term.AltScreen() || !strings.Contains(term.Screen(), "this server is ending") {
		t.Errorf("the visitor was not told:\n%s", term.Screen())
	}
	log := p.log()
	if raw := rawControls(log); raw != "" {
		t.Errorf("the log has control bytes: %q", raw)
	}
	if strings.Contains(log, term.Clipboard()) || strings.Contains(log, "goroutine ") {
		t.Errorf("the log holds a token or a stack:\n%s", log)
	}
	p.leavesNothing("trace", "debug", "tmp", "config")
}

// leavesNothing fails the test if there are such files in the home, or any in
// such folders.
func (p *program) leavesNothing(names ...string) {
	p.t.Helper()
	for _, name := range names {
		file := filepath.Join(p.home, name)
		if entries, err := os.ReadDir(file); err == nil && len(entries) == 0 {
			continue
		}
		if _, err := os.Stat(file); err == nil {
			p.t.Errorf("the program has made something in %s", name)
		}
	}
	if entries, err := os.ReadDir(p.cmd.Dir); err != nil || len(entries) > 0 {
		p.t.Errorf("the program has made files in its folder: %v, %v", entries, err)
	}
}

// TestTheProgramServesTokens asks for one of the demo project.
func TestTheProgramServesTokens(t *testing.T) {
	t.Parallel()
	p := serveProgram(t, t.TempDir(), "tokens", "--listen", "127.0.0.1:0")
	url, _ := p.started["url"].(string)
	status, body := fetch(t, url+"/chat/user/ada/token", "", "")
	if status != http.StatusOK || !strings.HasPrefix(body, "007") {
		t.Fatalf("%d %q (%v)", status, body, p.started)
	}
	if status, body := fetch(t, url+"/rtc/%1b%5d0;"+mark+"%07/publisher/uid/1/", "", ""); rawControls(body) != "" {
		t.Errorf("%d %q", status, body)
	}
	p.awaitLog(mark)
	if code := p.stop(os.Interrupt); code != 0 {
		t.Errorf("the program ended with exit code %d", code)
	}
	log := p.log()
	if raw := rawControls(log); raw != "" {
		t.Errorf("the log has control bytes: %q", raw)
	}
	if strings.Contains(log, body) {
		t.Errorf("the log holds the token:\n%s", log)
	}
}

// TestTheServeScreenDrawsVisitorsHarmlessly serves from the console of a host,
// in a terminal, to a visitor who says of itself what a terminal would obey.
func TestTheServeScreenDrawsVisitorsHarmlessly(t *testing.T) {
	t.Parallel()
	h := startHost(t, nil) // for its keys
	cmd := exec.Command(uitest.Program(t), "--demo")
	cmd.Env = []string{"HOME=" + h.dir, "XDG_STATE_HOME=" + h.file("own-state"), "XDG_CONFIG_HOME=" + h.file("config")}
	cmd.Dir = h.dir
	term := uitest.Start(t, cmd, 120, 36).WaitFor("Channel").Send("alt+5").WaitFor("The console over SSH")
	term.Send("tab").Type("127.0.0.1:0").Send("tab").Type("authorized_keys").Send("enter").WaitFor("Serving the console over SSH", "SHA256:")
	port := regexp.MustCompile(`ssh -p (\d+)`).FindStringSubmatch(term.Screen())
	if port == nil {
		t.Fatalf("the screen does not say how to connect:\n%s", term.Screen())
	}
	guests := &host{tb: t, dir: h.dir, server: listening{address: "127.0.0.1:" + port[1]}}
	title := term.Title()
	client, err := guests.try(escapes, gossh.PublicKeys(guests.signer("eve")))
	if err != nil {
		t.Fatal(err)
	}
	hostile := guests.open(client, "xterm", 80, 24).waitFor("Channel")
	term.WaitFor("eve@example.com", mark)
	if term.Clipboard() != "" || term.Title() != title || !term.AltScreen() {
		t.Errorf("the terminal of the host has obeyed a visitor: clipboard %q, title %q\n%s", term.Clipboard(), term.Title(), term.Screen())
	}
	if raw := rawControls(term.Screen()); raw != "" {
		t.Errorf("the screen has control bytes: %q", raw)
	}
	hostile.paste(escapes).leave()
	term.WaitUntil("the visitor is gone", func(screen string) bool { return !strings.Contains(screen, mark) })
	stays := guests.visit("bob").waitFor("Channel")
	term.WaitFor("bob@example.com").Send("ctrl+c").WaitFor("Quit").Send("enter")
	stays.waitFor("this server is ending").over()
	if code := term.Exit(); code != 0 {
		t.Errorf("the console ended with exit code %d:\n%s", code, term.Screen())
	}
}
