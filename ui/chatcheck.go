package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	"atc/chatapi"
	"atc/ui/safe"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// connectionSection tries the way to the Chat service step by step.
type connectionSection struct {
	dialog
	session *chatSession
	call    int // under way, 0 if none is
	since   time.Time
	ending  bool      // the person has given up
	ran     time.Time // when the last check ended, zero before the first
	steps   []chatapi.Step
	address chatapi.Address // that was checked
	err     error           // why the check could not be made, or what it came to
	top     int             // of the lines, the first that is shown
}

func newConnectionSection(e *env, s *chatSession) *connectionSection {
	return &connectionSection{dialog: dialog{env: e}, session: s}
}

func (c *connectionSection) title() string { return "Connection" }
func (c *connectionSection) live() bool    { return c.call != 0 }
func (c *connectionSection) ready() bool   { return c.session.lack() == "" }

func (c *connectionSection) hints() []command {
	switch {
	case !c.ready():
		return nil
	case c.call != 0:
		return []command{hint("give up", "esc")}
	case c.ran.IsZero():
		return []command{hint("check", "enter")}
	}
	return []command{hint("check again", "enter")}
}

func (c *connectionSection) commands() []command {
	if !c.ready() {
		return nil
	}
	again := command{letter("check again", "r"), false, c.check}
	if c.ran.IsZero() {
		again = command{letter("check the connection", "r"), false, c.check}
	}
	return []command{again, {letter("copy the report", "y", "ctrl+y"), !c.ran.IsZero(), c.copy}}
}

func (c *connectionSection) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case projectsChanged:
		*c = connectionSection{dialog: c.dialog, session: c.session}
	case chatAnswer:
		if c.call != 0 && msg.id == c.call {
			c.answered(msg)
		}
	case tea.KeyPressMsg:
		keys := &c.env.keys
		switch {
		case !c.ready():
		case key.Matches(msg, keys.Enter):
			return c.check()
		case key.Matches(msg, keys.Leave) && c.call != 0:
			c.leave()
		default:
			room := c.height - paneHeight
			c.top = c.env.keys.scrolled(msg, c.top, room-1, len(c.lines(c.width-paneWidth))-room)
		}
	}
	return nil, nil
}

// where returns where requests go, as far as that is known.
func (c *connectionSection) where() chatapi.Address {
	if c.session.client != nil {
		return c.session.client.Address()
	}
	p := c.env.project()
	return chatapi.Address{Host: p.Chat.Host, AppID: p.AppID, AppKey: p.Chat.AppKey}
}

// check tries the connection, from the first step on.
func (c *connectionSection) check() (action, tea.Cmd) {
	if c.call != 0 {
		return nil, nil
	}
	c.address = c.where()
	c.since, c.ending, c.ran, c.err, c.steps, c.top = c.env.Now(), false, time.Time{}, nil, nil, 0
	var cmd tea.Cmd
	c.call, cmd = c.session.stream(c, func(ctx context.Context, client ChatClient, send func(any)) (any, error) {
		send(client.Address())
		return nil, client.CheckConnection(ctx, func(s chatapi.Step) { send(s) })
	})
	return nil, cmd
}

// leave gives up the check. Who cannot even wait for that does not have to.
func (c *connectionSection) leave() {
	if c.ending {
		c.end(context.Canceled)
		return
	}
	c.session.cancel(c.call)
	c.ending = true
}

// end is the end of a check. A step that has not come to its end is no longer
// under way.
func (c *connectionSection) end(err error) {
	c.call, c.ending, c.ran, c.err = 0, false, c.env.Now(), err
	for i := range c.steps {
		if s := &c.steps[i]; s.State == chatapi.StepRunning {
			s.State, s.Result = chatapi.StepSkipped, "given up"
		}
	}
}

func (c *connectionSection) answered(a chatAnswer) {
	if !a.more {
		c.end(a.err)
		return
	}
	sent, _ := a.value.([]any)
	for _, one := range sent {
		switch s := one.(type) {
		case chatapi.Address:
			c.address = s
		case chatapi.Step:
			c.fold(s)
		}
	}
}

// fold puts a step in the place of the one that it is the end of.
func (c *connectionSection) fold(s chatapi.Step) {
	i := slices.IndexFunc(c.steps, func(one chatapi.Step) bool { return one.Name == s.Name && one.State == chatapi.StepRunning })
	if i < 0 {
		c.steps = append(c.steps, s)
		return
	}
	c.steps[i] = s
}

// worst is how the check went on the whole.
func (c *connectionSection) worst() chatapi.StepState {
	has := func(state chatapi.StepState) bool {
		return slices.ContainsFunc(c.steps, func(s chatapi.Step) bool { return s.State == state })
	}
	switch {
	case has(chatapi.StepFailed), c.err != nil:
		return chatapi.StepFailed
	case has(chatapi.StepWarning):
		return chatapi.StepWarning
	}
	return chatapi.StepGood
}

func (c *connectionSection) copy() (action, tea.Cmd) {
	if c.ran.IsZero() {
		return warn{"nothing has been checked yet: enter does"}, nil
	}
	return copyText{c.report(), "report"}, nil
}

// report returns the check as text, to be sent to somebody: the App ID is
// shortened in it, and there is no token.
func (c *connectionSection) report() string {
	var b strings.Builder
	line := func(s string) {
		b.WriteString(strings.ReplaceAll(safe.Text(s), c.address.AppID, middleID(c.address.AppID)) + "\n")
	}
	line("Agora Chat connection check, " + c.ran.UTC().Format("2006-01-02 15:04:05 UTC"))
	line(c.address.Base())
	for i := range c.steps {
		s := &c.steps[i]
		text := fit(s.State.String(), 9) + s.Name
		if s.Result != "" {
			text += ": " + s.Result
		}
		if s.Took >= briefStep {
			text += " (" + milliseconds(s.Took) + ")"
		}
		line(text)
		if s.Advice != "" {
			line("         " + s.Advice)
		}
	}
	line(c.summary())
	return b.String()
}
