package tokens_test

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"strconv"
	"testing"

	"atc/tokens"
)

// ofPrivileges makes a case of an RTC token with a lifetime and privileges, as
// JSON has them.
func ofPrivileges(t *testing.T, expire, privileges string) tokens.Case {
	t.Helper()
	return caseOfSpec(t, `{"expire":`+expire+`,"services":[{"type":1,"fields":{"channel_name":"lobby","uid":"5"},"privileges":{`+privileges+`}}]}`)
}

// of006 makes a case of a 006 token with a message time and privileges, signed
// by nobody.
func of006(end uint32, privileges ...tokens.DecodedPrivilege) tokens.Case {
	payload := append(uint16s(32), make([]byte, 32)...)
	payload = binary.LittleEndian.AppendUint32(payload, crc32.ChecksumIEEE([]byte("lobby")))
	user := crc32.ChecksumIEEE([]byte("5"))
	if privileges[0].ID == 1000 {
		user = 0
	}
	payload = binary.LittleEndian.AppendUint32(payload, user)
	message := binary.LittleEndian.AppendUint32(nil, 1)
	message = binary.LittleEndian.AppendUint32(message, end)
	message = append(message, uint16s(uint16(len(privileges)))...)
	for _, p := range privileges {
		message = binary.LittleEndian.AppendUint32(append(message, uint16s(p.ID)...), p.Value)
	}
	payload = append(append(payload, uint16s(uint16(len(message)))...), message...)
	return caseOfText("006" + sampleAppID + base64.StdEncoding.EncodeToString(payload))
}

func granting(id uint16, value uint32) tokens.DecodedPrivilege {
	return tokens.DecodedPrivilege{ID: id, Value: value}
}

// What the time now says.
func timeRulings(t *testing.T) []ruling {
	t.Helper()
	hour := caseOfKind(t, "rtc", lobby)
	week := ofPrivileges(t, "604800", `"1":604800`)
	const tomorrow, soon = 1700086400, 1700003600
	split := caseOfKind(t, "rtc-rtm-split", tokens.Values{"channel": "lobby", "account": "bob", "user": "bob", "join": "60", "lifetime": "1h"})
	ahead := caseOfSpec(t, `{"issued_at":1700001200,"services":[{"type":1,"fields":{"channel_name":"lobby","uid":"5"},"privileges":{"1":3600}}]}`)
	return []ruling{
		{"a lifetime of 0", public(t, "p097-e-expire0-go"), tokens.CodeExpireZero, tokens.Refused, "the token states a lifetime of 0 s, so it ends at its issue, 2023-11-14 22:13:20 UTC"},
		{"a message time that is a lifetime", of006(86400, granting(1, soon)), tokens.CodeMessageTime, tokens.Refused, "the message time is 86400, where a 006 token needs the Unix time of its end"},
		{"a privilege of 006 that is a lifetime", of006(tomorrow, granting(1, 3600)), tokens.CodePrivilegeRelative, tokens.Refused, `the value of "join channel" is 3600, which reads as 1970-01-01 01:00:00 UTC: 006 needs the Unix time of the end, not a lifetime`},
		{"publishing in 006 for a lifetime", of006(tomorrow, granting(1, soon), granting(2, 3600)), tokens.CodePrivilegeRelative, tokens.Surprise, `the value of "publish audio" is 3600, which reads as 1970-01-01 01:00:00 UTC: 006 needs the Unix time of the end, not a lifetime`},
		{"a login of 006 for a lifetime", of006(tomorrow, granting(1000, 3600)), tokens.CodePrivilegeRelative, tokens.Surprise, `the value of "log in to Signaling" is 3600, which reads as 1970-01-01 01:00:00 UTC: 006 needs the Unix time of the end, not a lifetime`},
		{"a token of yesterday", later(hour, 90000), tokens.CodeExpired, tokens.Refused, "the token ended 1 d ago, at 2023-11-14 23:13:20 UTC"},
		{"the very second of the end", later(hour, 3600), tokens.CodeExpired, tokens.Refused, "the token ended less than 1 s ago, at 2023-11-14 23:13:20 UTC"},
		{"a token for a week on the second day", later(week, 90000), tokens.CodeExpired, tokens.Refused, "the token ended 1 h ago, at 2023-11-15 22:13:20 UTC: the service honours 24 h at most, though it states 2023-11-21 22:13:20 UTC"},
		{"a key of yesterday", later(caseOfKind(t, "key-004-media", lobby), 90000), tokens.CodeExpired, tokens.Refused, "the token ended 1 d ago, at 2023-11-14 23:13:20 UTC"},
		{"006 that ended when it was made", of006(tomorrow, granting(1, 1700000000), granting(2, 1700000000)), tokens.CodeExpiredAtIssue, tokens.Refused, "all privileges end at 2023-11-14 22:13:20 UTC, which is 24 h before the message, so when the token was made"},
		{"all privileges over", later(ofPrivileges(t, "7200", `"1":600,"2":900`), 1000), tokens.CodePrivilegesEnded, tokens.Refused, "all privileges have ended, the last of them 1 min 40 s ago, at 2023-11-14 22:28:20 UTC, though the token itself lasts until 2023-11-15 00:13:20 UTC"},
		{"all privileges of 006 over", later(of006(tomorrow, granting(1, soon)), 7200), tokens.CodePrivilegesEnded, tokens.Refused, "all privileges have ended, the last of them 1 h ago, at 2023-11-14 23:13:20 UTC, though the token itself lasts until 2023-11-15 22:13:20 UTC"},
		{"the login of 006 over", later(of006(tomorrow, granting(1000, soon)), 7200), tokens.CodePrivilegesEnded, tokens.Surprise, "the privilege to log in ended 1 h ago, at 2023-11-14 23:13:20 UTC; Signaling is said to honour a 006 token up to its message time, 2023-11-15 22:13:20 UTC (unverified)"},
		{"joining over", later(ofPrivileges(t, "7200", `"1":600,"2":7200`), 1000), tokens.CodeJoinEnded, tokens.Refused, `"join channel" of RTC ended 6 min 40 s ago, at 2023-11-14 22:23:20 UTC, though the token itself lasts until 2023-11-15 00:13:20 UTC`},
		{"joining over, while Signaling lasts", later(split, 1000), tokens.CodeJoinEnded, tokens.Surprise, `"join channel" of RTC ended 15 min 40 s ago, at 2023-11-14 22:14:20 UTC, though the token itself lasts until 2023-11-14 23:13:20 UTC`},
		{"joining over for RTC, while Signaling lasts", joining(later(split, 1000), tokens.Join{Product: tokens.ProductRTCWeb}), tokens.CodeJoinEnded, tokens.Refused, `"join channel" of RTC ended 15 min 40 s ago, at 2023-11-14 22:14:20 UTC, though the token itself lasts until 2023-11-14 23:13:20 UTC`},
		{"publishing over", later(ofPrivileges(t, "7200", `"1":7200,"2":600`), 1000), tokens.CodePublishEnded, tokens.Surprise, `"publish audio" ended 6 min 40 s ago, at 2023-11-14 22:23:20 UTC: the token still lets the user join`},
		{"a server that is ahead", ahead, tokens.CodeIssuedInFuture, tokens.Surprise, "the token was issued 10 min from now, at 2023-11-14 22:33:20 UTC: the clock of its server is ahead, or this one is behind (unverified)"},
		{"the last minutes", later(hour, 3345), tokens.CodeEndsSoon, tokens.Note, "the token ends in 4 min 15 s, at 2023-11-14 23:13:20 UTC"},
	}
}

