package bulk_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"atc/chatapi"
	"atc/chatapi/bulk"
)

// answersAfter waits as long as a request does, unless it is given up.
func answersAfter(d time.Duration) func(context.Context, call) error {
	return func(ctx context.Context, _ call) error {
		select {
		case <-ctx.Done():
			return &chatapi.Error{Kind: chatapi.KindCancelled, Err: ctx.Err()}
		case <-time.After(d):
			return nil
		}
	}
}

func TestAStoppedRunEndsWithinAMomentAndCanBeResumed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		takes      time.Duration // a request
		stop       time.Duration // after the start
		registered int
		within     time.Duration
	}{
		{"batches under way end", 300 * time.Millisecond, 400 * time.Millisecond, 240, 200 * time.Millisecond},
		{"batches that hang are given up", time.Hour, 400 * time.Millisecond, 0, time.Second},
		{"before anything", time.Second, 0, 0, time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				dir, list := t.TempDir(), read(t, names(600))
				s := &service{before: answersAfter(c.takes)}
				ctx, cancel := context.WithCancel(t.Context())
				if c.stop == 0 {
					cancel()
				}
				time.AfterFunc(c.stop, cancel)
				start := time.Now()
				j := open(t, dir, list, bulk.Fresh)
				r, l := bulk.New(s, list, j), newLedger(t)
				r.Workers = 2
				sum, err := r.Go(ctx, l.report)
				l.check(list, sum)
				if !errors.Is(err, context.Canceled) || sum.Registered != c.registered || sum.Left != 600-c.registered {
					t.Errorf("Go = %+v, %v; want %d registered and that it was cancelled", sum, err, c.registered)
				}
				if late := time.Since(start) - c.stop; late > c.within {
					t.Errorf("it went on for %v, want %v at most", late, c.within)
				}
				closed(t, j)

				s.before = nil
				j = open(t, dir, list, bulk.Resume)
				l, sum, err = run(t, s, list, j)
				if err != nil || sum.Registered != 600 || l.earlier != c.registered {
					t.Errorf("the resumed Go = %+v, %v with %d from before; want 600 registered, %d before", sum, err, l.earlier, c.registered)
				}
				for name, n := range s.times {
					if n != 1 {
						t.Errorf("%s was created %d times", name, n)
					}
				}
			})
		})
	}
}

func TestARunThatIsDoneWhenItIsStoppedHasEnded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir, list := t.TempDir(), read(t, names(600))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(200*time.Millisecond, cancel)
		j := open(t, dir, list, bulk.Fresh)
		l := newLedger(t)
		sum, err := bulk.New(&service{before: answersAfter(300 * time.Millisecond)}, list, j).Go(ctx, l.report)
		l.check(list, sum)
		closed(t, j)
		if err != nil || sum.Registered != 600 {
			t.Errorf("Go = %+v, %v; want all registered and no error", sum, err)
		}
		closed(t, open(t, dir, list, bulk.Fresh))
	})
}

func TestAnErrorThatEveryRequestWouldMeetStopsTheRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir, list := t.TempDir(), read(t, names(6000))
		s := &service{before: func(_ context.Context, c call) error {
			time.Sleep(time.Duration(c.n%5) * 50 * time.Millisecond)
			if c.n > 40 {
				return failing(chatapi.KindQuotaReached)
			}
			return nil
		}}
		j := open(t, dir, list, bulk.Fresh)
		_, sum, err := run(t, s, list, j)
		if !chatapi.IsKind(err, chatapi.KindQuotaReached) || sum.Registered != 2400 || sum.Failed != 0 {
			t.Errorf("Go = %+v, %v; want 2400 registered, none failed, and the error", sum, err)
		}
		if s.count() > 40+16 {
			t.Errorf("it made %d requests, want those under way at most", s.count())
		}
		closed(t, j)

		s.before = nil
		l, sum, err := run(t, s, list, open(t, dir, list, bulk.Resume))
		if err != nil || sum.Registered != 6000 || l.earlier != 2400 {
			t.Errorf("the resumed Go = %+v, %v with %d from before", sum, err, l.earlier)
		}
	})
}

