package sshd

import (
	"sync"
)

// refusals gathers what was turned away, so that a flood of it is one line of
// the log now and then.
type refusals struct {
	mu   sync.Mutex
	told map[string]bool // reasons that were logged since the last patrol
	more map[string]int  // how often each came since
}

// refused logs that somebody was turned away, or counts it if that was logged
// just now.
func (s *Server) refused(who Visitor, why string) {
	r := &s.refusals
	r.mu.Lock()
	again := r.told[why]
	if r.told == nil {
		r.told, r.more = map[string]bool{}, map[string]int{}
	}
	r.told[why] = true
	if again {
		r.more[why]++
	}
	r.mu.Unlock()
	if !again {
		s.log(Event{Kind: Refused, Visitor: who, Why: why, Count: 1})
	}
}

// tellRefusals logs what was counted.
func (s *Server) tellRefusals() {
	r := &s.refusals
	r.mu.Lock()
	more := r.more
	r.told, r.more = nil, nil
	r.mu.Unlock()
	for why, count := range more {
		s.log(Event{Kind: Refused, Why: why, Count: count})
	}
}

// log hands an event to whoever is told.
func (s *Server) log(e Event) {
	if s.config.Log == nil {
		return
	}
	e.Time = s.config.Now()
	s.logging.Lock()
	defer s.logging.Unlock()
	defer func() { _ = recover() }() // the log of a fault must not be another
	s.config.Log(e)
}
