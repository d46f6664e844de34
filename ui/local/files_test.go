package local_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"atc/keystore/envfile"
	"atc/ui/local"
)

// TestTheConsoleReadsRegularFilesOnly has a named pipe in the folder, which
// nobody writes to.
func TestTheConsoleReadsRegularFilesOnly(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("mkfifo"); err != nil {
		t.Skip("there is no mkfifo here")
	}
	dir := t.TempDir()
	pipe, file := filepath.Join(dir, ".env"), filepath.Join(dir, ".env.local")
	if out, err := exec.Command("mkfifo", pipe).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if _, err := (local.Folder{}).Read(pipe); err == nil || !strings.HasSuffix(err.Error(), "it is no regular file") {
		t.Errorf("read a named pipe: %v", err)
	}
	if err := local.ReplaceFile(pipe, nil, []byte("x")); err == nil || !strings.HasSuffix(err.Error(), "it is no regular file") {
		t.Errorf("replace a named pipe: %v", err)
	}
	if _, err := (local.Folder{}).Read(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("read nothing: %v", err)
	}
	if err := os.WriteFile(file, bytes.Repeat([]byte("x"), 2<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	if data, err := (local.Folder{}).Read(file); err != nil || len(data) != envfile.MaxFile+1 {
		t.Errorf("read %d bytes of a file that is too large: %v", len(data), err)
	}
}

func TestOnlyAFileThatMayBeWrittenIsReplaced(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), ".env")
	for _, c := range []struct {
		perm       fs.FileMode
		holds      string
		after, err string
	}{
		{0o640, "old", "new", ""},
		{0o640, "older", "older", "it has changed meanwhile: look at it, and try again"},
		{0o640, "ol", "ol", "it has changed meanwhile: look at it, and try again"},
		{0o440, "old", "old", "it is protected from writing: make it writable and try again, or edit it by hand"},
	} {
		if err := os.WriteFile(file, []byte(c.holds), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, c.perm); err != nil {
			t.Fatal(err)
		}
		err := local.ReplaceFile(file, []byte("old"), []byte("new"))
		if data, _ := os.ReadFile(file); string(data) != c.after || (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
			t.Errorf("%v, %q became %q: %v, want %q", c.perm, c.holds, data, err, c.err)
		}
		if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode() != c.perm {
			t.Errorf("the permissions are %v, %v, want %v", info.Mode(), err, c.perm)
		}
	}
}