func TestAServiceThatIsDownStopsTheRunAndSparesTheRest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &service{before: func(context.Context, call) error { return failing(chatapi.KindNoConnection) }}
		l, sum, err := run(t, s, read(t, names(6000)), nil)
		if !chatapi.IsKind(err, chatapi.KindNoConnection) || sum.Failed != 60 || sum.Left != 5940 {
			t.Errorf("Go = %+v, %v; want one batch to fail, the rest to be left, and the error", sum, err)
		}
		if s.count() > 32+2+4 {
			t.Errorf("it made %d requests, want the first ones, two before it was clear, and four more of one batch", s.count())
		}
		if len(l.outcomes) != 60 {
			t.Errorf("%d users are reported, want 60", len(l.outcomes))
		}
	})
}

func TestAListOfOneBatchFailsItsUsersWhenTheServiceIsDown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &service{before: func(context.Context, call) error { return failing(chatapi.KindUnavailable) }}
		l, sum, err := run(t, s, read(t, names(3)), nil)
		if err != nil || sum.Failed != 3 || !chatapi.IsKind(l.outcomes["u00001"].Err, chatapi.KindUnavailable) {
			t.Errorf("Go = %+v, %v; want each user to fail with the error of the service", sum, err)
		}
	})
}

func TestARunOutlastsAServiceThatIsDownForAWhile(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := &service{}
		s.before = func(_ context.Context, c call) error {
			time.Sleep(50 * time.Millisecond)
			if at := time.Since(start); at > time.Second && at < 12*time.Second {
				return failing(chatapi.KindUnavailable)
			}
			return nil
		}
		_, sum, err := run(t, s, read(t, names(60_000)), nil)
		if err != nil || sum.Registered != 60_000 {
			t.Errorf("Go = %+v, %v; want all registered", sum, err)
		}
		if took := time.Since(start); took > 40*time.Second {
			t.Errorf("it took %v: it did not go back to its full rate", took)
		}
		for name, n := range s.tried() {
			if n > 5 {
				t.Fatalf("%s was tried %d times", name, n)
			}
		}
		if s.count() > 1000+32+2+4 {
			t.Errorf("it made %d requests for 1000 batches: it did not spare the service", s.count())
		}
	})
}

func TestTheServiceIsGivenTheTimeItAsksFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		busy := failing(chatapi.KindRateLimited)
		busy.RetryAfter = 40 * time.Second
		s := &service{before: func(_ context.Context, c call) error {
			if c.n == 1 {
				return busy
			}
			return nil
		}}
		start := time.Now()
		if _, sum, err := run(t, s, read(t, "alice"), nil); err != nil || sum.Registered != 1 || time.Since(start) != 40*time.Second {
			t.Errorf("Go = %+v, %v after %v; want success after 40 s", sum, err, time.Since(start))
		}
	})
}

func TestAPauseStartsNothingUntilItEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		list := read(t, names(600))
		s := &service{before: answersAfter(100 * time.Millisecond)}
		r, l := bulk.New(s, list, nil), newLedger(t)
		r.Workers = 2
		var sum bulk.Summary
		var err error
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			sum, err = r.Go(t.Context(), l.report)
		}()
		time.Sleep(250 * time.Millisecond)
		r.Pause()
		r.Pause()
		time.Sleep(time.Hour)
		synctest.Wait()
		if s.count() != 6 || !r.Paused() || len(l.outcomes) != 360 {
			t.Errorf("in a pause %d requests were made and %d users are done with, want 6 and 360", s.count(), len(l.outcomes))
		}
		r.Resume()
		<-ended
		l.check(list, sum)
		if err != nil || sum.Registered != 600 || r.Paused() {
			t.Errorf("Go = %+v, %v", sum, err)
		}
	})
}

