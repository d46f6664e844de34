package keystore_test

import (
	"context"
	"errors"
	"testing"

	"atc/keystore"
)

func TestMemoryOpensWithItsFirstProjectAsTheCurrentOne(t *testing.T) {
	t.Parallel()
	m := keystore.NewMemory(keystore.Demo(), fullProject())
	entries, err := m.List(t.Context())
	if err != nil || len(entries) != 2 || entries[0].Current || !entries[1].Current || entries[1].Name != "demo" {
		t.Errorf("List = %+v, %v", entries, err)
	}
	if m.Backend() != keystore.InMemory {
		t.Errorf("Backend = %q", m.Backend())
	}
}

func TestEmptyMemoryIsReady(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]*keystore.Memory{"of NewMemory": keystore.NewMemory(), "of its zero value": {}} {
		if entries, err := m.List(t.Context()); err != nil || len(entries) != 0 {
			t.Errorf("memory %s: List = %+v, %v", name, entries, err)
		}
		must(t, m.Put(t.Context(), "", fullProject()))
		if p, err := m.Get(t.Context(), fullProject().Name); err != nil || !sameProject(p, fullProject()) {
			t.Errorf("memory %s: Get = %+v, %v", name, p, err)
		}
	}
}

func TestMemoriesOfTwoVisitorsAreApart(t *testing.T) {
	t.Parallel()
	projects := []keystore.Project{keystore.Demo(), fullProject()}
	one, other := keystore.NewMemory(projects...), keystore.NewMemory(projects...)
	must(t, one.Rename(t.Context(), "demo", "mine"))
	must(t, one.Delete(t.Context(), fullProject().Name))
	if entries, err := other.List(t.Context()); err != nil || len(entries) != 2 || projects[0].Name != "demo" {
		t.Errorf("the other visitor sees %+v, %v; whoever made both has %q", entries, err, projects[0].Name)
	}
}

func TestRefusedChangeLeavesMemoryAsItWas(t *testing.T) {
	t.Parallel()
	m := keystore.NewMemory(keystore.Demo(), fullProject())
	bad := keystore.Demo()
	bad.AppID = "short"
	ended, end := context.WithCancel(t.Context())
	end()
	for name, refused := range map[string]struct{ got, want error }{
		"a name that is taken":          {m.Rename(t.Context(), "demo", fullProject().Name), keystore.ErrExists},
		"a project that is not there":   {m.Put(t.Context(), "nobody", keystore.Demo()), keystore.ErrNotFound},
		"a context that has ended":      {m.Delete(ended, "demo"), context.Canceled},
		"a current one that is no more": {m.Use(t.Context(), "nobody"), keystore.ErrNotFound},
		"a second project of a name":    {m.Put(t.Context(), "", keystore.Demo()), keystore.ErrExists},
		"the deletion of what is not":   {m.Delete(t.Context(), "nobody"), keystore.ErrNotFound},
	} {
		if !errors.Is(refused.got, refused.want) {
			t.Errorf("%s: %v, want %v", name, refused.got, refused.want)
		}
	}
	var field *keystore.FieldError
	if err := m.Put(t.Context(), "demo", bad); !errors.As(err, &field) || field.Field != keystore.FieldAppID {
		t.Errorf("a bad App ID: %v", err)
	}
	if p, err := m.Get(t.Context(), "demo"); err != nil || !sameProject(p, keystore.Demo()) {
		t.Errorf("Get = %+v, %v", p, err)
	}
}

func TestCheckOfMemoryHasOneStep(t *testing.T) {
	t.Parallel()
	report := keystore.NewMemory().Check(t.Context())
	if len(report.Steps) != 1 || report.Err() != nil || len(report.Faults) != 0 {
		t.Errorf("Check = %+v", report)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if report := keystore.NewMemory().Check(ended); !errors.Is(report.Err(), context.Canceled) {
		t.Errorf("Check with a context that has ended = %+v", report)
	}
}