// What the times of a token say by themselves.
func lifetimeRulings(t *testing.T) []ruling {
	t.Helper()
	const tomorrow, soon = 1700086400, 1700003600
	cut := uint32((1700003600 * 1000) % (1 << 32))
	return []ruling{
		{"a time for a lifetime", ofPrivileges(t, "1700003600", `"1":3600`), tokens.CodeExpireAbsolute, tokens.Surprise, "the lifetime is 1700003600 s, which reads as the Unix time 2023-11-14 23:13:20 UTC: 007 counts seconds after the issue, so 1 h was meant"},
		{"a lifetime in milliseconds", ofPrivileges(t, "3600000", `"1":3600`), tokens.CodeExpireMilliseconds, tokens.Hint, "the lifetime 3600000 reads as 1 h in milliseconds: tokens count seconds"},
		{"a time in milliseconds for a lifetime", ofPrivileges(t, strconv.FormatUint(uint64(cut), 10), `"1":3600`), tokens.CodeExpireMilliseconds, tokens.Hint, "the lifetime 3491518080 reads as a time 1 h after the issue in milliseconds, cut to 32 bits: tokens count seconds"},
		{"a time in milliseconds in 006", of006(tomorrow, granting(1, cut)), tokens.CodeExpireMilliseconds, tokens.Hint, `the value of "join channel" 3491518080 reads as a time 1 h after the issue in milliseconds, cut to 32 bits: tokens count seconds`},
		{"a week", ofPrivileges(t, "604800", `"1":3600`), tokens.CodeExpireOver24h, tokens.Surprise, "the token states a lifetime of 604800 s (7 d, until 2023-11-21 22:13:20 UTC), the service honours 24 h: until 2023-11-15 22:13:20 UTC"},
		{"a time for a lifetime, which is long", ofPrivileges(t, "1700003600", `"1":3600`), tokens.CodeExpireOver24h, tokens.Note, "whatever it says (1700003600 s, 19675 d 23 h, until 2077-09-27 21:26:40 UTC), the service honours the token for 24 h: until 2023-11-15 22:13:20 UTC"},
		{"an end beyond 32 bits", public(t, "p099-e-expire-max-go"), tokens.CodeExpiryOverUint32, tokens.Hint, "issue time and lifetime add up to 5994967295, beyond 32 bits: a reader that adds them so gets a time long past"},
		{"a time for the lifetime of a privilege", ofPrivileges(t, "3600", `"1":1700003600`), tokens.CodePrivilegeAbsolute, tokens.Surprise, `the value of "join channel" of RTC is 1700003600, which reads as a Unix time (2023-11-14 23:13:20 UTC): 007 counts seconds after the issue`},
		{"a privilege that lasts longer", public(t, "p102-e-priv-over-go"), tokens.CodePrivilegeOverToken, tokens.Hint, `"join channel" of RTC states 7200 s and the token 3600 s: the privilege ends with the token, at 2023-11-14 23:13:20 UTC`},
		{"a week in 006", of006(tomorrow, granting(1, 1700604800)), tokens.CodePrivilegeOverToken, tokens.Surprise, `"join channel" states an end at 2023-11-21 22:13:20 UTC, the message ends at 2023-11-15 22:13:20 UTC: a 006 token lasts 24 h at most`},
		{"a second too long in 006", of006(tomorrow, granting(1, tomorrow+1)), tokens.CodePrivilegeOverToken, tokens.Note, `"join channel" states an end at 2023-11-15 22:13:21 UTC, the message ends at 2023-11-15 22:13:20 UTC: a 006 token lasts 24 h at most`},
		{"a privilege of 0", public(t, "p061-b-fpa-go"), tokens.CodePrivilegeZero, tokens.Note, `the value 0 of "log in" of FPA is taken for no end of its own: it ends with the token (unverified)`},
		{"a privilege of 0 in 006", of006(tomorrow, granting(1, 0)), tokens.CodePrivilegeZero, tokens.Note, `the value 0 of "join channel" of the message sets no end of its own: it ends with the message, 24 h after its making`},
		{"privileges that end first", ofPrivileges(t, "7200", `"1":7200,"2":3600,"3":3600`), tokens.CodePrivilegeEndsFirst, tokens.Note, `"publish audio", "publish video" of RTC end at 2023-11-14 23:13:20 UTC, 1 h before the token: SDKs do not say which privilege has ended`},
		{"privileges of 006 that end first", of006(tomorrow, granting(1, soon)), tokens.CodePrivilegeEndsFirst, tokens.Note, `"join channel" of the message ends at 2023-11-14 23:13:20 UTC, 23 h before the message time, which builders set to 24 h after the issue`},
		{"a login of 006 that ends first", of006(tomorrow, granting(1000, soon)), tokens.CodeMessageTime, tokens.Note, "the login ends at 2023-11-14 23:13:20 UTC and the message at 2023-11-15 22:13:20 UTC: Signaling is said to look at the latter only (unverified)"},
		{"joining that ends first", ofPrivileges(t, "7200", `"1":3600,"2":7200`), tokens.CodeJoinBeforePublish, tokens.Note, `"join channel" ends at 2023-11-14 23:13:20 UTC, before "publish audio": the user is then put out of the channel`},
		{"publishing without joining, whatever for", ofPrivileges(t, "3600", `"2":3600`), tokens.CodePublishWithoutJoin, tokens.Surprise, `the token grants "publish audio", but not "join channel", without which nobody gets into a channel`},
		{"a clock of 1970", public(t, "p101-e-salt0-issue0-go"), tokens.CodeIssuedBefore2021, tokens.Note, "the token states 1970-01-01 00:00:00 UTC as its issue time, and 007 came into use in 2021"},
	}
}

