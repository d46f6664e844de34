package tokens_test

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
	"testing"

	"atc/tokens"
)

var lobby = tokens.Values{"channel": "lobby", "uid": "12345"}

// A token for something else than it is used for.
func productRulings(t *testing.T) []ruling {
	t.Helper()
	rtc, rtm := caseOfKind(t, "rtc", lobby), caseOfKind(t, "rtm", tokens.Values{"user": "bob"})
	older, login := caseOfKind(t, "rtc-006", lobby), caseOfKind(t, "rtm-006", tokens.Values{"user": "bob"})
	key := caseOfKind(t, "key-005-media", lobby)
	as := func(k tokens.Case, product string) tokens.Case { return joining(k, tokens.Join{Product: product}) }
	publish := caseOfSpec(t, `{"services":[{"type":1,"fields":{"channel_name":"lobby","uid":"5"},"privileges":{"2":3600,"3":3600}}]}`)
	appToken := caseOfKind(t, "class-app", nil)
	return []ruling{
		{"006 for Chat", as(older, tokens.ProductChatSDK), tokens.CodeOldVersion, tokens.Refused, "the token is of the format AccessToken (006), and Chat SDK takes 007 only"},
		{"006 for Signaling 2.x", as(login, tokens.ProductRTM2), tokens.CodeOldVersion, tokens.Refused, "the token is of the format AccessToken (006), and Signaling 2.x takes 007 only"},
		{"005 for Signaling 1.x", as(key, tokens.ProductRTM1), tokens.CodeOldVersion, tokens.Refused, "the token is of the format DynamicKey (005), and Signaling 1.x takes 007 and 006"},
		{"the first Signaling SDK for Signaling 1.x", as(caseOfKind(t, "signaling-1", tokens.Values{"account": "bob"}), tokens.ProductRTM1), tokens.CodeOldVersion, tokens.Refused, "the token is of the format of the first Signaling SDK (1:…), and Signaling 1.x takes 007 and 006"},
		{"005 for RTC", as(key, tokens.ProductRTCWeb), tokens.CodeOldVersion, tokens.Surprise, "the token is of the format DynamicKey (005), which SDKs before 2.1 took: people report that current ones refuse it (unverified)"},
		{"RTC for Signaling", as(rtc, tokens.ProductRTM2), tokens.CodeWrongService, tokens.Refused, "the token carries Video and voice (RTC), and Signaling 2.x needs Signaling (RTM) or Signaling with permissions (RTM2)"},
		{"Signaling for a stream channel", as(rtm, tokens.ProductStream), tokens.CodeWrongService, tokens.Refused, "the token carries Signaling (RTM), and Signaling stream channel needs Video and voice (RTC)"},
		{"Signaling for the classroom", as(rtm, tokens.ProductClassroom), tokens.CodeWrongService, tokens.Refused, "the token carries Signaling (RTM), and Flexible Classroom needs Flexible Classroom (APaaS)"},
		{"006 of Signaling for RTC", as(login, tokens.ProductRTCNative), tokens.CodeWrongService, tokens.Refused, "the token carries the privilege to log in to Signaling, and RTC native needs Video and voice (RTC)"},
		{"006 of RTC for Signaling", as(older, tokens.ProductRTM1), tokens.CodeWrongService, tokens.Refused, "the token carries privileges for channels, and Signaling 1.x needs Signaling (RTM) or Signaling with permissions (RTM2)"},
		{"publishing without joining", as(publish, tokens.ProductRTCWeb), tokens.CodePublishWithoutJoin, tokens.Refused, `the token grants "publish audio", "publish video", but not to join the channel, without which RTC Web lets nobody in`},
		{"a Chat app token to log in", as(caseOfKind(t, "chat-app", nil), tokens.ProductChatSDK), tokens.CodeChatAppToken, tokens.Refused, "this is a Chat app token: it administers Chat over REST, and the Chat SDK needs a user token"},
		{"a Chat user token for REST", as(caseOfKind(t, "chat-user", tokens.Values{"user": "bob"}), tokens.ProductChatREST), tokens.CodeChatUserToken, tokens.Refused, "this is a Chat user token: it lets a user log in, and the REST API of Chat needs an app token"},
		{"an app token for a room", joining(appToken, tokens.Join{Product: tokens.ProductClassroom, Channel: "math"}), tokens.CodeClassroomToken, tokens.Refused, `the classroom token grants "administer the app", and joining a room needs "join room"`},
	}
}

