package ui

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"atc/chatapi"
	"atc/ui/safe"
)

// userRow is a user in the table, with the texts that are drawn of them: what
// the service sends is untrusted, and may have any length.
type userRow struct {
	user             chatapi.User
	key              string // tells the row from others, as long as there is anything to tell it by
	name, nick, uuid string // fit for a terminal
	online           chatapi.Presence
	extra            bool // who was looked up, and is not on the page
}

// maxUserText is how many characters are drawn of a text of the service: more
// than the longest that it should have.
const maxUserText = 128

func newUserRow(u chatapi.User) userRow {
	r := userRow{user: u, key: u.Username, name: userText(u.Username), nick: userText(u.Nickname), uuid: userText(u.UUID)}
	if r.key == "" {
		r.key = "\x00" + u.UUID // no username starts like that
	}
	return r
}

// userText makes a text of the service fit for a terminal.
func userText(s string) string {
	n := 0
	for i := range s {
		if n++; n > maxUserText {
			return safe.Text(s[:i]) + "…"
		}
	}
	return safe.Text(s)
}

// legal says why the service cannot be asked about the user, or returns nil.
func (r *userRow) legal() error {
	if r.user.Username == "" {
		return errors.New("the service does not say the username of this user: nothing can be asked about it")
	}
	if _, err := chatapi.Username(r.user.Username); err != nil {
		return fmt.Errorf("nothing can be asked about this user: %w", err)
	}
	return nil
}

// show fills the table with the users of a page, and with who was looked up
// besides. The choice stays on its user, and so do the marks; who is online is
// known until it is known anew.
func (s *usersSection) show(users []chatapi.User, extra *userRow) {
	before, at := s.rows, s.rowKey()
	s.rows = make([]userRow, 0, len(users)+1)
	for _, u := range users {
		s.rows = append(s.rows, newUserRow(u))
	}
	if extra != nil && s.row(extra.key) < 0 {
		s.rows = append(s.rows, *extra)
	}
	online := map[string]chatapi.Presence{}
	for i := range before {
		online[before[i].key] = before[i].online
	}
	for i := range s.rows {
		s.rows[i].online = cmp.Or(s.rows[i].online, online[s.rows[i].key])
	}
	for key := range s.marked {
		if s.row(key) < 0 {
			delete(s.marked, key)
		}
	}
	s.refresh(at)
}

// refresh hands the rows to the menu, which filters them, and goes to a row.
func (s *usersSection) refresh(at string) {
	items := make([]menuItem, len(s.rows))
	uuids := partOfUUID(s.menu.filter.value())
	for i := range s.rows {
		r := &s.rows[i]
		items[i] = menuItem{title: r.name, detail: r.nick, right: r.user.State.String(), also: string(r.online)}
		if uuids {
			items[i].also += " " + r.uuid
		}
		if r.extra {
			items[i].group = lookedUp
		}
	}
	s.menu.setItems(items)
	s.choose(at)
}

// partOfUUID reports whether a filter can be meant for UUIDs. Nearly every one of
// them holds "ad", which is rather a part of a name.
func partOfUUID(filter string) bool {
	filter = strings.ToLower(filter)
	return len(filter) >= 4 && strings.Trim(filter, "0123456789abcdef-") == "" && strings.ContainsAny(filter, "0123456789-")
}

// lookedUp is the heading over a row that is not on the page.
const lookedUp = "Looked up, not on this page"

// listed returns the rows of the page.
func (s *usersSection) listed() []userRow {
	if n := len(s.rows); n > 0 && s.rows[n-1].extra {
		return s.rows[:n-1]
	}
	return s.rows
}

// extra returns the row of who was looked up, or nil.
func (s *usersSection) extra() *userRow {
	if n := len(s.rows); n > 0 && s.rows[n-1].extra {
		r := s.rows[n-1]
		return &r
	}
	return nil
}

// row returns the index of the row with a key, or −1.
func (s *usersSection) row(key string) int {
	return slices.IndexFunc(s.rows, func(r userRow) bool { return r.key == key })
}

// chosen returns the chosen row, or nil.
func (s *usersSection) chosen() *userRow {
	if i := s.menu.chosen(); i >= 0 && i < len(s.rows) {
		return &s.rows[i]
	}
	return nil
}

// rowKey returns the key of the chosen row, "" if there is none.
func (s *usersSection) rowKey() string {
	if r := s.chosen(); r != nil {
		return r.key
	}
	return ""
}

// choose goes to a row, and reports whether the filter leaves it.
func (s *usersSection) choose(key string) bool {
	at := slices.IndexFunc(s.menu.fits, func(i int) bool { return i < len(s.rows) && s.rows[i].key == key })
	if at >= 0 {
		s.menu.choose(at)
	}
	return at >= 0
}

// put takes what is known of a user now in place of what was known before.
func (s *usersSection) put(u chatapi.User) {
	i := s.row(newUserRow(u).key)
	if i < 0 {
		return
	}
	row, at := newUserRow(u), s.rowKey()
	row.online, row.extra = s.rows[i].online, s.rows[i].extra
	s.rows[i] = row
	s.refresh(at)
}

// remove takes a user out of the table. The choice goes to the next.
func (s *usersSection) remove(key string) {
	i, at := s.row(key), s.rowKey()
	if i < 0 {
		return
	}
	s.rows = slices.Delete(s.rows, i, i+1)
	delete(s.marked, key)
	if at == key && len(s.rows) > 0 {
		at = s.rows[min(i, len(s.rows)-1)].key
	}
	s.refresh(at)
}

// mark marks the chosen row, or takes its mark away, and goes to the next.
func (s *usersSection) mark() {
	r := s.chosen()
	if r == nil {
		return
	}
	if s.marked[r.key] {
		delete(s.marked, r.key)
	} else {
		s.marked[r.key] = true
	}
	s.menu.choose(s.menu.at + 1)
}

// markAll marks all rows that the filter leaves, or takes all marks away if
// they have one.
func (s *usersSection) markAll() {
	missing := slices.ContainsFunc(s.menu.fits, func(i int) bool { return !s.marked[s.rows[i].key] })
	clear(s.marked)
	if missing {
		for _, i := range s.menu.fits {
			s.marked[s.rows[i].key] = true
		}
	}
}

// targets returns the users that an action is for. The error says why it cannot
// be done to one of them.
func (s *usersSection) targets() ([]userRow, error) {
	all := s.picked()
	if len(all) == 0 {
		return nil, errors.New("there is no user to do it to")
	}
	for i := range all {
		if err := all[i].legal(); err != nil {
			return nil, err
		}
	}
	return all, nil
}
