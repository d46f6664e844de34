package tokens

import (
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
)

// How much of a 007 token is looked at before it is decoded: the letters of its
// first bytes, those in which its App ID stands, and those of most tokens whole.
const (
	peekLetters = 16
	headLetters = 216
	fewLetters  = 1 << 10
)

// maxOddPayload is how long the payload of a token may be that has no signature
// of 32 bytes and no App ID of 32 hexadecimal characters.
const maxOddPayload = 4 << 10

// maxRatio is how many times its size a token may inflate to. Names and numbers
// do to twice it; what is made to take time and memory does to a thousand times.
const maxRatio = 64

// accessToken2At reads the 007 token at an offset. It ends where its compressed
// stream does.
func (f *finder) accessToken2At(at int) (Sighting, bool) {
	first, limit := at+len(AccessToken2), at+MaxText
	f.gather(first, limit, peekLetters)
	if len(f.chars) < peekLetters || !mayBeStream(f.packed(peekLetters)) {
		return f.dartPseudoTokenAt(at)
	}
	f.gather(first, limit, headLetters)
	payload, _ := f.inflate(f.packed(headLetters), payloadHead)
	certain, possible := judgeHead(payload)
	if !possible {
		return Sighting{}, false
	}
	for most := fewLetters; ; most *= 8 {
		more := f.gather(first, limit, most)
		if !f.isWorthDecoding(certain) {
			return Sighting{}, false
		}
		letters := len(f.chars)
		if letters%4 == 1 {
			letters--
		}
		text := padded(f.text[at:first], f.chars[:letters])
		t, err := f.catalog.decode(text, nil)
		switch size := bytesOf(letters); {
		case err == nil:
			return f.wholeAccessToken2(at, text, t, lettersOf(size-t.ZlibTrailing)), true
		case !certain:
			return Sighting{}, false
		case more && err.Code == CodeZlib && err.Offset >= size: // the stream goes on
		default:
			return f.brokenAccessToken2(at, lettersOf(size-t.ZlibTrailing), err), true
		}
	}
}

// isWorthDecoding reports whether what was gathered inflates as a token does: to
// not many times its size, and to its end if it is not certain that it is one.
func (f *finder) isWorthDecoding(certain bool) bool {
	raw := f.packed(len(f.chars))
	if certain {
		_, err := f.inflate(raw, maxRatio*len(raw))
		return err != nil // the end of it, or of the stream
	}
	_, err := f.inflate(raw, maxOddPayload)
	return errors.Is(err, io.EOF)
}

// wholeAccessToken2 makes a sighting of the token t, which was decoded from a
// text that may have more behind its letters.
func (f *finder) wholeAccessToken2(at int, text string, t *Token, letters int) Sighting {
	s := f.sighted(at, at+len(AccessToken2), letters)
	if s.Text = text; t.ZlibTrailing > 0 {
		s.Text = padded(f.text[at:at+len(AccessToken2)], f.chars[:letters])
		t.ZlibTrailing = 0
	}
	s.Token = t
	return s
}

// brokenAccessToken2 makes a sighting of a token that is cut or damaged. Where
// the stream is whole, it ends with it.
func (f *finder) brokenAccessToken2(at, letters int, damage *DecodeError) Sighting {
	switch damage.Code {
	case CodeZlib:
		raw := f.packed(len(f.chars))
		if _, err := f.inflate(raw, MaxPayload); errors.Is(err, zlib.ErrChecksum) {
			f.chars = f.chars[:lettersOf(len(raw)-f.unpack.source.Len())]
		}
	case CodeTooLarge:
		f.gather(at+len(AccessToken2), at+MaxText, MaxText)
	default:
		f.chars = f.chars[:letters]
	}
	return f.broken(at, at+len(AccessToken2), f.text[at:at+len(AccessToken2)])
}

// mayBeStream reports whether a zlib stream may start with some bytes whose
// content starts with the length of a short string, as that of a token does.
func mayBeStream(b []byte) bool {
	const (
		deflate    = 8
		maxWindow  = 7
		dictionary = 0x20
	)
	if b[0]&0xf != deflate || b[0]>>4 > maxWindow || b[1]&dictionary != 0 || binary.BigEndian.Uint16(b)%31 != 0 {
		return false
	}
	switch b[2] >> 1 & 3 {
	case 0: // stored: its length stands there twice
		return b[3]^b[5] == 0xff && b[4]^b[6] == 0xff
	case 1: // fixed codes, of which those of the first 144 literals have 8 bits, from the highest on
		bits := uint32(b[2]) | uint32(b[3])<<8 | uint32(b[4])<<16
		const zero = 0x30
		low, high := reverse8(bits>>3), reverse8(bits>>11)
		return low >= zero && low <= zero+maxOddLength && high == zero
	case 2:
		return mayBeDynamic(b)
	}
	return false
}

