package tokens

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// The keys 004 to 001 are ASCII of fixed widths: signature, App ID, times and
// user ID in ten decimal digits, the salt in eight hexadecimal ones.

// An asciiPart is one column of such a key.
type asciiPart struct {
	part  Part
	field string
	width int
	base  int // of a number; 0 is text
}

var (
	keyVersionPart = asciiPart{0, "version", 3, 0}
	keyHead        = []asciiPart{
		{PartSignature, "signature", keySignatureLength, 0},
		{PartAppID, "App ID", hexIDLength, 0},
		{PartIssueTime, "issue time", 10, 10},
		{PartSalt, "salt", 8, 16},
	}
	keyUIDPart = asciiPart{PartUID, "user ID", 10, 10}
	keyEndPart = asciiPart{PartEndTime, "expiry", 10, 10}
)

// asciiKeyParts returns the columns of a version.
func asciiKeyParts(v Version) []asciiPart {
	var parts []asciiPart
	if v == DynamicKey4 || v == DynamicKey3 {
		parts = append(parts, keyVersionPart)
	}
	parts = append(parts, keyHead...)
	if v == DynamicKey3 || v == DynamicKey2 {
		parts = append(parts, keyUIDPart)
	}
	if v != DynamicKey {
		parts = append(parts, keyEndPart)
	}
	return parts
}

// asciiKeyLength returns how many characters a key of the version has.
func asciiKeyLength(v Version) int {
	switch v {
	case DynamicKey4:
		return 103
	case DynamicKey3:
		return 113
	case DynamicKey2:
		return 110
	}
	return 90
}

func (m *keyMessage) packASCII(v Version, code, certificate string) string {
	key := ""
	if v == DynamicKey4 || v == DynamicKey3 {
		key = string(v)
	}
	head := m.appID + fmt.Sprintf("%010d%08x", m.issueTime, m.salt)
	key += hex.EncodeToString(m.signASCII(v, code, head, certificate)) + head
	if v == DynamicKey3 || v == DynamicKey2 {
		key += fmt.Sprintf("%010d", m.uid)
	}
	if v != DynamicKey {
		key += fmt.Sprintf("%010d", m.ends)
	}
	return key
}

// signASCII signs for the service called code; head is App ID, issue time and
// salt as they stand in the key.
func (m *keyMessage) signASCII(v Version, code, head, certificate string) []byte {
	s := head + m.channel
	if v != DynamicKey {
		s += fmt.Sprintf("%010d%010d", m.uid, m.ends)
	}
	if v == DynamicKey4 {
		s = code + s
	}
	return hmacSHA1([]byte(certificate), []byte(s))
}

// isASCIIKey reports whether text has the length and letters of a key of
// version 001 or 002, which nothing at their front tells.
func isASCIIKey(v Version, text string) bool {
	if len(text) != asciiKeyLength(v) {
		return false
	}
	pos := 0
	for _, p := range asciiKeyParts(v) {
		for _, r := range text[pos : pos+p.width] {
			digit := r >= '0' && r <= '9'
			lower := r >= 'a' && r <= 'f'
			upper := r >= 'A' && r <= 'F' && p.part == PartAppID
			if !digit && (p.base == 10 || !lower && !upper) {
				return false
			}
		}
		pos += p.width
	}
	return true
}

// looksLikeASCIIKey reports whether text may be a key of version 001 or 002
// that was cut or extended by some characters.
func looksLikeASCIIKey(text string) bool {
	return len(text) > keySignatureLength+hexIDLength && len(text) < 130 && isHexText(text)
}

func isHexText(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r > 'f' || !isHex(byte(r)) }) < 0
}

func decodeASCIIKey(v Version, text string, rec *recorder) (*Token, *DecodeError) {
	t := &Token{Version: v}
	pos := 0
	for _, p := range asciiKeyParts(v) {
		if pos+p.width > len(text) {
			return t, failure(CodeLength, pos, "%d characters where a %s key has %d: the text ends inside the %s", len(text), v, asciiKeyLength(v), p.field)
		}
		n, err := t.readASCII(p, text[pos:pos+p.width], pos)
		if err != nil {
			return t, err
		}
		rec.span(pos, p.width, p.field, text[pos:pos+p.width])
		if p.part == PartIssueTime || p.part == PartEndTime {
			rec.explainTime(n)
		}
		pos += p.width
	}
	if pos < len(text) {
		return t, failure(CodeLength, pos, "%d characters where a %s key has %d: remove what follows those", len(text), v, asciiKeyLength(v))
	}
	return t, nil
}

// readASCII reads one column, and returns its number if it is one.
func (t *Token) readASCII(p asciiPart, s string, offset int) (uint32, *DecodeError) {
	var n uint64
	if p.base != 0 {
		var err error
		if n, err = strconv.ParseUint(s, p.base, 32); err != nil {
			return 0, failure(CodeFormat, offset, "the %s is no number of %d digits up to %d", p.field, p.width, uint32(maxUint32))
		}
	}
	switch p.part {
	case PartSignature:
		t.Signature = s
	case PartAppID:
		t.AppID = s
		t.signed = s
	case PartIssueTime:
		t.IssueTime = uint32(n)
		t.signed += s
	case PartSalt:
		t.Salt = uint32(n)
		t.signed += s
	case PartUID:
		t.UID = uint32(n)
	case PartEndTime:
		t.EndTime = uint32(n)
	}
	t.read |= p.part
	return uint32(n), nil
}
