package ui_test

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"atc/tokens"
	"atc/ui"
	"atc/ui/uitest"
)

// bearers are the tokens that requests were made with.
type bearers struct {
	http.RoundTripper
	mu   sync.Mutex
	seen []string
}

func (b *bearers) RoundTrip(r *http.Request) (*http.Response, error) {
	b.mu.Lock()
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	// To be exchanged is what a person has built, and may look at.
	if !strings.HasSuffix(r.URL.Path, "/token") && !slices.Contains(b.seen, token) {
		b.seen = append(b.seen, token)
	}
	b.mu.Unlock()
	return b.RoundTripper.RoundTrip(r)
}

// telling is how much of a token is enough to tell it from others, in
// characters: what is beyond is cut on the screen.
const telling = 30

// chatPassword is typed wherever the Chat screen takes a password. No golden
// file may hold it.
const chatPassword = "correct-horse-9"

// chatTour goes through every section, registers a user with a password and
// changes it, and calls look after each key.
func chatTour(d *uitest.Driver, look func()) {
	press := func(keys ...string) {
		for _, k := range keys {
			d.Press(k)
			look()
		}
	}
	enter := func(text string) {
		for _, r := range text {
			d.Type(string(r))
			look()
		}
	}
	press("alt+3")
	enter("alice")
	press("enter", "esc", "c", "enter", "v", "R")
	enter("bob")
	press("tab")
	enter("Bob")
	press("tab")
	enter(chatPassword)
	press("alt+c", "enter", "esc", "U", "down", "w")
	enter(chatPassword)
	press("tab")
	enter(chatPassword)
	press("enter", "esc", "enter", "esc", "A", "esc", "e", "esc", "C", "enter", "y", "L", "home")
	for range 30 {
		press("enter", "c", "esc", "down")
	}
	press("?", "esc", ":", "esc")
}

func TestNeitherTheBearerTokenNorAPasswordIsSeen(t *testing.T) {
	t.Parallel()
	w := newChatWorld(t, ada())
	d := uitest.New(t, ui.New(w.deps()), 120, 36)
	seen := ""
	chatTour(d, func() { seen += d.Screen() + "\n" + d.View().WindowTitle + "\n" })
	seen += strings.Join(w.copied, "\n")
	if got := len(w.service.Users()); got != 3 {
		t.Errorf("%d users are registered, want ada, alice and bob", got)
	}
	if !strings.Contains(seen, "PUT") || !strings.Contains(seen, "newpassword") || !strings.Contains(seen, "$AGORA_CHAT_TOKEN") {
		t.Error("the requests with passwords were not looked at")
	}
	// The user's own token is tried at the service, too, and is meant to be
	// seen. That of the requests comes first.
	w.watched.mu.Lock()
	defer w.watched.mu.Unlock()
	if len(w.watched.seen) == 0 {
		t.Fatal("no request was made")
	}
	const telling = 30 // characters: beyond them, a token is cut on the screen
	for what, text := range map[string]string{"the bearer token": w.watched.seen[0][:telling], "a password": chatPassword} {
		if i := strings.Index(seen, text); i >= 0 {
			t.Errorf("%s is seen: %s", what, seen[max(0, i-200):i])
		}
	}
	golden := goldens(t)
	if len(golden) < 100 {
		t.Fatalf("only %d golden files were read", len(golden))
	}
	for name, screen := range golden {
		if strings.Contains(screen, chatPassword) {
			t.Errorf("a password is in %s", name)
		}
	}
}

// keepOut fails a test whose golden file holds an app token that the test has
// made requests with.
func (b *bearers) keepOut(tb testing.TB) {
	golden, err := os.ReadFile(filepath.Join("testdata", tb.Name()+".golden"))
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		tb.Fatal(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, token := range b.seen {
		t, err := tokens.Default.Decode(token)
		if err != nil || len(t.Services) != 1 || t.Services[0].Values[0].Text != "" {
			continue // one that was exchanged, or a user's own
		}
		if strings.Contains(string(golden), token[:telling]) {
			tb.Errorf("the golden file holds the bearer token of a request: %.40s…", token)
		}
	}
}

// goldens returns every golden file of the console by its name.
func goldens(tb testing.TB) map[string]string {
	tb.Helper()
	found := map[string]string{}
	err := filepath.WalkDir("testdata", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".golden" {
			return err
		}
		text, err := os.ReadFile(path)
		found[path] = string(text)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return found
}