// mayBeDynamic reports whether a block that brings its own codes may start with
// some bytes: its counts are those of codes that there are, and the code in
// which the others are written is complete.
func mayBeDynamic(b []byte) bool {
	bits := binary.LittleEndian.Uint64(b[2:]) >> 3
	const literals, distances, least = 286, 30, 4
	if 257+bits&0x1f > literals || 1+bits>>5&0x1f > distances {
		return false
	}
	n := int(least + bits>>10&0xf)
	bits = bits>>14 | uint64(b[10])<<47 | uint64(b[11])<<55
	const full = 1 << 7 // codes have at most 7 bits
	used := 0
	for range n {
		if length := bits & 7; length > 0 {
			used += full >> length
		}
		bits >>= 3
	}
	return used == full
}

// maxOddLength is how long the signature and the App ID of a token may be that
// is looked into.
const maxOddLength = 64

func reverse8(bits uint32) (b byte) {
	for range 8 {
		b = b<<1 | byte(bits&1)
		bits >>= 1
	}
	return b
}

// payloadHead is how many bytes a payload has up to the end of its App ID.
const payloadHead = 2 + signatureLength + 2 + hexIDLength

// judgeHead says of the first bytes of a payload whether they are certainly
// those of a token, by the lengths of its signature and its App ID, and else
// whether they may be.
func judgeHead(payload []byte) (certain, possible bool) {
	if len(payload) < 2 {
		return false, false
	}
	signature := int(binary.LittleEndian.Uint16(payload))
	if signature > maxOddLength || len(payload) < 2+signature+2 {
		return false, false
	}
	appID := payload[2+signature+2:]
	length := int(binary.LittleEndian.Uint16(payload[2+signature:]))
	certain = signature == signatureLength && length == hexIDLength && IsHexID(string(appID))
	return certain, length <= maxOddLength
}

// inflate returns what raw inflates to, at most so many bytes. The error is
// io.EOF if that is all.
func (f *finder) inflate(raw []byte, most int) ([]byte, error) {
	u := f.unpacker()
	err := u.open(raw)
	u.payload = u.payload[:0]
	for err == nil && len(u.payload) <= most {
		if len(u.payload) == cap(u.payload) {
			u.payload = append(u.payload, 0)[:len(u.payload)]
		}
		var n int
		n, err = u.inflate.Read(u.payload[len(u.payload):min(cap(u.payload), most+1)])
		u.payload = u.payload[:len(u.payload)+n]
	}
	return u.payload[:min(len(u.payload), most)], err
}

// How many characters the base64 of an App ID takes, of the longest channel name
// and account, and of a signature in hexadecimal digits.
const (
	appIDLetters     = 44
	namesLetters     = 84 + 340
	signatureLetters = 88
)

// dartPseudoTokenAt reads what the official Dart package wrote before July 2026
// in place of a token. It ends with a signature in hexadecimal digits.
func (f *finder) dartPseudoTokenAt(at int) (Sighting, bool) {
	const head = 3 + 8 + appIDLetters
	rest := f.text[at:min(at+MaxText, len(f.text))]
	if len(rest) < head || rest[head-1] != '=' || !isDartPseudoToken(string(rest[:head])) {
		return Sighting{}, false
	}
	for end := head + signatureLetters; end <= min(len(rest), head+namesLetters+signatureLetters); end += 4 {
		if isBase64OfHex(rest[end-signatureLetters : end]) {
			s := Sighting{Start: at, End: at + end, Text: string(rest[:end])}
			s.Token, s.Err = f.catalog.Decode(s.Text)
			return s, true
		}
	}
	return Sighting{}, false
}

func isBase64OfHex(text []byte) bool {
	var raw [signatureLetters / 4 * 3]byte
	n, err := base64.StdEncoding.Decode(raw[:], text)
	return err == nil && n == 2*signatureLength && isHexText(string(raw[:n]))
}
