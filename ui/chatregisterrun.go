package ui

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"atc/chatapi"
	"atc/chatapi/bulk"

	tea "charm.land/bubbletea/v2"
)

// bulkRun is the registration of a list, as far as the console has been told.
type bulkRun struct {
	call      int // of the session, 0 once it has ended
	list      *bulk.List
	source    listSource
	widest    int // columns of the longest name
	how       bulk.How
	handle    *bulk.Run // nil until it has begun
	journaled bool      // what is done outlasts the console
	stopping  bool

	outcomes []chatapi.Outcome
	failed   []int // of the outcomes
	counts   bulk.Summary
	earlier  int   // users that an earlier run was done with
	repeats  int   // how often a batch had to be tried again
	repeated error // why, the last time

	started time.Time
	paused  time.Time     // since when, zero if it is not
	rested  time.Duration // in all pauses before
	ended   time.Time     // zero while it is under way
	err     error         // why it has ended before its time

	only bool // those that have failed
	rows followList
}

// What a run sends besides the events of package bulk.
type (
	// runBegun is its start: nothing has been sent before.
	runBegun struct {
		handle    *bulk.Run
		journaled bool
	}
	// runEnd is what a run comes to. It has every outcome, as what is sent last
	// may be lost when the run is given up.
	runEnd struct {
		outcomes []chatapi.Outcome
		earlier  int
	}
)

// newBulkRun registers the users of a list. Those that the run before is done
// with are left out if nothing but that run knows of them.
func newBulkRun(c *chatSession, to screen, list *bulk.List, source listSource, how bulk.How, before *bulkRun) (*bulkRun, tea.Cmd) {
	run := &bulkRun{list: list, source: source, how: how, started: c.env.Now()}
	for _, u := range list.Users {
		run.widest = max(run.widest, len(u.Username)) // which has no letter beyond ASCII
	}
	var done []chatapi.Outcome
	if before != nil && !before.journaled {
		done = before.settled()
	}
	chat, project := c.env.Chat, *c.env.project()
	var cmd tea.Cmd
	run.call, cmd = c.stream(to, func(ctx context.Context, client ChatClient, send func(any)) (any, error) {
		journal, err := chat.Journal(list, project, how)
		if err != nil {
			return nil, err
		}
		end := runEnd{outcomes: done, earlier: len(done)}
		handle := bulk.New(client, without(list, done), journal)
		send(runBegun{handle, journal != nil})
		if len(done) > 0 {
			send(bulk.Event{Outcomes: slices.Clone(done), Earlier: true})
		}
		_, err = handle.Go(ctx, func(e bulk.Event) {
			end.outcomes = append(end.outcomes, e.Outcomes...)
			if e.Earlier {
				end.earlier += len(e.Outcomes)
			}
			send(e)
		})
		return end, errors.Join(err, journal.Close())
	})
	return run, cmd
}

// settled returns the outcomes that another run need not bring again.
func (r *bulkRun) settled() []chatapi.Outcome {
	return slices.DeleteFunc(slices.Clone(r.outcomes), func(o chatapi.Outcome) bool { return bulk.Passing(o.Err) })
}

// without returns a list without the users of some outcomes.
func without(list *bulk.List, done []chatapi.Outcome) *bulk.List {
	if len(done) == 0 {
		return list
	}
	known := make(map[string]bool, len(done))
	for _, o := range done {
		known[o.Username] = true
	}
	rest := *list
	rest.Users, rest.Lines = nil, nil
	for i, u := range list.Users {
		if !known[u.Username] {
			rest.Users, rest.Lines = append(rest.Users, u), append(rest.Lines, list.Lines[i])
		}
	}
	return &rest
}

func (r *bulkRun) underWay() bool { return r.call != 0 }

// take folds what the run has sent.
func (r *bulkRun) take(sent []any) {
	for _, one := range sent {
		switch e := one.(type) {
		case runBegun:
			r.handle, r.journaled = e.handle, e.journaled
		case bulk.Event:
			r.add(e.Outcomes)
			if e.Earlier {
				r.earlier += len(e.Outcomes)
			}
			if e.Repeating != nil {
				r.repeats++
				r.repeated = e.Repeating
			}
		}
	}
}

func (r *bulkRun) add(outcomes []chatapi.Outcome) {
	for _, o := range outcomes {
		switch o.Result {
		case chatapi.ResultRegistered:
			r.counts.Registered++
		case chatapi.ResultExisted:
			r.counts.Existed++
		default:
			r.counts.Failed++
			r.failed = append(r.failed, len(r.outcomes))
		}
		r.outcomes = append(r.outcomes, o)
	}
}

// end is the end of the run, with all of its outcomes.
func (r *bulkRun) end(now time.Time, value any, err error) {
	r.rested += r.resting(now)
	r.call, r.stopping, r.paused, r.ended, r.err = 0, false, time.Time{}, now, err
	if all, ok := value.(runEnd); ok {
		r.outcomes, r.failed, r.counts, r.earlier = nil, nil, bulk.Summary{}, all.earlier
		r.add(all.outcomes)
	}
}

func (r *bulkRun) total() int { return len(r.list.Users) }
func (r *bulkRun) done() int  { return len(r.outcomes) }
func (r *bulkRun) left() int  { return max(0, r.total()-r.done()) }

// again reports whether another run of the list can do more than this one.
func (r *bulkRun) again() bool {
	return !r.underWay() && (r.left() > 0 || slices.ContainsFunc(r.failed, func(i int) bool { return bulk.Passing(r.outcomes[i].Err) }))
}

// resting is how long the run has been paused since it was, the last time.
func (r *bulkRun) resting(now time.Time) time.Duration {
	if r.paused.IsZero() {
		return 0
	}
	return now.Sub(r.paused)
}

// active is how long the run has been at work.
func (r *bulkRun) active(now time.Time) time.Duration {
	if !r.ended.IsZero() {
		now = r.ended
	}
	return max(0, now.Sub(r.started)-r.rested-r.resting(now))
}

// rate is how many users a second the run is done with, 0 before anything can
// be said of it.
func (r *bulkRun) rate(now time.Time) float64 {
	if took := r.active(now); took >= time.Second {
		return float64(r.done()-r.earlier) / took.Seconds()
	}
	return 0
}

// progress says how far the run is.
func (r *bulkRun) progress() string {
	return strconv.Itoa(r.done()) + " of " + plural(r.total(), "user") + " done"
}

// shut reports whether the run could not begin for its journal.
func (r *bulkRun) shut() bool {
	var e *chatapi.Error
	return r.handle == nil && r.err != nil && !errors.As(r.err, &e) && !givenUp(r.err) && !errors.Is(r.err, bulk.ErrRunning)
}

// kept says what becomes of a run that is stopped.
func (r *bulkRun) kept() string {
	if r.journaled {
		return "; its journal is kept, the same list goes on from there"
	}
	return ""
}

// shown returns how many rows the table has.
func (r *bulkRun) shown() int {
	if r.only {
		return len(r.failed)
	}
	return len(r.outcomes)
}

// at returns a row of the table.
func (r *bulkRun) at(i int) *chatapi.Outcome {
	if r.only {
		i = r.failed[i]
	}
	return &r.outcomes[i]
}
