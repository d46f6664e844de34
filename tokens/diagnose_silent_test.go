package tokens_test

import (
	"testing"

	"atc/tokens"
)

// What looks like a cause and is none is not found.
func TestWhatIsInOrderIsNotFound(t *testing.T) {
	t.Parallel()
	own := ownCertificate(sampleCertificate)
	rtc, anyone := caseOfKind(t, "rtc", lobby), caseOfKind(t, "rtc", tokens.Values{"channel": "lobby"})
	twice := having(public(t, "p103-e-dup-rtc-go"), own)
	for name, tt := range map[string]struct {
		k    tokens.Case
		code tokens.Code
	}{
		"a subscriber for a day":                   {caseOfKind(t, "rtc", tokens.Values{"channel": "lobby", "lifetime": "24h", "role": "subscriber"}), tokens.CodeLeakRisk},
		"a Chat app token names no user":           {caseOfKind(t, "chat-app", nil), tokens.CodeUserEmpty},
		"a classroom app token names no user":      {caseOfKind(t, "class-app", nil), tokens.CodeUserEmpty},
		"Signaling has no channel in 006":          {caseOfKind(t, "rtm-006", tokens.Values{"user": "None"}), tokens.CodeChannelPlaceholder},
		"a token that ends before its privileges":  {ofPrivileges(t, "600", `"1":3600,"2":7200`), tokens.CodeJoinBeforePublish},
		"any user joins as 0":                      {joining(anyone, tokens.Join{Product: tokens.ProductRTCNative, User: "0"}), tokens.CodeUserMismatch},
		"user 0 of 006 joins as 0":                 {joining(caseOfText(tools234(t)), tokens.Join{User: "0"}), tokens.CodeAccountZero},
		"the samples, as the app joins":            {joining(public(t, "p029-xl-006-go"), tokens.Join{Channel: "7d72365eb983485397e3e3f9d460bdda", User: "2882341273"}), tokens.CodeSampleValues},
		"any user by an asterisk joins as 77":      {joining(ofAccount(t, "lobby", "*"), tokens.Join{Product: tokens.ProductRTCWeb, User: "77"}), tokens.CodeUserMismatch},
		"any user by an asterisk is no account":    {ofAccount(t, "lobby", "*"), tokens.CodeAccountString},
		"a Chat user in another case":              {joining(caseOfKind(t, "chat-user", tokens.Values{"user": "Alice"}), tokens.Join{Product: tokens.ProductChatSDK, User: "alice"}), tokens.CodeChatUserMismatch},
		"a user of Java in 006":                    {joining(message006(t, "lobby", "-1"), tokens.Join{User: "4294967295"}), tokens.CodeUserMismatch},
		"a blank that the app joins with":          {joining(ofAccount(t, "lobby ", "5"), tokens.Join{Channel: "lobby "}), tokens.CodeBlanksAround},
		"emoji with a joiner":                      {ofAccount(t, "lobby", "👩\u200d🚀"), tokens.CodeControlChars},
		"a publisher of all kinds":                 {joining(rtc, tokens.Join{Product: tokens.ProductRTCWeb, Role: "publisher"}), tokens.CodeRoleMismatch},
		"a subscriber with all privileges":         {joining(rtc, tokens.Join{Product: tokens.ProductRTCWeb, Role: "subscriber"}), tokens.CodeRoleMismatch},
		"an unknown service may be the one":        {joining(public(t, "p110-e-svc99-go"), tokens.Join{Product: tokens.ProductRTM2}), tokens.CodeWrongService},
		"one of two users, without a channel":      {joining(twice, tokens.Join{Product: tokens.ProductRTCWeb, User: "6"}), tokens.CodeUserMismatch},
		"the host that is expected":                {joining(rtc, tokens.Join{Product: tokens.ProductChatREST, Host: "A61.chat.agora.io", ExpectedHost: "a61.chat.agora.io"}), tokens.CodeChatHost},
		"an App ID in another case in 005":         {joining(caseOfKind(t, "key-005-media", lobby), tokens.Join{AppID: sampleAppID}), tokens.CodeAppIDMismatch},
		"a lifetime of a day is not temporary":     {later(caseOfKind(t, "rtc", tokens.Values{"channel": "lobby", "uid": "5", "lifetime": "24h"}), 100000), tokens.CodeConsoleTemporary},
		"a temporary token that works":             {caseOfKind(t, "rtc", tokens.Values{"channel": "lobby", "lifetime": "24h"}), tokens.CodeConsoleTemporary},
		"what lasts besides publishing, of FCDN":   {later(caseOfSpec(t, `{"lifetime_seconds":7200,"services":[{"type":6,"fields":{"channel_name":"a","account":"5"},"privileges":{"1":600,"2":7200}}]}`), 1000), tokens.CodeJoinEnded},
		"publishing in seconds has not ended":      {of006(1700086400, granting(1, 1700003600), granting(2, 3600)), tokens.CodePublishEnded},
		"a login in seconds has not ended":         {of006(1700086400, granting(1000, 3600)), tokens.CodePrivilegesEnded},
		"a time that is no end":                    {ofPrivileges(t, "1600000000", `"1":3600`), tokens.CodeExpireMilliseconds},
		"a damaged token is not signed by another": {having(caseOfText(vectorOf(t, "bad.json", "bad-017-zlib-adler").Token), ownCertificate(otherCertificate)), tokens.CodeWrongCertificate},
	} {
		if f := findingOf(tokens.Default.Diagnose(tt.k).Findings, tt.code); f != nil {
			t.Errorf("%s: %s %s: %s", name, f.Severity, f.Code, f.Message)
		}
	}
}

