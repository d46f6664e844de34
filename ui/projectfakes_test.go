package ui_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui"
	"atc/ui/uitest"
)

// The App IDs and certificates of the projects in these tests.
const (
	stagingID        = "970CA35de60c44645bbae8a215061b33"
	stagingPrimary   = "5CFd2fd1755d40ecb72977518be15d3b"
	stagingSecondary = "c81E728d9d4c2f636f067f89cc14862c"
	liveID           = "eCcbc87e4b5ce2fe28308fd9f2a7baf3"
	livePrimary      = "a87ff679a2f3e71d9181a67b7542122c"
)

// staging has all that a project can have.
func staging() keystore.Project {
	return keystore.Project{
		Name: "acme-staging", AppID: stagingID, Primary: secret.New(stagingPrimary), Secondary: secret.New(stagingSecondary),
		Notes: "used by the iOS team\nrotate in March", Chat: keystore.Chat{Host: "a41.chat.agora.io", AppKey: "411234#567"},
	}
}

// live has only what most projects have.
func live() keystore.Project {
	return keystore.Project{Name: "acme-live", AppID: liveID, Primary: secret.New(livePrimary)}
}

// bare has no certificate.
func bare() keystore.Project {
	return keystore.Project{Name: "chat only 🙂", AppID: "e4da3b7fbbce2345d7772b0674a318d5"}
}

// with opens the console as change made its dependencies.
func with(tb testing.TB, w *world, width, height int, change func(*ui.Deps)) *uitest.Driver {
	tb.Helper()
	d := w.deps()
	if change != nil {
		change(&d)
	}
	return uitest.New(tb, ui.New(d), width, height)
}

// managing opens Projects over projects in memory.
func managing(tb testing.TB, width, height int, projects ...keystore.Project) (*uitest.Driver, *world) {
	tb.Helper()
	w := &world{now: noon, store: keystore.NewMemory(projects...)}
	return with(tb, w, width, height, nil).Press("alt+4"), w
}

// stored returns a project of a store.
func stored(tb testing.TB, s keystore.Store, name string) keystore.Project {
	tb.Helper()
	p, err := s.Get(tb.Context(), name)
	if err != nil {
		tb.Errorf("get %q: %v", name, err)
	}
	return p
}

// names returns what the projects of a store are called.
func names(tb testing.TB, s keystore.Store) string {
	tb.Helper()
	entries, err := s.List(tb.Context())
	if err != nil {
		tb.Error(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name)
	}
	return strings.Join(all, ", ")
}

// concealed fails the test if the screen shows a certificate, or half of one.
func concealed(tb testing.TB, d *uitest.Driver) {
	tb.Helper()
	for _, c := range []string{stagingPrimary, stagingSecondary, livePrimary} {
		d.Lacks(c, c[:12], c[20:])
	}
}

// fickle is a store in memory that says it is another one, and that fails and
// hangs as it is told.
type fickle struct {
	*keystore.Memory
	backend keystore.Backend
	fails   map[string]error // by call: "list", "get acme", "put"
	hangs   string           // the call that hangs, "" if none
	blocked chan struct{}    // receives a value when a call begins to hang
	answer  chan error       // ends a call that hangs
	report  keystore.Report
	mended  []string
}

func newFickle(projects ...keystore.Project) *fickle {
	return &fickle{
		Memory: keystore.NewMemory(projects...), backend: keystore.InKeyring, fails: map[string]error{},
		blocked: make(chan struct{}), answer: make(chan error, 1),
	}
}

// noService is what a keyring says that is not there.
func noService() error {
	return &keystore.UnavailableError{
		Backend: keystore.InKeyring, Problem: "no Secret Service answers on D-Bus",
		Advice: "install gnome-keyring or KeePassXC, or keep projects in an encrypted vault file: --keystore vault",
	}
}

func (f *fickle) Backend() keystore.Backend { return f.backend }

// call answers as the fickle store was told to.
func (f *fickle) call(ctx context.Context, name string) error {
	if f.hangs == name {
		f.blocked <- struct{}{}
		select {
		case <-ctx.Done():
			return &keystore.UnavailableError{Backend: f.backend, Problem: "it had not answered", Advice: "look for its prompt", Err: ctx.Err()}
		case err := <-f.answer:
			return err
		}
	}
	return f.fails[name]
}

func (f *fickle) List(ctx context.Context) ([]keystore.Entry, error) {
	if err := f.call(ctx, "list"); err != nil {
		return nil, err
	}
	return f.Memory.List(ctx)
}

