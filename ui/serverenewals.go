package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"atc/keystore/secret"
)

// renewals are the tokens of each client of the token server, so that it can
// be seen whether an app renews them in time.
type renewals struct {
	all  []*renewal // in the order in which the clients came
	find map[renewalKey]*renewal
	next uint64 // the number of the next client
}

// renewalKey tells whose tokens replace one another.
type renewalKey struct{ client, kind, user, channel string }

// renewal is the tokens that one client has got for the same.
type renewal struct {
	renewalKey
	id     uint64
	about  string   // for the filter
	tokens []issued // the latest, the earliest of them first
	inTime int      // that were issued before the one before had ended
	late   int      // that were issued after that
}

// issued is a token, and when it was given, when the SDK gives notice of its
// end, and when the user is out without another one.
type issued struct {
	at, notice, end time.Time
	token           secret.Value
}

// succession is how a token came after the one before it. Only requests are
// seen, and not why somebody asked: what can be no renewal is called none.
type succession int

const (
	askedTwice    succession = iota // long before it was needed
	renewedInTime                   // before the end, with half of the life gone: no SDK gives notice earlier
	renewedLate                     // after the end
	cameBack                        // so long after the end that it may be another visit
)

// succeeded says how a token came that was issued at a time after t.
func (t *issued) succeeded(at time.Time) succession {
	issued := t.at.Truncate(time.Second) // as a token says it
	life := t.end.Sub(issued)
	switch late := at.Sub(t.end); {
	case at.Before(issued.Add(life / 2)):
		return askedTwice
	case late <= 0:
		return renewedInTime
	case late <= max(life, recent):
		return renewedLate
	}
	return cameBack
}

// What is kept of clients has an end.
const (
	maxRenewals     = 500
	renewalSlack    = 100 // beyond it, before the idlest are dropped together
	maxRenewalLives = 40  // tokens of one client
)

// add puts the tokens of requests to those that they replace.
func (v *renewals) add(rows []*servedRow) {
	if v.find == nil {
		v.find = map[renewalKey]*renewal{}
	}
	for _, r := range rows {
		end := r.out
		if end.IsZero() {
			end = r.Ends // of what could not be read
		}
		if r.Token.IsZero() || end.IsZero() {
			continue
		}
		k := renewalKey{r.Client, r.Kind, r.User, r.Channel}
		one := v.find[k]
		if one == nil {
			v.next++
			one = &renewal{renewalKey: k, id: v.next, about: strings.ToLower(strings.Join([]string{k.client, k.kind, k.user, k.channel}, " "))}
			v.find[k] = one
			v.all = append(v.all, one)
		}
		one.add(issued{r.Time, r.notice, end, r.Token})
	}
	v.bound()
}

// bound drops the clients that have not asked for the longest time, where there
// are too many. The others stay in their order.
func (v *renewals) bound() {
	if len(v.all) <= maxRenewals+renewalSlack {
		return
	}
	idlest := slices.SortedFunc(slices.Values(v.all), func(a, b *renewal) int { return a.last().at.Compare(b.last().at) })
	for _, one := range idlest[:len(idlest)-maxRenewals] {
		delete(v.find, one.renewalKey)
	}
	v.all = slices.DeleteFunc(v.all, func(one *renewal) bool { return v.find[one.renewalKey] != one })
}

func (l *renewal) add(t issued) {
	if len(l.tokens) > 0 {
		switch l.last().succeeded(t.at) {
		case renewedInTime:
			l.inTime++
		case renewedLate:
			l.late++
		case askedTwice, cameBack:
		}
	}
	l.tokens = append(l.tokens, t)
	if len(l.tokens) > 2*maxRenewalLives {
		l.tokens = slices.Clone(l.tokens[len(l.tokens)-maxRenewalLives:])
	}
}

// last returns the token that was given last.
func (l *renewal) last() *issued { return &l.tokens[len(l.tokens)-1] }

// replacedAt returns when a token was replaced by the next, and reports whether
// it was.
func (l *renewal) replacedAt(i int) (time.Time, bool) {
	if i+1 >= len(l.tokens) {
		return time.Time{}, false
	}
	return l.tokens[i+1].at, true
}

// outcome says what became of a token: whether it was renewed in time, or will
// have to be.
func (l *renewal) outcome(i int, now time.Time) (string, tone) {
	t := &l.tokens[i]
	next, replaced := l.replacedAt(i)
	if !replaced {
		return t.standing(now)
	}
	early := t.end.Sub(next)
	seconds := func(d time.Duration) string { return Lasting(int64(d.Round(time.Second) / time.Second)) }
	switch t.succeeded(next) {
	case askedTwice:
		return "asked again after " + seconds(max(next.Sub(t.at), time.Second)) + ": twice, from another device, or after a restart", plainTone
	case cameBack:
		return "asked again " + seconds(-early) + " after its end: out, or another visit", warnTone
	case renewedLate:
		return "late by " + seconds(max(-early, time.Second)) + ": the user was out", badTone
	case renewedInTime:
	}
	if !t.notice.IsZero() && next.Before(t.notice) {
		return "renewed " + seconds(early) + " before its end, before the SDK's notice", goodTone
	}
	return "renewed " + seconds(early) + " before its end", goodTone
}

// standing says how a token stands that nothing has replaced.
func (t *issued) standing(now time.Time) (string, tone) {
	left := t.end.Sub(now)
	switch {
	case left <= 0 && -left < recent:
		return "not renewed, ended " + ago(-left) + ": the user is out, or has left", badTone
	case left <= 0:
		return "ended " + ago(-left), plainTone
	case !t.notice.IsZero() && !now.Before(t.notice):
		return "not renewed yet, ends in " + Countdown(left) + ": the SDK has given notice", warnTone
	case !t.notice.IsZero():
		return "not renewed yet, ends in " + Countdown(left) + ", the SDK's notice in " + Countdown(t.notice.Sub(now)), plainTone
	}
	return "not renewed yet, ends in " + Countdown(left), plainTone
}

// verdict says in short how the renewals went so far.
func (l *renewal) verdict(now time.Time) (string, tone) {
	left := l.last().end.Sub(now)
	state := "ends in " + Countdown(left)
	if left <= 0 {
		state = "ended " + ago(-left)
	}
	switch {
	case l.late > 0:
		return "✗ " + strconv.Itoa(l.late) + " of " + plural(l.late+l.inTime, "renewal") + " late, " + state, badTone
	case left <= 0:
		return "! " + state, warnTone
	case l.inTime > 0:
		return "✓ " + plural(l.inTime, "renewal") + " in time, " + state, goodTone
	}
	return "· " + state, plainTone
}

// ticks reports whether what is said of the client changes every second.
func (l *renewal) ticks(now time.Time) bool { return now.Sub(l.last().end) < recent }

// has reports whether all words occur in whom the tokens are for.
func (l *renewal) has(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(l.about, w) })
}
