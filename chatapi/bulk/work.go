package bulk

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"

	"atc/chatapi"
)

// A batch is users that one request registers.
type batch struct {
	users    []chatapi.NewUser
	repeated bool // they were tried before
	round    int  // how often it was put back
	due      time.Time
	waits    *backoff.ExponentialBackOff
	// worked is how often a batch had gone well when this one first failed.
	worked int
}

// result is what came of a batch.
type result struct {
	*batch
	outcomes []chatapi.Outcome
	err      error
	noted    error // why the journal could not take it, so that it was not tried
	unsure   bool  // its users may have existed by an earlier try
}

// work is a run under way. All of it belongs to the goroutine of [Run.Go].
type work struct {
	*Run
	report  func(Event)
	workers int
	rounds  int
	since   time.Time

	ctx     context.Context // of the requests, which outlives that of the run for a moment
	cancel  context.CancelFunc
	results chan result

	tried, fresh []chatapi.NewUser // who was not begun with: the former may exist by an earlier run
	waiting      []*batch          // who was put back
	underWay     int
	unsure       int // of those under way, the ones whose users may exist by an earlier try
	worked       int // how many batches went well
	failures     int // how many failed for a passing reason since
	sum          Summary
	failure      error            // why the run is to stop, nil if it is not
	asked        bool             // the reason is that its context ended
	hurry        <-chan time.Time // when what is under way is given up
}

// mostUnsure is how many batches that an earlier run has tried are under way
// at once. Each of their users may have to be looked up: with all workers at
// it, a run that is killed again soon would have no outcome to show for it.
const mostUnsure = 4

// trouble is how many batches must fail in a row to say that the service is
// down: then one at a time tries whether it is back, and no further users are
// begun with.
const trouble = 3

func (r *Run) newWork(ctx context.Context, report func(Event)) *work {
	if report == nil {
		report = func(Event) {}
	}
	w := &work{Run: r, report: report, results: make(chan result)}
	w.workers, w.rounds = max(cmp.Or(r.Workers, defaultWorkers), 1), cmp.Or(r.Rounds, defaultRounds)
	w.sum.Left = len(r.list.Users)
	w.ctx, w.cancel = context.WithCancel(context.WithoutCancel(ctx))
	return w
}

func (r *Run) newWaits() *backoff.ExponentialBackOff {
	return &backoff.ExponentialBackOff{
		InitialInterval: cmp.Or(r.Wait, defaultWait), RandomizationFactor: backoff.DefaultRandomizationFactor,
		Multiplier: 2, MaxInterval: longestWait,
	}
}

// begin asks for the service's time, which users of this run are created
// after, and notes it, unless an earlier run has.
func (w *work) begin(ctx context.Context) error {
	since, begun := w.journal.since()
	if begun {
		w.since = since
		return nil
	}
	waits := w.newWaits()
	for round := 0; ; round++ {
		now, err := w.registrar.ServerTime(ctx)
		if err == nil {
			w.since = now
			return w.journal.begin(now)
		}
		if ctx.Err() != nil {
			return fmt.Errorf("registering stopped before the first user: %w", context.Cause(ctx))
		}
		if judge(err) != again || round >= w.rounds {
			return err
		}
		w.report(Event{Repeating: err})
		select {
		case <-ctx.Done():
		case <-time.After(max(waits.NextBackOff(), retryAfter(err))):
		}
	}
}

// loop starts batches and takes their results, until all is done or the run is
// to stop.
func (w *work) loop(ctx context.Context) {
	stop := ctx.Done()
	for {
		due := w.startWhatMay()
		if w.underWay == 0 && (w.failure != nil || !w.hasMore()) {
			return
		}
		var timer <-chan time.Time
		if !due.IsZero() {
			timer = time.After(time.Until(due))
		}
		select {
		case res := <-w.results:
			w.underWay--
			if res.unsure {
				w.unsure--
			}
			w.settle(res)
		case <-w.wake:
		case <-timer:
		case <-w.hurry:
			w.cancel()
		case <-stop:
			stop, w.asked = nil, w.failure == nil
			w.stop(context.Cause(ctx))
		}
	}
}

// stop makes the run end: no batch is started, and those under way are given
// up after a moment.
func (w *work) stop(err error) {
	if w.failure == nil {
		w.failure = err
		w.hurry = time.After(grace)
	}
}

// hasMore reports whether users wait for their batch.
func (w *work) hasMore() bool { return len(w.waiting)+len(w.tried)+len(w.fresh) > 0 }

// startWhatMay starts batches while there is room for them. It returns when
// the next one is due, if that is what it has to wait for.
func (w *work) startWhatMay() (due time.Time) {
	for w.failure == nil && !w.Paused() {
		room := w.workers
		if w.failures >= trouble {
			room = 1
		}
		if w.underWay >= room {
			return time.Time{}
		}
		var b *batch
		if b, due = w.next(time.Now()); b == nil {
			return due
		}
		w.start(b)
	}
	return time.Time{}
}

// next returns the batch to start now, or when that will be.
func (w *work) next(now time.Time) (*batch, time.Time) {
	first := -1
	for i, b := range w.waiting {
		if first < 0 || w.sooner(b, w.waiting[first]) {
			first = i
		}
	}
	down := w.failures >= trouble
	switch {
	case first >= 0 && !w.waiting[first].due.After(now):
		b := w.waiting[first]
		w.waiting = append(w.waiting[:first], w.waiting[first+1:]...)
		return b, time.Time{}
	case first >= 0 && (down || len(w.tried)+len(w.fresh) == 0):
		return nil, w.waiting[first].due
	case len(w.tried) > 0 && w.unsure < mostUnsure:
		return &batch{users: cut(&w.tried), repeated: true}, time.Time{}
	case len(w.fresh) > 0:
		return &batch{users: cut(&w.fresh)}, time.Time{}
	}
	return nil, time.Time{}
}

// sooner reports whether a goes before b: in trouble it is always the same
// batch that tries, whose pauses grow.
func (w *work) sooner(a, b *batch) bool {
	if w.failures >= trouble && a.round != b.round {
		return a.round > b.round
	}
	return a.due.Before(b.due)
}

// cut takes the users of one batch from the front.
func cut(users *[]chatapi.NewUser) []chatapi.NewUser {
	n := min(len(*users), chatapi.MaxBatch)
	first := (*users)[:n:n]
	*users = (*users)[n:]
	return first
}

// start tries a batch.
func (w *work) start(b *batch) {
	w.underWay++
	res := result{batch: b, unsure: b.repeated}
	if res.unsure {
		w.unsure++
	}
	go func() {
		if b.round == 0 { // else the journal has them
			res.noted = w.journal.try(b.users)
		}
		if res.noted == nil {
			res.outcomes, res.err = w.registrar.RegisterBatch(w.ctx, b.users, w.since, b.repeated)
		}
		w.results <- res
	}()
}
