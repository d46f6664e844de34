package serve_test

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"atc/keystore"
	"atc/tokens"
	"atc/ui"
)

// TestVisitorsSeeNothingOfEachOther has one of them fill what the other, who
// was there before, and one who comes later must find empty.
func TestVisitorsSeeNothingOfEachOther(t *testing.T) {
	t.Parallel()
	h := startHost(t, nil)
	early := h.visit("bob").waitFor("Channel")
	anna := h.visit("anna").waitFor("Channel")
	anna.build("annas-channel")
	anna.typeText("\x1b4").waitFor("Projects").typeText("n").waitFor("New project")
	anna.typeText("annas-project\t" + publicAppID + "\t" + certificate + "\r").waitFor("annas-project is kept in memory")
	anna.typeText("\x1b3").waitFor("R Register").typeText("\x1bR").waitFor("[One]").typeText("annas-user\r").waitFor("annas-user is registered now")

	for _, g := range []*guest{early, h.visit("bob").waitFor("Channel")} {
		g.typeText("\x1b4").waitFor("1 project").typeText("\x1b3").waitFor("R Register").typeText("\x1bU").waitFor("[U Users]", "amara.okafor")
		g.typeText("\x1b1").waitFor("Channel").typeText("\x1bt").waitFor("Tray")
		g.leave()
		if got := g.received(); strings.Contains(got, "annas") || strings.Contains(got, publicAppID) {
			t.Errorf("a visitor received what another did:\n%q", got)
		}
	}
	anna.leave()
}

// TestASharedProjectBuildsTokensAndShowsNoCertificate presses everything, and
// looks at every byte that the visitors received.
func TestASharedProjectBuildsTokensAndShowsNoCertificate(t *testing.T) {
	t.Parallel()
	h := startHost(t, func(o *ui.SSHOptions) { o.Share = acme(keystore.SharedToBuild) })
	g := h.visit("anna").waitFor("acme")
	token := g.build("lobby")
	decoded, err := tokens.Default.Decode(token)
	if err != nil || !signedByAcme(decoded) {
		t.Fatalf("copied %q: %v", token, err)
	}
	g.typeText("\x1b2").waitFor("Paste any Agora token").paste(token).waitFor("signed by acme, primary")

	for _, tab := range []string{"\x1b1", "\x1b2", "\x1b3", "\x1b4", "\x1b5"} {
		for i, key := range everyKey() {
			if i%8 == 0 { // a key may have led elsewhere
				g.typeText(tab)
			}
			g.typeText(key)
		}
	}
	g.typeText("\x03\r\x03\r").overAfterMuch() // it asks once if something would be lost
	if g.exit != nil {
		t.Errorf("the session ended with %v:\n%s", g.exit, g.received())
	}
	neverSecret(t, "the console", g.received())

	for _, command := range []string{
		"build rtc --channel lobby --uid 1", "build rtc --channel lobby --uid 1 --json", "kinds", "kinds --json", "help", "version",
		"decode --report " + token, "decode --json " + token, "verify --report " + token, "verify --json --channel lobby --uid 1 " + token,
	} {
		out, errs, _ := h.run("anna", command, nil)
		neverSecret(t, command, out+errs)
	}
}

