//go:build linux

package cli_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"atc/keystore/keyringtest"
	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui/uitest"
)

// The pair of the public vectors, which Agora published.
const (
	publicAppID       = "970CA35de60c44645bbae8a215061b33"
	publicCertificate = "5CFd2fd1755d40ecb72977518be15d3b"
)

// home is a person's account on a machine: where atc writes, and what it gets
// to see of the environment.
type home struct {
	t    *testing.T
	atc  string
	dir  string
	vars []string
	// secrets are what must be seen nowhere.
	secrets []string
}

func newHome(t *testing.T, vars ...string) *home {
	t.Helper()
	dir := t.TempDir()
	return &home{t, uitest.Program(t), dir, append([]string{
		"HOME=" + dir, "XDG_CONFIG_HOME=" + filepath.Join(dir, "config"), "PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8",
	}, vars...), []string{publicCertificate}}
}

func (h *home) command(args ...string) *exec.Cmd {
	c := exec.Command(h.atc, args...)
	c.Env, c.Dir = h.vars, h.dir
	return c
}

// lacks fails the test if a text holds a secret in any spelling.
func (h *home) lacks(where, text string) {
	h.t.Helper()
	for _, s := range h.secrets {
		raw := []byte(s)
		for _, spelling := range []string{s, hex.EncodeToString(raw), base64.StdEncoding.EncodeToString(raw)} {
			if strings.Contains(strings.ToLower(text), strings.ToLower(spelling)) {
				h.t.Errorf("%s holds a secret:\n%s", where, text)
			}
		}
	}
}

// processLacks looks at what every user of the machine sees of a process.
func (h *home) processLacks(c *exec.Cmd) {
	h.t.Helper()
	h.procLacks(filepath.Join("/proc", strconv.Itoa(c.Process.Pid)))
}

func (h *home) procLacks(process string) {
	h.t.Helper()
	for _, file := range []string{"cmdline", "environ"} {
		text, err := os.ReadFile(filepath.Join(process, file))
		// A process that has begun just now has neither yet: the kernel lays
		// them out after it has let its parent go on.
		for begun := time.Now(); err == nil && len(text) == 0 && time.Since(begun) < 10*time.Second; runtime.Gosched() {
			text, err = os.ReadFile(filepath.Join(process, file))
		}
		if err != nil || len(text) == 0 {
			h.t.Fatalf("read %s of the process: %d bytes, %v", file, len(text), err)
		}
		h.lacks("/proc/PID/"+file, string(text))
	}
}

// loginLacks looks at the processes of atc that were started by a login.
func (h *home) loginLacks() {
	h.t.Helper()
	seen := 0
	programs, _ := filepath.Glob("/proc/[0-9]*/exe")
	for _, exe := range programs {
		if program, err := os.Readlink(exe); err == nil && program == h.atc {
			h.procLacks(filepath.Dir(exe))
			seen++
		}
	}
	if seen == 0 {
		h.t.Error("no process of atc was found")
	}
}

// filesLack looks into every file below the folders.
func (h *home) filesLack(folders ...string) {
	h.t.Helper()
	seen := 0
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(file string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			text, err := os.ReadFile(file)
			h.lacks(file, string(text))
			seen++
			return err
		})
		if err != nil {
			h.t.Fatal(err)
		}
	}
	if seen == 0 {
		h.t.Error("nothing was written")
	}
}

// builds fails the test unless text is a token that the certificate signed.
func (h *home) builds(text string) {
	h.t.Helper()
	fields := strings.Fields(text)
	if len(fields) == 0 {
		h.t.Fatal("there is no token")
	}
	token, err := tokens.Default.Decode(fields[len(fields)-1])
	if err != nil {
		h.t.Fatalf("decode %q: %v", text, err)
	}
	v := token.SignedBy([]tokens.Certificate{{AppID: publicAppID, Value: secret.New(publicCertificate)}}, tokens.Subject{})
	if v.Status != tokens.Signed {
		h.t.Errorf("the token is not signed by the stored certificate: %+v", v)
	}
}

