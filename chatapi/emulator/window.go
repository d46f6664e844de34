package emulator

import (
	"time"

	"atc/chatapi"
)

// The kinds of calls that have a limit of their own. The numbers are those of
// the page "Limitations" and, for the exchange of tokens, of Shengwang's.
const (
	windowUsers    = iota // every call about users that is not below
	windowStatuses        // POST /users/batch/status
	windowDelete          // DELETE /users
	windowToken           // POST /token
	windowKinds

	rateStatuses = 50
	rateDelete   = 30
	rateToken    = 300

	maxRate = 100_000 // of [Options]
)

// most is how many arrivals of the last second are remembered to find a peak:
// far above what one client can send.
const most = 1 << 16

// A window limits the requests of any one second, and counts them.
type window struct {
	// served are the times of the last requests that were let in, as many as
	// one second may have, in a ring; nil is for no limit.
	served []time.Time
	next   int
	// recent are the arrivals of the last second, those that were refused
	// included, and peak is how many there ever were.
	recent []time.Time
	peak   int
}

func (s *Service) openWindows() {
	rate := s.options.Rate
	if rate < 0 {
		return
	}
	if rate == 0 {
		rate = chatapi.MaxRate
	}
	for kind, limit := range map[int]int{windowUsers: rate, windowStatuses: rateStatuses, windowDelete: rateDelete, windowToken: rateToken} {
		s.windows[kind].served = make([]time.Time, limit)
	}
}

// enter reports whether a request that arrives at now is let in: if fewer than
// the limit were within the second before it.
func (w *window) enter(now time.Time) bool {
	w.count(now)
	if w.served == nil {
		return true
	}
	oldest := &w.served[w.next]
	// A clock that was set back must not shut everybody out until it has
	// caught up.
	if since := now.Sub(*oldest); !oldest.IsZero() && since < time.Second && since > -time.Second {
		return false
	}
	*oldest = now
	w.next = (w.next + 1) % len(w.served)
	return true
}

func (w *window) count(now time.Time) {
	expired := 0
	for expired < len(w.recent) && now.Sub(w.recent[expired]) >= time.Second {
		expired++
	}
	if expired == 0 && len(w.recent) == most {
		expired = 1
	}
	w.recent = append(w.recent[expired:], now)
	w.peak = max(w.peak, len(w.recent))
}
