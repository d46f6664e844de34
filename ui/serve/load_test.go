//go:build linux

package serve_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// loadWanted names the variable that has the load test run, which takes the
// whole machine for two minutes.
const loadWanted = "ATC_LOAD"

// A load is who comes to a server, and how long they are watched.
type load struct {
	visitors int
	pause    time.Duration // between two that come
	hostile  hostile
	watched  time.Duration // with the hostile, and without
}

// A loaded is what a server was seen to take, and its visitors to get.
type loaded struct {
	load
	empty, full, back figures // before, with all, and after
	first             []time.Duration
	bytes             float64 // a second, of each visitor
	busy, busyHostile float64 // of one core
	alone, among      watched // without the hostile, and with them
	connected         int64
	thrownOut, visits int64
}

// watched is what visitors got for a while.
type watched struct {
	slowest time.Duration // between two changes of a countdown
	ticks   int           // of the countdown that changed least
	keys    []time.Duration
}

// TestLoad measures what 200 visitors take, by themselves and with hostile
// clients around, prints it, and fails if it is more than what is wanted by
// more than noise.
func TestLoad(t *testing.T) {
	if os.Getenv(loadWanted) == "" {
		t.Skip("it takes the whole machine: set " + loadWanted + "=1")
	}
	l := load{200, 50 * time.Millisecond, hostile{silent: 1000, deaf: 100, restless: 50}, 20 * time.Second}
	r := l.run(t)
	t.Log("\n" + r.table())
	for _, figure := range []struct {
		name        string
		got, wanted float64
	}{
		{"MiB of memory a visitor", r.each() / (1 << 20), 1.5},
		{"bytes a second a visitor", r.bytes, 300},
		{"of a core", r.busy, 0.25},
		{"ms to the first frame, at the 99th percentile", ms(quantile(r.first, 0.99)), 300},
		{"ms between two seconds", ms(r.alone.slowest), 1500},
		{"ms between two seconds among the hostile", ms(r.among.slowest), 2500},
	} {
		const noise = 1.2
		if figure.got > noise*figure.wanted {
			t.Errorf("%.1f %s, where %.1f are wanted", figure.got, figure.name, figure.wanted)
		}
	}
}

// TestVisitorsAreUnharmedByHostileClients is the load test in small, and without
// the clock: whoever runs it may have no time for it.
func TestVisitorsAreUnharmedByHostileClients(t *testing.T) {
	t.Parallel()
	l := load{10, 0, hostile{silent: 12, deaf: 4, restless: 4}, 0}
	r := l.run(t)
	if r.visits < int64(l.hostile.deaf+l.hostile.restless) {
		t.Errorf("the hostile got no further than %d visits", r.visits)
	}
}

// run loads a server, and takes the load off again.
func (l load) run(t *testing.T) (r loaded) {
	t.Helper()
	r.load = l
	keysOfVisitors := (l.visitors + perKey - 1) / perKey
	s := startApart(t, keysOfVisitors+l.hostile.keys())
	s.onlooker(0).depart()
	s.gone(figures{})
	r.empty = s.figures(askSettled)
	all := s.arrive(l.visitors, l.pause)
	for _, o := range all {
		r.first = append(r.first, o.first)
	}
	ctx, done := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	for _, o := range all {
		watching.Go(func() { o.watch(ctx) })
	}
	l.watch(t, all) // until all has come to rest
	r.busy, r.bytes, r.alone = s.measure(l, all)
	r.full = s.figures(askFigures)

	m := s.attack(l.hostile, keysOfVisitors)
	if l.watched == 0 {
		await(t, "the hostile have come", func() bool { return m.visits.Load() >= int64(l.hostile.deaf+2*l.hostile.restless) })
	}
	r.busyHostile, _, r.among = s.measure(l, all)
	m.stop()
	r.connected, r.thrownOut, r.visits = m.connected.Load(), m.thrownOut.Load(), m.visits.Load()
	keys(all)

	done()
	watching.Wait()
	for i, o := range all {
		if i%2 == 0 {
			o.depart()
		} else {
			_ = o.client.Close() // in the middle of it
			o.over()
		}
	}
	s.gone(r.empty)
	await(t, "the server has given all memory back", func() bool {
		r.back = s.figures(askSettled)
		return r.back.Live <= r.empty.Live+uint64(l.visitors)<<10+4<<20
	})
	return r
}

