package keystore_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"atc/keystore"
)

func TestCertificatesAreItemsThatCanBeReadByHand(t *testing.T) {
	t.Parallel()
	_, ring, index := newKeyring(t, project("acme", "a", "b"))
	certificates, registered, _ := ring.held()
	if !slices.Equal(certificates, registered) {
		t.Errorf("the keyring holds %q and registers %q", certificates, registered)
	}
	if len(certificates) != 2 {
		t.Fatalf("the keyring holds %q, want two certificates", certificates)
	}
	for i, want := range []struct{ role, value string }{{"primary", "a"}, {"secondary", "b"}} {
		form := regexp.MustCompile(`^970CA35de60c44645bbae8a215061b33 ` + want.role + ` ` + indexID(t, index) + `-[0-9a-f]{8}$`)
		if !form.MatchString(certificates[i]) {
			t.Errorf("an item is called %q", certificates[i])
		}
		if got := ring.items[certificates[i]]; got != strings.Repeat(want.value, 32) {
			t.Errorf("the item %s holds something else than the bare certificate", certificates[i])
		}
	}
}

func TestWhatIsNotSecretAsksTheKeyringForNothing(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t, project("acme", "a", "b"))
	ring.faulty(func(_ int, call string) error { return errors.New("asked to " + call) })
	bare := keystore.Project{Name: "bare", AppID: "0123456789abcdef0123456789abcdef"}
	must(t, k.Put(t.Context(), "", bare))
	bare.Notes = "changed"
	must(t, k.Put(t.Context(), "bare", bare))
	wantProject(t, k, bare)
	must(t, k.Rename(t.Context(), "acme", "acme-2"))
	must(t, k.Use(t.Context(), "acme-2"))
	wantNames(t, k, "acme-2*", "bare")
	must(t, k.Delete(t.Context(), "bare"))
	for _, err := range []error{
		k.Put(t.Context(), "", project("acme-2", "c", "")),
		k.Put(t.Context(), "none", project("none", "c", "")),
		k.Delete(t.Context(), "none"),
	} {
		if !errors.Is(err, keystore.ErrExists) && !errors.Is(err, keystore.ErrNotFound) {
			t.Errorf("error = %v, want a refusal before the keyring is asked", err)
		}
	}
	if calls := ring.asked(); len(calls) > 0 {
		t.Errorf("the keyring was asked to %q", calls)
	}
}

func TestNoFileHoldsACertificate(t *testing.T) {
	t.Parallel()
	k, _, index := newKeyring(t, fullProject(), project("b", "a", "b"))
	p := fullProject()
	must(t, k.Put(t.Context(), p.Name, project(p.Name, "c", "d")))
	must(t, k.Delete(t.Context(), "b"))
	must(t, k.Put(t.Context(), "", project("b", "a", "")))
	secrets := []string{p.Primary.Reveal(), p.Secondary.Reveal()}
	for _, letter := range []string{"a", "b", "c", "d"} {
		secrets = append(secrets, strings.Repeat(letter, 32))
	}
	files := 0
	must(t, filepath.WalkDir(filepath.Dir(index), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		for _, s := range secrets {
			if strings.Contains(read(t, path), s) {
				t.Errorf("%s holds a certificate", path)
			}
		}
		return nil
	}))
	if files == 0 {
		t.Error("no file was written")
	}
}

func TestIndexIsForItsOwnerAlone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	_, _, index := newKeyring(t, project("acme", "a", ""))
	for path, want := range map[string]fs.FileMode{index: 0o600, filepath.Dir(index): 0o700} {
		info, err := os.Stat(path)
		must(t, err)
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", path, got, want)
		}
	}
}

func TestOnlyAChangedCertificateGetsANewItem(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t, project("acme", "a", "b"))
	before, _, _ := ring.held()
	p := project("renamed", "a", "c")
	p.Notes = "changed"
	must(t, k.Put(t.Context(), "acme", p))
	after, registered, _ := ring.held()
	if after[0] != before[0] {
		t.Errorf("the unchanged certificate went from %s to %s", before[0], after[0])
	}
	if after[1] == before[1] {
		t.Errorf("the changed certificate was written over the old one, %s", after[1])
	}
	if len(after) != 2 || !slices.Equal(after, registered) {
		t.Errorf("the keyring holds %q and registers %q", after, registered)
	}
	wantProject(t, k, p)
}

func TestNothingStaysInTheKeyringOfADeletedProject(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t, project("a", "a", "b"), project("b", "c", ""))
	must(t, k.Delete(t.Context(), "a"))
	wantProject(t, k, project("b", "c", ""))
	must(t, k.Put(t.Context(), "b", keystore.Project{Name: "b", AppID: project("", "", "").AppID}))
	if len(ring.items) > 0 {
		t.Errorf("the keyring still holds %d items", len(ring.items))
	}
}

