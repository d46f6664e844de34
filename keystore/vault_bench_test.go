package keystore_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"atc/keystore"
	"atc/keystore/secret"
)

// BenchmarkVaultUnlock measures what a passphrase costs a process, once.
func BenchmarkVaultUnlock(b *testing.B) {
	for _, factor := range []int{vaultFactor, 18} {
		b.Run(fmt.Sprintf("factor=%d", factor), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "vault")
			if err := keystore.NewVault(path, factor).Create(b.Context(), secret.New(vaultWords)); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				reopened(b, path, vaultWords)
			}
		})
	}
}

// tenProjects is an unlocked vault as most people have it.
func tenProjects(b *testing.B) *keystore.Vault {
	b.Helper()
	v, _ := newVault(b)
	for i := range 10 {
		p := fullProject()
		p.Name = fmt.Sprintf("project %d", i)
		must(b, v.Put(b.Context(), "", p))
	}
	return v
}

// BenchmarkVaultGet measures reading a project of an unlocked vault.
func BenchmarkVaultGet(b *testing.B) {
	v := tenProjects(b)
	for b.Loop() {
		_, err := v.Get(b.Context(), "project 7")
		must(b, err)
	}
}

// BenchmarkVaultPut measures writing a project to an unlocked vault, through to
// the disk.
func BenchmarkVaultPut(b *testing.B) {
	v := tenProjects(b)
	p := fullProject()
	p.Name = "project 7"
	for b.Loop() {
		must(b, v.Put(b.Context(), p.Name, p))
	}
}
