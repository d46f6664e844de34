package tokens

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/base64"
	"errors"
	"fmt"
	"hash/adler32"
	"io"
	"strings"
	"sync"
	"unicode/utf8"
)

func failure(code Code, offset int, format string, args ...any) *DecodeError {
	return &DecodeError{Code: code, Layer: layerText, Offset: offset, Reason: fmt.Sprintf(format, args...)}
}

// The names of the layers of a token.
const (
	layerText       = "text"
	layerCompressed = "compressed"
	layerPayload    = "payload"
)

// An unpacking is the working memory of one decode.
type unpacking struct {
	raw     []byte
	source  bytes.Reader
	inflate io.ReadCloser // nil until the first stream; also a zlib.Resetter
	payload []byte
}

var unpackings = sync.Pool{New: func() any { return new(unpacking) }}

// release keeps u for the next token, unless a hostile one made it grow.
func (u *unpacking) release() {
	if cap(u.payload) <= MaxText && cap(u.raw) <= MaxText {
		unpackings.Put(u)
	}
}

func (c Catalog) decodeAccessToken2(text string, rec *recorder) (*Token, *DecodeError) {
	u := unpackings.Get().(*unpacking)
	defer u.release()
	rec.span(0, 3, "version", text[:3])
	rec.span(3, len(text)-3, "base64", text[3:])
	t := &Token{Version: AccessToken2}
	damage := u.decodeBase64(text, 3)
	if damage != nil && isDartPseudoToken(text) {
		return t, failure(CodeBase64, 3, "made by the Agora Dart package of before July 2026, which wrote no valid token: build it with a current one")
	}
	if len(u.raw) == 0 && damage == nil {
		return t, failure(CodeTruncated, len(text), "there is nothing after the version")
	}
	trailing, zlibDamage := u.decompress()
	rec.compressed(u.raw, trailing, zlibDamage)
	if damage == nil {
		damage = zlibDamage
	}
	payload := string(u.payload)
	rec.begin(layerPayload, payload)
	t.ZlibTrailing = trailing
	r := reader{b: payload, layer: layerPayload, rec: rec}
	c.readAccessToken2(t, &r)
	if damage != nil { // where the payload ends is then a consequence of it
		return t, damage
	}
	return t, r.err
}

// decodeBase64 sets u.raw to what the text from offset on stands for, up to
// the first damage.
func (u *unpacking) decodeBase64(text string, offset int) *DecodeError {
	encoded := text[offset:]
	if n := base64.StdEncoding.DecodedLen(len(encoded)); cap(u.raw) < n {
		u.raw = make([]byte, n)
	}
	// Go's decoder skips line breaks, which no library writes into a token.
	if i := strings.IndexAny(encoded, "\r\n"); i >= 0 {
		u.decodePrefix(encoded[:i])
		return failure(CodeBase64, offset+i, "a line break stands inside the token: remove it")
	}
	n, err := base64.StdEncoding.Decode(u.raw[:cap(u.raw)], []byte(encoded))
	u.raw = u.raw[:n]
	if err == nil {
		return nil
	}
	var corrupt base64.CorruptInputError
	_ = errors.As(err, &corrupt) // there is no other
	at := int(corrupt)
	u.decodePrefix(encoded[:min(at, len(encoded))])
	switch {
	case !isBase64(strings.TrimRight(encoded, "=")):
		if i := strings.IndexByte(encoded[:at], '='); i >= 0 {
			at = i
		}
		r, _ := utf8.DecodeRuneInString(encoded[at:])
		return failure(CodeBase64, offset+at, "%s does not belong into base64: copy the token again", quoteRune(encoded, at, r))
	case len(encoded)%4 != 0:
		return failure(CodeBase64, len(text), "the text ends in the middle: %d characters of base64 are no multiple of 4, so some are missing at the end", len(encoded))
	}
	return failure(CodeBase64, offset+at, "the padding with = at the end is wrong: copy the token again")
}

// decodePrefix decodes the whole groups of four at the front of encoded.
func (u *unpacking) decodePrefix(encoded string) {
	encoded = strings.TrimRight(encoded, "=")
	n, _ := base64.StdEncoding.Decode(u.raw[:cap(u.raw)], []byte(encoded[:len(encoded)/4*4]))
	u.raw = u.raw[:n]
}

