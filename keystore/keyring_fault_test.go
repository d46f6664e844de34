package keystore_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"atc/keystore"
)

var errBroken = errors.New("broken")

// A change is one of the store that touches the keyring, with what the store
// holds before and after it.
type change struct {
	name          string
	before, after []keystore.Project
	do            func(context.Context, *keystore.Keyring) error
}

func changes() []change {
	old, swapped := project("acme", "a", "b"), project("acme 2", "b", "a")
	bare := keystore.Project{Name: "acme", AppID: old.AppID}
	put := func(replaces string, p keystore.Project) func(context.Context, *keystore.Keyring) error {
		return func(ctx context.Context, k *keystore.Keyring) error { return k.Put(ctx, replaces, p) }
	}
	return []change{
		{"add", nil, []keystore.Project{old}, put("", old)},
		{"replace both", []keystore.Project{old}, []keystore.Project{swapped}, put("acme", swapped)},
		{"update", []keystore.Project{old}, []keystore.Project{swapped}, func(ctx context.Context, k *keystore.Keyring) error {
			return k.Update(ctx, "acme", func(p *keystore.Project) error { *p = swapped; return nil })
		}},
		{"take both away", []keystore.Project{old}, []keystore.Project{bare}, put("acme", bare)},
		{"delete", []keystore.Project{old}, nil, func(ctx context.Context, k *keystore.Keyring) error { return k.Delete(ctx, "acme") }},
	}
}

// wantOneOf fails unless the store holds exactly the projects before or after
// a change, and reports whether it is those after. Each certificate of the
// keyring must be registered.
func wantOneOf(t *testing.T, ring *fakeRing, index string, c change) (after bool) {
	t.Helper()
	ring.faulty(nil)
	k := keystore.NewKeyring(ring, index)
	entries, err := k.List(t.Context())
	must(t, err)
	var got []keystore.Project
	for _, e := range entries {
		p, err := k.Get(t.Context(), e.Name)
		must(t, err)
		got = append(got, p)
	}
	before := slices.EqualFunc(got, c.before, sameProject)
	after = slices.EqualFunc(got, c.after, sameProject)
	if before == after {
		t.Errorf("the store holds neither what it held before nor what it should after: %+v", got)
	}
	certificates, registered, _ := ring.held()
	for _, name := range certificates {
		if !slices.Contains(registered, name) {
			t.Errorf("%s is in the keyring, but not registered", name)
		}
	}
	return after
}

// eachCall runs a change once for each of its calls of the keyring, until one
// run needs no call of that number.
func eachCall(t *testing.T, run func(t *testing.T, c change, nth int) (reached bool)) {
	for _, c := range changes() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			nth := 1
			for run(t, c, nth) {
				nth++
			}
			if nth < 5 {
				t.Errorf("only %d calls were tried", nth)
			}
		})
	}
}

func TestChangeWhoseKeyringFailsAtAnyCallIsMadeWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	for name, lasts := range map[string]bool{"fails once": false, "fails from then on": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachCall(t, func(t *testing.T, c change, nth int) bool {
				k, ring, index := newKeyring(t, c.before...)
				ring.faulty(func(n int, _ string) error {
					if n == nth || n > nth && lasts {
						return errBroken
					}
					return nil
				})
				err := c.do(t.Context(), k)
				reached := len(ring.asked()) >= nth
				if err != nil {
					wantUnavailable(t, err)
					if !errors.Is(err, errBroken) {
						t.Errorf("error = %v, want one that leads to what the keyring said", err)
					}
				}
				after := wantOneOf(t, ring, index, c)
				if err == nil && !after {
					t.Error("the change returned no error and was not made")
				}
				if err != nil && after && !strings.Contains(err.Error(), "atc project check --clean") {
					t.Errorf("the change was made, and the error does not say so: %v", err)
				}
				if certificates, _, _ := ring.held(); err != nil && !after && !lasts && len(certificates) > 2*len(c.before) {
					t.Errorf("call %d: the change was not made, and the keyring keeps %q", nth, certificates)
				}
				return reached
			})
		})
	}
}

