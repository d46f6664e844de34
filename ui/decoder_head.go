package ui

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"atc/tokens"
	"atc/ui/safe"
)

// The head of the pane is what concerns the token as a whole: its format and
// who signed it, what stopped the reading, its App ID, and its life.

func (s *sheet) heading() {
	if s.token == nil {
		s.say(span{text: "No token could be read", style: &s.ink.title})
		return
	}
	s.say(span{text: s.token.Version.Title(), style: &s.ink.title}, s.signature())
}

// signature says in which of three states the signature is. Each has its own
// words and mark.
func (s *sheet) signature() span {
	v := &s.verification
	name := safe.Text(v.Certificate.Name)
	switch {
	case v.Status == tokens.Signed && v.Certificate.Project == "":
		return span{text: "signed by the " + name + " certificate ✓", style: &s.ink.good}
	case v.Status == tokens.Signed:
		return span{text: "signed by " + safe.Text(v.Certificate.Project) + ", " + name + " ✓", style: &s.ink.good}
	case v.Status == tokens.NotSigned && v.Tried == 1:
		return span{text: "does not match the 1 certificate ✗", style: &s.ink.bad}
	case v.Status == tokens.NotSigned && v.Tried > 1:
		return span{text: "matches none of the " + strconv.Itoa(v.Tried) + " certificates ✗", style: &s.ink.bad}
	case v.Status == tokens.NotSigned:
		return span{text: safe.Text(v.Reason) + " ✗", style: &s.ink.bad}
	case v.Reason == "":
		return span{text: "not checked", style: &s.ink.warn}
	case strings.HasPrefix(v.Reason, "cannot be checked"):
		return span{text: safe.Text(v.Reason), style: &s.ink.warn}
	}
	return span{text: "not checked: " + safe.Text(v.Reason), style: &s.ink.warn}
}

// failure says what stopped the reading, and where.
func (s *sheet) failure() {
	if s.err == nil {
		return
	}
	reason := s.err.Error()
	var d *tokens.DecodeError
	if errors.As(s.err, &d) {
		reason = d.Reason
		where := "✗ " + safe.Text(string(d.Code))
		if place := d.Place(); place != "" {
			where += " " + place
		}
		s.say(span{text: where, style: &s.ink.bad})
	}
	if d == nil || !s.apart { // else the first of the findings gives the reason
		for _, l := range wrap(safe.Text(reason), s.width-serviceIndent) {
			s.add(blank(serviceIndent) + s.ink.bad.draw(l))
		}
	}
	if s.token != nil && s.token.Has(tokens.PartAppID) {
		s.section()
	}
}

// head adds what stands before services and privileges.
func (s *sheet) head() {
	t := s.token
	if t.Has(tokens.PartAppID) {
		s.row("App ID", s.appID()...)
	}
	s.life()
	if t.Has(tokens.PartSalt) {
		s.row("salt", span{text: strconv.FormatUint(uint64(t.Salt), 10), style: &s.ink.text})
	}
}

// appID says, if the signature is of no certificate at hand, whose App ID it
// is: that tells a wrong certificate from a token of somebody else.
func (s *sheet) appID() []span {
	spans := s.value(s.token.AppID)
	if s.exposed {
		spans = []span{{text: certificateHidden, style: &s.ink.bad}}
	}
	switch {
	case s.verification.Status != tokens.NotSigned || s.verification.Tried == 0:
	case s.owner != "":
		spans = append(spans, span{text: "of project " + safe.Text(s.owner), style: &s.ink.dim})
	default:
		spans = append(spans, span{text: "of no project at hand", style: &s.ink.warn})
	}
	return spans
}

// life says when the token starts and ends, first as a sentence, then as a bar,
// then in figures.
func (s *sheet) life() {
	t := s.token
	issued, hasIssued := t.IssuedAt()
	end, hasEnd := t.EffectiveExpiresAt()
	var sentence []span
	if hasIssued {
		sentence = append(sentence, s.start(issued))
	}
	left, whole := end.Sub(s.now), s.wholeLife()
	style := s.ink.life(left, lived(issued, end, hasIssued))
	switch {
	case hasEnd && left > 0:
		sentence = append(sentence, span{text: "ends in " + Countdown(left), style: style})
	case hasEnd:
		sentence = append(sentence, span{text: "ended " + ago(-left), style: style})
	case s.err == nil:
		sentence = append(sentence, span{text: "states no end", style: &s.ink.dim})
	}
	if len(sentence) > 0 {
		s.say(sentence...)
	}
	if hasEnd && whole > 0 && s.width >= barsFrom {
		s.add(gauge(style, &s.ink.border, left, whole, s.width))
	}
	s.ends(end, hasEnd)
}

func (s *sheet) start(issued time.Time) span {
	at := clockTime(issued, s.now)
	if ahead := issued.Sub(s.now); ahead > 0 {
		return span{text: "issued " + at + ", in " + Countdown(ahead), style: &s.ink.warn}
	}
	return span{text: "issued " + at, style: &s.ink.text}
}

// ends adds the lifetime with the stated end, and the effective end where that
// is another.
func (s *sheet) ends(end time.Time, known bool) {
	t := s.token
	stated, ok := t.ExpiresAt()
	if !ok || !known {
		return
	}
	until := span{text: "until " + clockTime(stated, s.now), style: &s.ink.text}
	switch {
	case !t.Has(tokens.PartExpire | tokens.PartIssueTime):
		s.row("valid", until)
		return
	case end.Equal(stated):
		s.row("lifetime", span{text: Lasting(int64(t.Expire)), style: &s.ink.text}, until)
		return
	}
	until.style = &s.ink.dim
	s.row("stated", span{text: Lasting(int64(t.Expire)), style: &s.ink.dim}, until)
	s.row("honoured", span{text: Lasting(tokens.MaxLifetime), style: &s.ink.warn}, span{text: "until " + clockTime(end, s.now), style: &s.ink.text})
}

// wholeLife is the time from the issue to the effective end, or 0 if it is not
// known. A 006 token does not say when it was issued: every builder lets it end
// 24 hours after that.
func (s *sheet) wholeLife() time.Duration {
	end, ok := s.token.EffectiveExpiresAt()
	issued, known := s.token.IssuedAt()
	switch {
	case ok && known:
		return end.Sub(issued)
	case ok && s.token.Version == tokens.AccessToken:
		return tokens.MaxLifetime * time.Second
	}
	return 0
}
