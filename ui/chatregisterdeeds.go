package ui

import (
	"errors"
	"time"

	"atc/chatapi/bulk"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// What can be done about a list and its run.

type (
	// stopRun is the answer to the question whether a run is to be stopped.
	stopRun struct{ run *bulkRun }
	// restartRun is the answer to the one whether to forget an earlier run.
	restartRun struct{}
)

func (m *registerMany) hints() []command {
	switch r := m.run; {
	case r == nil && m.check.reading():
		return []command{hint("give up", "esc")}
	case r == nil && m.interrupted != nil:
		return []command{hint("resume", "enter")}
	case r == nil && m.form.isDocument() && m.check.good():
		return []command{hint("register", "alt+enter")}
	case r == nil && m.form.isDocument():
		return []command{hint("next field", "tab")}
	case r == nil && m.check.good() && m.source() == m.check.source:
		return []command{hint("register", "enter")}
	case r == nil:
		return []command{hint("read the list", "enter")}
	case r.again() && r.left() > 0:
		return []command{hint("resume", "enter")}
	case r.again():
		return []command{hint("try the failed ones again", "enter")}
	}
	return nil
}

func (m *registerMany) commands() []command {
	r := m.run
	if r != nil {
		return m.runCommands(r)
	}
	all := []command{
		{letter("empty the list", "x"), true, m.clear},
		{letter("undo", "u", "ctrl+z"), false, m.undo},
	}
	if m.interrupted != nil {
		all = append(all, command{letter("start from the beginning…", "w"), true, m.restart})
	}
	return all
}

// runCommands are what can be done about a run, as long as it is the one on the
// screen: it may be gone before one is chosen from the list of all actions.
func (m *registerMany) runCommands(r *bulkRun) []command {
	all := m.deeds(r)
	for i, c := range all {
		all[i].do = func() (action, tea.Cmd) {
			if m.run != r {
				return nil, nil
			}
			return c.do()
		}
	}
	return all
}

func (m *registerMany) deeds(r *bulkRun) []command {
	only := "only those that failed"
	if r.only {
		only = "all outcomes"
	}
	all := []command{{letter(only, "f"), r.counts.Failed > 0 || r.only, m.filter}}
	if r.underWay() {
		pause := "pause"
		if !r.paused.IsZero() {
			pause = "go on"
		}
		return append([]command{
			{letter(pause, "p"), !r.stopping, m.pause},
			{letter("stop…", "x"), !r.stopping, m.askStop},
		}, append(all, command{letter("copy the names that failed", "y", "ctrl+y"), false, m.copyFailed})...)
	}
	if r.shut() {
		all = append(all, command{letter("start from the beginning…", "w"), true, m.restart})
	}
	if m.env.Files != nil {
		all = append(all, command{letter("save as CSV…", "v"), true, m.askName})
	}
	return append(
		all,
		command{letter("copy as CSV", "a"), m.env.Files == nil, m.copyCSV},
		command{letter("copy the names that failed", "y", "ctrl+y"), r.counts.Failed > 0, m.copyFailed},
		command{letter("close, for another list", "x"), true, m.close},
	)
}

func (m *registerMany) pressInRun(k tea.KeyPressMsg) (action, tea.Cmd) {
	r, keys := m.run, &m.env.keys
	switch {
	case key.Matches(k, keys.Leave) && r.underWay():
		return m.askStop()
	case key.Matches(k, keys.Enter) && r.again():
		how := bulk.Resume
		if r.handle == nil { // it has not even begun
			how = r.how
		}
		var cmd tea.Cmd
		m.run, cmd = newBulkRun(m.session, m.section, r.list, r.source, how, r)
		m.run.only = r.only
		return nil, cmd
	}
	r.rows.press(keys, k, r.shown(), m.tableRows())
	return nil, nil
}

// answered takes what the run sends, and its end.
func (m *registerMany) answered(a chatAnswer) action {
	r := m.run
	if r == nil || a.id != r.call || !r.underWay() {
		return nil
	}
	if a.more {
		sent, _ := a.value.([]any)
		r.take(sent)
		return nil
	}
	r.end(m.env.Now(), a.value, a.err)
	var earlier *bulk.InterruptedError
	switch {
	case errors.As(a.err, &earlier):
		m.run, m.interrupted = nil, earlier
		return nil
	case errors.Is(a.err, bulk.ErrInterrupted):
		m.run, m.interrupted = nil, &bulk.InterruptedError{}
		return nil
	case a.err == nil && r.counts.Failed > 0:
		return warn{"registering has ended: " + plural(r.counts.Failed, "user") + " failed, " + r.progress()}
	case a.err == nil:
		return notify{"registering has ended: " + r.progress()}
	case givenUp(a.err):
		return notify{"registering was stopped: " + r.progress()}
	}
	return warn{"registering has come to a stop: " + r.progress()}
}

func (m *registerMany) pause() (action, tea.Cmd) {
	r := m.run
	switch {
	case r.handle == nil || r.stopping || !r.underWay():
	case r.paused.IsZero():
		r.handle.Pause()
		r.paused = m.env.Now()
	default:
		r.handle.Resume()
		r.rested += r.resting(m.env.Now())
		r.paused = time.Time{}
	}
	return nil, nil
}

func (m *registerMany) askStop() (action, tea.Cmd) {
	r := m.run
	if r.stopping || !r.underWay() {
		return nil, nil
	}
	return openDialog{newConfirm(m.env, "Stop registering? "+r.progress()+r.kept()+".", "stop", passOn{reply{m.section, stopRun{r}}})}, nil
}

// stop ends a run, unless it has ended while the question was on the screen.
func (m *registerMany) stop(r *bulkRun) tea.Cmd {
	if r == m.run && r.underWay() {
		r.stopping = true
		m.session.cancel(r.call)
	}
	return nil
}

// restart asks before the earlier run of the list is forgotten.
func (m *registerMany) restart() (action, tea.Cmd) {
	ask := "Start from the beginning? What the interrupted run has done is forgotten: users that it registered will be told as existing."
	return openDialog{newConfirm(m.env, ask, "start", passOn{reply{m.section, restartRun{}}})}, nil
}

// close takes a result from the screen, and goes back to the list.
func (m *registerMany) close() (action, tea.Cmd) {
	m.closed, m.run = m.run, nil
	return notify{"closed: u takes it back"}, nil
}
