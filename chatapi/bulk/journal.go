package bulk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"atc/chatapi"
)

// A Journal is what is known of the run of one list, in a file: which users
// were tried, and what became of them. Names, UUIDs and errors stand there,
// passwords never. Nobody else can open the same one until it is closed.
//
// A nil Journal is valid and keeps nothing: a run with it cannot be resumed.
type Journal struct {
	path string
	lock *flock.Flock
	head entry // what it starts with, but for the time
	past *past // what an earlier run has left, nil if nothing

	mu     sync.Mutex
	file   *os.File
	size   int64 // of the file, in bytes
	broken error // why no more can be written

	syncing sync.Mutex
	synced  int64 // how much of the file is on the disk for sure
}

// Path returns the file, "" if there is none.
func (j *Journal) Path() string {
	if j == nil {
		return ""
	}
	return j.path
}

// Close ends the use of the journal, which can be resumed then. It deletes the
// file if nothing was ever tried. Closing it twice does nothing.
func (j *Journal) Close() error {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	empty := j.size == 0
	j.mu.Unlock()
	return j.close(empty)
}

// Remove deletes the journal and ends its use, so that the list starts from
// the beginning the next time.
func (j *Journal) Remove() error {
	if j == nil {
		return nil
	}
	return j.close(true)
}

// close ends the use of the journal, and deletes it while nobody else can have
// opened it.
func (j *Journal) close(remove bool) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.lock == nil {
		return nil
	}
	var failed error
	if j.file != nil {
		if !remove && j.broken == nil {
			failed = j.file.Sync()
		}
		if err := j.file.Close(); failed == nil {
			failed = err
		}
	}
	if remove {
		if err := os.Remove(j.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = err
		}
	}
	if err := release(j.lock); failed == nil {
		failed = err
	}
	j.lock, j.broken = nil, os.ErrClosed
	if failed != nil {
		return fmt.Errorf("close the journal %s: %w: what it holds may be lost in a power cut", j.path, failed)
	}
	return nil
}

// since returns the time that the users of the run are created after, if an
// earlier run has noted it.
func (j *Journal) since() (since time.Time, begun bool) {
	if j == nil || j.past == nil {
		return time.Time{}, false
	}
	return j.past.since, true
}

// begin notes the time that the users of the run are created after.
func (j *Journal) begin(since time.Time) error {
	if j == nil {
		return nil
	}
	head := j.head
	head.Since = since
	_, err := j.write(head)
	return err
}

// try notes that users are about to be tried, and returns when a power cut
// cannot undo it: the next run must not take them for untouched.
func (j *Journal) try(users []chatapi.NewUser) error {
	if j == nil {
		return nil
	}
	names := make([]string, len(users))
	for i, u := range users {
		names[i] = u.Username
	}
	end, err := j.write(entry{Try: names})
	if err != nil {
		return err
	}
	return j.sync(end)
}

// done notes what became of users. A power cut may undo it: then they were
// tried, and are looked up.
func (j *Journal) done(outcomes []chatapi.Outcome) error {
	if j == nil || len(outcomes) == 0 {
		return nil
	}
	_, err := j.write(entry{Done: toLines(outcomes)})
	return err
}

// end notes that nothing is left to do.
func (j *Journal) end(s Summary) error {
	if j == nil {
		return nil
	}
	end, err := j.write(entry{End: &s})
	if err != nil {
		return err
	}
	return j.sync(end)
}

// write appends one line with one call, and returns where it ends. What a call
// that failed has written is taken back, as nothing may stand behind a torn line.
func (j *Journal) write(e entry) (int64, error) {
	line, err := e.line()
	if err != nil {
		return 0, fmt.Errorf("write the journal %s: %w", j.path, err)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.broken != nil {
		return 0, fmt.Errorf("write the journal %s: %w: resume the run when that is mended", j.path, j.broken)
	}
	if _, err := j.file.WriteAt(line, j.size); err != nil {
		_ = j.file.Truncate(j.size) // or it is a torn last line, which a journal may have
		j.broken = err
		return 0, fmt.Errorf("write the journal %s: %w: make room for it, and resume the run", j.path, err)
	}
	j.size += int64(len(line))
	return j.size, nil
}

// sync waits until the file is on the disk up to an offset. Who waits for
// another one's sync finds that it has done the work for both.
func (j *Journal) sync(upTo int64) error {
	j.syncing.Lock()
	defer j.syncing.Unlock()
	if j.synced >= upTo {
		return nil
	}
	j.mu.Lock()
	size, file := j.size, j.file
	j.mu.Unlock()
	if err := file.Sync(); err != nil {
		j.mu.Lock()
		j.broken = err
		j.mu.Unlock()
		return fmt.Errorf("write the journal %s to the disk: %w: resume the run when that is mended", j.path, err)
	}
	j.synced = size
	return nil
}
