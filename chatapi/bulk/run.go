package bulk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// A Run registers the users of a list, once. Its fields are set before
// [Run.Go] is called.
type Run struct {
	// Workers is how many batches are under way at once; 0 is for 32, which use
	// up the rate of the service over a line with 300 ms to and fro.
	Workers int
	// Rounds is how often a batch that failed for a passing reason is tried
	// again, besides what the client does; 0 is for 4, and below 0 it never is.
	Rounds int
	// Wait is how long it waits for that the first time, on average; each
	// further time takes twice as long. 0 is for 2 seconds.
	Wait time.Duration

	registrar Registrar
	list      *List
	journal   *Journal

	mu      sync.Mutex
	started bool
	paused  bool
	wake    chan struct{} // has something after paused has changed
}

const (
	defaultWorkers = 32
	defaultRounds  = 4
	defaultWait    = 2 * time.Second
	// longestWait is how long a batch waits for its next round, at most.
	longestWait = time.Minute
	// grace is how long batches under way may take to end once the run is to
	// stop: most do, and need not be looked up when it is resumed.
	grace = time.Second
)

// New returns a run that registers the users of a list and keeps the journal,
// which may be nil. Closing the journal is up to the caller.
func New(r Registrar, list *List, j *Journal) *Run {
	return &Run{registrar: r, list: list, journal: j, wake: make(chan struct{}, 1)}
}

// Go registers the users, and returns when each of them is done with, or the
// run is to stop. It can be called once.
//
// It calls report for each step, on its own goroutine: what report takes, the
// run waits. Each user that is done with is in the outcomes of one event. A
// user that fails for a reason of their own, or for a passing one time and
// again, is done with, and no error of the run.
//
// The error is what stopped the run before its end: that of ctx, of the
// journal, or one of the service that every further request would meet. What
// was reported stands. Batches under way get a second to end. Users who are
// left, and those who failed for a passing reason, are tried when the journal is opened
// with [Resume].
func (r *Run) Go(ctx context.Context, report func(Event)) (Summary, error) {
	r.mu.Lock()
	started := r.started
	r.started = true
	r.mu.Unlock()
	if started {
		return Summary{Left: len(r.list.Users)}, errors.New("the run was started before: make a new one for the list")
	}
	w := r.newWork(ctx, report)
	defer w.cancel()
	earlier, tried, fresh := r.journal.plan(r.list)
	w.tried, w.fresh = tried, fresh
	w.tell(Event{Outcomes: earlier, Earlier: true})
	if w.hasMore() {
		if err := w.begin(ctx); err != nil {
			return w.sum, err
		}
		w.loop(ctx)
	}
	switch {
	case w.sum.Left == 0 && (w.failure == nil || w.asked):
		return w.sum, r.journal.end(w.sum)
	case w.asked:
		return w.sum, fmt.Errorf("registering stopped with %d of %d users left: %w", w.sum.Left, len(r.list.Users), w.failure)
	}
	return w.sum, w.failure
}

// Pause makes the run start no more batches until [Run.Resume]. Those under way
// go on. It can be called at any time, from any goroutine.
func (r *Run) Pause() { r.setPaused(true) }

// Resume ends a pause.
func (r *Run) Resume() { r.setPaused(false) }

// Paused reports whether the run starts no more batches.
func (r *Run) Paused() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.paused
}

func (r *Run) setPaused(paused bool) {
	r.mu.Lock()
	r.paused = paused
	r.mu.Unlock()
	select {
	case r.wake <- struct{}{}:
	default: // it will look anyway
	}
}
