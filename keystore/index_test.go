package keystore_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"atc/keystore"
	"atc/keystore/secret"
)

const (
	goodProject = `{"name": "acme", "app_id": "970CA35de60c44645bbae8a215061b33"}`
	goodItem    = `"970CA35de60c44645bbae8a215061b33 primary 0123abcd"`
)

func TestDamagedIndexIsToldAndLeftAlone(t *testing.T) {
	t.Parallel()
	projects := func(p ...string) string { return `{"version": 1, "projects": [` + strings.Join(p, ", ") + `]}` }
	with := func(more string) string { return strings.TrimSuffix(goodProject, "}") + ", " + more + "}" }
	for name, text := range map[string]string{
		"empty":                     "",
		"no JSON":                   "hello",
		"cut off":                   projects(goodProject)[:40],
		"more after it":             projects() + "{}",
		"no version":                `{"projects": []}`,
		"version of a wrong type":   `{"version": "1", "projects": []}`,
		"projects of a wrong type":  `{"version": 1, "projects": {}}`,
		"an ID of no form of ours":  `{"version": 1, "id": "../..", "projects": []}`,
		"no name":                   projects(strings.Replace(goodProject, "acme", "", 1)),
		"name with an escape":       projects(strings.Replace(goodProject, "acme", `a\u001b[31m`, 1)),
		"no App ID":                 projects(strings.Replace(goodProject, "970CA35de60c44645bbae8a215061b33", "", 1)),
		"one name twice":            projects(goodProject, goodProject),
		"a host that is none":       projects(with(`"chat": {"host": "a b"}`)),
		"item of no form of ours":   projects(with(`"primary": "register 1"`)),
		"item of another App ID":    projects(with(`"primary": "0123456789abcdef0123456789abcdef primary 0123abcd"`)),
		"one item twice":            projects(with(`"primary": `+goodItem), strings.Replace(with(`"primary": `+goodItem), "acme", "b", 1)),
		"one item in both places":   projects(with(`"primary": ` + goodItem + `, "secondary": ` + goodItem)),
		"a host that is an ID":      projects(with(`"chat": {"host": "970CA35de60c44645bbae8a215061b33"}`)),
		"secondary without primary": projects(with(`"secondary": ` + goodItem)),
		"too large":                 projects() + strings.Repeat(" ", 4<<20),
	} {
		k, _, index := newKeyring(t)
		must(t, keystore.WriteFile(index, []byte(text), 0o600))
		_, listed := k.List(t.Context())
		_, got := k.Get(t.Context(), "acme")
		_, restored := k.Restore(t.Context())
		_, discarded := k.Discard(t.Context())
		report := k.Check(t.Context())
		for did, err := range map[string]error{
			"list": listed, "get": got, "restore": restored, "discard": discarded, "check": report.Err(),
			"update": k.Update(t.Context(), "acme", setNotes("x")),
			"put":    k.Put(t.Context(), "", project("b", "a", "")), "rename": k.Rename(t.Context(), "acme", "b"),
			"delete": k.Delete(t.Context(), "acme"), "use": k.Use(t.Context(), ""),
		} {
			var damaged *keystore.DamagedError
			if !errors.As(err, &damaged) || damaged.Path != index || !strings.Contains(damaged.Advice, "atc project check --restore") {
				t.Errorf("%s: %s: error = %v, want one of a damaged file, with the mend", name, did, err)
			} else if strings.Contains(damaged.Problem, "\x1b") {
				t.Errorf("%s: %s: the error repeats what the file holds: %q", name, did, damaged.Problem)
			}
		}
		if read(t, index) != text {
			t.Errorf("%s: the damaged file was changed", name)
		}
	}
}

func TestIndexOfANewerAtcIsToldAsThat(t *testing.T) {
	t.Parallel()
	k, _, index := newKeyring(t)
	const text = `{"version": 2, "projects": "elsewhere"}`
	must(t, keystore.WriteFile(index, []byte(text), 0o600))
	_, err := k.List(t.Context())
	var damaged *keystore.DamagedError
	if err == nil || errors.As(err, &damaged) || !strings.Contains(err.Error(), "newer atc") || !strings.Contains(err.Error(), index) {
		t.Errorf("error = %v, want one that names a newer atc and the file", err)
	}
	if err := k.Put(t.Context(), "", project("a", "a", "")); err == nil || read(t, index) != text {
		t.Errorf("the file of a newer atc was written over (error %v)", err)
	}
}

func TestIndexThatCannotBeReadIsNoEmptyOne(t *testing.T) {
	t.Parallel()
	k, _, index := newKeyring(t)
	must(t, os.MkdirAll(index, 0o700))
	if _, err := k.List(t.Context()); err == nil || !strings.Contains(err.Error(), "read the list of projects") {
		t.Errorf("error = %v, want one of reading", err)
	}
}

func TestIndexThatNamesNoProjectAsCurrentIsFine(t *testing.T) {
	t.Parallel()
	k, _, index := newKeyring(t)
	must(t, keystore.WriteFile(index, []byte(`{"version": 1, "current": "gone", "projects": [`+goodProject+`]}`), 0o600))
	wantNames(t, k, "acme")
}

