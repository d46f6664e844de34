package tokens

import (
	"slices"
	"unicode/utf8"
)

// The bounds of a summary: what a person puts into a token is far below them,
// and a hostile one inflates to a megabyte.
const (
	summaryText  = 1 << 10 // bytes of one text
	summaryParts = 32      // privileges of one service
	summarySize  = 4 << 10 // bytes of JSON, after which no service begins
)

// AppendSummary appends what [Report.AppendJSON] writes as the members of a JSON
// object, without its braces, and returns the longer slice. It leaves out all
// that a token could be put together from: signature, salt, and bytes that
// nobody could read. It leaves out the permissions of RTM2, too, and
// services beyond the first few kilobytes, with their number as
// "services_left_out". A comma comes first, unless b ends with an opening
// bracket.
func (r Report) AppendSummary(b []byte) []byte {
	w := jsonWriter{b}
	if r.Text != "" {
		w.text("token", r.Text)
	}
	if r.Token != nil {
		r.Token.appendSummary(&w)
	}
	r.appendJudgement(&w)
	return w.b
}

func (t *Token) appendSummary(w *jsonWriter) {
	t.appendHead(w)
	switch {
	case t.Version == AccessToken2 && t.Has(PartServices):
		t.appendServiceSummaries(w)
	case t.Version == AccessToken:
		brief := *t
		brief.Privileges = t.Privileges[:min(len(t.Privileges), summaryParts)]
		brief.appendMessage(w)
	case t.Has(PartUID):
		w.number("uid", int64(t.UID))
	}
}

func (t *Token) appendServiceSummaries(w *jsonWriter) {
	w.key("services")
	w.open('[')
	begin, written := len(w.b), 0
	for i := range t.Services {
		if len(w.b)-begin > summarySize {
			break
		}
		w.item()
		w.open('{')
		if s := &t.Services[i]; s.Service == nil {
			w.number("type", int64(s.Type))
			w.bool("unknown", true)
		} else {
			brief := s.brief()
			t.appendServiceJSON(w, &brief)
		}
		w.close('}')
		written++
	}
	w.close(']')
	if written < len(t.Services) {
		w.number("services_left_out", int64(len(t.Services)-written))
	}
}

// brief returns the service without what has no place in a summary.
func (s *DecodedService) brief() DecodedService {
	b := *s
	b.Privileges = s.Privileges[:min(len(s.Privileges), summaryParts)]
	cut := false
	for i := range s.Values {
		if s.Service.Fields[i].Type == Permissions {
			b.Values = b.Values[:i] // it is the last field of the only service that has it
			break
		}
		if len(s.Values[i].Text) <= summaryText {
			continue
		}
		if !cut {
			b.Values, cut = slices.Clone(s.Values), true
		}
		b.Values[i].Text = cutText(s.Values[i].Text, summaryText)
	}
	return b
}

// cutText returns the first bytes of a text, at most so many, and no part of a
// character.
func cutText(text string, most int) string {
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}
