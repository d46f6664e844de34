package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"atc/keystore"
	"atc/keystore/secret"
)

const flagNewPassphrase = "new-passphrase-file"

func (p *program) newProjectPassphrase() *cobra.Command {
	var file string
	cmd := p.onProjects("passphrase [flags]", "Change the passphrase of the vault", 0, 0, func(cmd *cobra.Command, _ []string) error {
		return p.projectPassphrase(cmd.Context(), file)
	})
	cmd.Long = "Changes the passphrase of the vault. It asks for the old one and twice for the new one, or reads them from files."
	cmd.Flags().Var(newText(&file, "FILE"), flagNewPassphrase, "the file that holds the new passphrase; - is stdin")
	return cmd
}

func (p *program) projectPassphrase(ctx context.Context, file string) error {
	if err := p.onlyOneStdin(stdinClaim{"--" + flagNewPassphrase, file}); err != nil {
		return err
	}
	s, err := p.store()
	if err != nil {
		return err
	}
	v, ok := s.Store.(*keystore.Vault)
	if !ok {
		return usagef("project passphrase: the %s has no passphrase of ours: add --%s vault to change that of the vault", s.Backend(), flagKeystore)
	}
	// Unlocking first tells a wrong passphrase before the new one is thought up.
	old, err := p.oldPassphrase(ctx, v)
	if err != nil {
		return err
	}
	next, err := p.newPassphrase(ctx, flagNewPassphrase, file, "new passphrase of the vault:")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, limitTended) // scrypt takes its time
	defer cancel()
	if err := v.ChangePassphrase(ctx, old, next); err != nil {
		return storeError(err)
	}
	p.say("the vault has its new passphrase; copies of its file that were made before still open with the old one")
	return nil
}

// oldPassphrase returns the passphrase of the vault, which it has opened.
func (p *program) oldPassphrase(ctx context.Context, v *keystore.Vault) (old secret.Value, err error) {
	keep := func(ctx context.Context, passphrase secret.Value) error {
		old = passphrase
		return v.Unlock(ctx, passphrase)
	}
	switch exists, err := v.Exists(); {
	case err != nil:
		return old, storeError(err)
	case !exists:
		return old, storeError(keystore.ErrNoVault)
	case p.global.passphraseFile != "":
		passphrase, err := p.readPassphrase(ctx, flagPassphraseFile, p.global.passphraseFile)
		if err != nil {
			return old, err
		}
		if err = keep(ctx, passphrase); errors.Is(err, keystore.ErrPassphrase) {
			return old, errWrongFile()
		}
		return old, storeError(err)
	case !p.interactive():
		return old, storeError(keystore.ErrLocked)
	}
	err = p.askToUnlock(ctx, keep)
	return old, err
}

func errWrongFile() error {
	return storagef("--%s: it does not hold the passphrase of the vault", flagPassphraseFile)
}
