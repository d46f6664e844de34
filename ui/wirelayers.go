package ui

import (
	"errors"
	"slices"
	"strings"

	"atc/tokens"
)

// A wireLayer is one layer of a token: its bytes, and which rows of the list
// stand for them.
type wireLayer struct {
	name, data string
	first, end int  // its rows are those from first on, without end
	stopped    bool // reading stopped in it
}

// A wireRow is one line of the list: a span, or what nothing was read of.
type wireRow struct {
	layer, offset, length int
	field, value          string // value is untrusted
	unread                bool
}

// wireRows lists what the bytes of a token stand for. err is that of decoding
// it: where it stopped, a row says so and why, and what comes after it in that
// layer was not reached.
func wireRows(all []tokens.Layer, text string, err error) ([]wireLayer, []wireRow) {
	if len(all) == 0 { // no token: its text is all there is to see
		all = []tokens.Layer{{Name: "text", Data: strings.Clone(text[:min(len(text), tokens.MaxText)])}}
	}
	var stop *tokens.DecodeError
	if !errors.As(err, &stop) && err != nil {
		stop = &tokens.DecodeError{Reason: err.Error()}
	}
	layers := make([]wireLayer, len(all))
	var rows []wireRow
	for i, l := range all {
		first := len(rows)
		here := stop != nil && (stop.Layer == l.Name || len(all) == 1)
		spans, reached := wireSpans(l, stop, here)
		for _, s := range spans {
			rows = append(rows, wireRow{i, s.Offset, s.Length, s.Field, s.Value, false})
		}
		if rest := len(l.Data) - reached; rest > 0 || here {
			rows = append(rows, unreadRow(i, reached, rest, stop, here))
		}
		layers[i] = wireLayer{l.Name, l.Data, first, len(rows), here}
	}
	return layers, rows
}

// wireSpans returns the spans of a layer up to where reading stopped, and
// where that is.
func wireSpans(l tokens.Layer, stop *tokens.DecodeError, here bool) ([]tokens.Span, int) {
	reached := 0
	if n := len(l.Spans); n > 0 {
		reached = l.Spans[n-1].Offset + l.Spans[n-1].Length
	}
	if !here {
		return l.Spans, reached
	}
	at := max(0, min(stop.Offset, len(l.Data)))
	if l.Name == "payload" {
		// Some parts are read past the one that is at fault: the content of a
		// message whose length is wrong.
		return l.Spans, max(at, reached)
	}
	// Text and compressed stream are mapped as a whole, read or not.
	spans := slices.Clone(l.Spans)
	for i, s := range spans {
		if s.Offset >= at {
			return spans[:i], at
		}
		if s.Offset+s.Length > at {
			spans[i].Length = at - s.Offset
			return spans[:i+1], at
		}
	}
	return spans, at
}

func unreadRow(layer, offset, length int, stop *tokens.DecodeError, here bool) wireRow {
	r := wireRow{layer: layer, offset: offset, length: length, field: "not reached", unread: true}
	if length == 0 {
		r.field = "stopped here"
	}
	switch {
	case here:
		r.value = stop.Reason
	case stop != nil:
		r.value = "reading stopped in the layer " + stop.Layer
	}
	return r
}

// service takes the number of the service off a field, and says whether the
// field is the first of it.
func (r *wireRow) service() (field string, opens, in bool) {
	rest, ok := strings.CutPrefix(r.field, "service ")
	number, name, found := strings.Cut(rest, " ")
	if !ok || !found || strings.Trim(number, "0123456789") != "" {
		return r.field, false, false
	}
	if name == "type" {
		return "service " + number, true, true
	}
	return name, false, true
}

// littleEndian says that the value is the number that the bytes make when the
// lowest comes first, as all numbers in a payload are written.
func (r *wireRow) littleEndian(data string) bool {
	if r.length != 2 && r.length != 4 || r.offset+r.length > len(data) {
		return false
	}
	n := uint64(0)
	for i := range r.length {
		n |= uint64(data[r.offset+i]) << (8 * i)
	}
	value, _, _ := strings.Cut(r.value, " ")
	return value == decimal(int64(n)) || r.length == 2 && value == decimal(int64(int16(n)))
}

// meaning says what a span is for, in a few words, or "" where its name says
// it all.
func (r *wireRow) meaning(v tokens.Version) string {
	field, opens, _ := r.service()
	switch {
	case r.unread:
		return ""
	case opens:
		return "which service it is; services stand in ascending order"
	case strings.HasSuffix(field, " length"):
		return "how many bytes the " + strings.TrimSuffix(field, " length") + " after it has"
	case strings.HasSuffix(field, " count"):
		return "how many of them follow"
	case strings.HasPrefix(field, "extra "):
		return "signed along, beside channel and user"
	}
	if m := wireMeanings[field]; m != "" {
		return m
	}
	switch field {
	case "signature":
		return signatureMeaning(v)
	case "privilege value":
		if v == tokens.AccessToken {
			return "when the privilege ends, in Unix seconds"
		}
		return "seconds after the issue time; 0 ends with the token"
	case "base64":
		if v == tokens.AccessToken2 {
			return "base64 of the compressed bytes"
		}
		return "base64 of the payload"
	}
	return ""
}

func signatureMeaning(v tokens.Version) string {
	switch v {
	case tokens.AccessToken2:
		return "HMAC-SHA256 over all that follows, with a key made of certificate, issue time and salt"
	case tokens.AccessToken:
		return "HMAC-SHA256 of App ID, channel, user and message, with the certificate as key"
	}
	return "HMAC-SHA1 with the certificate as key"
}

// wireMeanings says what the fields are for whose names do not.
var wireMeanings = map[string]string{
	"version":         "which format it is",
	"issue time":      "when it was made, in Unix seconds",
	"expire":          "lifetime after the issue time; the service honours 24 h at most",
	"expiry":          "when it ends, in Unix seconds",
	"message time":    "when the token ends, in Unix seconds",
	"salt":            "random, so that no two tokens are alike",
	"privilege":       "which privilege it is",
	"channel CRC-32":  "checksum of the channel name, which is not in the token",
	"user CRC-32":     "checksum of the user ID or account, which is not in the token",
	"zlib header":     "says that a zlib stream follows",
	"deflate stream":  "inflates to the payload",
	"Adler-32":        "checksum of the payload, highest byte first",
	"trailing bytes":  "stand after the end, and readers pass over them",
	"undecoded bytes": "of a service that nobody knows the form of",
	"MD5":             "of account, App ID, certificate and expiry",
	"resource type":   "what the permissions are for",
	"permission type": "what may be done with it",
}
