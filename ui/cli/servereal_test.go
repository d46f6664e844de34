//go:build linux

package cli_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/tokens"
)

// A served is the real program, serving in a process of its own.
type served struct {
	t       *testing.T
	command *exec.Cmd
	log     bytes.Buffer
	told    struct {
		URL, Key, Fingerprint string
		Bases                 []string `json:"base_urls"`
		Keys                  int
	}
}

// serve starts the program, and waits until it says that it listens.
func (h *home) serve(args ...string) *served {
	h.t.Helper()
	s := &served{t: h.t, command: h.command(append([]string{"serve"}, args...)...)}
	s.command.Stderr = &s.log
	out, err := s.command.StdoutPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	if err := s.command.Start(); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = s.command.Process.Kill() }) // unless it has ended
	if err := json.NewDecoder(out).Decode(&s.told); err != nil {
		_ = s.command.Wait()
		h.t.Fatalf("%q says nothing on stdout: %v\n%s", args, err, &s.log)
	}
	return s
}

// interrupt ends it as ctrl+c does, and returns what it has logged.
func (s *served) interrupt() string {
	s.t.Helper()
	if err := s.command.Process.Signal(os.Interrupt); err != nil {
		s.t.Fatal(err)
	}
	if err := s.command.Wait(); err != nil {
		s.t.Errorf("it ended with %v:\n%s", err, &s.log)
	}
	return s.log.String()
}

// ask asks for a target as the client of a guide does.
func (s *served) ask(method, target, body string, header ...string) (status int, answer string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, target, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

func TestTheRealServerAnswersClients(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	s := h.serve("tokens", "--listen", "127.0.0.1:0", "--json")
	status, answer := s.ask(http.MethodGet, s.told.URL+"/rtc/lobby/publisher/uid/12345/", "")
	var given struct {
		Token string `json:"rtcToken"`
	}
	if err := json.Unmarshal([]byte(answer), &given); err != nil || status != http.StatusOK {
		t.Fatalf("status %d, %s: %v", status, answer, err)
	}
	token, err := tokens.Default.Decode(given.Token)
	demo := keystore.Demo()
	if err != nil || token.SignedBy([]tokens.Certificate{{AppID: demo.AppID, Value: demo.Primary}}, tokens.Subject{}).Status != tokens.Signed {
		t.Errorf("the answer %s is no token of the demo project: %v", answer, err)
	}
	if status, answer := s.ask(http.MethodGet, s.told.URL+"/access_token", ""); status != http.StatusBadRequest {
		t.Errorf("without a channel: status %d, %s", status, answer)
	}
	if s.told.Key != "" {
		t.Error("a key is made for this machine")
	}
	log := s.interrupt()
	for _, want := range []string{" GET /rtc/lobby/publisher/uid/12345: 200 ", " for 12345 in lobby, lives 1 h, took ", " GET /access_token: 400, ", "for development only"} {
		if !strings.Contains(log, want) {
			t.Errorf("it does not log %q:\n%s", want, log)
		}
	}
	if strings.Contains(log, given.Token) {
		t.Errorf("it logs a token:\n%s", log)
	}
}

func TestTheRealServerWantsItsKeyWhereOthersReachIt(t *testing.T) {
	t.Parallel()
	s := newHome(t).serve("tokens", "--listen", ":0", "--json")
	if s.told.Key == "" || len(s.told.Bases) == 0 {
		t.Fatalf("it tells no key: %+v", s.told)
	}
	const target = "/access_token?channel=lobby"
	for _, c := range []struct {
		url    string
		header []string
		want   int
	}{
		{s.told.URL, nil, http.StatusUnauthorized},
		{s.told.URL, []string{"Authorization", "Bearer " + s.told.Key}, http.StatusOK},
		{s.told.Bases[0], nil, http.StatusOK},
		{s.told.URL + "/k/" + strings.Repeat("0", len(s.told.Key)), nil, http.StatusUnauthorized},
	} {
		if status, answer := s.ask(http.MethodGet, c.url+target, "", c.header...); status != c.want {
			t.Errorf("%v: status %d, want %d: %s", c.header, status, c.want, answer)
		}
	}
	if log := s.interrupt(); strings.Contains(log, s.told.Key) {
		t.Errorf("it logs the key:\n%s", log)
	}
}

func TestTheRealConsoleIsServedUntilItIsInterrupted(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	keys := filepath.Join(h.dir, "keys")
	if err := os.WriteFile(keys, []byte(publicKey(t)+" alice\n"+publicKey(t)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.vars = append(h.vars, "XDG_STATE_HOME="+filepath.Join(h.dir, "state"))
	s := h.serve("ssh", "--demo", "--authorized-keys", keys, "--listen", "127.0.0.1:0", "--json")
	if s.told.Keys != 2 || !strings.HasPrefix(s.told.Fingerprint, "SHA256:") {
		t.Errorf("it tells %+v", s.told)
	}
	log := s.interrupt()
	for _, want := range []string{"visitors type ssh -p ", s.told.Fingerprint, "2 keys may log in, from " + keys, "nothing of this machine is shared"} {
		if !strings.Contains(log, want) {
			t.Errorf("it does not say %q:\n%s", want, log)
		}
	}
	again := h.serve("ssh", "--authorized-keys", keys, "--listen", "127.0.0.1:0", "--json")
	if again.told.Fingerprint != s.told.Fingerprint {
		t.Error("it has another host key at the second start")
	}
	again.interrupt()
}

// publicKey returns a new key as it stands in a file of authorized keys.
func publicKey(t *testing.T) string {
	t.Helper()
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var wire []byte
	for _, part := range [][]byte{[]byte("ssh-ed25519"), public} {
		wire = append(binary.BigEndian.AppendUint32(wire, uint32(len(part))), part...)
	}
	return "ssh-ed25519 " + base64.StdEncoding.EncodeToString(wire)
}
