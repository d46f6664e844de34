package keystore

import (
	"context"
	"errors"
	"fmt"

	"atc/keystore/secret"
)

// Keyring keeps the certificates of projects in the keyring of the operating
// system, each as an item of its own, and all that is not secret in a file, the
// index. It is safe for concurrent use, by several processes too.
//
// Whatever is killed at whatever moment, a project has its old certificates or
// its new ones, never one of each; what may be left is an item that no project
// uses, which [Keyring.Check] finds.
type Keyring struct {
	gate  *gate
	index indexFile
}

var (
	_ Store  = (*Keyring)(nil)
	_ Mender = (*Keyring)(nil)
)

// NewKeyring returns a store that keeps certificates in ring and the rest in
// the file at index. Neither is touched before it is needed.
func NewKeyring(ring Ring, index string) *Keyring {
	return &Keyring{newGate(ring), indexFile(index)}
}

// Backend implements [Store].
func (k *Keyring) Backend() Backend { return InKeyring }

// List implements [Store].
func (k *Keyring) List(ctx context.Context) ([]Entry, error) {
	ix, err := k.index.read()
	if err != nil {
		return nil, err
	}
	return ix.entries(), ctx.Err()
}

// Get implements [Store]. It returns a [*FieldError], too, for an item that
// holds no App Certificate.
func (k *Keyring) Get(ctx context.Context, name string) (Project, error) {
	for {
		x, err := k.lookUp(name)
		if err != nil {
			return Project{}, err
		}
		p, err := k.assemble(ctx, x)
		var missing *MissingError
		if !errors.As(err, &missing) {
			return p, err
		}
		// Another process may have replaced the certificate between the two
		// reads: of the index, and of the item.
		now, err := k.lookUp(name)
		if err != nil {
			return Project{}, err
		}
		if now == x {
			return p, missing
		}
	}
}

func (k *Keyring) lookUp(name string) (indexed, error) {
	ix, err := k.index.read()
	if err != nil {
		return indexed{}, err
	}
	i := ix.find(name)
	if i < 0 {
		return indexed{}, ErrNotFound
	}
	return ix.Projects[i], nil
}

// assemble fetches the certificates of a project. With the error of the first
// that is missing or wrong it returns the rest.
func (k *Keyring) assemble(ctx context.Context, x indexed) (Project, error) {
	p, lost, err := k.fetch(ctx, x)
	switch {
	case err != nil:
		return Project{}, err
	case lost[FieldPrimary] != nil:
		return p, lost[FieldPrimary]
	}
	return p, lost[FieldSecondary]
}

// fetch returns a project with the certificates that the keyring has of it,
// and why it lacks others.
func (k *Keyring) fetch(ctx context.Context, x indexed) (p Project, lost map[Field]error, err error) {
	p, lost = x.project(), map[Field]error{}
	for _, c := range []struct {
		item  itemName
		which Field
		to    *secret.Value
	}{{x.Primary, FieldPrimary, &p.Primary}, {x.Secondary, FieldSecondary, &p.Secondary}} {
		if c.item == "" {
			continue
		}
		value, err := k.certificate(ctx, c.item)
		var wrong *FieldError
		switch {
		case errors.Is(err, ErrNoItem):
			lost[c.which] = &MissingError{x.Name, c.which}
		case errors.As(err, &wrong):
			lost[c.which] = fmt.Errorf("the keyring holds something else for a certificate of %q: %w", x.Name, &FieldError{c.which, wrong.Problem})
		case err != nil:
			return Project{}, nil, err
		default:
			*c.to = value
		}
	}
	return p, lost, nil
}

// certificate returns the certificate in an item, [ErrNoItem], or a
// [*FieldError] if the item holds something else.
func (k *Keyring) certificate(ctx context.Context, item itemName) (secret.Value, error) {
	value, err := k.get(ctx, string(item))
	if err == nil {
		err = item.check(value)
	}
	if err != nil {
		return secret.Value{}, err
	}
	return value, nil
}

// Rename implements [Store].
func (k *Keyring) Rename(ctx context.Context, from, to string) error {
	return k.index.change(ctx, func(ix *index) error {
		if ix.find(from) < 0 {
			return ErrNotFound
		}
		if err := CheckName(to); err != nil {
			return &FieldError{FieldName, err}
		}
		at, err := ix.place(from, to)
		if err != nil {
			return err
		}
		x := ix.Projects[at]
		x.Name = to
		ix.put(at, x)
		return nil
	})
}

// Use implements [Store].
func (k *Keyring) Use(ctx context.Context, name string) error {
	return k.index.change(ctx, func(ix *index) error {
		if name != "" && ix.find(name) < 0 {
			return ErrNotFound
		}
		ix.Current = name
		return nil
	})
}

// get returns what an item holds, or [ErrNoItem].
func (k *Keyring) get(ctx context.Context, item string) (secret.Value, error) {
	return k.gate.do(ctx, func(r Ring) (secret.Value, error) { return r.Get(item) }, nil)
}

// set makes or overwrites an item and reads it back, as a keyring whose prompt
// is dismissed says that all went well. late is what [gate.do] takes.
func (k *Keyring) set(ctx context.Context, item string, value secret.Value, late func(Ring)) error {
	_, err := k.gate.do(ctx, func(r Ring) (secret.Value, error) {
		if err := r.Set(item, value); err != nil {
			return secret.Value{}, err
		}
		stored, err := r.Get(item)
		if err == nil && stored.Equal(value) {
			return secret.Value{}, nil
		}
		if err == nil || errors.Is(err, ErrNoItem) {
			err = notKept()
		}
		return secret.Value{}, err
	}, late)
	return err
}

// notKept is the error for a keyring that says that it did, and did not.
func notKept() error {
	return &UnavailableError{InKeyring, "it did not keep what it was given", "answer its prompt if it shows one, and try again, " + orVault, nil}
}

// remove deletes an item and makes sure of it. That there is none is fine.
func (k *Keyring) remove(ctx context.Context, item string) error {
	_, err := k.gate.do(ctx, func(r Ring) (secret.Value, error) {
		err := r.Delete(item)
		if errors.Is(err, ErrNoItem) {
			return secret.Value{}, nil
		}
		if err != nil {
			return secret.Value{}, err
		}
		if _, err = r.Get(item); err == nil {
			err = &UnavailableError{InKeyring, "it did not delete what it was told to", "answer its prompt if it shows one, and try again, " + orVault, nil}
		}
		if errors.Is(err, ErrNoItem) {
			err = nil
		}
		return secret.Value{}, err
	}, nil)
	return err
}
