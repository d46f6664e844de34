package tokens

import (
	"strconv"
	"strings"
)

// longestColon is how far the App ID of a Signaling 1.x token may be from its
// start, in bytes: the version, and a colon that may be escaped.
const longestColon = 1 + maxBackslashes + len("u003A")

// nextDigits returns what of the formats that are written in digits (004 to
// 001, Signaling 1.x) starts at an offset or behind it, or which certificate.
func (f *finder) nextDigits(at int) Sighting {
	for {
		start, end := f.hexRun(at)
		if start >= min(f.to+longestColon, len(f.text)) {
			return nothing
		}
		if s, ok := f.digitsAt(f.afterEscape(start), end); ok {
			return s
		}
		at = end
	}
}

// hexRun returns where the next run of hexadecimal digits starts and ends that
// may be an App ID or longer, as longRun does.
func (f *finder) hexRun(at int) (start, end int) {
	text := f.text
	for last := at + hexIDLength - 1; last < len(text); last = at + hexIDLength - 1 {
		i := last
		for i >= at && signs[text[i]]&ofHex != 0 {
			i--
		}
		if i >= at {
			at = i + 1
			continue
		}
		for last++; last < len(text) && signs[text[last]]&ofHex != 0; {
			last++
		}
		return at, last
	}
	return len(text), len(text)
}

// afterEscape returns where a run of hexadecimal digits starts of which the
// first may belong to an escape: %3A, \u0022.
func (f *finder) afterEscape(start int) int {
	at := start - 1
	if at > 0 && (f.text[at] == 'u' || f.text[at] == 'x') {
		at--
	}
	if at >= 0 && (f.text[at] == '%' || f.text[at] == '\\') {
		if s := signAt(f.text, at); at+s.width > start {
			return at + s.width
		}
	}
	return start
}

// digitsAt reads what a run of hexadecimal digits is.
func (f *finder) digitsAt(start, end int) (Sighting, bool) {
	if !standsLast(f.text, end) {
		return Sighting{}, false
	}
	switch end - start {
	case hexIDLength:
		if s, ok := f.signalingTokenAt(start, end); ok {
			return s, true
		}
		if start >= f.from && start < f.to && standsFirst(f.text, start) {
			leak, ok := leakAt(f.text, start, end)
			return Sighting{Start: start, End: end, Leak: leak}, ok
		}
	case asciiKeyLength(DynamicKey):
		return f.asciiKeyAt(DynamicKey, start, end)
	case asciiKeyLength(DynamicKey2):
		return f.asciiKeyAt(DynamicKey2, start, end)
	case asciiKeyLength(DynamicKey3):
		return f.asciiKeyAt(DynamicKey3, start, end)
	case asciiKeyLength(DynamicKey4):
		return f.asciiKeyAt(DynamicKey4, start, end)
	}
	return Sighting{}, false
}

// The times between which a key is issued that is taken for one, in Unix
// seconds: from 2011, before there were any, to the end of 2039.
const (
	earliestIssue = 1293840000
	latestIssue   = 2208988799
)

// asciiKeyAt reads a key of fixed widths. Hashes are of hexadecimal digits, too,
// and long numbers: so it must be one that decodes whole, was issued at a time
// that can be, does not end before that, and has a letter in its signature,
// which not one in a hundred million lacks.
func (f *finder) asciiKeyAt(v Version, start, end int) (Sighting, bool) {
	if !standsFirst(f.text, start) {
		return Sighting{}, false
	}
	s := Sighting{Start: start, End: end, Text: string(f.text[start:end])}
	if s.Token, s.Err = f.catalog.Decode(s.Text); s.Err != nil || s.Token.Version != v {
		return Sighting{}, false
	}
	t := s.Token
	return s, t.IssueTime >= earliestIssue && t.IssueTime <= latestIssue &&
		(t.EndTime == 0 || t.EndTime >= t.IssueTime) && strings.ContainsAny(t.Signature, "abcdefABCDEF")
}

// leastDigest is how many digits of its digest a Signaling 1.x token has at
// least that was cut.
const leastDigest = 16

// signalingTokenAt reads the Signaling 1.x token whose App ID is given:
// "1:<App ID>:<expiry>:<digest>". The colons may be escaped.
func (f *finder) signalingTokenAt(appID, end int) (Sighting, bool) {
	colon, at := signBefore(f.text, appID)
	if colon != ':' || at == 0 || f.text[at-1] != '1' || !standsFirst(f.text, at-1) {
		return Sighting{}, false
	}
	var u undone
	u.count(signAt(f.text, at))
	expiry, ok := f.afterColon(end, &u)
	if !ok {
		return Sighting{}, false
	}
	expiryEnd := f.digitsFrom(expiry, 10, func(b byte) bool { return b >= '0' && b <= '9' })
	digest, ok := f.afterColon(expiryEnd, &u)
	if !ok {
		return Sighting{}, false
	}
	digestEnd := f.digitsFrom(digest, md5Length, isHex)
	ends, err := strconv.ParseUint(string(f.text[expiry:expiryEnd]), 10, 32)
	if err != nil || ends < earliestIssue || digestEnd-digest < leastDigest || !standsLast(f.text, digestEnd) {
		return Sighting{}, false
	}
	s := Sighting{Start: at - 1, End: digestEnd, Repairs: u.repairs()}
	s.Text = "1:" + string(f.text[appID:end]) + ":" + string(f.text[expiry:expiryEnd]) + ":" + string(f.text[digest:digestEnd])
	s.Token, s.Err = f.catalog.Decode(s.Text)
	return s, true
}

func (f *finder) afterColon(at int, u *undone) (int, bool) {
	if at >= len(f.text) {
		return at, false
	}
	s := signAt(f.text, at)
	return at + u.count(s), s.char == ':'
}

// digitsFrom returns where the digits from an offset on end, of which there are
// at most so many.
func (f *finder) digitsFrom(at, most int, isDigit func(byte) bool) int {
	for end := min(at+most, len(f.text)); at < end && isDigit(f.text[at]); {
		at++
	}
	return at
}
