package local

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"atc/keystore"
	"atc/keystore/envfile"
)

// Folder is the current folder, as the console sees it.
type Folder struct{}

// Folder returns the name of the folder. See [CurrentFolder].
func (Folder) Folder() string { return CurrentFolder() }

// Getenv returns a variable of the environment.
func (Folder) Getenv(name string) string { return os.Getenv(name) }

// Read returns a file of credentials.
func (Folder) Read(name string) ([]byte, error) { return readFile(name, envfile.MaxFile+1) }

// Replace puts after in place of before. See [ReplaceFile].
func (Folder) Replace(name string, before, after []byte) error {
	return ReplaceFile(name, before, after)
}

// Open opens a regular file of any size to read it.
func (Folder) Open(name string) (io.ReadCloser, error) {
	f, err := keystore.OpenRegular(AtHome(name))
	if err != nil {
		return nil, err // and no reader that is a nil file
	}
	return f, nil
}

// Save writes a new file, readable by its owner alone.
func (Folder) Save(name string, data []byte) error { return createFile(AtHome(name), data) }

// AtHome puts the home folder in place of the ~ that a shell would replace.
func AtHome(name string) string {
	rest, ok := strings.CutPrefix(name, "~"+string(filepath.Separator))
	home, err := os.UserHomeDir()
	if !ok || err != nil {
		return name
	}
	return filepath.Join(home, rest)
}

// createFile writes a new file, readable by its owner alone. It leaves one that
// is there as it is, and nothing behind where it fails.
func createFile(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		_ = os.Remove(path) // the error says more
	}
	return err
}
