package keystore_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"atc/keystore"
	"atc/keystore/secret"
)

const (
	// vaultFactor keeps scrypt fast in tests, which pay nine times as much
	// memory with the race detector.
	vaultFactor = 10
	vaultWords  = "correct horse battery staple"
)

// newVault returns an unlocked vault with projects in a folder of its own.
func newVault(t testing.TB, projects ...keystore.Project) (*keystore.Vault, string) {
	t.Helper()
	return newVaultOf(t, vaultFactor, projects...)
}

func newVaultOf(t testing.TB, workFactor int, projects ...keystore.Project) (*keystore.Vault, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "atc", "vault.age.json")
	v := keystore.NewVault(path, workFactor)
	must(t, create(t, v))
	for _, p := range projects {
		if err := v.Put(t.Context(), "", p); err != nil {
			t.Fatal(err)
		}
	}
	return v, path
}

func create(t testing.TB, v *keystore.Vault) error {
	t.Helper()
	return v.Create(t.Context(), secret.New(vaultWords))
}

// reopened returns a vault as a new process has it, unlocked.
func reopened(t testing.TB, path, passphrase string) *keystore.Vault {
	t.Helper()
	v := keystore.NewVault(path, vaultFactor)
	if err := v.Unlock(t.Context(), secret.New(passphrase)); err != nil {
		t.Fatalf("unlock: %v", err)
	}
	return v
}

// fullProject has something in every field.
func fullProject() keystore.Project {
	p := keystore.Demo()
	p.Name, p.AppID = "acme staging 🚀/1", "970CA35de60c44645bbae8a215061b33"
	p.Notes = "rotated in spring\nask \u202eanna\x1b[31m <b>&\u2028"
	p.Chat = keystore.Chat{Host: "a41.chat.agora.io:8443", AppKey: "41117440#383391"}
	return p
}

func sameProject(a, b keystore.Project) bool {
	return a.Entry() == b.Entry() && a.Primary.Equal(b.Primary) && a.Secondary.Equal(b.Secondary)
}

func TestVaultOpensInANewProcessWithThePassphraseAlone(t *testing.T) {
	t.Parallel()
	bare := keystore.Project{Name: "bare", AppID: "0123456789abcdef0123456789ABCDEF"}
	v, path := newVault(t, fullProject(), bare)
	if err := v.Use(t.Context(), "bare"); err != nil {
		t.Fatal(err)
	}
	v = keystore.NewVault(path, vaultFactor)
	if !v.Locked() {
		t.Error("a new process finds the vault unlocked")
	}
	if err := v.Unlock(t.Context(), secret.New(vaultWords)); err != nil || v.Locked() {
		t.Fatalf("Unlock = %v, locked: %v", err, v.Locked())
	}
	for _, want := range []keystore.Project{fullProject(), bare} {
		if got, err := v.Get(t.Context(), want.Name); err != nil || !sameProject(got, want) {
			t.Errorf("Get(%q) = %+v, %v, want %+v", want.Name, got, err, want)
		}
	}
	entries, err := v.List(t.Context())
	if err != nil || len(entries) != 2 || entries[0].Current || !entries[1].Current || entries[1].Name != "bare" {
		t.Errorf("List = %+v, %v", entries, err)
	}
}

func TestVaultFileShowsNothingOfWhatIsInIt(t *testing.T) {
	t.Parallel()
	p := fullProject()
	_, path := newVault(t, p)
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(filepath.Dir(path), file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for what, text := range map[string]string{
			"name": "acme", "App ID": p.AppID, "primary": p.Primary.Reveal(), "secondary": p.Secondary.Reveal(), "notes": "spring",
			"host": p.Chat.Host, "AppKey": p.Chat.AppKey, "passphrase": vaultWords, "word of the passphrase": "battery", "key": "AGE-SECRET-KEY",
		} {
			if bytes.Contains(bytes.ToLower(data), []byte(strings.ToLower(text))) {
				t.Errorf("%s shows the %s", file.Name(), what)
			}
		}
	}
}

