package tokens

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
)

// DynamicKey5 (005) is "005" and base64 of: service, signature in upper-case
// hexadecimal, App ID as 16 bytes, issue time, salt, expiry, extra values.
// Channel name and user ID are signed but not in it.

// A keyMessage is what a dynamic key of any version signs.
type keyMessage struct {
	service               uint16
	appID                 string
	issueTime, salt, ends uint32
	channel               string
	uid                   uint32
	extras                []Extra
}

func (r *Request) keyMessage() (keyMessage, error) {
	g := r.Kind.Grants
	if len(g) != 1 || len(g[0].Fields) == 0 {
		return keyMessage{}, errors.New("the catalog's kind " + r.Kind.ID + " does not fit its format")
	}
	m := keyMessage{service: g[0].Service, appID: r.AppID, issueTime: r.Stamp.IssueTime, salt: r.Stamp.Salt, channel: r.fill(g[0].Fields[0])}
	for i, f := range g[0].Fields[1:] {
		if i > 0 {
			m.extras = append(m.extras, Extra{uint16(i), r.fill(f)})
			continue
		}
		uid, err := parseUID(r.fill(f))
		if err != nil {
			return keyMessage{}, &InputError{"uid", "user ID", err}
		}
		m.uid = uid
	}
	lifetime, err := ParseLifetime(r.inputOr("lifetime", "0"))
	if err == nil {
		m.ends, err = r.absolute(lifetime)
	}
	return m, err
}

// inputOr is input, for a kind that may not have it.
func (r *Request) inputOr(key, otherwise string) string {
	if v := r.input(key); v != "" {
		return v
	}
	return otherwise
}

func (c Catalog) buildDynamicKey(r *Request) (string, error) {
	m, err := r.keyMessage()
	if err != nil {
		return "", err
	}
	certificate := r.Certificate.Reveal()
	if r.Kind.Version != DynamicKey5 {
		code := ""
		if s := c.KeyService(m.service); s != nil {
			code = s.Code
		}
		return m.packASCII(r.Kind.Version, code, certificate), nil
	}
	return m.pack5(certificate)
}

func (m *keyMessage) pack5(certificate string) (string, error) {
	appID, err := hex.DecodeString(m.appID)
	if err != nil {
		return "", &InputError{"app-id", "App ID", err}
	}
	signature, err := m.sign5(appID, certificate)
	if err != nil {
		return "", err
	}
	b := appendUint16(nil, m.service)
	b = appendString(b, signature)
	b = appendString(b, string(appID))
	b = appendUint32(b, m.issueTime)
	b = appendUint32(b, m.salt)
	b = appendUint32(b, m.ends)
	b = m.appendExtras(b)
	return string(DynamicKey5) + base64.StdEncoding.EncodeToString(b), nil
}

func (m *keyMessage) appendExtras(b []byte) []byte {
	b = appendUint16(b, uint16(len(m.extras)))
	for _, e := range m.extras {
		b = appendString(appendUint16(b, e.Key), e.Value)
	}
	return b
}

// sign5 signs with the 16 bytes that the certificate stands for.
func (m *keyMessage) sign5(appID []byte, certificate string) (string, error) {
	key, err := hex.DecodeString(certificate)
	if err != nil {
		return "", &InputError{"certificate", "App Certificate", errors.New("is not hexadecimal, as this format needs it")}
	}
	b := appendUint16(nil, m.service)
	b = appendString(b, string(appID))
	b = appendUint32(b, m.issueTime)
	b = appendUint32(b, m.salt)
	b = appendString(b, m.channel)
	b = appendUint32(b, m.uid)
	b = appendUint32(b, m.ends)
	return strings.ToUpper(hex.EncodeToString(hmacSHA1(key, m.appendExtras(b)))), nil
}

const keySignatureLength = 40 // hexadecimal digits of HMAC-SHA1

func (c Catalog) decodeDynamicKey5(text string, rec *recorder) (*Token, *DecodeError) {
	t := &Token{Version: DynamicKey5}
	rec.span(0, 3, "version", text[:3])
	rec.span(3, len(text)-3, "base64", text[3:])
	raw, damage := decodeBase64(text, 3)
	rec.begin(layerPayload, raw)
	r := reader{b: raw, layer: layerPayload, rec: rec}
	c.readDynamicKey5(t, &r)
	if damage != nil {
		return t, damage
	}
	return t, r.err
}

func (c Catalog) readDynamicKey5(t *Token, r *reader) {
	t.KeyService = r.uint16("service")
	t.mark(r, PartKeyService)
	if s := c.KeyService(t.KeyService); s != nil {
		r.explain(s.Name)
	}
	t.Signature = t.take(r, PartSignature, r.string("signature"))
	// The format keeps the App ID as bytes, so the case of its letters is lost.
	t.AppID = t.take(r, PartAppID, hex.EncodeToString([]byte(r.raw("App ID"))))
	t.IssueTime = r.uint32("issue time")
	r.explainTime(t.IssueTime)
	t.mark(r, PartIssueTime)
	t.Salt = r.uint32("salt")
	t.mark(r, PartSalt)
	t.EndTime = r.uint32("expiry")
	r.explainTime(t.EndTime)
	t.mark(r, PartEndTime)
	for range r.uint16("extra count") {
		e := Extra{Key: r.uint16("extra key")}
		e.Value = r.string("extra value")
		if !r.ok() {
			return
		}
		t.Extras = append(t.Extras, e)
	}
	if r.ok() {
		t.Trailing = r.rest()
		r.rec.hex(r.pos, t.Trailing, "trailing bytes")
	}
}
