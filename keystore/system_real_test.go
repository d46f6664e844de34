//go:build linux

package keystore_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/keystore/keyringtest"
)

func newIndex(t testing.TB) string { return filepath.Join(t.TempDir(), "atc", "projects.json") }

// done fails the test if a job failed.
func done(t testing.TB, r result) result {
	t.Helper()
	if r.Error != "" {
		t.Fatalf("another process failed: %s (%s)", r.Error, r.Cause)
	}
	return r
}

func TestRealKeyringHandsProjectsFromProcessToProcess(t *testing.T) {
	t.Parallel()
	s, index := keyringtest.Start(t), newIndex(t)
	inNew := func(j job) result { t.Helper(); return atWork(t, s, index)(j) }
	p := fullProject()
	done(t, inNew(job{Do: "put", Project: plain(p)}))
	if got := done(t, inNew(job{Do: "get", Name: p.Name})); !sameProject(got.Project.project(), p) {
		t.Error("another process got another project")
	}
	done(t, inNew(job{Do: "rename", Name: p.Name, To: "renamed"}))
	changed := project("renamed", "c", "d")
	done(t, inNew(job{Do: "put", Name: "renamed", Project: plain(changed)}))
	if got := done(t, inNew(job{Do: "get", Name: "renamed"})); !sameProject(got.Project.project(), changed) {
		t.Error("another process got another project than the changed one")
	}
	if got := done(t, inNew(job{Do: "check"})); len(got.Names) > 0 {
		t.Errorf("the check finds %q", got.Names)
	}
	holdsNoSecret(t, p, filepath.Dir(index), s.Files())
	holdsNoSecret(t, changed, filepath.Dir(index), s.Files())

	must(t, os.Rename(index, index+".lost"))
	restored := done(t, inNew(job{Do: "restore"})).Names
	if len(restored) != 1 {
		t.Fatalf("restored %q, want one project", restored)
	}
	copied := changed
	copied.Name = restored[0]
	if got := done(t, inNew(job{Do: "get", Name: copied.Name})); !sameProject(got.Project.project(), copied) {
		t.Error("the restored project is another one")
	}
	done(t, inNew(job{Do: "delete", Name: copied.Name}))
	if got := done(t, inNew(job{Do: "check"})).Names; len(got) != 2 || !strings.Contains(got[0], "of another list of projects") {
		t.Errorf("the check finds %q, want the two items of the list that was lost", got)
	}
	must(t, os.Rename(index+".lost", index)) // it turns up again, and goes on
	if got := done(t, inNew(job{Do: "get", Name: "renamed"})); !sameProject(got.Project.project(), changed) {
		t.Error("the project of the list that was lost is another one")
	}
	done(t, inNew(job{Do: "delete", Name: "renamed"}))
	if got := inNew(job{Do: "fetch", Name: "register 1"}); !got.NoItem {
		t.Errorf("something of a deleted project stayed: %+v", got)
	}
}

// holdsNoSecret looks for the certificates of p in all files of the folders,
// those of the keyring itself among them.
func holdsNoSecret(t *testing.T, p keystore.Project, folders ...string) {
	t.Helper()
	files := 0
	for _, folder := range folders {
		must(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			files++
			if text := read(t, path); strings.Contains(text, p.Primary.Reveal()) || strings.Contains(text, p.Secondary.Reveal()) {
				t.Errorf("%s holds a certificate", path)
			}
			return nil
		}))
	}
	if files < 2 {
		t.Errorf("only %d files were looked at", files)
	}
}

func TestRealKeyringTakesAnyNameAndTenKilobytes(t *testing.T) {
	t.Parallel()
	ask := atWork(t, keyringtest.Start(t), newIndex(t))
	items := map[string]string{
		"ten kilobytes": strings.Repeat("0123456789", 1024), "with spaces": "a", "a/b\\c": "b", "🚀 émoji 日本": "c",
		"Register": "d", "register": "e", "quo\"te'": "f\n\x00\x1b",
	}
	for name, value := range items {
		done(t, ask(job{Do: "set", Name: name, Value: value}))
	}
	for name, value := range items {
		if got := done(t, ask(job{Do: "fetch", Name: name})); got.Value != value {
			t.Errorf("%q came back changed", name)
		}
		done(t, ask(job{Do: "erase", Name: name}))
		if got := ask(job{Do: "fetch", Name: name}); !got.NoItem {
			t.Errorf("%q is still there: %+v", name, got)
		}
	}
	if got := ask(job{Do: "erase", Name: "none"}); !got.NoItem {
		t.Errorf("erase what is not there: %+v, want ErrNoItem", got)
	}
}

