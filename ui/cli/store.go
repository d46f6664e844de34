package cli

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"atc/keystore"
	"atc/keystore/secret"
)

// A store is the store of this run.
type store struct {
	keystore.Store
	named bool // by --keystore or ATC_KEYSTORE, not only by what is remembered
}

// backend returns where projects are stored, and whether this run was told so.
func (p *program) backend() (b keystore.Backend, named bool, err error) {
	for _, c := range []struct{ from, word string }{
		{"--" + flagKeystore, p.global.keystore},
		{EnvKeystore, strings.TrimSpace(p.Getenv(EnvKeystore))},
	} {
		if c.word == "" {
			continue
		}
		b, err := keystore.ParseBackend(quietly(c.word))
		if err != nil {
			return "", true, usagef("%s: %w", c.from, err)
		}
		return b, true, nil
	}
	if b, err = p.Home.Preferred(); err != nil {
		return "", false, storeError(err)
	}
	return b, false, nil
}

// store returns the store of this run, always the same one: a vault is
// unlocked once. It reads nothing of it yet.
func (p *program) store() (store, error) {
	if p.opened.Store != nil {
		return p.opened, nil
	}
	b, named, err := p.backend()
	switch {
	case err != nil:
		return store{}, err
	case p.Home.Dir == "" && b != keystore.InMemory:
		return store{}, storagef("there is no folder to store projects in: set HOME or XDG_CONFIG_HOME to one")
	case p.global.passphraseFile != "" && b != keystore.InVault:
		return store{}, usagef("--%s: the %s has no passphrase: leave it out, or add --%s vault", flagPassphraseFile, b, flagKeystore)
	}
	p.opened = store{p.Home.Open(b), named}
	return p.opened, nil
}

// ready returns the store of this run, unlocked: by --passphrase-file, or by
// asking for the passphrase.
func (p *program) ready(ctx context.Context) (store, error) {
	s, err := p.store()
	if err != nil {
		return s, err
	}
	return s, p.unlock(ctx, s, p.interactive())
}

// unlock unlocks a vault; nothing else is ever locked in our hands. Without
// the file of the passphrase it asks if it may.
func (p *program) unlock(ctx context.Context, s store, mayAsk bool) error {
	v, ok := s.Store.(*keystore.Vault)
	if !ok || !v.Locked() {
		return nil
	}
	switch exists, err := v.Exists(); {
	case err != nil:
		return storeError(err)
	case !exists:
		return storeError(keystore.ErrNoVault)
	case p.global.passphraseFile != "":
		passphrase, err := p.readPassphrase(ctx, flagPassphraseFile, p.global.passphraseFile)
		if err != nil {
			return err
		}
		if err = v.Unlock(ctx, passphrase); errors.Is(err, keystore.ErrPassphrase) {
			return errWrongFile()
		}
		return storeError(err)
	case !mayAsk:
		return storeError(keystore.ErrLocked)
	}
	return p.askToUnlock(ctx, v.Unlock)
}

// askToUnlock asks for a passphrase until unlock takes it, a few times.
func (p *program) askToUnlock(ctx context.Context, unlock func(context.Context, secret.Value) error) error {
	d, err := p.dialogue()
	if err != nil {
		return err
	}
	const attempts = 3
	for range attempts {
		passphrase, err := d.secret(ctx, "passphrase of the vault:")
		if err != nil {
			return err
		}
		if err = unlock(ctx, passphrase); !errors.Is(err, keystore.ErrPassphrase) {
			return storeError(err)
		}
		d.show("this is not the passphrase of the vault\n")
	}
	return storagef("the vault stays locked: the passphrase was wrong %d times", attempts)
}

// newPassphrase asks for a passphrase twice, or reads it from a file if one is
// given.
func (p *program) newPassphrase(ctx context.Context, flag, file, question string) (secret.Value, error) {
	if file != "" {
		passphrase, err := p.readPassphrase(ctx, flag, file)
		if err != nil {
			return passphrase, err
		}
		if err := keystore.CheckPassphrase(passphrase); err != nil {
			return passphrase, usagef("--%s: %w", flag, err)
		}
		return passphrase, nil
	}
	if !p.interactive() {
		return secret.Value{}, usagef("the vault needs a passphrase: use --%s FILE, or a terminal", flag)
	}
	d, err := p.dialogue()
	for err == nil {
		var first, again secret.Value
		if first, err = d.secret(ctx, question); err != nil {
			break
		}
		if problem := keystore.CheckPassphrase(first); problem != nil {
			d.show(problem.Error() + "\n")
			continue
		}
		if again, err = d.secret(ctx, "the same passphrase again:"); err != nil {
			break
		}
		if first.Equal(again) {
			return first, nil
		}
		d.show("the two differ: type it again\n")
	}
	return secret.Value{}, err
}

// readPassphrase reads the first line of a file. Blanks belong to it.
func (p *program) readPassphrase(ctx context.Context, flag, file string) (secret.Value, error) {
	const longest = 64 << 10
	data, err := p.readSecretFile(ctx, flag, file, longest, "passphrase:")
	if err != nil {
		return secret.Value{}, err
	}
	line, _, _ := bytes.Cut(data, []byte("\n"))
	if line = bytes.TrimSuffix(line, []byte("\r")); len(line) == 0 {
		return secret.Value{}, storagef("--%s: its first line is empty: write the passphrase there", flag)
	}
	return secret.New(string(line)), nil
}

// readSecretFile reads a file that holds a secret. Where that is stdin, and
// stdin a terminal, it asks instead, so that nothing is echoed.
func (p *program) readSecretFile(ctx context.Context, flag, file string, limit int, question string) ([]byte, error) {
	if file != stdin || !isTerminal(p.In) || p.OpenTerminal == nil {
		return p.readFile(ctx, flag, file, limit)
	}
	d, err := p.dialogue()
	if err != nil {
		return nil, err
	}
	v, err := d.secret(ctx, question)
	return []byte(v.Reveal()), err
}

// storeError gives an error of a store the exit code that it stands for, and
// the next step where that is one of our commands.
func storeError(err error) error {
	var exit *ExitError
	switch {
	case err == nil || errors.As(err, &exit):
		return err
	case errors.Is(err, keystore.ErrExists), errors.Is(err, keystore.ErrNotFound):
		return &ExitError{ExitUsage, err}
	case errors.Is(err, keystore.ErrNoVault):
		return storagef("%w: atc project add NAME --%s vault makes one", err, flagKeystore)
	case errors.Is(err, keystore.ErrLocked):
		return storagef("%w: use --%s FILE, or a terminal", err, flagPassphraseFile)
	}
	return &ExitError{ExitStorage, err}
}

// completeArgument completes the name of a stored project as the first argument
// of a command.
func (p *program) completeArgument(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return p.completeProject(cmd, args, typed)
}

// completeProject completes the name of a stored project. It asks nobody for
// anything: the vault, which would have to be unlocked, gives no names.
func (p *program) completeProject(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	s, err := p.store()
	if err != nil || s.Backend() != keystore.InKeyring {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	ctx := cmd.Context()
	if ctx == nil {
		ctx = context.Background()
	}
	ctx, cancel := context.WithTimeout(ctx, limitShell)
	defer cancel()
	entries, err := s.List(ctx)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return completions(entries), cobra.ShellCompDirectiveNoFileComp
}
