package keystore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"atc/keystore/secret"
)

// Put implements [Store]. A certificate that stays the same keeps its item.
func (k *Keyring) Put(ctx context.Context, replaces string, p Project) error {
	if err := p.Check(); err != nil {
		return err
	}
	return k.alter(ctx, func(ix *index) (touches bool, err error) {
		at, err := ix.place(replaces, p.Name)
		if err != nil {
			return false, err
		}
		return !p.Primary.IsZero() || at < len(ix.Projects) && ix.Projects[at].Primary != "", nil
	}, func(ix *index) error {
		at, err := ix.place(replaces, p.Name)
		if err != nil {
			return err
		}
		return k.store(ctx, ix, at, p)
	})
}

// Delete implements [Store]. Where the project is gone but its certificates
// could not be deleted, the error says so and what to do.
func (k *Keyring) Delete(ctx context.Context, name string) error {
	return k.alter(ctx, func(ix *index) (touches bool, err error) {
		i := ix.find(name)
		if i < 0 {
			return false, ErrNotFound
		}
		return ix.Projects[i].Primary != "", nil
	}, func(ix *index) error {
		i := ix.find(name)
		if i < 0 {
			return ErrNotFound
		}
		items := ix.Projects[i].items()
		ix.remove(i)
		if err := k.index.write(ix); err != nil {
			return err
		}
		if err := k.forget(ctx, items); err != nil {
			return fmt.Errorf("%q is deleted, but the keyring still holds its certificates; "+cleanUp+": %w", name, err)
		}
		return nil
	})
}

// cleanUp is what to do about items that could not be deleted.
const cleanUp = "delete them with `atc project check --clean`"

// alter makes a change of the index and of the keyring, with other writers
// kept out. plan refuses what cannot be done, before the keyring asks anybody
// for a password, and tells whether the change touches the keyring; change
// writes the index itself.
func (k *Keyring) alter(ctx context.Context, plan func(*index) (touches bool, err error), change func(*index) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ix, err := k.index.read()
	if err != nil {
		return err
	}
	touches, err := plan(ix)
	if err != nil {
		return err
	}
	if touches {
		if err := k.knock(ctx); err != nil {
			return err
		}
	}
	return k.index.locked(ctx, change)
}

// knock has the keyring unlocked before a lock is taken: its prompt may wait
// for a person, and no other process should have to wait along.
func (k *Keyring) knock(ctx context.Context) error {
	_, err := k.get(ctx, registerPage(1))
	if errors.Is(err, ErrNoItem) {
		return nil
	}
	return err
}

// store puts p at a place of the index: new items, then the index, then away
// with the old items.
func (k *Keyring) store(ctx context.Context, ix *index, at int, p Project) error {
	var old indexed
	if at < len(ix.Projects) {
		old = ix.Projects[at]
	}
	next := describe(p)
	var err error
	if next.Primary, err = k.choose(ctx, old.Primary, p.AppID, rolePrimary, p.Primary); err != nil {
		return err
	}
	if next.Secondary, err = k.choose(ctx, old.Secondary, p.AppID, roleSecondary, p.Secondary); err != nil {
		return err
	}
	fresh := map[itemName]secret.Value{}
	for name, value := range map[itemName]secret.Value{next.Primary: p.Primary, next.Secondary: p.Secondary} {
		if name != "" && name != old.Primary && name != old.Secondary {
			fresh[name] = value
		}
	}
	kept := ix.items()
	ix.put(at, next)
	if err := k.addItems(ctx, kept, next, fresh); err != nil {
		return err
	}
	if err := k.index.write(ix); err != nil {
		k.takeBack(ctx, fresh)
		return err
	}
	gone := slices.DeleteFunc(old.items(), func(n itemName) bool { return slices.Contains(next.items(), n) })
	if err := k.forget(ctx, gone); err != nil {
		return fmt.Errorf("%q is stored, but the keyring still holds former certificates; "+cleanUp+": %w", p.Name, err)
	}
	return nil
}

// choose returns the item for a certificate: the old one if it holds just that
// under the right name, else a new name; "" for no certificate.
func (k *Keyring) choose(ctx context.Context, old itemName, appID, role string, value secret.Value) (itemName, error) {
	if value.IsZero() {
		return "", nil
	}
	if old.isOf(appID, role) {
		held, err := k.get(ctx, string(old))
		if err != nil && !errors.Is(err, ErrNoItem) {
			return "", err
		}
		if err == nil && held.Equal(value) {
			return old, nil
		}
	}
	return newItem(appID, role), nil
}

// addItems registers new items of a project and makes them. kept are the items
// that the index already names. If it fails, nothing of it stays if the
// keyring can help it.
func (k *Keyring) addItems(ctx context.Context, kept []itemName, x indexed, fresh map[itemName]secret.Value) error {
	if len(fresh) == 0 {
		return nil
	}
	r, err := k.readRegister(ctx)
	if err != nil {
		return err
	}
	r.add(kept...) // what somebody else's write may have lost
	r.add(slices.DeleteFunc(x.items(), func(n itemName) bool { return fresh[n].IsZero() })...)
	if err := k.writeRegister(ctx, r); err != nil {
		return err
	}
	late := func(ring Ring) {
		for name := range fresh {
			_ = ring.Delete(string(name)) // nobody is left to be told
		}
	}
	for _, name := range x.items() {
		if fresh[name].IsZero() {
			continue
		}
		if err := k.set(ctx, string(name), fresh[name], late); err != nil {
			k.takeBack(ctx, fresh)
			return err
		}
	}
	return nil
}

// takeBack deletes items that no index will name. What it cannot delete is
// registered, and found by a check.
func (k *Keyring) takeBack(ctx context.Context, fresh map[itemName]secret.Value) {
	names := make([]itemName, 0, len(fresh))
	for name := range fresh {
		names = append(names, name)
	}
	_ = k.forget(ctx, names)
}

// forget deletes items, and then their names from the register.
func (k *Keyring) forget(ctx context.Context, items []itemName) error {
	if len(items) == 0 {
		return nil
	}
	for _, name := range items {
		if err := k.remove(ctx, string(name)); err != nil {
			return err
		}
	}
	// A name without an item does no harm, and the next check deletes it.
	if r, err := k.readRegister(ctx); err == nil {
		r.drop(items...)
		_ = k.writeRegister(ctx, r)
	}
	return nil
}
