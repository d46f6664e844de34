package ui

import (
	"context"
	"strconv"
	"time"

	"atc/chatapi"

	tea "charm.land/bubbletea/v2"
)

const (
	// usersPerPage is how many users one page has: what a person looks through.
	usersPerPage = 50
	// usersFresh is how old a page may be when somebody comes back to it. Users
	// may have been registered meanwhile in the section beside.
	usersFresh = 10 * time.Second
)

// userList is the page of users that is on the screen, and the way to others.
type userList struct {
	number  int      // of the page, from 0
	cursors []string // where the pages start that are known, the first with ""
	read    time.Time
	wanted  int // the page that the call is for
	call    usersCall
	givenUp bool
}

// more reports whether a page follows.
func (l *userList) more() bool { return l.number+1 < len(l.cursors) }

// load reads a page, whose cursor is known.
func (s *usersSection) load(page int) tea.Cmd {
	if s.session.lack() != "" {
		return nil
	}
	cursor := s.list.cursors[page]
	id, cmd := s.session.call(s, func(ctx context.Context, c ChatClient) (any, error) {
		return c.Users(ctx, usersPerPage, cursor)
	})
	s.list.call.begin(s, id)
	s.list.wanted, s.list.givenUp = page, false
	return cmd
}

// turned shows a page that was read, and asks who of its users is online.
func (s *usersSection) turned(page chatapi.Page) tea.Cmd {
	l := &s.list
	another := l.wanted != l.number
	l.number, l.read = l.wanted, s.env.Now()
	l.cursors = l.cursors[:l.number+1]
	if page.Cursor != "" {
		l.cursors = append(l.cursors, page.Cursor)
	}
	if another {
		clear(s.marked)
		s.show(page.Users, nil)
		s.menu.choose(0)
	} else {
		s.show(page.Users, s.extra())
	}
	return s.askOnline()
}

// askOnline asks who of the users on the screen is online.
func (s *usersSection) askOnline() tea.Cmd {
	var names []string
	for i := range s.rows {
		if s.rows[i].legal() == nil {
			names = append(names, s.rows[i].user.Username)
		}
	}
	if len(names) == 0 {
		return nil
	}
	id, cmd := s.session.call(s, func(ctx context.Context, c ChatClient) (any, error) { return c.Presences(ctx, names) })
	s.online.begin(s, id)
	return cmd
}

// seen takes note of who is online.
func (s *usersSection) seen(all map[string]chatapi.Presence) {
	at := s.rowKey()
	for i := range s.rows {
		name, _ := chatapi.Username(s.rows[i].user.Username)
		if p, ok := all[name]; ok {
			s.rows[i].online = p
		}
	}
	s.refresh(at)
}

// reload reads the page again, or the one that could not be read. Over open
// details it is for them, and for the page only where that has failed.
func (s *usersSection) reload() (action, tea.Cmd) {
	if lack := s.session.lack(); lack != "" {
		return warn{lack}, nil
	}
	var detail tea.Cmd
	if s.detail.open {
		detail = s.detail.load(s)
	}
	switch {
	case s.list.call.err != nil, s.list.givenUp:
		return nil, tea.Batch(detail, s.load(s.list.wanted))
	case !s.detail.open, s.online.err != nil:
		return nil, tea.Batch(detail, s.load(s.list.number))
	}
	return nil, detail
}

func (s *usersSection) next() (action, tea.Cmd) {
	if !s.list.more() {
		return notify{"this is the last page"}, nil
	}
	return nil, s.load(s.list.number + 1)
}

func (s *usersSection) previous() (action, tea.Cmd) {
	if s.list.number == 0 {
		return notify{"this is the first page"}, nil
	}
	return nil, s.load(s.list.number - 1)
}

// userLookup is a question for one user by name.
type userLookup struct {
	name string
	call usersCall
}

// missed reports whether the service has nobody of the name.
func (l *userLookup) missed() bool { return chatapi.IsKind(l.call.err, chatapi.KindUserUnknown) }

// find looks a username up at the service.
func (s *usersSection) find(text string) (action, tea.Cmd) {
	if lack := s.session.lack(); lack != "" {
		return warn{lack}, nil
	}
	name, err := chatapi.Username(text)
	if err != nil {
		return warn{err.Error()}, nil
	}
	s.menu.typing = false
	id, cmd := s.session.call(s, func(ctx context.Context, c ChatClient) (any, error) { return c.User(ctx, name) })
	s.lookup.call.begin(s, id)
	s.lookup.name = name
	return nil, cmd
}

// found shows a user who was looked up: in the row on the page, or in one below
// it.
func (s *usersSection) found(u chatapi.User) tea.Cmd {
	if u.Username == "" {
		u.Username = s.lookup.name
	}
	row := newUserRow(u)
	if i := s.row(row.key); i >= 0 {
		s.put(u)
	} else {
		row.extra = true
		s.rows = append(s.listed(), row)
		s.refresh(row.key)
	}
	if !s.choose(row.key) {
		s.menu.clear()
		s.choose(row.key)
	}
	s.detail.know(row.user)
	return s.openDetail()
}

// askName asks for a username to look up.
func (s *usersSection) askName() (action, tea.Cmd) {
	if lack := s.session.lack(); lack != "" {
		return warn{lack}, nil
	}
	return s.ask(newQuestion(s.env, question{
		heading: "Look up a user", label: "Username", yes: "look up",
		check: func(text string) error {
			_, err := chatapi.Username(text)
			return err
		},
		then: func(text string) action { return passOn{reply{s, lookUp(text)}} },
	})), nil
}

// lookUp asks the section to look up a username.
type lookUp string

// pageWords says which page it is, and whether others follow.
func (s *usersSection) pageWords() string {
	if s.list.read.IsZero() {
		return ""
	}
	text := plural(len(s.listed()), "user")
	if s.list.number > 0 || s.list.more() {
		text = "page " + strconv.Itoa(s.list.number+1) + " · " + text
	}
	if s.list.more() {
		return text + ", more follow"
	}
	return text
}
