package tokens_test

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
	"testing"

	"atc/tokens"
)

// ofAccount makes a case of an RTC token for a channel and an account.
func ofAccount(t *testing.T, channel, account string) tokens.Case {
	t.Helper()
	return caseOfSpec(t, `{"services":[{"type":1,"fields":{"channel_name":`+mustJSON(t, channel)+`,"uid":`+mustJSON(t, account)+`},"privileges":{"1":3600,"2":3600,"3":3600,"4":3600}}]}`)
}

func public(t *testing.T, id string) tokens.Case {
	t.Helper()
	return caseOfText(vectorOf(t, "public.json", id).Token)
}

// How a token is made.
func formatRulings(t *testing.T) []ruling {
	t.Helper()
	chat2021 := `{"issued_at":1619999000,"services":[{"type":4,"privileges":{"1":3600}}],"trailing_hex":"0300626f62"}`
	class2022 := `{"issued_at":1645000000,"services":[{"type":6,"fields":{"channel_name":"r","account":"u"},"privileges":{"1":3600}}],"trailing_hex":"0100"}`
	bad := func(id string) tokens.Case {
		v := vectorOf(t, "bad.json", id)
		return caseOfText(v.text(t))
	}
	return []ruling{
		{"an App ID of other characters", public(t, "p113-e-appid-nothex-node205"), tokens.CodeAppIDNotHex, tokens.Refused, `the App ID "zz0c…1bXY" has characters that are not hexadecimal, where every App ID has 32 hexadecimal ones`},
		{"no service", bad("bad-041-svc-none"), tokens.CodeNoServices, tokens.Refused, "the token carries no service, so it grants nothing"},
		{"a class of the Node builder", public(t, "p066-b-apaas-room-node206"), tokens.CodeNoPrivileges, tokens.Surprise, "Flexible Classroom is in the token without a privilege: the Node builder for room users forgets it"},
		{"a class of the Java builder", public(t, "p078-b-apaas-room-java"), tokens.CodeNoPrivileges, tokens.Surprise, "Chat is in the token without a privilege: the Java builder for classrooms puts it on Signaling"},
		{"no privilege", public(t, "p096-e-nopriv-go"), tokens.CodeNoPrivileges, tokens.Surprise, "RTC is in the token without a privilege, so the token does not say what its holder may do"},
		{"no privilege for RTC", joining(public(t, "p096-e-nopriv-go"), tokens.Join{Product: tokens.ProductRTCWeb}), tokens.CodeNoPrivileges, tokens.Refused, "RTC is in the token without a privilege, and RTC Web lets nobody in without one"},
		{"a service without privileges by nature", public(t, "p071-b-convoai-node206"), tokens.CodeNoPrivileges, tokens.Note, "ConvoAI has no privileges, in this token as in every other"},
		{"an unknown service", public(t, "p110-e-svc99-go"), tokens.CodeUnknownService, tokens.Surprise, "service type 99 is unknown, so it and 8 bytes after it cannot be read"},
		{"an unknown privilege", public(t, "p109-e-privs-unknown-go"), tokens.CodeUnknownPrivilege, tokens.Hint, "privilege 9 of RTC is unknown: no library of Agora's writes it"},
		{"a privilege twice", bad("bad-050-dup-priv"), tokens.CodeDuplicatePrivilege, tokens.Surprise, "privilege 1 of RTC stands more than once: readers keep the last value"},
		{"an extra value twice", caseOfText(twoExtras()), tokens.CodeDuplicateExtra, tokens.Surprise, "extra value 1 stands more than once: readers keep the last"},
		{"Chat of 2021", caseOfSpec(t, chat2021), tokens.CodeTrailingBytes, tokens.Hint, "5 bytes stand after the end: Chat had type 4 in spring 2021, which is FPA today (unverified)"},
		{"a class of 2022", caseOfSpec(t, class2022), tokens.CodeTrailingBytes, tokens.Hint, "2 bytes stand after the end: Flexible Classroom had type 6 in February 2022, which is FCDN today (unverified)"},
		{"bytes after the last service", bad("bad-044-trail"), tokens.CodeTrailingBytes, tokens.Surprise, "8 bytes stand after the last part that is known, which readers ignore"},
		{"bytes after the stream", bad("bad-046-zlib-trail"), tokens.CodeTrailingBytes, tokens.Surprise, "3 bytes stand after the end of the compressed stream, which the signature does not cover"},
		{"a service twice", bad("bad-049-dup"), tokens.CodeDuplicateService, tokens.Hint, "RTC stands more than once: readers from before July 2026 keep only the last"},
		{"privileges of before 2021", public(t, "p124-006-deprecated-nodeat204"), tokens.CodeDeprecatedPrivilege, tokens.Note, `"publish audio to CDN", "publish video to CDN", "request to publish audio", "request to publish video" and 5 more are no longer in use: libraries of 2021 and later write no such privilege`},
		{"services out of order", public(t, "p111-e-unsorted-go2020"), tokens.CodeServicesUnsorted, tokens.Note, "RTC stands after Streaming: Go libraries of 2020 and those for Ruby and C# write them so, and readers do not mind"},
	}
}

