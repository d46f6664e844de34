package keystore_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"atc/keystore"
)

// mustHold fails if a folder has other files than these.
func mustHold(t *testing.T, folder string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	must(t, err)
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	slices.Sort(names)
	if !slices.Equal(got, names) {
		t.Errorf("the folder holds %q, want %q", got, names)
	}
}

func TestWrittenFileIsWholeAndAlone(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "new", "folder")
	path := filepath.Join(folder, ".env")
	for _, content := range []string{"AGORA_APP_ID=1\n", "", strings.Repeat("x", 1<<20)} {
		must(t, keystore.WriteFile(path, []byte(content), 0o640))
		if got, err := os.ReadFile(path); err != nil || string(got) != content {
			t.Errorf("%d bytes, %v, want the %d that were written", len(got), err, len(content))
		}
	}
	mustHold(t, folder, ".env")
	if runtime.GOOS == "windows" {
		return // it has no such permissions
	}
	for name, want := range map[string]fs.FileMode{path: 0o640, folder: 0o700 | fs.ModeDir, filepath.Dir(folder): 0o700 | fs.ModeDir} {
		if info, err := os.Stat(name); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v, want %v", name, info.Mode(), err, want)
		}
	}
}

// A half-written .env holds what .env does, and must stay out of a repository
// by the same line of a .gitignore.
func TestTemporaryFileOfAHiddenFileIsNamedAfterIt(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, ".env")
	seen := make(chan string)
	go func() {
		defer close(seen)
		for {
			entries, err := os.ReadDir(folder)
			if err != nil {
				t.Error(err)
				return
			}
			for _, e := range entries {
				if e.Name() != ".env" {
					seen <- e.Name()
					return
				}
			}
		}
	}()
	for content := bytes.Repeat([]byte("x"), 1<<20); ; {
		must(t, keystore.WriteFile(path, content, 0o600))
		select {
		case name := <-seen:
			if !strings.HasPrefix(name, ".env.tmp-") {
				t.Errorf("the temporary file is called %q", name)
			}
			return
		default:
		}
	}
}

func TestReaderOfAFileBeingWrittenSeesOldOrNewContent(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "settings.json")
	contents := [][]byte{bytes.Repeat([]byte("a"), 100_000), bytes.Repeat([]byte("b"), 50_000)}
	must(t, keystore.WriteFile(path, contents[0], 0o600))
	var writer sync.WaitGroup
	written := make(chan struct{})
	writer.Go(func() {
		defer close(written)
		for i := range 50 {
			if err := keystore.WriteFile(path, contents[i%2], 0o600); err != nil {
				t.Error(err)
			}
		}
	})
	for reading := true; reading; {
		select {
		case <-written:
			reading = false
		default:
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, contents[0]) && !bytes.Equal(got, contents[1]) {
			t.Errorf("a reader sees %d bytes that were never written, %v", len(got), err)
			break
		}
	}
	writer.Wait()
}

func TestFileThatCannotBeWrittenSaysWhatToDo(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := filepath.Join(folder, "a file")
	must(t, os.WriteFile(file, []byte("old"), 0o600))
	must(t, os.MkdirAll(filepath.Join(folder, "taken", "by a folder"), 0o700))
	tests := map[string]struct{ path, want string }{
		"a file where the folder must be": {filepath.Join(file, "settings.json"), "make the folder " + file + ": "},
		"a folder where the file must be": {filepath.Join(folder, "taken"), "see that files can be made in its folder, and renamed"},
	}
	for name, tt := range tests {
		err := keystore.WriteFile(tt.path, []byte("new"), 0o600)
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), ".tmp-") {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
	mustHold(t, folder, "a file", "taken") // no temporary file
}

func TestFolderWithoutThePermissionSaysWhatToDo(t *testing.T) {
	t.Parallel()
	if os.Geteuid() <= 0 {
		t.Skip("root may write everywhere, and Windows has no such permissions")
	}
	folder := t.TempDir()
	must(t, os.Chmod(folder, 0o500))
	path := filepath.Join(folder, "settings.json")
	err := keystore.WriteFile(path, []byte("{}"), 0o600)
	if want := "write " + path + ": permission denied: make its folder yours to write"; err == nil || err.Error() != want || !errors.Is(err, fs.ErrPermission) {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestLinkedFileIsWrittenWhereItIs(t *testing.T) {
	t.Parallel()
	v, path := newVault(t)
	elsewhere := filepath.Join(t.TempDir(), "dotfiles.json")
	must(t, os.Rename(path, elsewhere))
	if err := os.Symlink(elsewhere, path); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	left := filepath.Join(filepath.Dir(elsewhere), ".dotfiles.json.tmp-123")
	must(t, os.WriteFile(left, nil, 0o600))
	must(t, v.Put(t.Context(), "", fullProject()))
	if target, err := os.Readlink(path); err != nil || target != elsewhere {
		t.Errorf("the link leads to %q, %v", target, err)
	}
	if _, err := reopened(t, elsewhere, vaultWords).Get(t.Context(), fullProject().Name); err != nil {
		t.Errorf("the file that it leads to: %v", err)
	}
	mustHold(t, filepath.Dir(elsewhere), "dotfiles.json", "dotfiles.json.lock")
}

func TestNextWriterClearsUpBesideAHiddenFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	v := keystore.NewVault(filepath.Join(folder, ".vault"), vaultFactor)
	for _, name := range []string{".vault.tmp-123", ".vault.tmp", ".vault2.tmp-1"} {
		must(t, os.WriteFile(filepath.Join(folder, name), []byte("half"), 0o600))
	}
	must(t, create(t, v))
	mustHold(t, folder, ".vault", ".vault.lock", ".vault.tmp", ".vault2.tmp-1")
}

func TestNextWriterClearsUpAfterOneThatWasKilled(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "a [folder]*?")
	if runtime.GOOS == "windows" {
		folder = filepath.Join(t.TempDir(), "a [folder]")
	}
	must(t, os.Mkdir(folder, 0o700))
	v := keystore.NewVault(filepath.Join(folder, "vault.age.json"), vaultFactor)
	for _, name := range []string{
		".vault.age.json.tmp-123", ".vault.age.json.tmp-probe", ".vault.age.json.tmp-probe.tmp-456", // left by writers and a check
		".projects.json.tmp-123", "vault.age.json.tmp-mine", "old-vault.age.json.tmp-1", ".vault.age.json.bak", // of others
	} {
		must(t, os.WriteFile(filepath.Join(folder, name), []byte("half"), 0o600))
	}
	must(t, create(t, v))
	mustHold(t, folder, "vault.age.json", "vault.age.json.lock",
		".projects.json.tmp-123", "vault.age.json.tmp-mine", "old-vault.age.json.tmp-1", ".vault.age.json.bak")
}
