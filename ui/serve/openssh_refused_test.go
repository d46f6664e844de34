package serve_test

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

// forbidden is an address on this machine that nobody may be led to.
type forbidden struct {
	net.Listener
	called atomic.Int32
}

func forbid(t *testing.T) *forbidden {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &forbidden{Listener: l}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			f.called.Add(1)
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
		if n := f.called.Load(); n > 0 {
			t.Errorf("visitors were led to %s, %d times", l.Addr(), n)
		}
	})
	return f
}

func (f *forbidden) address() string { return f.Addr().String() }

// freePort returns a port on which nothing listens.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// TestOtherProgramsAreRefusedToOpenSSH asks for a shell's work, and for files.
func TestOtherProgramsAreRefusedToOpenSSH(t *testing.T) {
	t.Parallel()
	h := openSSH(t, nil, "scp", "sftp")
	h.write("mine", "a file of the visitor")
	h.write("batch", "ls\nput "+h.file("mine")+" "+h.file("theirs")+"\n")
	for name, c := range map[string]struct {
		program string
		args    []string
		says    string
	}{
		"a command":             {"ssh", []string{"h", "anything-else"}, "build, decode, verify"},
		"a shell":               {"ssh", []string{"h", "sh", "-c", "id"}, "build, decode, verify"},
		"a shell in a terminal": {"ssh", []string{"-tt", "h", "sh", "-c", "id"}, "build, decode, verify"},
		"a command in a word":   {"ssh", []string{"h", "decode $(id)`id`;id|id>" + h.file("theirs")}, "atc: "},
		"a server":              {"ssh", []string{"h", "serve", "tokens"}, "build, decode, verify"},
		"the projects":          {"ssh", []string{"h", "project", "list"}, "build, decode, verify"},
		"a subsystem":           {"ssh", []string{"-s", "h", "sftp"}, "subsystem request failed"},
		"another subsystem":     {"ssh", []string{"-s", "h", "\x1b]0;x\x07"}, "subsystem request failed"},
		"scp":                   {"scp", []string{h.file("mine"), "h:" + h.file("theirs")}, "subsystem request failed"},
		"scp of old":            {"scp", []string{"-O", h.file("mine"), "h:" + h.file("theirs")}, "unknown command scp"},
		"scp from here":         {"scp", []string{"-O", "h:" + h.file("authorized_keys"), h.file("theirs")}, "unknown command scp"},
		"sftp":                  {"sftp", []string{"-b", h.file("batch"), "h"}, "subsystem request failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, errs, code := result(t, h.ssh(c.program, "carol", c.args...))
			if code == 0 || !strings.Contains(out+errs, c.says) {
				t.Errorf("exit code %d\n%s%s", code, out, errs)
			}
			if strings.Contains(out+errs, "uid=") || strings.Contains(errs, "\x1b") {
				t.Errorf("the host answered %q %q", out, errs)
			}
			if _, err := os.Stat(h.file("theirs")); err == nil {
				t.Error("a file was written")
			}
		})
	}
}

// TestPortsAreNotForwardedForOpenSSH asks for every way to lead connections
// through the host.
func TestPortsAreNotForwardedForOpenSSH(t *testing.T) {
	t.Parallel()
	h := openSSH(t, nil)
	target := forbid(t)
	port, sockets := freePort(t), filepath.Join(h.dir, "s")
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"-W":             {[]string{"-W", target.address(), "h"}, "stdio forwarding failed"},
		"-R":             {[]string{"-N", "-o", "ExitOnForwardFailure=yes", "-R", port + ":" + target.address(), "h"}, "remote port forwarding failed"},
		"-R any":         {[]string{"-N", "-o", "ExitOnForwardFailure=yes", "-R", "0:" + target.address(), "h"}, "remote port forwarding failed"},
		"-R of a proxy":  {[]string{"-N", "-o", "ExitOnForwardFailure=yes", "-R", port, "h"}, "remote port forwarding failed"},
		"-R of a socket": {[]string{"-N", "-o", "ExitOnForwardFailure=yes", "-R", sockets + ":" + target.address(), "h"}, "remote port forwarding failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, errs, code := result(t, h.ssh("ssh", "carol", c.args...))
			if code != 255 || !strings.Contains(errs, c.says) {
				t.Errorf("exit code %d\n%s%s", code, out, errs)
			}
			if conn, err := net.Dial("tcp", "127.0.0.1:"+port); err == nil {
				_ = conn.Close()
				t.Errorf("something listens on port %s", port)
			}
			if _, err := os.Stat(sockets); err == nil {
				t.Error("the host has made a socket")
			}
		})
	}
}

