package tokens

import (
	"crypto/hmac"
	"encoding/hex"
	"hash/crc32"
	"slices"
	"strconv"
	"strings"

	"atc/keystore/secret"
)

// A Certificate is an App Certificate that a token is checked against, with
// what people call it.
type Certificate struct {
	Project string // the project it belongs to, or ""
	Name    string // "primary", "secondary", "environment", "file"
	AppID   string // of the project, or ""
	Line    int    // of the file that holds it, from 1; 0 if it is in none
	Value   secret.Value
}

// A Subject is what must be known besides the certificate to check a token
// older than 007: candidates for the channel name and for the user ID or
// account. An empty list means that it is not known.
type Subject struct {
	Channels, Users []string
}

// A Status is the state of a signature. The three are three different things.
type Status string

// The states of a signature.
const (
	Signed    Status = "signed"     // a certificate matches
	NotSigned Status = "not_signed" // none of the certificates that were tried matches
	Unchecked Status = "unchecked"  // there is nothing to check it with
)

// A Verification is what [Token.SignedBy] found out.
type Verification struct {
	Status      Status
	Certificate Certificate // that matches, if Status is Signed
	Tried       int         // how many certificates were tried
	Own         int         // how many of them are of the App ID of the token, or do not say of which they are
	// Channel, User and Service are with what the certificate matched, for
	// the formats in which they are signed without being in the token.
	Channel, User, Service string
	// Reason says why Status is not Signed: one line, no full stop.
	Reason string
}

// SignedBy checks the signature against each of the certificates. 007 tokens
// hold all that is signed; the older formats need the channel name and the
// user from the subject, too. The bytes are checked as they stand in the
// token, trailing ones included, in time that does not depend on them. A token
// whose text is damaged is Unchecked unless a certificate matches.
func (t *Token) SignedBy(certificates []Certificate, s Subject) Verification {
	v := Verification{Status: Unchecked}
	switch {
	case len(certificates) == 0:
		v.Reason = "there is no certificate to check it with"
		return v
	case !t.signatureComplete():
		v.Reason = "the token was not read far enough to check its signature"
		return v
	}
	subjects, reason, status := t.subjects(s)
	if reason != "" {
		v.Status, v.Reason = status, reason
		return v
	}
	v.Status, v.Tried = NotSigned, len(certificates)
	for _, c := range certificates {
		if c.AppID == "" || strings.EqualFold(c.AppID, t.AppID) {
			v.Own++
		}
		for _, sub := range subjects {
			if t.matches(c.Value.Reveal(), sub) {
				v.Status, v.Certificate = Signed, c
				v.Channel, v.User, v.Service = sub.channel, sub.user, sub.service
				return v
			}
		}
	}
	if t.damaged {
		// The bytes that were signed are not all there, or not as they were.
		v.Status, v.Reason = Unchecked, "the text is damaged, so its signature cannot be checked"
		return v
	}
	v.Reason = "no certificate matches: " + plural(len(certificates), "certificate") + " tried"
	return v
}

// signatureComplete reports whether the token was read so far that its
// signature can be checked.
func (t *Token) signatureComplete() bool {
	switch t.Version {
	case AccessToken2:
		return t.Has(PartSignature | PartAppID | PartIssueTime | PartSalt)
	case AccessToken:
		return t.Has(PartSignature | PartAppID | PartPrivileges)
	case SignalingToken:
		return t.Has(PartSignature | PartAppID | PartEndTime)
	case DynamicKey:
		return t.Has(PartSignature | PartAppID | PartIssueTime | PartSalt)
	}
	return t.Has(PartSignature | PartAppID | PartIssueTime | PartSalt | PartEndTime)
}

// A subject is one combination to try.
type subject struct {
	channel, user, service string
}

// subjects returns what to try, or why there is nothing to try.
func (t *Token) subjects(s Subject) ([]subject, string, Status) {
	channels, users := s.Channels, userForms(s.Users)
	switch t.Version {
	case AccessToken2:
		return []subject{{}}, "", Unchecked
	case AccessToken:
		return t.messageSubjects(channels, users)
	case SignalingToken:
		if len(s.Users) == 0 {
			return nil, "cannot be checked without the account: it is signed but not in the token", Unchecked
		}
		return combine([]string{""}, s.Users, []string{""}), "", Unchecked
	case DynamicKey, DynamicKey2, DynamicKey3:
		if len(channels) == 0 {
			return nil, "cannot be checked without the channel: it is signed but not in the token", Unchecked
		}
		user := "" // 001 names none
		if t.Has(PartUID) {
			user = strconv.FormatUint(uint64(t.UID), 10)
		}
		return combine(channels, []string{user}, []string{""}), "", Unchecked
	}
	if len(channels) == 0 || len(users) == 0 {
		return nil, "cannot be checked without the channel and user: they are signed but not in the token", Unchecked
	}
	services := []string{""}
	if t.Version == DynamicKey4 {
		services = keyCodes()
	}
	return combine(channels, users, services), "", Unchecked
}

