package tokens

import "strconv"

// A Report is a decoded token with what is known about it, ready to be
// written as JSON. Times in it are RFC 3339 in UTC, durations whole seconds.
type Report struct {
	Token        *Token        // nil if nothing could be read
	Text         string        // written as "token" if it is not empty
	Verification *Verification // nil if there is nothing to check with
	InForce      *bool         // nil if nobody asked
	Err          error         // of [Catalog.Decode]; a [*DecodeError] has its code and offset written
	Diagnosis    *Diagnosis    // nil if nobody asked: then there are no findings
}

// AppendJSON appends the report to b as one JSON object on one line, and
// returns the longer slice. Everything unprintable in the token is escaped, so
// that the line is fit for a terminal.
func (r Report) AppendJSON(b []byte) []byte {
	w := jsonWriter{b}
	w.open('{')
	if r.Text != "" {
		w.text("token", r.Text)
	}
	if r.Token != nil {
		r.Token.appendJSON(&w)
	}
	r.appendJudgement(&w)
	w.close('}')
	return w.b
}

// appendJudgement writes what is known about the token.
func (r *Report) appendJudgement(w *jsonWriter) {
	if r.Verification != nil {
		r.Verification.appendJSON(w)
	}
	if r.InForce != nil {
		w.bool("in_force", *r.InForce)
	}
	if r.Diagnosis != nil {
		r.Diagnosis.appendJSON(w)
	}
	if r.Err != nil {
		w.failure(r.Err)
	}
}

// AppendJSON appends the diagnosis to b as the members "outcome", "verdict" and
// "findings" of a JSON object, without its braces, and returns the longer
// slice. A comma comes first, unless b ends with an opening bracket. It escapes
// like [Report.AppendJSON].
func (d *Diagnosis) AppendJSON(b []byte) []byte {
	w := jsonWriter{b}
	d.appendJSON(&w)
	return w.b
}

func (d *Diagnosis) appendJSON(w *jsonWriter) {
	w.text("outcome", string(d.Outcome))
	w.text("verdict", d.Verdict())
	w.findings(d.Findings)
}

// appendHead writes what every token has.
func (t *Token) appendHead(w *jsonWriter) {
	w.text("version", string(t.Version))
	if t.Version == DynamicKey5 && t.Has(PartKeyService) {
		w.number("service_type", int64(t.KeyService))
	}
	if t.Has(PartAppID) {
		w.text("app_id", t.AppID)
	}
	t.appendTimes(w)
}

func (t *Token) appendJSON(w *jsonWriter) {
	t.appendHead(w)
	switch {
	case !t.Has(PartSalt):
	case t.saltIsRandomInt():
		w.number("random_int", int64(t.Salt))
	default:
		w.number("salt", int64(t.Salt))
	}
	t.appendSignature(w)
	switch t.Version {
	case AccessToken2:
		t.appendServices(w)
	case AccessToken:
		t.appendMessage(w)
	case DynamicKey5:
		if t.Has(PartEndTime) {
			t.appendExtras(w)
		}
	default:
		if t.Has(PartUID) {
			w.number("uid", int64(t.UID))
		}
		return // a format of fixed length has no trailing bytes
	}
	w.number("trailing_bytes", int64(len(t.Trailing)))
	if t.Trailing != "" {
		w.hex("trailing_hex", t.Trailing)
	}
	if t.ZlibTrailing > 0 {
		w.number("zlib_trailing_bytes", int64(t.ZlibTrailing))
	}
}

// saltIsRandomInt reports whether the format calls its salt "random int".
func (t *Token) saltIsRandomInt() bool {
	switch t.Version {
	case DynamicKey4, DynamicKey3, DynamicKey2, DynamicKey:
		return true
	}
	return false
}

func (t *Token) appendTimes(w *jsonWriter) {
	if at, ok := t.IssuedAt(); ok {
		w.time("issued_at", at)
	}
	if t.Has(PartExpire) {
		w.number("lifetime_seconds", int64(t.Expire))
	}
	if at, ok := t.ExpiresAt(); ok {
		w.time("expires_at", at)
	}
	if at, ok := t.EffectiveExpiresAt(); ok {
		w.time("effective_expires_at", at)
	}
}

