package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// sections are the parts of a tab: each is a screen of its own, below one line
// that names them all with their keys.
type sections struct {
	env           *env
	all           []section
	open          int
	pasting       int // the section that asked for the clipboard last
	width, height int
}

// section is a part of a tab, and the key that opens it.
type section struct {
	screen
	key string
}

func (c *sections) front() screen { return c.all[c.open].screen }
func (c *sections) init() tea.Cmd { return c.front().init() }
func (c *sections) typing() bool  { return c.front().typing() }
func (c *sections) live() bool    { return c.front().live() }

// aimed implements aimer.
func (c *sections) aimed() {}

// parts are the screens that an answer may be for.
func (c *sections) parts() []screen {
	all := make([]screen, len(c.all))
	for i, s := range c.all {
		all[i] = s.screen
	}
	return all
}

func (c *sections) hints() []command {
	if h, ok := c.front().(hinter); ok {
		return h.hints()
	}
	return nil
}

func (c *sections) commands() []command {
	all := c.front().commands()
	for i, s := range c.all {
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
func (c *sections) show(i int) tea.Cmd {
	c.open = (i + len(c.all)) % len(c.all)
	return c.front().init()
}

// update hands a message to the section in front. An answer of the clipboard
// may be a secret, and is only for the section that asked.
func (c *sections) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if key.Matches(msg, c.env.keys.Paste) {
			c.pasting = c.open
		}
	case tea.ClipboardMsg:
		if c.pasting != c.open {
			return nil, nil
		}
		return c.front().update(pasted(c.front(), msg))
	}
	return c.front().update(msg)
}

// tell hands a message to all sections.
func (c *sections) tell(msg tea.Msg) (action, tea.Cmd) {
	var acts several
	var cmds []tea.Cmd
	for _, s := range c.all {
		act, cmd := s.update(msg)
		acts, cmds = append(acts, act), append(cmds, cmd)
	}
	return acts, tea.Batch(cmds...)
}

// conceal implements concealer.
func (c *sections) conceal() {
	for _, s := range c.all {
		if one, ok := s.screen.(concealer); ok {
			one.conceal()
		}
	}
}

func (c *sections) setSize(width, height int) {
	c.width, c.height = width, height
	for _, s := range c.all {
		s.setSize(width, height-1)
	}
}

// names returns the titles of the sections.
func (c *sections) names() []string {
	names := make([]string, len(c.all))
	for i, s := range c.all {
		names[i] = s.title()
	}
	return names
}

// under draws the section in front below the bar, which says at its right end
// what concerns them all.
func (c *sections) under(names []string, right string) frame {
	f := c.front().view()
	f.lines = append([]string{c.bar(names, right)}, f.lines...)
	if f.cursor != nil {
		f.cursor.Y++
	}
	return f
}

// bar names the sections with their keys.
func (c *sections) bar(names []string, right string) string {
	th := c.env.theme
	left := ""
	for i, s := range c.all {
		if i == c.open {
			left += th.title.Render("[" + s.key + " " + names[i] + "]")
		} else {
			left += " " + th.label.Render(s.key) + " " + th.dim.Render(names[i]) + " "
		}
	}
	room := c.width - cells(left) - 1
	if room < len("a41.chat.agora.io")+1 {
		right = "" // so little of it says nothing
	}
	right = cut(right, room-1)
	return fit(left+blank(room-cells(right))+th.dim.Render(right), c.width)
}
