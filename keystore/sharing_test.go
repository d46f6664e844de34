package keystore_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"atc/keystore"
	"atc/keystore/secret"
)

// lent returns the full project as somebody lends it.
func lent(s keystore.Sharing) keystore.Project {
	p := fullProject()
	p.Name, p.Sharing = "lent", s
	return p
}

func TestWhatASharedProjectPermits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sharing           keystore.Sharing
		lent, administers bool
		longest           uint32
	}{
		{keystore.Owned, false, true, 0},
		{keystore.SharedToBuild, true, false, 3600},
		{keystore.SharedToAdminister, true, true, 0},
		{99, true, false, 3600}, // what nobody knows permits the least
	} {
		if s := c.sharing; s.Lent() != c.lent || s.Administers() != c.administers || s.Longest() != c.longest {
			t.Errorf("%d: lent %v, administers %v, longest %d", s, s.Lent(), s.Administers(), s.Longest())
		}
	}
}

func TestMemoryRefusesToChangeALentProject(t *testing.T) {
	t.Parallel()
	for _, sharing := range []keystore.Sharing{keystore.SharedToBuild, keystore.SharedToAdminister} {
		want := lent(sharing)
		m := keystore.NewMemory(want, project("own", "a", "b"))
		changed, asked := want, false
		changed.AppID = strings.Repeat("a", 32)
		for name, err := range map[string]error{
			"replaced":             m.Put(t.Context(), "lent", changed),
			"replaced by itself":   m.Put(t.Context(), "lent", want),
			"replaced, now owned":  m.Put(t.Context(), "lent", project("lent", "a", "")),
			"renamed":              m.Rename(t.Context(), "lent", "mine"),
			"deleted":              m.Delete(t.Context(), "lent"),
			"changed":              m.Update(t.Context(), "lent", func(p *keystore.Project) error { asked = true; *p = changed; return nil }),
			"looked at for change": m.Update(t.Context(), "lent", func(*keystore.Project) error { asked = true; return errors.New("never mind") }),
		} {
			if !errors.Is(err, keystore.ErrShared) {
				t.Errorf("%s: %v, want ErrShared", name, err)
			}
		}
		if asked {
			t.Error("the certificates were handed to what would change them")
		}
		if err := m.Put(t.Context(), "own", lent(keystore.Owned)); !errors.Is(err, keystore.ErrExists) {
			t.Errorf("another project takes its name: %v", err)
		}
		if err := m.Rename(t.Context(), "own", "lent"); !errors.Is(err, keystore.ErrExists) {
			t.Errorf("another project is called so, too: %v", err)
		}
		wantNames(t, m, "lent*", "own")
		wantLent(t, m, want)
	}
}

// wantLent fails the test unless a store holds a lent project as it was.
func wantLent(t *testing.T, m keystore.Store, want keystore.Project) {
	t.Helper()
	got, err := m.Get(t.Context(), want.Name)
	if err != nil || !sameProject(got, want) || got.Sharing != want.Sharing {
		t.Errorf("Get = %+v, %v", got, err)
	}
	entries, err := m.List(t.Context())
	must(t, err)
	for _, e := range entries {
		if p := e.Project(); e.Name == want.Name && (e.Sharing != want.Sharing || p.Sharing != want.Sharing || !p.Primary.IsZero()) {
			t.Errorf("the entry is %+v, and the project of it %+v", e, p)
		}
	}
}

func TestALentProjectStaysLentWhateverElseIsDone(t *testing.T) {
	t.Parallel()
	want := lent(keystore.SharedToBuild)
	m := keystore.NewMemory(want)
	must(t, m.Put(t.Context(), "", project("own", "a", "b")))
	must(t, m.Use(t.Context(), "own"))
	must(t, m.Rename(t.Context(), "own", "mine"))
	must(t, m.Update(t.Context(), "mine", func(p *keystore.Project) error { p.Notes = "x"; return nil }))
	must(t, m.Delete(t.Context(), "mine"))
	must(t, m.Use(t.Context(), "lent"))
	wantNames(t, m, "lent*")
	wantLent(t, m, want)
}

// TestWhatIsStoredIsOnesOwn puts a lent project into a keyring and a vault, as
// an import of somebody else's console might.
func TestWhatIsStoredIsOnesOwn(t *testing.T) {
	everyStore(t, func(t *testing.T, s keystore.Store) {
		if s.Backend() == keystore.InMemory {
			return // it keeps how a project was lent
		}
		must(t, s.Put(t.Context(), "", lent(keystore.SharedToAdminister)))
		if p, err := s.Get(t.Context(), "lent"); err != nil || p.Sharing != keystore.Owned {
			t.Errorf("Get = %+v, %v", p, err)
		}
		must(t, s.Rename(t.Context(), "lent", "mine"))
		must(t, s.Delete(t.Context(), "mine"))
	})
}

func TestMemoryTakesSoManyProjects(t *testing.T) {
	t.Parallel()
	m := keystore.NewMemory(lent(keystore.SharedToBuild))
	p := keystore.Project{AppID: fullProject().AppID, Primary: secret.New(strings.Repeat("ab", 16))}
	for n := 1; n < keystore.MaxInMemory; n++ {
		p.Name = fmt.Sprintf("project %d", n)
		must(t, m.Put(t.Context(), "", p))
	}
	p.Name = "one more"
	if err := m.Put(t.Context(), "", p); !errors.Is(err, keystore.ErrFull) {
		t.Errorf("one more: %v", err)
	}
	must(t, m.Put(t.Context(), "project 1", p)) // in the place of another
	must(t, m.Delete(t.Context(), "one more"))
	p.Name = "room again"
	must(t, m.Put(t.Context(), "", p))
}
