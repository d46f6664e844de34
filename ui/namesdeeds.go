package ui

import (
	"atc/tokens"

	tea "charm.land/bubbletea/v2"
)

// What the dialog for names can do.

func (n *namesDialog) enterField() (action, tea.Cmd) {
	n.inside = true
	n.field.focus(true)
	return nil, nil
}

func (n *namesDialog) leaveField() (action, tea.Cmd) {
	n.inside = false
	n.field.focus(false)
	return nil, nil
}

func (n *namesDialog) giveUp() (action, tea.Cmd) {
	n.search.drop()
	n.refresh()
	return notify{"given up: what is shown is from before"}, nil
}

func (n *namesDialog) close() (action, tea.Cmd) {
	n.search.drop()
	return closeDialog{dialog: n}, nil
}

func (n *namesDialog) entered() yours { return yours{n.field.value(), n.held} }

// enter puts names in the place of those that were entered.
func (n *namesDialog) enter(y yours) tea.Cmd {
	n.before = n.entered()
	n.field.setValue(y.typed)
	n.held = y.held
	return n.try()
}

func (n *namesDialog) clear() (action, tea.Cmd) {
	return notify{"your list is empty: u takes it back"}, n.enter(yours{})
}

func (n *namesDialog) takeBack() (action, tea.Cmd) {
	return notify{"taken back"}, n.enter(n.before)
}

// chosen returns the match that is chosen, with its slot, or nil.
func (n *namesDialog) chosen() *nameRow {
	if i := n.menu.chosen(); i >= 0 && i < len(n.rows) && n.rows[i].match != nil {
		return &n.rows[i]
	}
	return nil
}

// names returns the channel and the user that are taken over for the chosen
// row, with a word for what that is: both where a certificate confirms them, or
// the other one is the only one that fits other than by chance.
func (n *namesDialog) names() (useNames, string) {
	row := n.chosen()
	if row == nil {
		return useNames{}, ""
	}
	use := useNames{first(n.token.subject.Channels), first(n.token.subject.Users)}
	use.set(row.slot.Slot, row.match)
	what := "the " + string(row.slot.Slot)
	for i := range n.search.found.Slots {
		s := &n.search.found.Slots[i]
		if other := telling(s); s.Slot != row.slot.Slot && other != nil {
			use.set(s.Slot, other)
			what = "both"
		}
	}
	return use, what
}

func (u *useNames) set(s tokens.Slot, m *tokens.NameMatch) {
	if s == tokens.ChannelSlot {
		u.channel = m.Text
	} else {
		u.user = m.Joins()
	}
}

// telling returns the match of a slot that is confirmed, or else the only one
// that does not fit by mere chance, or nil.
func telling(s *tokens.NameSlot) *tokens.NameMatch {
	var found *tokens.NameMatch
	for i := range s.Matches {
		m := &s.Matches[i]
		switch {
		case m.Confirmed:
			return m
		case m.ByChance():
		case found != nil:
			return nil
		default:
			found = m
		}
	}
	return found
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// useLabel says what enter does, or is "" if it does nothing.
func (n *namesDialog) useLabel() string {
	if _, what := n.names(); what != "" {
		return "join with " + what
	}
	return ""
}

func (n *namesDialog) use() (action, tea.Cmd) {
	use, what := n.names()
	if what == "" {
		return nil, nil
	}
	return closeDialog{then: several{use, notify{"taken over into what the app joins with"}}, dialog: n}, nil
}

func (n *namesDialog) copy() (action, tea.Cmd) {
	row := n.chosen()
	if row == nil {
		return nil, nil
	}
	return copyText{row.match.Text, string(row.slot.Slot)}, nil
}
