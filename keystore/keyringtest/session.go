//go:build linux

package keyringtest

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// An Option says how a session differs from a good one: one with a keyring
// that is unlocked.
type Option int

// What can be wrong with a session.
const (
	// NoBus leaves the D-Bus session out, and the keyring with it.
	NoBus Option = iota + 1
	// NoService leaves the keyring out. The bus can start none.
	NoService
	// Locked locks the keyring. There is nothing that could show a prompt, so
	// that each is dismissed at once.
	Locked
	// Wedged stops the keyring, so that it accepts calls and answers none.
	Wedged
)

const (
	patience = 20 * time.Second // until a program that was started must answer
	interval = 5 * time.Millisecond
)

// A Session is a D-Bus session with a keyring. It ends with its test.
type Session struct {
	tb      testing.TB
	dir     string
	address string // of the bus; "" if there is none
	bus     *dbus.Conn
	keyring *exec.Cmd
}

// Start starts a session. Where the programs for it are not installed it skips
// the test; where the environment has [MustNotSkip] it fails the test instead.
func Start(tb testing.TB, options ...Option) *Session {
	tb.Helper()
	has := func(o Option) bool { return slices.Contains(options, o) }
	// Not tb.TempDir, which may be too long for the name of a socket.
	dir, err := os.MkdirTemp("", "atc-keyring-")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(dir) })
	s := &Session{tb: tb, dir: dir}
	for _, folder := range []string{s.runtime(), s.data()} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			tb.Fatal(err)
		}
	}
	if has(NoBus) {
		return s
	}
	s.startBus()
	if has(NoService) {
		return s
	}
	s.startKeyring()
	if has(Locked) {
		s.Lock()
	}
	if has(Wedged) {
		s.Wedge()
	}
	return s
}

func (s *Session) runtime() string { return filepath.Join(s.dir, "run") }
func (s *Session) data() string    { return filepath.Join(s.dir, "data") }

// Vars returns the variables, as NAME=value, that lead a process to the
// session and away from every other. An empty value means none.
func (s *Session) Vars() []string {
	return []string{
		"DBUS_SESSION_BUS_ADDRESS=" + s.address,
		"XDG_RUNTIME_DIR=" + s.runtime(),
		"XDG_DATA_HOME=" + s.data(),
		// Without a display nothing can ask the developer for a password.
		"DISPLAY=",
		"WAYLAND_DISPLAY=",
	}
}

// Env returns the environment of this process with Vars in place.
func (s *Session) Env() []string {
	vars := s.Vars()
	env := slices.DeleteFunc(os.Environ(), func(have string) bool {
		name, _, _ := strings.Cut(have, "=")
		return slices.ContainsFunc(vars, func(v string) bool { return strings.HasPrefix(v, name+"=") })
	})
	return append(env, vars...)
}

// Files returns the folder with all that the session has written.
func (s *Session) Files() string { return s.dir }

// busConfig has no folder of services, so that the bus starts nothing by
// itself, a keyring least of all.
const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=SOCKET</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

func (s *Session) startBus() {
	s.tb.Helper()
	config := filepath.Join(s.dir, "bus.conf")
	text := strings.Replace(busConfig, "SOCKET", filepath.Join(s.runtime(), "bus"), 1)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		s.tb.Fatal(err)
	}
	bus := s.command("dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile", "--print-address")
	out, err := bus.StdoutPipe()
	if err != nil {
		s.tb.Fatal(err)
	}
	s.run(bus)
	line, err := bufio.NewReader(out).ReadString('\n') // it listens by now
	if err != nil {
		s.tb.Fatalf("the private D-Bus session does not start: %v", err)
	}
	s.address = strings.TrimSpace(line)
	s.connect()
}

// startKeyring starts the keyring with a password of its own, which makes it
// make and unlock a collection, and waits until that is there.
func (s *Session) startKeyring() {
	s.tb.Helper()
	s.keyring = s.command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	s.keyring.Env = s.Env()
	s.keyring.Stdin = strings.NewReader("throw-away\n")
	s.run(s.keyring)
	ctx, cancel := context.WithTimeout(s.tb.Context(), patience)
	defer cancel()
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for !s.unlocked(ctx) {
		select {
		case <-tick.C:
		case <-ctx.Done():
			s.tb.Fatal("the private keyring does not start")
		}
	}
}

// command prepares a program that ends with the test, or with this process if
// that is killed.
func (s *Session) command(name string, args ...string) *exec.Cmd {
	s.tb.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv(MustNotSkip) != "" {
			s.tb.Fatalf("%s is not installed, without which nothing here is tested", name)
		}
		s.tb.Skipf("%s is not installed: install the packages dbus-daemon and gnome-keyring", name)
	}
	c := exec.CommandContext(s.tb.Context(), path, args...) //nolint:gosec // the programs are named above
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return c
}

func (s *Session) run(c *exec.Cmd) {
	s.tb.Helper()
	if err := c.Start(); err != nil {
		s.tb.Fatal(err)
	}
	// The context of the test has ended by then, and the program with it.
	s.tb.Cleanup(func() { _ = c.Wait() })
}
