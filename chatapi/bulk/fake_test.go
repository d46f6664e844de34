package bulk_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"atc/chatapi"
	"atc/chatapi/bulk"
)

// A service is a registrar in memory.
type service struct {
	// before and after are asked around the effect of each call: what they
	// return is its error. They may wait.
	before, after func(context.Context, call) error
	// each is asked for the error of one user, after the effect.
	each func(call, string) error
	// clock is asked for the error of a question for the time.
	clock func(n int) error

	mu      sync.Mutex
	calls   []call
	asked   int // for the time
	created map[string]time.Time
	times   map[string]int // that a user was created
}

// A call is one of RegisterBatch.
type call struct {
	n        int // from 1
	names    []string
	repeated bool
	since    time.Time
	at       time.Time
}

func (s *service) ServerTime(ctx context.Context) (time.Time, error) {
	s.mu.Lock()
	s.asked++
	n := s.asked
	s.mu.Unlock()
	if s.clock != nil {
		if err := s.clock(n); err != nil {
			return time.Time{}, err
		}
	}
	return time.Now(), ctx.Err()
}

func (s *service) RegisterBatch(ctx context.Context, users []chatapi.NewUser, since time.Time, repeated bool) ([]chatapi.Outcome, error) {
	c := call{repeated: repeated, since: since, at: time.Now()}
	for _, u := range users {
		c.names = append(c.names, u.Username)
	}
	s.mu.Lock()
	s.calls = append(s.calls, c)
	c.n = len(s.calls)
	s.mu.Unlock()
	if s.before != nil {
		if err := s.before(ctx, c); err != nil {
			return nil, err
		}
	}
	outcomes := s.register(c)
	if s.after != nil {
		if err := s.after(ctx, c); err != nil {
			return nil, err
		}
	}
	return outcomes, nil
}

func (s *service) register(c call) (outcomes []chatapi.Outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range c.names {
		created, existed := s.created[name]
		o := chatapi.Outcome{Username: name, UUID: "uuid-" + name, Result: chatapi.ResultRegistered}
		switch {
		case !existed:
			s.add(name)
		case !c.repeated || created.Before(c.since):
			o.Result = chatapi.ResultExisted
		}
		if s.each != nil {
			if err := s.each(c, name); err != nil {
				o = chatapi.Outcome{Username: name, Err: err}
			}
		}
		outcomes = append(outcomes, o)
	}
	slices.Reverse(outcomes) // their order says nothing
	return outcomes
}

// add creates a user. The caller holds mu, or is the only one.
func (s *service) add(name string) {
	if s.created == nil {
		s.created, s.times = map[string]time.Time{}, map[string]int{}
	}
	s.created[name] = time.Now()
	s.times[name]++
}

// tried returns how often users were tried.
func (s *service) tried() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := map[string]int{}
	for _, c := range s.calls {
		for _, name := range c.names {
			n[name]++
		}
	}
	return n
}

func (s *service) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.calls)
}

// names returns a list with n users, u00000 and so on.
func names(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "u%05d\n", i)
	}
	return b.String()
}

// failing returns an error of the service.
func failing(kind chatapi.Kind) *chatapi.Error {
	return &chatapi.Error{Kind: kind, Status: 500, Method: "POST", Path: "/users", Unsure: true}
}

// A ledger keeps what runs report, and complains of a user who is told twice.
type ledger struct {
	t        *testing.T
	outcomes map[string]chatapi.Outcome
	order    []string
	earlier  int     // users
	repeats  []error // why batches were put back
	inside   int     // calls at the same time, which -race and this tell
}

func newLedger(t *testing.T) *ledger {
	t.Helper()
	return &ledger{t: t, outcomes: map[string]chatapi.Outcome{}}
}

func (l *ledger) report(e bulk.Event) {
	l.inside++
	defer func() { l.inside-- }()
	if l.inside != 1 {
		l.t.Error("two events are reported at once")
	}
	if e.Repeating != nil {
		l.repeats = append(l.repeats, e.Repeating)
	}
	if e.Repeating == nil && len(e.Outcomes) == 0 {
		l.t.Error("an event says nothing")
	}
	for _, o := range e.Outcomes {
		if _, twice := l.outcomes[o.Username]; twice {
			l.t.Errorf("%s is reported twice", o.Username)
		}
		if (o.Err != nil) != (o.Result == chatapi.ResultFailed) {
			l.t.Errorf("%s is %v with the error %v", o.Username, o.Result, o.Err)
		}
		l.outcomes[o.Username] = o
		l.order = append(l.order, o.Username)
		if e.Earlier {
			l.earlier++
		}
	}
}

// check complains unless the summary counts what was reported.
func (l *ledger) check(list *bulk.List, got bulk.Summary) {
	l.t.Helper()
	want := bulk.Summary{Left: len(list.Users)}
	for _, o := range l.outcomes {
		want.Left--
		switch o.Result {
		case chatapi.ResultRegistered:
			want.Registered++
		case chatapi.ResultExisted:
			want.Existed++
		case chatapi.ResultFailed:
			want.Failed++
		}
	}
	if got != want {
		l.t.Errorf("the summary is %+v, and %+v was reported", got, want)
	}
}

// open opens the journal of a list for the test's app.
func open(t *testing.T, dir string, list *bulk.List, how bulk.How) *bulk.Journal {
	t.Helper()
	j, err := bulk.Journals{Dir: dir}.Open(list, "970ca35de60c44645bbae8a215061b33", how)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

// closed closes a journal that no error may stand in the way of.
func closed(t *testing.T, j *bulk.Journal) {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}