// One cause gives one refusal: what follows from it is not told besides.
func TestConsequencesAreNotToldBesidesTheirCause(t *testing.T) {
	t.Parallel()
	own := ownCertificate(sampleCertificate)
	for name, tt := range map[string]struct {
		k    tokens.Case
		want tokens.Code
	}{
		"a certificate in lower case": {having(caseSignedWith(t, "5cfd2fd1755d40ecb72977518be15d3b"), own), tokens.CodeCertificateAltered},
		"a lifetime of 0":             {later(ofPrivileges(t, "0", `"1":3600`), 5000), tokens.CodeExpireZero},
		"a message without time":      {of006(0, granting(1, 1700003600)), tokens.CodeMessageTime},
		"a lifetime in 006":           {of006(1700086400, granting(1, 3600), granting(2, 3600)), tokens.CodePrivilegeRelative},
		"an expiry of the start":      {of006(1700086400, granting(1, 1700000000)), tokens.CodeExpiredAtIssue},
		"all privileges over":         {later(ofPrivileges(t, "7200", `"1":600,"2":600`), 1000), tokens.CodePrivilegesEnded},
		"the wrong product":           {joining(caseOfKind(t, "rtm", tokens.Values{"user": "bob"}), tokens.Join{Product: tokens.ProductRTCWeb, Channel: "lobby", User: "eve", Role: "publisher"}), tokens.CodeWrongService},
		"an old format":               {joining(caseOfKind(t, "rtc-006", lobby), tokens.Join{Product: tokens.ProductStream, Channel: "hall", User: "eve"}), tokens.CodeOldVersion},
		"no service":                  {joining(caseOfSpec(t, `{"services":[]}`), tokens.Join{Product: tokens.ProductRTCWeb}), tokens.CodeNoServices},
	} {
		d := tokens.Default.Diagnose(tt.k)
		refused := 0
		for _, f := range d.Findings {
			if f.Severity == tokens.Refused {
				refused++
			}
		}
		if refused != 1 || d.Findings[0].Code != tt.want {
			t.Errorf("%s: %v, of which %d refuse, want %s", name, codesOf(d.Findings), refused, tt.want)
		}
	}
}