// What is good to know.
func riskRulings(t *testing.T) []ruling {
	t.Helper()
	anyone := caseOfKind(t, "rtc", tokens.Values{"channel": "lobby", "lifetime": "24h"})
	return []ruling{
		{"a day for anyone", anyone, tokens.CodeLeakRisk, tokens.Hint, "any user may publish with the token for 1 d: a token that leaks cannot be revoked by itself"},
		{"a temporary token that has ended", later(anyone, 100000), tokens.CodeConsoleTemporary, tokens.Hint, "the token is for RTC, any user and exactly 24 h, as temporary tokens of the Agora Console are (unverified)"},
		{"a temporary token for Signaling", joining(anyone, tokens.Join{Product: tokens.ProductRTM2}), tokens.CodeConsoleTemporary, tokens.Hint, "the token is for RTC, any user and exactly 24 h, as temporary tokens of the Agora Console are (unverified)"},
		{"a subscriber", caseOfKind(t, "rtc", tokens.Values{"channel": "lobby", "uid": "5", "role": "subscriber"}), tokens.CodeSubscriberOnly, tokens.Note, "the token lets the user join, not publish: that counts only where co-host authentication is on"},
		{"006", caseOfKind(t, "rtc-006", lobby), tokens.CodeOldVersion, tokens.Note, "the token is of the format AccessToken (006), which 007 has replaced"},
		{"003", caseOfKind(t, "key-003", lobby), tokens.CodeOldVersion, tokens.Note, "the token is of the format DynamicKey (003), which only SDKs of years ago take"},
	}
}
