package keystore_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"atc/keystore"
)

// steps returns what a check did, and which step failed.
func steps(r keystore.Report) (did []string, failed string) {
	for _, s := range r.Steps {
		did = append(did, s.Did)
		if s.Err != nil {
			failed = s.Did
		}
	}
	return did, failed
}

func TestCheckStopsAtTheStepThatFails(t *testing.T) {
	t.Parallel()
	all := []string{"write a probe item", "read it back", "delete it", "read the list of projects", "compare it with the keyring"}
	for prefix, want := range map[string]int{"set probe": 0, "get probe": 1, "delete probe": 2, "get register": 4, "get 970": 4} {
		k, ring, _ := newKeyring(t, project("acme", "a", "b"))
		failed := false
		ring.faulty(func(_ int, call string) error {
			if strings.HasPrefix(call, prefix) && !failed {
				failed = true
				return errBroken
			}
			return nil
		})
		report := k.Check(t.Context())
		did, at := steps(report)
		if !slices.Equal(did, all[:want+1]) || at != all[want] {
			t.Errorf("%s fails: the check did %q and failed to %q, want it to fail to %q", prefix, did, at, all[want])
		}
		wantUnavailable(t, report.Err())
		if _, _, probes := ring.held(); len(probes) > 0 && prefix != "delete probe" {
			t.Errorf("%s fails: the check leaves %q behind", prefix, probes)
		}
	}
}

func TestCheckLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t)
	report := k.Check(t.Context())
	if did, failed := steps(report); failed != "" || len(did) != 5 {
		t.Errorf("the check did %q and failed to %q", did, failed)
	}
	if len(ring.items) > 0 {
		t.Errorf("the check leaves %d items behind", len(ring.items))
	}
}

func TestCheckFindsAProbeThatComesBackChanged(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t)
	ring.faulty(func(n int, _ string) error {
		if n == 2 {
			ring.overwrite(t, "another", "probe")
		}
		return nil
	})
	report := k.Check(t.Context())
	if _, failed := steps(report); failed != "read it back" {
		t.Errorf("the check failed to %q, want to read back what it wrote", failed)
	}
}

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

func TestLostIndexComesBackFromTheKeyring(t *testing.T) {
	t.Parallel()
	other := keystore.Project{Name: "other", AppID: "0123456789abcdef0123456789abcdef", Primary: fullProject().Primary}
	k, _, index := newKeyring(t, project("acme", "a", "b"), project("twin", "c", ""), other,
		keystore.Project{Name: "bare", AppID: other.AppID})
	must(t, os.Remove(index))
	report := k.Check(t.Context())
	if len(report.Faults) != 4 {
		t.Errorf("check: %+v, want four items of no project", report)
	}
	for _, f := range report.Faults {
		if f.Project != "" || f.AppID == "" || f.Which == "" {
			t.Errorf("fault: %+v, want one of an item that tells its App ID", f)
		}
	}
	restored, err := k.Restore(t.Context())
	must(t, err)
	want := []string{"recovered 970C…1b33", "recovered 970C…1b33 2", "recovered 0123…cdef"}
	if !slices.Equal(restored, want) {
		t.Errorf("restored %q, want %q", restored, want)
	}
	wantProject(t, k, project(want[0], "a", "b"))
	wantProject(t, k, project(want[1], "c", ""))
	other.Name = want[2]
	wantProject(t, k, other)
	if again, err := k.Restore(t.Context()); err != nil || len(again) > 0 {
		t.Errorf("restored again: %q, %v, want nothing", again, err)
	}
	if report := k.Check(t.Context()); len(report.Faults) > 0 {
		t.Errorf("the check still finds %+v", report.Faults)
	}
}

func TestDamagedIndexComesBackOnceItIsMovedAway(t *testing.T) {
	t.Parallel()
	k, _, index := newKeyring(t, project("acme", "a", "b"))
	must(t, keystore.WriteFile(index, []byte("{"), 0o600))
	if _, err := k.Restore(t.Context()); err == nil {
		t.Error("a damaged index was written over")
	}
	must(t, os.Rename(index, index+".old"))
	restored, err := k.Restore(t.Context())
	if err != nil || len(restored) != 1 {
		t.Fatalf("restored %q, %v", restored, err)
	}
	wantProject(t, k, project(restored[0], "a", "b"))
}

func TestRestoreLeavesWhatIsNoCertificateAndTellsOfIt(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t, project("acme", "a", "b"))
	must(t, os.Remove(index))
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
	must(t, os.Remove(index))
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
	must(t, os.Remove(index))
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
	must(t, os.Remove(index))
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
	must(t, os.Remove(index))
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
	must(t, os.Remove(index))
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
	ring.faulty(func(_ int, call string) error {
		if strings.HasPrefix(call, "set register") {
			close(amid)
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

func TestItemOfAnotherFolderIsOnlyDeletedWhenAsked(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t, project("acme", "a", ""))
	other := keystore.NewKeyring(ring, filepath.Join(t.TempDir(), "projects.json"))
	report := other.Check(t.Context())
	if len(report.Faults) != 1 || !strings.Contains(report.Faults[0].Problem(), "belongs to no project") {
		t.Errorf("check: %+v, want the item of the other folder", report)
	}
	wantProject(t, k, project("acme", "a", ""))
}
