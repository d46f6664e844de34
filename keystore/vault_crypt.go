package keystore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strconv"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"atc/keystore/secret"
)

// maxWorkFactor bounds what a vault file may ask for: 20 takes about 4 seconds
// and 1 GiB.
const maxWorkFactor = 20

// newKey makes a key, and an envelope in which the passphrase wraps it.
func (v *Vault) newKey(ctx context.Context, passphrase secret.Value) (secret.Value, envelope, error) {
	fail := func(err error) (secret.Value, envelope, error) {
		return secret.Value{}, envelope{}, fmt.Errorf("make a key for the vault: %w", err)
	}
	if v.workFactor < 1 || v.workFactor > maxWorkFactor {
		return fail(fmt.Errorf("the work factor is %d, it must be from 1 to %d", v.workFactor, maxWorkFactor))
	}
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return fail(err)
	}
	recipient, err := age.NewScryptRecipient(passphrase.Reveal())
	if err != nil {
		return fail(err)
	}
	recipient.SetWorkFactor(v.workFactor)
	wrapped, err := alone(ctx, v.busy, func() (string, error) {
		return encrypt([]byte(key.String()+"\n"), recipient)
	})
	if err != nil {
		return fail(err)
	}
	return secret.New(key.String()), envelope{Key: wrapped}, nil
}

// unwrap returns the key of an envelope, having seen that it opens the content.
func (v *Vault) unwrap(ctx context.Context, file *envelope, passphrase secret.Value) (secret.Value, error) {
	with, err := age.NewScryptIdentity(passphrase.Reveal())
	if err != nil {
		return secret.Value{}, ErrPassphrase // it is empty
	}
	with.SetMaxWorkFactor(maxWorkFactor)
	key, err := alone(ctx, v.busy, func() ([]byte, error) { return decrypt(file.Key, passphraseOnly{with}) })
	switch noMatch := (*age.NoIdentityMatchError)(nil); {
	case errors.As(err, &noMatch):
		return secret.Value{}, ErrPassphrase
	case errors.Is(err, errTooMuchWork):
		return secret.Value{}, &DamagedError{v.path, err.Error(), afterDamage}
	case err != nil && ctx.Err() != nil:
		return secret.Value{}, fmt.Errorf("unlock the vault: %w", err)
	case err != nil:
		return secret.Value{}, &DamagedError{v.path, "its key cannot be decrypted", afterDamage}
	}
	identity := secret.New(strings.TrimSpace(string(key)))
	if _, err := file.openWhole(v.path, identity); err != nil {
		return secret.Value{}, err
	}
	return identity, nil
}

var (
	errTooMuchWork   = fmt.Errorf("its key asks for a work factor above %d", maxWorkFactor)
	errNotPassphrase = errors.New("the key is not encrypted with a passphrase")
)

// passphraseOnly refuses, before it works on the passphrase, what no vault has:
// a key for anything but one passphrase, or at too high a price.
type passphraseOnly struct{ *age.ScryptIdentity }

// Unwrap implements [age.Identity].
func (p passphraseOnly) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	if len(stanzas) != 1 || stanzas[0].Type != "scrypt" || len(stanzas[0].Args) != 2 {
		return nil, errNotPassphrase
	}
	if factor, err := strconv.Atoi(stanzas[0].Args[1]); err == nil && factor > maxWorkFactor {
		return nil, errTooMuchWork
	}
	return p.ScryptIdentity.Unwrap(stanzas)
}

// alone does work on a passphrase when no other is being done, and returns when
// the context ends. The work cannot be stopped: it goes on in the background,
// and keeps busy until it is done.
func alone[T any](ctx context.Context, busy chan struct{}, work func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	var none T
	if err := ctx.Err(); err != nil {
		return none, err
	}
	select {
	case busy <- struct{}{}:
	case <-ctx.Done():
		return none, ctx.Err()
	}
	done := make(chan result, 1)
	go func() {
		value, err := work()
		done <- result{value, err}
		debug.FreeOSMemory() // hundreds of megabytes that nobody needs again
		<-busy
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

// parseKey returns the key that is written as text.
func parseKey(identity secret.Value) (*age.X25519Identity, error) {
	key, err := age.ParseX25519Identity(strings.TrimSpace(identity.Reveal()))
	if err != nil {
		return nil, errors.New("the key is not one of age") // age may repeat it
	}
	return key, nil
}

// encrypt returns an armored age file.
func encrypt(plain []byte, to age.Recipient) (string, error) {
	var out bytes.Buffer
	armored := armor.NewWriter(&out)
	w, err := age.Encrypt(armored, to)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		err = armored.Close()
	}
	if err != nil {
		return "", fmt.Errorf("encrypt the vault: %w", err)
	}
	return out.String(), nil
}

// decrypt returns the content of an armored age file.
func decrypt(armored string, with age.Identity) ([]byte, error) {
	r, err := age.Decrypt(armor.NewReader(strings.NewReader(armored)), with)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
