package keystore

import (
	"context"
	"errors"
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
		found, wrong, err := k.group(ctx, a.strays)
		unfit = allUnfit(wrong)
		if err != nil || len(found) == 0 {
			return err
		}
		var made []string
		for _, x := range found {
			x.Name = freeName(ix, x.AppID)
			ix.put(len(ix.Projects), x)
			made = append(made, x.Name)
		}
		if err := k.index.write(ix); err != nil {
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

// allUnfit makes one error, of one line, of those that tell of items without a
// certificate, and nil of none.
func allUnfit(all []error) error {
	if len(all) == 0 {
		return nil
	}
	said := all[0]
	for _, err := range all[1:] {
		said = fmt.Errorf("%w; %w", said, err)
	}
	return fmt.Errorf("%w; "+cleanUp, said)
}

// group makes projects without names of items. It returns an error for each
// that holds no certificate.
func (k *Keyring) group(ctx context.Context, strays []itemName) (found []indexed, unfit []error, err error) {
	values := map[itemName]secret.Value{}
	for _, role := range []string{rolePrimary, roleSecondary} { // a secondary one looks for its primary one
		for _, name := range strays {
			appID, _, _ := name.parse()
			if !name.isOf(appID, role) {
				continue
			}
			var wrong *FieldError
			switch values[name], err = k.certificate(ctx, name); {
			case errors.As(err, &wrong):
				unfit = append(unfit, fmt.Errorf("the item %q of the keyring holds no App Certificate: %w", name, wrong))
				continue
			case err != nil:
				return nil, nil, err
			}
			mate := -1
			if role == roleSecondary {
				// Registered in the same order, so the first that is alone is its mate.
				mate = slices.IndexFunc(found, func(x indexed) bool {
					return x.AppID == appID && x.Secondary == "" && x.Primary.isOf(appID, rolePrimary) && !values[x.Primary].Equal(values[name])
				})
			}
			if mate >= 0 {
				found[mate].Secondary = name
				continue
			}
			found = append(found, indexed{AppID: appID, Primary: name}) // a single certificate is the primary
		}
	}
	return found, unfit, nil
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
