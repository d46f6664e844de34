package tokens_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"atc/tokens"
)

func TestVerdictSaysWhatItLacks(t *testing.T) {
	t.Parallel()
	own, foreign := ownCertificate(sampleCertificate), ownCertificate(otherCertificate)
	foreign.AppID = strings.Repeat("ab", 16)
	rtc, older := caseOfKind(t, "rtc", lobby), caseOfKind(t, "rtc-006", lobby)
	anyone := caseOfKind(t, "rtc-006", tokens.Values{"channel": "lobby"})
	login := caseOfKind(t, "rtm-006", tokens.Values{"user": "bob"})
	signaling := caseOfKind(t, "signaling-1", tokens.Values{"account": "bob"})
	with := func(k tokens.Case, channel, user string) tokens.Case {
		return joining(k, tokens.Join{Channel: channel, User: user})
	}
	timeless := having(rtc, own)
	timeless.Now = time.Time{}
	const nothing = "nothing found that would refuse it"
	for name, tt := range map[string]struct {
		k    tokens.Case
		want string
	}{
		"007":                                 {having(rtc, own), nothing},
		"007 without a certificate":           {rtc, "cannot tell without the App Certificate"},
		"007 with certificates of others":     {having(rtc, foreign), "cannot tell without the App Certificate of its App ID"},
		"007 without a clock":                 {timeless, "cannot tell without the time now"},
		"006":                                 {with(having(older, own), "lobby", "12345"), nothing},
		"006 without anything":                {older, "cannot tell without the App Certificate, the channel and the user"},
		"006 without names":                   {having(older, own), "cannot tell without the channel and the user"},
		"006 without the user":                {with(having(older, own), "lobby", ""), "cannot tell without the user"},
		"006 without a certificate":           {with(older, "lobby", "12345"), "cannot tell without the App Certificate"},
		"006 with certificates of others":     {with(having(older, foreign), "lobby", "12345"), "cannot tell without the App Certificate of its App ID"},
		"006 for any user, as a certain one":  {with(having(anyone, own), "lobby", "777"), nothing},
		"006 for any user, as nobody":         {with(having(anyone, own), "lobby", ""), nothing},
		"006 for Signaling":                   {with(having(login, own), "", "bob"), nothing},
		"006 for Signaling, with a channel":   {with(having(login, own), "lobby", "bob"), nothing},
		"006 for Signaling, without the user": {having(login, own), "cannot tell without the user"},
		"005":                                 {with(having(caseOfKind(t, "key-005-media", lobby), own), "lobby", "12345"), nothing},
		"005 for any user":                    {with(having(caseOfKind(t, "key-005-media", tokens.Values{"channel": "lobby"}), own), "lobby", "777"), nothing},
		"005 without names":                   {having(caseOfKind(t, "key-005-media", lobby), own), "cannot tell without the channel and the user"},
		"004":                                 {with(having(caseOfKind(t, "key-004-recording", lobby), own), "lobby", "12345"), nothing},
		"003":                                 {with(having(caseOfKind(t, "key-003", lobby), own), "lobby", ""), nothing},
		"002 without the channel":             {having(caseOfKind(t, "key-002", lobby), own), "cannot tell without the channel"},
		"001":                                 {with(having(caseOfKind(t, "key-001", lobby), own), "lobby", "12345"), nothing},
		"001 of another channel":              {with(having(caseOfKind(t, "key-001", lobby), own), "hall", ""), "would be refused: no certificate matches it with this channel and user"},
		"Signaling 1.x":                       {with(having(signaling, own), "", "bob"), nothing},
		"Signaling 1.x without the account":   {having(signaling, own), "cannot tell without the user"},
		"nothing":                             {tokens.Case{Now: at(0)}, "cannot tell without a token"},
		"an exchanged Chat token":             {joining(caseOfText("YWMtabc"), tokens.Join{Product: tokens.ProductChatREST}), "cannot tell without the Chat service, which alone can read it"},
		"a user of the wrong kind":            {with(having(older, own), "lobby", "bob"), "would be refused: it is for another user"},
		"a product that nobody knows":         {joining(having(rtc, own), tokens.Join{Product: "phone"}), nothing},
	} {
		d := tokens.Default.Diagnose(tt.k)
		if d.Verdict() != tt.want {
			t.Errorf("%s: %s, want %s; %v, %+v", name, d.Verdict(), tt.want, codesOf(d.Findings), d.Verification)
		}
	}
}

// What an SDK answers is read off the way in which the rule says that it fails.
func TestFindingsCarryTheAnswerOfTheSDK(t *testing.T) {
	t.Parallel()
	hour := later(caseOfKind(t, "rtc-rtm", tokens.Values{"channel": "lobby", "account": "bob"}), 7200)
	for product, want := range map[string]string{tokens.ProductRTCNative: "109", tokens.ProductRTM2: "-10009", "": ""} {
		d := tokens.Default.Diagnose(joining(hour, tokens.Join{Product: product}))
		if f := findingOf(d.Findings, tokens.CodeExpired); f == nil || f.Answer.Code != want {
			t.Errorf("%s answers %+v, want %s", product, f, want)
		}
	}
}