func TestVaultIsForItsOwnerAlone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	v, path := newVault(t, fullProject())
	for file, want := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): 0o700 | fs.ModeDir} {
		if info, err := os.Stat(file); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v, want %v", file, info.Mode(), err, want)
		}
	}
	// What somebody has opened up is closed by the next write.
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := v.Use(t.Context(), fullProject().Name); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("after a write: %v, %v", info.Mode(), err)
	}
}

// everyMethod calls what a vault can do, and returns the errors by method.
func everyMethod(ctx context.Context, v *keystore.Vault) map[string]error {
	_, list := v.List(ctx)
	_, get := v.Get(ctx, "demo")
	report := v.Check(ctx)
	return map[string]error{
		"List": list, "Get": get, "Put": v.Put(ctx, "", keystore.Demo()), "Rename": v.Rename(ctx, "demo", "other"),
		"Delete": v.Delete(ctx, "demo"), "Use": v.Use(ctx, "demo"), "Check": report.Err(),
	}
}

func TestVaultIsMadeByCreateAlone(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "atc")
	v := keystore.NewVault(filepath.Join(folder, "vault.age.json"), vaultFactor)
	errs := everyMethod(t.Context(), v)
	errs["Unlock"] = v.Unlock(t.Context(), secret.New(vaultWords))
	errs["ChangePassphrase"] = v.ChangePassphrase(t.Context(), secret.New(vaultWords), secret.New("another passphrase"))
	for method, err := range errs {
		if !errors.Is(err, keystore.ErrNoVault) {
			t.Errorf("%s without a vault: %v, want ErrNoVault", method, err)
		}
	}
	if there, err := v.Exists(); there || err != nil {
		t.Errorf("Exists = %v, %v", there, err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
	if err := v.Create(t.Context(), secret.New(vaultWords)); err != nil {
		t.Fatal(err)
	}
	if there, err := v.Exists(); !there || err != nil || v.Locked() {
		t.Errorf("after Create: Exists = %v, %v, locked: %v", there, err, v.Locked())
	}
}

func TestCreateLeavesAVaultAlone(t *testing.T) {
	t.Parallel()
	_, path := newVault(t, fullProject())
	before, _ := os.ReadFile(path)
	err := keystore.NewVault(path, vaultFactor).Create(t.Context(), secret.New("another passphrase"))
	if !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), "unlock the one that is there") {
		t.Errorf("Create = %v", err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the vault was changed")
	}
}

func TestLockedVaultDoesNothing(t *testing.T) {
	t.Parallel()
	_, path := newVault(t, keystore.Demo())
	before, _ := os.ReadFile(path)
	for method, err := range everyMethod(t.Context(), keystore.NewVault(path, vaultFactor)) {
		if !errors.Is(err, keystore.ErrLocked) {
			t.Errorf("%s of a locked vault: %v, want ErrLocked", method, err)
		}
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the vault was changed")
	}
}

func TestWrongPassphraseIsToldAsThat(t *testing.T) {
	t.Parallel()
	open, path := newVault(t, fullProject())
	for _, wrong := range []string{"", "correct horse battery stapl", vaultWords + " ", strings.ToUpper(vaultWords)} {
		v := keystore.NewVault(path, vaultFactor)
		if err := v.Unlock(t.Context(), secret.New(wrong)); !errors.Is(err, keystore.ErrPassphrase) || !v.Locked() {
			t.Errorf("Unlock with %q = %v, locked: %v", wrong, err, v.Locked())
		}
		// A slip does not lock what is open.
		if err := open.Unlock(t.Context(), secret.New(wrong)); !errors.Is(err, keystore.ErrPassphrase) || open.Locked() {
			t.Errorf("Unlock of an open vault with %q = %v, locked: %v", wrong, err, open.Locked())
		}
	}
}