// TestChannelsToOthersAreRefusedToOpenSSH forwards a socket and a proxy of the
// client's own, which only fails once somebody connects.
func TestChannelsToOthersAreRefusedToOpenSSH(t *testing.T) {
	t.Parallel()
	h := openSSH(t, nil)
	target := forbid(t)
	_, port, err := net.SplitHostPort(target.address())
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "m") // the names of sockets are short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	proxy := freePort(t)
	cmd := h.ssh("ssh", "carol", "-v", "-N", "-o", "ExitOnForwardFailure=yes",
		"-L", dir+"/port:"+target.address(), "-L", dir+"/socket:"+dir+"/port", "-D", "127.0.0.1:"+proxy, "h")
	log := follow(t, cmd)
	log.await("Entering interactive session")
	for _, c := range []struct{ network, address, asks string }{
		{"unix", dir + "/port", ""},
		{"unix", dir + "/socket", ""},
		{"tcp", "127.0.0.1:" + proxy, "\x05\x01\x00\x05\x01\x00\x03\x09127.0.0.1" + portBytes(t, port)},
	} {
		conn, err := net.Dial(c.network, c.address)
		if err != nil {
			t.Fatal(err)
		}
		if c.asks != "" { // else ssh may have given up by now
			if _, err := io.WriteString(conn, c.asks); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := io.Copy(io.Discard, conn); err != nil { // until ssh gives up
			t.Errorf("%s: %v", c.address, err)
		}
		_ = conn.Close()
	}
	log.await("open failed", "open failed", "open failed")
}

// portBytes returns a port as a proxy is told of it.
func portBytes(t *testing.T, port string) string {
	t.Helper()
	n, err := net.LookupPort("tcp", port)
	if err != nil {
		t.Fatal(err)
	}
	return string([]byte{byte(n >> 8), byte(n)})
}

// A running is a program under way, of which the log is read.
type running struct {
	t       *testing.T
	mu      sync.Mutex
	lines   []string
	changed chan struct{}
	ended   bool
}

// follow starts a program and reads what it says on its error stream, until the
// test ends.
func follow(t *testing.T, cmd *exec.Cmd) *running {
	t.Helper()
	r := &running{t: t, changed: make(chan struct{})}
	errs, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		for lines := bufio.NewScanner(errs); lines.Scan(); {
			r.add(lines.Text(), false)
		}
		r.add("", true)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-read
		_ = cmd.Wait()
	})
	return r
}

func (r *running) add(line string, end bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines, r.ended = append(r.lines, line), end
	close(r.changed)
	r.changed = make(chan struct{})
}

// await waits until lines of the log hold texts, one line for each.
func (r *running) await(texts ...string) {
	r.t.Helper()
	late := time.After(patience)
	for {
		r.mu.Lock()
		lines, changed, ended := slices.Clone(r.lines), r.changed, r.ended
		r.mu.Unlock()
		left := slices.Clone(texts)
		for _, line := range lines {
			if i := slices.IndexFunc(left, func(text string) bool { return strings.Contains(line, text) }); i >= 0 {
				left = slices.Delete(left, i, i+1)
			}
		}
		if len(left) == 0 {
			return
		}
		if ended {
			r.t.Fatalf("the program ended before it said %q:\n%s", left, strings.Join(lines, "\n"))
		}
		select {
		case <-changed:
		case <-late:
			r.t.Fatalf("waited in vain for %q:\n%s", left, strings.Join(lines, "\n"))
		}
	}
}

