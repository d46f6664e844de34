package ui

import (
	"strconv"
	"strings"

	"atc/ui/safe"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// chat is the screen of the Chat service: users and their tokens. It is made
// of sections, each a screen of its own below one line that names them all.
type chat struct {
	env           *env
	session       *chatSession
	sections      []chatSection
	open          int
	pasting       int // the section that asked for the clipboard last
	width, height int
}

// chatSection is a part of the Chat screen, and the key that opens it.
type chatSection struct {
	screen
	key string
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
	c := &chat{env: e}
	c.session = newChatSession(e)
	c.sections = []chatSection{
		{newUserTokenSection(e, c.session), "T"},
		{newUsersSection(e, c.session), "U"},
		{newRegisterSection(e, c.session), "R"},
		{newAppTokenSection(e, c.session), "A"},
		{newConnectionSection(e, c.session), "C"},
		{newLogSection(e, c.session), "L"},
	}
	return c
}

func (c *chat) section() screen { return c.sections[c.open].screen }

func (c *chat) title() string { return "Chat" }
func (c *chat) init() tea.Cmd { return c.section().init() }
func (c *chat) typing() bool  { return c.section().typing() }
func (c *chat) live() bool    { return c.section().live() }

// aimed implements aimer.
func (c *chat) aimed() {}

// parts are the screens that an answer may be for.
func (c *chat) parts() []screen {
	all := make([]screen, len(c.sections))
	for i, s := range c.sections {
		all[i] = s.screen
	}
	return all
}

func (c *chat) hints() []command {
	if h, ok := c.section().(hinter); ok {
		return h.hints()
	}
	return nil
}

func (c *chat) commands() []command {
	all := c.section().commands()
	for i, s := range c.sections {
		all = append(all, command{
			key: letter("section: "+s.title(), s.key, "alt+shift+"+strings.ToLower(s.key)), do: func() (action, tea.Cmd) { return nil, c.show(i) },
		})
	}
	return append(
		all,
		command{key: letter("next section", ">"), do: func() (action, tea.Cmd) { return nil, c.show(c.open + 1) }},
		command{key: letter("previous section", "<"), do: func() (action, tea.Cmd) { return nil, c.show(c.open - 1) }},
	)
}

// show brings a section to the front.
func (c *chat) show(i int) tea.Cmd {
	c.open = (i + len(c.sections)) % len(c.sections)
	return c.section().init()
}

func (c *chat) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case chatDone:
		return c.session.take(msg)
	case projectsChanged:
		return c.projectsChanged(msg)
	case tea.KeyPressMsg:
		if key.Matches(msg, c.env.keys.Paste) {
			c.pasting = c.open
		}
	case tea.ClipboardMsg:
		if c.pasting != c.open { // it may be a password, and is for another section
			return nil, nil
		}
		return c.section().update(pasted(c.section(), msg))
	case openSection:
		cmd := c.show(msg.section)
		if msg.msg == nil {
			return nil, cmd
		}
		act, more := c.section().update(msg.msg)
		return act, tea.Batch(cmd, more)
	}
	return c.section().update(msg)
}

// projectsChanged goes over to the active project if it is another one, or not
// what it was.
func (c *chat) projectsChanged(msg projectsChanged) (action, tea.Cmd) {
	if !c.session.stale() {
		return nil, nil
	}
	c.session.renew()
	var acts several
	var cmds []tea.Cmd
	for _, s := range c.sections {
		act, cmd := s.update(msg)
		acts, cmds = append(acts, act), append(cmds, cmd)
	}
	if c.env.chatOpen() {
		cmds = append(cmds, c.section().init())
	}
	return acts, tea.Batch(cmds...)
}

// conceal implements concealer.
func (c *chat) conceal() {
	for _, s := range c.sections {
		if one, ok := s.screen.(concealer); ok {
			one.conceal()
		}
	}
}

// losing says what would be lost if the console ended now, or "".
func (c *chat) losing() string {
	var all []string
	for _, s := range c.sections {
		if one, ok := s.screen.(loser); ok && one.losing() != "" {
			all = append(all, one.losing())
		}
	}
	return strings.Join(all, " ")
}

func (c *chat) setSize(width, height int) {
	c.width, c.height = width, height
	for _, s := range c.sections {
		s.setSize(width, height-1)
	}
}

func (c *chat) view() frame {
	f := c.section().view()
	f.lines = append([]string{c.bar()}, f.lines...)
	if f.cursor != nil {
		f.cursor.Y++
	}
	return f
}

// bar names the sections with their keys, and where requests go.
func (c *chat) bar() string {
	th := c.env.theme
	left := ""
	for i, s := range c.sections {
		name := s.title()
		if i == sectionLog && c.session.log.total > 0 {
			name += " " + strconv.Itoa(c.session.log.total)
		}
		if i == c.open {
			left += th.title.Render("[" + s.key + " " + name + "]")
		} else {
			left += " " + th.label.Render(s.key) + " " + th.dim.Render(name) + " "
		}
	}
	room := c.width - cells(left) - 1
	where := safe.Text(c.session.where())
	if room < len("a41.chat.agora.io")+1 {
		where = ""
	}
	return fit(left+blank(room-cells(cut(where, room-1)))+th.dim.Render(cut(where, room-1)), c.width)
}
