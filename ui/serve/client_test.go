package serve_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	gossh "golang.org/x/crypto/ssh"
)

// dial logs in with a key of the host's folder.
func (h *host) dial(user, key string) *gossh.Client {
	h.tb.Helper()
	client, err := h.try(user, gossh.PublicKeys(h.signer(key)))
	if err != nil {
		h.tb.Fatalf("log in with the key of %s: %v", key, err)
	}
	h.tb.Cleanup(func() { _ = client.Close() })
	return client
}

// try tries to log in.
func (h *host) try(user string, auth ...gossh.AuthMethod) (*gossh.Client, error) {
	return gossh.Dial("tcp", h.server.Address(), &gossh.ClientConfig{
		User: user, Auth: auth, Timeout: patience,
		HostKeyCallback: gossh.InsecureIgnoreHostKey(),
	})
}

// A guest is a visitor with a terminal that draws what arrives, keeps it as it
// came, and answers the questions of the console.
type guest struct {
	tb      testing.TB
	client  *gossh.Client
	session *gossh.Session
	in      io.WriteCloser

	mu        sync.Mutex // guards what follows, the emulator's state included
	em        *vt.Emulator
	raw       bytes.Buffer
	err       bytes.Buffer
	clipboard string
	changed   chan struct{} // closed, and made anew, when something has arrived

	ended chan struct{} // closed when the session has ended
	exit  error         // of the session; to be read after ended is closed
}

// visit opens the console in a terminal of 80×24 with a key of the host's
// folder.
func (h *host) visit(key string) *guest {
	h.tb.Helper()
	return h.open(h.dial(key, key), "xterm-256color", 80, 24)
}

// open opens the console over a connection.
func (h *host) open(client *gossh.Client, term string, width, height int) *guest {
	h.tb.Helper()
	g := h.session(client, width, height)
	if err := g.session.RequestPty(term, height, width, gossh.TerminalModes{}); err != nil {
		h.tb.Fatalf("ask for a terminal: %v", err)
	}
	if err := g.session.Shell(); err != nil {
		h.tb.Fatalf("open the console: %v", err)
	}
	g.watch()
	return g
}

// session opens a session of which nothing is asked yet.
func (h *host) session(client *gossh.Client, width, height int) *guest {
	h.tb.Helper()
	session, err := client.NewSession()
	if err != nil {
		h.tb.Fatalf("open a session: %v", err)
	}
	g := &guest{
		tb: h.tb, client: client, session: session, em: vt.NewEmulator(width, height),
		changed: make(chan struct{}), ended: make(chan struct{}),
	}
	g.em.RegisterOscHandler(52, func(data []byte) bool {
		_, coded, _ := bytes.Cut(bytes.TrimPrefix(data, []byte("52;")), []byte{';'})
		if text, err := base64.StdEncoding.DecodeString(string(coded)); err == nil && len(text) > 0 {
			g.clipboard = string(text)
		}
		return true
	})
	if g.in, err = session.StdinPipe(); err != nil {
		h.tb.Fatal(err)
	}
	session.Stdout, session.Stderr = &arriving{g, true}, &arriving{g, false}
	answered := make(chan struct{})
	go g.answer(answered)
	h.tb.Cleanup(func() {
		_ = client.Close()
		if c, ok := g.em.InputPipe().(io.Closer); ok {
			_ = c.Close()
		}
		<-answered
	})
	return g
}

// watch notes the end of the session.
func (g *guest) watch() {
	go func() {
		g.exit = g.session.Wait()
		close(g.ended)
	}()
}

// answer passes on what the terminal answers. Nobody waits for the goroutine
// that writes: the server may not read.
func (g *guest) answer(done chan<- struct{}) {
	defer close(done)
	queue := make(chan string, 1024)
	defer close(queue)
	go func() {
		for answer := range queue {
			_, _ = io.WriteString(g.in, answer)
		}
	}()
	buf := make([]byte, 4096)
	for {
		n, err := g.em.Read(buf)
		select {
		case queue <- string(buf[:n]):
		default:
		}
		if err != nil {
			return
		}
	}
}

// arriving is where the output of a session arrives.
type arriving struct {
	g      *guest
	screen bool
}

func (a *arriving) Write(p []byte) (int, error) {
	g := a.g
	g.mu.Lock()
	defer g.mu.Unlock()
	if a.screen {
		g.raw.Write(p)
		_, _ = g.em.Write(p)
	} else {
		g.err.Write(p)
	}
	close(g.changed)
	g.changed = make(chan struct{})
	return len(p), nil
}

// screen returns what the terminal shows.
func (g *guest) screen() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.em.String()
}

// received returns every byte that arrived, those of the error stream last.
func (g *guest) received() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.raw.String() + g.err.String()
}

// copied returns what the console last sent to the clipboard.
func (g *guest) copied() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.clipboard
}

// waitFor waits until the screen shows all of texts at once.
func (g *guest) waitFor(texts ...string) *guest {
	g.tb.Helper()
	return g.waitUntil("the screen shows "+strings.Join(texts, ", "), func() bool {
		screen := g.em.String()
		return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(screen, text) })
	})
}

