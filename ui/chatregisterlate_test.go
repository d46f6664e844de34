package ui_test

import (
	"testing"
	"testing/synctest"

	"atc/chatapi/bulk"
	"atc/keystore"
	"atc/ui"
	"atc/ui/uitest"
)

// lateJournal is a Chat whose journal is slow to say that there was a run
// before.
type lateJournal struct {
	*staged
	blocked chan struct{}
	open    chan struct{}
}

// Journal implements ui.Chat.
func (l *lateJournal) Journal(*bulk.List, keystore.Project, bulk.How) (*bulk.Journal, error) {
	l.blocked <- struct{}{}
	<-l.open
	return nil, bulk.ErrInterrupted
}

func TestAnActionOfARunThatIsGoneDoesNothing(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"pause", "stop…", "only those that failed", "copy the names that failed"} {
		l := &lateJournal{&staged{chatWorld: newChatWorld(t)}, make(chan struct{}), make(chan struct{})}
		deps := l.deps()
		deps.Chat = l
		d := uitest.New(t, ui.New(deps), 80, 24).Press("alt+3", "alt+R", "alt+b").Type("anna")
		d.Blocked = l.blocked
		d.Press("alt+enter").Shows("starting…").Press("alt+:").Type(name).Shows(name)
		close(l.open)
		d.Blocked = nil
		d.Late().Press("enter").Shows("! An earlier run of this list was").Lacks("Are you sure?", "sent to the clipboard")
	}
}

func TestARunThatHasEndedIsNotPaused(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, s *staged) {
		g := newGate()
		s.register = g.register
		d := s.console(t, 80, 24, nil).Press("alt+b").Paste("anna")
		d.Blocked = g.blocked
		d.Press("alt+enter").Shows("p pause").Press(":").Type("pause").Shows("pause")
		close(g.open)
		synctest.Wait()
		d.Blocked = nil
		d.Late().Press("enter").Shows("1 of 1 user", "✓ ended").Lacks("paused")
	})
}