// A name of the service that the app does not use is of no matter.
func TestOnlyTheServicesOfTheProductCount(t *testing.T) {
	t.Parallel()
	spec := `{"services":[{"type":1,"fields":{"channel_name":"комната","uid":"5"},"privileges":{"1":3600,"2":3600}},{"type":2,"fields":{"user_id":"bob"},"privileges":{"1":3600}}]}`
	k := having(caseOfSpec(t, spec), ownCertificate(sampleCertificate))
	for product, want := range map[string]tokens.Outcome{"": tokens.WouldBeRefused, tokens.ProductRTCWeb: tokens.WouldBeRefused, tokens.ProductRTM2: tokens.NothingFound} {
		if d := tokens.Default.Diagnose(joining(k, tokens.Join{Product: product})); d.Outcome != want {
			t.Errorf("for %q: %s: %v", product, d.Verdict(), codesOf(d.Findings))
		}
	}
	for _, user := range []string{"5", "bob"} {
		d := tokens.Default.Diagnose(joining(k, tokens.Join{User: user}))
		if findingOf(d.Findings, tokens.CodeUserMismatch) != nil {
			t.Errorf("%s is a user of the token, and found to be another", user)
		}
	}
}

// A verdict of nothing found would send people looking elsewhere.
func TestATokenThatLetsNobodyInIsRefused(t *testing.T) {
	t.Parallel()
	own := ownCertificate(sampleCertificate)
	for name, tt := range map[string]struct {
		k    tokens.Case
		want string
	}{
		"006 that lets nobody join any more, and counts publishing in seconds": {
			later(of006(1700086400, granting(1, 1700000600), granting(2, 3600)), 5000), "would be refused: all of its privileges have ended",
		},
		"006 that lets nobody join any more, and counts some of publishing in seconds": {
			later(of006(1700086400, granting(1, 1700000600), granting(2, 3600), granting(3, 1700080000)), 5000), "would be refused: its privilege to join or log in has ended",
		},
		"RTC without privileges": {
			joining(having(public(t, "p096-e-nopriv-go"), own), tokens.Join{Product: tokens.ProductRTCNative}), "would be refused: its service grants nothing",
		},
		"Signaling without privileges": {
			joining(having(caseOfSpec(t, `{"services":[{"type":2,"fields":{"user_id":"bob"}}]}`), own), tokens.Join{Product: tokens.ProductRTM2}), "would be refused: its service grants nothing",
		},
		"a classroom over, while Signaling lasts": {
			joining(later(having(caseOfSpec(t, `{"lifetime_seconds":7200,"services":[{"type":2,"fields":{"user_id":"bob"},"privileges":{"1":7200}},`+
				`{"type":7,"fields":{"room_uuid":"r","user_uuid":"bob","role":2},"privileges":{"1":600}}]}`), own), 1000), tokens.Join{Product: tokens.ProductClassroom}),
			"would be refused: its privilege to join or log in has ended",
		},
	} {
		if d := tokens.Default.Diagnose(tt.k); d.Verdict() != tt.want {
			t.Errorf("%s: %s, want %s: %v", name, d.Verdict(), tt.want, codesOf(d.Findings))
		}
	}
}

// Where a token is for two channels, the user of the one that is joined counts.
func TestUserOfTheChannelThatIsJoinedCounts(t *testing.T) {
	t.Parallel()
	twice := having(public(t, "p103-e-dup-rtc-go"), ownCertificate(sampleCertificate))
	twice.Now = at(30)
	for _, tt := range []struct {
		channel, user string
		want          tokens.Code
	}{
		{"room-a", "5", ""},
		{"room-b", "6", ""},
		{"room-a", "6", tokens.CodeUserMismatch},
		{"room-c", "6", tokens.CodeChannelMismatch},
	} {
		d := tokens.Default.Diagnose(joining(twice, tokens.Join{Product: tokens.ProductRTCWeb, Channel: tt.channel, User: tt.user}))
		if refused := d.Gravest() == tokens.Refused; refused != (tt.want != "") || refused && d.Findings[0].Code != tt.want {
			t.Errorf("%s as %s: %s: %v", tt.channel, tt.user, d.Verdict(), codesOf(d.Findings))
		}
	}
}

func TestWildcardChannelsMatchWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		pattern, channel string
		fits             bool
	}{
		{"*", "lobby", true},
		{"", "lobby", true},
		{"1*a*2", "1xxaxx2", true},
		{"1*a*2", "1a2", true},
		{"1*a*2", "1xx2", false},
		{"room-*", "room-7", true},
		{"room-*", "hall", false},
		{"a*a", "a", false},
		{"*a", "bab", false},
	} {
		d := tokens.Default.Diagnose(joining(ofAccount(t, tt.pattern, "5"), tokens.Join{Channel: tt.channel}))
		if got := findingOf(d.Findings, tokens.CodeChannelMismatch) == nil; got != tt.fits {
			t.Errorf("%q lets into %q: %v, want %v", tt.pattern, tt.channel, got, tt.fits)
		}
	}
}

