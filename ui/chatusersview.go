package ui

import (
	"strings"
	"time"

	"atc/chatapi"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// The widths of the columns whose texts all have the same.
const (
	usersMarks   = 3 // the choice, the mark and a blank
	usersGap     = 2 // after the columns whose texts may be cut
	usersGaps    = 2*usersGap + 3
	usersShortID = 9
	usersWholeID = 36
	usersState   = 6
	usersOnline  = 9
	usersCreated = len("2006-01-02 15:04")
	usersNick    = len("Nickname")
)

// besideFrom is the width from which the details of a user stand beside the
// table.
const besideFrom = 116

// columns returns the widths of table and details. Where there is no room for
// both, one of them has it all.
func (s *usersSection) columns() (table, details int) {
	if s.width < besideFrom {
		return s.width, s.width
	}
	details = max(42, min(60, s.width*36/100))
	return s.width - details, details
}

// beside reports whether the details stand beside the table.
func (s *usersSection) beside() bool { return s.width >= besideFrom }

func (s *usersSection) setSize(width, height int) {
	s.dialog.setSize(width, height)
	s.layout()
}

// layout gives the rows the room that the line of headings and what is said
// below them leave.
func (s *usersSection) layout() {
	table, _ := s.columns()
	inner := table - paneWidth
	s.menu.setSize(inner, s.height-paneHeight-1-len(s.said(inner)))
}

func (s *usersSection) view() frame {
	table, details := s.columns()
	switch {
	case s.session.lack() != "" || len(s.rows) == 0:
		p := pane{title: s.title(), focused: true}
		return frame{lines: p.draw(s.env.theme, s.empty(min(s.width-paneWidth, 76)), s.width, s.height)}
	case !s.beside() && s.detail.open:
		return frame{lines: s.drawDetail(details)}
	case !s.beside():
		lines, cursor := s.table(table)
		return frame{lines: lines, cursor: cursor}
	}
	lines, cursor := s.table(table)
	return frame{lines: beside(lines, s.drawDetail(details)), cursor: cursor}
}

// table draws the pane with the users.
func (s *usersSection) table(width int) ([]string, *tea.Cursor) {
	th, m, inner := s.env.theme, s.menu, width-paneWidth
	lines, cursor := m.drawFilter()
	c := s.fitColumns(inner)
	lines = append(lines, th.label.Render(fit(blank(usersMarks)+c.line("Username", "Nickname", "UUID", "State", "Online", "Created (UTC)"), inner)))
	if len(m.fits) == 0 {
		said := "Nobody on this page fits “" + cut(safe.Text(m.filter.value()), 40) + "”"
		if s.lookup.call.idle() {
			said += ": enter looks for a user of that name at the service"
		}
		lines = append(lines, paragraph(th.text, said+".", inner)...)
	}
	all := m.rows()
	for _, r := range all[m.top:min(len(all), m.top+m.room())] {
		if r.heading {
			lines = append(lines, th.title.Render(cut(m.items[m.fits[r.at]].group, inner)))
			continue
		}
		lines = append(lines, s.drawRow(&s.rows[m.fits[r.at]], &c, r.at == m.at, inner))
	}
	said := s.said(inner)
	lines = append(block(lines, inner, s.height-paneHeight-len(said)), said...)
	p := pane{title: s.title(), right: s.pageWords(), focused: !s.detail.open, top: m.top, total: len(all) + len(lines) - m.room()}
	return p.draw(th, lines, width, s.height), inPane(cursor)
}

// userColumns are the widths of the columns whose texts differ.
type userColumns struct{ name, nick, uuid int }

// fitColumns shares the room among the columns: UUIDs are whole where all else
// is, and names have what nicknames do not need.
func (s *usersSection) fitColumns(width int) userColumns {
	room := width - usersMarks - usersState - usersOnline - usersCreated - usersGaps
	c := userColumns{name: len("Username"), nick: usersNick, uuid: usersShortID}
	for i := range s.rows {
		c.name, c.nick = max(c.name, cells(s.rows[i].name)), max(c.nick, cells(s.rows[i].nick))
	}
	switch {
	case room-c.name-c.nick >= usersWholeID:
		c.uuid = usersWholeID
	case s.beside():
		c.uuid = 0 // the details have it
	}
	room -= c.uuid
	c.nick = min(c.nick, max(usersNick, room-c.name, room*2/5))
	c.name = room - c.nick
	return c
}

// line puts the texts of a row into columns.
func (c *userColumns) line(name, nick, uuid, state, online, created string) string {
	gap := blank(usersGap)
	return fit(name, c.name) + gap + fit(nick, c.nick) + gap + fit(uuid, c.uuid) + " " +
		fit(state, usersState) + " " + fit(online, usersOnline) + " " + fit(created, usersCreated)
}

// drawRow draws a user in one line.
func (s *usersSection) drawRow(r *userRow, c *userColumns, chosen bool, width int) string {
	th := s.env.theme
	on := func(st lipgloss.Style) lipgloss.Style {
		if chosen {
			return th.selected.Foreground(st.GetForeground())
		}
		return st
	}
	text, dim, mark, tick := th.text, th.dim, " ", " "
	if chosen {
		text, dim, mark = th.selected, th.selected, "›"
	}
	if s.marked[r.key] {
		tick = "✓"
	}
	gap := text.Render(blank(usersGap))
	name, nameLook := r.name, text
	if name == "" {
		name, nameLook = "no username", dim
	}
	state, stateLook := userState(th, r.user.State)
	online, onlineLook := s.onlineWords(r)
	line := text.Render(mark+tick+" ") + nameLook.Render(fit(name, c.name)) + gap + dim.Render(fit(r.nick, c.nick)) + gap +
		dim.Render(fit(shortUUID(r.uuid, c.uuid), c.uuid)+" ") + on(stateLook).Render(fit(state, usersState)+" ") +
		on(onlineLook).Render(fit(online, usersOnline)+" ") + text.Render(fit(createdAt(r.user.Created), usersCreated))
	return line + text.Render(blank(width-cells(line)))
}

// shortUUID shortens a UUID to what tells it apart, where it has to be.
func shortUUID(uuid string, width int) string {
	if n := cells(uuid); n <= width || n < usersShortID+2 {
		return uuid
	}
	return middle(uuid, width)
}

// createdAt writes when a user was registered.
func createdAt(at time.Time) string {
	if at.IsZero() {
		return "–"
	}
	return at.UTC().Format("2006-01-02 15:04")
}

// userState says in a word whether a user may log in.
func userState(th *theme, state chatapi.State) (string, lipgloss.Style) {
	switch state {
	case chatapi.StateActive:
		return state.String(), th.text
	case chatapi.StateBanned:
		return state.String(), th.bad
	case chatapi.StateUnknown:
	}
	return "–", th.dim
}

// onlineWords says whether the user of a row is online, as far as it is known.
func (s *usersSection) onlineWords(r *userRow) (string, lipgloss.Style) {
	th := s.env.theme
	switch {
	case r.online == chatapi.Online:
		return "● online", th.good
	case r.online == chatapi.Offline:
		return "○ offline", th.dim
	case s.online.id != 0 && r.online == "":
		return "…", th.dim
	}
	return "–", th.dim
}

// empty is what stands in place of a table without rows.
func (s *usersSection) empty(width int) []string {
	th := s.env.theme
	if s.session.lack() != "" {
		return s.session.notReady(width)
	}
	l := &s.list
	keys := [][2]string{{"r", "read the users"}}
	var lines []string
	switch {
	case l.call.id != 0:
		return s.said(width)
	case l.call.err != nil:
		lines = chatProblem(th, l.call.err, width)
		keys[0][1] = "try again"
	case l.givenUp:
		lines = paragraph(th.text, "Reading the users was given up.", width)
		keys[0][1] = "try again"
	case l.read.IsZero():
		lines = paragraph(th.text, "The users of the app are not read yet.", width)
	case l.number > 0:
		lines = paragraph(th.strong, "Nobody is on this page any more.", width)
		keys = [][2]string{{"p", "the page before"}, {"r", "look again"}}
	default:
		lines = append(paragraph(th.strong, "Nobody is registered yet.", width), "")
		lines = append(lines, paragraph(th.text, "A Chat user is a username of the app, which a token can be made for.", width)...)
		keys = [][2]string{{"R", "register users"}, {"T", "make a user token: a new username is registered on the way"}, {"r", "look again"}}
	}
	if said := strings.Join(s.said(width), ""); strings.TrimSpace(said) != "" && l.call.err == nil {
		lines = append(append(lines, ""), s.said(width)...)
	}
	lines = append(lines, "")
	return append(lines, keyLines(th, width, append(keys, [2]string{"l", "look up a user by name"}))...)
}