func (f *fickle) Get(ctx context.Context, name string) (keystore.Project, error) {
	err := f.call(ctx, "get "+name)
	var missing *keystore.MissingError
	var wrong *keystore.FieldError
	lacks := errors.As(err, &missing) || errors.As(err, &wrong)
	if err != nil && !lacks {
		return keystore.Project{}, err
	}
	p, found := f.Memory.Get(ctx, name)
	if found != nil {
		return p, found
	}
	if lacks {
		p.Primary = secret.Value{}
	}
	return p, err
}

func (f *fickle) Put(ctx context.Context, replaces string, p keystore.Project) error {
	if err := f.call(ctx, "put"); err != nil {
		return err
	}
	return f.Memory.Put(ctx, replaces, p)
}

func (f *fickle) Update(ctx context.Context, name string, change func(*keystore.Project) error) error {
	if err := f.call(ctx, "put"); err != nil {
		return err
	}
	return f.Memory.Update(ctx, name, change)
}

func (f *fickle) Use(ctx context.Context, name string) error {
	if err := f.call(ctx, "use"); err != nil {
		return err
	}
	return f.Memory.Use(ctx, name)
}

func (f *fickle) Check(context.Context) keystore.Report { return f.report }

func (f *fickle) Restore(context.Context) ([]string, error) {
	f.mended, f.report.Faults, f.report.Foreign = append(f.mended, "restore"), nil, nil
	return []string{"restored " + stagingID[:8]}, f.fails["restore"]
}

func (f *fickle) Discard(context.Context) (int, error) {
	n := len(f.report.Faults)
	f.mended, f.report.Faults = append(f.mended, "discard"), nil
	return n, f.fails["discard"]
}

// hanging opens Projects over a store, in which a call then hangs.
func hanging(tb testing.TB, f *fickle, call string) (*uitest.Driver, *world) {
	tb.Helper()
	w := &world{now: noon, store: f}
	d := with(tb, w, 80, 24, func(deps *ui.Deps) { deps.Keystores = &homes{} }).Press("alt+4")
	d.Blocked = f.blocked
	f.hangs = call
	return d, w
}

// homes are the stores of all back ends.
type homes struct {
	stores    map[keystore.Backend]keystore.Store
	preferred []keystore.Backend
	err       error
}

func (h *homes) Open(b keystore.Backend) keystore.Store {
	if s := h.stores[b]; s != nil {
		return s
	}
	return &keystore.Memory{}
}

func (h *homes) Prefer(b keystore.Backend) error {
	h.preferred = append(h.preferred, b)
	return h.err
}

// newVault returns a vault in a folder of the test, which has a passphrase and
// projects if one is given.
func newVault(tb testing.TB, passphrase string, projects ...keystore.Project) *keystore.Vault {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "vault.age.json")
	v := keystore.NewVault(path, 10)
	if passphrase == "" {
		return v
	}
	if err := v.Create(tb.Context(), secret.New(passphrase)); err != nil {
		tb.Fatal(err)
	}
	for _, p := range projects {
		if err := v.Put(tb.Context(), "", p); err != nil {
			tb.Fatal(err)
		}
	}
	return keystore.NewVault(path, 10) // locked
}

// folder holds files, as that in which the console was started.
type folder struct {
	name   string
	files  map[string]string
	env    map[string]string
	errs   map[string]error // by name of a file that cannot be read
	broken error            // why nothing can be written
}

func (f *folder) Folder() string { return f.name }

func (f *folder) Read(name string) ([]byte, error) {
	if err := f.errs[name]; err != nil {
		return nil, err
	}
	text, ok := f.files[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return []byte(text), nil
}

func (f *folder) Replace(name string, before, after []byte) error {
	switch {
	case f.broken != nil:
		return f.broken
	case !bytes.Equal([]byte(f.files[name]), before):
		return errors.New("it has changed meanwhile: look at it, and try again")
	}
	f.files[name] = string(after)
	return nil
}

func (f *folder) Open(name string) (io.ReadCloser, error) {
	text, err := f.Read(name)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(text)), nil
}

func (f *folder) Save(name string, data []byte) error {
	if _, found := f.files[name]; found {
		return &fs.PathError{Op: "open", Path: name, Err: fs.ErrExist}
	}
	if f.broken != nil {
		return f.broken
	}
	f.files[name] = string(data)
	return nil
}

func (f *folder) Getenv(name string) string { return f.env[name] }

// holding returns the names of the files that hold a text.
func (f *folder) holding(text string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(f.files)), func(name string) bool {
		return !strings.Contains(f.files[name], text)
	})
}
