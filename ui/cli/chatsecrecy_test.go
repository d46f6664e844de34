//go:build linux

package cli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"atc/chatapi/emulator"
	"atc/keystore/secret"
	"atc/ui/uitest"
)

// A watchedService is an emulator over HTTP, which keeps the bearer tokens that
// it was sent, and can hold requests back.
type watchedService struct {
	*emulator.Service
	host string

	mu     sync.Mutex
	bearer map[string]bool
	posts  int
	hold   func(posts int) bool // whether to answer no more
	held   chan struct{}        // is told of each request that is held back
}

func watch(t *testing.T, c emulator.Config) *watchedService {
	t.Helper()
	c.AppID, c.Certificates = publicAppID, []secret.Value{secret.New(publicCertificate)}
	service, err := emulator.New(c)
	if err != nil {
		t.Fatal(err)
	}
	w := &watchedService{Service: service, bearer: map[string]bool{}, held: make(chan struct{}, 1000)}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	w.host = strings.TrimPrefix(server.URL, "http://")
	return w
}

func (s *watchedService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.bearer[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")] = true
	if r.Method == http.MethodPost {
		s.posts++
	}
	hold := s.hold != nil && r.Method == http.MethodPost && s.hold(s.posts)
	s.mu.Unlock()
	if hold {
		body, _ := io.ReadAll(r.Body) // or the end of the client is not seen
		_ = body
		s.held <- struct{}{}
		<-r.Context().Done()
		return
	}
	s.Service.ServeHTTP(w, r)
}

// release answers again.
func (s *watchedService) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hold = nil
}

// chatHome is a home with the flags for a service, and a folder for files that
// hold secrets.
func chatHome(t *testing.T, s *watchedService) (h *home, file func(name, text string) string, flags []string) {
	t.Helper()
	h = newHome(t, "GORACE=atexit_sleep_ms=0")
	dir := t.TempDir()
	file = func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return h, file, []string{"--app-id", publicAppID, "--certificate-file", file("certificate", publicCertificate), "--chat-host", s.host}
}

