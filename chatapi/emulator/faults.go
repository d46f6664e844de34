package emulator

import (
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// MaxDelay is the longest Latency and SlowFor, and MaxSkew the largest Skew in
// either direction.
const (
	MaxDelay = time.Minute
	MaxSkew  = 100 * 365 * 24 * time.Hour
)

// Faults are ways to fail. Those that are probabilities, from 0 to 1, are of
// any one request, which meets with one of them at most: together they are 1 at
// most. The n-th request since they were switched on always meets with the
// same fault, whatever else it is. The zero value is no fault.
type Faults struct {
	// Latency is how long every request takes, half of it before it has its
	// effect. Spread is how much longer or shorter it may be.
	Latency, Spread time.Duration
	// DropBefore closes the connection without an answer, and without effect.
	DropBefore float64
	// DropAfter closes the connection without an answer, after the effect.
	DropAfter float64
	// TooMany answers 429 reach_limit within the limit, without effect.
	TooMany float64
	// Gateway answers with a page of a gateway, 500, 502, 503 or 504 in HTML:
	// half of the times without effect, half after it.
	Gateway float64
	// Truncated cuts the JSON of the answer, after the effect: half of the
	// times the answer states its true length, half its length before the cut.
	Truncated float64
	// SlowBody lets the body of the answer dribble, after the effect, for
	// SlowFor in all; 0 is for five seconds.
	SlowBody float64
	SlowFor  time.Duration
	// Skew is how far the clock of the service is ahead: in all times that it
	// states, and in its judgement of tokens. Its limits are not moved.
	Skew time.Duration
	// Seed gives another series of faults.
	Seed uint64
}

// A probability is one of the faults of [Faults] that are one.
type probability struct {
	name  string
	value *float64
}

// probabilities are in the order in which they are drawn.
func (f *Faults) probabilities() []probability {
	return []probability{
		{faultDropBefore, &f.DropBefore},
		{faultDropAfter, &f.DropAfter},
		{faultTooMany, &f.TooMany},
		{faultGateway, &f.Gateway},
		{faultTruncated, &f.Truncated},
		{faultSlowBody, &f.SlowBody},
	}
}

// A duration is one of the faults of [Faults] that are one.
type duration struct {
	name     string
	value    *time.Duration
	min, max time.Duration
}

func (f *Faults) durations() []duration {
	return []duration{
		{"latency", &f.Latency, 0, MaxDelay},
		{"spread", &f.Spread, 0, MaxDelay},
		{"slow-for", &f.SlowFor, 0, MaxDelay},
		{"skew", &f.Skew, -MaxSkew, MaxSkew},
	}
}

// Check returns what is wrong with the faults, or nil.
func (f Faults) Check() error {
	sum := 0.0
	for _, p := range f.probabilities() {
		if !(*p.value >= 0 && *p.value <= 1) {
			return fmt.Errorf("%s is %v: give a probability from 0 to 1, or a percentage such as 1%%", p.name, *p.value)
		}
		sum += *p.value
	}
	if sum > 1+1e-9 { // ten times 10 % is a little more than 1
		return fmt.Errorf("the probabilities of all faults add up to %v: a request meets with one at most, so give less", sum)
	}
	for _, d := range f.durations() {
		if *d.value < d.min || *d.value > d.max {
			return fmt.Errorf("%s is %s: give a duration from %s to %s", d.name, *d.value, d.min, d.max)
		}
	}
	return nil
}

// SetFaults switches the faults to f, for requests that arrive from now on,
// and starts their series anew. The error says what is wrong with f; the old
// ones then stay.
func (s *Service) SetFaults(f Faults) error {
	if err := f.Check(); err != nil {
		return fmt.Errorf("the faults cannot be switched on: %w", err)
	}
	s.plan.Store(&plan{faults: f})
	return nil
}

// Faults returns the faults that are switched on.
func (s *Service) Faults() Faults { return s.plan.Load().faults }

// The names of the faults, as they stand in [Entry].
const (
	faultDropBefore = "drop-before"
	faultDropAfter  = "drop-after"
	faultTooMany    = "too-many"
	faultGateway    = "gateway"
	faultTruncated  = "truncated"
	faultSlowBody   = "slow-body"
)

// A plan hands out fates.
type plan struct {
	faults Faults
	number atomic.Uint64 // of the requests that have one
}

// A fate is what happens to one request besides what it asks for.
type fate struct {
	fault   string // "" for none
	before  bool   // of a gateway: without effect
	honest  bool   // of a cut: the answer states its true length
	reset   bool   // of a drop: the connection is reset instead of closed
	status  int    // of a gateway
	part    float64
	latency time.Duration
	slowFor time.Duration
}

// next returns the fate of the next request.
func (p *plan) next() fate { return p.faults.fate(p.number.Add(1)) }

// fate returns the fate of the n-th request, which depends on nothing else:
// many at a time change the order of requests, but not the series.
func (f Faults) fate(n uint64) fate {
	if f == (Faults{Skew: f.Skew, Seed: f.Seed}) {
		return fate{}
	}
	draw := rand.New(rand.NewPCG(f.Seed, n)) //nolint:gosec // it must be repeatable, and guards nothing
	which := draw.Float64()
	got := fate{
		before: draw.IntN(2) == 0, honest: draw.IntN(2) == 0, reset: draw.IntN(2) == 0,
		status: gatewayStatuses[draw.IntN(len(gatewayStatuses))], part: draw.Float64(),
		slowFor: f.SlowFor,
	}
	spread := time.Duration((2*draw.Float64() - 1) * float64(f.Spread))
	got.latency = max(0, f.Latency+spread)
	if got.slowFor == 0 {
		got.slowFor = 5 * time.Second
	}
	for _, p := range f.probabilities() {
		if which -= *p.value; which < 0 {
			got.fault = p.name
			break
		}
	}
	return got
}
