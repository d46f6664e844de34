package emulator

import "maps"

// Counters say what a service has met with.
type Counters struct {
	// Requests is how many requests arrived.
	Requests int
	// Limited is how many of them were refused because the limit of one
	// second was reached. Those of [Faults] do not count.
	Limited int
	// Injected is how many of them met with a fault of [Faults], delays and
	// the skew of the clock not counted.
	Injected int
	// Registered is how many users were registered by requests.
	Registered int
	// Peak is how many requests of the calls that share the limit of
	// [chatapi.MaxRate] arrived within any one second, those that were refused
	// included. PeakStatuses and PeakTokens are of POST /users/batch/status
	// and POST /token.
	Peak, PeakStatuses, PeakTokens int
}

// Counters returns what the service has met with so far.
func (s *Service) Counters() Counters {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.counts
	c.Peak, c.PeakStatuses, c.PeakTokens = s.windows[windowUsers].peak, s.windows[windowStatuses].peak, s.windows[windowToken].peak
	return c
}

// Creations returns how often each user was created: more than once for one
// who was deleted in between. It keeps count of [MaxUsers] names at most.
func (s *Service) Creations() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.creations)
}

// created counts that a user was created. The caller holds mu.
func (s *Service) created(name string) {
	s.counts.Registered++
	if _, known := s.creations[name]; known || len(s.creations) < MaxUsers {
		s.creations[name]++
	}
}