// waitUntil waits until good says so, which is asked whenever something
// arrived, and holds the lock.
func (g *guest) waitUntil(what string, good func() bool) *guest {
	g.tb.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	for over := false; ; {
		g.mu.Lock()
		ok, changed := good(), g.changed
		g.mu.Unlock()
		if ok {
			return g
		}
		if over {
			g.tb.Fatalf("the session ended (%v) before %s:\n%s\n%s", g.exit, what, g.screen(), g.err.String())
		}
		select {
		case <-changed:
		case <-g.ended:
			over = true
		case <-late.C:
			g.tb.Fatalf("waited in vain until %s:\n%s", what, g.screen())
		}
	}
}

// typeText types text as it is, control bytes included.
func (g *guest) typeText(text string) *guest {
	g.tb.Helper()
	if _, err := io.WriteString(g.in, text); err != nil {
		g.tb.Fatalf("type %.40q: %v\n%s", text, err, g.screen())
	}
	return g
}

// paste pastes text in brackets.
func (g *guest) paste(text string) *guest {
	g.tb.Helper()
	return g.typeText(ansi.BracketedPasteStart + text + ansi.BracketedPasteEnd)
}

// resize tells the server of another size.
func (g *guest) resize(width, height int) *guest {
	g.tb.Helper()
	g.mu.Lock()
	g.em.Resize(width, height)
	g.mu.Unlock()
	if err := g.session.WindowChange(height, width); err != nil {
		g.tb.Fatalf("resize: %v", err)
	}
	return g
}

// fresh clears the terminal, and gives it a size that it did not have, so that
// the console draws all of it anew.
func (g *guest) fresh(width, height int) *guest {
	g.tb.Helper()
	g.mu.Lock()
	_, _ = g.em.WriteString("\x1b[2J")
	g.mu.Unlock()
	return g.resize(width, height).waitUntil("the borders are as wide as the terminal", func() bool {
		lines := strings.Split(g.em.String(), "\n")
		border := []rune(strings.TrimRight(lines[1], " "))
		return len(border) == width && border[width-1] == '╮'
	})
}

// leave quits the console, which must leave the terminal as it found it.
func (g *guest) leave() {
	g.tb.Helper()
	g.typeText("\x03")
	g.over()
	if g.exit != nil {
		g.tb.Errorf("the session ended with %v", g.exit)
	}
	if g.altScreen() {
		g.tb.Errorf("the console did not leave the alternate screen:\n%s", g.screen())
	}
}

// over waits until the session has ended.
func (g *guest) over() {
	g.tb.Helper()
	select {
	case <-g.ended:
	case <-time.After(patience):
		g.tb.Fatalf("the session did not end:\n%s", g.screen())
	}
}

// overAfterMuch waits until a session has ended that has much typed before its
// end: as long as something arrives, the server is at work on it.
func (g *guest) overAfterMuch() {
	g.tb.Helper()
	for end := time.After(8 * patience); ; { // a countdown also makes something arrive
		g.mu.Lock()
		changed := g.changed
		g.mu.Unlock()
		select {
		case <-g.ended:
			return
		case <-changed:
			continue
		case <-time.After(patience):
		case <-end:
		}
		g.tb.Fatalf("the session did not end:\n%s", g.screen())
	}
}

func (g *guest) altScreen() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.em.IsAltScreen()
}

// build builds a token of a user for a channel by keys, copies it, and returns
// it.
func (g *guest) build(channel string) string {
	g.tb.Helper()
	g.waitFor("Channel").typeText(channel).waitFor("publish audio").typeText("\r")
	g.waitUntil("a token is copied", func() bool { return g.clipboard != "" })
	return g.copied()
}

// served checks that a visitor who behaves is served.
func (h *host) served(key string) {
	h.tb.Helper()
	g := h.visit(key)
	if token := g.build("lobby"); !strings.HasPrefix(token, "007") {
		h.tb.Errorf("copied %q", token)
	}
	g.leave()
}

// run runs a command as ssh without a terminal does, and returns its output and
// its exit code.
func (h *host) run(key, command string, in io.Reader) (out, errs string, code int) {
	h.tb.Helper()
	session, err := h.dial(key, key).NewSession()
	if err != nil {
		h.tb.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	session.Stdin, session.Stdout, session.Stderr = in, &stdout, &stderr
	switch err := session.Run(command).(type) { //nolint:errorlint // the type is what the package documents
	case nil:
	case *gossh.ExitError:
		code = err.ExitStatus()
	default:
		h.tb.Fatalf("%.60q: %v\n%s", command, err, stderr.String())
	}
	return stdout.String(), stderr.String(), code
}

// raw returns the payload of a request, of which the fields follow each other
// as SSH has them.
func payload(fields ...any) []byte {
	var all []byte
	for _, f := range fields {
		switch f := f.(type) {
		case string:
			all = append(all, gossh.Marshal(struct{ S string }{f})...)
		case uint32:
			all = append(all, gossh.Marshal(struct{ N uint32 }{f})...)
		case bool:
			all = append(all, gossh.Marshal(struct{ B bool }{f})...)
		default:
			panic(fmt.Sprintf("a field of type %T", f))
		}
	}
	return all
}