func TestARunCanBeStoppedInAPauseAndPausedByItsReport(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		list, l := read(t, names(600)), newLedger(t)
		r := bulk.New(&service{before: answersAfter(time.Second)}, list, nil)
		r.Workers = 3
		time.AfterFunc(time.Hour, cancel)
		start := time.Now()
		sum, err := r.Go(ctx, func(e bulk.Event) {
			r.Pause()
			l.report(e)
		})
		l.check(list, sum)
		if !errors.Is(err, context.Canceled) || sum.Registered != 180 || time.Since(start) != time.Hour {
			t.Errorf("Go = %+v, %v after %v; want 180 registered and the end after an hour", sum, err, time.Since(start))
		}
	})
}

func TestWithoutTheTimeOfTheServiceNobodyIsRegistered(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		fails int // how often
		err   error
		asked int
	}{
		{"a passing reason", 3, failing(chatapi.KindTimeout), 4},
		{"a passing reason that stays", 99, failing(chatapi.KindTimeout), 5},
		{"a token that is refused", 99, failing(chatapi.KindTokenExpired), 1},
		{"any other error", 99, errors.New("no keyring"), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &service{clock: func(n int) error {
					if n <= c.fails {
						return c.err
					}
					return nil
				}}
				dir, list := t.TempDir(), read(t, names(60))
				j := open(t, dir, list, bulk.Fresh)
				_, sum, err := run(t, s, list, j)
				if works := c.fails < 5; works && err != nil || !works && !errors.Is(err, c.err) || works != (sum.Left == 0) {
					t.Errorf("Go = %+v, %v", sum, err)
				}
				if s.asked != c.asked {
					t.Errorf("it asked for the time %d times, want %d", s.asked, c.asked)
				}
				closed(t, j)
				// Nobody was tried, or all are done with: nothing is to be resumed.
				closed(t, open(t, dir, list, bulk.Fresh))
			})
		})
	}
}

func TestARunStopsWhenItsJournalCannotBeWritten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir, list := t.TempDir(), read(t, names(600))
		j := open(t, dir, list, bulk.Fresh)
		s := &service{before: func(_ context.Context, c call) error {
			if c.n == 4 {
				closed(t, j)
			}
			return nil
		}}
		r, l := bulk.New(s, list, j), newLedger(t)
		r.Workers = 1
		sum, err := r.Go(t.Context(), l.report)
		l.check(list, sum)
		if err == nil || sum.Registered != 240 || s.count() != 4 {
			t.Errorf("Go = %+v, %v after %d requests; want an error and 240 registered with 4 requests", sum, err, s.count())
		}
		l, sum, err = run(t, s, list, open(t, dir, list, bulk.Resume))
		if err != nil || sum.Registered != 600 || l.earlier != 180 {
			t.Errorf("the resumed Go = %+v, %v with %d from before; want all registered, 180 of them before", sum, err, l.earlier)
		}
		for _, c := range s.calls[4:] {
			if want := slices.Equal(c.names, s.calls[3].names); c.repeated != want {
				t.Errorf("the request for %s has repeated %v, want it for the batch that the journal has no outcome of", c.names[0], c.repeated)
			}
		}
	})
}

func TestATryOfThoseWhoFailedIsInterruptedLikeTheFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		dir, list := t.TempDir(), read(t, names(3))
		s := &service{before: func(context.Context, call) error { return failing(chatapi.KindUnavailable) }}
		j := open(t, dir, list, bulk.Fresh)
		if _, sum, err := run(t, s, list, j); err != nil || sum.Failed != 3 {
			t.Fatalf("Go = %+v, %v; want it to end with three failed", sum, err)
		}
		_ = j.Close()
		ctx, cancel := context.WithCancel(t.Context())
		s.before = func(ctx context.Context, _ call) error {
			cancel()
			<-ctx.Done()
			return ctx.Err()
		}
		j = open(t, dir, list, bulk.Resume)
		if _, err := bulk.New(s, list, j).Go(ctx, nil); err == nil {
			t.Fatal("the resumed run was not interrupted")
		}
		_ = j.Close()
		if err := tryOpen(dir, list, bulk.Fresh); !errors.Is(err, bulk.ErrInterrupted) {
			t.Errorf("Open = %v, want ErrInterrupted: nobody knows what became of the three", err)
		}
	})
}
