package tokens

import (
	"hash/crc32"
	"strconv"
	"strings"
)

// joinRules compare the token with what the app joins with. The user has rules
// of his own.
var joinRules = []Rule{
	{
		Code: CodeAppIDMismatch, Severity: Refused, Needs: NeedsToken | NeedsAppID, Failure: FailAppID, Unless: []Code{CodeAppIDIsCertificate},
		Title:  "it is of another App ID",
		Text:   "the token is of App ID %s, the app is initialised with %s",
		Advice: "let app and token server work with the same project",
		Check: func(k *Case) ([]any, bool) {
			own := k.Token.AppID
			if own == k.Join.AppID || !k.Token.Has(PartAppID) || strings.EqualFold(own, k.Join.AppID) {
				return nil, false
			}
			return []any{shortID(own), shortID(k.Join.AppID)}, true
		},
	},
	{
		Code: CodeAppIDMismatch, Severity: Surprise, Needs: NeedsToken | NeedsAppID, Failure: FailAppID, Unverified: true,
		Title:  "its App ID is written with other letters",
		Text:   "the App ID of the token (%s) and that of the app (%s) differ only in the case of letters",
		Advice: "write it the same way in both, as the Agora Console shows it",
		Check: func(k *Case) ([]any, bool) {
			own := k.Token.AppID
			if own == k.Join.AppID || k.Token.Version == DynamicKey5 || !strings.EqualFold(own, k.Join.AppID) {
				return nil, false // 005 does not keep the case
			}
			return []any{shortID(own), shortID(k.Join.AppID)}, true
		},
	},
	{
		Code: CodeChannelMismatch, Severity: Refused, Needs: NeedsWhole | NeedsChannel, Failure: FailChannel, Unless: []Code{CodeWrongService, CodeOldVersion},
		Title:  "it is for another channel",
		Text:   "the token is for channel %s, the app joins %s%s",
		Advice: "build the token for exactly the name that the app joins",
		Check:  checkJoined(slotChannel),
	},
	{
		Code: CodeChannelMismatch, Severity: Refused, Needs: NeedsWhole | NeedsChannel, Failure: FailChannel, Unless: []Code{CodeWrongService, CodeOldVersion},
		Title:  "it is for another room",
		Text:   "the token is for room %s, the app joins %s%s",
		Advice: "build the token for exactly the room that the app joins",
		Check:  checkJoined(slotRoom),
	},
	{
		Code: CodeChannelMismatch, Severity: Refused, Needs: NeedsWhole | NeedsChannel, Failure: FailChannel, Unless: []Code{CodeWrongService, CodeOldVersion},
		Title:  "it is for another channel",
		Text:   "the token is for another channel than %s: its checksum is not that of the name%s",
		Advice: "build the token for exactly the name that the app joins",
		Check: func(k *Case) ([]any, bool) {
			t := k.Token
			if t.Version != AccessToken || t.MatchChannel(k.Join.Channel) != Different {
				return nil, false
			}
			tail := resemblingSum(t.ChannelCRC32, k.Join.Channel)
			if t.ChannelCRC32 == 0 {
				tail = ", but that of an empty one"
			}
			return []any{quoted(k.Join.Channel), tail}, true
		},
	},
	{
		Code: CodeRenewOther, Severity: Hint, Needs: NeedsProduct, Products: aboutRTC,
		Title:  "renewing with the token of another channel fails",
		Text:   "where the app renews its token after changing channels, it may have been given the one of the channel before",
		Advice: "renew with a token for the channel that is joined now, and only after joining",
		Check: func(k *Case) ([]any, bool) {
			return nil, k.has(CodeChannelMismatch)
		},
	},
	{
		Code: CodeRoleMismatch, Severity: Surprise, Needs: NeedsWhole | NeedsRole, Failure: FailRole, Products: aboutRTC, Unless: []Code{CodeWrongService}, Unverified: true,
		Title:  "it does not let a publisher publish",
		Text:   "the app joins as publisher, and the token does not grant %s: that counts where co-host authentication is on",
		Advice: "build the token for the role publisher",
		Check:  checkPublisher,
	},
	{
		Code: CodeRoleMismatch, Severity: Refused, Needs: NeedsWhole | NeedsProduct | NeedsRole, Failure: FailRole, Products: aboutClassroom,
		Title:  "it is for another role",
		Text:   "the token is for role %d of the classroom, the app joins in role %d",
		Advice: "build the token for the role that the app joins in: 1 teacher, 2 student, 3 assistant",
		Check:  checkClassroomRole,
	},
	{
		Code: CodeRoleDowngraded, Severity: Hint, Needs: NeedsWhole | NeedsRole, Products: aboutRTC,
		Title:  "its server may not have understood the role",
		Text:   "the token lets the user join and nothing else, as of a server that knows the role by another word or number",
		Advice: "see what the token server takes for a publisher: the word, or the number 1",
		Check: func(k *Case) ([]any, bool) {
			return nil, k.has(CodeRoleMismatch) && k.Token.subscribesOnly()
		},
	},
	{
		Code: CodeChatHost, Severity: Hint, Needs: NeedsProduct | NeedsHost, Failure: FailHost, Products: aboutChatREST, Unverified: true,
		Title:  "its app may live on another host",
		Text:   "the app calls %s, and the number of its organisation hints at %s",
		Advice: "compare with REST API in the Agora Console, under Chat, Application Information",
		Check:  checkHost,
	},
}

