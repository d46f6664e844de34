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

// elsewhere returns a store that shares the keyring from another folder.
func elsewhere(t *testing.T, ring *fakeRing, projects ...keystore.Project) (*keystore.Keyring, string) {
	t.Helper()
	index := filepath.Join(t.TempDir(), "projects.json")
	k := keystore.NewKeyring(ring, index)
	for _, p := range projects {
		must(t, k.Put(t.Context(), "", p))
	}
	return k, index
}

// wantForeign fails unless a check finds no fault, and just so many items of
// other lists.
func wantForeign(t *testing.T, k *keystore.Keyring, want int) []keystore.Foreign {
	t.Helper()
	report := k.Check(t.Context())
	if report.Err() != nil || len(report.Faults) > 0 || len(report.Foreign) != want {
		t.Errorf("check: %+v, want no fault and %d items of other lists", report, want)
	}
	return report.Foreign
}

func TestCleaningUpDeletesNothingOfAnotherFolder(t *testing.T) {
	t.Parallel()
	ours := project("acme", "a", "b")
	k, ring, index := newKeyring(t, ours, project("next", "d", ""))
	for name, make := range map[string]func() *keystore.Keyring{
		"a new folder":           func() *keystore.Keyring { other, _ := elsewhere(t, ring); return other },
		"a folder with projects": func() *keystore.Keyring { other, _ := elsewhere(t, ring, project("theirs", "c", "")); return other },
		"a folder without its ID": func() *keystore.Keyring {
			other, path := elsewhere(t, ring)
			must(t, keystore.WriteFile(path, []byte(`{"version": 1, "projects": []}`), 0o600))
			return other
		},
		"a folder that was erased": func() *keystore.Keyring {
			other, path := elsewhere(t, ring, project("gone", "e", ""))
			must(t, other.Delete(t.Context(), "gone"))
			must(t, os.Remove(path))
			return other
		},
	} {
		other := make()
		for _, f := range wantForeign(t, other, 3) {
			if f.AppID != ours.AppID || f.Which == "" || f.Project != "" || !strings.Contains(f.Item, indexID(t, index)) ||
				!strings.Contains(f.Notice(), "of App ID "+ours.AppID+" of another list") {
				t.Errorf("%s: %+v", name, f)
			}
		}
		if n, err := other.Discard(t.Context()); n != 0 || err != nil {
			t.Errorf("%s: discarded %d, %v, want nothing", name, n, err)
		}
		wantProject(t, k, ours)
		wantProject(t, k, project("next", "d", ""))
		if entries, _ := other.List(t.Context()); len(entries) > 0 {
			must(t, other.Delete(t.Context(), "theirs"))
		}
	}
	wantForeign(t, k, 0)
}

func TestOwnLeftoversAreToldFromThoseOfAnotherFolder(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t, project("acme", "a", "b"))
	other, _ := elsewhere(t, ring, project("theirs", "c", "d"))
	orphan(t, index)
	report := k.Check(t.Context())
	if len(report.Faults) != 2 || len(report.Foreign) != 2 {
		t.Errorf("check: %+v, want two leftovers and two items of another list", report)
	}
	for _, f := range report.Faults {
		if f.Project != "" || !strings.Contains(f.Problem(), "belongs to no project") || !strings.Contains(f.Item, indexID(t, index)) {
			t.Errorf("fault: %+v", f)
		}
	}
	if n, err := k.Discard(t.Context()); n != 2 || err != nil {
		t.Errorf("discarded %d, %v, want the two leftovers", n, err)
	}
	wantProject(t, other, project("theirs", "c", "d"))
	wantForeign(t, k, 2)
	wantForeign(t, other, 0)
}

// TestCheckAmidAWriteOfAnotherFolderTakesNothingOutOfTheRegister has a check
// come between the name of an item and the item.
func TestCheckAmidAWriteOfAnotherFolderTakesNothingOutOfTheRegister(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t, project("acme", "a", ""))
	other, _ := elsewhere(t, ring)
	checked := false
	ring.faulty(func(_ int, call string) error {
		if strings.HasPrefix(call, "set 970") && !checked {
			checked = true
			wantForeign(t, k, 0)
		}
		return nil
	})
	must(t, other.Put(t.Context(), "", project("theirs", "c", "d")))
	if certificates, registered, _ := ring.held(); !checked || len(certificates) != 3 || !slices.Equal(certificates, registered) {
		t.Errorf("the keyring holds %q and registers %q", certificates, registered)
	}
}