// twoExtras is a 005 key with one extra value that stands twice.
func twoExtras() string {
	payload := append(uint16s(4, 40), strings.Repeat("A", 40)...)
	payload = append(payload, uint16s(16)...)
	payload = append(payload, make([]byte, 16+4+4+4)...)
	payload = append(payload, uint16s(2)...)
	for _, permission := range "03" {
		payload = append(append(payload, uint16s(1, 1)...), byte(permission))
	}
	return "005" + base64.StdEncoding.EncodeToString(payload)
}

// The names that a token holds.
func nameRulings(t *testing.T) []ruling {
	t.Helper()
	return []ruling{
		{"a long channel", public(t, "p095-e-ch64-go"), tokens.CodeChannelTooLong, tokens.Refused, `channel "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc…" (64 bytes) is longer than the 63 bytes that SDKs take`},
		{"a channel in Cyrillic", ofAccount(t, "комната", "5"), tokens.CodeChannelCharset, tokens.Refused, `channel "комната" holds 'к', which no channel name may have`},
		{"a channel that is a pattern", ofAccount(t, "1*a*2", "5"), tokens.CodeChannelCharset, tokens.Note, `channel "1*a*2" holds '*', which no channel name may have, but a pattern for many`},
		{"a channel for many", ofAccount(t, "*", "5"), tokens.CodeChannelWildcard, tokens.Hint, `channel "*" is a pattern: whoever has the token may join every channel that fits it (unverified)`},
		{"a long account", ofAccount(t, "lobby", strings.Repeat("a", 256)), tokens.CodeAccountTooLong, tokens.Refused, `user account "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…" (256 bytes) is longer than the 255 bytes that SDKs take`},
		{"a long user of Signaling", caseOfSpec(t, `{"services":[{"type":2,"fields":{"user_id":"`+strings.Repeat("b", 65)+`"},"privileges":{"1":3600}}]}`), tokens.CodeUserIDOver64, tokens.Refused, `user ID "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…" (65 bytes) is longer than the 64 bytes that Signaling and Chat take`},
		{"undefined for a user", ofAccount(t, "lobby", "undefined"), tokens.CodeUserPlaceholder, tokens.Surprise, `the user is "undefined": what JavaScript writes for a missing value`},
		{"bytes for a Chat user", caseOfSpec(t, `{"services":[{"type":5,"fields":{"user_id":"System.Byte[]"},"privileges":{"1":3600}}]}`), tokens.CodeUserPlaceholder, tokens.Surprise, `the user is "System.Byte[]": what C# writes for bytes`},
		{"null for a channel", ofAccount(t, "null", "5"), tokens.CodeChannelPlaceholder, tokens.Surprise, `the channel is "null": a missing value written as a text`},
		{"the text 0 for a user", public(t, "p079-b-rtc-uid0-php"), tokens.CodeAccountZero, tokens.Surprise, `the user is the text "0", where builders write nothing for user ID 0: some SDKs refuse such a token (unverified)`},
		{"no user for Signaling", caseOfSpec(t, `{"services":[{"type":2,"privileges":{"1":3600}}]}`), tokens.CodeUserEmpty, tokens.Surprise, "the token lets somebody in to Signaling (RTM) and does not say whom"},
		{"no channel", public(t, "p093-e-empty-channel-go"), tokens.CodeChannelEmpty, tokens.Surprise, "the channel name of RTC is empty: the guide to wildcard tokens takes that for every channel (unverified)"},
		{"a bell in an account", ofAccount(t, "lobby", "bo\ab"), tokens.CodeControlChars, tokens.Surprise, `the user ID of RTC holds '\a', which cannot be seen: "bo\ab"`},
		{"a mark of direction in a resource", caseOfKind(t, "rtm2", tokens.Values{"user": "bob", "read-users": "al\u202eice"}), tokens.CodeControlChars, tokens.Surprise, `the resource of RTM2 holds '\u202e', which cannot be seen: "al\u202eice"`},
		{"Latin 1", caseOfSpec(t, `{"services":[{"type":2,"fields":{"user_id":{"hex":"4afc7267"}},"privileges":{"1":3600}}]}`), tokens.CodeInvalidUTF8, tokens.Surprise, `the user ID of RTM is not UTF-8: "J\xfcrg"`},
		{"a blank after the channel", ofAccount(t, "lobby ", "5"), tokens.CodeBlanksAround, tokens.Hint, `the channel name of RTC begins or ends with a blank or line break: "lobby "`},
		{"any user who joins", public(t, "p085-e-uid0-go"), tokens.CodeUIDWildcard, tokens.Hint, "the token names no user for RTC, so whoever has it may join as anyone"},
		{"an account", ofAccount(t, "lobby", "alice"), tokens.CodeAccountString, tokens.Note, `the token is for user account "alice": an app that joins with a number can never match it`},
	}
}

