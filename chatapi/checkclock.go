package chatapi

import "time"

// clocks compares our clock with that of the service, if an answer tells it.
func (k *checkup) clocks(a *answer) {
	if a == nil || a.at().IsZero() {
		return
	}
	k.skip(stepClock)
	k.end(clockStep(k.skew(a)))
}

// skew returns how far the service's clock is ahead of ours. It has read it
// halfway between the request and the answer, as far as anyone can tell.
func (k *checkup) skew(a *answer) time.Duration {
	k.mu.Lock()
	defer k.mu.Unlock()
	sent, answered := k.sent, k.answered
	if sent.IsZero() || answered.IsZero() {
		sent, answered = a.received, a.received
	}
	theirs := a.at()
	if a.fields.millis("timestamp").IsZero() {
		// A Date has whole seconds, of which half a one is missing on average.
		theirs = theirs.Add(time.Second / 2)
	}
	return theirs.Sub(sent.Add(answered.Sub(sent) / 2))
}

// clockStep tells of a difference between the clocks what it does to tokens,
// whose time of issue is taken from ours.
func clockStep(skew time.Duration) Step {
	s := Step{Name: stepClock, State: StepGood, Skew: skew, HasSkew: true}
	difference := skew.Abs().Round(time.Second)
	switch {
	case difference <= time.Second:
		s.Result = "the clock of this machine agrees with the service's"
	case skew > 0:
		s.Result = "the clock of this machine is " + difference.String() + " behind the service's"
	default:
		s.Result = "the clock of this machine is " + difference.String() + " ahead of the service's"
	}
	if skew.Abs() <= maxSkew {
		return s
	}
	s.State = StepWarning
	if skew > 0 {
		s.Advice = "set the clock: tokens that are built here end " + difference.String() + " early, and those that live for less are refused from the start"
	} else {
		s.Advice = "set the clock: tokens that are built here are issued in the future for the service, which may refuse them, and live " + difference.String() + " longer than they say"
	}
	return s
}