func TestRestoreCopiesWhatIsOfAnotherFolder(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t, project("acme", "a", ""))
	theirs := []keystore.Project{project("one", "c", "d"), project("two", "a", ""), project("three", "a", "e")}
	other, _ := elsewhere(t, ring, theirs...)
	foreign := wantForeign(t, k, 5)
	for _, f := range foreign {
		held := strings.HasSuffix(ring.items[f.Item], "a")
		if held != (f.Project == "acme") {
			t.Errorf("%+v: want the project that holds the same, if one does", f)
		}
	}
	restored, err := k.Restore(t.Context())
	if want := []string{"recovered 970C…1b33", "recovered 970C…1b33 2"}; err != nil || !slices.Equal(restored, want) {
		t.Fatalf("restored %q, %v, want %q", restored, err, want)
	}
	wantProject(t, k, project(restored[0], "c", "d"))
	wantProject(t, k, project(restored[1], "e", "")) // its primary one is that of acme
	for range 2 {
		if again, err := k.Restore(t.Context()); err != nil || len(again) > 0 {
			t.Errorf("restored again: %q, %v, want nothing", again, err)
		}
	}
	for _, f := range wantForeign(t, k, 5) {
		if f.Project == "" {
			t.Errorf("%+v is still told as not copied", f)
		}
	}
	// Both lists go on: what one does with its copy is nothing to the other.
	must(t, k.Delete(t.Context(), restored[0]))
	must(t, k.Put(t.Context(), restored[1], project("changed", "f", "")))
	for _, p := range theirs {
		wantProject(t, other, p)
		must(t, other.Delete(t.Context(), p.Name))
	}
	wantProject(t, k, project("changed", "f", ""))
	wantProject(t, k, project("acme", "a", ""))
	wantForeign(t, k, 0)
	if certificates, registered, _ := ring.held(); len(certificates) != 2 || !slices.Equal(certificates, registered) {
		t.Errorf("the keyring holds %q and registers %q", certificates, registered)
	}
}

func TestRestoreRegistersWhatItCopies(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t, project("acme", "a", "b"))
	orphan(t, index)
	ring.drop(t, " primary ") // so that a name is taken out of the register, too
	elsewhere(t, ring, project("theirs", "c", "d"))
	restored, err := k.Restore(t.Context())
	if err != nil || len(restored) != 2 {
		t.Fatalf("restored %q, %v, want what was left over and what is of another list", restored, err)
	}
	wantProject(t, k, project(restored[0], "b", ""))
	wantProject(t, k, project(restored[1], "c", "d"))
	if certificates, registered, _ := ring.held(); len(certificates) != 5 || !slices.Equal(certificates, registered) {
		t.Errorf("the keyring holds %q and registers %q", certificates, registered)
	}
}

func TestRestoreKeepsTheProjectsOfSeveralListsApart(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t, project("acme", "a", ""))
	_, one := elsewhere(t, ring, project("one", "b", ""))
	_, two := elsewhere(t, ring, project("two", "c", "d"))
	for _, path := range []string{index, one, two} {
		must(t, os.Remove(path))
	}
	restored, err := k.Restore(t.Context())
	if err != nil || len(restored) != 3 {
		t.Fatalf("restored %q, %v, want three", restored, err)
	}
	for i, want := range []keystore.Project{project("", "a", ""), project("", "b", ""), project("", "c", "d")} {
		want.Name = restored[i]
		wantProject(t, k, want)
	}
}

// TestRestoreThatFailsAtAnyCallCopiesWholeOrNotAtAll lets the keyring fail once
// at each of its calls.
func TestRestoreThatFailsAtAnyCallCopiesWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	for nth := 1; ; nth++ {
		k, ring, index := newKeyring(t, project("acme", "a", "b"))
		must(t, os.Remove(index))
		ring.faulty(func(n int, _ string) error {
			if n == nth {
				return errBroken
			}
			return nil
		})
		_, err := k.Restore(t.Context())
		reached := len(ring.asked()) >= nth
		ring.faulty(nil)
		entries, listed := k.List(t.Context())
		must(t, listed)
		if len(entries) > 1 || err == nil && len(entries) == 0 {
			t.Errorf("call %d: the list has %d projects after %v", nth, len(entries), err)
		}
		for _, e := range entries {
			wantProject(t, k, project(e.Name, "a", "b"))
		}
		if !reached {
			if nth < 10 {
				t.Errorf("only %d calls were tried", nth)
			}
			return
		}
		if _, err := k.Restore(t.Context()); err != nil {
			t.Fatalf("call %d: the next attempt: %v", nth, err)
		}
		wantNames(t, k, "recovered 970C…1b33")
		wantProject(t, k, project("recovered 970C…1b33", "a", "b"))
		wantForeign(t, k, 2)
	}
}

