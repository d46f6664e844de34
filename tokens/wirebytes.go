package tokens

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
)

// Numbers are little-endian in every binary format; a string is a length of
// 16 bits and that many bytes.

func appendUint16(b []byte, n uint16) []byte { return binary.LittleEndian.AppendUint16(b, n) }
func appendUint32(b []byte, n uint32) []byte { return binary.LittleEndian.AppendUint32(b, n) }

// appendString writes s. Strings of more than 65535 bytes, whose length the
// official libraries let wrap around, must have been refused by then.
func appendString(b []byte, s string) []byte {
	return append(appendUint16(b, uint16(len(s))), s...)
}

func checkFits(what, s string) error {
	if len(s) > math.MaxUint16 {
		return fmt.Errorf("%s has %d bytes, a token holds at most %d", what, len(s), math.MaxUint16)
	}
	return nil
}

// A reader takes values off the front of a payload. After its first error it
// takes nothing more, so that a caller may check once at the end. It reports
// each span to its recorder if it has one.
type reader struct {
	b       string
	pos     int
	layer   string
	within  string // what b ends with, if it is not the layer
	service int    // of which field names are, counted from 1; 0 is none
	rec     *recorder
	err     *DecodeError
}

// name returns field with the service it belongs to. It is called for a
// recorder only, which keeps plain decoding cheap.
func (r *reader) name(field string) string {
	if r.service == 0 {
		return field
	}
	return "service " + strconv.Itoa(r.service) + " " + field
}

// where says for an error how much is left of the n bytes of field, or of that
// part of it: "before the App ID", "after 4 of the 11 bytes of the user ID of
// service 1".
func (r *reader) where(field, part string, n, left int) string {
	what := "the " + part + field
	if r.service > 0 {
		what += " of service " + strconv.Itoa(r.service)
	}
	if left == 0 {
		return "before " + what
	}
	return fmt.Sprintf("after %d of the %d bytes of %s", left, n, what)
}

// take returns the next n bytes. They are the field, or that part of it:
// "length of the ".
func (r *reader) take(n int, field, part string) string {
	if r.err != nil {
		return ""
	}
	if left := len(r.b) - r.pos; n > left {
		whole := r.layer
		if r.within != "" {
			whole = r.within
		}
		r.fail(CodeTruncated, "the "+whole+" ends "+r.where(field, part, n, left))
		return ""
	}
	s := r.b[r.pos : r.pos+n]
	r.pos += n
	return s
}

func (r *reader) fail(code Code, reason string) {
	if r.err == nil {
		r.err = &DecodeError{Code: code, Layer: r.layer, Offset: r.pos, Reason: reason}
	}
}

func (r *reader) ok() bool { return r.err == nil }

func (r *reader) uint16(field string) uint16 {
	s := r.take(2, field, "")
	if r.err != nil {
		return 0
	}
	n := uint16(s[0]) | uint16(s[1])<<8
	r.rec.number(r.pos-2, 2, r, field, int64(n))
	return n
}

func (r *reader) int16(field string) int16 {
	s := r.take(2, field, "")
	if r.err != nil {
		return 0
	}
	n := int16(uint16(s[0]) | uint16(s[1])<<8)
	r.rec.number(r.pos-2, 2, r, field, int64(n))
	return n
}

func (r *reader) uint32(field string) uint32 {
	s := r.take(4, field, "")
	if r.err != nil {
		return 0
	}
	n := uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
	r.rec.number(r.pos-4, 4, r, field, int64(n))
	return n
}

// string returns the next string, and raw one that is bytes rather than text.
func (r *reader) string(field string) string { return r.bytes(field, false) }
func (r *reader) raw(field string) string    { return r.bytes(field, true) }

func (r *reader) bytes(field string, raw bool) string {
	n := r.take(2, field, "length of the ")
	if r.err != nil {
		return ""
	}
	size := int(n[0]) | int(n[1])<<8
	r.rec.number(r.pos-2, 2, r, field+" length", int64(size))
	s := r.take(size, field, "")
	if r.err == nil {
		r.rec.text(r.pos-size, r, field, s, raw)
	}
	return s
}

// rest returns everything that is left.
func (r *reader) rest() string { return r.b[r.pos:] }

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return strconv.Itoa(n) + " " + unit + "s"
}
