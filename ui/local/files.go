package local

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"atc/keystore"
)

// ReplaceFile writes after into a file that holds before, in one step. A link
// stays one, and the permissions stay as they are. A file that is protected
// from writing is not replaced, although its folder would allow that.
func ReplaceFile(name string, before, after []byte) error {
	path, err := filepath.EvalSymlinks(name)
	if err != nil {
		return err
	}
	now, err := readFile(path, int64(len(before))+1)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, before) {
		return errors.New("it has changed meanwhile: look at it, and try again")
	}
	perm, err := writable(path)
	if err != nil {
		return err
	}
	return keystore.WriteFile(path, after, perm)
}

// writable returns the permissions of a file, or an error where they do not
// let its owner, or us, write it.
func writable(path string) (fs.FileMode, error) {
	const byOwner = 0o200
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	var info fs.FileInfo
	if err == nil {
		info, err = f.Stat()
		_ = f.Close() // nothing was written
	}
	// Root may write everything, and would get round the protection unasked.
	if errors.Is(err, fs.ErrPermission) || err == nil && info.Mode()&byOwner == 0 {
		return 0, errors.New("it is protected from writing: make it writable and try again, or edit it by hand")
	}
	if err != nil {
		return 0, err
	}
	return info.Mode().Perm(), nil
}

// readFile reads a regular file, at most limit bytes of it.
func readFile(path string, limit int64) ([]byte, error) {
	f, err := keystore.OpenRegular(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	return io.ReadAll(io.LimitReader(f, limit))
}
