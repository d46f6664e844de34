package keystore_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"atc/keystore"
	"atc/keystore/secret"
)

func TestVaultMadeAnewByAnotherProcessIsLocked(t *testing.T) {
	t.Parallel()
	v, path := newVault(t, keystore.Demo())
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	other := keystore.NewVault(path, vaultFactor)
	if err := other.Create(t.Context(), secret.New("another passphrase")); err != nil {
		t.Fatal(err)
	}
	if err := other.Put(t.Context(), "", fullProject()); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	for method, err := range everyMethod(t.Context(), v) {
		if !errors.Is(err, keystore.ErrLocked) {
			t.Errorf("%s: %v, want ErrLocked", method, err)
		}
	}
	if after, _ := os.ReadFile(path); string(before) != string(after) || !v.Locked() {
		t.Errorf("the other vault was changed, or the key kept: locked: %v", v.Locked())
	}
	if err := v.Unlock(t.Context(), secret.New("another passphrase")); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Get(t.Context(), fullProject().Name); err != nil {
		t.Errorf("after Unlock: %v", err)
	}
}

func TestNewPassphraseKeepsTheProjects(t *testing.T) {
	t.Parallel()
	v, path := newVault(t, fullProject(), keystore.Demo())
	elsewhere := reopened(t, path, vaultWords)
	if err := v.ChangePassphrase(t.Context(), secret.New(vaultWords), secret.New("another passphrase")); err != nil {
		t.Fatal(err)
	}
	for name, vault := range map[string]*keystore.Vault{"this process": v, "a new one": reopened(t, path, "another passphrase")} {
		if got, err := vault.Get(t.Context(), fullProject().Name); err != nil || !sameProject(got, fullProject()) {
			t.Errorf("%s: Get = %+v, %v", name, got, err)
		}
	}
	if err := keystore.NewVault(path, 1).Unlock(t.Context(), secret.New(vaultWords)); !errors.Is(err, keystore.ErrPassphrase) {
		t.Errorf("the old passphrase: %v, want ErrPassphrase", err)
	}
	if _, err := elsewhere.List(t.Context()); !errors.Is(err, keystore.ErrLocked) || !elsewhere.Locked() {
		t.Errorf("another process: %v, want ErrLocked", err)
	}
}

func TestOldCopyWithTheOldPassphraseOpensNothingNew(t *testing.T) {
	t.Parallel()
	v, path := newVault(t, fullProject())
	oldKey := openByHand(t, path, vaultWords).identity
	if err := v.ChangePassphrase(t.Context(), secret.New(vaultWords), secret.New("another passphrase")); err != nil {
		t.Fatal(err)
	}
	if newKey := openByHand(t, path, "another passphrase").identity; newKey.String() == oldKey.String() {
		t.Error("the key is still the one that the old passphrase opens")
	}
}

func TestPassphraseThatCannotBeChangedStays(t *testing.T) {
	t.Parallel()
	v, path := newVault(t, fullProject())
	before, _ := os.ReadFile(path)
	if err := v.ChangePassphrase(t.Context(), secret.New("not the old one"), secret.New("another passphrase")); !errors.Is(err, keystore.ErrPassphrase) {
		t.Errorf("with a wrong old one: %v, want ErrPassphrase", err)
	}
	if err := v.ChangePassphrase(t.Context(), secret.New(vaultWords), secret.New("short")); err == nil || !strings.Contains(err.Error(), "at least 8") {
		t.Errorf("with a short new one: %v", err)
	}
	if after, _ := os.ReadFile(path); string(before) != string(after) || v.Locked() {
		t.Errorf("the vault was changed, or locked: %v", v.Locked())
	}
}

func TestTwoNewPassphrasesAtATimeLoseNothing(t *testing.T) {
	t.Parallel()
	_, path := newVault(t, fullProject())
	passphrases := []string{"the first passphrase", "the second passphrase"}
	errs := make([]error, len(passphrases))
	var wg sync.WaitGroup
	for i, to := range passphrases {
		wg.Go(func() {
			errs[i] = keystore.NewVault(path, vaultFactor).ChangePassphrase(t.Context(), secret.New(vaultWords), secret.New(to))
		})
	}
	wg.Wait()
	opened := 0
	for i, passphrase := range passphrases {
		v := keystore.NewVault(path, vaultFactor)
		if v.Unlock(t.Context(), secret.New(passphrase)) != nil {
			if errs[i] == nil {
				t.Errorf("%q was accepted and does not open the vault", passphrase)
			}
			continue
		}
		opened++
		if got, err := v.Get(t.Context(), fullProject().Name); err != nil || !sameProject(got, fullProject()) {
			t.Errorf("Get = %+v, %v", got, err)
		}
	}
	if opened != 1 {
		t.Errorf("%d passphrases open the vault; changing them said %v", opened, errs)
	}
	for _, err := range errs {
		// Which of them it is depends on how far the other one had come.
		if err != nil && !errors.Is(err, keystore.ErrPassphrase) && !strings.Contains(err.Error(), "another atc has changed it just now") {
			t.Errorf("the one that came late: %v", err)
		}
	}
}

func TestOfTwoNewVaultsAtATimeTheFirstStays(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "vault")
	passphrases := []string{"the first passphrase", "the second passphrase"}
	errs := make([]error, len(passphrases))
	var wg sync.WaitGroup
	for i, passphrase := range passphrases {
		wg.Go(func() {
			v := keystore.NewVault(path, vaultFactor)
			if errs[i] = v.Create(t.Context(), secret.New(passphrase)); errs[i] == nil {
				errs[i] = v.Put(t.Context(), "", keystore.Demo())
			}
		})
	}
	wg.Wait()
	for i, passphrase := range passphrases {
		if errs[1-i] != nil {
			if _, err := reopened(t, path, passphrase).Get(t.Context(), "demo"); err != nil {
				t.Errorf("the vault that was made first: %v", err)
			}
		}
		if errs[i] != nil && !errors.Is(errs[i], fs.ErrExist) {
			t.Errorf("the one that came late: %v", errs[i])
		}
	}
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("two vaults were made in one place: %v", errs)
	}
}