func TestFullIndexSaysSoAndStays(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t)
	var projects []string
	for i := range 1000 { // 4 MiB less the room for a few
		projects = append(projects, fmt.Sprintf(`{"name": "p%d", "app_id": "%032x", "notes": %q}`, i, i, strings.Repeat("n", 4096)))
	}
	must(t, keystore.WriteFile(index, []byte(`{"version": 1, "projects": [`+strings.Join(projects, ",")+`]}`), 0o600))
	before := read(t, index)
	p := project("one too many", "a", "b")
	p.Notes = strings.Repeat("n", keystore.MaxNotes)
	err := error(nil)
	for i := 0; err == nil && i < 100; i++ {
		before = read(t, index)
		p.Name = "one too many " + strconv.Itoa(i)
		err = k.Put(t.Context(), "", p)
	}
	if err == nil || !strings.Contains(err.Error(), "remove a project") {
		t.Errorf("error = %v, want one that says that the list is full", err)
	}
	if read(t, index) != before {
		t.Error("the index was changed all the same")
	}
	certificates, registered, _ := ring.held()
	if len(certificates)%2 != 0 || len(certificates) != len(registered) {
		t.Error("certificates of the project that was refused stayed in the keyring")
	}
	if report := k.Check(t.Context()); len(report.Faults) > 0 {
		t.Errorf("the check finds %d faults after a refusal", len(report.Faults))
	}
}

// A folderRing keeps items as files in a folder, so that they outlive a
// process.
type folderRing string

func (f folderRing) path(item string) string { return filepath.Join(string(f), item) }

func (f folderRing) Get(item string) (secret.Value, error) {
	data, err := os.ReadFile(f.path(item))
	if errors.Is(err, os.ErrNotExist) {
		return secret.Value{}, keystore.ErrNoItem
	}
	return secret.New(string(data)), err
}

func (f folderRing) Set(item string, value secret.Value) error {
	temp := f.path(".temp") // whole, as keyrings write, and without WriteFile's care for the disk
	if err := errors.Join(os.MkdirAll(string(f), 0o700), os.WriteFile(temp, []byte(value.Reveal()), 0o600)); err != nil {
		return err
	}
	return os.Rename(temp, f.path(item))
}

func (f folderRing) Delete(item string) error {
	err := os.Remove(f.path(item))
	if errors.Is(err, os.ErrNotExist) {
		return keystore.ErrNoItem
	}
	return err
}

// items returns the names of the certificates, and the text of the register.
func (f folderRing) items(t testing.TB) (certificates []string, register string) {
	t.Helper()
	entries, err := os.ReadDir(string(f))
	must(t, err)
	for _, e := range entries {
		switch {
		case strings.HasPrefix(e.Name(), "register "):
			register += read(t, f.path(e.Name()))
		case !strings.HasPrefix(e.Name(), "."): // a write that was killed
			certificates = append(certificates, e.Name())
		}
	}
	return certificates, register
}

func TestWriterKilledAtAnyMomentLeavesTheOldOrTheNewCertificate(t *testing.T) {
	t.Parallel()
	open := func(index string) (*keystore.Keyring, folderRing) {
		ring := folderRing(filepath.Join(filepath.Dir(index), "ring"))
		return keystore.NewKeyring(ring, index), ring
	}
	if index := os.Getenv(vaultOfChild); index != "" {
		k, _ := open(index)
		for i := numberIn(t, k); ; i++ {
			must(t, k.Put(t.Context(), numbered(i).Name, numbered(i+1)))
			fmt.Println(i + 1)
		}
	}
	k, ring := open(filepath.Join(t.TempDir(), "projects.json"))
	must(t, k.Put(t.Context(), "", numbered(0)))
	index, strays, ahead := filepath.Join(filepath.Dir(string(ring)), "projects.json"), 0, 0
	for writes, kills := 0, 0; writes < 200; kills++ {
		last := writeAndKill(t, index, 1+kills%8, float64(kills%16)/16)
		writes = numberIn(t, k)
		if writes != last && writes != last+1 {
			t.Fatalf("killed after write %d, the store holds write %d", last, writes)
		}
		ahead += writes - last
		certificates, register := ring.items(t)
		strays = len(certificates) - 2
		for _, name := range certificates {
			if !strings.Contains(register, name+"\n") {
				t.Errorf("%s is in the keyring, but not registered", name)
			}
		}
	}
	t.Logf("%d items of no project were left, %d kills came between the index and the report", strays, ahead)
	n, err := k.Discard(t.Context())
	certificates, register := ring.items(t)
	if err != nil || n != strays || len(certificates) != 2 || strings.Count(register, " primary ")+strings.Count(register, " secondary ") != 2 {
		t.Errorf("after %d strays were discarded (%v), the keyring holds %q and registers %q", n, err, certificates, register)
	}
}

// numberIn returns the number of the only project in a keyring, if it is
// whole.
func numberIn(t *testing.T, k *keystore.Keyring) (i int) {
	t.Helper()
	entries, err := k.List(t.Context())
	if err != nil || len(entries) != 1 {
		t.Fatalf("the store lists %+v, %v, want the project of one write", entries, err)
	}
	_, err = fmt.Sscanf(entries[0].Name, "write %d", &i)
	must(t, err)
	wantProject(t, k, numbered(i))
	return i
}
