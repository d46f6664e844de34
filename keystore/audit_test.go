package keystore_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"atc/keystore"
)

func TestMissingCertificatesAreFoundAndForgotten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		words []string // of the items that something else deletes
		left  keystore.Project
	}{
		{"primary", []string{" primary "}, project("acme", "b", "")}, // a single certificate is the primary
		{"secondary", []string{" secondary "}, project("acme", "a", "")},
		{"both", []string{" primary ", " secondary "}, project("acme", "", "")},
	} {
		k, ring, _ := newKeyring(t, project("acme", "a", "b"))
		for _, w := range c.words {
			ring.drop(t, w)
		}
		report := k.Check(t.Context())
		if report.Err() != nil || len(report.Faults) != len(c.words) {
			t.Fatalf("%s: check: %+v, want a fault for each", c.name, report)
		}
		for i, f := range report.Faults {
			if f.Project != "acme" || f.AppID != c.left.AppID || !strings.Contains(string(f.Which), strings.TrimSpace(c.words[i])) || !strings.Contains(f.Item, c.words[i]) {
				t.Errorf("%s: fault: %+v", c.name, f)
			}
		}
		n, err := k.Discard(t.Context())
		if err != nil || n != len(c.words) {
			t.Errorf("%s: discarded %d, %v, want %d", c.name, n, err, len(c.words))
		}
		wantProject(t, k, c.left)
		again := k.Check(t.Context())
		if again.Err() != nil || len(again.Faults) > 0 {
			t.Errorf("%s: the check still finds %+v", c.name, again.Faults)
		}
		// What is left can be changed like any other project.
		must(t, k.Put(t.Context(), "acme", project("acme", "b", "c")))
		wantProject(t, k, project("acme", "b", "c"))
		if certificates, registered, _ := ring.held(); len(certificates) != 2 || !slices.Equal(certificates, registered) {
			t.Errorf("%s: the keyring holds %q and registers %q", c.name, certificates, registered)
		}
	}
}

func TestRestoreLeavesWhatIsNoCertificateAndTellsOfIt(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t, project("acme", "a", "b"))
	orphan(t, index)
	ring.overwrite(t, "nonsense", " primary ")
	restored, err := k.Restore(t.Context())
	var wrong *keystore.FieldError
	if !errors.As(err, &wrong) || strings.Contains(err.Error(), "nonsense") || !strings.Contains(err.Error(), " primary ") {
		t.Errorf("error = %v, want one that names the item and not its value", err)
	}
	if len(restored) != 1 {
		t.Fatalf("restored %q, want the other certificate", restored)
	}
	wantProject(t, k, project(restored[0], "b", ""))
	if n, err := k.Discard(t.Context()); n != 1 || err != nil {
		t.Errorf("discarded %d, %v, want the item that is no certificate", n, err)
	}
}

func TestRestoreTellsOfAllThatIsNoCertificateOnOneLine(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t, project("acme", "a", "b"))
	orphan(t, index)
	ring.overwrite(t, "nonsense", " primary ")
	ring.overwrite(t, "nonsense", " secondary ")
	_, err := k.Restore(t.Context())
	if err == nil || !strings.Contains(err.Error(), " primary ") || !strings.Contains(err.Error(), " secondary ") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error = %v, want one line that names both items", err)
	}
}

func TestRestoreTellsWhatItRestoredBeforeItFailed(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t, project("acme", "a", "b"))
	orphan(t, index)
	ring.drop(t, " secondary ") // so that the register has to be written
	ring.faulty(func(_ int, call string) error {
		if call == "set register 1" {
			return errors.New("refused")
		}
		return nil
	})
	restored, err := k.Restore(t.Context())
	if err == nil || len(restored) != 1 {
		t.Fatalf("restored %q, %v, want a project and an error", restored, err)
	}
	wantProject(t, k, project(restored[0], "a", ""))
}

func TestRestoreTakesEqualCertificatesForTwoProjects(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t, project("acme", "a", "b"))
	orphan(t, index)
	ring.overwrite(t, strings.Repeat("a", 32), " secondary ")
	restored, err := k.Restore(t.Context())
	if err != nil || len(restored) != 2 {
		t.Fatalf("restored %q, %v, want two projects", restored, err)
	}
	for _, name := range restored {
		wantProject(t, k, project(name, "a", ""))
	}
}

func TestStraysAreDeletedOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t, project("acme", "a", "b"))
	orphan(t, index)
	must(t, k.Put(t.Context(), "", project("new", "c", "")))
	must(t, k.Delete(t.Context(), "new"))
	_ = k.Check(t.Context())
	if certificates, _, _ := ring.held(); len(certificates) != 2 {
		t.Fatalf("the keyring holds %q, want both strays", certificates)
	}
	n, err := k.Discard(t.Context())
	if err != nil || n != 2 {
		t.Errorf("discarded %d, %v, want 2", n, err)
	}
	if len(ring.items) > 0 {
		t.Errorf("the keyring still holds %d items", len(ring.items))
	}
}

func TestNamesWithoutItemsAreCleanedUpWithoutAWord(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t, project("acme", "a", "b"))
	ring.drop(t, " primary ")
	orphan(t, index)
	report := k.Check(t.Context())
	if report.Err() != nil || len(report.Faults) != 1 {
		t.Errorf("check: %+v, want the one item that is there", report)
	}
	if _, registered, _ := ring.held(); len(registered) != 1 {
		t.Errorf("the register holds %q", registered)
	}
}

func TestWriteOfAnotherProcessIsNoFault(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t)
	other := keystore.NewKeyring(ring, index)
	amid, checked := make(chan struct{}), make(chan keystore.Report)
	var once sync.Once
	ring.faulty(func(_ int, call string) error {
		if strings.HasPrefix(call, "set register") {
			once.Do(func() { close(amid) })
		}
		return nil
	})
	go func() {
		<-amid
		checked <- other.Check(t.Context())
	}()
	must(t, k.Put(t.Context(), "", project("acme", "a", "b")))
	if report := <-checked; report.Err() != nil || len(report.Faults) > 0 {
		t.Errorf("check amid a write: %+v, want no faults", report)
	}
}
