package serve_test

import (
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/ui"
	"atc/ui/serve"
	"atc/ui/uitest"
)

// without returns what starts servers on a machine without a folder for state.
func without(t *testing.T) *serve.Servers {
	t.Helper()
	return serve.New(serve.Config{Now: time.Now})
}

var errNoHostKey = serve.ErrNoHostKey

// soon is how long visitors have when the server ends, and a little more.
const soon = 8 * time.Second

// TestTheEndOfTheServerIsToldToVisitors ends it in both ways, with a visitor at
// OpenSSH and one that has stopped reading.
func TestTheEndOfTheServerIsToldToVisitors(t *testing.T) {
	t.Parallel()
	for way, end := range map[string]func(*host){
		"the end of the context": func(h *host) { h.end() },
		"Close": func(h *host) {
			if err := h.server.Close(); err != nil {
				h.tb.Errorf("Close answers %v", err)
			}
		},
	} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			h := openSSH(t, nil)
			term := uitest.Start(t, h.ssh("ssh", "carol", "h"), 100, 30).WaitFor("Channel")
			h.deaf("anna")
			h.deafCommand("anna")
			h.visitors(3)
			begun := time.Now()
			end(h)
			term.WaitFor("this server is ending")
			if code := term.Exit(); code == 255 {
				t.Errorf("the connection was cut off: exit code %d\n%s", code, term.Screen())
			}
			if term.AltScreen() {
				t.Error("the console did not leave the alternate screen")
			}
			if err := h.server.Wait(); err != nil {
				t.Errorf("the server ended with %v", err)
			}
			if took := time.Since(begun); took > soon {
				t.Errorf("it took %s", took)
			}
			if !closed(h.server.Changed()) {
				t.Error("Changed is not closed")
			}
			if _, err := h.try("anna"); err == nil || !strings.Contains(err.Error(), "refused") {
				t.Errorf("something still listens: %v", err)
			}
		})
	}
}

// closed reports whether a channel is, once what is in it has been taken.
func closed(changed <-chan struct{}) bool {
	for late := time.After(patience); ; {
		select {
		case _, open := <-changed:
			if !open {
				return true
			}
		case <-late:
			return false
		}
	}
}

// TestASecondServerOnAPortSaysThatItIsTaken starts two with one address.
func TestASecondServerOnAPortSaysThatItIsTaken(t *testing.T) {
	t.Parallel()
	h := startHost(t, nil)
	o := h.options()
	o.Listen = h.server.Address()
	second, err := h.servers().StartSSH(t.Context(), o)
	if err == nil {
		_ = second.Close()
		t.Fatal("two servers listen on one port")
	}
	if text := err.Error(); !strings.Contains(text, o.Listen) || !strings.Contains(text, "in use") || strings.Contains(text, "\n") {
		t.Errorf("the message is %q", text)
	}
	h.served("anna")
}

// TestTheHostKeyIsKeptOverRestarts logs in with OpenSSH, which knows the host
// from its first start, after the second on the same port.
func TestTheHostKeyIsKeptOverRestarts(t *testing.T) {
	t.Parallel()
	h := openSSH(t, nil)
	first := h.server.Fingerprint()
	if out, errs, code := result(t, h.ssh("ssh", "carol", "h", "version")); code != 0 {
		t.Fatalf("exit code %d\n%s%s", code, out, errs)
	}
	address, known := h.server.Address(), h.read("known_hosts")
	h.end()
	if err := h.server.Wait(); err != nil {
		t.Fatal(err)
	}
	h.start(func(o *ui.SSHOptions) { o.Listen = address })
	h.write("known_hosts", known)
	if h.server.Fingerprint() != first {
		t.Errorf("the fingerprint was %s and is %s", first, h.server.Fingerprint())
	}
	out, errs, code := result(t, h.ssh("ssh", "carol", "h", "version"))
	if code != 0 || errs != "" {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}

	// A host with another key is one that OpenSSH does not know.
	h.end()
	if err := h.server.Wait(); err != nil {
		t.Fatal(err)
	}
	h.start(func(o *ui.SSHOptions) { o.Listen, o.HostKey = address, h.file("another_host_key") })
	h.write("known_hosts", known)
	if out, errs, code := result(t, h.ssh("ssh", "carol", "h", "version")); code != 255 || !strings.Contains(errs, "HOST IDENTIFICATION HAS CHANGED") {
		t.Errorf("exit code %d\n%s%s", code, out, errs)
	}
}

// TestAVisitorIsSentAwayByTheHost ends one session, and leaves the other.
func TestAVisitorIsSentAwayByTheHost(t *testing.T) {
	t.Parallel()
	h := startHost(t, nil)
	anna := h.visit("anna").waitFor("Channel")
	id := h.visitors(1)[0].ID
	bob := h.visit("bob").waitFor("Channel")
	h.visitors(2)
	if !h.server.End(id) || h.server.End(-1) {
		t.Error("End does not say which visitors there are")
	}
	anna.over()
	if anna.altScreen() {
		t.Error("the console did not leave the alternate screen")
	}
	if there := h.visitors(1); there[0].Label != "bob@example.com" {
		t.Errorf("there is %+v", there[0])
	}
	bob.typeText("still-here").waitFor("still-here").leave()
	h.visitors(0)
	await(t, "the log is told of both", func() bool { return len(h.happened("left")) >= 2 })
	if left := h.happened("left")[0]; left.Visitor.Label != "anna@example.com" || !strings.Contains(left.Why, "ended by whoever serves it") {
		t.Errorf("the log was told %+v", left)
	}
}

// TestAllServersEndTogether closes what started them, as a console does that is
// left.
func TestAllServersEndTogether(t *testing.T) {
	t.Parallel()
	h := startHost(t, nil) // for its keys
	servers := h.servers()
	console, err := servers.StartSSH(t.Context(), h.options())
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := servers.StartTokens(t.Context(), ui.TokenOptions{Listen: "127.0.0.1:0", Project: *acme(keystore.Owned)})
	if err != nil {
		t.Fatal(err)
	}
	servers.Close()
	for what, server := range map[string]ui.Server{"the console": console, "the token server": tokens} {
		if err := server.Wait(); err != nil {
			t.Errorf("%s ended with %v", what, err)
		}
		if !closed(server.Changed()) {
			t.Errorf("%s: Changed is not closed", what)
		}
	}
	if late, err := servers.StartTokens(t.Context(), ui.TokenOptions{Listen: "127.0.0.1:0", Project: *acme(keystore.Owned)}); err == nil {
		if err := late.Wait(); err != nil { // it ends at once
			t.Error(err)
		}
	}
	h.served("anna")
}
