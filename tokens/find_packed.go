package tokens

import (
	"bytes"
	"encoding/base64"
)

// stretch is how far from the start of a run the heads of tokens are looked for
// before it is asked again whether the run goes on.
const stretch = 1 << 10

// nextPacked returns the first token of the formats that are packed into base64
// (007, 006, 005) which starts at an offset or behind it.
func (f *finder) nextPacked(at int) Sighting {
	for at < f.to {
		if at >= f.dense {
			at = f.longRun(at)
			f.dense = at + stretch
			continue
		}
		end := min(f.dense, f.to)
		i := bytes.Index(f.text[at:min(end+1, len(f.text))], zeros)
		if i < 0 {
			at = end
			continue
		}
		at += i
		for at+2 < len(f.text) && f.text[at+2] == '0' {
			at++
		}
		if at >= f.to {
			break
		}
		if s, ok := f.packedAt(at); ok {
			return s
		}
		at++
	}
	return nothing
}

var zeros = []byte("00")

// longRun returns where the next run of as many characters of tokens starts as
// the shortest token has, or the length of the text. In the run that the offset
// is in, it is the offset. Of most texts it looks at one byte in ten.
func (f *finder) longRun(at int) int {
	text := f.text
	for last := at + ShortestToken - 1; last < len(text); last = at + ShortestToken - 1 {
		i := last
		for i >= at && signs[text[i]]&ofToken != 0 {
			i--
		}
		if i < at {
			return at
		}
		at = i + 1
	}
	return len(text)
}

// packedAt reads the token that starts with the digits at an offset, if it is
// one.
func (f *finder) packedAt(at int) (s Sighting, ok bool) {
	const least = 4
	if at+least > len(f.text) {
		return s, false
	}
	switch f.text[at+2] {
	case '7':
		s, ok = f.accessToken2At(at)
	case '6':
		s, ok = f.accessTokenAt(at)
	case '5':
		s, ok = f.dynamicKey5At(at)
	}
	// A shorter one may stand in a run that is not looked into.
	return s, ok && s.End-s.Start >= ShortestToken
}

// gather sets f.chars to the letters of base64 from an offset on, without their
// escapes, at most so many of them. It reports whether there may be more.
func (f *finder) gather(at, limit, most int) (more bool) {
	f.chars, f.changed = f.chars[:0], false
	limit = min(limit, len(f.text))
	for at < limit && len(f.chars) < most {
		b := f.text[at]
		letter := base64Sign[b]
		width := 1
		if letter != b || letter == 0 {
			s := signAt(f.text, at)
			letter, width = base64Sign[s.char], s.width
			if letter == 0 || at+width > limit {
				return false
			}
			f.changed = true
		}
		f.chars = append(f.chars, letter)
		at += width
	}
	return at < limit
}

// packed returns the bytes that f.chars stand for, or the first so many of them.
// They are valid until the next call.
func (f *finder) packed(most int) []byte {
	u := f.unpacker()
	chars := f.chars[:min(len(f.chars), most)]
	if len(chars)%4 == 1 {
		chars = chars[:len(chars)-1]
	}
	if n := bytesOf(len(chars)); cap(u.raw) < n {
		u.raw = make([]byte, n)
	}
	n, _ := base64.RawStdEncoding.Decode(u.raw[:cap(u.raw)], chars) // they are letters of base64
	u.raw = u.raw[:n]
	return u.raw
}

func (f *finder) unpacker() *unpacking {
	if f.unpack == nil {
		f.unpack = unpackings.Get().(*unpacking)
	}
	return f.unpack
}

// lettersOf returns how many letters of base64 so many bytes take, without
// padding.
func lettersOf(bytes int) int { return (bytes*4 + 2) / 3 }

// bytesOf returns how many bytes so many letters of base64 stand for.
func bytesOf(letters int) int { return letters * 3 / 4 }

// paddingOf returns how many = follow so many letters of base64. After 1 letter
// of a group, which stands for no byte, there is no right number.
func paddingOf(letters int) int { return -letters & 3 }

// padded returns the head of a token with letters of base64 and their padding.
func padded(head, letters []byte) string {
	b := make([]byte, 0, len(head)+len(letters)+3)
	b = append(append(b, head...), letters...)
	return string(append(b, "==="[:paddingOf(len(letters))]...))
}

// sighted makes a sighting of a token whose first letter of base64 stands at
// the offset first, and which has so many of them and padding that may be lost.
func (f *finder) sighted(start, first, letters int) Sighting {
	s := Sighting{Start: start, End: first + letters}
	var u undone
	if f.changed {
		s.End = first
		for range letters {
			s.End += u.count(signAt(f.text, s.End))
		}
	}
	padding := paddingOf(letters)
	for ; padding > 0 && s.End < len(f.text) && s.End < start+MaxText; padding-- {
		r := signAt(f.text, s.End)
		if r.char != '=' {
			break
		}
		s.End += u.count(r)
	}
	u.padding = padding
	s.Repairs = u.repairs()
	return s
}

// broken makes a sighting of a token that is cut or damaged, of which are left
// all letters of base64 that could be gathered. Its text is not made longer.
func (f *finder) broken(start, first int, head []byte) Sighting {
	s := f.sighted(start, first, len(f.chars))
	lost := 0
	if last := len(s.Repairs) - 1; last >= 0 && s.Repairs[last].Code == CodeRepairedPadding {
		lost = s.Repairs[last].Values[0].(int)
		s.Repairs = s.Repairs[:last]
	}
	s.Text = padded(head, f.chars)
	s.Text = s.Text[:len(s.Text)-lost]
	s.Token, s.Err = f.catalog.Decode(s.Text)
	return s
}
