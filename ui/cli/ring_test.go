package cli_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui/cli"
)

const (
	otherAppID       = "7c3f0a9e5b1d4826a0e4d7f19b52c638"
	otherCertificate = "4e1b7d20c95f4a3c8d6e02b7f5a91c34"
)

// ring is a keyring in memory that can fail, and hang.
type ring struct {
	mu    sync.Mutex
	items map[string]secret.Value
	gets  int
	err   error         // of every call
	hang  chan struct{} // calls wait until it is closed
}

func (r *ring) call(do func() error) error {
	r.mu.Lock()
	hang, err := r.hang, r.err
	r.mu.Unlock()
	if hang != nil {
		<-hang
	}
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return do()
}

func (r *ring) Get(item string) (v secret.Value, err error) {
	err = r.call(func() error {
		r.gets++
		found, ok := r.items[item]
		if v = found; !ok {
			return keystore.ErrNoItem
		}
		return nil
	})
	return v, err
}

func (r *ring) Set(item string, v secret.Value) error {
	return r.call(func() error { r.items[item] = v; return nil })
}

func (r *ring) Delete(item string) error {
	return r.call(func() error {
		if _, ok := r.items[item]; !ok {
			return keystore.ErrNoItem
		}
		delete(r.items, item)
		return nil
	})
}

// lose deletes what a project needs, as another program might.
func (r *ring) lose(t *testing.T, words string) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for item := range r.items {
		if strings.Contains(item, words) {
			delete(r.items, item)
			return
		}
	}
	t.Fatalf("no item with %q in its name", words)
}

// stored returns a run without credentials in the environment, and a keyring
// that holds projects; the first is the current one.
func stored(t *testing.T, projects ...keystore.Project) (*run, *ring) {
	t.Helper()
	r, k := command(t), &ring{items: map[string]secret.Value{}}
	r.env = map[string]string{}
	r.deps.Home = keystore.Home{Dir: filepath.Join(t.TempDir(), "atc"), Ring: k, WorkFactor: 10}
	s := r.deps.Home.Open(keystore.InKeyring)
	for i, p := range projects {
		if err := s.Put(t.Context(), "", p); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			if err := s.Use(t.Context(), p.Name); err != nil {
				t.Fatal(err)
			}
		}
	}
	k.gets = 0
	return r, k
}

func acme() keystore.Project {
	return keystore.Project{Name: "acme", AppID: appID, Primary: secret.New(certificate)}
}

func other() keystore.Project {
	return keystore.Project{Name: "other", AppID: otherAppID, Primary: secret.New(otherCertificate), Secondary: secret.New(certificate)}
}