// TestChangeGivenUpAtAnyCallIsMadeWholeOrNotAtAll lets the calls that hang end
// late, and the certificates that they have then stored must be gone.
func TestChangeGivenUpAtAnyCallIsMadeWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	eachCall(t, func(t *testing.T, c change, nth int) bool {
		k, ring, index := newKeyring(t, c.before...)
		ctx, giveUp := context.WithCancel(t.Context())
		defer giveUp()
		release := make(chan struct{})
		ring.faulty(func(n int, _ string) error {
			if n == nth {
				giveUp()
				<-release
			}
			return nil
		})
		err := c.do(ctx, k)
		reached := len(ring.asked()) >= nth
		if err != nil {
			wantUnavailable(t, err)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("error = %v, want one that leads to the end of the context", err)
			}
		}
		close(release)
		// Its turn comes after the late call and what that had to undo.
		_, _ = k.Get(t.Context(), "acme")
		must(t, k.Put(t.Context(), "", project("next", "e", "")))
		must(t, k.Delete(t.Context(), "next"))
		after := wantOneOf(t, ring, index, c)
		if certificates, _, _ := ring.held(); err != nil && !after && len(c.before) == 0 && len(certificates) > 0 {
			t.Errorf("call %d: %q stayed of a project that was given up", nth, certificates)
		}
		return reached
	})
}

// hang makes each call of the keyring hang until release is called; started
// has a value for each.
func hang(t *testing.T, ring *fakeRing) (started <-chan string, release func()) {
	calls, free := make(chan string, 100), make(chan struct{})
	ring.faulty(func(_ int, call string) error {
		calls <- call
		<-free
		return nil
	})
	var once bool
	release = func() {
		if !once {
			once = true
			close(free)
		}
	}
	t.Cleanup(release)
	return calls, release
}

func TestKeyringThatHangsIsGivenUpInTime(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t, project("acme", "a", "b"))
	hang(t, ring)
	for did, call := range everyKeyringCall(k) {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
		start := time.Now()
		err := call(ctx)
		cancel()
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: gave up after %v", did, took)
		}
		wantUnavailable(t, err)
		if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "in time") {
			t.Errorf("%s: error = %v, want one of a keyring that does not answer", did, err)
		}
	}
	if asked := ring.asked(); len(asked) != 1 {
		t.Errorf("a keyring that hangs was asked to %q: each such call leaves a goroutine behind", asked)
	}
}

// everyKeyringCall returns all that needs the keyring, in a project acme.
func everyKeyringCall(k *keystore.Keyring) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"get":     func(ctx context.Context) error { _, err := k.Get(ctx, "acme"); return err },
		"add":     func(ctx context.Context) error { return k.Put(ctx, "", project("new", "a", "")) },
		"replace": func(ctx context.Context) error { return k.Put(ctx, "acme", project("acme", "c", "")) },
		"update":  func(ctx context.Context) error { return k.Update(ctx, "acme", setNotes("x")) },
		"delete":  func(ctx context.Context) error { return k.Delete(ctx, "acme") },
		"check":   func(ctx context.Context) error { r := k.Check(ctx); return r.Err() },
		"restore": func(ctx context.Context) error { _, err := k.Restore(ctx); return err },
		"discard": func(ctx context.Context) error { _, err := k.Discard(ctx); return err },
	}
}

func TestPromptOfOneProcessKeepsNoOtherWaiting(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t, project("acme", "a", "b"))
	started, release := hang(t, ring)
	failed := make(chan error, 1)
	go func() { failed <- k.Put(t.Context(), "acme", project("acme", "c", "d")) }()
	<-started // the prompt is open
	other := keystore.NewKeyring(newFakeRing(), index)
	must(t, other.Use(t.Context(), "acme"))
	must(t, other.Put(t.Context(), "", keystore.Project{Name: "bare", AppID: project("", "", "").AppID}))
	release()
	must(t, <-failed)
	wantProject(t, k, project("acme", "c", "d"))
	wantNames(t, k, "acme*", "bare")
}

