package ui

import (
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"atc/tokens"

	tea "charm.land/bubbletea/v2"
)

// sightJudge judges what is found in a file, by what the console knew when it
// was made. It may be used by several goroutines at once.
type sightJudge struct {
	catalog      tokens.Catalog
	certificates []tokens.Certificate
	own          map[string][]tokens.Certificate // by App ID in lower case
	projects     []tokens.ProjectRef
	names        map[string]string // of projects, by App ID in lower case
	now          time.Time
	room         int // for rows, in bytes
}

func newSightJudge(e *env) *sightJudge {
	j := &sightJudge{
		catalog: e.Catalog, certificates: e.certificates, projects: projectRefs(e), now: e.Now(),
		own: map[string][]tokens.Certificate{}, names: map[string]string{}, room: maxFoundMemory,
	}
	if e.Visitor {
		j.room = maxVisitorMemory
	}
	for _, c := range j.certificates {
		id := strings.ToLower(c.AppID)
		j.own[id] = append(j.own[id], c)
	}
	for _, p := range j.projects { // of several with one App ID, the first gives its name
		if id := strings.ToLower(p.AppID); j.names[id] == "" {
			j.names[id] = p.Name
		}
	}
	return j
}

// sighting returns the function that makes a row of what was found. Once the
// list is full, a row is only good for being counted.
func (j *sightJudge) sighting(full *atomic.Bool) func(tokens.Sighting) *foundRow {
	return func(s tokens.Sighting) *foundRow {
		r := &foundRow{token: s.Token, err: s.Err, repairs: s.Repairs}
		if s.Leak != nil {
			leak := *s.Leak
			r.leak = &leak
		} else {
			r.text = s.Text
			r.verification = j.verify(s.Token)
		}
		if s.Token != nil {
			r.end, r.ends = s.Token.InForceUntil()
		}
		r.judge(j, j.now)
		if !full.Load() {
			r.text = strings.Clone(s.Text) // which is part of what was read
			r.repairs = slices.Clone(s.Repairs)
			r.describe(j)
		}
		return r
	}
}

// verify checks a signature with the certificates of the token's App ID, and if
// that is in vain with all.
func (j *sightJudge) verify(t *tokens.Token) tokens.Verification {
	if t == nil {
		return tokens.Verification{Status: tokens.Unchecked}
	}
	if own := j.own[strings.ToLower(t.AppID)]; len(own) > 0 {
		if v := t.SignedBy(own, tokens.Subject{}); v.Status == tokens.Signed {
			return v
		}
	}
	return t.SignedBy(j.certificates, tokens.Subject{})
}

// diagnose says what is wrong with the token of a row at a time.
func (j *sightJudge) diagnose(r *foundRow, now time.Time) tokens.Diagnosis {
	return j.catalog.Diagnose(tokens.Case{
		Text: r.text, Repairs: r.repairs, Token: r.token, Err: r.err, Now: now,
		Certificates: j.certificates, Projects: j.projects, Verification: &r.verification,
	})
}

// exposes reports whether an App ID is an App Certificate: somebody has mixed the
// two up, and it must not be seen.
func (j *sightJudge) exposes(appID string) bool {
	return slices.ContainsFunc(j.certificates, func(c tokens.Certificate) bool { return strings.EqualFold(c.Value.Reveal(), appID) })
}

// knowsAsMuch reports whether another judge would judge alike.
func (j *sightJudge) knowsAsMuch(k *sightJudge) bool {
	same := func(a, b tokens.Certificate) bool {
		return a.Project == b.Project && a.Name == b.Name && a.AppID == b.AppID && a.Value.Equal(b.Value)
	}
	return slices.EqualFunc(j.certificates, k.certificates, same) && slices.Equal(j.projects, k.projects)
}

// judgedAnew are the rows as another judge sees them, each in the place of the
// one that it is for.
type judgedAnew struct {
	id    int
	judge *sightJudge
	rows  map[*foundRow]*foundRow
}

// judgeAgain judges the rows anew, in a command, if more is known now than when
// they were found.
func (d *fileTokens) judgeAgain() tea.Cmd {
	judge := newSightJudge(d.env)
	if d.judge == nil || d.reading.on() || judge.knowsAsMuch(d.judge) {
		return nil // while it is read, this has to wait for the end of it
	}
	d.judging++
	id, rows := d.judging, make(map[*foundRow]*foundRow, len(d.list.rows))
	for _, r := range d.list.rows {
		copied := *r // the row itself may change meanwhile
		rows[r] = &copied
	}
	return func() tea.Msg {
		for _, r := range rows {
			if r.leak == nil {
				r.verification = judge.verify(r.token)
			}
			r.judge(judge, judge.now)
			r.describe(judge)
		}
		return reply{d, judgedAnew{id, judge, rows}}
	}
}

func (d *fileTokens) takeJudged(a judgedAnew) {
	if a.id == d.judging {
		d.judge = a.judge
		d.list.replace(a.rows, d.env.Now())
	}
}
