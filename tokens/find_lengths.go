package tokens

import "encoding/binary"

// accessTokenAt reads the 006 token at an offset. It ends where the length of
// its message says.
func (f *finder) accessTokenAt(at int) (Sighting, bool) {
	const head = 3 + hexIDLength
	const least = head + 3
	if at+least > len(f.text) {
		return Sighting{}, false
	}
	// Two bytes for the length of a signature of 32 bytes, and two more bits.
	if t := f.text[at+head:]; t[0] != 'I' || t[1] != 'A' || t[2] < 'A' || t[2] > 'D' {
		return Sighting{}, false
	}
	appID := string(f.text[at+3 : at+head])
	known := IsHexID(appID)
	first := at + head
	const messageAt = 2 + signatureLength + 4 + 4 + 2
	f.gather(first, at+MaxText, lettersOf(messageAt))
	raw := f.packed(lettersOf(messageAt))
	size := messageAt
	if whole := len(raw) >= messageAt; whole {
		size += int(binary.LittleEndian.Uint16(raw[messageAt-2:]))
	}
	if !known && (size == messageAt || size > messageAt+maxOddMessage || !f.inToken(at+3, first)) {
		return Sighting{}, false
	}
	f.gather(first, at+MaxText, lettersOf(size))
	if size == messageAt || len(f.chars) < lettersOf(size) {
		return f.broken(at, first, f.text[at:first]), known
	}
	s := f.exact(at, first)
	return s, known || s.Err == nil && s.Token.Trailing == ""
}

// maxOddMessage is how long the message of a 006 token may be whose App ID is
// not hexadecimal: with 32 privileges.
const maxOddMessage = 4 + 4 + 2 + 32*privilegeLength

// inToken reports whether all of the text between two offsets may be in tokens.
func (f *finder) inToken(from, to int) bool {
	for _, b := range f.text[from:to] {
		if signs[b]&ofToken == 0 {
			return false
		}
	}
	return true
}

// exact makes a sighting of a token that has the letters of f.chars.
func (f *finder) exact(at, first int) Sighting {
	s := f.sighted(at, first, len(f.chars))
	s.Text = padded(f.text[at:first], f.chars)
	s.Token, s.Err = f.catalog.Decode(s.Text)
	return s
}

// The layout of a 005 key, in bytes: before its extra values, and before the
// count of these.
const (
	key5AppID  = 2 + 2 + keySignatureLength + 2
	key5Extras = key5AppID + hexIDLength/2 + 4 + 4 + 4 + 2
)

// maxKey5Letters is how many letters of a 005 key are looked at. With the extra
// value that there is, it has 108.
const maxKey5Letters = 1 << 10

// dynamicKey5At reads the 005 key at an offset. It ends where its counts and
// lengths say.
func (f *finder) dynamicKey5At(at int) (Sighting, bool) {
	first := at + 3
	if b := f.text[first]; b != 'A' && b != 'B' { // the number of the service is small
		return Sighting{}, false
	}
	const head = key5AppID + hexIDLength/2
	f.gather(first, at+MaxText, lettersOf(head))
	raw := f.packed(lettersOf(head))
	if len(raw) < head || raw[1] != 0 ||
		binary.LittleEndian.Uint16(raw[2:]) != keySignatureLength || !isHexText(string(raw[4:4+keySignatureLength])) ||
		binary.LittleEndian.Uint16(raw[key5AppID-2:]) != hexIDLength/2 {
		return Sighting{}, false
	}
	f.gather(first, at+MaxText, maxKey5Letters)
	size, whole := key5Size(f.packed(maxKey5Letters))
	if !whole {
		return f.broken(at, first, f.text[at:first]), true
	}
	f.chars = f.chars[:lettersOf(size)]
	return f.exact(at, first), true
}

// key5Size returns how many bytes a 005 key has, if it is whole.
func key5Size(raw []byte) (size int, whole bool) {
	if len(raw) < key5Extras {
		return 0, false
	}
	size = key5Extras
	for range binary.LittleEndian.Uint16(raw[key5Extras-2:]) {
		if len(raw) < size+4 {
			return 0, false
		}
		size += 4 + int(binary.LittleEndian.Uint16(raw[size+2:]))
	}
	return size, size <= len(raw)
}