// message006 is a 006 token for a channel and a user as they are.
func message006(t *testing.T, channel, account string) tokens.Case {
	t.Helper()
	return caseOfKind(t, "rtc-006", tokens.Values{"channel": channel, "account": account, "lifetime": "24h"})
}

// The checksums that a 006 token holds.
func messageRulings(t *testing.T) []ruling {
	t.Helper()
	confirmed := having(joining(message006(t, "lobby", "bob"), tokens.Join{Channel: "lobby", User: "bob"}), ownCertificate(sampleCertificate))
	nobody := append([]byte(nil), make([]byte, 34)...)
	nobody[0] = 32
	nobody = append(append(nobody, make([]byte, 8)...), uint16s(16)...)
	for _, n := range []uint32{1, 1700086400} {
		nobody = binary.LittleEndian.AppendUint32(nobody, n)
	}
	nobody = binary.LittleEndian.AppendUint32(append(nobody, uint16s(1, 1000)...), 1700086400)
	return []ruling{
		{"undefined for a user of 006", message006(t, "lobby", "undefined"), tokens.CodeUserPlaceholder, tokens.Surprise, `the checksum of the user is that of "undefined": what JavaScript writes for a missing value`},
		{"NaN for a user of 006 Signaling", caseOfKind(t, "rtm-006", tokens.Values{"user": "NaN"}), tokens.CodeUserPlaceholder, tokens.Surprise, `the checksum of the user is that of "NaN": what JavaScript writes for a number that is none`},
		{"None for a channel of 006", message006(t, "None", "bob"), tokens.CodeChannelPlaceholder, tokens.Surprise, `the checksum of the channel is that of "None": what Python writes for a missing value`},
		{"the text 0 for a user of 006", caseOfText(tools234(t)), tokens.CodeAccountZero, tokens.Surprise, `the checksum of the user is that of the text "0": most builders write nothing for user ID 0, which lets any user join`},
		{"no channel in 006", emptyChannel006(), tokens.CodeChannelEmpty, tokens.Surprise, "the checksum of the channel is that of an empty name, and wildcards work in 007 tokens only"},
		{"no user in 006 for Signaling", caseOfText("006" + sampleAppID + base64.StdEncoding.EncodeToString(nobody)), tokens.CodeUserEmpty, tokens.Surprise, "the token lets somebody log in to Signaling, and its checksum is that of no user"},
		{"any user of 006", caseOfKind(t, "rtc-006", tokens.Values{"channel": "lobby"}), tokens.CodeUIDWildcard, tokens.Hint, "the checksum of the user is that of no user, so whoever has the token may join as anyone"},
		{"the slot of the user in 006 for Signaling", public(t, "p121-006-rtm-go"), tokens.CodeUIDWildcard, tokens.Note, "the checksum of the user is empty, as in every 006 token for Signaling: that of its user stands in place of the channel's"},
		{"the channel of the samples", public(t, "p029-xl-006-go"), tokens.CodeSampleValues, tokens.Hint, `the checksum of the channel is that of "7d72365eb983485397e3e3f9d460bdda": the channel of Agora's samples`},
		{"the user of the samples", message006(t, "lobby", "2882341273"), tokens.CodeSampleValues, tokens.Hint, `the checksum of the user is that of "2882341273": the user of Agora's samples`},
		{"checksums only", message006(t, "lobby", "bob"), tokens.CodeCRCOnly, tokens.Note, "a 006 token holds checksums of its names only: CRC-32 cce455f7 for the channel, f5cbb140 for the user"},
		{"checksums that a certificate explains", confirmed, tokens.CodeCRCOnly, tokens.Note, `a 006 token holds checksums of channel and user only: they fit channel "lobby" and user "bob", which the certificate confirms`},
	}
}

