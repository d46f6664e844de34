package keystore_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"atc/keystore"
	"atc/keystore/secret"
)

// everyStore runs a test on an empty store of each kind.
func everyStore(t *testing.T, test func(*testing.T, keystore.Store)) {
	t.Parallel()
	for _, b := range keystore.Backends() {
		t.Run(string(b), func(t *testing.T) {
			t.Parallel()
			switch b {
			case keystore.InKeyring:
				k, _, _ := newKeyring(t)
				test(t, k)
			case keystore.InVault:
				v, _ := newVault(t)
				test(t, v)
			default:
				test(t, keystore.NewMemory())
			}
		})
	}
}

// names returns the names in the order of List, the current one with a star.
func names(t testing.TB, s keystore.Store) (found []string) {
	t.Helper()
	entries, err := s.List(t.Context())
	must(t, err)
	for _, e := range entries {
		if e.Current {
			e.Name += "*"
		}
		found = append(found, e.Name)
	}
	return found
}

func wantNames(t testing.TB, s keystore.Store, want ...string) {
	t.Helper()
	if got := names(t, s); !slices.Equal(got, want) {
		t.Errorf("the store lists %q, want %q", got, want)
	}
}

func TestStoreGivesBackWhatItWasGiven(t *testing.T) {
	everyStore(t, func(t *testing.T, s keystore.Store) {
		bare := keystore.Project{Name: "bare", AppID: "0123456789abcdef0123456789ABCDEF"}
		for _, p := range []keystore.Project{fullProject(), bare, project("one", "a", "")} {
			must(t, s.Put(t.Context(), "", p))
		}
		for _, p := range []keystore.Project{fullProject(), bare, project("one", "a", "")} {
			wantProject(t, s, p)
		}
		entries, err := s.List(t.Context())
		must(t, err)
		full := fullProject()
		if want := full.Entry(); entries[0] != want {
			t.Errorf("the first entry is %+v, want %+v", entries[0], want)
		}
		if e := entries[1]; e.Name != "bare" || e.Primary || e.Secondary {
			t.Errorf("the second entry is %+v, want that of a project without certificates", e)
		}
	})
}

func TestStoreListsInTheOrderOfNames(t *testing.T) {
	everyStore(t, func(t *testing.T, s keystore.Store) {
		wantNames(t, s)
		for _, name := range []string{"zoo", "Beta", "alpha", "beta"} {
			must(t, s.Put(t.Context(), "", project(name, "a", "b")))
		}
		wantNames(t, s, "alpha", "Beta", "beta", "zoo")
	})
}

func TestStoreReplacesAProject(t *testing.T) {
	everyStore(t, func(t *testing.T, s keystore.Store) {
		must(t, s.Put(t.Context(), "", project("old", "a", "b")))
		must(t, s.Put(t.Context(), "", project("other", "c", "")))
		for _, p := range []keystore.Project{
			project("old", "a", "d"), // another secondary one
			project("old", "d", "a"), // swapped after a rotation
			project("old", "d", ""),  // one less
			project("new", "e", "f"), // everything, and the name
			{Name: "new", AppID: "0123456789abcdef0123456789ABCDEF"},
			fullProject(),
		} {
			replaced := names(t, s)
			i := slices.IndexFunc(replaced, func(n string) bool { return n != "other" })
			must(t, s.Put(t.Context(), replaced[i], p))
			wantProject(t, s, p)
			wantProject(t, s, project("other", "c", ""))
			if left := names(t, s); len(left) != 2 {
				t.Errorf("the store lists %q, want two", left)
			}
		}
	})
}

func TestStoreRefusesWhatCannotBeDone(t *testing.T) {
	everyStore(t, func(t *testing.T, s keystore.Store) {
		must(t, s.Put(t.Context(), "", project("a", "a", "b")))
		must(t, s.Put(t.Context(), "", project("b", "c", "")))
		broken := project("c", "a", "a")
		_, getMissing := s.Get(t.Context(), "none")
		for did, c := range map[string]struct{ err, want error }{
			"put a taken name":              {s.Put(t.Context(), "", project("a", "c", "")), keystore.ErrExists},
			"replace by a taken name":       {s.Put(t.Context(), "a", project("b", "c", "")), keystore.ErrExists},
			"replace what is not there":     {s.Put(t.Context(), "none", project("c", "c", "")), keystore.ErrNotFound},
			"rename to a taken name":        {s.Rename(t.Context(), "a", "b"), keystore.ErrExists},
			"rename what is not there":      {s.Rename(t.Context(), "none", "c"), keystore.ErrNotFound},
			"rename nothing":                {s.Rename(t.Context(), "", "c"), keystore.ErrNotFound},
			"delete what is not there":      {s.Delete(t.Context(), "none"), keystore.ErrNotFound},
			"use what is not there":         {s.Use(t.Context(), "none"), keystore.ErrNotFound},
			"get what is not there":         {getMissing, keystore.ErrNotFound},
			"rename to the name it has":     {s.Rename(t.Context(), "a", "a"), nil},
			"replace under the name it has": {s.Put(t.Context(), "b", project("b", "c", "")), nil},
		} {
			if !errors.Is(c.err, c.want) {
				t.Errorf("%s: error = %v, want %v", did, c.err, c.want)
			}
		}
		for field, err := range map[keystore.Field]error{
			keystore.FieldSecondary: s.Put(t.Context(), "", broken),
			keystore.FieldName:      s.Rename(t.Context(), "a", " a"),
			keystore.FieldAppID:     s.Put(t.Context(), "a", keystore.Project{Name: "a"}),
		} {
			var wrong *keystore.FieldError
			if !errors.As(err, &wrong) || wrong.Field != field {
				t.Errorf("error = %v, want one of the %s", err, field)
			}
		}
		wantNames(t, s, "a", "b")
		wantProject(t, s, project("a", "a", "b"))
		wantProject(t, s, project("b", "c", ""))
	})
}