// TestTheDisplayIsNotForwardedForOpenSSH asks for the agent, the display and a
// tunnel as well; the command is served all the same.
func TestTheDisplayIsNotForwardedForOpenSSH(t *testing.T) {
	t.Parallel()
	h := openSSH(t, nil)
	for _, options := range [][]string{{"-A"}, {"-X"}, {"-Y"}} {
		cmd := h.ssh("ssh", "carol", append(options, "-v", "h", "kinds")...)
		socket := agentSocket(t)
		cmd.Env = append(cmd.Env, "DISPLAY=127.0.0.1:99", "SSH_AUTH_SOCK="+socket)
		out, errs, code := result(t, cmd)
		if code != 0 || !strings.Contains(out, "Signaling") {
			t.Errorf("%s: exit code %d\n%s%s", options, code, out, errs)
		}
		if options[0] != "-A" && !strings.Contains(errs, "X11 forwarding request failed") {
			t.Errorf("%s: ssh was not refused:\n%s", options, errs)
		}
		if strings.Contains(errs, "auth-agent@openssh.com") && strings.Contains(errs, "client_input_channel_open") {
			t.Errorf("%s: the host asks for the agent:\n%s", options, errs)
		}
	}
	for _, options := range [][]string{{"-w", "any"}, {"-w", "any", "-o", "Tunnel=ethernet"}} {
		out, errs, code := result(t, h.ssh("ssh", "carol", append(options, "-N", "-o", "ExitOnForwardFailure=yes", "h")...))
		if code == 0 || !strings.Contains(strings.ToLower(errs), "tun") {
			t.Errorf("%s: exit code %d\n%s%s", options, code, out, errs)
		}
	}
}

// agentSocket serves an agent without keys until the test ends, and returns its
// socket.
func agentSocket(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "m") // the names of sockets are short
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", dir+"/a")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_ = agent.ServeAgent(agent.NewKeyring(), conn)
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-done
		_ = os.RemoveAll(dir)
	})
	return l.Addr().String()
}

// TestChannelsAndGlobalRequestsAreRefused asks for what the programs of OpenSSH
// do not, or not on every machine.
func TestChannelsAndGlobalRequestsAreRefused(t *testing.T) {
	t.Parallel()
	h := startHost(t, nil)
	target := forbid(t)
	client := h.dial("anna", "anna")
	for _, kind := range []string{
		"direct-tcpip", "forwarded-tcpip", "direct-streamlocal@openssh.com", "tun@openssh.com", "x11",
		"auth-agent@openssh.com", "session@", "\x1b]0;x\x07", strings.Repeat("x", 1<<15),
	} {
		host, port, err := net.SplitHostPort(target.address())
		if err != nil {
			t.Fatal(err)
		}
		number, err := net.LookupPort("tcp", port)
		if err != nil {
			t.Fatal(err)
		}
		channel, _, err := client.OpenChannel(kind, payload(host, uint32(number), "127.0.0.1", uint32(1)))
		if err == nil {
			_ = channel.Close()
			t.Errorf("a channel %.40q was opened", kind)
		}
	}
	for _, c := range []struct {
		kind string
		data []byte
	}{
		{"tcpip-forward", payload("127.0.0.1", uint32(0))},
		{"tcpip-forward", payload("", uint32(0))},
		{"cancel-tcpip-forward", payload("127.0.0.1", uint32(22))},
		{"streamlocal-forward@openssh.com", payload(h.file("socket"))},
		{"no-more-sessions@openssh.com", nil},
		{"hostkeys-prove-00@openssh.com", payload("x")},
		{"\x1b[2J", payload(strings.Repeat("\x1b", 1<<15))},
	} {
		if ok, _, err := client.SendRequest(c.kind, true, c.data); err != nil || ok {
			t.Errorf("the request %q was granted: %t, %v", c.kind, ok, err)
		}
	}
	opened := client.HandleChannelOpen("auth-agent@openssh.com")
	g := h.session(client, 80, 24)
	for _, kind := range []string{"auth-agent-req@openssh.com", "x11-req", "subsystem", "break", "eow@openssh.com", "xon-xoff"} {
		if ok, err := g.session.SendRequest(kind, true, payload("sftp")); err != nil || ok {
			t.Errorf("the request %q was granted: %t, %v", kind, ok, err)
		}
	}
	if err := g.session.RequestPty("xterm", 24, 80, gossh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	if err := g.session.Shell(); err != nil {
		t.Fatal(err)
	}
	g.watch()
	g.waitFor("Build").leave()
	if len(opened) > 0 {
		t.Error("the host asks for the visitor's agent")
	}
}
