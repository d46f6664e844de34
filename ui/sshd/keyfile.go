package sshd

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// largestKeyFile is how much of a file of authorized keys is read.
const largestKeyFile = 1 << 20

// A keyFile is the file of authorized keys, as it was when last read.
type keyFile struct {
	name string
	// told is called after a change was noticed: with how many keys there are
	// now, or with why those read before stay.
	told func(keys int, err error)

	mu    sync.Mutex
	keys  keyring
	state fileState
}

// A fileState tells one version of a file from another.
type fileState struct {
	exists  bool
	size    int64
	changed time.Time
	file    os.FileInfo
}

func (s fileState) same(t fileState) bool {
	return s.exists == t.exists && s.size == t.size && s.changed.Equal(t.changed) &&
		(s.file == nil) == (t.file == nil) && (s.file == nil || os.SameFile(s.file, t.file))
}

// openKeys reads the file of authorized keys for the first time.
func openKeys(name string) (*keyFile, error) {
	if name == "" {
		return nil, ErrNoAuthorizedKeys
	}
	f := &keyFile{name: name, state: stateOf(name)}
	keys, err := readKeys(name)
	if err != nil {
		return nil, err
	}
	f.keys = keys
	return f, nil
}

// readKeys reads the file anew. Its errors are [ErrNoAuthorizedKeys].
func readKeys(name string) (keyring, error) {
	text, err := readUpTo(name, largestKeyFile)
	if err != nil {
		return nil, &keysError{name, fmt.Errorf("%w: %s", reason(err), keysAdvice)}
	}
	keys, err := parseKeys(text)
	if err != nil {
		return nil, &keysError{name, err}
	}
	return keys, nil
}

// A keysError says why nobody can log in by a file, and what to do about it.
type keysError struct {
	name string
	err  error
}

func (e *keysError) Error() string {
	return fmt.Sprintf("reading the authorized keys in %q: %v", e.name, e.err)
}

func (e *keysError) Unwrap() []error { return []error{ErrNoAuthorizedKeys, e.err} }

// readUpTo reads a file that has at most limit bytes.
func readUpTo(name string, limit int64) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, errors.New("this is a folder")
	}
	text, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(text)) > limit {
		err = fmt.Errorf("it has more than %d bytes", limit)
	}
	return text, err
}

// reason returns what is wrong without the name of the file, which the caller
// says itself.
func reason(err error) error {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		return path.Err
	}
	return err
}

func stateOf(name string) fileState {
	info, err := os.Stat(name)
	if err != nil {
		return fileState{}
	}
	return fileState{exists: true, size: info.Size(), changed: info.ModTime(), file: info}
}

// refresh reads the file again if it has changed. What comes of a pipe is
// gone once read, so only files are looked at again.
func (f *keyFile) refresh() {
	f.mu.Lock()
	state := stateOf(f.name)
	if state.same(f.state) || f.state.file != nil && !f.state.file.Mode().IsRegular() {
		f.mu.Unlock()
		return
	}
	f.state = state
	keys, err := readKeys(f.name)
	// Whoever takes away the last key, or the file, wants nobody to log in.
	if errors.Is(err, errNoKey) || errors.Is(err, fs.ErrNotExist) {
		keys, err = nil, nil
	}
	if err == nil {
		f.keys = keys
	}
	count := len(f.keys)
	f.mu.Unlock()
	if f.told != nil {
		f.told(count, err)
	}
}

// label returns the comment beside a key that may log in, and whether it may.
func (f *keyFile) label(key gossh.PublicKey) (string, bool) {
	f.refresh()
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.keys.label(key)
}

// count returns how many keys may log in.
func (f *keyFile) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.keys)
}
