package ui

import (
	"strconv"
	"strings"

	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// chat is the screen of the Chat service: users and their tokens.
type chat struct {
	sections
	session *chatSession
}

// The sections, in their order.
const (
	sectionUserToken = iota
	sectionUsers
	sectionRegister
	sectionAppToken
	sectionConnection
	sectionLog
)

// openSection asks the Chat screen to show a section, and hands it a message,
// if there is one.
type openSection struct {
	section int
	msg     tea.Msg
}

func (openSection) isAction() {}

func newChat(e *env) *chat {
	c := &chat{session: newChatSession(e)}
	c.sections = sections{env: e, all: []section{
		{newUserTokenSection(e, c.session), "T"},
		{newUsersSection(e, c.session), "U"},
		{newRegisterSection(e, c.session), "R"},
		{newAppTokenSection(e, c.session), "A"},
		{newConnectionSection(e, c.session), "C"},
		{newLogSection(e, c.session), "L"},
	}}
	return c
}

func (c *chat) title() string { return "Chat" }

func (c *chat) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case chatDone:
		return c.session.take(msg)
	case projectsChanged:
		return c.projectsChanged(msg)
	case openSection:
		cmd := c.show(msg.section)
		if msg.msg == nil {
			return nil, cmd
		}
		act, more := c.front().update(msg.msg)
		return act, tea.Batch(cmd, more)
	}
	return c.sections.update(msg)
}

// projectsChanged goes over to the active project if it is another one, or not
// what it was.
func (c *chat) projectsChanged(msg projectsChanged) (action, tea.Cmd) {
	if !c.session.stale() {
		return nil, nil
	}
	c.session.renew()
	act, cmd := c.tell(msg)
	if c.env.chatOpen() {
		cmd = tea.Batch(cmd, c.front().init())
	}
	return act, cmd
}

// losing says what would be lost if the console ended now, or "".
func (c *chat) losing() string {
	var all []string
	for _, s := range c.all {
		if one, ok := s.screen.(loser); ok {
			all = append(all, one.losing())
		}
	}
	return strings.Join(filled(all...), " ")
}

func (c *chat) view() frame {
	names := c.names()
	if n := c.session.log.total; n > 0 {
		names[sectionLog] += " " + strconv.Itoa(n)
	}
	return c.under(names, safe.Text(c.session.where()))
}
