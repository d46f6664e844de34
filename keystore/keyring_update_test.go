package keystore_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/keystore/secret"
)

// lacking returns a store whose keyring has lost a certificate of acme, or
// holds something else for it.
func lacking(t *testing.T, word string, overwritten bool) (*keystore.Keyring, *fakeRing) {
	t.Helper()
	k, ring, _ := newKeyring(t, project("acme", "a", "b"))
	if overwritten {
		ring.overwrite(t, "nonsense", word)
	} else {
		ring.drop(t, word)
	}
	return k, ring
}

// wantLacking fails unless just one certificate of a project cannot be read,
// and the rest is that of p.
func wantLacking(t *testing.T, k *keystore.Keyring, p keystore.Project, which keystore.Field) {
	t.Helper()
	got, err := k.Get(t.Context(), p.Name)
	var missing *keystore.MissingError
	var wrong *keystore.FieldError
	if !(errors.As(err, &missing) && missing.Which == which) && !(errors.As(err, &wrong) && wrong.Field == which) {
		t.Errorf("error = %v, want one of the %s", err, which)
	}
	if !sameProject(got, p) {
		t.Errorf("the rest of the project is %+v, want %+v", got, p)
	}
}

func TestWhatTheKeyringLacksPreventsNoOtherChange(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		word  string
		which keystore.Field
		left  keystore.Project
	}{
		{" primary ", keystore.FieldPrimary, project("acme", "", "b")},
		{" secondary ", keystore.FieldSecondary, project("acme", "a", "")},
	} {
		for _, overwritten := range []bool{false, true} {
			k, ring := lacking(t, c.word, overwritten)
			left := c.left
			before, _, _ := ring.held()
			must(t, k.Update(t.Context(), "acme", func(p *keystore.Project) error {
				if !sameProject(*p, left) {
					t.Errorf("change was given %+v, want the rest", *p)
				}
				p.Name, p.Notes = "renamed", "changed"
				return nil
			}))
			left.Name, left.Notes = "renamed", "changed"
			wantLacking(t, k, left, c.which)
			if after, _, _ := ring.held(); strings.Join(after, "\n") != strings.Join(before, "\n") {
				t.Errorf("the keyring holds %q, want %q as before", after, before)
			}
			// The other one can be changed, too.
			third := secret.New(strings.Repeat("c", 32))
			must(t, k.Update(t.Context(), "renamed", func(p *keystore.Project) error {
				if c.which == keystore.FieldPrimary {
					p.Secondary, left.Secondary = third, third
				} else {
					p.Primary, left.Primary = third, third
				}
				return nil
			}))
			wantLacking(t, k, left, c.which)
			err := k.Update(t.Context(), "renamed", func(p *keystore.Project) error { p.AppID = strings.Repeat("0", 32); return nil })
			var missing *keystore.MissingError
			if !errors.As(err, &missing) || missing.Which != c.which {
				t.Errorf("error = %v, want one of the %s, which cannot be that of another App ID", err, c.which)
			}
			wantLacking(t, k, left, c.which)
		}
	}
}

func TestWhatTheKeyringLacksIsEnteredAgain(t *testing.T) {
	t.Parallel()
	for _, word := range []string{" primary ", " secondary "} {
		for _, overwritten := range []bool{false, true} {
			k, ring := lacking(t, word, overwritten)
			must(t, k.Update(t.Context(), "acme", func(p *keystore.Project) error {
				p.Primary, p.Secondary = project("", "a", "").Primary, project("", "", "b").Secondary
				return nil
			}))
			wantProject(t, k, project("acme", "a", "b"))
			if certificates, registered, _ := ring.held(); len(certificates) != 2 || len(registered) != 2 {
				t.Errorf("the keyring holds %q and registers %q", certificates, registered)
			}
		}
	}
}

func TestCertificateBesideALackingOneIsChecked(t *testing.T) {
	t.Parallel()
	k, _ := lacking(t, " primary ", false)
	err := k.Update(t.Context(), "acme", func(p *keystore.Project) error { p.Secondary = secret.New("short"); return nil })
	var wrong *keystore.FieldError
	if !errors.As(err, &wrong) || wrong.Field != keystore.FieldSecondary {
		t.Errorf("error = %v, want one of the secondary certificate", err)
	}
	wantLacking(t, k, project("acme", "", "b"), keystore.FieldPrimary)
}

func TestSingleCertificateThatIsLackingIsThePrimary(t *testing.T) {
	t.Parallel()
	k, _ := lacking(t, " secondary ", false)
	must(t, k.Update(t.Context(), "acme", func(p *keystore.Project) error { p.Primary = secret.Value{}; return nil }))
	wantLacking(t, k, project("acme", "", ""), keystore.FieldPrimary)
}

func TestUpdateOfWhatIsNotSecretChangesNothingInTheKeyring(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t, project("acme", "a", "b"), keystore.Project{Name: "bare", AppID: project("", "", "").AppID})
	must(t, k.Update(t.Context(), "bare", setNotes("x")))
	if calls := ring.asked(); len(calls) > 0 {
		t.Errorf("for a project without certificates, the keyring was asked to %q", calls)
	}
	must(t, k.Update(t.Context(), "acme", setNotes("x")))
	for _, call := range ring.asked() {
		if !strings.HasPrefix(call, "get ") {
			t.Errorf("the keyring was asked to %s", call)
		}
	}
	if calls := ring.asked(); len(calls) != 3 { // to unlock it, and for both certificates
		t.Errorf("the keyring was asked to %q", calls)
	}
}

func TestPromptForAFirstCertificateKeepsNoOtherProcessWaiting(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t, keystore.Project{Name: "acme", AppID: project("", "", "").AppID})
	started, release := hang(t, ring)
	failed := make(chan error, 1)
	go func() {
		failed <- k.Update(t.Context(), "acme", func(p *keystore.Project) error {
			p.Primary = project("", "a", "").Primary
			return nil
		})
	}()
	<-started // the prompt is open
	other := keystore.NewKeyring(newFakeRing(), index)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	must(t, other.Update(ctx, "acme", setNotes("meanwhile")))
	release()
	must(t, <-failed)
	want := project("acme", "a", "")
	want.Notes = "meanwhile"
	wantProject(t, k, want)
}