// tokenOf returns a token of the project, signed by its primary certificate.
func tokenOf(t *testing.T, p keystore.Project) string {
	t.Helper()
	kind, _ := tokens.Default.Kind("rtm")
	token, err := tokens.Default.Build(tokens.Request{
		Kind: kind, AppID: p.AppID, Certificate: p.Primary, Values: tokens.Values{"user": "alice", "lifetime": "1h"},
		Stamp: tokens.Stamp{IssueTime: uint32(now.Unix()), Salt: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestATokenIsBuiltWithTheCurrentProjectOfTheKeyring(t *testing.T) {
	t.Parallel()
	r, _ := stored(t, acme(), other())
	r.exec("build", "rtm", "--user", "alice", "--json").succeeds()
	if !strings.Contains(r.out, `"status":"signed","project":"acme","certificate":"primary"`) {
		t.Error(r.out)
	}
	r.exec("decode", tokenOf(t, other())).succeeds()
	if !strings.Contains(r.out, "signed by primary of other") || r.err != "" {
		t.Error(r.out, r.err)
	}
}

func TestListAndShowAskTheKeyringForNothing(t *testing.T) {
	t.Parallel()
	r, k := stored(t, acme(), other())
	k.err = errors.New("broken")
	for _, args := range []string{"project list", "project list --json", "project show", "project use other", "project rename other third", "build rtm --user x --app-id " + appID + " --certificate-file c"} {
		r.files["c"] = otherCertificate
		r.exec(strings.Fields(args)...).succeeds()
	}
	if out := r.execQuietly("__complete", "project", "show", ""); !strings.HasPrefix(out, "acme\nthird\n") {
		t.Errorf("completes %q", out)
	}
	if out := r.execQuietly("__complete", "build", "rtc", "--project", ""); !strings.HasPrefix(out, "acme\nthird\n") {
		t.Errorf("completes %q", out)
	}
	if out := r.execQuietly("__complete", "verify", "007eJx", "--project", ""); !strings.HasPrefix(out, "acme\nthird\n") {
		t.Errorf("behind a token completes %q", out)
	}
	if out := r.execQuietly("__complete", "project", "rename", "acme", ""); strings.Contains(out, "acme") {
		t.Errorf("for a new name completes %q", out)
	}
	if out := r.execQuietly("__complete", "--keystore", ""); !strings.HasPrefix(out, "keyring\nvault\nmemory\n") {
		t.Errorf("completes %q", out)
	}
}

func TestEachFlagOfEditChangesItsPartOnly(t *testing.T) {
	t.Parallel()
	full := other()
	full.Notes, full.Chat = "kept", keystore.Chat{Host: "a41.chat.agora.io", AppKey: "acme#app"}
	for _, c := range []struct {
		args string
		want func(*keystore.Project)
	}{
		{"--notes new", func(p *keystore.Project) { p.Notes = "new" }},
		{"--chat-host a61.chat.agora.io", func(p *keystore.Project) { p.Chat.Host = "a61.chat.agora.io" }},
		{"--app-key acme#other", func(p *keystore.Project) { p.Chat.AppKey = "acme#other" }},
		{"--app-id " + appID, func(p *keystore.Project) { p.AppID = appID }},
		{"--certificate-file c", func(p *keystore.Project) { p.Primary = secret.New(strings.Repeat("c", 32)) }},
		{"--secondary-file c", func(p *keystore.Project) { p.Secondary = secret.New(strings.Repeat("c", 32)) }},
		{"--no-secondary", func(p *keystore.Project) { p.Secondary = secret.Value{} }},
		{"--swap", func(p *keystore.Project) { p.Primary, p.Secondary = p.Secondary, p.Primary }},
	} {
		r, _ := stored(t, full)
		r.files["c"] = strings.Repeat("c", 32)
		r.exec(append([]string{"project", "edit", "other"}, strings.Fields(c.args)...)...).succeeds()
		want := full
		c.want(&want)
		got, err := r.deps.Home.Open(keystore.InKeyring).Get(t.Context(), "other")
		if err != nil || got.Entry() != want.Entry() || !got.Primary.Equal(want.Primary) || !got.Secondary.Equal(want.Secondary) {
			t.Errorf("%s: stored %+v, %v, want %+v, or other certificates", c.args, got.Entry(), err, want.Entry())
		}
	}
	r, _ := stored(t, full)
	if r.exec("project", "edit", "other", "--notes", "it is "+full.Primary.Reveal()); r.code != cli.ExitUsage || !strings.HasPrefix(r.err, "atc: --notes: would show the primary App Certificate") || strings.Contains(r.err, full.Primary.Reveal()) {
		t.Errorf("exit code %d: %s", r.code, r.err)
	}
}

// A person may take a minute to type a certificate.
func TestEditKeepsWhatAnotherProcessChangesWhileItReads(t *testing.T) {
	t.Parallel()
	r, _ := stored(t, acme())
	s := r.deps.Home.Open(keystore.InKeyring)
	r.deps.Open = func(string) (io.ReadCloser, error) {
		changed := acme()
		changed.Notes = "meanwhile"
		return io.NopCloser(strings.NewReader(otherCertificate)), s.Put(t.Context(), "acme", changed)
	}
	r.exec("project", "edit", "acme", "--certificate-file", "c").succeeds()
	if got, err := s.Get(t.Context(), "acme"); err != nil || got.Notes != "meanwhile" || got.Primary.Reveal() != otherCertificate {
		t.Errorf("stored %+v: %v", got.Entry(), err)
	}
}

func TestATokenOfNobodyTouchesNoKeyring(t *testing.T) {
	t.Parallel()
	r, k := stored(t, acme())
	r.exec("decode", tokenOf(t, other())).succeeds()
	if r.err != "" || k.gets != 0 || strings.Contains(r.out, "check ") {
		t.Errorf("%d calls, %q, %s", k.gets, r.err, r.out)
	}
	r.exec("verify", tokenOf(t, other()))
	if r.code != cli.ExitUsage || k.gets != 0 {
		t.Errorf("exit code %d, %d calls", r.code, k.gets)
	}
}

func TestStoredCertificatesAreReadOnceForManyTokens(t *testing.T) {
	t.Parallel()
	r, k := stored(t, acme(), other())
	const each = 100
	r.deps.In = strings.NewReader(strings.Repeat(tokenOf(t, acme())+"\n"+tokenOf(t, other())+"\n", each))
	r.exec("decode", "-").succeeds()
	if n := strings.Count(r.out, "signed (primary of acme)\n"); n != each {
		t.Errorf("%d of %d signed by acme", n, each)
	}
	if n := strings.Count(r.out, "signed (primary of other)\n"); n != each {
		t.Errorf("%d of %d signed by other", n, each)
	}
	if k.gets != 3 {
		t.Errorf("%d calls of the keyring for three certificates", k.gets)
	}
}

func TestDecodeGoesOnWhereTheKeyringFails(t *testing.T) {
	t.Parallel()
	r, k := stored(t, acme(), other())
	k.err = errors.New("the dog ate it")
	both := tokenOf(t, acme()) + "\n" + tokenOf(t, other()) + "\n"
	r.deps.In = strings.NewReader(both + both)
	r.exec("decode", "-").succeeds()
	if strings.Count(r.out, "not checked\n") != 4 || strings.Count(r.err, "\n") != 1 || !strings.HasPrefix(r.err, "atc: warning: ") {
		t.Errorf("%s%s", r.out, r.err)
	}
	for _, args := range [][]string{{"verify", tokenOf(t, acme())}, {"build", "rtm", "--user", "alice"}, {"project", "edit", "acme", "--notes", "x"}, {"project", "remove", "acme", "--yes"}} {
		if r.exec(args...); r.code != cli.ExitStorage || strings.Count(r.err, "\n") != 1 || r.out != "" {
			t.Errorf("%.30q: exit code %d: %s", args, r.code, r.err)
		}
	}
}

func TestACertificateThatTheKeyringHasLost(t *testing.T) {
	t.Parallel()
	r, k := stored(t, other(), acme())
	k.lose(t, otherAppID+" secondary")
	r.exec("build", "rtm", "--user", "alice").succeeds()
	if !strings.HasPrefix(r.err, "atc: warning: the keyring lacks the secondary App Certificate of") {
		t.Error(r.err)
	}
	for _, args := range [][]string{{"--swap"}, {"--app-id", strings.Repeat("0", 32)}} {
		if r.exec(append([]string{"project", "edit", "other"}, args...)...); r.code != cli.ExitStorage || !strings.Contains(r.err, "lacks the secondary") || !strings.Contains(r.err, "--secondary-file FILE") {
			t.Errorf("%s: exit code %d: %s", args, r.code, r.err)
		}
	}
	r.exec("project", "edit", "other", "--notes", "x").succeeds() // which touches no certificate
	if r.exec("project", "check"); r.code != cli.ExitStorage || !strings.Contains(r.out, "✗ the keyring lacks the secondary App Certificate of \"other\": atc project edit") {
		t.Errorf("exit code %d: %s%s", r.code, r.out, r.err)
	}
	r.files["c"] = certificate
	r.exec("project", "edit", "other", "--secondary-file", "c").succeeds()
	r.exec("project", "check").succeeds()
	k.lose(t, otherAppID+" secondary")
	r.exec("project", "edit", "other", "--no-secondary").succeeds()
	r.exec("project", "check").succeeds()
	if got, err := r.deps.Home.Open(keystore.InKeyring).Get(t.Context(), "other"); err != nil || got.Notes != "x" || got.Primary.IsZero() || !got.Secondary.IsZero() {
		t.Errorf("stored %+v: %v", got.Entry(), err)
	}
	k.lose(t, appID+" primary")
	if r.exec("build", "rtm", "--user", "alice", "--project", "acme"); r.code != cli.ExitStorage {
		t.Errorf("exit code %d: %s", r.code, r.err)
	}
	r.exec("project", "check", "--clean", "--yes", "--json").succeeds()
	if r.err != "atc: cleaned up: one certificate\n" || !strings.Contains(r.out, `"ok":true`) {
		t.Error(r.err, r.out)
	}
	if r.exec("build", "rtm", "--user", "alice", "--project", "acme"); r.code != cli.ExitUsage || !strings.Contains(r.err, "has no App Certificate to sign with") {
		t.Errorf("exit code %d: %s", r.code, r.err)
	}
}

func TestLostProjectsComeBack(t *testing.T) {
	t.Parallel()
	r, _ := stored(t, acme())
	if err := os.Remove(filepath.Join(r.deps.Home.Dir, "projects.json")); err != nil {
		t.Fatal(err)
	}
	r.exec("project", "check", "--json").succeeds()
	if !strings.Contains(r.out, `"ok":true`) || !strings.Contains(r.out, `"faults":[],"foreign":[{"notice":"the keyring also holds the primary App Certificate of App ID `+appID+` of another list of projects","app_id":"`+appID+`","certificate":"primary","item":"`+appID+` primary `) {
		t.Error(r.out, r.err)
	}
	r.exec("project", "check").succeeds()
	if !strings.Contains(r.out, "\n· the keyring also holds ") || !strings.Contains(r.out, ": if that list is lost, atc project check --restore copies it here\n") {
		t.Error(r.out)
	}
	r.exec("project", "check", "--restore").succeeds()
	if !strings.HasPrefix(r.err, `atc: restored as "`) || !strings.Contains(r.out, "of another list of projects: \"recovered ") {
		t.Error(r.out, r.err)
	}
	if r.exec("project", "check", "--restore").succeeds(); r.err != "" {
		t.Error("restored again:", r.err)
	}
	if r.exec("verify", tokenOf(t, acme())).succeeds(); !strings.Contains(r.out, "\nsigned by primary of ") {
		t.Error(r.out)
	}
}

// TestNoFileHoldsACertificate looks at all that is written around the keyring.
func TestNoFileHoldsACertificate(t *testing.T) {
	t.Parallel()
	r, _ := stored(t, acme(), other())
	err := fs.WalkDir(os.DirFS(r.deps.Home.Dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(r.deps.Home.Dir, path))
		if text := string(data); strings.Contains(text, certificate) || strings.Contains(text, otherCertificate) {
			t.Errorf("%s holds a certificate", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// indexID returns the ID of the list of projects in a folder.
func indexID(t *testing.T, dir string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "projects.json"))
	if err != nil {
		t.Fatal(err)
	}
	_, id, _ := strings.Cut(string(data), `"id": "`)
	id, _, _ = strings.Cut(id, `"`)
	return id
}
