package keystore

import (
	"context"
	"errors"
	"slices"

	"atc/keystore/secret"
)

// An audit is what a comparison of the index with the keyring finds.
type audit struct {
	register *register
	held     map[itemName]secret.Value // what the keyring holds under the names of index and register
	present  []itemName                // of projects, and in the keyring
	missing  []Fault                   // of projects, and not in the keyring
	strays   []itemName                // made for this index and in the keyring, but of no project
	foreign  []itemName                // made for another index, and in the keyring
	dead     []itemName                // made for this index, and registered only
}

// audit looks up every item that the index or the register names. It is called
// with the index locked.
func (k *Keyring) audit(ctx context.Context, ix *index) (*audit, error) {
	r, err := k.readRegister(ctx)
	if err != nil {
		return nil, err
	}
	a := &audit{register: r, held: map[itemName]secret.Value{}}
	for _, x := range ix.Projects {
		for _, name := range x.items() {
			there, err := k.holds(ctx, a, name)
			switch {
			case err != nil:
				return nil, err
			case there:
				a.present = append(a.present, name)
			default:
				a.missing = append(a.missing, Fault{string(name), x.AppID, x.role(name), x.Name})
			}
		}
	}
	used := ix.items()
	for _, name := range r.names() {
		if slices.Contains(used, name) {
			continue
		}
		there, err := k.holds(ctx, a, name)
		if err != nil {
			return nil, err
		}
		ours := ix.ID != "" && name.index() == ix.ID
		switch {
		case ours && there:
			a.strays = append(a.strays, name)
		case ours:
			a.dead = append(a.dead, name)
		case there: // without an item, it may be of a write that is under way there
			a.foreign = append(a.foreign, name)
		}
	}
	return a, nil
}

// holds reports whether the keyring has an item, and keeps for the audit what
// it holds.
func (k *Keyring) holds(ctx context.Context, a *audit, item itemName) (bool, error) {
	value, err := k.get(ctx, string(item))
	if errors.Is(err, ErrNoItem) {
		return false, nil
	}
	if err == nil {
		a.held[item] = value
	}
	return err == nil, err
}

func (a *audit) faults() []Fault {
	faults := slices.Clone(a.missing)
	for _, name := range a.strays {
		appID, _, _ := name.parse()
		faults = append(faults, Fault{Item: string(name), AppID: appID, Which: name.which()})
	}
	return faults
}

// others returns what the keyring holds for other indexes.
func (a *audit) others(ix *index) (all []Foreign) {
	for _, name := range a.foreign {
		appID, _, _ := name.parse()
		all = append(all, Foreign{string(name), appID, name.which(), a.holder(ix, appID, a.held[name])})
	}
	return all
}

// holder returns the project of an App ID that has a certificate, or "".
func (a *audit) holder(ix *index, appID string, certificate secret.Value) string {
	for _, x := range ix.Projects {
		if x.AppID == appID && slices.ContainsFunc(x.items(), func(n itemName) bool {
			held, there := a.held[n]
			return there && held.Equal(certificate)
		}) {
			return x.Name
		}
	}
	return ""
}