// checkJoined compares the channel, or for Flexible Classroom the room. A token
// that holds several is for each of them, and the first is told.
func checkJoined(told slot) func(*Case) ([]any, bool) {
	return func(k *Case) ([]any, bool) {
		other, where := k.otherChannel()
		if where != told {
			return nil, false
		}
		return []any{quoted(other), quoted(k.Join.Channel), resembling(other, k.Join.Channel)}, true
	}
}

// otherChannel returns the first channel or room of the token, and which of the
// two it is. It returns 0 if the app joins any of those that the token is for.
func (k *Case) otherChannel() (other string, where slot) {
	if k.Token.Version != AccessToken2 {
		return "", 0
	}
	for i := range k.Token.Services {
		s := &k.Token.Services[i]
		if s.Service == nil || !k.product.takes(s.Type) {
			continue
		}
		for j := range s.Values {
			at, text := s.Service.Fields[j].slot(), s.Values[j].Text
			switch at {
			case slotChannel:
				if channelFits(text, k.Join.Channel) {
					return "", 0
				}
			case slotRoom:
				if text == k.Join.Channel {
					return "", 0
				}
				if text == "" {
					continue // a token for the user or the app
				}
			default:
				continue
			}
			if where == 0 {
				other, where = text, at
			}
		}
	}
	return other, where
}

// channelFits reports whether a token for a channel lets its holder into
// another: it is the same, or the first is empty or a pattern. How patterns
// work, Agora's guide to wildcard tokens says by examples only.
func channelFits(pattern, channel string) bool {
	if pattern == "" || pattern == channel {
		return true
	}
	first, rest, found := strings.Cut(pattern, "*")
	if !found || !strings.HasPrefix(channel, first) {
		return false
	}
	channel = channel[len(first):]
	for {
		part, after, more := strings.Cut(rest, "*")
		if !more {
			return strings.HasSuffix(channel, rest)
		}
		i := strings.Index(channel, part)
		if i < 0 {
			return false
		}
		channel, rest = channel[i+len(part):], after
	}
}

// checkPublisher names what a publisher lacks.
func checkPublisher(k *Case) ([]any, bool) {
	list, found := k.Token.rtcPrivileges()
	if !found || k.Join.Role != "publisher" {
		return nil, false
	}
	var lacking listing
	for id := uint16(privilegePublishAudio); id <= privilegePublishData; id++ {
		if privilege(list, id) == nil {
			lacking.add(strconv.Quote(nameOf(k.catalog.MessagePrivileges, id)))
		}
	}
	if lacking.n == 0 {
		return nil, false
	}
	return []any{lacking.String()}, true
}

func checkClassroomRole(k *Case) ([]any, bool) {
	s, p := k.Token.service(ServiceAPaaS), k.catalog.Product(k.Join.Product)
	if s == nil || p == nil || privilege(s.Privileges, 1) == nil {
		return nil, false
	}
	role, known := p.RoleNumber(k.Join.Role)
	for j := range s.Values {
		if s.Service.Fields[j].Type == Int16 && known && s.Values[j].Number != role {
			return []any{s.Values[j].Number, role}, true
		}
	}
	return nil, false
}

func checkHost(k *Case) ([]any, bool) {
	j := &k.Join
	if j.ExpectedHost == "" || strings.EqualFold(j.Host, j.ExpectedHost) {
		return nil, false
	}
	return []any{quoted(j.Host), j.ExpectedHost}, true
}

// sumIs reports whether a text has a CRC-32 (IEEE). Names are short, and this
// way takes no memory.
func sumIs(text string, sum uint32) bool {
	crc := ^uint32(0)
	for i := range len(text) {
		crc = crc32.IEEETable[byte(crc)^text[i]] ^ crc>>8
	}
	return ^crc == sum
}
