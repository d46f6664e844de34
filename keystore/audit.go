package keystore

import (
	"context"
	"errors"
	"slices"

	"atc/keystore/secret"
)

// Check implements [Store]. It stops at the first step that fails. Names of
// items that a crash has left in the register are cleaned up without a word.
func (k *Keyring) Check(ctx context.Context) Report {
	var report Report
	take := func(did string, do func() error) bool {
		step := timed(did, do)
		report.Steps = append(report.Steps, step)
		return step.Err == nil
	}
	if !k.probe(ctx, take) {
		return report
	}
	readable := take("read the list of projects", func() error {
		_, err := k.index.read()
		return err
	})
	if !readable {
		return report
	}
	take("compare it with the keyring", func() error {
		// Locked, as what another process is about to store would look astray.
		return k.index.locked(ctx, func(ix *index) error {
			a, err := k.audit(ctx, ix)
			if err != nil {
				return err
			}
			report.Faults = a.faults()
			return k.tidy(ctx, a)
		})
	})
	return report
}

// probe writes, reads and deletes an item that is nobody's.
func (k *Keyring) probe(ctx context.Context, take func(string, func() error) bool) bool {
	item := "probe " + randomSuffix() // its own, as two processes may check at the same time
	value := secret.New(randomSuffix())
	late := func(r Ring) { _ = r.Delete(item) } // nobody is left to be told
	wrote := take("write a probe item", func() error {
		_, err := k.gate.do(ctx, func(r Ring) (secret.Value, error) { return secret.Value{}, r.Set(item, value) }, late)
		return err
	})
	if !wrote {
		return false
	}
	read := take("read it back", func() error {
		held, err := k.gate.do(ctx, func(r Ring) (secret.Value, error) { return r.Get(item) }, late)
		if errors.Is(err, ErrNoItem) || err == nil && !held.Equal(value) {
			return notKept()
		}
		return err
	})
	if !read {
		_ = k.remove(ctx, item) // as far as it can; the failure is told
		return false
	}
	return take("delete it", func() error { return k.remove(ctx, item) })
}

// An audit is what a comparison of the index with the keyring finds.
type audit struct {
	register *register
	present  []itemName // of projects, and in the keyring
	missing  []Fault    // of projects, and not in the keyring
	strays   []itemName // registered and in the keyring, but of no project
	dead     []itemName // registered only
}

// audit looks up every item that the index or the register names. It is called
// with the index locked.
func (k *Keyring) audit(ctx context.Context, ix *index) (*audit, error) {
	r, err := k.readRegister(ctx)
	if err != nil {
		return nil, err
	}
	a := &audit{register: r}
	for _, x := range ix.Projects {
		for _, name := range x.items() {
			there, err := k.holds(ctx, name)
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
		there, err := k.holds(ctx, name)
		switch {
		case err != nil:
			return nil, err
		case there:
			a.strays = append(a.strays, name)
		default:
			a.dead = append(a.dead, name)
		}
	}
	return a, nil
}

func (k *Keyring) holds(ctx context.Context, item itemName) (bool, error) {
	_, err := k.get(ctx, string(item))
	if errors.Is(err, ErrNoItem) {
		return false, nil
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
