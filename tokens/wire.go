package tokens

import (
	"encoding/hex"
	"strconv"
	"time"
)

// A Layer is one of the forms that a token has on its way from text to
// content, with what each of its bytes stands for.
type Layer struct {
	Name  string // "text", "compressed", or "payload"
	Data  string // its bytes
	Spans []Span // ascending and apart; bytes in none were not reached
}

// A Span is a run of bytes of a layer that stands for one thing.
type Span struct {
	Offset, Length int    // bytes of the layer
	Field          string // "service 1 channel name length"
	Value          string // for people; text of a token is unescaped in it
}

// Wire returns every layer of a token, with the byte map of each, for a view
// of the wire format. What cannot be decoded has the spans up to where it
// stopped; see [Catalog.Decode] for the reason.
func (c Catalog) Wire(text string) []Layer {
	var rec recorder
	_, _ = c.decode(text, &rec)
	return rec.layers
}

// A recorder collects the layers and spans of a token while it is decoded. A
// nil recorder collects nothing.
type recorder struct{ layers []Layer }

func (rec *recorder) begin(name, data string) {
	if rec != nil {
		rec.layers = append(rec.layers, Layer{Name: name, Data: data})
	}
}

func (rec *recorder) span(offset, length int, field, value string) {
	if rec == nil || len(rec.layers) == 0 || length == 0 {
		return
	}
	l := &rec.layers[len(rec.layers)-1]
	l.Spans = append(l.Spans, Span{offset, length, field, value})
}

func (rec *recorder) number(offset, length int, r *reader, field string, n int64) {
	if rec != nil {
		rec.span(offset, length, r.name(field), strconv.FormatInt(n, 10))
	}
}

func (rec *recorder) text(offset int, r *reader, field, s string, raw bool) {
	if rec == nil {
		return
	}
	value := s
	if raw {
		value = hex.EncodeToString([]byte(s))
	}
	rec.span(offset, len(s), r.name(field), value)
}

// explain adds a meaning to the value of the last span.
func (rec *recorder) explain(meaning string) {
	if rec == nil || len(rec.layers) == 0 || meaning == "" {
		return
	}
	spans := rec.layers[len(rec.layers)-1].Spans
	if len(spans) > 0 {
		spans[len(spans)-1].Value += " (" + meaning + ")"
	}
}

func (rec *recorder) explainTime(seconds uint32) {
	if rec != nil {
		rec.explain(unix(int64(seconds)).Format(time.RFC3339))
	}
}
