package tokens

import (
	"encoding/base64"
	"errors"
	"hash/crc32"
	"strings"
)

// The AccessToken (006) is "006", the App ID, and base64 of: signature, CRC-32
// of channel name and user, and a message of salt, message time and
// privileges. Channel and user themselves are not in it.

func (c Catalog) buildAccessToken(r *Request) (string, error) {
	if len(r.Kind.Grants) != 1 || len(r.Kind.Grants[0].Fields) != 2 {
		return "", errors.New("the catalog's kind " + r.Kind.ID + " does not fit its format")
	}
	g := &r.Kind.Grants[0]
	// Every builder lets the message end 24 hours after it was made.
	end, err := r.absolute(MaxLifetime)
	if err != nil {
		return "", err
	}
	message := appendUint32(appendUint32(nil, r.Stamp.Salt), end)
	if message, err = appendGranted(message, g.Privileges, r, r.absolute); err != nil {
		return "", err
	}
	return packAccessToken(r.AppID, r.Certificate.Reveal(), r.fill(g.Fields[0]), r.fill(g.Fields[1]), message), nil
}

func packAccessToken(appID, certificate, channel, user string, message []byte) string {
	b := appendString(nil, string(signAccessToken(certificate, appID, channel, user, message)))
	b = appendUint32(b, crc32.ChecksumIEEE([]byte(channel)))
	b = appendUint32(b, crc32.ChecksumIEEE([]byte(user)))
	b = appendString(b, string(message))
	return string(AccessToken) + appID + base64.StdEncoding.EncodeToString(b)
}

func signAccessToken(certificate, appID, channel, user string, message []byte) []byte {
	return hmacSHA256([]byte(certificate), []byte(appID), []byte(channel), []byte(user), message)
}

func (c Catalog) decodeAccessToken(text string, rec *recorder) (*Token, *DecodeError) {
	t := &Token{Version: AccessToken}
	const head = 3 + hexIDLength
	rec.span(0, 3, "version", text[:3])
	if len(text) < head {
		return t, failure(CodeTruncated, len(text), "the text ends inside the App ID: %s of %d", plural(len(text)-3, "character"), hexIDLength)
	}
	t.AppID = text[3:head]
	t.read |= PartAppID
	rec.span(3, hexIDLength, "App ID", t.AppID)
	rec.span(head, len(text)-head, "base64", text[head:])
	raw, damage := decodeBase64(text, head)
	rec.begin(layerPayload, raw)
	r := reader{b: raw, layer: layerPayload, rec: rec}
	c.readAccessToken(t, &r)
	if damage != nil {
		return t, damage
	}
	return t, r.err
}

// readAccessToken reads the content of a 006 token into t.
func (c Catalog) readAccessToken(t *Token, r *reader) {
	t.Signature = t.take(r, PartSignature, r.raw("signature"))
	t.ChannelCRC32 = r.uint32("channel CRC-32")
	t.mark(r, PartChannelCRC32)
	t.UIDCRC32 = r.uint32("user CRC-32")
	t.mark(r, PartUIDCRC32)
	length := int(r.uint16("message length"))
	if !r.ok() {
		return
	}
	// The message is read in place, so that its spans count in the payload; it
	// may end early, which its own parts then show.
	start, end := r.pos, min(r.pos+length, len(r.b))
	m := reader{b: r.b[:end], pos: start, layer: r.layer, rec: r.rec}
	if end < len(r.b) {
		m.within = "message"
	}
	t.signed = r.b[start:end]
	t.Salt = m.uint32("salt")
	t.mark(&m, PartSalt)
	t.EndTime = m.uint32("message time")
	m.explainTime(t.EndTime)
	t.mark(&m, PartEndTime)
	if m.ok() {
		t.Privileges = readPrivileges(&m, c.MessagePrivileges, "")
		t.mark(&m, PartPrivileges)
	}
	if r.err = m.err; r.err != nil {
		return
	}
	t.Trailing = m.rest() + r.b[end:]
	r.rec.hex(m.pos, t.Trailing, "trailing bytes")
	r.pos = end
	if there := end - start; there < length {
		r.fail(CodeTruncated, "the payload ends "+r.where("message", "", length, there))
	}
}

// decodeBase64 returns what the text from offset on stands for, up to the
// first damage.
func decodeBase64(text string, offset int) (string, *DecodeError) {
	u := unpackings.Get().(*unpacking)
	defer u.release()
	damage := u.decodeBase64(text, offset)
	raw := string(u.raw)
	if damage == nil && strings.TrimSpace(text[offset:]) == "" {
		damage = failure(CodeTruncated, len(text), "there is nothing after the first %d characters", offset)
	}
	return raw, damage
}
