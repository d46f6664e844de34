package keystore

import (
	"context"
	"errors"

	"atc/keystore/secret"
)

// errUnlockFirst ends an update whose keyring has yet to be unlocked.
var errUnlockFirst = errors.New("the keyring is to be unlocked first")

// Update implements [Store]. What the keyring holds in place of a certificate
// and cannot be one is treated like a certificate that it lacks.
func (k *Keyring) Update(ctx context.Context, name string, change func(*Project) error) error {
	unlock := false
	for {
		err := k.alter(ctx, func(ix *index) (touches bool, err error) {
			i := ix.find(name)
			if i < 0 {
				return false, ErrNotFound
			}
			unlock = unlock || ix.Projects[i].Primary != ""
			return unlock, nil
		}, func(ix *index) error {
			at := ix.find(name)
			if at < 0 {
				return ErrNotFound
			}
			if !unlock && ix.Projects[at].Primary != "" {
				return errUnlockFirst
			}
			return k.update(ctx, ix, at, change, unlock)
		})
		if !errors.Is(err, errUnlockFirst) {
			return err
		}
		unlock = true
	}
}

// update changes the project at a place of the index. It is called with the
// index locked, and returns errUnlockFirst if only then it turns out that the
// keyring is needed.
func (k *Keyring) update(ctx context.Context, ix *index, at int, change func(*Project) error, unlocked bool) error {
	old := ix.Projects[at]
	p, lost, err := k.fetch(ctx, old)
	if err != nil {
		return err
	}
	known := map[itemName]secret.Value{old.Primary: p.Primary, old.Secondary: p.Secondary}
	if err := change(&p); err != nil {
		return err
	}
	rest := remains{lost[FieldPrimary] != nil && p.Primary.IsZero(), lost[FieldSecondary] != nil && p.Secondary.IsZero()}
	if err := rest.check(p); err != nil {
		return err
	}
	if p.AppID != old.AppID {
		// An item cannot be one of another App ID.
		switch {
		case rest.primary:
			return &MissingError{old.Name, FieldPrimary}
		case rest.secondary:
			return &MissingError{old.Name, FieldSecondary}
		}
	}
	if _, err := ix.place(old.Name, p.Name); err != nil {
		return err
	}
	if !unlocked && !p.Primary.IsZero() {
		return errUnlockFirst
	}
	next, err := k.plan(ctx, ix, old, p, known)
	if err != nil {
		return err
	}
	rest.keep(&next, old)
	return k.replace(ctx, ix, at, next, map[itemName]secret.Value{next.Primary: p.Primary, next.Secondary: p.Secondary})
}

// remains says which certificates of a project are lacking, and have not been
// entered again.
type remains struct{ primary, secondary bool }

// check is [Project.Check] with a primary certificate, where there is one that
// nobody can read.
func (r remains) check(p Project) error {
	if !r.primary || p.Secondary.IsZero() {
		return p.Check()
	}
	p.Primary, p.Secondary = p.Secondary, secret.Value{}
	err := p.Check()
	var wrong *FieldError
	if errors.As(err, &wrong) && wrong.Field == FieldPrimary {
		return &FieldError{FieldSecondary, wrong.Problem}
	}
	return err
}

// keep names the items that are lacking as before. A single certificate is the
// primary one.
func (r remains) keep(next *indexed, old indexed) {
	if r.primary {
		next.Primary = old.Primary
	}
	if r.secondary {
		next.Secondary = old.Secondary
	}
	if next.Primary == "" {
		next.Primary, next.Secondary = next.Secondary, ""
	}
}
