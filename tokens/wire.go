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

// maxSpans is how many spans of a layer are told apart. Real tokens have less
// than a hundred; a hostile one could have half a million.
const maxSpans = 4096

// room reports whether to record a span up to end. In a layer that is full,
// the last span grows instead.
func (rec *recorder) room(end int) bool {
	if rec == nil {
		return false
	}
	spans := rec.layers[len(rec.layers)-1].Spans
	if len(spans) < maxSpans {
		return true
	}
	last := &spans[maxSpans-1]
	last.Length, last.Field, last.Value = end-last.Offset, "the rest", "too many parts to show each"
	return false
}

func (rec *recorder) span(offset, length int, field, value string) {
	if length > 0 && rec.room(offset+length) {
		l := &rec.layers[len(rec.layers)-1]
		l.Spans = append(l.Spans, Span{offset, length, field, value})
	}
}

// hex is span for bytes that are no text.
func (rec *recorder) hex(offset int, raw, field string) {
	if rec.room(offset + len(raw)) {
		rec.span(offset, len(raw), field, hex.EncodeToString([]byte(raw)))
	}
}

func (rec *recorder) number(offset, length int, r *reader, field string, n int64) {
	if rec.room(offset + length) {
		rec.span(offset, length, r.name(field), strconv.FormatInt(n, 10))
	}
}

func (rec *recorder) text(offset int, r *reader, field, s string, raw bool) {
	switch {
	case !rec.room(offset + len(s)):
	case raw:
		rec.hex(offset, s, r.name(field))
	default:
		rec.span(offset, len(s), r.name(field), s)
	}
}

// explain adds a meaning to the value of the last span.
func (rec *recorder) explain(meaning string) {
	if rec == nil || meaning == "" {
		return
	}
	if spans := rec.layers[len(rec.layers)-1].Spans; len(spans) < maxSpans {
		spans[len(spans)-1].Value += " (" + meaning + ")"
	}
}

func (rec *recorder) explainTime(seconds uint32) {
	if rec != nil {
		rec.explain(unix(int64(seconds)).Format(time.RFC3339))
	}
}

// explain adds a meaning to what was read last, unless reading has failed.
func (r *reader) explain(meaning string) {
	if r.ok() {
		r.rec.explain(meaning)
	}
}

func (r *reader) explainTime(seconds uint32) {
	if r.ok() {
		r.rec.explainTime(seconds)
	}
}
