package keystore_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"filippo.io/age/armor"

	"atc/keystore"
	"atc/keystore/secret"
)

// FuzzVault unlocks hostile files. As a change to a file hardly ever hits its
// checksum, each part is fuzzed by itself, too, in a file that is otherwise
// whole: part says whether data is the file, its key or content (as age files
// without the armor), or what is encrypted.
func FuzzVault(f *testing.F) {
	_, path := newVaultOf(f, 1)
	data, err := os.ReadFile(path)
	must(f, err)
	whole := openByHand(f, path, vaultWords)
	bare := func(armored string) []byte {
		raw, err := io.ReadAll(armor.NewReader(strings.NewReader(armored)))
		must(f, err)
		return raw
	}
	f.Add(uint8(0), data)
	f.Add(uint8(0), []byte(`{"format":"atc-vault","version":2}`))
	f.Add(uint8(1), bare(whole.Key))
	f.Add(uint8(2), bare(whole.Content))
	f.Add(uint8(3), whole.plain)
	f.Add(uint8(3), []byte(`{"projects":[{"name":"","app_id":"x","primary":null},{}],"current":"nobody"}`))
	f.Fuzz(func(t *testing.T, part uint8, data []byte) {
		path := filepath.Join(t.TempDir(), "vault")
		file := whole
		switch part % 4 {
		case 0:
			must(t, os.WriteFile(path, data, 0o600))
		case 1:
			if takesLong(data) {
				return
			}
			file.Key = armorOf(t, data)
		case 2:
			file.Content = armorOf(t, data)
		case 3:
			file.Content = ageEncrypt(t, data, whole.identity.Recipient())
		}
		if part%4 != 0 {
			file.save(t, path)
		}
		v := keystore.NewVault(path, 1)
		if err := v.Unlock(t.Context(), secret.New(vaultWords)); err != nil {
			mustBeTyped(t, err)
			return
		}
		entries, err := v.List(t.Context())
		must(t, err)
		for _, e := range entries {
			_, err := v.Get(t.Context(), e.Name)
			must(t, err)
		}
		if err := v.Put(t.Context(), "", fullProject()); err != nil && !errors.Is(err, keystore.ErrExists) {
			t.Errorf("a vault that can be read cannot be written: %v", err)
		}
	})
}

// mustBeTyped fails for an error that a caller cannot tell from others.
func mustBeTyped(t *testing.T, err error) {
	t.Helper()
	var damaged *keystore.DamagedError
	var newer *keystore.UnavailableError
	if !errors.Is(err, keystore.ErrPassphrase) && !errors.As(err, &damaged) && !errors.As(err, &newer) {
		t.Errorf("Unlock = %v, which is of no kind", err)
	}
	if strings.Contains(err.Error(), vaultWords) || strings.Contains(err.Error(), "AGE-SECRET-KEY") {
		t.Errorf("the error tells a secret: %v", err)
	}
}

// takesLong reports whether an age file asks for a work factor that is allowed,
// and slow.
func takesLong(file []byte) bool {
	for _, m := range regexp.MustCompile(`-> scrypt \S+ (\d+)`).FindAllSubmatch(file, -1) {
		if factor, err := strconv.Atoi(string(m[1])); err == nil && factor > 8 && factor <= 20 {
			return true
		}
	}
	return false
}
