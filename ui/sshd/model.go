package sshd

import (
	"reflect"

	tea "charm.land/bubbletea/v2"
)

// A contained model keeps a panic of its commands to its own session. Bubble
// Tea would do so, too, but it prints what happened to the error output of the
// host.
type contained struct {
	tea.Model
	fail func(during string, fault any)
}

// Init returns the first command of the model, contained.
func (c contained) Init() tea.Cmd { return c.command(c.Model.Init()) }

// Update hands msg to the model.
func (c contained) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m, cmd := c.Model.Update(msg)
	c.Model = m
	return c, c.command(cmd)
}

// commands is the type of a list of commands. Those that run one after the
// other have a type of their own, which nobody else can name.
var commands = reflect.TypeOf([]tea.Cmd(nil))

// command returns cmd with what it returns contained, too.
func (c contained) command(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if fault := recover(); fault != nil {
				c.fail("running a command", fault)
				msg = nil
			}
		}()
		return c.list(cmd())
	}
}

// list contains the commands in msg, if it is a list of them.
func (c contained) list(msg tea.Msg) tea.Msg {
	v := reflect.ValueOf(msg)
	if msg == nil || v.Kind() != reflect.Slice || !v.CanConvert(commands) {
		return msg
	}
	inside, _ := v.Convert(commands).Interface().([]tea.Cmd)
	wrapped := make([]tea.Cmd, len(inside))
	for i, cmd := range inside {
		wrapped[i] = c.command(cmd)
	}
	return reflect.ValueOf(wrapped).Convert(v.Type()).Interface()
}
