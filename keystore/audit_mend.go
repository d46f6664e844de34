package keystore

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"atc/keystore/secret"
)

// Restore implements [Mender]. The primary and the secondary certificate of
// one App ID become one project, called "recovered" and the App ID in short;
// several of them several projects, the later with a number. An item that
// holds no App Certificate stays as it is, and the error tells of it.
func (k *Keyring) Restore(ctx context.Context) (names []string, err error) {
	var unfit error
	err = k.mend(ctx, func(ix *index, a *audit) error {
		var made []string
		add := func(x indexed) {
			x.Name = freeName(ix, x.AppID)
			ix.put(len(ix.Projects), x)
			made = append(made, x.Name)
		}
		found, wrong := group(a.strays, a.held)
		for _, x := range found {
			add(x)
		}
		fresh, alsoWrong, err := k.copies(ix, a, add)
		if err != nil {
			return err
		}
		unfit = allUnfit(wrong, alsoWrong)
		if len(made) == 0 {
			return nil
		}
		if err := k.addItems(ctx, a.register, a.present, fresh); err != nil {
			return err
		}
		if err := k.index.write(ix); err != nil {
			k.takeBack(ctx, fresh)
			return err
		}
		names = made // whatever becomes of the register
		return nil
	})
	if err == nil {
		err = unfit
	}
	return names, err
}

// copies hands add a project for each that other indexes have and this one has
// not, with items of its own, and returns those to be made.
func (k *Keyring) copies(ix *index, a *audit, add func(indexed)) (fresh items, unfit []error, err error) {
	fresh.values = a.held
	for _, names := range byIndex(a.foreign) { // a secondary one has its primary one in the same index
		found, wrong := group(names, a.held)
		unfit = append(unfit, wrong...)
		for _, x := range found {
			for _, name := range x.items() {
				if a.holder(ix, x.AppID, a.held[name]) != "" {
					x.lose(name)
				}
			}
			if x.Primary == "" {
				continue
			}
			if err := k.index.identify(ix); err != nil {
				return fresh, unfit, err
			}
			for _, c := range []struct {
				item *itemName
				role string
			}{{&x.Primary, rolePrimary}, {&x.Secondary, roleSecondary}} {
				if *c.item == "" {
					continue
				}
				value := a.held[*c.item]
				*c.item = newItem(ix.ID, x.AppID, c.role)
				a.held[*c.item] = value
				fresh.names = append(fresh.names, *c.item)
			}
			add(x)
		}
	}
	return fresh, unfit, nil
}

// byIndex sorts items by the index that they were made for, and keeps their
// order otherwise.
func byIndex(names []itemName) (sorted [][]itemName) {
	for _, name := range names {
		i := slices.IndexFunc(sorted, func(s []itemName) bool { return s[0].index() == name.index() })
		if i < 0 {
			i, sorted = len(sorted), append(sorted, nil)
		}
		sorted[i] = append(sorted[i], name)
	}
	return sorted
}

// allUnfit makes one error, of one line, of those that tell of items without a
// certificate, and nil of none.
func allUnfit(ours, foreign []error) error {
	var said error
	for _, part := range []struct {
		errs   []error
		advice string
	}{
		{ours, cleanUp},
		{foreign, "enter it again in the list of projects that it is of"},
	} {
		for _, err := range part.errs {
			if said == nil {
				said = err
			} else {
				said = fmt.Errorf("%w; %w", said, err)
			}
		}
		if len(part.errs) > 0 {
			said = fmt.Errorf("%w; %s", said, part.advice)
		}
	}
	return said
}

// group makes projects without names of items. It returns an error for each
// that holds no certificate.
func group(names []itemName, held map[itemName]secret.Value) (found []indexed, unfit []error) {
	for _, role := range []string{rolePrimary, roleSecondary} { // a secondary one looks for its primary one
		for _, name := range names {
			appID, _, _ := name.parse()
			if !name.isOf(appID, role) {
				continue
			}
			if err := name.check(held[name]); err != nil {
				unfit = append(unfit, fmt.Errorf("the item %q of the keyring holds no App Certificate: %w", name, err))
				continue
			}
			mate := -1
			if role == roleSecondary {
				// Registered in the same order, so the first that is alone is its mate.
				mate = slices.IndexFunc(found, func(x indexed) bool {
					return x.AppID == appID && x.Secondary == "" && x.Primary.isOf(appID, rolePrimary) && !held[x.Primary].Equal(held[name])
				})
			}
			if mate >= 0 {
				found[mate].Secondary = name
				continue
			}
			found = append(found, indexed{AppID: appID, Primary: name}) // a single certificate is the primary
		}
	}
	return found, unfit
}

// freeName returns a name for what has lost its own.
func freeName(ix *index, appID string) string {
	base := "recovered " + appID[:4] + "…" + appID[len(appID)-4:]
	name := base
	for n := 2; ix.find(name) >= 0; n++ {
		name = base + " " + strconv.Itoa(n)
	}
	return name
}

// Discard implements [Mender]. A project whose primary certificate is missing
// has its secondary one as the primary after that.
func (k *Keyring) Discard(ctx context.Context) (int, error) {
	count := 0
	err := k.mend(ctx, func(ix *index, a *audit) error {
		if len(a.missing) > 0 {
			for _, f := range a.missing {
				ix.Projects[ix.find(f.Project)].lose(itemName(f.Item))
			}
			if err := k.index.write(ix); err != nil {
				return err
			}
			count += len(a.missing)
		}
		for _, name := range a.strays {
			if err := k.remove(ctx, string(name)); err != nil {
				return err
			}
			count++
		}
		a.register.drop(a.strays...)
		return nil
	})
	return count, err
}

// mend compares the index with the keyring, has a change made, and brings the
// register up to date, with other writers kept out.
func (k *Keyring) mend(ctx context.Context, change func(*index, *audit) error) error {
	untouched := func(*index) (bool, error) { return true, nil }
	return k.alter(ctx, untouched, func(ix *index) error {
		a, err := k.audit(ctx, ix)
		if err != nil {
			return err
		}
		if err := change(ix, a); err != nil {
			return err
		}
		return k.tidy(ctx, a)
	})
}

// tidy takes names without items out of the register, and puts in what
// somebody else's write may have lost.
func (k *Keyring) tidy(ctx context.Context, a *audit) error {
	a.register.drop(a.dead...)
	a.register.add(a.present...)
	return k.writeRegister(ctx, a.register)
}