// TestACertificateInTheKeyringIsNowhereElse adds a project, builds with it in
// another process, and opens it in the console.
func TestACertificateInTheKeyringIsNowhereElse(t *testing.T) {
	t.Parallel()
	session := keyringtest.Start(t)
	h := newHome(t, session.Vars()...)

	add := h.command("project", "add", "acme", "--app-id", publicAppID, "--certificate-file", "-")
	var out bytes.Buffer
	add.Stdout, add.Stderr = &out, &out
	in, err := add.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := add.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Write([]byte(publicCertificate + "\n")); err != nil {
		t.Fatal(err)
	}
	h.processLacks(add) // it waits for the end of stdin
	_ = in.Close()
	if err := add.Wait(); err != nil {
		t.Fatalf("project add: %v\n%s", err, &out)
	}
	h.lacks("the output of project add", out.String())

	for _, args := range [][]string{{"project", "show", "acme"}, {"project", "list", "--json"}, {"project", "check"}} {
		text, err := h.command(args...).CombinedOutput()
		if err != nil {
			t.Errorf("atc %s: %v\n%s", strings.Join(args, " "), err, text)
		}
		h.lacks(strings.Join(args, " "), string(text))
	}

	token, err := h.command("build", "rtc", "--channel", "lobby", "--project", "acme").Output()
	if err != nil {
		t.Fatalf("build: %v\n%s", err, token)
	}
	h.builds(string(token))

	console := h.command()
	term := uitest.Start(t, console, 100, 30).WaitFor("acme", "keyring", "fill in")
	term.Type("lobby").WaitFor("signed by acme, primary")
	h.processLacks(console)
	term.Send("alt+4").WaitFor("active: new tokens are signed")
	h.lacks("the console", term.Screen())
	if code := term.Send("ctrl+c").Exit(); code != 0 {
		t.Errorf("the console ended with exit code %d", code)
	}
	h.filesLack(h.dir, session.Files())
}

// TestACertificateInTheVaultIsNowhereElse does the same over SSH, where there
// is neither a desktop nor a keyring.
func TestACertificateInTheVaultIsNowhereElse(t *testing.T) {
	t.Parallel()
	const passphrase = "correct horse battery"
	h := newHome(t)
	h.secrets = append(h.secrets, passphrase)
	ssh := sshd(t, h)

	login := ssh(h.atc + " project add acme --keystore vault --app-id " + publicAppID)
	term := uitest.Start(t, login, 100, 30).WaitFor("assphrase")
	term.Type(passphrase + "\r").WaitFor("again:").Type(passphrase + "\r")
	term.WaitFor("primary App Certificate").Type(publicCertificate + "\r")
	term.WaitFor("secondary App Certificate")
	h.loginLacks()
	term.Type("\r")
	if code := term.Exit(); code != 0 {
		t.Fatalf("project add ended with exit code %d:\n%s", code, term.Screen())
	}
	h.lacks("the terminal of project add", term.Screen())

	build := uitest.Start(t, ssh(h.atc+" build rtc --channel lobby --keystore vault --project acme"), 400, 30)
	build.WaitFor("assphrase").Type(passphrase + "\r")
	if code := build.Exit(); code != 0 {
		t.Fatalf("build ended with exit code %d:\n%s", code, build.Screen())
	}
	h.builds(build.Screen())

	console := uitest.Start(t, ssh("exec "+h.atc+" --keystore vault"), 100, 30).WaitFor("The vault is locked")
	console.Type(passphrase+"\r").WaitFor("acme", "the vault is open").Type("lobby").WaitFor("signed by acme, primary")
	h.loginLacks()
	h.lacks("the console", console.Screen())
	if code := console.Send("ctrl+c").Exit(); code != 0 {
		t.Errorf("the console ended with exit code %d", code)
	}
	h.filesLack(h.dir)
}

// sshd returns how to run a command over ssh localhost, in a terminal, with
// the environment of the home. A server is started for each connection, with
// keys and a configuration of its own.
func sshd(t *testing.T, h *home) func(command string) *exec.Cmd {
	t.Helper()
	server := "/usr/sbin/sshd" // it insists on a whole path
	for _, program := range []string{server, "ssh", "ssh-keygen"} {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv(keyringtest.MustNotSkip) != "" {
				t.Fatalf("%s is not installed", program)
			}
			t.Skipf("%s is not installed: install the packages openssh-client and openssh-server", program)
		}
	}
	if os.Getuid() == 0 {
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil { // where a server of root parts with its rights
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	key, host, config := filepath.Join(dir, "key"), filepath.Join(dir, "host"), filepath.Join(dir, "sshd_config")
	for _, file := range []string{key, host} {
		if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file).CombinedOutput(); err != nil {
			t.Fatalf("ssh-keygen: %v\n%s", err, out)
		}
	}
	text := "HostKey " + host + "\nAuthorizedKeysFile " + key + ".pub\nStrictModes no\nUsePAM no\nPidFile none\nPrintMotd no\nPermitRootLogin yes\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return func(command string) *exec.Cmd {
		return exec.Command("ssh", "-tt", "-q", "-F", "none", "-i", key,
			"-o", "ProxyCommand="+server+" -i -f "+config+" -E "+filepath.Join(dir, "log"), "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
			"localhost", "env XDG_CONFIG_HOME="+filepath.Join(h.dir, "config")+" LC_ALL=C.UTF-8 sh -c '"+command+"'")
	}
}
