package sshd

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// pad is a model that shows what reaches it. Some letters do more.
type pad struct {
	session       ssh.Session
	width, height int
	typed, notice string
	broken        bool
}

type noticeMsg string

func (p pad) Init() tea.Cmd { return tea.RequestBackgroundColor }

func (p pad) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch m := msg.(type) {
	case tea.WindowSizeMsg:
		p.width, p.height = m.Width, m.Height
	case noticeMsg:
		p.notice = string(m)
	case tea.BackgroundColorMsg:
		p.typed += fmt.Sprintf("[dark %v]", m.IsDark())
	case tea.PasteMsg:
		p.typed += fmt.Sprintf("[pasted %d]", len(m.Content))
	case tea.ClipboardMsg:
		p.typed += "[clip " + m.Content + "]"
	case tea.KeyPressMsg:
		return p.press(m.String())
	}
	return p, nil
}

func (p pad) press(key string) (tea.Model, tea.Cmd) {
	switch key {
	case "q":
		return p, tea.Quit
	case "U":
		panic("secret-of-update")
	case "V":
		p.broken = true
	case "C":
		return p, func() tea.Msg { panic("secret-of-a-command") }
	case "S":
		return p, tea.Sequence(nil, func() tea.Msg { return nil }, tea.Batch(func() tea.Msg { return nil }, func() tea.Msg { panic("secret-of-a-sequence") }))
	case "E":
		return p, tea.ExecProcess(exec.Command("touch", "host-was-here"), nil)
	case "Z":
		return p, tea.Suspend
	case "R":
		return p, tea.Raw("raw-was-here")
	case "Y":
		return p, tea.SetClipboard("copied")
	case "B":
		return p, tea.ReadClipboard
	case "L":
		return p, func() tea.Msg { return tea.WindowSizeMsg{Width: 60000, Height: 60000} }
	}
	p.typed += key
	return p, nil
}

func (p pad) View() tea.View {
	if p.broken {
		panic("secret-of-a-view")
	}
	v := tea.NewView(fmt.Sprintf("pad %dx%d\ntyped:%s.\nnotice:%s.", p.width, p.height, p.typed, p.notice))
	v.AltScreen = true
	return v
}

// host is a server of a test, and what it needs.
type host struct {
	*Server
	t      *testing.T
	folder string
	key    gossh.Signer // that may log in
	mu     sync.Mutex
	events []Event
}

func newKey(t *testing.T) gossh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// line returns the line of a key in a file of authorized keys.
func line(key gossh.Signer, comment string) string {
	return strings.TrimSpace(string(gossh.MarshalAuthorizedKey(key.PublicKey()))) + " " + comment + "\n"
}

// serve starts a server, which ends with the test.
func serve(t *testing.T, change func(*Config)) *host {
	t.Helper()
	h := &host{t: t, folder: t.TempDir(), key: newKey(t)}
	h.list(line(h.key, "ada@example"))
	config := Config{
		Listen: "127.0.0.1:0", HostKey: filepath.Join(h.folder, "state", "host"), AuthorizedKeys: h.keysFile(),
		Limits: Limits{Rate: 1000},
		Model:  func(s ssh.Session) tea.Model { return pad{session: s} },
		Notice: func(text string, _ bool) tea.Msg { return noticeMsg(text) },
		Log: func(e Event) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.events = append(h.events, e)
		},
	}
	if change != nil {
		change(&config)
	}
	s, err := Start(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	h.Server = s
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error("closing:", err)
		}
	})
	return h
}

func (h *host) keysFile() string { return filepath.Join(h.folder, "authorized_keys") }

// list writes the file of authorized keys.
func (h *host) list(text string) {
	h.t.Helper()
	if err := os.WriteFile(h.keysFile(), []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

// log returns what was logged, a line for each event.
func (h *host) log() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var b strings.Builder
	for _, e := range h.events {
		fmt.Fprintln(&b, e)
	}
	return b.String()
}

// logs waits for text in the log.
func (h *host) logs(text string) {
	h.t.Helper()
	eventually(h.t, func() bool { return strings.Contains(h.log(), text) }, "the log never had %q, but:\n%s", text, lazily(h.log))
}

type lazily func() string

func (l lazily) String() string { return l() }

// eventually waits until something holds.
func eventually(t *testing.T, holds func() bool, format string, args ...any) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); {
		if time.Now().After(end) {
			t.Fatalf(format, args...)
		}
		<-time.After(2 * time.Millisecond)
	}
}

func clientConfig(auth ...gossh.AuthMethod) *gossh.ClientConfig {
	return &gossh.ClientConfig{User: "grace", Auth: auth, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: patience}
}

// dial logs in with the key of the host.
func (h *host) dial() *gossh.Client {
	h.t.Helper()
	client, err := gossh.Dial("tcp", h.Address(), clientConfig(gossh.PublicKeys(h.key)))
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = client.Close() })
	return client
}

// visit is a session of a client with a terminal.
type client struct {
	*gossh.Session
	t   *testing.T
	in  io.WriteCloser
	out *capture
}

// open opens a session on c without starting anything.
func (h *host) open(c *gossh.Client) *client {
	h.t.Helper()
	session, err := c.NewSession()
	if err != nil {
		h.t.Fatal(err)
	}
	v := &client{Session: session, t: h.t, out: &capture{}}
	session.Stdout, session.Stderr = v.out, v.out
	if v.in, err = session.StdinPipe(); err != nil {
		h.t.Fatal(err)
	}
	return v
}

// console opens the console on a connection of its own, and waits for it.
func (h *host) console() *client {
	h.t.Helper()
	v := h.open(h.dial())
	v.start("xterm-256color", 80, 24)
	v.sees("pad 80x24")
	return v
}

func (v *client) start(term string, width, height int) {
	v.t.Helper()
	if err := v.RequestPty(term, height, width, nil); err != nil {
		v.t.Fatal(err)
	}
	if err := v.Shell(); err != nil {
		v.t.Fatal(err)
	}
}

func (v *client) types(text string) *client {
	v.t.Helper()
	if _, err := io.WriteString(v.in, text); err != nil {
		v.t.Fatal(err)
	}
	return v
}

// sees waits for text in all that has come so far.
func (v *client) sees(text string) *client {
	v.t.Helper()
	eventually(v.t, func() bool { return strings.Contains(v.out.String(), text) }, "never saw %q, but %q", text, v.out)
	return v
}

// alive waits until something typed is shown. A paste is shown at once, letters
// may be in several frames.
func (v *client) alive() {
	v.t.Helper()
	v.types(pasteStart + "still" + pasteEnd).sees("[pasted 5]")
}

// exit waits for the end of the session, and returns its exit code, -1 if there
// is none.
func (v *client) exit() int {
	v.t.Helper()
	done := make(chan error, 1)
	go func() { done <- v.Wait() }()
	select {
	case err := <-done:
		var failed *gossh.ExitError
		switch {
		case err == nil:
			return 0
		case errors.As(err, &failed):
			return failed.ExitStatus()
		}
		return -1
	case <-time.After(patience):
		v.t.Fatalf("the session never ended; it shows %q", v.out)
		return -1
	}
}

// capture keeps what comes.
type capture struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (c *capture) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.b.Write(p)
}

func (c *capture) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.b.String()
}
