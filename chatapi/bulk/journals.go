package bulk

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Journals is where the journals of runs are kept.
type Journals struct {
	// Dir is the folder of the journals and of nothing else, such as
	// ~/.local/state/atc/register. It is made when it is needed, for its owner alone.
	Dir string
}

const (
	privateFile   = 0o600
	privateFolder = 0o700
	// keptFor is how long the journal of a run that ended is kept: long enough
	// to come back to the users that failed.
	keptFor  = 30 * 24 * time.Hour
	fileEnd  = ".jsonl"
	lockEnd  = ".lock"
	lockTurn = 100 // tries to get a lock that others delete
)

// An InterruptedError says how far an interrupted run got. It is
// [ErrInterrupted] to [errors.Is].
type InterruptedError struct {
	Done, Count int       // how many users it was done with, and of how many
	At          time.Time // when it noted something last, by the clock of this machine
}

// Error implements error.
func (e *InterruptedError) Error() string {
	return fmt.Sprintf("%v with %d of %d users done: resume it, or start over", ErrInterrupted, e.Done, e.Count)
}

// Unwrap returns [ErrInterrupted].
func (e *InterruptedError) Unwrap() error { return ErrInterrupted }

// A DamagedError says that a journal cannot be read, and so that a run cannot
// be resumed.
type DamagedError struct {
	Path   string
	Line   int // counted from 1
	Reason string
}

// Error implements error.
func (e *DamagedError) Error() string {
	return fmt.Sprintf("the journal %s is damaged on line %d: %s: mend it, or start over, which tells of users who are registered already that they existed", e.Path, e.Line, e.Reason)
}

// Open opens the journal of a list that is to be registered with an app, and
// makes it if there is none. One file belongs to one app and one list, which it
// knows by its bytes. The appID is the App ID, and whatever tells one app from
// another besides: an emulator may run under the App ID of the real service.
//
// The error is an [*InterruptedError], [ErrRunning], a [*DamagedError], of the
// file system, or says that a newer version has written the journal. The two
// that make a journal unreadable do not keep [Restart] from starting over.
//
// Open also deletes journals of runs that ended more than 30 days ago.
func (js Journals) Open(list *List, appID string, how How) (*Journal, error) {
	if !journalName.MatchString(fileName(list.Hash, appID)) {
		return nil, errors.New("open the journal: the list has no hash to know it by: read it from a file")
	}
	if err := os.MkdirAll(js.Dir, privateFolder); err != nil {
		return nil, fmt.Errorf("make the folder of the journals: %w: make it by hand, or see what stands in its way", err)
	}
	js.prune()
	path := filepath.Join(js.Dir, fileName(list.Hash, appID))
	lock, err := takeLock(path + lockEnd)
	if err != nil {
		return nil, err
	}
	j := &Journal{path: path, lock: lock, head: entry{Version: version, AppID: appID, List: list.Hash, Users: len(list.Users)}}
	if err := j.open(list, how); err != nil {
		if j.file != nil {
			_ = j.file.Close()
		}
		_ = release(lock)
		return nil, err
	}
	return j, nil
}

// open opens the file, and reads what an earlier run has left there.
func (j *Journal) open(list *List, how How) error {
	info, err := os.Lstat(j.path)
	if err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("open the journal %s: it is no regular file: move it away", j.path)
	}
	j.file, err = os.OpenFile(j.path, os.O_RDWR|os.O_CREATE, privateFile)
	if err != nil {
		return fmt.Errorf("open the journal: %w: see that its folder is yours to write", err)
	}
	if err := j.file.Chmod(privateFile); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return fmt.Errorf("open the journal: %w: move it away, it belongs to somebody else", err)
	}
	if how != Restart {
		if j.past, err = j.load(list); err != nil {
			return err
		}
	}
	if how == Fresh && j.past.interrupted() {
		return &InterruptedError{Done: j.past.count(), Count: len(list.Users), At: info.ModTime()}
	}
	if how != Resume {
		j.past = nil
	}
	if j.past != nil {
		j.size = j.past.size
	}
	if err := j.file.Truncate(j.size); err != nil {
		return fmt.Errorf("open the journal %s: %w: see that its disk can be written", j.path, err)
	}
	syncFolder(filepath.Dir(j.path))
	return nil
}

// syncFolder makes a new file last through a power cut. Not every system can
// open a folder for it.
func syncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

var (
	// journalName is what the files of journals are called.
	journalName = regexp.MustCompile(`^[0-9a-f]{64}-[0-9a-z]{1,64}\.jsonl(\.lock)?$`)
	plainAppID  = regexp.MustCompile(`^[0-9a-z]{1,64}$`)
)

// fileName returns the name of a journal. What is no plain App ID stands there
// as a hash, as nothing else is sure to be fit for a file's name.
func fileName(hash, appID string) string {
	appID = strings.ToLower(appID)
	if !plainAppID.MatchString(appID) {
		sum := sha256.Sum256([]byte(appID))
		appID = "x" + hex.EncodeToString(sum[:16])
	}
	return hash + "-" + appID + fileEnd
}

// takeLock locks a file that is deleted when its lock is released. The error
// is [ErrRunning] if another process, or another journal of this one, has it.
func takeLock(path string) (*flock.Flock, error) {
	for range lockTurn {
		lock := flock.New(path, flock.SetPermissions(privateFile))
		locked, err := lock.TryLock()
		if err != nil {
			return nil, fmt.Errorf("lock the journal: %w: see that its folder is yours to write", err)
		}
		if !locked {
			return nil, fmt.Errorf("%w: wait for it, or stop it and resume", ErrRunning)
		}
		// Whoever had it may have deleted it after it was opened here.
		mine, err := lock.Stat()
		if there, gone := os.Stat(path); err == nil && gone == nil && os.SameFile(mine, there) {
			return lock, nil
		}
		_ = lock.Unlock()
	}
	return nil, fmt.Errorf("%w: wait for it, or stop it and resume", ErrRunning)
}

// release gives a lock back. Its file goes first, while nobody else can have
// locked it; Windows deletes no file that is open.
func release(lock *flock.Flock) error {
	_ = os.Remove(lock.Path())
	err := lock.Unlock()
	if runtime.GOOS == "windows" {
		_ = os.Remove(lock.Path())
	}
	return err
}

// prune deletes journals that ended long ago. What it cannot delete stays.
func (js Journals) prune() {
	files, _ := os.ReadDir(js.Dir)
	for _, f := range files {
		if info, err := f.Info(); err == nil && journalName.MatchString(f.Name()) && time.Since(info.ModTime()) > keptFor {
			pruneOne(filepath.Join(js.Dir, strings.TrimSuffix(f.Name(), lockEnd)))
		}
	}
}

func pruneOne(path string) {
	lock, err := takeLock(path + lockEnd)
	if err != nil {
		return
	}
	defer func() { _ = release(lock) }()
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || time.Since(info.ModTime()) <= keptFor {
		return
	}
	if ended(path) {
		_ = os.Remove(path)
	}
}