// everyKey returns what a terminal sends for the keys that the console might
// know, but for ctrl+c, which leaves.
func everyKey() []string {
	keys := []string{"\t", "\r", "\x1b[Z", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[H", "\x1b[F", "\x1b[5~", "\x1b[6~", "\x1b[3~", "\x7f", "\x1bOP"}
	for c := byte(1); c < 0x1b; c++ {
		if c != 3 {
			keys = append(keys, string([]byte{c}))
		}
	}
	for c := byte('!'); c < 0x7f; c++ {
		if c != '[' && c != 'O' && c != ']' && c != 'P' && c != '^' && c != '_' && c != 'X' { // which begin the code of other keys
			keys = append(keys, "\x1b"+string([]byte{c}))
		}
		keys = append(keys, string([]byte{c}))
	}
	return keys
}

// neverSecret fails the test if what was received holds the certificate, or
// what only the host is to know, in any of the ways in which it could be told.
func neverSecret(t *testing.T, where, received string) {
	t.Helper()
	lower := strings.ToLower(received)
	raw, err := hex.DecodeString(certificate)
	if err != nil {
		t.Fatal(err)
	}
	for _, telling := range []string{
		strings.ToLower(certificate), strings.ToLower(reversed(certificate)), string(raw),
		strings.ToLower(hex.EncodeToString([]byte(certificate))), strings.ToLower(hex.EncodeToString([]byte(strings.ToLower(certificate)))),
		"the notes of the host",
	} {
		if strings.Contains(lower, strings.ToLower(telling)) {
			t.Errorf("%s tells the certificate", where)
		}
	}
	for _, plain := range []string{certificate, strings.ToLower(certificate), strings.ToUpper(certificate), string(raw)} {
		for _, coding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			if strings.Contains(received, coding.EncodeToString([]byte(plain))) {
				t.Errorf("%s tells the certificate in base64", where)
			}
		}
	}
}

func reversed(s string) string {
	bytes := []byte(s)
	for i := range len(bytes) / 2 {
		bytes[i], bytes[len(bytes)-1-i] = bytes[len(bytes)-1-i], bytes[i]
	}
	return string(bytes)
}

// TestASharedProjectHasLimits builds what goes beyond them, by a command and by
// keys.
func TestASharedProjectHasLimits(t *testing.T) {
	t.Parallel()
	toBuild := startHost(t, func(o *ui.SSHOptions) { o.Share = acme(keystore.SharedToBuild) })
	toAdminister := startHost(t, func(o *ui.SSHOptions) { o.Share = acme(keystore.SharedToAdminister) })
	owned := startHost(t, func(o *ui.SSHOptions) { o.Share = acme(keystore.Owned) })
	for _, c := range []struct {
		command string
		beyond  bool
	}{
		{"build rtc --channel lobby --uid 1 --lifetime 1h", false},
		{"build rtc --channel lobby --uid 1 --lifetime 2h", true},
		{"build chat-user --user ada --lifetime 1h", false},
		{"build chat-app --lifetime 1h", true},
	} {
		for _, host := range []*host{toBuild, owned, toAdminister} {
			out, errs, code := host.run("anna", c.command, nil)
			refused := c.beyond && host != toAdminister
			if refused && (code != 2 || out != "" || !strings.Contains(errs, "allowed here")) {
				t.Errorf("%s: exit code %d, output %q, message %q", c.command, code, out, errs)
			}
			if decoded, err := tokens.Default.Decode(strings.TrimSpace(out)); !refused && (code != 0 || err != nil || !signedByAcme(decoded)) {
				t.Errorf("%s: exit code %d, output %q, message %q, %v", c.command, code, out, errs, err)
			}
		}
	}
}

// TestAVisitorReachesNoOtherHost has projects of the visitor's own whose Chat is
// on this machine, or where only this machine reaches.
func TestAVisitorReachesNoOtherHost(t *testing.T) {
	t.Parallel()
	h := startHost(t, nil)
	target := forbid(t)
	g := h.visit("eve").waitFor("Channel")
	for i, chat := range []string{
		target.address(), "http://" + target.address(), strings.Replace(target.address(), "127.0.0.1", "localhost", 1),
		"169.254.169.254", "metadata.internal", "[::1]:80", "a1.chat.agora.io.example.com", "127.1",
	} {
		name := "own-" + string(rune('a'+i))
		g.typeText("\x1b4").waitFor("╭─ Projects").typeText("n").waitFor("╭─ New project")
		for _, field := range []string{name, publicAppID, certificate, "", chat} {
			g.paste(field).typeText("\t")
		}
		g.paste("411234#567").typeText("\r").waitFor(name + " is kept in memory")
		g.typeText("\r").waitFor(name + " is in use now")
		g.typeText("\x1b3").waitFor("C Connection").typeText("\x1bU").waitFor("[U Users]", "none of them")
		g.typeText("\x1bC").waitFor("[C Connection]").typeText("\r").waitFor("none of them")
	}
	g.leave()
}

// TestAServerWithoutAFolderForStateSaysSo names no file for the host key either.
func TestAServerWithoutAFolderForStateSaysSo(t *testing.T) {
	t.Parallel()
	_, err := without(t).StartSSH(t.Context(), ui.SSHOptions{Listen: "127.0.0.1:0", AuthorizedKeys: "any"})
	if !errors.Is(err, errNoHostKey) {
		t.Errorf("starting ended with %v", err)
	}
}