func TestRegisterFitsIntoSmallItems(t *testing.T) {
	t.Parallel()
	const projects = 100
	k, ring, _ := newKeyring(t)
	for i := range projects {
		must(t, k.Put(t.Context(), "", project("p"+strconv.Itoa(i), "a", "b")))
	}
	for i := 0; i < projects; i += 3 { // holes, which are filled again
		must(t, k.Delete(t.Context(), "p"+strconv.Itoa(i)))
		must(t, k.Put(t.Context(), "", project("p"+strconv.Itoa(i), "a", "b")))
	}
	certificates, registered, _ := ring.held()
	if len(certificates) != 2*projects || !slices.Equal(certificates, registered) {
		t.Errorf("the keyring holds %d certificates and registers %d, want %d", len(certificates), len(registered), 2*projects)
	}
	pages := 0
	for name, value := range ring.items {
		if strings.HasPrefix(name, "register ") {
			pages++
		}
		if len(value) > 2000 {
			t.Errorf("the item %s has %d bytes", name, len(value))
		}
	}
	if pages > 8 { // 32 names to a page
		t.Errorf("the register has %d pages", pages)
	}
	for i := range projects {
		must(t, k.Delete(t.Context(), "p"+strconv.Itoa(i)))
	}
	if len(ring.items) > 0 {
		t.Errorf("the keyring still holds %d items", len(ring.items))
	}
}

func TestRegisterKeepsWhatOthersPutThere(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t, project("a", "a", ""))
	const foreign = "a line of a newer atc\n"
	ring.overwrite(t, ring.items["register 1"]+foreign, "register 1")
	other := keystore.NewKeyring(ring, filepath.Join(t.TempDir(), "projects.json"))
	must(t, other.Put(t.Context(), "", project("theirs", "c", "d")))
	must(t, k.Put(t.Context(), "a", project("a", "b", "")))
	must(t, k.Delete(t.Context(), "a"))
	if report := other.Check(t.Context()); report.Err() != nil || len(report.Faults)+len(report.Foreign) > 0 {
		t.Errorf("check of the other index: %+v, want no faults", report)
	}
	wantProject(t, other, project("theirs", "c", "d"))
	if !strings.Contains(ring.items["register 1"], foreign) {
		t.Error("a line that is no name of ours was deleted")
	}
}

func TestRegisterIsMadeWholeByTheNextWrite(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t, project("a", "a", "b"))
	ring.drop(t, "register")
	must(t, k.Put(t.Context(), "", project("b", "c", "")))
	certificates, registered, _ := ring.held()
	if !slices.Equal(certificates, registered) {
		t.Errorf("the keyring holds %q and registers %q", certificates, registered)
	}
}

func TestMissingCertificateIsToldWithTheRestOfTheProject(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		word  string
		which keystore.Field
		left  keystore.Project
	}{
		{" primary ", keystore.FieldPrimary, project("acme", "", "b")},
		{" secondary ", keystore.FieldSecondary, project("acme", "a", "")},
	} {
		k, ring, _ := newKeyring(t, project("acme", "a", "b"))
		ring.drop(t, c.word)
		got, err := k.Get(t.Context(), "acme")
		var missing *keystore.MissingError
		if !errors.As(err, &missing) || missing.Project != "acme" || missing.Which != c.which {
			t.Errorf("error = %v, want one of a missing %s", err, c.which)
		}
		if !sameProject(got, c.left) {
			t.Errorf("got %+v, want the rest of the project", got)
		}
		must(t, k.Put(t.Context(), "acme", project("acme", "a", "b")))
		wantProject(t, k, project("acme", "a", "b"))
	}
}

func TestItemThatHoldsNoCertificateIsTold(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"", "too short", strings.Repeat("z", 32)} {
		k, ring, _ := newKeyring(t, project("acme", "a", "b"))
		ring.overwrite(t, value, " secondary ")
		got, err := k.Get(t.Context(), "acme")
		var wrong *keystore.FieldError
		if !errors.As(err, &wrong) || wrong.Field != keystore.FieldSecondary || value != "" && strings.Contains(err.Error(), value) {
			t.Errorf("error = %v, want one of the secondary certificate, without the value", err)
		}
		if !sameProject(got, project("acme", "a", "")) {
			t.Errorf("got %+v, want the rest of the project", got)
		}
		must(t, k.Put(t.Context(), "acme", project("acme", "a", "b")))
		wantProject(t, k, project("acme", "a", "b"))
	}
}

// TestProjectReplacedBetweenTwoReads has another process replace the
// certificate just after the index was read.
func TestProjectReplacedBetweenTwoReads(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t, project("acme", "a", "b"))
	other := keystore.NewKeyring(ring, index)
	ring.faulty(func(n int, _ string) error {
		if n == 1 {
			return other.Put(t.Context(), "acme", project("acme", "c", "d"))
		}
		return nil
	})
	wantProject(t, k, project("acme", "c", "d"))
}