func TestStoreRemembersTheProjectUsedLast(t *testing.T) {
	everyStore(t, func(t *testing.T, s keystore.Store) {
		for _, name := range []string{"a", "b", "c"} {
			must(t, s.Put(t.Context(), "", project(name, "a", "")))
		}
		wantNames(t, s, "a", "b", "c")
		must(t, s.Use(t.Context(), "b"))
		wantNames(t, s, "a", "b*", "c")
		must(t, s.Rename(t.Context(), "b", "d"))
		wantNames(t, s, "a", "c", "d*")
		must(t, s.Put(t.Context(), "d", project("e", "f", "")))
		wantNames(t, s, "a", "c", "e*")
		must(t, s.Put(t.Context(), "a", project("a", "f", "")))
		must(t, s.Delete(t.Context(), "c"))
		wantNames(t, s, "a", "e*")
		must(t, s.Delete(t.Context(), "e"))
		wantNames(t, s, "a")
		must(t, s.Put(t.Context(), "", project("e", "a", ""))) // another one of that name
		wantNames(t, s, "a", "e")
		must(t, s.Use(t.Context(), "a"))
		must(t, s.Use(t.Context(), ""))
		wantNames(t, s, "a", "e")
	})
}

func TestStoreDoesNothingOnceItsContextHasEnded(t *testing.T) {
	everyStore(t, func(t *testing.T, s keystore.Store) {
		must(t, s.Put(t.Context(), "", project("a", "a", "b")))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, listed := s.List(ctx)
		_, got := s.Get(ctx, "a")
		report := s.Check(ctx)
		for did, err := range map[string]error{
			"list": listed, "get": got, "check": report.Err(),
			"put": s.Put(ctx, "", project("b", "a", "")), "rename": s.Rename(ctx, "a", "c"),
			"delete": s.Delete(ctx, "a"), "use": s.Use(ctx, "a"),
		} {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: error = %v, want that of the context", did, err)
			}
		}
		wantNames(t, s, "a")
		wantProject(t, s, project("a", "a", "b"))
	})
}

func TestStoreOutlivesManyWritersAtATime(t *testing.T) {
	everyStore(t, func(t *testing.T, s keystore.Store) {
		const writers = 8
		failed := make(chan error, writers)
		for i := range writers {
			go func() {
				p := project(string(rune('a'+i)), "a", "b")
				p.Notes = "first"
				err := s.Put(t.Context(), "", p)
				p.Notes, p.Primary = "second", secret.New("0123456789abcdef0123456789ABCDEF")
				failed <- errors.Join(err, s.Put(t.Context(), p.Name, p))
			}()
		}
		for range writers {
			must(t, <-failed)
		}
		wantNames(t, s, "a", "b", "c", "d", "e", "f", "g", "h")
		for _, name := range names(t, s) {
			p := project(name, "a", "b")
			p.Notes, p.Primary = "second", secret.New("0123456789abcdef0123456789ABCDEF")
			wantProject(t, s, p)
		}
	})
}

func TestCheckOfAStoreThatIsWell(t *testing.T) {
	everyStore(t, func(t *testing.T, s keystore.Store) {
		must(t, s.Put(t.Context(), "", project("a", "a", "b")))
		report := s.Check(t.Context())
		if err := report.Err(); err != nil || len(report.Steps) == 0 || len(report.Faults) > 0 {
			t.Errorf("check: %+v, want steps, none failed, and no faults", report)
		}
		for _, step := range report.Steps {
			if step.Did == "" || step.Took < 0 {
				t.Errorf("check: a step is %+v, want one with a name and a time", step)
			}
		}
	})
}