// What Chat has to say.
func chatRulings(t *testing.T) []ruling {
	t.Helper()
	ofUser := func(user string) tokens.Case {
		return caseOfSpec(t, `{"services":[{"type":5,"fields":{"user_id":`+mustJSON(t, user)+`},"privileges":{"1":3600}}]}`)
	}
	class := `{"services":[{"type":5,"fields":{"user_id":"alice"},"privileges":{"1":3600}},{"type":7,"fields":{"room_uuid":"r","user_uuid":"bob","role":2},"privileges":{"1":3600}}]}`
	return []ruling{
		{"a username that Chat does not take", ofUser("alice smith"), tokens.CodeChatUserCharset, tokens.Surprise, `Chat user "alice smith" holds a blank: usernames have letters, digits and _.- only, so no such user exists`},
		{"a username with capitals", ofUser("Alice"), tokens.CodeChatUserUppercase, tokens.Hint, `Chat user "Alice" has capital letters, and Chat stores usernames in lower case`},
		{"a UUID for a username", ofUser("0ffe2d80-ed76-11e8-8d66-279e3e1c214b"), tokens.CodeChatUserIsUUID, tokens.Note, "the Chat user 0ffe2d80-ed76-11e8-8d66-279e3e1c214b has the form of a UUID, as older guides told to write: the app logs in with the username"},
		{"half of the life", ofUser("alice"), tokens.CodeChatRenew, tokens.Note, "the Chat SDK asks for a new token at half its life, at 2023-11-14 22:43:20 UTC: after its end, 2023-11-14 23:13:20 UTC, it must log in again"},
		{"another Chat user than that of the class", caseOfSpec(t, class), tokens.CodeClassroomChat, tokens.Hint, `the token is for Chat user "alice", where a classroom has the MD5 of its user (9f9d51bc70ef21ca5c14f307980a29d8)`},
	}
}
