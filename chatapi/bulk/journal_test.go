package bulk_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"atc/chatapi"
	"atc/chatapi/bulk"
)

const testApp = "970ca35de60c44645bbae8a215061b33"

// interrupted leaves the journal of a run that was stopped with the first 60
// of its users done and the next 60 tried, and returns the file.
func interrupted(t *testing.T, dir string, list *bulk.List) string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s := &service{before: func(ctx context.Context, c call) error {
		if c.n == 1 {
			return nil
		}
		cancel()
		<-ctx.Done()
		return &chatapi.Error{Kind: chatapi.KindCancelled, Err: ctx.Err()}
	}}
	j := open(t, dir, list, bulk.Fresh)
	path := j.Path()
	synctest.Test(t, func(t *testing.T) {
		r := bulk.New(s, list, j)
		r.Workers = 1
		if sum, err := r.Go(ctx, nil); sum.Registered != 60 || !errors.Is(err, context.Canceled) {
			t.Fatalf("Go = %+v, %v", sum, err)
		}
	})
	closed(t, j)
	return path
}

// tryOpen opens the journal of a list, and closes it at once.
func tryOpen(dir string, list *bulk.List, how bulk.How) error {
	j, err := bulk.Journals{Dir: dir}.Open(list, testApp, how)
	if err == nil {
		err = j.Close()
	}
	return err
}

func TestAnInterruptedRunIsNotForgottenUnasked(t *testing.T) {
	t.Parallel()
	dir, list := t.TempDir(), read(t, names(300))
	interrupted(t, dir, list)

	err := tryOpen(dir, list, bulk.Fresh)
	var far *bulk.InterruptedError
	if !errors.Is(err, bulk.ErrInterrupted) || !errors.As(err, &far) || far.Done != 60 || far.Count != 300 || far.At.IsZero() {
		t.Errorf("Open(Fresh) = %v, want ErrInterrupted with 60 of 300 done", err)
	}
	if err := tryOpen(dir, list, bulk.Resume); err != nil {
		t.Errorf("Open(Resume) = %v", err)
	}
	if err := tryOpen(dir, list, bulk.Fresh); !errors.Is(err, bulk.ErrInterrupted) {
		t.Errorf("Open(Fresh) after a resumed run that did nothing = %v, want ErrInterrupted", err)
	}
	if err := tryOpen(dir, list, bulk.Restart); err != nil {
		t.Errorf("Open(Restart) = %v", err)
	}
	if err := tryOpen(dir, list, bulk.Fresh); err != nil {
		t.Errorf("Open(Fresh) after a restart = %v", err)
	}
}

func TestAResumedRunRepeatsAndLosesNobody(t *testing.T) {
	t.Parallel()
	dir, list := t.TempDir(), read(t, names(300))
	interrupted(t, dir, list)
	synctest.Test(t, func(t *testing.T) {
		s := &service{}
		l, sum, err := run(t, s, list, open(t, dir, list, bulk.Resume))
		if err != nil || sum.Registered != 300 || l.earlier != 60 || l.outcomes["u00000"].UUID != "uuid-u00000" {
			t.Errorf("Go = %+v, %v with %d from before", sum, err, l.earlier)
		}
		if s.asked != 0 {
			t.Error("the resumed run has asked for the time, which the journal knows")
		}
		if s.tried()["u00000"] != 0 {
			t.Error("a user who is done with was tried again")
		}
		for _, c := range s.calls {
			if want := c.names[0] == "u00060"; c.repeated != want || c.since.IsZero() {
				t.Errorf("the request for %s has repeated %v, since %v; want %v and the time of the first run", c.names[0], c.repeated, c.since, want)
			}
		}
	})
}

func TestARunThatEndedIsToldAgainOrForgotten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir, list := t.TempDir(), read(t, names(100))
		s := &service{each: func(_ call, name string) error {
			if name == "u00001" {
				e := failing(chatapi.KindNicknameTooLong)
				e.Doing, e.Description, e.Code, e.RequestID = "registering u00001", "NICKNAME_TOO_LONG", "illegal_argument", "r-1"
				e.Because = failing(chatapi.KindTokenExpired)
				return e
			}
			return nil
		}}
		j := open(t, dir, list, bulk.Fresh)
		first, sum, err := run(t, s, list, j)
		if err != nil || sum.Failed != 1 {
			t.Fatalf("Go = %+v, %v", sum, err)
		}
		closed(t, j)

		j = open(t, dir, list, bulk.Resume)
		l, sum, err := run(t, s, list, j)
		closed(t, j)
		if err != nil || sum.Registered != 99 || sum.Failed != 1 || l.earlier != 100 || s.count() != 2 {
			t.Errorf("the resumed Go = %+v, %v after %d requests; want the old outcomes and no request", sum, err, s.count())
		}
		if was, is := first.outcomes["u00001"].Err.Error(), l.outcomes["u00001"].Err.Error(); is != was {
			t.Errorf("the error is told again as %q, it was %q", is, was)
		}

		j = open(t, dir, list, bulk.Fresh)
		l, sum, err = run(t, s, list, j)
		closed(t, j)
		if err != nil || sum.Existed != 99 || l.earlier != 0 {
			t.Errorf("a fresh Go = %+v, %v with %d from before; want them to have existed", sum, err, l.earlier)
		}
	})
}

