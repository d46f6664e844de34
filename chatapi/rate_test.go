package chatapi_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"atc/chatapi"
)

// A meter notes when requests arrive.
type meter struct {
	mu    sync.Mutex
	times []time.Time
}

func (m *meter) before(t transport) transport {
	return func(r *http.Request) (*http.Response, error) {
		m.mu.Lock()
		m.times = append(m.times, time.Now())
		m.mu.Unlock()
		return t(r)
	}
}

// most returns the most requests of any second.
func (m *meter) most() (most int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	first := 0
	for i, at := range m.times {
		for at.Sub(m.times[first]) > time.Second {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

// busy makes n requests with many callers.
func busy(t *testing.T, n int, call func()) time.Duration {
	t.Helper()
	started := time.Now()
	work := make(chan struct{})
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			for range work {
				call()
			}
		})
	}
	for range n {
		work <- struct{}{}
	}
	close(work)
	wg.Wait()
	return time.Since(started)
}

func TestNoSecondHasMoreRequestsThanTheServiceAllowsAndFewAreLeftUnused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m meter
		c := talkingTo(t, m.before(func(*http.Request) (*http.Response, error) {
			time.Sleep(70 * time.Millisecond)
			return answerJSON(http.StatusOK, everything), nil
		}))
		took := busy(t, 950, func() { _, _ = c.User(t.Context(), "alice") })
		if most := m.most(); most > chatapi.MaxRate || most < 90 {
			t.Errorf("a second has up to %d requests, want 90 to %d", most, chatapi.MaxRate)
		}
		if rate := 950 / took.Seconds(); rate < 90 {
			t.Errorf("%.1f requests a second, want 90", rate)
		}
	})
}

func TestRepeatsCountToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m meter
		c := talkingTo(t, m.before(answering(http.StatusServiceUnavailable, "{}")))
		busy(t, 100, func() { _, _ = c.User(t.Context(), "alice") })
		if n, most := len(m.times), m.most(); n != 400 || most > chatapi.MaxRate {
			t.Errorf("%d requests, up to %d in a second", n, most)
		}
	})
}

func TestAfterAStallNoSecondHasTooMany(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m meter
		// Every hundredth request makes all wait that come after it, for three
		// seconds, and then they go on at once.
		gate, n := make(chan struct{}, 1), 0
		c := talkingTo(t, m.before(func(*http.Request) (*http.Response, error) {
			gate <- struct{}{}
			defer func() { <-gate }()
			if n++; n%100 == 0 {
				time.Sleep(3 * time.Second)
			}
			return answerJSON(http.StatusOK, everything), nil
		}))
		busy(t, 600, func() { _, _ = c.User(t.Context(), "alice") })
		if most := m.most(); most > chatapi.MaxRate {
			t.Errorf("a second has up to %d requests, want at most %d", most, chatapi.MaxRate)
		}
	})
}

func TestAnIdleClientMayNotMakeUpForIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m meter
		c := talkingTo(t, m.before(answering(http.StatusOK, everything)))
		for range 3 {
			busy(t, 200, func() { _, _ = c.User(t.Context(), "alice") })
			time.Sleep(time.Hour)
		}
		if most := m.most(); most > chatapi.MaxRate {
			t.Errorf("a second has up to %d requests, want at most %d", most, chatapi.MaxRate)
		}
	})
}

func TestTheStatusOfManyHasALimitOfItsOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m meter
		c := talkingTo(t, m.before(answering(http.StatusOK, `{"data":[]}`)))
		busy(t, 200, func() { _, _ = c.Presences(t.Context(), []string{"alice"}) })
		if most := m.most(); most > 50 || most < 45 {
			t.Errorf("a second has up to %d requests, want 45 to 50", most)
		}
	})
}

func TestWhoWaitsForTheirTurnCanGiveUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var m meter
		c := talkingTo(t, m.before(answering(http.StatusOK, everything)))
		ctx, cancel := context.WithCancel(t.Context())
		started := time.Now()
		go func() {
			time.Sleep(100 * time.Millisecond)
			cancel()
		}()
		busy(t, 500, func() {
			if _, err := c.User(ctx, "alice"); err != nil && (!errors.Is(err, context.Canceled) || !chatapi.IsKind(err, chatapi.KindCancelled)) {
				t.Errorf("error = %v, want that it was given up", err)
			}
		})
		if took := time.Since(started); took != 100*time.Millisecond {
			t.Errorf("it took %v, want 100 ms", took)
		}
		deadline, stop := context.WithTimeout(t.Context(), time.Millisecond)
		defer stop()
		busy(t, 10, func() {
			if _, err := c.User(deadline, "alice"); err != nil && !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error = %v, want that the time was over", err)
			}
		})
	})
}
