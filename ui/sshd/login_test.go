package sshd

import (
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

func TestOnlyListedKeysLogIn(t *testing.T) {
	t.Parallel()
	h := serve(t, nil)
	stranger := newKey(t)
	authority := newKey(t)
	certificate := &gossh.Certificate{
		Key: stranger.PublicKey(), CertType: gossh.UserCert, ValidPrincipals: []string{"grace"}, ValidBefore: gossh.CertTimeInfinity,
	}
	if err := certificate.SignCert(rand.Reader, authority); err != nil {
		t.Fatal(err)
	}
	certified, err := gossh.NewCertSigner(certificate, stranger)
	if err != nil {
		t.Fatal(err)
	}
	for name, auth := range map[string][]gossh.AuthMethod{
		"nothing":        nil,
		"a strange key":  {gossh.PublicKeys(stranger)},
		"a certificate":  {gossh.PublicKeys(certified)},
		"a password":     {gossh.Password("")},
		"an interactive": {gossh.KeyboardInteractive(func(string, string, []string, []bool) ([]string, error) { return nil, nil })},
	} {
		if client, err := gossh.Dial("tcp", h.Address(), clientConfig(auth...)); err == nil {
			_ = client.Close()
			t.Errorf("%s: logged in", name)
		}
	}
	if len(h.Visitors()) > 0 {
		t.Error("a stranger is a visitor")
	}
	h.logs("no key that may log in")
	client, err := gossh.Dial("tcp", h.Address(), clientConfig(gossh.PublicKeys(stranger, h.key)))
	if err != nil {
		t.Fatal("a second key that is listed was refused:", err)
	}
	_ = client.Close()
}

// TestRightsAreThoseOfTheKeyThatLoggedIn offers a listed key that the client
// does not have, too.
func TestRightsAreThoseOfTheKeyThatLoggedIn(t *testing.T) {
	t.Parallel()
	h := serve(t, nil)
	other := newKey(t)
	h.list(line(h.key, "ada") + line(other, "somebody else"))
	if client, err := gossh.Dial("tcp", h.Address(), clientConfig(gossh.PublicKeys(unproven{other}, h.key))); err == nil {
		_ = client.Close()
		t.Error("a client logged in that signed wrongly")
	}
	client := h.dial()
	v := h.open(client)
	v.start("xterm", 80, 24)
	v.sees("pad")
	if who := h.Visitors()[0]; who.Label != "ada" {
		t.Errorf("the visitor is taken for %q", who.Label)
	}
}

// unproven is a key that somebody has seen, but does not have.
type unproven struct{ gossh.Signer }

func (u unproven) Sign(io.Reader, []byte) (*gossh.Signature, error) {
	return &gossh.Signature{Format: gossh.KeyAlgoED25519, Blob: make([]byte, 64)}, nil
}

func TestTheListOfKeysIsReadAgain(t *testing.T) {
	t.Parallel()
	h := serve(t, nil)
	second := newKey(t)
	login := func(key gossh.Signer) error {
		client, err := gossh.Dial("tcp", h.Address(), clientConfig(gossh.PublicKeys(key)))
		if err == nil {
			_ = client.Close()
		}
		return err
	}
	h.list(line(h.key, "ada") + line(second, "second"))
	if err := login(second); err != nil {
		t.Error("a new key was refused:", err)
	}
	if h.Keys() != 2 {
		t.Errorf("%d keys", h.Keys())
	}
	old := h.dial()
	h.list(line(second, "second"))
	if login(h.key) == nil {
		t.Error("a key that was taken away logged in")
	}
	v := h.open(old)
	v.start("xterm", 80, 24)
	if code := v.exit(); code != 1 {
		t.Error("exit code", code)
	}
	v.sees("may not log in any more")
	h.list("ssh-ed25519 nonsense-that-is-secret\n")
	if err := login(second); err != nil {
		t.Error("a broken file took the keys away:", err)
	}
	h.logs("the keys read before stay, 1 in all")
	h.logs("line 1")
	if strings.Contains(h.log(), "nonsense") {
		t.Error("the log quotes the file:", h.log())
	}
	h.list("# nobody\n")
	if login(second) == nil || h.Keys() != 0 {
		t.Error("the last key was taken away, and logged in")
	}
	h.list(line(second, "second"))
	if err := login(second); err != nil {
		t.Error("a key that came back was refused:", err)
	}
	if err := os.Remove(h.keysFile()); err != nil {
		t.Fatal(err)
	}
	if login(second) == nil {
		t.Error("a key logged in although there is no file any more")
	}
	h.logs("nobody may log in now")
}

func TestAServerNeedsKeysToStart(t *testing.T) {
	t.Parallel()
	good := line(newKey(t), "ada")
	for name, text := range map[string]string{
		"no key in it":                 "# nobody\n\n",
		"there is no key":              "",
		"line 2: this is not":          good + "secret-that-was-pasted\n",
		"line 1: the option from":      `from="10.0.0.1" ` + good,
		"line 1: the option command":   `command="ls" ` + good,
		"line 1: the option no-pty":    "no-pty " + good,
		"an option before the key":     `secret-option="x" ` + good,
		"the option cert-authority":    "cert-authority " + good,
		"the option expiry-time":       `restrict,expiry-time="20200101" ` + good,
		"the option environment":       `environment="A=b" ` + good,
		"this is a private key":        "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret\n",
		"in another format":            "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n",
		"this is not a text":           "\x00\x01",
		"ssh-dss are not accepted":     dssLine,
		"of 1024 bits is too weak":     weakRSALine,
		"line 1: certificates are not": certificateLine(t),
	} {
		file := filepath.Join(t.TempDir(), "keys")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Start(t.Context(), Config{Listen: "127.0.0.1:0", HostKey: filepath.Join(t.TempDir(), "k"), AuthorizedKeys: file, Model: serveNothing})
		if !errors.Is(err, ErrNoAuthorizedKeys) || !strings.Contains(err.Error(), name) || strings.Count(err.Error(), "authorized keys") != 1 {
			t.Errorf("%q gives %v", name, err)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("%q is quoted: %v", name, err)
		}
	}
	for _, file := range []string{"", filepath.Join(t.TempDir(), "missing"), t.TempDir()} {
		_, err := Start(t.Context(), Config{AuthorizedKeys: file, Model: serveNothing})
		if !errors.Is(err, ErrNoAuthorizedKeys) || strings.Count(err.Error(), "authorized keys") != 1 || !strings.Contains(err.Error(), "ssh-keygen -t ed25519") {
			t.Errorf("keys in %q: %v", file, err)
		}
	}
}

func TestFilesOfKeysAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	one, two := newKey(t), newKey(t)
	keys, err := parseKeys([]byte("\uFEFF# visitors\r\n\r\n  restrict,pty,no-X11-forwarding " + line(one, "Ada \x1b[2J L.") + "\r\n" + line(two, "") + line(two, "twice")))
	if err != nil {
		t.Fatal(err)
	}
	if label, ok := keys.label(one.PublicKey()); !ok || label != "Ada ␛[2J L." {
		t.Errorf("the first is %q, %v", label, ok)
	}
	if label, ok := keys.label(two.PublicKey()); !ok || label != "" || len(keys) != 2 {
		t.Errorf("the second is %q, %v of %d", label, ok, len(keys))
	}
	if _, ok := keys.label(newKey(t).PublicKey()); ok {
		t.Error("a key that is not in it is listed")
	}
}

