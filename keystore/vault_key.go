package keystore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"unicode"
	"unicode/utf8"

	"atc/keystore/secret"
)

const minPassphrase = 8 // characters

// CheckPassphrase says what is wrong with the passphrase of a new vault, or
// returns nil: it has at least 8 characters, none of them a control character.
// The error does not repeat it.
func CheckPassphrase(p secret.Value) error {
	text := p.Reveal()
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return errors.New("the passphrase is empty: choose one of at least 8 characters, such as a few words")
	case n < minPassphrase:
		return fmt.Errorf("the passphrase has %d characters, at least %d are needed: take a few words", n, minPassphrase)
	case !utf8.ValidString(text):
		return errors.New("the passphrase is not valid UTF-8: choose one that can be typed")
	case strings.ContainsFunc(text, unicode.IsControl):
		return errors.New("the passphrase has a control character, such as a line break: choose one that can be typed on one line")
	}
	return nil
}

// Create makes an empty vault with a passphrase, and unlocks it. It returns an
// error that wraps [fs.ErrExist] if the file is there already, whatever is in
// it, and the error of [CheckPassphrase]. It takes the second of
// [Vault.Unlock].
func (v *Vault) Create(ctx context.Context, passphrase secret.Value) error {
	if err := CheckPassphrase(passphrase); err != nil {
		return err
	}
	if err := v.mustBeNew(); err != nil {
		return err
	}
	identity, file, err := v.newKey(ctx, passphrase)
	if err != nil {
		return err
	}
	if file.Content, err = seal(projectList{}, identity); err != nil {
		return err
	}
	release, err := lockFile(ctx, v.path)
	if err != nil {
		return err
	}
	defer release()
	if err := v.mustBeNew(); err != nil {
		return err
	}
	if err := file.write(v.path); err != nil {
		return err
	}
	v.setKey(identity)
	return nil
}

func (v *Vault) mustBeNew() error {
	there, err := v.Exists()
	if there {
		return fmt.Errorf("make a vault at %s: %w: unlock the one that is there, or move it away", v.path, fs.ErrExist)
	}
	return err
}

// Unlock opens the vault with its passphrase, for as long as the process runs.
// It returns [ErrNoVault], [ErrPassphrase], a [*DamagedError], or an
// [*UnavailableError] for a file of a newer atc. It takes about a second and
// 256 MiB at a work factor of 18; when the context ends it returns at once, and
// the work goes on in the background until it is done.
func (v *Vault) Unlock(ctx context.Context, passphrase secret.Value) error {
	file, err := readEnvelope(v.path)
	if err != nil {
		return err
	}
	identity, err := v.unwrap(ctx, &file, passphrase)
	if err != nil {
		return err
	}
	v.setKey(identity)
	return nil
}

// ChangePassphrase gives the vault another passphrase, and unlocks it. The
// projects are encrypted to a new key, so that the old passphrase with an old
// copy of the file opens nothing that is written from now on; other processes
// need the new passphrase. It returns the errors of [Vault.Unlock] for the old
// one and of [CheckPassphrase] for the new one, and takes twice as long.
func (v *Vault) ChangePassphrase(ctx context.Context, from, to secret.Value) error {
	if err := CheckPassphrase(to); err != nil {
		return err
	}
	before, err := readEnvelope(v.path)
	if err != nil {
		return err
	}
	old, err := v.unwrap(ctx, &before, from)
	if err != nil {
		return err
	}
	identity, file, err := v.newKey(ctx, to)
	if err != nil {
		return err
	}
	release, err := lockFile(ctx, v.path)
	if err != nil {
		return err
	}
	defer release()
	now, err := readEnvelope(v.path)
	if err != nil {
		return err
	}
	if now.Key != before.Key {
		return errors.New("change the passphrase: another atc has changed it just now: try again with that one")
	}
	all, err := now.openWhole(v.path, old)
	if err != nil {
		return err
	}
	if file.Content, err = seal(all, identity); err != nil {
		return err
	}
	if err := file.write(v.path); err != nil {
		return err
	}
	v.setKey(identity)
	return nil
}