// keyCodes returns the services that a 004 key may be signed for.
func keyCodes() []string {
	var codes []string
	for _, s := range keyServices {
		if s.Code != "" {
			codes = append(codes, s.Code)
		}
	}
	return codes
}

// messageSubjects picks the candidates that fit the CRC-32 values of a 006
// token. A CRC of 0 stands for the empty string.
func (t *Token) messageSubjects(channels, users []string) ([]subject, string, Status) {
	if t.onlySignaling() && len(channels) == 0 {
		channels, users = users, nil // the builder puts the user where the channel stands
	}
	if t.ChannelCRC32 == 0 && len(channels) == 0 {
		channels = []string{""}
	}
	if t.UIDCRC32 == 0 && len(users) == 0 {
		users = []string{""}
	}
	if len(channels) == 0 || len(users) == 0 {
		return nil, "cannot be checked without the channel and user: a 006 token holds only a checksum of each", Unchecked
	}
	channels, users = matchingCRC(channels, t.ChannelCRC32), matchingCRC(users, t.UIDCRC32)
	switch {
	case len(channels) == 0 && len(users) == 0:
		return nil, "the token is for another channel and another user: both checksums differ", NotSigned
	case len(channels) == 0:
		return nil, "the token is for another channel: its checksum differs", NotSigned
	case len(users) == 0 && t.UIDCRC32 == 0:
		return nil, "the token names no user, so any may use it: check it without one", NotSigned
	case len(users) == 0:
		return nil, "the token is for another user: its checksum differs", NotSigned
	}
	return combine(channels, users, []string{""}), "", Unchecked
}

// onlySignaling reports whether a 006 token is one for Signaling.
func (t *Token) onlySignaling() bool {
	return len(t.Privileges) == 1 && t.Privileges[0].ID == messageLogin && t.UIDCRC32 == 0
}

func matchingCRC(candidates []string, sum uint32) []string {
	return slices.DeleteFunc(slices.Clone(candidates), func(s string) bool { return crc32.ChecksumIEEE([]byte(s)) != sum })
}

// userForms adds the other texts that builders write for a numeric user: user
// 0 is the empty string, and the Java builder of 006 prints numbers as signed.
func userForms(users []string) []string {
	forms := slices.Clone(users)
	for _, u := range users {
		n, err := parseUID(u)
		switch {
		case u == "" || err != nil:
		case n == 0:
			forms = append(forms, "")
		case n > 1<<31-1:
			forms = append(forms, strconv.FormatInt(int64(int32(n)), 10))
		}
	}
	return forms
}

func combine(channels, users, services []string) []subject {
	var all []subject
	for _, c := range channels {
		for _, u := range users {
			for _, s := range services {
				all = append(all, subject{c, u, s})
			}
		}
	}
	return all
}

// matches reports whether the certificate signed the token for the subject.
func (t *Token) matches(certificate string, s subject) bool {
	switch t.Version {
	case AccessToken2:
		sum := signAccessToken2(certificate, t.IssueTime, t.Salt, []byte(t.signed))
		return hmac.Equal([]byte(t.Signature), sum[:])
	case AccessToken:
		return hmac.Equal([]byte(t.Signature), signAccessToken(certificate, t.AppID, s.channel, s.user, []byte(t.signed)))
	case SignalingToken:
		return hmac.Equal([]byte(t.Signature), []byte(signSignalingToken(s.user, t.AppID, certificate, t.signed)))
	}
	return t.matchesKey(certificate, s)
}

func (t *Token) matchesKey(certificate string, s subject) bool {
	uid := uint64(0)
	if s.user != "" {
		var err error
		if uid, err = strconv.ParseUint(s.user, 10, 32); err != nil {
			return false // the dynamic keys know numeric users only
		}
	}
	m := keyMessage{
		service: t.KeyService, appID: t.AppID, issueTime: t.IssueTime, salt: t.Salt, ends: t.EndTime,
		channel: s.channel, uid: uint32(uid), extras: t.Extras,
	}
	if t.Version != DynamicKey5 {
		return hmac.Equal([]byte(t.Signature), []byte(hex.EncodeToString(m.signASCII(t.Version, s.service, t.signed, certificate))))
	}
	appID, err := hex.DecodeString(t.AppID)
	if err != nil {
		return false
	}
	signature, err := m.sign5(appID, certificate)
	return err == nil && hmac.Equal([]byte(t.Signature), []byte(signature))
}
