package tokens

import (
	"encoding/hex"
	"strings"
)

// An alteration is what happens to a certificate on its way to the builder.
type alteration struct {
	words string
	apply func(string) string
}

var alterations = []alteration{
	{"in lower case", strings.ToLower},
	{"in upper case", strings.ToUpper},
	{"with a line break at its end", func(s string) string { return s + "\n" }},
	{"with a line break (CR and LF) at its end", func(s string) string { return s + "\r\n" }},
	{"with a blank at its end", func(s string) string { return s + " " }},
	{"with a blank before it", func(s string) string { return " " + s }},
	{"in quotation marks", func(s string) string { return `"` + s + `"` }},
	{"in single quotation marks", func(s string) string { return "'" + s + "'" }},
	{"decoded from hexadecimal", func(s string) string {
		raw, _ := hex.DecodeString(s)
		return string(raw)
	}},
}

// The bounds of what is tried, for a scan meets many tokens that nobody at hand
// has signed.
const (
	maxAltered  = 4        // certificates
	maxSubjects = 8        // of channels and users
	maxSigned   = 16 << 10 // bytes that are signed, of which real tokens have some hundred
)

// checkCertificateAltered tries the certificates of the App ID of the token, in
// each alteration.
func checkCertificateAltered(k *Case) ([]any, bool) {
	if k.Verification.Status != NotSigned || k.Verification.Own == 0 {
		return nil, false
	}
	tried := 0
	for i := range k.Certificates {
		c := &k.Certificates[i]
		if c.AppID != "" && !strings.EqualFold(c.AppID, k.Token.AppID) {
			continue
		}
		if tried++; tried > maxAltered {
			break
		}
		text := c.Value.Reveal()
		for _, a := range alterations {
			if altered := a.apply(text); altered != text && k.isSignedWith(altered) {
				return []any{c.Name, a.words}, true
			}
		}
	}
	return nil, false
}

// isSignedWith reports whether the token is signed with a text, for what the
// app joins with.
func (k *Case) isSignedWith(text string) bool {
	if !k.Token.signatureComplete() || len(k.Token.signed) > maxSigned {
		return false
	}
	subjects, reason, _ := k.Token.subjects(k.subject())
	if reason != "" {
		return false
	}
	for _, s := range subjects[:min(len(subjects), maxSubjects)] {
		if k.Token.matches(text, s) {
			return true
		}
	}
	return false
}

// subject returns what the signature is checked with: what the app joins with,
// and for tokens that any user may use also nobody.
func (k *Case) subject() Subject {
	s := k.Join.Subject()
	switch t := k.Token; {
	case t.Version == AccessToken && t.onlySignaling():
		s.Channels = nil // the user stands in its place
	case t.Version == AccessToken && t.UIDCRC32 == 0 && t.Has(PartUIDCRC32):
		s.Users = nil
	case len(s.Users) > 0 && (t.Version == DynamicKey5 || t.Version == DynamicKey4):
		s.Users = append(s.Users, "0")
	}
	return s
}
