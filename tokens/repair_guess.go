package tokens

import (
	"bytes"
	"encoding/base64"
	"slices"
)

// undo undoes the escapes in a text that is one token, and writes it in the
// letters of standard base64. With guess, it puts back lost padding, too.
func undo(text []byte, guess bool) (string, undone) {
	var u undone
	plain := make([]byte, 0, len(text)+3)
	for at := 0; at < len(text); {
		s := signAt(text, at)
		u.percent = max(u.percent, s.percent)
		if s.escaped {
			u.escapes++
		}
		plain = append(plain, s.char)
		at += s.width
	}
	head := base64Start(plain)
	letters := plain[head:]
	end := len(letters)
	for i, b := range letters {
		switch b {
		case '-', '_':
			letters[i] = base64Sign[b]
			u.url = true
		case '=':
			end = min(end, i)
		}
	}
	if guess && head < len(plain) && end%4 != 1 {
		u.padding = max(paddingOf(end)-(len(letters)-end), 0)
		plain = append(plain, "=="[:u.padding]...)
	}
	return string(plain), u
}

// base64Start returns where the base64 of a token starts, or its length if it
// has none.
func base64Start(token []byte) int {
	const head = len(AccessToken2)
	switch v, err := detect(string(token)); {
	case err != nil:
	case v == AccessToken2, v == DynamicKey5:
		return head
	case v == AccessToken:
		return min(head+hexIDLength, len(token))
	}
	return len(token)
}

// mends reports whether a token that was read from a form is more than chance:
// it is whole, something was done to it, and it has a checksum. One without must
// end where a word does, and have the usual parts; and where its lines were
// broken, these must look as if.
func (f *form) mends(s *Sighting) bool {
	if s.Err != nil || within(s, f.breaks)+within(s, f.blanks) == 0 || !isSafeGuess(s.Text, s.Token) {
		return false
	}
	if s.Token.Version == AccessToken2 {
		return true
	}
	ends := standsLast(f.text, s.End) || slices.Contains(f.breaks, s.End)
	return ends && (f.isWrapped(s) || s.Token.hasTimesOfADay())
}

// isWrapped reports whether the lines from start to end of a token are equally
// wide; the first, before which something may stand, and the last may be
// shorter. If there are but these two, the last must not look like a word, where
// the token is in base64.
func (f *form) isWrapped(s *Sighting) bool {
	start, width, first := s.Start, 0, 0
	for _, at := range f.breaks {
		switch {
		case at <= s.Start || at >= s.End:
			continue
		case first == 0:
			first = at - start
		case width == 0:
			width = at - start
		case at-start != width:
			return false
		}
		start = at
	}
	if width > 0 {
		return max(first, s.End-start) <= width
	}
	return first == 0 || base64Start([]byte(s.Text)) == len(s.Text) || !isWord(f.text[start:s.End])
}

// isWord reports whether some letters may be a word or a number: in base64,
// capitals stand among the others.
func isWord(letters []byte) bool {
	return !bytes.ContainsAny(letters[1:], "ABCDEFGHIJKLMNOPQRSTUVWXYZ+/")
}

// isSafeGuess reports whether a token that decodes after a guess is the one that
// was written: all of the text belongs to it, which is as encoders write it, and
// it is as usual where no checksum says the same.
func isSafeGuess(text string, t *Token) bool {
	letters := text[base64Start([]byte(text)):]
	_, err := base64.StdEncoding.Strict().DecodeString(letters)
	return err == nil && t.ZlibTrailing == 0 && t.isUsual()
}

// isUsual reports whether the parts of a token are such as libraries write. The
// checksum of a 007 token says so.
func (t *Token) isUsual() bool {
	switch t.Version {
	case AccessToken2:
		return true
	case AccessToken:
		return len(t.Signature) == signatureLength && isUsualTime(t.EndTime) && t.Trailing == "" && t.hasUsualPrivileges()
	case SignalingToken:
		return IsHexID(t.AppID) && isUsualTime(t.EndTime)
	case DynamicKey, DynamicKey2:
		// What starts like this may be a longer key of which a part is lost.
		if head := Version(t.Signature[:3]); head == DynamicKey3 || head == DynamicKey4 {
			return false
		}
	case DynamicKey5:
		return isHexText(t.Signature) && len(t.Signature) == keySignatureLength && isUsualTime(t.IssueTime) &&
			(t.EndTime == 0 || isUsualTime(t.EndTime)) && t.Trailing == ""
	}
	return IsHexID(t.AppID) && isHexText(t.Signature) && isUsualTime(t.IssueTime)
}

// hasUsualPrivileges reports whether the privileges of a 006 token are known,
// none stands twice, and all of their values are times, or all durations, as
// people write who take one for the other.
func (t *Token) hasUsualPrivileges() bool {
	const (
		duration = 1e9
		most     = 32
	)
	durations := 0
	for i, p := range t.Privileges {
		isSame := func(o DecodedPrivilege) bool { return o.ID == p.ID }
		switch {
		case i >= most || p.Name == "" || slices.ContainsFunc(t.Privileges[:i], isSame):
			return false
		case p.Value > 0 && p.Value < duration:
			durations++
		case p.Value > 0 && !isUsualTime(p.Value):
			return false
		}
	}
	return durations == 0 || durations == len(t.Privileges)
}

// hasTimesOfADay reports whether the ends of a 006 token are not far apart, as
// they are where it is a day old at most, which is when it is of use.
func (t *Token) hasTimesOfADay() bool {
	const far = 30 * MaxLifetime
	return t.Version == AccessToken && !slices.ContainsFunc(t.Privileges, func(p DecodedPrivilege) bool {
		apart := int64(p.Value) - int64(t.EndTime)
		return p.Value > 0 && (apart < -far || apart > far)
	})
}

func isUsualTime(at uint32) bool { return at >= earliestIssue && at <= latestIssue }