// gone waits until nobody is there any more and the server is as it was. With no
// figures of before, it waits until nothing changes.
func (s *served) gone(before figures) {
	s.tb.Helper()
	defer func() {
		if s.tb.Failed() {
			s.tb.Logf("the server has\n%s", s.stacks())
		}
	}()
	last := -1
	await(s.tb, "the server has the goroutines that it had before", func() bool {
		f := s.figures(askFigures)
		if before.Goroutines > 0 {
			return f.Visitors == 0 && f.Goroutines <= before.Goroutines
		}
		still := f.Visitors == 0 && f.Goroutines == last
		last = f.Goroutines
		return still
	})
}

// watch waits for as long as visitors are watched, or until every countdown has
// gone on a few times.
func (l load) watch(t *testing.T, all []*onlooker) (w watched) {
	t.Helper()
	const few = 3
	if l.watched > 0 {
		<-time.After(l.watched)
	} else {
		for _, o := range all {
			await(t, "each countdown goes on", func() bool {
				o.mu.Lock()
				defer o.mu.Unlock()
				return o.ticks >= few
			})
		}
	}
	for i, o := range all {
		ticks, longest := o.since()
		if w.slowest = max(w.slowest, longest); i == 0 || ticks < w.ticks {
			w.ticks = ticks
		}
	}
	return w
}

// measure watches the visitors, then presses a key of each.
func (s *served) measure(l load, all []*onlooker) (busy, bytes float64, w watched) {
	s.tb.Helper()
	received := func() (n int64) {
		for _, o := range all {
			n += o.bytes.Load()
		}
		return n
	}
	for _, o := range all {
		o.since()
	}
	begun, before, came := time.Now(), s.figures(askFigures), received()
	w = l.watch(s.tb.(*testing.T), all)
	after, took := s.figures(askFigures), time.Since(begun).Seconds()
	bytes = float64(received()-came) / took / float64(len(all))
	busy = (after.CPU - before.CPU).Seconds() / took
	w.keys = keys(all)
	return busy, bytes, w
}

// each returns how many bytes of memory each visitor takes.
func (r *loaded) each() float64 {
	return (float64(r.full.RSS) - float64(r.empty.RSS)) / float64(r.visitors)
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }

// table returns the figures for people.
func (r *loaded) table() string {
	const mib = 1 << 20
	var b strings.Builder
	row := func(name, form string, values ...any) {
		fmt.Fprintf(&b, "%-44s "+form+"\n", append([]any{name}, values...)...)
	}
	row("visitors, each with a countdown at 80×24", "%d", r.visitors)
	row("memory of the server, with nobody", "%.1f MiB", float64(r.empty.RSS)/mib)
	row("memory of the server, with all", "%.1f MiB (heap %.1f, stacks %.1f)", float64(r.full.RSS)/mib, float64(r.full.Live)/mib, float64(r.full.Stacks)/mib)
	row("memory a visitor", "%.2f MiB", r.each()/mib)
	row("goroutines a visitor", "%.1f", float64(r.full.Goroutines-r.empty.Goroutines)/float64(r.visitors))
	row("bytes a second a visitor, with those of SSH", "%.0f", r.bytes)
	row("one core busy", "%.1f %%", 100*r.busy)
	row("first frame, median and 99th percentile", "%.0f and %.0f ms", ms(quantile(r.first, 0.5)), ms(quantile(r.first, 0.99)))
	row("key to screen, median and 99th percentile", "%.0f and %.0f ms", ms(quantile(r.alone.keys, 0.5)), ms(quantile(r.alone.keys, 0.99)))
	row("longest between two seconds", "%.0f ms (at least %d in %s)", ms(r.alone.slowest), r.alone.ticks, r.watched)
	h := r.hostile
	fmt.Fprintf(&b, "with %d that never log in, %d that stop reading, %d that come and go\n", h.silent, h.deaf, h.restless)
	row("  their connections, visits, times thrown out", "%d, %d, %d", r.connected, r.visits, r.thrownOut)
	row("  one core busy", "%.1f %%", 100*r.busyHostile)
	row("  key to screen, median and 99th percentile", "%.0f and %.0f ms", ms(quantile(r.among.keys, 0.5)), ms(quantile(r.among.keys, 0.99)))
	row("  longest between two seconds", "%.0f ms (at least %d in %s)", ms(r.among.slowest), r.among.ticks, r.watched)
	row("after all have left, goroutines", "%d, before %d", r.back.Goroutines, r.empty.Goroutines)
	row("after all have left, memory", "%.1f MiB (heap %.1f, before %.1f)", float64(r.back.RSS)/mib, float64(r.back.Live)/mib, float64(r.empty.Live)/mib)
	return b.String()
}
