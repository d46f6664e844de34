package tokens

import (
	"slices"
	"strings"
)

// userRules compare the user of the token with the one that the app joins or
// logs in as.
var userRules = []Rule{
	{
		Code: CodeUserMismatch, Severity: Refused, Needs: NeedsWhole | NeedsUser, Failure: FailUser, Products: aboutRTC, Unless: otherProduct,
		Title:  "it is for one user, and the app joins as any",
		Text:   "the token is for user %s, the app joins as 0: the service then makes up a user ID, which the token is not for",
		Advice: "join with the user ID that the token was built for, or build it for user ID 0",
		Check: func(k *Case) ([]any, bool) {
			s, text := k.otherUser()
			if k.Join.User != "0" || s == nil || s.Type != ServiceRTC {
				return nil, false
			}
			return []any{quoted(text)}, true
		},
	},
	{
		Code: CodeUserMismatch, Severity: Refused, Needs: NeedsWhole | NeedsUser, Failure: FailUser, Unless: append([]Code{CodeUserMismatch}, otherProduct...),
		Title:  "it is for another user",
		Text:   "the token is for user %s, the app joins as %s%s",
		Advice: "build the token for the user that joins; every client needs its own, such as the one that shares a screen",
		Check: func(k *Case) ([]any, bool) {
			s, text := k.otherUser()
			if s == nil || s.Type == ServiceChat {
				return nil, false
			}
			return []any{quoted(text), quoted(k.Join.User), resembling(text, k.Join.User)}, true
		},
	},
	{
		Code: CodeUserMismatch, Severity: Refused, Needs: NeedsWhole | NeedsUser, Failure: FailUser, Unless: otherProduct,
		Title:  "it is for another user",
		Text:   "the token is for another user than %s: its checksum is not that of the name%s",
		Advice: "build the token for the user that joins; every client needs its own, such as the one that shares a screen",
		Check:  checkUserSum,
	},
	{
		Code: CodeUserMismatch, Severity: Refused, Needs: NeedsWhole | NeedsUser, Failure: FailUser, Unless: otherProduct,
		Title:  "it is for another user",
		Text:   "the key is for user ID %d, the app joins as %s",
		Advice: "build the token for the user that joins; every client needs its own, such as the one that shares a screen",
		Check: func(k *Case) ([]any, bool) {
			t := k.Token
			if !t.Has(PartUID) || t.MatchUser(k.Join.User) != Different {
				return nil, false
			}
			return []any{t.UID, quoted(k.Join.User)}, true
		},
	},
	{
		Code: CodeChatUserMismatch, Severity: Hint, Needs: NeedsWhole | NeedsUser, Failure: FailUser, Products: aboutChat, Unless: otherProduct, Unverified: true,
		Title:  "it is for the UUID of a user",
		Text:   "the token is for a Chat user by UUID (%s), the app logs in as %s: both may be the same user",
		Advice: "ask Chat with GET /users/{username} for the UUID, and compare; newer projects take the username itself",
		Check: func(k *Case) ([]any, bool) {
			s, text := k.otherUser()
			if s == nil || s.Type != ServiceChat || !isUUID(text) {
				return nil, false
			}
			return []any{text, quoted(k.Join.User)}, true
		},
	},
	{
		Code: CodeChatUserMismatch, Severity: Refused, Needs: NeedsWhole | NeedsUser, Failure: FailUser, Products: aboutChat, Unless: append([]Code{CodeChatUserMismatch}, otherProduct...),
		Title:  "it is for another Chat user",
		Text:   "the token is for Chat user %s, the app logs in as %s%s",
		Advice: "build the token for the username that logs in, in lower case, as Chat stores it",
		Check: func(k *Case) ([]any, bool) {
			s, text := k.otherUser()
			if s == nil || s.Type != ServiceChat {
				return nil, false
			}
			return []any{quoted(text), quoted(k.Join.User), resembling(strings.ToLower(text), strings.ToLower(k.Join.User))}, true
		},
	},
	{
		Code: CodeRecordingUID, Severity: Refused, Needs: NeedsWhole | NeedsProduct, Failure: FailUser, Products: aboutRecording, Unless: otherProduct,
		Title:  "its user is none for a recorder",
		Text:   "the token is for user %s, and Cloud Recording joins with a whole number from 1 to 4294967295",
		Advice: "give the recorder a user ID of its own, and build the token for it",
		Check: func(k *Case) ([]any, bool) {
			n, found := k.Token.firstText(ServiceRTC, slotUID, func(s string) bool { return !isAnyUser(s) && !isUserID(s) })
			if !found {
				return nil, false
			}
			return []any{quoted(n.text)}, true
		},
	},
	{
		Code: CodeRecordingUID, Severity: Refused, Needs: NeedsToken | NeedsProduct | NeedsUser, Failure: FailUser, Products: aboutRecording, Unless: []Code{CodeRecordingUID},
		Title:  "the recorder joins with no user ID",
		Text:   "the recorder joins as %s, and Cloud Recording needs a whole number from 1 to 4294967295",
		Advice: "give the recorder a user ID of its own, and build the token for it",
		Check: func(k *Case) ([]any, bool) {
			if isUserID(k.Join.User) {
				return nil, false
			}
			return []any{quoted(k.Join.User)}, true
		},
	},
	{
		Code: CodeRecordingUID, Severity: Hint, Needs: NeedsWhole | NeedsProduct, Products: aboutRecording, Unless: []Code{CodeRecordingUID},
		Title:  "it names no recorder",
		Text:   "the token is for any user: the recorder needs a user ID of its own, which no client of the channel has",
		Advice: "give the recorder a user ID of its own, and build the token for it",
		Check: func(k *Case) ([]any, bool) {
			return nil, k.Token.anyUser()
		},
	},
	{
		Code: CodeUserKind, Severity: Hint, Needs: NeedsWhole, Failure: FailUser, Products: aboutRTC,
		Title:  "its user looks like a user ID and is none",
		Text:   "user %s consists of digits and is no user ID, so an app that joins with a number can never match it",
		Advice: "join with the user account, as text, or build the token for a number from 1 to 4294967295 without zeros in front",
		Check: func(k *Case) ([]any, bool) {
			n, found := k.Token.firstText(0, slotUID, func(s string) bool {
				return s != "" && s != "0" && !isUserID(s) && strings.Trim(s, "0123456789") == ""
			})
			if !found {
				return nil, false
			}
			return []any{quoted(n.text)}, true
		},
	},
}

