package keystore_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"atc/keystore"
	"atc/keystore/secret"
)

// setNotes returns a change of the notes alone.
func setNotes(text string) func(*keystore.Project) error {
	return func(p *keystore.Project) error { p.Notes = text; return nil }
}

func TestUpdateChangesWhatIsStored(t *testing.T) {
	everyStore(t, func(t *testing.T, s keystore.Store) {
		must(t, s.Put(t.Context(), "", fullProject()))
		must(t, s.Put(t.Context(), "", project("other", "c", "")))
		must(t, s.Use(t.Context(), fullProject().Name))
		want := fullProject()
		for did, change := range map[string]func(*keystore.Project){
			"notes":     func(p *keystore.Project) { p.Notes = "changed" },
			"host":      func(p *keystore.Project) { p.Chat.Host = "a61.chat.agora.io" },
			"AppKey":    func(p *keystore.Project) { p.Chat.AppKey = "" },
			"App ID":    func(p *keystore.Project) { p.AppID = "0123456789abcdef0123456789ABCDEF" },
			"swap":      func(p *keystore.Project) { p.Primary, p.Secondary = p.Secondary, p.Primary },
			"secondary": func(p *keystore.Project) { p.Secondary = secret.New(strings.Repeat("9", 32)) },
			"name":      func(p *keystore.Project) { p.Name = "called " + string(rune(len(p.Name)+'a')) },
			"nothing":   func(*keystore.Project) {},
		} {
			name := want.Name
			change(&want)
			err := s.Update(t.Context(), name, func(p *keystore.Project) error {
				if p.Name != name || p.Primary.IsZero() {
					t.Errorf("%s: change was given %+v, want what is stored", did, p)
				}
				change(p)
				return nil
			})
			if err != nil {
				t.Errorf("%s: %v", did, err)
			}
			wantProject(t, s, want)
			wantNames(t, s, want.Name+"*", "other")
		}
		must(t, s.Update(t.Context(), want.Name, func(p *keystore.Project) error {
			p.Primary, p.Secondary = secret.Value{}, secret.Value{}
			return nil
		}))
		want.Primary, want.Secondary = secret.Value{}, secret.Value{}
		wantProject(t, s, want)
		must(t, s.Update(t.Context(), want.Name, func(p *keystore.Project) error {
			p.Primary = fullProject().Primary
			return nil
		}))
		want.Primary = fullProject().Primary
		wantProject(t, s, want)
		wantProject(t, s, project("other", "c", ""))
	})
}

func TestUpdateThatCannotBeDoneChangesNothing(t *testing.T) {
	everyStore(t, func(t *testing.T, s keystore.Store) {
		must(t, s.Put(t.Context(), "", project("a", "a", "b")))
		must(t, s.Put(t.Context(), "", project("b", "c", "")))
		refused := errors.New("refused")
		ended, end := context.WithCancel(t.Context())
		end()
		for did, c := range map[string]struct {
			ctx    context.Context
			name   string
			change func(*keystore.Project) error
			want   error
		}{
			"a project that is not there": {t.Context(), "none", func(*keystore.Project) error { t.Error("change was called for nothing"); return nil }, keystore.ErrNotFound},
			"no name":                     {t.Context(), "", setNotes("x"), keystore.ErrNotFound},
			"a name that is taken":        {t.Context(), "a", func(p *keystore.Project) error { p.Name, p.Notes = "b", "x"; return nil }, keystore.ErrExists},
			"an error of the change":      {t.Context(), "a", func(p *keystore.Project) error { p.Notes, p.Primary = "x", secret.Value{}; return refused }, refused},
			"a context that has ended":    {ended, "a", setNotes("x"), context.Canceled},
		} {
			if err := s.Update(c.ctx, c.name, c.change); !errors.Is(err, c.want) || c.want == refused && err != refused { //nolint:errorlint // as it is
				t.Errorf("%s: error = %v, want %v", did, err, c.want)
			}
		}
		for field, change := range map[keystore.Field]func(*keystore.Project){
			keystore.FieldName:      func(p *keystore.Project) { p.Name = " a" },
			keystore.FieldAppID:     func(p *keystore.Project) { p.AppID = "" },
			keystore.FieldPrimary:   func(p *keystore.Project) { p.Primary = secret.New("short") },
			keystore.FieldSecondary: func(p *keystore.Project) { p.Primary = secret.Value{} },
			keystore.FieldNotes:     func(p *keystore.Project) { p.Notes = "it is " + strings.Repeat("A", 32) },
		} {
			var wrong *keystore.FieldError
			if err := s.Update(t.Context(), "a", func(p *keystore.Project) error { change(p); return nil }); !errors.As(err, &wrong) || wrong.Field != field {
				t.Errorf("error = %v, want one of the %s", err, field)
			}
		}
		wantNames(t, s, "a", "b")
		wantProject(t, s, project("a", "a", "b"))
		wantProject(t, s, project("b", "c", ""))
	})
}

func TestEditsOfDifferentPartsAtATimeLoseNothing(t *testing.T) {
	everyStore(t, func(t *testing.T, s keystore.Store) {
		must(t, s.Put(t.Context(), "", project("acme", "a", "b")))
		letters := strings.Split("cdef", "")
		edits := []func(p *keystore.Project, i int){
			func(p *keystore.Project, _ int) { p.Notes += "." },
			func(p *keystore.Project, i int) { p.Chat.Host = letters[i] + ".example" },
			func(p *keystore.Project, i int) { p.Chat.AppKey = "acme#" + letters[i] },
			func(p *keystore.Project, i int) { p.Primary = secret.New(strings.Repeat(letters[i], 32)) },
			func(p *keystore.Project, i int) { p.Secondary = secret.New(strings.Repeat(letters[i], 31) + "0") },
			func(p *keystore.Project, i int) { p.AppID = strings.Repeat(letters[i], 31) + "1" },
			func(p *keystore.Project, _ int) { p.Notes += "." },
		}
		var wg sync.WaitGroup
		for _, edit := range edits {
			wg.Go(func() {
				for i := range letters {
					if err := s.Update(t.Context(), "acme", func(p *keystore.Project) error { edit(p, i); return nil }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		want := project("acme", "f", "")
		want.Secondary, want.AppID = secret.New(strings.Repeat("f", 31)+"0"), strings.Repeat("f", 31)+"1"
		want.Notes, want.Chat = "........", keystore.Chat{Host: "f.example", AppKey: "acme#f"}
		wantProject(t, s, want)
	})
}

// TestEditsByTwoProcessesLoseNothing has two stores on one index and keyring,
// which know nothing of each other.
func TestEditsByTwoProcessesLoseNothing(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t, project("acme", "a", "b"))
	other := keystore.NewKeyring(ring, index)
	const each = 10
	var wg sync.WaitGroup
	for _, s := range []*keystore.Keyring{k, other} {
		wg.Go(func() {
			for range each {
				if err := s.Update(t.Context(), "acme", func(p *keystore.Project) error {
					p.Notes += "."
					p.Primary, p.Secondary = p.Secondary, p.Primary
					return nil
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	want := project("acme", "a", "b")
	want.Notes = strings.Repeat(".", 2*each)
	wantProject(t, k, want)
	if certificates, registered, _ := ring.held(); len(certificates) != 2 || len(registered) != 2 {
		t.Errorf("the keyring holds %q and registers %q", certificates, registered)
	}
}