func TestEightProcessesAddingToARealKeyringLoseNothing(t *testing.T) {
	t.Parallel()
	const processes, each = 8, 3
	s, index := keyringtest.Start(t), newIndex(t)
	answers := make(chan result, processes*each)
	for i := range processes {
		ask := atWork(t, s, index)
		go func() {
			for j := range each {
				answers <- ask(job{Do: "put", Project: plain(project(strconv.Itoa(i)+"/"+strconv.Itoa(j), string("abcdef01"[i]), string("23456789"[i])))})
			}
		}()
	}
	for range processes * each {
		if r := <-answers; r.Error != "" {
			t.Errorf("a process failed: %s", r.Error)
		}
	}
	ask := atWork(t, s, index)
	if got := done(t, ask(job{Do: "list"})); len(got.Names) != processes*each {
		t.Errorf("the index lists %q", got.Names)
	}
	for i := range processes {
		want := project(strconv.Itoa(i)+"/0", string("abcdef01"[i]), string("23456789"[i]))
		if got := done(t, ask(job{Do: "get", Name: want.Name})); !sameProject(got.Project.project(), want) {
			t.Errorf("process %d stored another project", i)
		}
	}
	if got := done(t, ask(job{Do: "check"})); len(got.Names) > 0 {
		t.Errorf("the check finds %q", got.Names)
	}
}

func TestKeyringThatCannotBeUsedSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options  []keyringtest.Option
		deadBus  bool
		words    []string
		hasCause bool
	}{
		"no D-Bus":                 {[]keyringtest.Option{keyringtest.NoBus}, false, []string{"no D-Bus session here", "log in"}, true},
		"a socket that is dead":    {[]keyringtest.Option{keyringtest.NoBus}, true, []string{"nobody answers", "DBUS_SESSION_BUS_ADDRESS"}, true},
		"D-Bus without a keyring":  {[]keyringtest.Option{keyringtest.NoService}, false, []string{"no keyring runs", "install and start one"}, true},
		"a keyring that is locked": {[]keyringtest.Option{keyringtest.Locked}, false, []string{"it is locked", "unlock it"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, index := keyringtest.Start(t, c.options...), newIndex(t)
			var vars []string
			if c.deadBus {
				vars = []string{"DBUS_SESSION_BUS_ADDRESS=unix:path=" + filepath.Join(s.Files(), "none")}
			}
			ask := atWork(t, s, index, vars...)
			for _, j := range []job{{Do: "put", Project: plain(project("a", "a", "b"))}, {Do: "check"}, {Do: "restore"}, {Do: "fetch", Name: "a"}} {
				r := ask(j)
				if !r.Unavailable || r.Took > 5*time.Second || (r.Cause == "") == c.hasCause ||
					slices.ContainsFunc(c.words, func(w string) bool { return !strings.Contains(r.Error, w) }) {
					t.Errorf("%s: %+v, want an error with %q at once", j.Do, r, c.words)
				}
			}
			// What is not secret needs no keyring.
			done(t, ask(job{Do: "put", Project: plain(project("bare", "", ""))}))
			done(t, ask(job{Do: "rename", Name: "bare", To: "still bare"}))
			if got := done(t, ask(job{Do: "list"})); !slices.Equal(got.Names, []string{"still bare"}) {
				t.Errorf("the index lists %q", got.Names)
			}
		})
	}
}

func TestRealKeyringThatHangsIsGivenUpInTime(t *testing.T) {
	t.Parallel()
	s, index := keyringtest.Start(t), newIndex(t)
	ask := atWork(t, s, index)
	old := project("acme", "a", "b")
	done(t, ask(job{Do: "put", Project: plain(old)}))
	s.Wedge()
	for _, j := range []job{
		{Do: "put", Name: "acme", Project: plain(project("acme", "c", "d"))},
		{Do: "get", Name: "acme"},
		{Do: "delete", Name: "acme"},
		{Do: "check"},
	} {
		j.Within = 300 * time.Millisecond
		r := ask(j)
		if !r.Unavailable || r.Took > 5*time.Second || !strings.Contains(r.Error, "did not answer in time") {
			t.Errorf("%s: %+v, want to give up in time", j.Do, r)
		}
	}
	// Nobody else has to wait: neither for the lock nor for the keyring.
	done(t, atWork(t, s, index)(job{Do: "rename", Name: "acme", To: "renamed", Within: 5 * time.Second}))
	s.Resume()
	old.Name = "renamed"
	if got := done(t, ask(job{Do: "get", Name: "renamed"})); !sameProject(got.Project.project(), old) {
		t.Error("a change that was given up was made all the same")
	}
	if got := done(t, ask(job{Do: "check"})); len(got.Names) > 0 {
		t.Errorf("the check finds %q", got.Names)
	}
}

func TestKeyringThatIsLockedLaterIsTold(t *testing.T) {
	t.Parallel()
	s, index := keyringtest.Start(t), newIndex(t)
	ask := atWork(t, s, index)
	done(t, ask(job{Do: "put", Project: plain(project("acme", "a", "b"))}))
	s.Lock()
	for _, j := range []job{{Do: "get", Name: "acme"}, {Do: "delete", Name: "acme"}, {Do: "put", Name: "acme", Project: plain(project("acme", "c", ""))}} {
		if r := ask(j); !r.Unavailable || !strings.Contains(r.Error, "it is locked") {
			t.Errorf("%s: %+v, want one of a locked keyring", j.Do, r)
		}
	}
	if got := done(t, ask(job{Do: "list"})); !slices.Equal(got.Names, []string{"acme"}) {
		t.Errorf("the index lists %q, want the project untouched", got.Names)
	}
}