func TestOnlyOneRunOfAListAtATime(t *testing.T) {
	t.Parallel()
	dir, list, other := t.TempDir(), read(t, "alice"), read(t, "bob")
	j := open(t, dir, list, bulk.Fresh)
	for _, how := range []bulk.How{bulk.Fresh, bulk.Resume, bulk.Restart} {
		if err := tryOpen(dir, list, how); !errors.Is(err, bulk.ErrRunning) {
			t.Errorf("Open(%d) while another has it = %v, want ErrRunning", how, err)
		}
	}
	if err := tryOpen(dir, other, bulk.Fresh); err != nil {
		t.Errorf("Open of another list = %v", err)
	}
	if app, err := (bulk.Journals{Dir: dir}).Open(list, "another app#at home", bulk.Fresh); err != nil {
		t.Errorf("Open for another app = %v", err)
	} else {
		closed(t, app)
	}
	closed(t, j)
	closed(t, j)
	if err := tryOpen(dir, list, bulk.Fresh); err != nil {
		t.Errorf("Open after Close = %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("journals in which nothing was noted leave %v", left)
	}
}

func TestManyOpenersGetOneJournal(t *testing.T) {
	t.Parallel()
	dir, list := t.TempDir(), read(t, "alice")
	var holders atomic.Int32
	ended := make(chan int)
	for range 8 {
		go func() {
			n := 0
			for range 400 {
				j, err := bulk.Journals{Dir: dir}.Open(list, testApp, bulk.Fresh)
				if errors.Is(err, bulk.ErrRunning) {
					runtime.Gosched()
					continue
				}
				if err != nil {
					t.Error(err)
					break
				}
				n++
				if holders.Add(1) > 1 {
					t.Error("two have the journal at once")
				}
				runtime.Gosched()
				holders.Add(-1)
				closed(t, j)
			}
			ended <- n
		}()
	}
	total := 0
	for range 8 {
		total += <-ended
	}
	if total == 0 {
		t.Error("nobody ever got the journal")
	}
}

func TestAJournalIsForItsOwnerAlone(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	dir, list := filepath.Join(t.TempDir(), "atc", "register"), read(t, names(60))
	path := finished(t, dir, list)
	for _, p := range []string{dir, path} {
		info, err := os.Stat(p)
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v, %v; want nothing for others", p, info.Mode(), err)
		}
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := tryOpen(dir, list, bulk.Resume); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("after it was opened, %s has mode %v, %v", path, info.Mode(), err)
	}
}

// finished registers a list whole, and returns its journal.
func finished(t *testing.T, dir string, list *bulk.List) string {
	t.Helper()
	j := open(t, dir, list, bulk.Fresh)
	defer closed(t, j)
	if _, err := bulk.New(&service{}, list, j).Go(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return j.Path()
}

func TestNoPasswordIsInAJournal(t *testing.T) {
	t.Parallel()
	dir, list := t.TempDir(), read(t, "username,nickname,password\nalice,Alice,hunter2\nbob,Bob,hunter3\n")
	text, err := os.ReadFile(finished(t, dir, list))
	if err != nil || bytes.Contains(text, []byte("hunter")) || !bytes.Contains(text, []byte("alice")) {
		t.Errorf("the journal is %s, %v; want names and no password", text, err)
	}
}

func TestOldJournalsGoWhenTheirRunEnded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	old, recent, open2, current := read(t, names(60)), read(t, names(61)), read(t, names(120)), read(t, "alice")
	gone, kept := finished(t, dir, old), []string{finished(t, dir, recent), interrupted(t, dir, open2), filepath.Join(dir, "notes.jsonl")}
	if err := os.WriteFile(kept[2], []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{gone, kept[1], kept[2]} {
		then := time.Now().Add(-31 * 24 * time.Hour)
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
	}
	if err := tryOpen(dir, current, bulk.Fresh); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(gone); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a journal that ended a month ago is still there: %v", err)
	}
	for _, path := range kept {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("a journal that may be needed is gone: %v", err)
		}
	}
}

func TestAListThatWasNotReadHasNoJournal(t *testing.T) {
	t.Parallel()
	list := &bulk.List{Users: []chatapi.NewUser{{Username: "alice"}}}
	if err := tryOpen(t.TempDir(), list, bulk.Fresh); err == nil || !strings.Contains(err.Error(), "no hash") {
		t.Errorf("Open of a list without a hash = %v, want an error", err)
	}
}

func TestWhatIsNoJournalIsLeftAlone(t *testing.T) {
	t.Parallel()
	dir, list := t.TempDir(), read(t, "alice")
	j := open(t, dir, list, bulk.Fresh)
	closed(t, j)
	if err := os.Mkdir(j.Path(), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := tryOpen(dir, list, bulk.Restart); err == nil || !strings.Contains(err.Error(), "no regular file") {
		t.Errorf("Open where a folder is = %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := tryOpen(filepath.Join(file, "below"), list, bulk.Fresh); err == nil || !strings.Contains(err.Error(), "make the folder") {
		t.Errorf("Open below a file = %v", err)
	}
}

func TestAJournalCanBeRemoved(t *testing.T) {
	t.Parallel()
	dir, list := t.TempDir(), read(t, names(120))
	interrupted(t, dir, list)
	if err := open(t, dir, list, bulk.Resume).Remove(); err != nil {
		t.Errorf("Remove = %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("Remove leaves %v", left)
	}
}

func TestWithoutAJournalARunWorks(t *testing.T) {
	t.Parallel()
	var j *bulk.Journal
	list := read(t, "alice")
	if sum, err := bulk.New(&service{}, list, j).Go(t.Context(), nil); err != nil || sum.Registered != 1 {
		t.Errorf("Go = %+v, %v", sum, err)
	}
	if err := errors.Join(j.Close(), j.Remove()); err != nil || j.Path() != "" {
		t.Errorf("a journal that keeps nothing has the path %q and %v", j.Path(), err)
	}
}
