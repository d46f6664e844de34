package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"atc/chatapi"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// userRun is a job under way, or what came of it.
type userRun struct {
	job      userJob
	id       int // of the call, 0 once it has ended
	since    time.Time
	stopping bool
	outcomes []userOutcome // of the first of the job's users
	stopped  error         // why the others were not tried, nil if they were
	watched  bool          // its outcomes are on the screen
}

// userOutcome is what became of one user.
type userOutcome struct {
	name string
	err  error
}

// underWay reports whether the run has not come to an end yet.
func (r *userRun) underWay() bool { return r != nil && r.id != 0 }

// failedAlone reports whether the run was for one user, and failed.
func (r *userRun) failedAlone() bool {
	return r != nil && r.id == 0 && len(r.job.names) == 1 && len(r.outcomes) == 1 && r.outcomes[0].err != nil
}

// hasOutcomes reports whether there is a list of outcomes to look at.
func (r *userRun) hasOutcomes() bool { return r != nil && len(r.job.names) > 1 }

// doing says what is done: banning alice, banning 12 users.
func (r *userRun) doing() string {
	if len(r.job.names) == 1 {
		return r.job.deed.words().doing + " " + safe.Text(cut(r.job.names[0], 40))
	}
	return r.job.deed.words().doing + " " + plural(len(r.job.names), "user")
}

// failure says that the run failed for its one user.
func (r *userRun) failure() string {
	if givenUp(r.outcomes[0].err) {
		return capital(r.doing()) + " was given up: it may be done all the same."
	}
	return capital(r.doing()) + " failed."
}

// tally counts the outcomes.
func (r *userRun) tally() (done, failed, left int) {
	for _, o := range r.outcomes {
		if o.err == nil {
			done++
		}
	}
	return done, len(r.outcomes) - done, len(r.job.names) - len(r.outcomes)
}

// count says how many users are done with.
func (r *userRun) count() string {
	done, failed, _ := r.tally()
	text := fmt.Sprintf("%d of %d %s", done, len(r.job.names), r.job.deed.words().many)
	if failed > 0 {
		text += fmt.Sprintf(", %d failed", failed)
	}
	return text
}

// stop ends the run after the request that is under way.
func (r *userRun) stop(s *usersSection) {
	r.stopping = true
	s.session.cancel(r.id)
}

// rest returns the users that it was not done to.
func (r *userRun) rest() []string {
	names := slices.Clone(r.job.names[len(r.outcomes):])
	for i := len(r.outcomes) - 1; i >= 0; i-- {
		if o := r.outcomes[i]; o.err != nil && !chatapi.IsKind(o.err, chatapi.KindUserUnknown) {
			names = slices.Insert(names, 0, o.name)
		}
	}
	return names
}

// start does a job. That for several users opens the list of its outcomes.
func (s *usersSection) start(j userJob) (action, tea.Cmd) {
	switch {
	case j.project != s.session.project:
		return warn{"nothing was done: the project is another one now"}, nil
	case len(j.names) == 0:
		return nil, nil
	case s.run.underWay():
		return warn{s.run.doing() + " has not come to an end yet: esc stops it"}, nil
	}
	id, cmd := s.session.stream(s, func(ctx context.Context, c ChatClient, send func(any)) (any, error) {
		return j.perform(ctx, c, send)
	})
	s.run = &userRun{job: j, id: id, since: s.env.Now()}
	if len(j.names) == 1 {
		return nil, cmd
	}
	return s.openOutcomes(), cmd
}

// ran takes note of how a run gets on, and shows it in the rows.
func (s *usersSection) ran(a chatAnswer) (action, tea.Cmd) {
	r := s.run
	if a.more {
		sent, _ := a.value.([]any)
		for _, event := range sent {
			if o, ok := event.(userOutcome); ok {
				s.outcome(o)
			}
		}
		return nil, nil
	}
	// What was sent last may have been lost when the run was stopped.
	if all, ok := a.value.([]userOutcome); ok {
		for _, o := range all[min(len(all), len(r.outcomes)):] {
			s.outcome(o)
		}
	}
	r.id, r.stopping = 0, false
	if len(r.outcomes) < len(r.job.names) {
		r.stopped = a.err
	}
	if len(r.outcomes) == 0 && len(r.job.names) == 1 && a.err != nil { // the service could not be asked at all
		r.outcomes = []userOutcome{{r.job.names[0], a.err}}
	}
	return s.told(), s.afterwards()
}

// outcome takes note of what became of one user.
func (s *usersSection) outcome(o userOutcome) {
	s.run.outcomes = append(s.run.outcomes, o)
	i := s.row(o.name)
	switch {
	case i < 0:
		return
	case o.err != nil:
		if chatapi.IsKind(o.err, chatapi.KindUserUnknown) { // somebody else has deleted it
			s.forget(o.name)
		}
		return
	}
	r := s.rows[i]
	switch s.run.job.deed {
	case banUsers:
		r.user.State, r.online = chatapi.StateBanned, chatapi.Offline
	case unbanUsers:
		r.user.State = chatapi.StateActive
	case kickUsers:
		r.online = chatapi.Offline
	case renameUser:
		r.user.Nickname = s.run.job.nickname
	case deleteUsers:
		s.forget(o.name)
		return
	case kickDevice, passwordUser:
	}
	s.rows[i].online = r.online
	s.put(r.user)
}

// forget takes a user out of the table, and closes its details.
func (s *usersSection) forget(name string) {
	s.remove(name)
	if s.detail.key == name {
		s.detail.giveUp(s)
		s.detail = userDetail{}
	}
}

// afterwards asks for what may be otherwise now than the rows say.
func (s *usersSection) afterwards() tea.Cmd {
	var cmds []tea.Cmd
	unsure := slices.ContainsFunc(s.run.outcomes, func(o userOutcome) bool {
		var e *chatapi.Error
		return givenUp(o.err) || errors.As(o.err, &e) && e.Unsure
	})
	if unsure || len(s.listed()) == 0 {
		cmds = append(cmds, s.load(s.list.number))
	}
	if slices.Contains(s.run.job.names, s.detail.key) && s.detail.parts[partDevices].loaded {
		cmds = append(cmds, s.detail.load(s))
	}
	return tea.Batch(cmds...)
}

// told says what came of a run, unless it is on the screen anyway.
func (s *usersSection) told() action {
	r := s.run
	words := r.job.deed.words()
	switch {
	case r.failedAlone() && s.env.chatOpen():
		return nil // it stands below the rows
	case r.failedAlone():
		return chatNotice(r.doing(), r.outcomes[0].err)
	case len(r.job.names) == 1:
		return notify{safe.Text(cut(r.job.names[0], 40)) + " " + words.done}
	case r.watched:
		return nil
	}
	if done, _, _ := r.tally(); done < len(r.job.names) {
		return warn{strings.TrimSpace(r.count() + ": v in Users says what came of each")}
	}
	return notify{r.count()}
}