func TestWriterThatWaitsForAnotherGivesUpInTime(t *testing.T) {
	t.Parallel()
	k, ring, index := newKeyring(t, project("acme", "a", "b"))
	inside, release := make(chan struct{}), make(chan struct{})
	ring.faulty(func(_ int, call string) error {
		if strings.HasPrefix(call, "set ") { // with the index locked
			close(inside)
			<-release
		}
		return nil
	})
	ctx, giveUp := context.WithCancel(t.Context())
	failed := make(chan error, 1)
	go func() { failed <- k.Put(ctx, "acme", project("acme", "c", "d")) }()
	<-inside
	other := keystore.NewKeyring(newFakeRing(), index)
	short, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if err := other.Use(short, "acme"); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "another atc") {
		t.Errorf("error = %v, want one that names the other process", err)
	}
	giveUp()
	wantUnavailable(t, <-failed)
	must(t, other.Use(t.Context(), "acme")) // the lock is free, though the call still hangs
	close(release)
}

func TestKeyringIsAskedForOneThingAtATime(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t, project("acme", "a", "b"))
	const readers = 10
	failed := make(chan error, readers)
	for range readers {
		go func() {
			_, err := k.Get(t.Context(), "acme")
			failed <- err
		}()
	}
	for range readers {
		must(t, <-failed)
	}
	if ring.most != 1 {
		t.Errorf("%d calls were under way at the same time", ring.most)
	}
}

func TestPanicOfTheKeyringIsAnError(t *testing.T) {
	t.Parallel()
	find := func(name string) *fakeRing { return map[string]*fakeRing{}[name] }
	for name, crash := range map[string]func(){
		"nil":    func() { _ = find("none").deaf },
		"string": func() { panic(strings.Repeat("a", 32)) },
	} {
		k, ring, _ := newKeyring(t, project("acme", "a", "b"))
		for did, call := range everyKeyringCall(k) {
			ring.faulty(func(int, string) error { crash(); return nil })
			err := call(t.Context())
			wantUnavailable(t, err)
			if cause := errors.Unwrap(err); strings.Contains(err.Error(), "aaaa") || cause != nil && strings.Contains(cause.Error(), "aaaa") {
				t.Errorf("%s: %s: the error repeats what the panic held", name, did)
			}
		}
		ring.faulty(nil)
		wantProject(t, k, project("acme", "a", "b"))
	}
}

func TestPromptThatIsDismissedIsNoSuccess(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]func(context.Context, *keystore.Keyring) error{
		"put": func(ctx context.Context, k *keystore.Keyring) error {
			return k.Put(ctx, "acme", project("acme", "c", ""))
		},
		"check": func(ctx context.Context, k *keystore.Keyring) error { r := k.Check(ctx); return r.Err() },
	} {
		k, ring, _ := newKeyring(t, project("acme", "a", "b"))
		ring.deaf = true
		err := c(t.Context(), k)
		wantUnavailable(t, err)
		if !strings.Contains(err.Error(), "prompt") {
			t.Errorf("%s: error = %v, want one that speaks of the prompt", name, err)
		}
		ring.deaf = false
		wantProject(t, k, project("acme", "a", "b"))
	}
	k, ring, _ := newKeyring(t, project("acme", "a", "b"))
	ring.deaf = true
	if err := k.Delete(t.Context(), "acme"); err == nil || !strings.Contains(err.Error(), "still holds") {
		t.Errorf("error = %v, want one that says what stayed", err)
	}
}

func TestCertificateThatComesBackChangedIsNotStored(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t)
	ring.faulty(func(_ int, call string) error {
		if strings.HasPrefix(call, "get 970") && slices.Contains(ring.asked(), strings.Replace(call, "get", "set", 1)) {
			ring.overwrite(t, strings.Repeat("e", 32), strings.TrimPrefix(call, "get "))
			ring.faulty(nil)
		}
		return nil
	})
	wantUnavailable(t, k.Put(t.Context(), "", project("acme", "a", "")))
	wantNames(t, k)
	if certificates, _, _ := ring.held(); len(certificates) > 0 {
		t.Errorf("the keyring keeps %q", certificates)
	}
}

func TestTwoFoldersShareAKeyringWithoutHarm(t *testing.T) {
	t.Parallel()
	k, ring, _ := newKeyring(t, project("acme", "a", "b"))
	other := keystore.NewKeyring(ring, filepath.Join(t.TempDir(), "projects.json"))
	must(t, other.Put(t.Context(), "", project("acme", "c", "d")))
	must(t, k.Put(t.Context(), "acme", project("acme", "e", "f")))
	must(t, other.Delete(t.Context(), "acme"))
	wantProject(t, k, project("acme", "e", "f"))
}
