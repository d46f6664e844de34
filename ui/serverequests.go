package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"atc/tokens"
)

// servedRow is a request that a token server has answered.
type servedRow struct {
	TokenRequest
	notice, out time.Time // when the SDK gives notice, and the user is out: zero if never
	about       string    // for the filter, which knows lower case only
}

// servedList holds the latest requests, and those of them that a filter leaves,
// each from the earliest on.
type servedList struct {
	rows, fits []*servedRow
	last       uint64 // the number of the latest, which is how many there were
}

// What is kept of requests has an end: by number, and in the bytes of what a
// client may make as long as it likes.
const (
	maxServed     = 4000
	servedSlack   = 500 // beyond it, before the oldest are dropped together
	maxServedText = 512
)

// lookAt makes rows of requests: it reads their tokens, which is better done
// before the console is told of them.
func lookAt(requests []TokenRequest, catalog tokens.Catalog) []*servedRow {
	requests = requests[max(0, len(requests)-maxServed):]
	rows := make([]*servedRow, len(requests))
	for i, r := range requests {
		for _, text := range []*string{&r.Client, &r.Agent, &r.Method, &r.Path, &r.Problem, &r.Kind, &r.User, &r.Channel} {
			*text = strings.Clone(firstBytes(*text, maxServedText))
		}
		row := &servedRow{TokenRequest: r}
		row.about = strings.ToLower(strings.Join([]string{
			r.Client, r.Method, r.Path, r.Kind, r.User, r.Channel, strconv.Itoa(r.Status), r.Problem, r.Agent,
		}, " "))
		row.read(catalog)
		rows[i] = row
	}
	return rows
}

// read takes from the token what its life is judged by.
func (r *servedRow) read(catalog tokens.Catalog) {
	if r.Token.IsZero() {
		return
	}
	t, err := catalog.Decode(r.Token.Reveal())
	if err != nil {
		return
	}
	r.out, _ = t.JoinEnds()
	for _, m := range t.Timeline() {
		if m.Kind == tokens.MomentNotice {
			r.notice = m.At
			break
		}
	}
}

// refused reports whether no token was given.
func (r *servedRow) refused() bool { return r.Status >= 400 }

// add appends requests that were not there, and returns how many rows went off
// the front of those that the filter leaves.
func (l *servedList) add(rows []*servedRow, filter string) (gone int) {
	words := strings.Fields(strings.ToLower(filter))
	for _, r := range rows {
		if r.Number <= l.last {
			continue // seen twice
		}
		l.last = r.Number
		l.rows = append(l.rows, r)
		if r.has(words) {
			l.fits = append(l.fits, r)
		}
	}
	if len(l.rows) <= maxServed+servedSlack {
		return 0
	}
	l.rows = slices.Clone(l.rows[len(l.rows)-maxServed:])
	oldest := l.rows[0].Number
	for gone < len(l.fits) && l.fits[gone].Number < oldest {
		gone++
	}
	l.fits = slices.Clone(l.fits[gone:])
	return gone
}

// refilter finds what a filter leaves.
func (l *servedList) refilter(filter string) {
	words := strings.Fields(strings.ToLower(filter))
	l.fits = nil
	for _, r := range l.rows {
		if r.has(words) {
			l.fits = append(l.fits, r)
		}
	}
}

// has reports whether all words occur in the request.
func (r *servedRow) has(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(r.about, w) })
}