// appendSignature writes the signature as hexadecimal digits. The older
// formats hold digits, which the test vectors call signature_hex; a script
// finds the signature of every version under one name, too.
func (t *Token) appendSignature(w *jsonWriter) {
	if !t.Has(PartSignature) {
		return
	}
	if t.Version == AccessToken2 || t.Version == AccessToken {
		w.hex("signature", t.Signature)
		return
	}
	w.text("signature", t.Signature)
	w.text("signature_hex", t.Signature)
}

func (t *Token) appendServices(w *jsonWriter) {
	if !t.Has(PartServices) {
		return
	}
	if t.ServiceCount != len(t.Services) {
		w.number("service_count", int64(t.ServiceCount))
	}
	w.key("services")
	w.open('[')
	for i := range t.Services {
		w.item()
		w.open('{')
		t.appendServiceJSON(w, &t.Services[i])
		w.close('}')
	}
	w.close(']')
}

func (t *Token) appendServiceJSON(w *jsonWriter, s *DecodedService) {
	w.number("type", int64(s.Type))
	if s.Service == nil {
		w.bool("unknown", true)
		w.hex("undecoded_hex", s.Undecoded)
		return
	}
	w.text("name", s.Service.Name)
	w.key("fields")
	w.open('{')
	s.appendFields(w)
	w.close('}')
	t.appendPrivileges(w, s.Privileges)
}

func (s *DecodedService) appendFields(w *jsonWriter) {
	for i := range s.Values {
		f := &s.Service.Fields[i]
		switch f.Type {
		case Int16:
			w.number(f.Key, int64(s.Values[i].Number))
		case Permissions:
			w.permissions(f.Key, s.Values[i].Permissions)
		default:
			w.text(f.Key, s.Values[i].Text)
		}
	}
}

func (t *Token) appendPrivileges(w *jsonWriter, list []DecodedPrivilege) {
	w.key("privileges")
	w.open('[')
	for _, p := range list {
		w.item()
		w.open('{')
		w.number("id", int64(p.ID))
		if p.Name != "" {
			w.text("name", p.Name)
		}
		if t.Version == AccessToken2 {
			w.number("seconds", int64(p.Value))
		}
		if at, ok := t.PrivilegeExpiresAt(p); ok {
			w.time("expires_at", at)
		}
		if at, ok := t.PrivilegeEffectiveExpiresAt(p); ok {
			w.time("effective_expires_at", at)
		}
		w.close('}')
	}
	w.close(']')
}

func (t *Token) appendMessage(w *jsonWriter) {
	if t.Has(PartChannelCRC32) {
		w.number("channel_crc32", int64(t.ChannelCRC32))
	}
	if t.Has(PartUIDCRC32) {
		w.number("uid_crc32", int64(t.UIDCRC32))
	}
	if t.Has(PartPrivileges) || len(t.Privileges) > 0 {
		t.appendPrivileges(w, t.Privileges)
	}
}

// appendExtras writes the last value of each key, which is what readers keep.
func (t *Token) appendExtras(w *jsonWriter) {
	last := make(map[uint16]int, len(t.Extras))
	for i, e := range t.Extras {
		last[e.Key] = i
	}
	w.key("extra")
	w.open('{')
	for i, e := range t.Extras {
		if last[e.Key] == i {
			w.text(strconv.Itoa(int(e.Key)), e.Value)
		}
	}
	w.close('}')
}

func (v *Verification) appendJSON(w *jsonWriter) {
	w.key("verification")
	w.open('{')
	w.text("status", string(v.Status))
	if v.Status == Signed {
		if v.Certificate.Project != "" {
			w.text("project", v.Certificate.Project)
		}
		w.text("certificate", v.Certificate.Name)
		if v.Certificate.Line > 0 {
			w.number("line", int64(v.Certificate.Line))
		}
	} else {
		w.text("reason", v.Reason)
	}
	w.close('}')
}