func TestLostIndexComesBackFromTheKeyring(t *testing.T) {
	t.Parallel()
	other := keystore.Project{Name: "other", AppID: "0123456789abcdef0123456789abcdef", Primary: fullProject().Primary}
	k, _, index := newKeyring(t, project("acme", "a", "b"), project("twin", "c", ""), other,
		keystore.Project{Name: "bare", AppID: other.AppID})
	must(t, os.Remove(index))
	wantForeign(t, k, 4)
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
	for _, f := range wantForeign(t, k, 4) {
		if !slices.Contains(restored, f.Project) {
			t.Errorf("%+v: want it to name one of %q", f, restored)
		}
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

func TestRestoreLeavesWhatIsNoCertificateOfAnotherFolder(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t)
	other, _ := elsewhere(t, ring, project("theirs", "a", "b"))
	ring.overwrite(t, "nonsense", " primary ")
	restored, err := k.Restore(t.Context())
	var wrong *keystore.FieldError
	if !errors.As(err, &wrong) || !strings.Contains(err.Error(), " primary ") || strings.Contains(err.Error(), "nonsense") || strings.Contains(err.Error(), "--clean") {
		t.Errorf("error = %v, want one that names the item, and no clean-up that would not touch it", err)
	}
	if len(restored) != 1 {
		t.Fatalf("restored %q, want the other certificate", restored)
	}
	wantProject(t, k, project(restored[0], "b", ""))
	must(t, other.Put(t.Context(), "theirs", project("theirs", "c", "b")))
	wantProject(t, other, project("theirs", "c", "b"))
}

func TestIndexKeepsItsID(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t, project("acme", "a", "b"))
	id := indexID(t, index)
	must(t, k.Put(t.Context(), "acme", project("acme", "c", "")))
	must(t, k.Rename(t.Context(), "acme", "b"))
	must(t, k.Delete(t.Context(), "b"))
	if report := k.Check(t.Context()); report.Err() != nil {
		t.Error(report.Err())
	}
	_, path := elsewhere(t, ring, keystore.Project{Name: "bare", AppID: project("", "", "").AppID})
	if got, other := indexID(t, index), indexID(t, path); got != id || other == id {
		t.Errorf("the IDs are %s and %s of another index, want %s and another", got, other, id)
	}
}

// TestIndexOfAnEarlierVersionGoesOn has an index without ID, and items whose
// names tell nothing of an index.
func TestIndexOfAnEarlierVersionGoesOn(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t)
	const used, stray = "970CA35de60c44645bbae8a215061b33 primary 0123abcd", "970CA35de60c44645bbae8a215061b33 primary 4567abcd"
	ring.items[used], ring.items[stray] = strings.Repeat("a", 32), strings.Repeat("b", 32)
	ring.items["register 1"] = used + "\n" + stray + "\n"
	must(t, keystore.WriteFile(index, []byte(`{"version": 1, "projects": [`+strings.TrimSuffix(goodProject, "}")+`, "primary": "`+used+`"}]}`), 0o600))
	wantProject(t, k, project("acme", "a", ""))
	wantForeign(t, k, 1)
	must(t, k.Put(t.Context(), "acme", project("acme", "a", "c")))
	if certificates, _, _ := ring.held(); len(certificates) != 3 || !slices.Contains(certificates, used) {
		t.Errorf("the keyring holds %q, want the item of the earlier version among them", certificates)
	}
	must(t, k.Delete(t.Context(), "acme"))
	if certificates, registered, _ := ring.held(); !slices.Equal(certificates, []string{stray}) || !slices.Equal(registered, certificates) {
		t.Errorf("the keyring holds %q and registers %q, want what no index is known to own", certificates, registered)
	}
}

// TestFirstWriteThatIsKilledLeavesItemsOfItsOwnIndex copies what a process that
// was killed in the midst of it has left behind.
func TestFirstWriteThatIsKilledLeavesItemsOfItsOwnIndex(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t)
	ring.faulty(func(_ int, call string) error {
		if strings.HasPrefix(call, "set 970") && strings.Contains(call, " secondary ") {
			if text, err := os.ReadFile(index); err != nil || !strings.Contains(string(text), `"id"`) {
				t.Errorf("an item is made before its index has an ID: %s, %v", text, err)
			}
			panic("killed")
		}
		if strings.HasPrefix(call, "delete ") {
			return errBroken
		}
		return nil
	})
	if err := k.Put(t.Context(), "", project("acme", "a", "b")); err == nil {
		t.Fatal("the write did not fail")
	}
	ring.faulty(nil)
	report := k.Check(t.Context())
	if len(report.Faults) != 1 || len(report.Foreign) > 0 {
		t.Errorf("check: %+v, want one leftover of our own", report)
	}
	if n, err := k.Discard(t.Context()); n != 1 || err != nil || len(ring.items) > 0 {
		t.Errorf("discarded %d, %v, and %d items stay", n, err, len(ring.items))
	}
}
