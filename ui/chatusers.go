package ui

import (
	"time"

	"atc/chatapi"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// usersSection lists the users of an app, page by page, and is where they are
// looked at, banned, renamed, logged out and deleted.
type usersSection struct {
	dialog
	session *chatSession
	menu    *menu           // chooses a row, and filters them
	rows    []userRow       // of the page, and last who was looked up besides
	marked  map[string]bool // the rows that the next action is for, by their keys
	list    userList
	online  usersCall // of who is online
	lookup  userLookup
	detail  userDetail
	run     *userRun // the latest, nil if there was none
	asked   screen   // the latest dialog, which may be gone
}

// usersCall is a call that something on the screen waits for, or what became
// of it.
type usersCall struct {
	id    int // 0 if nothing is under way
	since time.Time
	err   error
}

// idle reports whether nothing is under way, and nothing has failed.
func (c *usersCall) idle() bool { return c.id == 0 && c.err == nil }

// begin takes a call in the place of the one before, which is given up.
func (c *usersCall) begin(s *usersSection, id int) {
	c.cancel(s)
	*c = usersCall{id: id, since: s.env.Now()}
}

// cancel gives up the call. Nobody waits for its answer.
func (c *usersCall) cancel(s *usersSection) {
	if c.id != 0 {
		s.session.cancel(c.id)
		*c = usersCall{}
	}
}

// ends reports whether an answer is that of the call, which has ended then.
func (c *usersCall) ends(a chatAnswer) bool {
	if c.id == 0 || c.id != a.id {
		return false
	}
	c.id, c.err = 0, a.err
	return true
}

func newUsersSection(e *env, s *chatSession) *usersSection {
	c := &usersSection{dialog: dialog{env: e}, session: s}
	c.reset()
	return c
}

// reset forgets all that it knew of users.
func (s *usersSection) reset() {
	s.menu = newMenu(s.env, "type a part of a username, nickname or UUID", false)
	s.rows, s.marked = nil, map[string]bool{}
	s.list = userList{cursors: []string{""}}
	s.online, s.lookup, s.detail, s.run, s.asked = usersCall{}, userLookup{}, userDetail{}, nil, nil
	s.layout()
}

func (s *usersSection) title() string { return "Users" }
func (s *usersSection) typing() bool  { return s.menu.typing }

// init reads the users when they are first looked at, and again when who comes
// back to them has been away for a while.
func (s *usersSection) init() tea.Cmd {
	switch {
	case s.session.lack() != "", s.list.call.id != 0:
		return nil
	case s.list.read.IsZero(), s.env.Now().Sub(s.list.read) > usersFresh:
		return s.load(s.list.number)
	}
	return nil
}

// live counts the seconds of what is waited for.
func (s *usersSection) live() bool {
	return s.list.call.id != 0 || s.lookup.call.id != 0 || s.detail.waits() || s.run.underWay()
}

// losing implements loser.
func (s *usersSection) losing() string {
	if !s.run.underWay() {
		return ""
	}
	return capital(s.run.doing()) + " has not come to an end yet."
}

func (s *usersSection) update(msg tea.Msg) (action, tea.Cmd) {
	defer s.settle()
	switch msg := msg.(type) {
	case projectsChanged:
		return s.projectChanged(), nil
	case chatAnswer:
		return s.answered(msg)
	case userJob:
		return s.start(msg)
	case lookUp:
		return s.find(string(msg))
	case tea.KeyPressMsg:
		return s.press(msg)
	}
	_, cmd := s.edit(msg)
	return nil, cmd
}

// settle follows a message: details do not outlast the choice of their user,
// and the rows have the room that is left.
func (s *usersSection) settle() {
	if s.detail.open && s.detail.key != s.rowKey() {
		s.detail.close(s)
	}
	s.layout()
}

// edit hands a message to the list, which may be filtered by other things then.
func (s *usersSection) edit(msg tea.Msg) (menuEvent, tea.Cmd) {
	before := partOfUUID(s.menu.filter.value())
	event, cmd := s.menu.update(msg)
	if partOfUUID(s.menu.filter.value()) != before {
		s.refresh(s.rowKey())
	}
	return event, cmd
}

// projectChanged drops all that belongs to the project before, and says what
// was stopped in the middle.
func (s *usersSection) projectChanged() action {
	var acts several
	if s.asked != nil {
		acts = append(acts, closeDialog{dialog: s.asked})
	}
	if s.run.underWay() {
		acts = append(acts, warn{s.run.doing() + " was stopped, with " + s.run.count() + ": the project is another one now"})
	}
	s.reset()
	return acts
}

// answered takes the answer to a call. That of a call that nobody waits for any
// more is dropped.
func (s *usersSection) answered(a chatAnswer) (action, tea.Cmd) {
	switch {
	case s.run != nil && s.run.id == a.id:
		return s.ran(a)
	case s.list.call.ends(a):
		page, ok := a.value.(chatapi.Page)
		if a.err != nil || !ok {
			return nil, nil
		}
		return nil, s.turned(page)
	case s.online.ends(a):
		if all, ok := a.value.(map[string]chatapi.Presence); ok && a.err == nil {
			s.seen(all)
		}
	case s.lookup.call.ends(a):
		if u, ok := a.value.(chatapi.User); ok && a.err == nil {
			return nil, s.found(u)
		}
	default:
		s.detail.answered(s, a)
	}
	return nil, nil
}

// press does what the keys do that are no commands.
func (s *usersSection) press(k tea.KeyPressMsg) (action, tea.Cmd) {
	keys := &s.env.keys
	switch {
	case s.detail.open && !s.menu.typing:
		return s.pressDetail(k)
	case s.menu.typing && key.Matches(k, keys.Leave):
		s.menu.clear()
		return nil, nil
	case key.Matches(k, keys.Leave), key.Matches(k, keys.Back) && !s.menu.typing:
		return nil, s.leave()
	case key.Matches(k, keys.Right) && !s.menu.typing:
		return nil, s.openDetail()
	case key.Matches(k, keys.Enter) && len(s.menu.fits) == 0 && s.menu.filter.value() != "":
		return s.find(s.menu.filter.value())
	case key.Matches(k, keys.PageDown) && s.menu.at == len(s.menu.fits)-1 && s.list.more():
		return s.next()
	case key.Matches(k, keys.PageUp) && s.menu.at == 0 && s.list.number > 0:
		return s.previous()
	}
	event, cmd := s.edit(k)
	if event == menuChose {
		return nil, s.openDetail()
	}
	return nil, cmd
}

// leave takes back one thing: what is waited for, the filter, the marks.
func (s *usersSection) leave() tea.Cmd {
	switch {
	case s.run.underWay():
		s.run.stop(s)
	case s.lookup.call.id != 0:
		s.lookup.call.cancel(s)
	case s.list.call.id != 0:
		s.list.call.cancel(s)
		s.list.givenUp = true
	case s.menu.filter.value() != "":
		s.clearFilter()
	case len(s.problems(s.width)) > 0:
		s.lookup, s.online.err, s.list.call.err = userLookup{}, nil, nil
		if s.run.failedAlone() {
			s.run = nil
		}
	case len(s.marked) > 0:
		clear(s.marked)
	}
	return nil
}

// clearFilter takes the filter away, and stays on the row that is chosen.
func (s *usersSection) clearFilter() {
	at := s.rowKey()
	s.menu.clear()
	s.choose(at)
	s.lookup.call.err = nil // it was about what the filter said
}
