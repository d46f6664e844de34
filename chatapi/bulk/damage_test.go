package bulk_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"atc/chatapi/bulk"
)

// TestAJournalMayEndAnywhere cuts a journal at each byte, as kill -9 may: a
// resumed run registers everybody whom the whole lines leave.
func TestAJournalMayEndAnywhere(t *testing.T) {
	t.Parallel()
	dir, list := t.TempDir(), read(t, names(130))
	path := interrupted(t, dir, list)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head := bytes.IndexByte(whole, '\n') + 1
	for at := 0; at <= len(whole); at += 31 {
		if err := os.WriteFile(path, whole[:at], 0o600); err != nil {
			t.Fatal(err)
		}
		lines := bytes.Count(whole[:at], []byte("\n"))
		synctest.Test(t, func(t *testing.T) {
			s := &service{}
			for _, u := range list.Users[:60] {
				s.add(u.Username) // the first batch went well
			}
			j := open(t, dir, list, bulk.Resume)
			l, sum, err := run(t, s, list, j)
			closed(t, j)
			wantEarlier := 0
			if lines >= 3 { // the head, the try, the outcomes
				wantEarlier = 60
			}
			if err != nil || sum.Left != 0 || sum.Failed != 0 || l.earlier != wantEarlier {
				t.Fatalf("cut at byte %d of %d (%d lines, head of %d): Go = %+v, %v with %d from before", at, len(whole), lines, head, sum, err, l.earlier)
			}
			if lines >= 2 && sum.Registered != 130 {
				t.Fatalf("cut at byte %d: %+v, want everybody registered by us", at, sum)
			}
		})
	}
}

func TestDamageInAJournalIsTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		damage func(lines []string) []string
		line   int // 0 for an error of another kind
		words  string
	}{
		{"a line that is no JSON", func(l []string) []string { l[1] = "\x00\x00\n"; return l }, 2, "no JSON"},
		{"half a line", func(l []string) []string { l[2] = l[2][:20] + "\n"; return l }, 3, "no JSON"},
		{"a line that says nothing", func(l []string) []string { l[1] = "{}\n"; return l }, 2, "says nothing"},
		{"an outcome that is none", func(l []string) []string {
			l[2] = strings.Replace(l[2], `"registered"`, `"perhaps"`, 1)
			return l
		}, 3, "says nothing"},
		{"a second head", func(l []string) []string { return append(l[:1], l...) }, 2, "says nothing"},
		{"no head", func(l []string) []string { return l[1:] }, 1, "first line"},
		{"another list", func(l []string) []string {
			l[0] = strings.Replace(l[0], `"list":"`, `"list":"0`, 1)
			return l
		}, 1, "another app or list"},
		{"another app", func(l []string) []string { l[0] = strings.Replace(l[0], testApp, "x", 1); return l }, 1, "another app or list"},
		{"a line without an end", func(l []string) []string { l[1] = strings.Repeat("x", 2<<20) + "\n"; return l }, 2, "too long"},
		{"a newer version", func(l []string) []string {
			l[0] = strings.Replace(l[0], `"version":1`, `"version":2`, 1)
			return l
		}, 0, "newer version"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir, list := t.TempDir(), read(t, names(200))
			path := interrupted(t, dir, list)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			damaged := strings.Join(c.damage(strings.SplitAfter(string(text), "\n")), "")
			if err := os.WriteFile(path, []byte(damaged), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, how := range []bulk.How{bulk.Fresh, bulk.Resume} {
				err := tryOpen(dir, list, how)
				var told *bulk.DamagedError
				if err == nil || !strings.Contains(err.Error(), c.words) || !strings.Contains(err.Error(), "start over") {
					t.Errorf("Open(%d) = %v, want an error with %q and what to do", how, err, c.words)
				}
				if c.line > 0 && (!errors.As(err, &told) || told.Line != c.line || told.Path != path) {
					t.Errorf("Open(%d) = %v, want damage on line %d of %s", how, err, c.line, path)
				}
			}
			if after, err := os.ReadFile(path); err != nil || string(after) != damaged {
				t.Error("the damaged journal was changed")
			}
			if err := tryOpen(dir, list, bulk.Restart); err != nil {
				t.Errorf("Open(Restart) = %v", err)
			}
		})
	}
}

// FuzzJournal resumes a run from any journal: it must end with everybody done,
// or be told that it cannot.
func FuzzJournal(f *testing.F) {
	const head = `{"version":1,"app_id":"` + testApp + `","list":"2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90","users":2,"since":"2026-09-14T12:00:00Z"}` + "\n"
	for _, seed := range []string{
		"", head, head + `{"try":["a","b"]}` + "\n",
		head + `{"try":["a","b"]}` + "\n" + `{"done":[{"username":"a","uuid":"1","result":"registered"},{"username":"b","result":"failed","error":{"kind":"timeout"}}]}` + "\n",
		head + `{"done":[{"username":"b","result":"failed","error":{"text":"no"}}]}` + "\n" + `{"end":{}}` + "\n" + `{"try":`,
	} {
		f.Add(seed)
	}
	list, err := bulk.Read(strings.NewReader("a\nb"))
	if err != nil {
		f.Fatal(err)
	}
	dir := f.TempDir()
	j, err := bulk.Journals{Dir: dir}.Open(list, testApp, bulk.Fresh)
	if err != nil {
		f.Fatal(err)
	}
	name := filepath.Base(j.Path())
	if err := j.Close(); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.Replace(text, "2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90", list.Hash, 1)
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := bulk.Journals{Dir: dir}.Open(list, testApp, bulk.Resume)
		if err != nil {
			return
		}
		l := newLedger(t)
		sum, err := bulk.New(&service{}, list, j).Go(t.Context(), l.report)
		l.check(list, sum)
		if err != nil || sum.Left != 0 {
			t.Fatalf("Go = %+v, %v", sum, err)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		if err := tryOpen(dir, list, bulk.Fresh); err != nil {
			t.Fatalf("Open after the end = %v", err)
		}
	})
}
