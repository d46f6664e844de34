package tokens

import (
	"encoding/hex"
	"errors"
	"strconv"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// A jsonWriter appends JSON to a buffer. The package writes a million objects
// a run in an order of its own, so this is by hand, and a test reads all of it
// back with encoding/json.
type jsonWriter struct{ b []byte }

func (w *jsonWriter) open(bracket byte) { w.b = append(w.b, bracket) }

func (w *jsonWriter) close(bracket byte) { w.b = append(w.b, bracket) }

// item separates the next value from what stands before it.
func (w *jsonWriter) item() {
	if n := len(w.b); n > 0 && w.b[n-1] != '{' && w.b[n-1] != '[' {
		w.b = append(w.b, ',')
	}
}

// key starts a member. Keys are the program's own words.
func (w *jsonWriter) key(k string) {
	w.item()
	w.b = append(append(append(w.b, '"'), k...), '"', ':')
}

func (w *jsonWriter) text(k, s string) {
	w.key(k)
	w.value(s)
}

func (w *jsonWriter) number(k string, n int64) {
	w.key(k)
	w.b = strconv.AppendInt(w.b, n, 10)
}

func (w *jsonWriter) bool(k string, v bool) {
	w.key(k)
	w.b = strconv.AppendBool(w.b, v)
}

// value writes a string, and one that is not UTF-8 as {"hex":"…"}.
func (w *jsonWriter) value(s string) {
	if !utf8.ValidString(s) {
		w.b = append(w.b, `{"hex":"`...)
		w.b = hex.AppendEncode(w.b, []byte(s))
		w.b = append(w.b, `"}`...)
		return
	}
	w.b = append(w.b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			w.b = append(w.b, '\\', byte(r))
		case r >= ' ' && r < 0x7f || r >= 0x7f && unicode.IsPrint(r):
			w.b = utf8.AppendRune(w.b, r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			w.escape(high)
			w.escape(low)
		default:
			w.escape(r)
		}
	}
	w.b = append(w.b, '"')
}

func (w *jsonWriter) escape(r rune) {
	const digits = "0123456789abcdef"
	w.b = append(w.b, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
}

func asDecodeError(err error) (*DecodeError, bool) {
	var d *DecodeError
	ok := errors.As(err, &d)
	return d, ok
}

func (w *jsonWriter) permissions(key string, all []Permission) {
	w.key(key)
	w.open('[')
	for _, p := range all {
		w.item()
		w.open('{')
		w.number("resource_type", int64(p.ResourceType))
		w.number("permission_type", int64(p.PermissionType))
		w.key("resources")
		w.open('[')
		for _, s := range p.Resources {
			w.item()
			w.value(s)
		}
		w.close(']')
		w.close('}')
	}
	w.close(']')
}

func (w *jsonWriter) findings(all []Finding) {
	w.key("findings")
	w.open('[')
	for _, f := range all {
		w.item()
		w.open('{')
		w.text("severity", string(f.Severity))
		w.text("code", string(f.Code))
		w.text("message", f.Message)
		if f.Advice != "" {
			w.text("advice", f.Advice)
		}
		if f.Answer.Code != "" {
			w.text("sdk_code", f.Answer.Code)
		}
		if f.Answer.Name != "" {
			w.text("sdk_name", f.Answer.Name)
		}
		if f.Answer.Also != "" {
			w.text("sdk_also", f.Answer.Also)
		}
		if f.Unverified {
			w.bool("unverified", true)
		}
		w.close('}')
	}
	w.close(']')
}

// failure writes an error. What is no [*DecodeError] has no code.
func (w *jsonWriter) failure(err error) {
	w.key("error")
	w.open('{')
	if d, ok := asDecodeError(err); ok {
		w.text("code", string(d.Code))
		w.text("message", d.Error())
		w.number("offset", int64(d.Offset))
	} else {
		w.text("message", err.Error())
	}
	w.close('}')
}

func (w *jsonWriter) time(key string, at time.Time) {
	w.key(key)
	w.b = append(w.b, '"')
	w.b = at.UTC().AppendFormat(w.b, time.RFC3339)
	w.b = append(w.b, '"')
}

func (w *jsonWriter) hex(key, raw string) {
	w.key(key)
	w.quotedHex(raw)
}

func (w *jsonWriter) quotedHex(raw string) {
	w.b = append(w.b, '"')
	w.b = hex.AppendEncode(w.b, []byte(raw))
	w.b = append(w.b, '"')
}