// TestPasswordsAndBearerTokensAreNowhereElse runs all commands, as loud as they
// can be, and looks into what they print and keep.
func TestPasswordsAndBearerTokensAreNowhereElse(t *testing.T) {
	t.Parallel()
	s := watch(t, emulator.Config{Options: emulator.Options{PasswordNeeded: true}})
	h, file, flags := chatHome(t, s)
	passwords := []string{"correct horse battery", "staple-4711", "pa55phrase!", "another secret"}
	h.secrets = append(h.secrets, passwords...)
	list := file("list.csv", "username,password\ncarol,"+passwords[1]+"\ndave,"+passwords[2]+"\nb d,"+passwords[2]+"\nerin,\n")
	password := file("password", passwords[0]+"\n")

	setting := h.command(append([]string{"chat", "users", "password", "alice", "--password-file", "-", "--verbose"}, flags...)...)
	var printed bytes.Buffer
	run := func(args ...string) {
		out, err := h.command(append(append([]string{"chat"}, args...), flags...)...).CombinedOutput()
		var failed *exec.ExitError
		if err != nil && !(errors.As(err, &failed) && failed.ExitCode() == 3) {
			t.Errorf("atc %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		printed.Write(out)
	}
	run("users", "register", "alice", "--password-file", password, "--verbose")
	run("users", "register", "made-up", "--verbose", "--json")

	setting.Stdout, setting.Stderr = &printed, &printed
	in, err := setting.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := setting.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = in.Write([]byte(passwords[3] + "\n"))
	h.processLacks(setting) // it waits for the end of stdin
	_ = in.Close()
	if err := setting.Wait(); err != nil {
		t.Errorf("%v\n%s", err, &printed)
	}
	for _, args := range []string{
		"register --file " + list + " --verbose --json", "users list --json --verbose", "users get alice nobody --verbose", "users status alice --verbose",
		"token bob --register --verbose --json", "users ban bob --verbose", "users kick alice --verbose", "check --json --verbose", "check",
		"exchange --json --verbose", "users delete nobody --yes --json --verbose", "users list --app-key no#app --verbose",
	} {
		run(strings.Fields(args)...)
	}
	for _, u := range s.Users() {
		if !u.Password.IsZero() {
			h.secrets = append(h.secrets, u.Password.Reveal()) // those that were made up, too
		}
	}
	s.mu.Lock()
	for token := range s.bearer {
		h.secrets = append(h.secrets, token)
	}
	s.mu.Unlock()
	if len(h.secrets) < 15 || !strings.Contains(printed.String(), "carol") {
		t.Fatalf("%d secrets, and this was printed:\n%s", len(h.secrets), &printed)
	}
	h.lacks("what the commands printed", printed.String())
	h.filesLack(h.dir) // the journal
}

// TestAnInterruptedRegistrationGoesOn interrupts the real program in the middle
// of a list, and resumes it: nobody is lost, and nobody registered twice.
func TestAnInterruptedRegistrationGoesOn(t *testing.T) {
	t.Parallel()
	const users, batches, answered = 600, 10, 3
	s := watch(t, emulator.Config{})
	s.hold = func(posts int) bool { return posts > answered }
	h, file, flags := chatHome(t, s)
	args := append([]string{"chat", "register", "--file", file("names", numbered(users))}, flags...)

	first := h.command(args...)
	var errs bytes.Buffer
	first.Stderr = &errs
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	for range batches - answered {
		<-s.held
	}
	if err := first.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	const want = "atc: interrupted: 180 registered, 0 there before, 0 failed, 420 of 600 left: run the same command with --resume to go on\n"
	if code := first.ProcessState.ExitCode(); code != 130 || errs.String() != want {
		t.Fatalf("exit code %d, %q, want %q", code, errs.String(), want)
	}
	s.release()
	again := h.command(args...)
	if out, _ := again.CombinedOutput(); again.ProcessState.ExitCode() != 2 || !strings.Contains(string(out), "with 180 of 600 users done: say --resume") {
		t.Fatalf("exit code %d, %s", again.ProcessState.ExitCode(), out)
	}
	out, err := h.command(append(args, "--resume", "--json")...).Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	seen, earlier := map[string]string{}, 0
	for line := range strings.Lines(string(out)) {
		var o struct {
			Username, Outcome string
			Earlier           bool
		}
		if err := json.Unmarshal([]byte(line), &o); err != nil || seen[o.Username] != "" {
			t.Fatalf("%v, %s", err, line)
		}
		if seen[o.Username] = o.Outcome; o.Earlier {
			earlier++
		}
		if o.Outcome != "registered" {
			t.Errorf("%s", line)
		}
	}
	if len(seen) != users || earlier != 180 {
		t.Errorf("%d users, %d from before", len(seen), earlier)
	}
	for name, times := range s.Creations() {
		if times != 1 {
			t.Errorf("%s was registered %d times", name, times)
		}
	}
	if n := len(s.Users()); n != users {
		t.Errorf("%d users are registered", n)
	}
}

// TestProgressIsOneLineOfTheTerminal watches a registration that comes to a
// stop, and leaves it with ctrl+c.
func TestProgressIsOneLineOfTheTerminal(t *testing.T) {
	t.Parallel()
	s := watch(t, emulator.Config{})
	s.hold = func(posts int) bool { return posts > 2 }
	h, file, flags := chatHome(t, s)
	args := append([]string{"chat", "register", "--file", file("names", strings.Repeat("b d\n", 2)+numbered(300))}, flags...)
	term := uitest.Start(t, h.command(args...), 80, 24).WaitFor("of 300", "✗ line 2, b: ")
	for range 3 {
		<-s.held
	}
	term.WaitFor("120 of 300").Send("ctrl+c").WaitFor("atc: interrupted: 120 registered")
	if code := term.Exit(); code != 130 || strings.Contains(term.Screen(), "120 of 300 ·") {
		t.Errorf("exit code %d:\n%s", code, term.Screen())
	}
}

// numbered returns a list of names.
func numbered(n int) string {
	var names strings.Builder
	for i := range n {
		names.WriteString("user-" + strconv.Itoa(i) + "\n")
	}
	return names.String()
}