// A token for another app, channel or role.
func joinRulings(t *testing.T) []ruling {
	t.Helper()
	rtc, older := caseOfKind(t, "rtc", tokens.Values{"channel": "Lobby", "uid": "12345"}), caseOfKind(t, "rtc-006", lobby)
	listener := caseOfKind(t, "rtc", tokens.Values{"channel": "Lobby", "uid": "5", "role": "subscriber"})
	class := caseOfKind(t, "class-room", tokens.Values{"room": "math", "user": "bob", "role": "2"})
	empty := caseOfText(vectorOf(t, "public.json", "p093-e-empty-channel-go").Token)
	return []ruling{
		{"another App ID", joining(rtc, tokens.Join{AppID: otherCertificate}), tokens.CodeAppIDMismatch, tokens.Refused, "the token is of App ID 970C…1b33, the app is initialised with 0123…CDEF"},
		{"an App ID in lower case", joining(rtc, tokens.Join{AppID: strings.ToLower(sampleAppID)}), tokens.CodeAppIDMismatch, tokens.Surprise, "the App ID of the token (970C…1b33) and that of the app (970c…1b33) differ only in the case of letters (unverified)"},
		{"another channel", joining(rtc, tokens.Join{Channel: "hall"}), tokens.CodeChannelMismatch, tokens.Refused, `the token is for channel "Lobby", the app joins "hall"`},
		{"a channel in lower case", joining(rtc, tokens.Join{Product: tokens.ProductRTCWeb, Channel: "lobby"}), tokens.CodeChannelMismatch, tokens.Refused, `the token is for channel "Lobby", the app joins "lobby": only the case of letters differs`},
		{"a channel with a line break", joining(rtc, tokens.Join{Channel: "Lobby\n"}), tokens.CodeChannelMismatch, tokens.Refused, `the token is for channel "Lobby", the app joins "Lobby\n": only blanks or line breaks at an end differ`},
		{"a channel with an invisible character", joining(rtc, tokens.Join{Channel: "Lob\u200bby"}), tokens.CodeChannelMismatch, tokens.Refused, `the token is for channel "Lobby", the app joins "Lob\u200bby": only characters that cannot be seen differ`},
		{"another room", joining(class, tokens.Join{Product: tokens.ProductClassroom, Channel: "physics"}), tokens.CodeChannelMismatch, tokens.Refused, `the token is for room "math", the app joins "physics"`},
		{"another channel of 006", joining(older, tokens.Join{Channel: "hall"}), tokens.CodeChannelMismatch, tokens.Refused, `the token is for another channel than "hall": its checksum is not that of the name`},
		{"a channel of 006 in capitals", joining(older, tokens.Join{Channel: "LOBBY"}), tokens.CodeChannelMismatch, tokens.Refused, `the token is for another channel than "LOBBY": its checksum is not that of the name, but that of "lobby"`},
		{"a channel of 006 with a blank", joining(older, tokens.Join{Channel: "lobby "}), tokens.CodeChannelMismatch, tokens.Refused, `the token is for another channel than "lobby ": its checksum is not that of the name, but that of "lobby"`},
		{"a channel, while the token is for an empty one", joining(emptyChannel006(), tokens.Join{Channel: "lobby"}), tokens.CodeChannelMismatch, tokens.Refused, `the token is for another channel than "lobby": its checksum is not that of the name, but that of an empty one`},
		{"an empty channel that is joined", joining(empty, tokens.Join{Channel: "lobby"}), tokens.CodeChannelEmpty, tokens.Surprise, "the channel name of RTC is empty: the guide to wildcard tokens takes that for every channel (unverified)"},
		{"renewing with the token of another channel", joining(rtc, tokens.Join{Product: tokens.ProductRTCNative, Channel: "hall"}), tokens.CodeRenewOther, tokens.Hint, "where the app renews its token after changing channels, it may have been given the one of the channel before"},
		{"a publisher with the token of a subscriber", joining(listener, tokens.Join{Product: tokens.ProductRTCNative, Role: "publisher"}), tokens.CodeRoleMismatch, tokens.Surprise, `the app joins as publisher, and the token does not grant "publish audio", "publish video", "publish data": that counts where co-host authentication is on (unverified)`},
		{"a role that the server did not understand", joining(listener, tokens.Join{Product: tokens.ProductRTCNative, Role: "publisher"}), tokens.CodeRoleDowngraded, tokens.Hint, "the token lets the user join and nothing else, as of a server that knows the role by another word or number"},
		{"a student as teacher", joining(class, tokens.Join{Product: tokens.ProductClassroom, Role: "1"}), tokens.CodeRoleMismatch, tokens.Refused, "the token is for role 2 of the classroom, the app joins in role 1"},
		{"a Chat host of another cluster", joining(caseOfKind(t, "chat-app", nil), tokens.Join{Product: tokens.ProductChatREST, Host: "a41.chat.agora.io", ExpectedHost: "a61.chat.agora.io"}), tokens.CodeChatHost, tokens.Hint, `the app calls "a41.chat.agora.io", and the number of its organisation hints at a61.chat.agora.io (unverified)`},
	}
}

