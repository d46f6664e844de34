package ui

import (
	"context"

	"atc/tokens"

	tea "charm.land/bubbletea/v2"
)

// nameSearch looks for names: at once where it takes no longer than a key, and
// else in a command, one at a time, and once more where the names have changed
// meanwhile.
type nameSearch struct {
	id    int
	busy  bool               // a command is under way
	next  bool               // begin again after it
	found *tokens.Names      // of the last that came to an end, nil before
	lists []tokens.NameList  // to begin with again
	stop  context.CancelFunc // of the command, which may wait for others
}

// namesFound is what came of a search.
type namesFound struct {
	id    int
	names tokens.Names
}

// quickNames is the most text that is searched at once, in bytes: it takes a
// few milliseconds.
const quickNames = 64 << 10

func (s *nameSearch) running() bool { return s.busy }

// quick reports whether a search is over before anybody could wait for it. Keys
// without checksums need a signature for each combination.
func quick(e *env, t *tokens.Token, lists []tokens.NameList) bool {
	if t == nil || t.Version == tokens.AccessToken2 || t.Version != tokens.AccessToken && len(e.certificates) == 0 {
		return true // there is nothing to look for
	}
	size := 0
	for i := range lists {
		size += len(lists[i].Text)
	}
	return t.Version == tokens.AccessToken && size <= quickNames
}

// first searches at once, if that is quick, so that a dialog opens with what
// there is.
func (s *nameSearch) first(e *env, t *tokens.Token, lists []tokens.NameList) {
	if quick(e, t, lists) {
		found := findNames(e, t, lists)()
		s.found = &found
	}
}

// begin looks for names.
func (s *nameSearch) begin(e *env, to screen, t *tokens.Token, lists []tokens.NameList) tea.Cmd {
	if s.busy {
		s.next, s.lists = true, lists
		return nil
	}
	search := findNames(e, t, lists)
	if quick(e, t, lists) {
		found := search()
		s.found = &found
		return nil
	}
	s.id++
	s.busy = true
	id, slots := s.id, e.burden.searches
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	return func() tea.Msg {
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
		case <-ctx.Done():
			return nil
		}
		if ctx.Err() != nil {
			return nil
		}
		return reply{to, namesFound{id, search()}}
	}
}

// findNames returns a search, which captures no screen.
func findNames(e *env, t *tokens.Token, lists []tokens.NameList) func() tokens.Names {
	catalog, certificates := e.Catalog, e.certificates
	return func() tokens.Names {
		return catalog.FindNames(t, tokens.NameSearch{Lists: lists, Numbers: true, Certificates: certificates})
	}
}

// take ends a search, unless it was given up, and begins the next.
func (s *nameSearch) take(e *env, to screen, t *tokens.Token, f namesFound) tea.Cmd {
	if f.id != s.id || !s.busy {
		return nil
	}
	s.stop()
	s.busy, s.found = false, &f.names
	if s.next {
		s.next = false
		return s.begin(e, to, t, s.lists)
	}
	return nil
}

// drop lets go of the search that is under way. One that waits for its turn
// does not begin.
func (s *nameSearch) drop() {
	if s.busy {
		s.stop()
	}
	s.id++
	s.busy, s.next, s.lists = false, false, nil
}
