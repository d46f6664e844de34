package keystore_test

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"atc/keystore"
)

func didOf(r keystore.Report) (did []string) {
	for _, s := range r.Steps {
		did = append(did, s.Did)
	}
	return did
}

func TestCheckOfAVaultTriesEverythingAndLeavesIt(t *testing.T) {
	t.Parallel()
	v, path := newVault(t, fullProject())
	before, err := os.ReadFile(path)
	must(t, err)
	report := v.Check(t.Context())
	want := []string{
		"read and decrypt the vault", "encrypt and decrypt a probe", "write, read and delete a probe file",
		"see that nobody else can read the vault",
	}
	if report.Err() != nil || !slices.Equal(didOf(report), want) || len(report.Faults) > 0 {
		t.Errorf("Check = %+v, want %q", report, want)
	}
	var took time.Duration
	for _, s := range report.Steps {
		took += s.Took
	}
	if took <= 0 {
		t.Errorf("all of it took %v", took)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the vault was changed")
	}
	mustHold(t, filepath.Dir(path), "vault.age.json", "vault.age.json.lock")
}

func TestCheckOfALockedVaultStopsAtTheFirstStep(t *testing.T) {
	t.Parallel()
	_, path := newVault(t)
	report := keystore.NewVault(path, vaultFactor).Check(t.Context())
	if len(report.Steps) != 1 || report.Steps[0].Err == nil {
		t.Errorf("Check = %+v", report)
	}
}

func TestCheckTellsAVaultThatOthersCanRead(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	v, path := newVault(t, fullProject())
	must(t, os.Chmod(path, 0o644))
	report := v.Check(t.Context())
	last := report.Steps[len(report.Steps)-1]
	if last.Err == nil || !strings.Contains(last.Err.Error(), "its mode is 0644: run chmod 600 "+path) {
		t.Errorf("Check = %+v", report)
	}
}

func TestCheckTellsAFolderThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	v, path := newVault(t, fullProject())
	must(t, os.Remove(path+".lock"))
	must(t, os.Mkdir(path+".lock", 0o700)) // stands in the way for root, too
	report := v.Check(t.Context())
	if last := report.Steps[len(report.Steps)-1]; last.Did != "write, read and delete a probe file" || last.Err == nil {
		t.Errorf("Check = %+v", report)
	}
}
