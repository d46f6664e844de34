package keystore_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"atc/keystore"
	"atc/keystore/secret"
)

// A fakeRing is a keyring in memory that does wrong what it is told to.
type fakeRing struct {
	mu    sync.Mutex
	items map[string]string
	calls []string // "get register 1", in the order in which they began
	// fault is asked before each call, with the number of the call from 1. It
	// may block, panic, or return an error for the call to return.
	fault   func(n int, call string) error
	deaf    bool // set and delete say that all went well, and do nothing
	running int
	most    int // how many calls were under way at the same time
}

func newFakeRing() *fakeRing { return &fakeRing{items: map[string]string{}} }

func (f *fakeRing) Get(item string) (secret.Value, error) {
	var held secret.Value
	err := f.call("get "+item, func() error {
		text, ok := f.items[item]
		if !ok {
			return keystore.ErrNoItem
		}
		held = secret.New(text)
		return nil
	})
	return held, err
}

func (f *fakeRing) Set(item string, value secret.Value) error {
	return f.call("set "+item, func() error {
		if !f.deaf {
			f.items[item] = value.Reveal()
		}
		return nil
	})
}

func (f *fakeRing) Delete(item string) error {
	return f.call("delete "+item, func() error {
		if _, ok := f.items[item]; !ok {
			return keystore.ErrNoItem
		}
		if !f.deaf {
			delete(f.items, item)
		}
		return nil
	})
}

func (f *fakeRing) call(name string, do func() error) error {
	f.mu.Lock()
	f.calls = append(f.calls, name)
	f.running++
	f.most = max(f.most, f.running)
	n, fault := len(f.calls), f.fault
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.running--
	}()
	if fault != nil {
		if err := fault(n, name); err != nil {
			return err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return do()
}

// faulty sets what goes wrong from now on, and forgets the calls so far.
func (f *fakeRing) faulty(fault func(n int, call string) error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls, f.fault = nil, fault
}

// asked returns the calls since faulty was last called.
func (f *fakeRing) asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

// held returns the items: those of certificates and the names in the register,
// each in order, and the probes.
func (f *fakeRing) held() (certificates, registered, probes []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, name := range slices.Sorted(maps.Keys(f.items)) {
		switch {
		case strings.HasPrefix(name, "register "):
			for line := range strings.Lines(f.items[name]) {
				if !strings.HasPrefix(line, "#") {
					registered = append(registered, strings.TrimSpace(line))
				}
			}
		case strings.HasPrefix(name, "probe "):
			probes = append(probes, name)
		default:
			certificates = append(certificates, name)
		}
	}
	slices.Sort(registered)
	return certificates, registered, probes
}

// drop deletes the one item whose name holds all of the words, as another
// program may.
func (f *fakeRing) drop(t testing.TB, words ...string) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.items, f.only(t, words))
}

// overwrite changes the one item whose name holds all of the words.
func (f *fakeRing) overwrite(t testing.TB, value string, words ...string) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.items[f.only(t, words)] = value
}

func (f *fakeRing) only(t testing.TB, words []string) string {
	t.Helper()
	var found []string
	for name := range f.items {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(name, w) }) {
			found = append(found, name)
		}
	}
	if len(found) != 1 {
		t.Fatalf("the items with %q are %q, want one", words, found)
	}
	return found[0]
}

// newKeyring returns a store on a fake keyring, with projects, and the path of
// its index.
func newKeyring(t testing.TB, projects ...keystore.Project) (*keystore.Keyring, *fakeRing, string) {
	t.Helper()
	ring := newFakeRing()
	index := filepath.Join(t.TempDir(), "atc", "projects.json")
	k := keystore.NewKeyring(ring, index)
	for _, p := range projects {
		must(t, k.Put(t.Context(), "", p))
	}
	ring.faulty(nil)
	return k, ring, index
}

// project returns a project with the certificates of the two letters, "" for
// none.
func project(name, primary, secondary string) keystore.Project {
	return keystore.Project{
		Name: name, AppID: "970CA35de60c44645bbae8a215061b33",
		Primary: secret.New(strings.Repeat(primary, 32)), Secondary: secret.New(strings.Repeat(secondary, 32)),
	}
}

// wantProject fails if the store does not hold p.
func wantProject(t testing.TB, s keystore.Store, p keystore.Project) {
	t.Helper()
	got, err := s.Get(t.Context(), p.Name)
	if err != nil {
		t.Fatalf("get %q: %v", p.Name, err)
	}
	if !sameProject(got, p) {
		t.Errorf("got another project than was put: %v, want %v", got, p)
	}
}

// wantUnavailable fails if err is no *UnavailableError of the keyring with a
// problem and an advice.
func wantUnavailable(t testing.TB, err error) {
	t.Helper()
	var unavailable *keystore.UnavailableError
	if !errors.As(err, &unavailable) {
		t.Fatalf("error = %v, want one of a keyring that cannot be used", err)
	}
	if unavailable.Backend != keystore.InKeyring || unavailable.Problem == "" || !strings.Contains(unavailable.Advice, "--keystore vault") {
		t.Errorf("error = %v, want one that says why, and what to do", err)
	}
}

func read(t testing.TB, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	return string(data)
}

// indexID returns the ID of an index.
func indexID(t testing.TB, index string) string {
	t.Helper()
	var ix struct{ ID string }
	must(t, json.Unmarshal([]byte(read(t, index)), &ix))
	if ix.ID == "" {
		t.Fatal("the index has no ID")
	}
	return ix.ID
}

// orphan takes all projects out of an index, as if the writes of their items
// had been killed.
func orphan(t testing.TB, index string) {
	t.Helper()
	text := fmt.Sprintf(`{"version": 1, "id": %q, "projects": []}`, indexID(t, index))
	must(t, keystore.WriteFile(index, []byte(text), 0o600))
}
