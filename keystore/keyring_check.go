package keystore

import (
	"context"
	"errors"

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
	var id string
	readable := take("read the list of projects", func() (err error) {
		if err = ctx.Err(); err == nil {
			id, err = k.index.identity(ctx)
		}
		return err
	})
	if !readable || !k.probe(ctx, probeItem(id), take) {
		return report
	}
	take("compare the list with the keyring", func() error {
		// Locked, as what another process is about to store would look astray.
		return k.index.locked(ctx, func(ix *index) error {
			a, err := k.audit(ctx, ix)
			if err != nil {
				return err
			}
			report.Faults, report.Foreign = a.faults(), a.others(ix)
			return k.tidy(ctx, a)
		})
	})
	return report
}

// probe writes, reads and deletes an item that is nobody's, with other checks
// of the same index kept out.
func (k *Keyring) probe(ctx context.Context, item string, take func(string, func() error) bool) bool {
	value := secret.New(randomTag())
	release := func() {}
	defer func() { release() }()
	late := func(r Ring) { _ = r.Delete(item) } // nobody is left to be told
	wrote := take("write a probe item", func() error {
		if _, err := k.get(ctx, item); err != nil && !errors.Is(err, ErrNoItem) {
			return err // before the lock is taken, as in knock
		}
		unlock, err := lockFile(ctx, string(k.index))
		if err != nil {
			return err
		}
		release = unlock
		_, err = k.gate.do(ctx, func(r Ring) (secret.Value, error) { return secret.Value{}, r.Set(item, value) }, late)
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