// otherProduct is of what a wrong user would be a consequence.
var otherProduct = []Code{CodeWrongService, CodeOldVersion, CodeChatAppToken}

// otherUser returns the first user of the token that is not the one that the
// app joins as, with its service. It returns nil if any of them is, or there is
// none. Where the token is for several channels, the user of the channel that
// is joined counts.
func (k *Case) otherUser() (other *DecodedService, text string) {
	if k.Token.Version != AccessToken2 {
		return nil, ""
	}
	for pass := range 2 {
		compared := false
		for i := range k.Token.Services {
			s := &k.Token.Services[i]
			if s.Service == nil || !k.product.takes(s.Type) {
				continue
			}
			if channel, has := s.text(slotChannel); pass == 0 && has && k.Join.Channel != "" && !channelFits(channel, k.Join.Channel) {
				continue
			}
			user, has := s.text(slotUsers)
			if !has {
				continue
			}
			switch k.userFits(s, user) {
			case Same:
				return nil, ""
			case Different:
				compared = true
				if other == nil {
					other, text = s, user
				}
			case NotCompared:
			}
		}
		if compared {
			break
		}
	}
	return other, text
}

// userFits compares the user of one service.
func (k *Case) userFits(s *DecodedService, user string) Match {
	join := k.Join.User
	if _, has := s.text(slotUID); has {
		return match(isAnyUser(user) || user == join)
	}
	switch {
	case user == "":
		return NotCompared // an app token, or one that is found to be empty
	case s.Type == ServiceChat && k.Token.service(ServiceAPaaS) != nil && user == md5Hex(join):
		return Same
	case s.Type == ServiceChat:
		return match(strings.EqualFold(user, join))
	}
	return match(user == join)
}

// checkUserSum compares the checksum that a 006 token has of its user, in all
// forms that builders write.
func checkUserSum(k *Case) ([]any, bool) {
	t := k.Token
	if t.Version != AccessToken || t.MatchUser(k.Join.User) != Different {
		return nil, false
	}
	sum := t.UIDCRC32
	if t.onlySignaling() {
		sum = t.ChannelCRC32
	}
	tail := resemblingSum(sum, k.Join.User)
	if sumIs("0", sum) {
		tail = `, but that of "0"`
	}
	return []any{quoted(k.Join.User), tail}, true
}

// isUserID reports whether a text is a numeric user ID that names one user.
func isUserID(s string) bool {
	n, err := parseUID(s)
	return err == nil && n != 0
}

// anyUser reports whether any user may use the token for channels.
func (t *Token) anyUser() bool {
	if t.Version == AccessToken {
		return t.Has(PartUIDCRC32) && t.UIDCRC32 == 0 && !t.onlySignaling()
	}
	_, found := t.firstText(0, slotUID, isAnyUser)
	return found
}

// isAnyUser reports whether a text in place of the user ID or account stands for
// any user: builders write nothing, and the guide to wildcard tokens names the
// asterisk, too. The 0 that it also names is refused by some SDKs.
func isAnyUser(user string) bool { return user == "" || user == "*" }

// isUUID reports whether a text has the form of a UUID: 8-4-4-4-12 hexadecimal
// digits.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		if slices.Contains([]int{8, 13, 18, 23}, i) != (s[i] == '-') || s[i] != '-' && !isHex(s[i]) {
			return false
		}
	}
	return true
}