func TestPassphraseOfANewVault(t *testing.T) {
	t.Parallel()
	for passphrase, want := range map[string]string{
		"":                    "is empty",
		"sevench":             "has 7 characters, at least 8",
		"öäüößéà":             "has 7 characters, at least 8",
		"eight ch":            "",
		"öäüößéàè":            "",
		vaultWords:            "",
		"line\nbreak":         "control character",
		"with a line break\n": "control character",
		"not \xff UTF-8":      "not valid UTF-8",
	} {
		err := keystore.CheckPassphrase(secret.New(passphrase))
		if want == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("CheckPassphrase(%q) = %v, want %q", passphrase, err, want)
		}
		if err != nil && passphrase != "" && strings.Contains(err.Error(), passphrase) {
			t.Errorf("the error repeats the passphrase: %v", err)
		}
		v := keystore.NewVault(filepath.Join(t.TempDir(), "vault"), 1)
		if created := v.Create(t.Context(), secret.New(passphrase)); (created == nil) != (err == nil) {
			t.Errorf("Create with %q = %v, CheckPassphrase says %v", passphrase, created, err)
		}
	}
}

func TestWorkFactorOutOfRangeIsRefused(t *testing.T) {
	t.Parallel()
	for _, factor := range []int{-1, 0, 23, 64} {
		v := keystore.NewVault(filepath.Join(t.TempDir(), "vault"), factor)
		if err := v.Create(t.Context(), secret.New(vaultWords)); err == nil || !strings.Contains(err.Error(), "from 1 to 20") {
			t.Errorf("Create with a work factor of %d = %v", factor, err)
		}
	}
}

// endsWhileWaited is a context that ends when it is waited for the second time:
// a vault waits first for its turn, then for scrypt.
type endsWhileWaited struct {
	context.Context
	end   context.CancelFunc
	waits atomic.Int32
}

func (c *endsWhileWaited) Done() <-chan struct{} {
	if c.waits.Add(1) == 2 {
		c.end()
	}
	return c.Context.Done()
}

func TestUnlockReturnsWhenItsContextEndsDuringScrypt(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "vault")
	v := keystore.NewVault(path, 15)
	giveUp := func(try func(context.Context) error) time.Duration {
		inner, end := context.WithCancel(t.Context())
		defer end()
		start := time.Now()
		if err := try(&endsWhileWaited{Context: inner, end: end}); !errors.Is(err, context.Canceled) {
			t.Errorf("given up: %v, want the error of the context", err)
		}
		return time.Since(start)
	}
	giveUp(func(ctx context.Context) error { return v.Create(ctx, secret.New(vaultWords)) })
	if there, err := v.Exists(); there || err != nil || !v.Locked() {
		t.Errorf("a vault given up: Exists = %v, %v, locked: %v", there, err, v.Locked())
	}
	start := time.Now()
	if err := v.Create(t.Context(), secret.New(vaultWords)); err != nil {
		t.Fatal(err)
	}
	whole := time.Since(start)
	v = keystore.NewVault(path, 15)
	if took := giveUp(func(ctx context.Context) error { return v.Unlock(ctx, secret.New(vaultWords)) }); took > whole/2 {
		t.Errorf("giving up took %v, where scrypt takes %v", took, whole)
	}
	if !v.Locked() {
		t.Error("what was given up has unlocked the vault")
	}
	// The next waits for what is left of the first.
	if err := v.Unlock(t.Context(), secret.New(vaultWords)); err != nil {
		t.Errorf("the next Unlock = %v", err)
	}
}

func TestVaultKeepsToItsContext(t *testing.T) {
	t.Parallel()
	v, path := newVault(t, keystore.Demo())
	ended, end := context.WithCancel(t.Context())
	end()
	before, _ := os.ReadFile(path)
	errs := everyMethod(ended, v)
	errs["Unlock"] = v.Unlock(ended, secret.New(vaultWords))
	errs["ChangePassphrase"] = v.ChangePassphrase(ended, secret.New(vaultWords), secret.New("another passphrase"))
	for method, err := range errs {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s with a context that has ended: %v", method, err)
		}
	}
	if after, _ := os.ReadFile(path); !slices.Equal(before, after) {
		t.Error("the vault was changed")
	}
}
