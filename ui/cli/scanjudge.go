package cli

import (
	"context"
	"strconv"
	"strings"
	"time"

	"atc/tokens"
	"atc/tokens/stream"
	"atc/ui"
)

// A scanHit is what becomes of one token or certificate: a row of the table, or
// the members of a JSON object.
type scanHit struct {
	skip    bool // the flags do not ask for it
	leak    bool
	gravest tokens.Severity
	members []byte
	row     scanRow
}

// judge returns what judges everything that is found. It is called from several
// goroutines at once.
func (s *scan) judge(ctx context.Context) func(tokens.Sighting) scanHit {
	join := tokens.Join{Product: s.flags.product}
	return func(found tokens.Sighting) scanHit {
		defer s.visit.shield()
		if found.Leak != nil {
			return s.judgeLeak(found.Leak)
		}
		now := s.Now()
		if s.leavesOut(found.Token, now) {
			return scanHit{skip: true}
		}
		// How a log writes a token is not how an app used it: so nothing is said
		// of escapes that were undone.
		a := s.checker.assess(ctx, tokens.Reading{Text: found.Text, Tokens: 1, Token: found.Token, Err: found.Err}, join)
		h := scanHit{gravest: a.says.Gravest()}
		if s.table != nil {
			h.row = s.rowOf(&a)
			return h
		}
		const usual = 1536
		report := a.json()
		report.Text = s.tokenText(found.Text)
		h.members = report.AppendSummary(make([]byte, 0, usual))
		return h
	}
}

// leavesOut reports whether the flags ask for other tokens.
func (s *scan) leavesOut(t *tokens.Token, now time.Time) bool {
	if s.appID != "" && (t == nil || !t.Has(tokens.PartAppID) || !strings.EqualFold(t.AppID, s.appID)) {
		return true
	}
	if s.within == 0 {
		return false
	}
	if t == nil || !t.InForce(now) {
		return true
	}
	end, ends := t.InForceUntil()
	return !ends || end.After(now.Add(s.within))
}

// tokenText returns the token as it is shown: with too little of it to be used.
func (s *scan) tokenText(text string) string {
	const head, tail = 12, 4
	if s.flags.showTokens || len(text) <= head+tail {
		return text
	}
	return text[:head] + "…" + text[len(text)-tail:]
}

// A leakJSON is a certificate that was found. Of the certificate itself there
// are four characters.
type leakJSON struct {
	Leak struct {
		Certificate string `json:"certificate"`
		AppID       string `json:"app_id,omitempty"`
		Name        string `json:"name,omitempty"`
		Project     string `json:"project,omitempty"`
	} `json:"leak"`
	Advice string `json:"advice"`
}

func (s *scan) judgeLeak(found *tokens.Leak) scanHit {
	if s.within > 0 || s.appID != "" && !strings.EqualFold(found.AppID, s.appID) {
		return scanHit{skip: true}
	}
	if s.table != nil {
		return scanHit{leak: true, row: rowOfLeak(found)}
	}
	out := leakJSON{Advice: ui.LeakAdvice}
	out.Leak.Certificate, out.Leak.AppID, out.Leak.Name, out.Leak.Project = found.Masked, found.AppID, found.Name, found.Project
	text := appendJSONLine(nil, out)
	return scanHit{leak: true, members: text[len("{") : len(text)-len("}\n")]}
}

// tell adds what was found to the results that wait to be written.
func (s *scan) tell(h stream.Hit[scanHit]) {
	if h.Value.skip {
		return
	}
	s.count(&h.Value)
	if s.table != nil {
		h.Value.row.place = s.file.shown + ":" + strconv.FormatInt(h.Line, 10) + ":" + strconv.Itoa(h.Column)
		s.table.add(h.Value.row)
		return
	}
	s.out = append(s.out, s.file.asJSON...)
	s.out = strconv.AppendInt(append(s.out, `,"line":`...), h.Line, 10)
	s.out = strconv.AppendInt(append(s.out, `,"column":`...), int64(h.Column), 10)
	s.out = strconv.AppendInt(append(s.out, `,"offset":`...), h.Offset, 10)
	s.out = append(append(append(s.out, ','), h.Value.members...), "}\n"...)
}