// The MD5 of the user is what the classroom builders write for Chat.
func TestChatUserOfAClassIsNoOtherUser(t *testing.T) {
	t.Parallel()
	k := having(caseOfKind(t, "class-room", tokens.Values{"room": "math", "user": "Bob"}), ownCertificate(sampleCertificate))
	for _, product := range []string{"", tokens.ProductClassroom, tokens.ProductChatSDK, tokens.ProductRTM2} {
		d := tokens.Default.Diagnose(joining(k, tokens.Join{Product: product, User: "Bob"}))
		if d.Outcome != tokens.NothingFound || d.Gravest().AtLeast(tokens.Hint) && d.Gravest() != "" {
			t.Errorf("for %q: %s: %v", product, d.Verdict(), codesOf(d.Findings))
		}
	}
}

func TestDiagnosingIsAPureFunction(t *testing.T) {
	t.Parallel()
	for _, tt := range rulings(t) {
		first, second := tokens.Default.Diagnose(tt.k), tokens.Default.Diagnose(tt.k)
		if !slices.Equal(first.Findings, second.Findings) || first.Verdict() != second.Verdict() {
			t.Errorf("%s: %v, then %v", tt.cause, codesOf(first.Findings), codesOf(second.Findings))
		}
	}
}

// What lies just within a limit is in order.
func TestLimitsAreExact(t *testing.T) {
	t.Parallel()
	of := func(b byte, n int) string { return strings.Repeat(string(rune(b)), n) }
	signaling := func(n int) tokens.Case {
		return caseOfSpec(t, `{"services":[{"type":2,"fields":{"user_id":"`+of('b', n)+`"},"privileges":{"1":3600}}]}`)
	}
	ahead := func(seconds string) tokens.Case {
		return caseOfSpec(t, `{"issued_at":`+seconds+`,"services":[{"type":4,"privileges":{"1":3600}}]}`)
	}
	hour := caseOfKind(t, "rtc", lobby)
	for _, tt := range []struct {
		code           tokens.Code
		within, beyond tokens.Case
	}{
		{tokens.CodeExpireOver24h, ofPrivileges(t, "86400", `"1":3600`), ofPrivileges(t, "86401", `"1":3600`)},
		{tokens.CodeExpireAbsolute, ofPrivileges(t, "999999999", `"1":3600`), ofPrivileges(t, "1000000000", `"1":3600`)},
		{tokens.CodePrivilegeAbsolute, ofPrivileges(t, "3600", `"1":999999999`), ofPrivileges(t, "3600", `"1":1000000000`)},
		{tokens.CodePrivilegeOverToken, ofPrivileges(t, "3600", `"1":3600`), ofPrivileges(t, "3600", `"1":3601`)},
		{tokens.CodePrivilegeEndsFirst, ofPrivileges(t, "3600", `"1":3600`), ofPrivileges(t, "3601", `"1":3600`)},
		{tokens.CodePrivilegeRelative, of006(1700086400, granting(1, 1000000000)), of006(1700086400, granting(1, 999999999))},
		{tokens.CodeExpiryOverUint32, ofPrivileges(t, "2594967295", `"1":1`), ofPrivileges(t, "2594967296", `"1":1`)},
		{tokens.CodeExpired, later(hour, 3599), later(hour, 3600)},
		{tokens.CodeEndsSoon, later(hour, 3299), later(hour, 3300)},
		{tokens.CodeIssuedInFuture, ahead("1700000660"), ahead("1700000661")},
		{tokens.CodeIssuedBefore2021, ahead("1609459200"), ahead("1609459199")},
		{tokens.CodeChannelTooLong, ofAccount(t, of('c', 63), "5"), ofAccount(t, of('c', 64), "5")},
		{tokens.CodeAccountTooLong, ofAccount(t, "lobby", of('a', 255)), ofAccount(t, "lobby", of('a', 256))},
		{tokens.CodeUserIDOver64, signaling(64), signaling(65)},
		{tokens.CodeUserKind, ofAccount(t, "lobby", "4294967295"), ofAccount(t, "lobby", "4294967296")},
		{tokens.CodeLeakRisk, caseOfKind(t, "rtc", tokens.Values{"channel": "lobby", "lifetime": "86399"}), caseOfKind(t, "rtc", tokens.Values{"channel": "lobby", "lifetime": "86400"})},
	} {
		if f := findingOf(tokens.Default.Diagnose(tt.within).Findings, tt.code); f != nil {
			t.Errorf("within the limit: %s: %s", f.Code, f.Message)
		}
		if d := tokens.Default.Diagnose(tt.beyond); findingOf(d.Findings, tt.code) == nil {
			t.Errorf("beyond the limit, %s is not among %v", tt.code, codesOf(d.Findings))
		}
	}
}
