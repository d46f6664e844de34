package serve_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui"
	"atc/ui/serve"

	gossh "golang.org/x/crypto/ssh"
)

// patience is how long these tests wait for anything. It is long because it is
// only ever spent by a test that fails.
const patience = 30 * time.Second

// mustNotSkip names the variable that makes a test fail, instead of being
// skipped, where a program that it needs is not installed.
const mustNotSkip = "ATC_MUST_NOT_SKIP"

// certificate is that of the project that a host shares: the one of the public
// test vectors.
const (
	publicAppID = "970CA35de60c44645bbae8a215061b33"
	certificate = "5CFd2fd1755d40ecb72977518be15d3b"
)

// acme is a project that a host shares.
func acme(sharing keystore.Sharing) *keystore.Project {
	return &keystore.Project{
		Name: "acme", AppID: publicAppID, Primary: secret.New(certificate),
		Notes: "the notes of the host", Sharing: sharing,
	}
}

// signedByAcme reports whether the certificate of the shared project signed a
// token.
func signedByAcme(t *tokens.Token) bool {
	return t.SignedBy([]tokens.Certificate{{AppID: publicAppID, Value: secret.New(certificate)}}, tokens.Subject{}).Status == tokens.Signed
}

// A host serves the console on a port of its own, to the keys of its file.
type host struct {
	tb     testing.TB
	dir    string
	server ui.SSHServer
	end    context.CancelFunc

	mu     sync.Mutex
	events []ui.VisitorEvent
}

// startHost serves a console until the test ends. change, which may be nil,
// changes the options.
func startHost(tb testing.TB, change func(*ui.SSHOptions)) *host {
	tb.Helper()
	h := &host{tb: tb, dir: tb.TempDir()}
	h.write("authorized_keys", strings.Join([]string{h.newKey("anna"), h.newKey("bob"), h.newKey("eve")}, ""))
	h.newKey("stranger")
	h.start(change)
	return h
}

// start serves the console in the host's folder, as a start of the program does.
func (h *host) start(change func(*ui.SSHOptions)) {
	h.tb.Helper()
	o := h.options()
	if change != nil {
		change(&o)
	}
	ctx, end := context.WithCancel(h.tb.Context())
	server, err := h.servers().StartSSH(ctx, o)
	if err != nil {
		h.tb.Fatalf("serve the console: %v", err)
	}
	h.server, h.end = server, end
	h.write("known_hosts", h.knownHost(server))
	h.tb.Cleanup(func() {
		end()
		if err := server.Wait(); err != nil {
			h.tb.Errorf("the server ended with %v", err)
		}
	})
}

// servers starts servers with a folder for state of the host's own.
func (h *host) servers() *serve.Servers {
	return serve.New(serve.Config{
		Catalog: tokens.Default, Now: time.Now, Rand: rand.Reader, Version: "v1", State: h.file("state"),
	})
}

func (h *host) options() ui.SSHOptions {
	return ui.SSHOptions{
		Listen: "127.0.0.1:0", AuthorizedKeys: h.file("authorized_keys"), Log: h.note,
		// The tests are many clients from one address.
		Limits: ui.SSHLimits{PerKey: 50, Rate: 1000},
	}
}

func (h *host) note(e ui.VisitorEvent) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events = append(h.events, e)
}

// happened returns what the log was told of.
func (h *host) happened(what string) []ui.VisitorEvent {
	h.mu.Lock()
	defer h.mu.Unlock()
	var found []ui.VisitorEvent
	for _, e := range h.events {
		if e.What == what {
			found = append(found, e)
		}
	}
	return found
}

func (h *host) file(name string) string { return filepath.Join(h.dir, name) }

func (h *host) write(name, text string) {
	h.tb.Helper()
	if err := os.WriteFile(h.file(name), []byte(text), 0o600); err != nil {
		h.tb.Fatal(err)
	}
}

// newKey makes a key of which OpenSSH can read the file, and returns its line
// for the authorized keys, with its name as the comment.
func (h *host) newKey(name string) string {
	h.tb.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		h.tb.Fatal(err)
	}
	block, err := gossh.MarshalPrivateKey(key, name)
	if err != nil {
		h.tb.Fatal(err)
	}
	h.write(name, string(pem.EncodeToMemory(block)))
	line := strings.TrimSpace(string(gossh.MarshalAuthorizedKey(h.signer(name).PublicKey()))) + " " + name + "@example.com\n"
	h.write(name+".pub", line)
	return line
}

// signer returns the key of that name.
func (h *host) signer(name string) gossh.Signer {
	h.tb.Helper()
	data, err := os.ReadFile(h.file(name))
	if err != nil {
		h.tb.Fatal(err)
	}
	signer, err := gossh.ParsePrivateKey(data)
	if err != nil {
		h.tb.Fatal(err)
	}
	return signer
}

// knownHost returns the line of a server for OpenSSH's file of hosts that are
// known, as the key that the server shows.
func (h *host) knownHost(server ui.SSHServer) string {
	h.tb.Helper()
	var shown gossh.PublicKey
	client, err := gossh.Dial("tcp", server.Address(), &gossh.ClientConfig{
		User: "anna", Auth: []gossh.AuthMethod{gossh.PublicKeys(h.signer("anna"))}, Timeout: patience,
		HostKeyCallback: func(_ string, _ net.Addr, key gossh.PublicKey) error {
			shown = key
			return nil
		},
	})
	if err != nil {
		h.tb.Fatalf("log in: %v", err)
	}
	if err := client.Close(); err != nil {
		h.tb.Error(err)
	}
	if got := gossh.FingerprintSHA256(shown); got != server.Fingerprint() {
		h.tb.Errorf("the server shows the key %s and says %s", got, server.Fingerprint())
	}
	_, port, err := net.SplitHostPort(server.Address())
	if err != nil {
		h.tb.Fatal(err)
	}
	return "[127.0.0.1]:" + port + " " + string(gossh.MarshalAuthorizedKey(shown))
}

// await waits until a condition holds, which nobody tells of.
func await(tb testing.TB, what string, holds func() bool) {
	tb.Helper()
	often := time.NewTicker(2 * time.Millisecond)
	defer often.Stop()
	for late := time.After(patience); !holds(); {
		select {
		case <-often.C:
		case <-late:
			tb.Fatalf("waited in vain until %s", what)
		}
	}
}

// visitors waits until so many are there, and returns them.
func (h *host) visitors(n int) []ui.Visitor {
	h.tb.Helper()
	often := time.NewTicker(2 * time.Millisecond)
	defer often.Stop()
	for late := time.After(patience); ; {
		there := h.server.Visitors()
		if len(there) == n {
			return there
		}
		select {
		case <-often.C:
		case <-late:
			h.tb.Fatalf("there are not %d visitors, but %+v; they left as %+v", n, there, h.happened("left"))
		}
	}
}

func (h *host) read(name string) string {
	h.tb.Helper()
	data, err := os.ReadFile(h.file(name))
	if err != nil {
		h.tb.Fatal(err)
	}
	return string(data)
}
