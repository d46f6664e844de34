package bulk

import (
	"time"

	"atc/chatapi"
)

// settle takes the result of a batch: it notes and reports who is done with,
// and puts back who is not.
func (w *work) settle(res result) {
	if res.noted != nil {
		w.stop(res.noted)
		return
	}
	switch judge(res.err) {
	case good:
		w.worked++
		w.failures = 0
		w.settleEach(res)
	case refused:
		w.failures = 0
		w.finish(failed(res.users, res.err))
	case again:
		w.failures++
		w.putBack(res.batch, res.users, failed(res.users, res.err))
	case over:
		w.stop(res.err)
	case given:
		w.giveUp(res.batch, res.users, failed(res.users, res.err))
	}
}

// settleEach takes the outcomes of a batch one by one. A user without one is
// looked up in another round.
func (w *work) settleEach(res result) {
	byName := make(map[string]chatapi.Outcome, len(res.outcomes))
	for _, o := range res.outcomes {
		byName[o.Username] = o
	}
	var (
		done, back, up        []chatapi.Outcome
		usersBack, usersGiven []chatapi.NewUser
		fatal                 error
	)
	for _, u := range res.users {
		o, ok := byName[u.Username]
		if !ok || o.Result == chatapi.ResultFailed && o.Err == nil {
			o = chatapi.Outcome{Username: u.Username, Err: &chatapi.Error{Kind: chatapi.KindAnswerDamaged, Unsure: true}}
		}
		switch judgeOne(o.Err) {
		case good, refused:
			done = append(done, o)
		case again:
			back, usersBack = append(back, o), append(usersBack, u)
		case given:
			up, usersGiven = append(up, o), append(usersGiven, u)
		case over:
			fatal = o.Err
		}
	}
	w.finish(done)
	if fatal != nil {
		w.stop(fatal)
	}
	w.putBack(res.batch, usersBack, back)
	w.giveUp(res.batch, usersGiven, up)
}

// failed returns the outcomes of users who all failed for the same reason.
func failed(users []chatapi.NewUser, err error) []chatapi.Outcome {
	outcomes := make([]chatapi.Outcome, len(users))
	for i, u := range users {
		outcomes[i] = chatapi.Outcome{Username: u.Username, Err: err}
	}
	return outcomes
}

// finish notes the outcomes of users who are done with, and reports them.
func (w *work) finish(outcomes []chatapi.Outcome) {
	if err := w.journal.done(outcomes); err != nil {
		w.stop(err)
	}
	w.tell(Event{Outcomes: outcomes})
}

// tell counts the outcomes of an event and reports it, unless there are none.
func (w *work) tell(e Event) {
	for _, o := range e.Outcomes {
		w.sum.Left--
		switch o.Result {
		case chatapi.ResultRegistered:
			w.sum.Registered++
		case chatapi.ResultExisted:
			w.sum.Existed++
		case chatapi.ResultFailed:
			w.sum.Failed++
		}
	}
	if len(e.Outcomes) > 0 {
		w.report(e)
	}
}

// putBack makes users of a batch, who failed for a passing reason, wait for
// another round. After the last one their failure stands; if no batch has gone
// well in all that time, the service is down, and those who are left are spared.
func (w *work) putBack(b *batch, users []chatapi.NewUser, failures []chatapi.Outcome) {
	if len(users) == 0 || w.failure != nil { // in a run that is to stop, they are left
		return
	}
	err := failures[len(failures)-1].Err
	if b.round >= w.rounds {
		w.finish(failures)
		if w.worked == b.worked && (w.hasMore() || w.underWay > 0) {
			w.stop(err)
		}
		return
	}
	next := &batch{users: users, repeated: true, round: b.round + 1, worked: b.worked, waits: b.waits}
	if b.round == 0 {
		next.worked, next.waits = w.worked, w.newWaits()
	}
	next.due = time.Now().Add(max(next.waits.NextBackOff(), retryAfter(err)))
	w.waiting = append(w.waiting, next)
	w.report(Event{Repeating: err})
}

// giveUp leaves users whose batch was cancelled because the run is to stop. If
// it is not, something else has ended the request, and they get another round.
func (w *work) giveUp(b *batch, users []chatapi.NewUser, failures []chatapi.Outcome) {
	if w.ctx.Err() == nil {
		w.putBack(b, users, failures)
	}
}
