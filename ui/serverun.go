package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
)

// servePace is how much time lies between two looks at a server at least, so
// that drawing what is new does not hold up everything else.
const servePace = 100 * time.Millisecond

// serverRun is one of the two servers: not started, on its way, running, or
// ended. It belongs to the console, and runs on while other tabs are in front.
type serverRun struct {
	env    *env
	to     screen // that takes the answers
	name   string // in a sentence: "the token server"
	id     int    // of the latest start: answers to another are late
	phase  serverPhase
	server Server             // nil unless it runs
	cancel context.CancelFunc // ends its context
	since  time.Time
	err    error     // why it did not start, or has ended by itself
	over   time.Time // when it ended by itself, zero if it did not
}

// serverPhase is how far a server has got.
type serverPhase int

const (
	serverIdle serverPhase = iota
	serverStarting
	serverRunning
	serverStopping
)

type (
	// serverStarted says what came of a start.
	serverStarted struct {
		id     int
		server Server
		err    error
	}
	// serverRested says that it is time to look at a server again.
	serverRested struct{ id int }
	// serverNews is what was seen at a server.
	serverNews struct {
		id   int
		news any
	}
	// serverEnded says that a server has ended, and why where nobody asked it
	// to.
	serverEnded struct {
		id   int
		news any // the last
		err  error
	}
	// startServer and stopServer are the answers to questions.
	startServer struct{}
	stopServer  struct{}
)

// on reports whether there is a server, or will be one.
func (r *serverRun) on() bool { return r.phase != serverIdle }

// begin starts a server.
func (r *serverRun) begin(start func(context.Context) (Server, error)) tea.Cmd {
	if r.on() {
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	r.id++
	r.phase, r.cancel, r.err, r.over = serverStarting, cancel, nil, time.Time{}
	to, id := r.to, r.id
	return func() tea.Msg {
		s, err := start(ctx)
		return reply{to, serverStarted{id, s, err}}
	}
}

// started takes note of what came of a start, and reports whether there is a
// server to look at now.
func (r *serverRun) started(msg serverStarted) (bool, tea.Cmd) {
	if msg.id != r.id || r.phase != serverStarting {
		if msg.server == nil {
			return false, nil
		}
		return false, func() tea.Msg { _ = msg.server.Close(); return nil } // it was given up
	}
	if msg.err != nil {
		r.cancel()
		r.phase, r.err = serverIdle, msg.err
		return false, nil
	}
	r.phase, r.server, r.since = serverRunning, msg.server, r.env.Now()
	return true, r.rest()
}

// rest waits for as long as nothing is looked at.
func (r *serverRun) rest() tea.Cmd {
	to, id := r.to, r.id
	return r.env.Tick(servePace, func(time.Time) tea.Msg { return reply{to, serverRested{id}} })
}

// rested waits until there is something new, and looks at it.
func (r *serverRun) rested(msg serverRested, look func() any) tea.Cmd {
	if msg.id != r.id || r.server == nil {
		return nil
	}
	to, id, server := r.to, r.id, r.server
	return func() tea.Msg {
		if _, open := <-server.Changed(); open {
			return reply{to, serverNews{id, look()}}
		}
		err := server.Wait()
		return reply{to, serverEnded{id, look(), err}}
	}
}

// stop ends the server, or gives up starting it.
func (r *serverRun) stop() tea.Cmd {
	switch r.phase {
	case serverStarting:
		r.cancel()
		r.id++
		r.phase = serverIdle
	case serverRunning:
		r.phase = serverStopping
		to, id, server := r.to, r.id, r.server
		return func() tea.Msg { return reply{to, serverEnded{id: id, err: server.Close()}} }
	case serverIdle, serverStopping:
	}
	return nil
}

// ended takes note of the end of the server, and says so. It answers nothing if
// that is known.
func (r *serverRun) ended(msg serverEnded) action {
	if msg.id != r.id || r.server == nil {
		return nil
	}
	asked := r.phase == serverStopping
	r.cancel()
	r.phase, r.server = serverIdle, nil
	switch {
	case asked && msg.err == nil:
		return notify{r.name + " has stopped"}
	case asked:
		return warn{r.name + " has stopped, but not as it should: " + msg.err.Error()}
	}
	r.over, r.err = r.env.Now(), msg.err
	if msg.err == nil {
		return warn{r.name + " has ended"}
	}
	return warn{r.name + " has ended: " + msg.err.Error()}
}

// failed reports whether there is no server where there should be one.
func (r *serverRun) failed() bool { return r.phase == serverIdle && (r.err != nil || !r.over.IsZero()) }

// trouble draws why there is no server, if there should be one.
func (r *serverRun) trouble(th *theme, width int) []string {
	switch {
	case r.over.IsZero() && r.err == nil:
		return nil
	case r.over.IsZero():
		return append(trouble(th, r.err, width), "")
	}
	lines := paragraph(th.bad, "✗ It ended at "+clockTime(r.over, r.env.Now())+".", width)
	if r.err != nil {
		lines = append(lines, trouble(th, r.err, width)...)
	}
	return append(lines, "")
}
