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
		return k.store(ctx, ix, at, p, nil)
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
// with the old items. known is what the caller has read of those.
func (k *Keyring) store(ctx context.Context, ix *index, at int, p Project, known map[itemName]secret.Value) error {
	var old indexed
	if at < len(ix.Projects) {
		old = ix.Projects[at]
	}
	next, err := k.plan(ctx, ix, old, p, known)
	if err != nil {
		return err
	}
	return k.replace(ctx, ix, at, next, map[itemName]secret.Value{next.Primary: p.Primary, next.Secondary: p.Secondary})
}

// plan returns what the index will say of p, which takes the place of old.
func (k *Keyring) plan(ctx context.Context, ix *index, old indexed, p Project, known map[itemName]secret.Value) (next indexed, err error) {
	if !p.Primary.IsZero() || !p.Secondary.IsZero() {
		if err := k.index.identify(ix); err != nil {
			return next, err
		}
	}
	next = describe(p)
	for _, c := range []struct {
		to    *itemName
		old   itemName
		role  string
		value secret.Value
	}{
		{&next.Primary, old.Primary, rolePrimary, p.Primary},
		{&next.Secondary, old.Secondary, roleSecondary, p.Secondary},
	} {
		if c.value.IsZero() {
			continue
		}
		keeps, err := k.keeps(ctx, c.old, p.AppID, c.role, c.value, known)
		if err != nil {
			return next, err
		}
		if *c.to = c.old; !keeps {
			*c.to = newItem(ix.ID, p.AppID, c.role)
		}
	}
	return next, nil
}

// keeps reports whether an item holds just this certificate, under a name that
// says so.
func (k *Keyring) keeps(ctx context.Context, item itemName, appID, role string, value secret.Value, known map[itemName]secret.Value) (bool, error) {
	if !item.isOf(appID, role) {
		return false, nil
	}
	held, read := known[item]
	if !read {
		var err error
		if held, err = k.get(ctx, string(item)); err != nil && !errors.Is(err, ErrNoItem) {
			return false, err
		}
	}
	return held.Equal(value), nil
}

// replace puts next at a place of the index. Its items that are not there yet
// get the values.
func (k *Keyring) replace(ctx context.Context, ix *index, at int, next indexed, values map[itemName]secret.Value) error {
	var old []itemName
	if at < len(ix.Projects) {
		old = ix.Projects[at].items()
	}
	fresh := items{values: values}
	for _, name := range next.items() {
		if !slices.Contains(old, name) {
			fresh.names = append(fresh.names, name)
		}
	}
	kept := ix.items()
	ix.put(at, next)
	if err := k.addItems(ctx, nil, kept, fresh); err != nil {
		return err
	}
	if err := k.index.write(ix); err != nil {
		k.takeBack(ctx, fresh)
		return err
	}
	gone := slices.DeleteFunc(old, func(n itemName) bool { return slices.Contains(next.items(), n) })
	if err := k.forget(ctx, gone); err != nil {
		return fmt.Errorf("%q is stored, but the keyring still holds former certificates; "+cleanUp+": %w", next.Name, err)
	}
	return nil
}

// items are new items of the keyring, in the order in which they are made.
type items struct {
	names  []itemName
	values map[itemName]secret.Value
}

// addItems registers new items and makes them. kept are the items that the
// index already names; r is the register, nil if it has not been read yet. If
// it fails, nothing of it stays if the keyring can help it.
func (k *Keyring) addItems(ctx context.Context, r *register, kept []itemName, fresh items) (err error) {
	if len(fresh.names) == 0 {
		return nil
	}
	if r == nil {
		if r, err = k.readRegister(ctx); err != nil {
			return err
		}
	}
	r.add(kept...) // what somebody else's write may have lost
	r.add(fresh.names...)
	if err := k.writeRegister(ctx, r); err != nil {
		return err
	}
	late := func(ring Ring) {
		for _, name := range fresh.names {
			_ = ring.Delete(string(name)) // nobody is left to be told
		}
	}
	for _, name := range fresh.names {
		if err := k.set(ctx, string(name), fresh.values[name], late); err != nil {
			k.takeBack(ctx, fresh)
			return err
		}
	}
	return nil
}

// takeBack deletes items that no index will name. What it cannot delete is
// registered, and found by a check.
func (k *Keyring) takeBack(ctx context.Context, fresh items) {
	_ = k.forget(ctx, fresh.names)
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