func TestSlowLoginsAreCutOff(t *testing.T) {
	t.Parallel()
	h := serve(t, func(c *Config) { c.Limits.Handshake = 100 * time.Millisecond })
	raw := dialRaw(t, h.Address())
	if _, err := raw.Write([]byte("SSH-2.0-slow\r\n")); err != nil {
		t.Fatal(err)
	}
	awaitEnd(t, raw)
}

func TestASilentSessionIsCutOff(t *testing.T) {
	t.Parallel()
	h := serve(t, func(c *Config) { c.Limits.Handshake = 300 * time.Millisecond })
	client := h.dial()
	if _, _, err := client.OpenChannel("session", nil); err != nil {
		t.Fatal(err)
	}
	if err := client.Wait(); err == nil {
		t.Error("the connection ended in order")
	}
}

// A channel holds its connection, with all its buffers, for as long as its timer
// runs. Visitors who come and go quickly would pile them up.
func TestAClientThatHasLetGoIsNotKept(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*channel){
		"first": func(ch *channel) { ch.letGo(); ch.expectClose() },
		"last":  func(ch *channel) { ch.expectClose(); ch.letGo() },
	} {
		ch := &channel{
			server: &Server{config: Config{Limits: DefaultLimits()}}, stall: &stall{}, gone: make(chan struct{}),
			timer: time.AfterFunc(time.Hour, func() {}),
		}
		if end(ch); ch.timer.Stop() {
			t.Errorf("the client let go %s, and its timer runs", name)
		}
	}
}