// A token for another user.
func userRulings(t *testing.T) []ruling {
	t.Helper()
	rtc := caseOfKind(t, "rtc", lobby)
	account := caseOfKind(t, "rtc-account", tokens.Values{"channel": "lobby", "account": "Bob"})
	older := caseOfKind(t, "rtc-006", lobby)
	chat := caseOfKind(t, "chat-user", tokens.Values{"user": "alice"})
	uuid := caseOfKind(t, "chat-user", tokens.Values{"user": "0ffe2d80-ed76-11e8-8d66-279e3e1c214b"})
	anyone := caseOfKind(t, "rtc", tokens.Values{"channel": "lobby"})
	as := func(k tokens.Case, product, user string) tokens.Case {
		return joining(k, tokens.Join{Product: product, User: user})
	}
	return []ruling{
		{"another user", as(rtc, tokens.ProductRTCNative, "777"), tokens.CodeUserMismatch, tokens.Refused, `the token is for user "12345", the app joins as "777"`},
		{"any user", as(rtc, tokens.ProductRTCNative, "0"), tokens.CodeUserMismatch, tokens.Refused, `the token is for user "12345", the app joins as 0: the service then makes up a user ID, which the token is not for`},
		{"zeros in front of a user ID", as(rtc, "", "0012345"), tokens.CodeUserMismatch, tokens.Refused, `the token is for user "12345", the app joins as "0012345": only zeros in front differ`},
		{"an account in lower case", as(account, tokens.ProductRTCWeb, "bob"), tokens.CodeUserMismatch, tokens.Refused, `the token is for user "Bob", the app joins as "bob": only the case of letters differs`},
		{"an account where a number joins", as(account, tokens.ProductRTCWeb, "12345"), tokens.CodeUserMismatch, tokens.Refused, `the token is for user "Bob", the app joins as "12345"`},
		{"another user of Signaling", as(caseOfKind(t, "rtm", tokens.Values{"user": "bob"}), tokens.ProductRTM2, "eve"), tokens.CodeUserMismatch, tokens.Refused, `the token is for user "bob", the app joins as "eve"`},
		{"another user of a class", as(caseOfKind(t, "class-room", tokens.Values{"room": "r", "user": "bob"}), tokens.ProductClassroom, "eve"), tokens.CodeUserMismatch, tokens.Refused, `the token is for user "bob", the app joins as "eve"`},
		{"another user of 006", as(older, tokens.ProductRTCWeb, "777"), tokens.CodeUserMismatch, tokens.Refused, `the token is for another user than "777": its checksum is not that of the name`},
		{"a user of 006 with zeros in front", as(older, tokens.ProductRTCWeb, "012345"), tokens.CodeUserMismatch, tokens.Refused, `the token is for another user than "012345": its checksum is not that of the name, but that of "12345"`},
		{"user 0 of 006", as(caseOfText(tools234(t)), tokens.ProductRTCWeb, "77"), tokens.CodeUserMismatch, tokens.Refused, `the token is for another user than "77": its checksum is not that of the name, but that of "0"`},
		{"another user of 006 for Signaling", as(caseOfKind(t, "rtm-006", tokens.Values{"user": "bob"}), tokens.ProductRTM1, "Bob"), tokens.CodeUserMismatch, tokens.Refused, `the token is for another user than "Bob": its checksum is not that of the name, but that of "bob"`},
		{"another user of 003", as(caseOfKind(t, "key-003", lobby), "", "777"), tokens.CodeUserMismatch, tokens.Refused, `the key is for user ID 12345, the app joins as "777"`},
		{"another Chat user", as(chat, tokens.ProductChatSDK, "bob"), tokens.CodeChatUserMismatch, tokens.Refused, `the token is for Chat user "alice", the app logs in as "bob"`},
		{"a Chat user by UUID", as(uuid, tokens.ProductChatSDK, "bob"), tokens.CodeChatUserMismatch, tokens.Hint, `the token is for a Chat user by UUID (0ffe2d80-ed76-11e8-8d66-279e3e1c214b), the app logs in as "bob": both may be the same user (unverified)`},
		{"any user by an asterisk", as(ofAccount(t, "lobby", "*"), tokens.ProductRTCWeb, "77"), tokens.CodeUIDWildcard, tokens.Hint, `the user for RTC is "*", which stands for any: whoever has the token may join as anyone (unverified)`},
		{"an account that records", as(account, tokens.ProductRecording, ""), tokens.CodeRecordingUID, tokens.Refused, `the token is for user "Bob", and Cloud Recording joins with a whole number from 1 to 4294967295`},
		{"a recorder that joins as an account", as(rtc, tokens.ProductRecording, "recorder"), tokens.CodeRecordingUID, tokens.Refused, `the recorder joins as "recorder", and Cloud Recording needs a whole number from 1 to 4294967295`},
		{"a recorder without a user", as(anyone, tokens.ProductRecording, ""), tokens.CodeRecordingUID, tokens.Hint, "the token is for any user: the recorder needs a user ID of its own, which no client of the channel has"},
		{"digits that are no user ID", caseOfKind(t, "rtc-account", tokens.Values{"channel": "lobby", "account": "00777"}), tokens.CodeUserKind, tokens.Hint, `user "00777" consists of digits and is no user ID, so an app that joins with a number can never match it`},
	}
}

// tools234 is a 006 token of which the user is the text 0, as the Ruby builder
// writes user ID 0.
func tools234(t *testing.T) string {
	t.Helper()
	return vectorOf(t, "public.json", "p122-006-uid0-ruby").Token
}

// emptyChannel006 is a 006 token for an empty channel, with a signature of
// nobody.
func emptyChannel006() tokens.Case {
	payload := binary.LittleEndian.AppendUint16(nil, 32)
	payload = append(payload, make([]byte, 32)...)
	for _, n := range []uint32{0, 0xcbf53a1c} {
		payload = binary.LittleEndian.AppendUint32(payload, n)
	}
	payload = append(payload, uint16s(16)...)
	for _, n := range []uint32{1, 1700086400} {
		payload = binary.LittleEndian.AppendUint32(payload, n)
	}
	payload = append(payload, uint16s(1, 1)...)
	payload = binary.LittleEndian.AppendUint32(payload, 1700003600)
	return caseOfText("006" + sampleAppID + base64.StdEncoding.EncodeToString(payload))
}
