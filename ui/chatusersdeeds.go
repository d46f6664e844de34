package ui

import (
	"fmt"
	"strings"

	"atc/chatapi"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// What is done to users: each deed says first what it does, where it disturbs
// somebody.

// ask opens a dialog, which goes when its project is no longer the active one.
func (s *usersSection) ask(d screen) action {
	s.asked = d
	return openDialog{d}
}

// job returns what is to be done to users, as the action that does it.
func (s *usersSection) job(j userJob) action {
	j.project = s.session.project
	return passOn{reply{s, j}}
}

// withUsers does something with the users that the action is for.
func (s *usersSection) withUsers(do func([]userRow) (action, tea.Cmd)) (action, tea.Cmd) {
	users, err := s.targets()
	switch {
	case s.session.lack() != "":
		return warn{s.session.lack()}, nil
	case s.run.underWay():
		return warn{s.run.doing() + " has not come to an end yet: esc stops it"}, nil
	case err != nil:
		return warn{err.Error()}, nil
	}
	return do(users)
}

// withOne is withUsers for what is done to one user at a time.
func (s *usersSection) withOne(do func(userRow) (action, tea.Cmd)) (action, tea.Cmd) {
	return s.withUsers(func(users []userRow) (action, tea.Cmd) {
		if len(users) > 1 {
			return warn{fmt.Sprintf("%d users are marked, and this is for one at a time: esc takes the marks away", len(users))}, nil
		}
		return do(users[0])
	})
}

// someNames names some users, and counts the others.
func someNames(users []userRow) string {
	const most = 6
	var names []string
	for i := range users[:min(len(users), most)] {
		names = append(names, cut(users[i].name, 30))
	}
	if n := len(users) - most; n > 0 {
		return strings.Join(names, ", ") + " and " + plural(n, "more user")
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

func usernames(users []userRow) []string {
	names := make([]string, len(users))
	for i := range users {
		names[i] = users[i].user.Username
	}
	return names
}

// they returns the words for one user or several.
func they(users []userRow, one, several string) string {
	if len(users) == 1 {
		return one
	}
	return several
}

// ban bans those who are not banned, or takes that back. Where both can be
// meant, it asks.
func (s *usersSection) ban() (action, tea.Cmd) {
	return s.withUsers(func(users []userRow) (action, tea.Cmd) {
		var banned, others []userRow // in both is whom the service does not say it of
		for i := range users {
			if users[i].user.State != chatapi.StateActive {
				banned = append(banned, users[i])
			}
			if users[i].user.State != chatapi.StateBanned {
				others = append(others, users[i])
			}
		}
		unban := s.job(userJob{deed: unbanUsers, names: usernames(banned)})
		doBan := s.job(userJob{deed: banUsers, names: usernames(others)})
		switch {
		case len(others) == 0:
			return unban, nil
		case len(banned) == 0:
			ask := "Ban " + someNames(others) + "? " + they(others, "It is logged out of all devices at once, and cannot log in",
				"They are logged out of all devices at once, and cannot log in") + " until b takes it back."
			return s.ask(newConfirm(s.env, ask, "ban", doBan)), nil
		}
		return s.ask(newUsersChoice(s.env, "Ban or unban?", []usersOption{
			{"ban " + plural(len(others), "user"), someNames(others), doBan},
			{"unban " + plural(len(banned), "user"), someNames(banned), unban},
		})), nil
	})
}

func (s *usersSection) kick() (action, tea.Cmd) {
	return s.withUsers(func(users []userRow) (action, tea.Cmd) {
		ask := "Force " + someNames(users) + " offline? " +
			they(users, "It is logged out of all devices at once, and can log in again.", "They are logged out of all devices at once, and can log in again.")
		return s.ask(newConfirm(s.env, ask, "force offline", s.job(userJob{deed: kickUsers, names: usernames(users)}))), nil
	})
}

func (s *usersSection) kickDevice() (action, tea.Cmd) {
	d := &s.detail
	if !d.open || d.device >= len(d.devices) {
		return notify{"enter shows the devices of a user; then d forces one of them offline"}, nil
	}
	return s.withOne(func(r userRow) (action, tea.Cmd) {
		device := d.devices[d.device]
		if device.Resource == "" {
			return warn{"the service does not say how this device is called in requests: f forces all of them offline"}, nil
		}
		ask := "Force " + cut(userText(device.Resource), 60) + " of " + cut(r.name, 40) + " offline? The app there is logged out at once, and can log in again."
		return s.ask(newConfirm(s.env, ask, "force offline", s.job(userJob{deed: kickDevice, names: []string{r.user.Username}, device: device.Resource}))), nil
	})
}

func (s *usersSection) rename() (action, tea.Cmd) {
	return s.withOne(func(r userRow) (action, tea.Cmd) {
		return s.ask(newQuestion(s.env, question{
			heading: "Nickname of " + cut(r.name, 40),
			text:    "Push notifications call the user by it. An empty one takes it away.",
			label:   "Nickname", value: r.user.Nickname, yes: "set it",
			check: chatapi.CheckNickname,
			then: func(text string) action {
				if text == r.user.Nickname {
					return nil
				}
				return s.job(userJob{deed: renameUser, names: []string{r.user.Username}, nickname: text})
			},
		})), nil
	})
}

func (s *usersSection) password() (action, tea.Cmd) {
	return s.withOne(func(r userRow) (action, tea.Cmd) {
		return s.ask(newUserPassword(s.env, r.name, func(j userJob) action {
			j.deed, j.names = passwordUser, []string{r.user.Username}
			return s.job(j)
		})), nil
	})
}

// erase deletes users, one request each, after their name, or how many they
// are, was typed.
func (s *usersSection) erase() (action, tea.Cmd) {
	return s.withUsers(func(users []userRow) (action, tea.Cmd) {
		word, label := users[0].user.Username, "Type the username"
		if len(users) > 1 {
			word, label = "delete "+plural(len(users), "user"), "Type “"+"delete "+plural(len(users), "user")+"”"
		}
		return s.ask(newQuestion(s.env, question{
			heading: "Delete " + they(users, cut(users[0].name, 40), plural(len(users), "user")),
			text: "This deletes " + someNames(users) + " for good, with the groups and chat rooms that " +
				they(users, "it owns", "they own") + ". It cannot be taken back.",
			label: label, yes: "delete",
			check: func(typed string) error {
				if typed != word {
					return fmt.Errorf("type %s to delete %s", safe.Text(word), they(users, "it", "them"))
				}
				return nil
			},
			then: func(string) action { return s.job(userJob{deed: deleteUsers, names: usernames(users)}) },
		})), nil
	})
}
