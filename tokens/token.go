package tokens

import (
	"math"
	"time"
)

// A Token is what [Catalog.Decode] could read of a token of any version. What
// a version does not have stays zero; after an error, what was not reached
// does, too: [Token.Has] tells the two from a real zero. Strings are the bytes
// of the token as they are: not necessarily UTF-8, and not fit for a terminal.
type Token struct {
	Version Version
	AppID   string
	// Signature holds raw bytes for 007 and 006, and hexadecimal digits as
	// they stand in the token for the older formats.
	Signature string
	IssueTime uint32 // Unix seconds: 007, 005 to 001
	Expire    uint32 // seconds after IssueTime: 007
	EndTime   uint32 // Unix seconds: the message time of 006, the expiry of 005 to 002 and of Signaling 1.x
	Salt      uint32

	ServiceCount int                // as stated: 007
	Services     []DecodedService   // 007
	Privileges   []DecodedPrivilege // 006
	ChannelCRC32 uint32             // CRC-32 (IEEE) of the channel name: 006
	UIDCRC32     uint32             // CRC-32 (IEEE) of the user ID or account: 006
	KeyService   uint16             // 005
	Extras       []Extra            // 005
	UID          uint32             // 003, 002
	Trailing     string             // bytes after the last part that is known
	ZlibTrailing int                // bytes after the end of the compressed stream, which nothing signs: 007

	read    Part
	damaged bool   // the text or what it stands for is not whole
	signed  string // what the signature covers, without what must be supplied
}

// A DecodedService is one service of a 007 token.
type DecodedService struct {
	Type       uint16
	Service    *Service           // nil if the catalog does not know the type
	Privileges []DecodedPrivilege // in the order of the token
	Values     []Value            // parallel to Service.Fields, shorter if the token is cut
	Undecoded  string             // of an unknown service: everything after its type
}

// A DecodedPrivilege is one privilege of a service or message.
type DecodedPrivilege struct {
	ID   uint16
	Name string // "" if the catalog does not name it
	// Value is in seconds after the issue time in 007, and in Unix seconds in
	// 006. 0 sets no limit of its own.
	Value uint32
}

// A Value is the value of one field of a service.
type Value struct {
	Text        string // String
	Number      int16  // Int16
	Permissions []Permission
}

// A Permission is what a user of RTM2 may do with some resources of one type.
type Permission struct {
	ResourceType, PermissionType uint16
	Resources                    []string
}

// An Extra is one extra value of a 005 key.
type Extra struct {
	Key   uint16
	Value string
}

// A Part is a set of parts of a token.
type Part uint16

// The parts of tokens that [Token.Has] can be asked for.
const (
	PartSignature Part = 1 << iota
	PartAppID
	PartIssueTime
	PartExpire
	PartEndTime
	PartSalt
	PartServices // the services began: 007
	PartPrivileges
	PartChannelCRC32
	PartUIDCRC32
	PartKeyService
	PartUID
)

// Has reports whether all parts of p were read from the token.
func (t *Token) Has(p Part) bool { return t.read&p == p }

// IssuedAt returns when the token was issued. It reports false if the format
// does not say, or the token was cut before it.
func (t *Token) IssuedAt() (time.Time, bool) {
	return unix(int64(t.IssueTime)), t.Has(PartIssueTime)
}

// ExpiresAt returns the end that the token states. It reports false if it
// states none: keys of version 001, an expiry of 0 in 005 to 002, or a token
// that was cut before it.
func (t *Token) ExpiresAt() (time.Time, bool) {
	switch {
	case t.Has(PartIssueTime | PartExpire):
		return unix(int64(t.IssueTime) + int64(t.Expire)), true
	case t.Has(PartEndTime) && (t.EndTime != 0 || t.Version == AccessToken):
		return unix(int64(t.EndTime)), true
	}
	return time.Time{}, false
}

// EffectiveExpiresAt returns when the service stops honouring the token: the
// stated end, or for AccessToken2 [MaxLifetime] after the issue if that is
// earlier. It reports false where [Token.ExpiresAt] does.
func (t *Token) EffectiveExpiresAt() (time.Time, bool) {
	end, ok := t.ExpiresAt()
	if capped, has := t.Cap(); ok && has && capped.Before(end) {
		return capped, true
	}
	return end, ok
}

// Cap returns the moment after which the service honours an AccessToken2 no
// more, whatever it says: [MaxLifetime] after its issue. Other formats have
// no documented cap, or hold it themselves (006).
func (t *Token) Cap() (time.Time, bool) {
	return unix(int64(t.IssueTime) + MaxLifetime), t.Version == AccessToken2 && t.Has(PartIssueTime)
}

// PrivilegeExpiresAt returns the end that a privilege of the token states for
// itself. It reports false if its value is 0, which states none.
func (t *Token) PrivilegeExpiresAt(p DecodedPrivilege) (time.Time, bool) {
	if p.Value == 0 {
		return time.Time{}, false
	}
	if t.Version == AccessToken2 {
		return unix(int64(t.IssueTime) + int64(p.Value)), true
	}
	return unix(int64(p.Value)), true
}

// PrivilegeEffectiveExpiresAt returns when a privilege of the token ends: its
// own stated end, or the effective end of the token if that is earlier.
func (t *Token) PrivilegeEffectiveExpiresAt(p DecodedPrivilege) (time.Time, bool) {
	own, ok := t.PrivilegeExpiresAt(p)
	end, has := t.EffectiveExpiresAt()
	if !ok || has && end.Before(own) {
		return end, has
	}
	return own, ok
}

// InForceUntil returns when the token grants nothing any more: its effective
// end, or the end of its last privilege if that is earlier, as it mostly is in
// 006. It reports false where [Token.ExpiresAt] does. Services that are unknown,
// or carry no privilege, say nothing about it.
func (t *Token) InForceUntil() (time.Time, bool) {
	end, ok := t.EffectiveExpiresAt()
	if !ok {
		return end, false
	}
	var last time.Time
	for i := range t.Services {
		if t.Services[i].Service == nil {
			return end, true // what it grants is not known
		}
		last = t.lastEnd(last, t.Services[i].Privileges)
	}
	if last = t.lastEnd(last, t.Privileges); last.IsZero() {
		return end, true
	}
	return last, true
}

// lastEnd returns the latest of at and the effective ends of the privileges.
func (t *Token) lastEnd(at time.Time, privileges []DecodedPrivilege) time.Time {
	for _, p := range privileges {
		if end, ok := t.PrivilegeEffectiveExpiresAt(p); ok && end.After(at) {
			at = end
		}
	}
	return at
}

// InForce reports whether the token still grants something at now. A token
// without an end is in force; one that could not be read up to its end is not.
func (t *Token) InForce(now time.Time) bool {
	end, ok := t.InForceUntil()
	if !ok {
		return t.Version == DynamicKey && t.Has(PartIssueTime) || t.Has(PartEndTime)
	}
	return now.Before(end)
}

func unix(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }

const maxUint32 = math.MaxUint32
