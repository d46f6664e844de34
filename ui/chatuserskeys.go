package ui

import (
	"strings"

	"atc/chatapi"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

func (s *usersSection) hints() []command {
	switch {
	case s.menu.typing && len(s.menu.fits) == 0 && s.menu.filter.value() != "":
		return []command{hint("look it up", "enter"), hint("all users", "esc")}
	case s.menu.typing:
		return []command{hint("done", "enter"), hint("all users", "esc")}
	case s.detail.open:
		return []command{hint("back", "esc")}
	case s.chosen() == nil:
		return nil
	}
	return []command{hint("details", "enter")}
}

func (s *usersSection) commands() []command {
	some, inDetail := s.chosen() != nil, s.detail.open
	inTable := some && !inDetail && !s.menu.typing
	ban := "ban…"
	if r := s.chosen(); r != nil && r.user.State == chatapi.StateBanned {
		ban = "unban"
	}
	failed := (s.list.call.err != nil || s.list.givenUp || !some) && !s.menu.typing
	all := []command{
		{letter("force this device offline…", "d"), inDetail && len(s.detail.devices) > 0, s.kickDevice},
		{chord("mark", "space"), inTable, func() (action, tea.Cmd) { s.mark(); return nil, nil }},
		{letter("filter", "/"), inTable, s.search},
		{letter("user token", "m"), some, s.userToken},
		{letter(ban, "b"), some, s.ban},
		{letter("delete…", "x", "delete"), some, s.erase},
		{letter("force offline…", "f"), inDetail, s.kick},
		{letter("nickname…", "e"), inDetail, s.rename},
		{letter("password…", "w"), inDetail, s.password},
		{letter("next page", "n"), !inDetail && s.list.more(), s.next},
		{letter("previous page", "p"), !inDetail && s.list.number > 0, s.previous},
		{letter("read again", "r"), failed, s.reload},
		{letter("look up by name…", "l"), failed, s.askName},
		{letter("copy the username", "y", "ctrl+y"), false, s.copyNames},
		{letter("copy the UUID", "c"), false, s.copyUUIDs},
		{letter("mark all, or none", "*"), false, func() (action, tea.Cmd) { s.markAll(); return nil, nil }},
	}
	if s.run.hasOutcomes() {
		all = append(all, command{letter("what came of it", "v"), true, s.showOutcomes})
	}
	return all
}

func (s *usersSection) search() (action, tea.Cmd) {
	s.detail.close(s)
	if len(s.rows) == 0 {
		return s.askName()
	}
	s.menu.typing = true
	return nil, nil
}

// userToken goes to the section that makes user tokens.
func (s *usersSection) userToken() (action, tea.Cmd) {
	if s.lookup.missed() { // which is what the key is said to be for then
		return openSection{sectionUserToken, tokenFor{s.lookup.name}}, nil
	}
	r := s.chosen()
	if r == nil {
		return openSection{section: sectionUserToken}, nil
	}
	if err := r.legal(); err != nil {
		return warn{err.Error()}, nil
	}
	return openSection{sectionUserToken, tokenFor{r.user.Username}}, nil
}

// picked returns the users that are marked, or else the chosen one, for what is
// done with what is on the screen.
func (s *usersSection) picked() []userRow {
	var all []userRow
	for i := range s.rows {
		if s.marked[s.rows[i].key] {
			all = append(all, s.rows[i])
		}
	}
	if r := s.chosen(); r != nil && (len(all) == 0 || s.detail.open) {
		all = []userRow{*r} // whose details are looked at is whom the keys are for
	}
	return all
}

// copyOf copies a text of each of the users, one a line.
func (s *usersSection) copyOf(what string, of func(chatapi.User) string) (action, tea.Cmd) {
	var texts []string
	for _, r := range s.picked() {
		if text := safe.Text(of(r.user)); text != "" { // one line each, whatever the service sends
			texts = append(texts, text)
		}
	}
	switch len(texts) {
	case 0:
		return notify{"there is no " + what + " to copy"}, nil
	case 1:
		return copyText{texts[0], what}, nil
	}
	return copyText{strings.Join(texts, "\n"), plural(len(texts), what)}, nil
}

func (s *usersSection) copyNames() (action, tea.Cmd) {
	return s.copyOf("username", func(u chatapi.User) string { return u.Username })
}

func (s *usersSection) copyUUIDs() (action, tea.Cmd) {
	return s.copyOf("UUID", func(u chatapi.User) string { return u.UUID })
}
