package keystore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

const (
	privateFile   = 0o600
	privateFolder = 0o700
	lockRetry     = 20 * time.Millisecond
)

// WriteFile puts data into a file so that whoever reads it, after a crash too,
// finds the old content or the new one, whole. A file that was there keeps its
// owner and group where the system allows it; where it does not allow the group,
// that gets no more than everybody. A new folder is readable by its owner alone.
// Where path is a symbolic link it stays one, and the file that it leads to is
// written; where it leads nowhere, an error says so.
func WriteFile(path string, data []byte, perm os.FileMode) error {
	path, err := linked(path)
	if err != nil {
		return err
	}
	if err := makeFolder(path); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), tempPrefix(path)+"*")
	if err != nil {
		return cannotWrite(path, err)
	}
	err = fill(f, data, keepOwner(f, path, perm))
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return cannotWrite(path, err)
	}
	syncFolder(filepath.Dir(path))
	return nil
}

// fill writes data through to the disk.
func fill(f *os.File, data []byte, perm os.FileMode) error {
	if err := f.Chmod(perm); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Sync()
}

// linked returns the file that path leads to where it is a symbolic link, and
// else path. A link that leads nowhere is an error: what it should lead to may
// be on a disk that is not there now, and must not be taken for nothing.
func linked(path string) (string, error) {
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&os.ModeSymlink == 0 {
		return path, nil //nolint:nilerr // who opens it says what is wrong
	}
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", fmt.Errorf("%s is a link that leads nowhere: bring back what it leads to, or remove the link", path)
	}
	return target, nil
}

func makeFolder(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, privateFolder); err != nil {
		return fmt.Errorf("make the folder %s: %w: make it by hand, or see what stands in its way", dir, err)
	}
	return nil
}

// cannotWrite is the error of writing path or beside it.
func cannotWrite(path string, err error) error {
	advice := "see that files can be made in its folder, and renamed"
	switch {
	case errors.Is(err, fs.ErrPermission):
		advice = "make its folder yours to write"
	case errors.Is(err, syscall.ENOSPC):
		advice = "free some space on its disk"
	}
	// The names of temporary files tell nobody anything.
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		err = e.Err
	} else if e := (*os.LinkError)(nil); errors.As(err, &e) {
		err = e.Err
	}
	return fmt.Errorf("write %s: %w: %s", path, err, advice)
}

// syncFolder makes a rename last through a power cut. Not every system can
// open a folder for it.
func syncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

var errTooLarge = errors.New("is too large")

var errNotRegular = errors.New("it is no regular file")

// OpenRegular opens a regular file to read it. For anything else it returns an
// error at once: who opens a named pipe waits until somebody writes to it, and
// no context can end that.
func OpenRegular(path string) (*os.File, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: path, Err: errNotRegular}
	}
	if err != nil {
		return nil, err
	}
	return os.Open(path)
}

// readFile reads a file of at most limit bytes. It returns errTooLarge for
// another, and an error that wraps [fs.ErrNotExist] where there is nothing.
func readFile(path string, limit int64) ([]byte, error) {
	if _, err := linked(path); err != nil {
		return nil, err
	}
	f, err := OpenRegular(path)
	if err != nil {
		return nil, cannotRead(path, err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	switch {
	case err != nil:
		return nil, cannotRead(path, err)
	case int64(len(data)) > limit:
		return nil, fmt.Errorf("%s %w: it has more than %d bytes", path, errTooLarge, limit)
	}
	return data, nil
}

// cannotRead is the error of reading path.
func cannotRead(path string, err error) error {
	advice := "see what stands in its way"
	switch {
	case errors.Is(err, fs.ErrPermission):
		advice = "make it and its folder yours to read"
	case errors.Is(err, errNotRegular):
		advice = "move away what stands there"
	}
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		err = e.Err
	}
	return fmt.Errorf("%s: %w: %s", path, err, advice)
}

// A heldError says that another process writes beside a file for too long.
type heldError struct {
	path string
	err  error // of the context that ended
}

func (e *heldError) Error() string {
	return "another atc is writing " + e.path + " and does not end: close it, and try again"
}

func (e *heldError) Unwrap() error { return e.err }

// lockFile waits until no other process is writing beside path, and keeps
// others out until release is called. It removes what a process that was
// killed has left behind.
func lockFile(ctx context.Context, path string) (release func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("write %s: %w", path, err)
	}
	// Beside the file itself, which several links may lead to.
	if path, err = linked(path); err != nil {
		return nil, err
	}
	if err := makeFolder(path); err != nil {
		return nil, err
	}
	lock := flock.New(path+".lock", flock.SetPermissions(privateFile))
	held, err := lock.TryLockContext(ctx, lockRetry)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, &heldError{path, ctx.Err()}
	case err != nil:
		return nil, cannotWrite(path+".lock", err)
	case !held:
		return nil, fmt.Errorf("lock %s: not granted", path)
	}
	clearUp(path)
	return func() { _ = lock.Unlock() }, nil
}

// tempPrefix is how the names of the files start that are written in place of
// path and then renamed. A hidden file keeps its name in front, so that what
// keeps .env* out of a repository keeps these out, too.
func tempPrefix(path string) string {
	return "." + strings.TrimPrefix(filepath.Base(path), ".") + ".tmp-"
}

// clearUp removes what writers of path have left behind. Nobody else may be
// writing.
func clearUp(path string) {
	dir := filepath.Dir(path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // what is left does no harm
	}
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), tempPrefix(path)) {
			_ = os.Remove(filepath.Join(dir, entry.Name()))
		}
	}
}