func isBase64(s string) bool {
	for i := range len(s) {
		if !isAlphanumeric(s[i]) && s[i] != '+' && s[i] != '/' {
			return false
		}
	}
	return true
}

// decompress sets u.payload to what u.raw inflates to, as far as it does, and
// returns how many bytes follow the stream.
func (u *unpacking) decompress() (trailing int, damage *DecodeError) {
	u.payload = u.payload[:0]
	err := u.open(u.raw)
	if err != nil {
		return 0, &DecodeError{CodeZlib, layerCompressed, 0, "there is no zlib header: this is not how a 007 token begins"}
	}
	if cap(u.payload) == 0 {
		u.payload = make([]byte, 0, 512)
	}
	for err == nil {
		if len(u.payload) == cap(u.payload) {
			u.payload = append(u.payload, 0)[:len(u.payload)]
		}
		var n int
		n, err = u.inflate.Read(u.payload[len(u.payload):min(cap(u.payload), MaxPayload+1)])
		u.payload = u.payload[:len(u.payload)+n]
		if len(u.payload) > MaxPayload {
			u.payload = u.payload[:MaxPayload]
			return 0, &DecodeError{CodeTooLarge, layerPayload, MaxPayload, fmt.Sprintf("inflates beyond %d bytes, which no token needs", MaxPayload)}
		}
	}
	if errors.Is(err, io.EOF) {
		return u.source.Len(), nil
	}
	return 0, u.zlibDamage(err)
}

// open makes u.inflate read a stream from its start.
func (u *unpacking) open(raw []byte) (err error) {
	u.source.Reset(raw)
	if u.inflate == nil {
		u.inflate, err = zlib.NewReader(&u.source)
		return err
	}
	return u.inflate.(zlib.Resetter).Reset(&u.source, nil)
}

func (u *unpacking) zlibDamage(err error) *DecodeError {
	at := len(u.raw) - u.source.Len()
	reason := "the compressed stream is damaged: copy the token again"
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		reason = "the compressed stream is cut: its end is missing"
	case errors.Is(err, zlib.ErrChecksum):
		at -= adlerLength
		reason = fmt.Sprintf("the checksum of the compressed stream is wrong (Adler-32 should be %08x): a character was changed", adler32.Checksum(u.payload))
	case errors.As(err, &corrupt):
		at = zlibHeaderLength + int(corrupt)
	}
	return &DecodeError{CodeZlib, layerCompressed, at, reason}
}

// isDartPseudoToken recognises what the official Dart package wrote before
// July 2026: a checksum as 8 hexadecimal digits, then the base64 of the App ID
// and more.
func isDartPseudoToken(text string) bool {
	if len(text) < 55 {
		return false
	}
	for i := 3; i < 11; i++ {
		if !isHex(text[i]) {
			return false
		}
	}
	appID, err := base64.StdEncoding.DecodeString(text[11:55])
	return err == nil && IsHexID(string(appID))
}

const zlibHeaderLength, adlerLength = 2, 4

// compressed records the layer that is inflated. Of a damaged stream, only
// what comes before the damage is known.
func (rec *recorder) compressed(raw []byte, trailing int, damage *DecodeError) {
	if rec == nil {
		return
	}
	rec.begin(layerCompressed, string(raw))
	end := len(raw) - trailing
	if damage != nil && damage.Layer == layerCompressed {
		end = damage.Offset
	}
	if end < zlibHeaderLength {
		return
	}
	data := rec.layers[len(rec.layers)-1].Data
	rec.hex(0, data[:zlibHeaderLength], "zlib header")
	if damage == nil {
		end -= adlerLength
	}
	rec.span(zlibHeaderLength, end-zlibHeaderLength, "deflate stream", plural(end-zlibHeaderLength, "byte"))
	if damage == nil {
		rec.hex(end, data[end:end+adlerLength], "Adler-32")
		rec.hex(end+adlerLength, data[end+adlerLength:], "trailing bytes")
	}
}
