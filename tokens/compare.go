package tokens

import (
	"hash/crc32"
	"slices"
	"strconv"
)

// A Match says how what an app joins with compares to what a token says.
type Match uint8

// The outcomes of a comparison.
const (
	NotCompared Match = iota // nothing was given, or the token does not say
	Same
	Different
)

// MatchChannel compares a channel name with that of the token: with its field
// for 007, and with its CRC-32 for 006.
func (t *Token) MatchChannel(channel string) Match {
	if channel == "" {
		return NotCompared
	}
	switch t.Version {
	case AccessToken2:
		return t.matchField(channel, "channel_name")
	case AccessToken:
		if t.onlySignaling() || !t.Has(PartChannelCRC32) {
			return NotCompared
		}
		return match(crc32.ChecksumIEEE([]byte(channel)) == t.ChannelCRC32)
	}
	return NotCompared
}

// MatchUser compares a user ID or account with that of the token: with its
// fields for 007, with its CRC-32 for 006, and with the number in 003 and 002.
// A token for any user matches every user.
func (t *Token) MatchUser(user string) Match {
	switch {
	case user == "":
		return NotCompared
	case t.Version == AccessToken2:
		return t.matchField(user, "uid", "account", "user_id", "user_uuid")
	case t.Version == AccessToken && t.onlySignaling():
		return match(crc32.ChecksumIEEE([]byte(user)) == t.ChannelCRC32)
	case t.Version == AccessToken && t.Has(PartUIDCRC32):
		sums := func(u string) bool { return crc32.ChecksumIEEE([]byte(u)) == t.UIDCRC32 }
		return match(t.UIDCRC32 == 0 || slices.ContainsFunc(userForms([]string{user}), sums))
	case t.Has(PartUID):
		return match(t.UID == 0 || user == strconv.FormatUint(uint64(t.UID), 10))
	}
	return NotCompared
}

// matchField compares with the fields of those keys in all services. An empty
// uid or account in the token stands for any user.
func (t *Token) matchField(value string, keys ...string) Match {
	found := NotCompared
	for i := range t.Services {
		s := &t.Services[i]
		for j := range s.Values {
			key := s.Service.Fields[j].Key
			if !slices.Contains(keys, key) {
				continue
			}
			text := s.Values[j].Text
			wildcard := text == "" && (key == "uid" || key == "account")
			if wildcard || text == value {
				return Same
			}
			if text != "" {
				found = Different
			}
		}
	}
	return found
}

func match(same bool) Match {
	if same {
		return Same
	}
	return Different
}
