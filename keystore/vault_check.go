package keystore

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"atc/keystore/secret"
)

// Check implements [Store]. It reads and decrypts the vault, encrypts and
// decrypts a probe with its key, writes, reads and deletes a probe file beside
// it, and fails where other users of the machine can read the vault. The vault
// itself is left as it is, and nothing in it can lack a counterpart.
func (v *Vault) Check(ctx context.Context) Report {
	var identity secret.Value
	var report Report
	for _, step := range []struct {
		did string
		do  func() error
	}{
		{"read and decrypt the vault", func() (err error) {
			_, _, identity, err = v.load(ctx)
			return err
		}},
		{"encrypt and decrypt a probe", func() error { return probeKey(identity) }},
		{"write, read and delete a probe file", func() error { return v.probeFolder(ctx) }},
		{"see that nobody else can read the vault", v.checkMode},
	} {
		report.Steps = append(report.Steps, timed(step.did, step.do))
		if report.Err() != nil {
			break
		}
	}
	return report
}

// probeKey encrypts a list of one project and decrypts it again.
func probeKey(identity secret.Value) error {
	content, err := seal(projectList{Projects: []Project{Demo()}}, identity)
	if err != nil {
		return err
	}
	probe := envelope{Content: content}
	all, err := probe.open("the probe", identity)
	if err != nil {
		return err
	}
	if len(all.Projects) != 1 || all.Projects[0].AppID != Demo().AppID || !all.Projects[0].Primary.Equal(Demo().Primary) {
		return fmt.Errorf("the probe was encrypted, and something else decrypted")
	}
	return nil
}

// probeFolder writes a file beside the vault in the way that the vault is
// written. Its name is one that the next writer clears up.
func (v *Vault) probeFolder(ctx context.Context) error {
	release, err := lockFile(ctx, v.path)
	if err != nil {
		return err
	}
	defer release()
	want := []byte("a probe of atc, which may be deleted\n")
	path, err := linked(v.path)
	if err != nil {
		return err
	}
	probe := filepath.Join(filepath.Dir(path), tempPrefix(path)+"probe")
	if err := WriteFile(probe, want, privateFile); err != nil {
		return err
	}
	got, err := readFile(probe, int64(len(want)))
	if removed := os.Remove(probe); err == nil {
		err = removed
	}
	if err != nil {
		return fmt.Errorf("read back and delete a probe: %w", err)
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("%s was written, and something else read: check the disk", probe)
	}
	return nil
}

// checkMode fails if the permissions of the file let others read or write it.
func (v *Vault) checkMode() error {
	info, err := os.Stat(v.path)
	if err != nil {
		return fmt.Errorf("look at the vault: %w", err)
	}
	// Windows has no such permissions; os makes some up.
	if loose := info.Mode().Perm() &^ privateFile; loose != 0 && runtime.GOOS != "windows" {
		return fmt.Errorf("other users can get at the vault: its mode is %04o: run chmod 600 %s", info.Mode().Perm(), v.path)
	}
	return nil
}
