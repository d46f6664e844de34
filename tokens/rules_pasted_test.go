package tokens_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"atc/tokens"
)

// What is no token at all.
func pastedRulings(t *testing.T) []ruling {
	t.Helper()
	own := []tokens.Certificate{ownCertificate(sampleCertificate)}
	projects := []tokens.ProjectRef{{Name: "staging", AppID: sampleAppID}}
	text := func(s string) tokens.Case {
		k := caseOfText(s)
		k.Certificates, k.Projects = own, projects
		return k
	}
	key := base64.StdEncoding.EncodeToString([]byte(otherCertificate + ":" + sampleCertificate))
	return []ruling{
		{"nothing", text(""), tokens.CodeEmpty, tokens.Refused, "there is no token: the text is empty"},
		{"null", text("null"), tokens.CodeLiteralText, tokens.Refused, `the text is "null", which a program writes where it has no token`},
		{"[object Object]", text(" [object Object]"), tokens.CodeLiteralText, tokens.Refused, `the text is "[object Object]", which a program writes where it has no token`},
		{"JSON with null", text(`{"token": null}`), tokens.CodeLiteralText, tokens.Refused, `the text is "null", which a program writes where it has no token`},
		{"JSON with nothing", text(`{"rtcToken":""}`), tokens.CodeLiteralText, tokens.Refused, "the text is an empty value, which a program writes where it has no token"},
		{"a certificate", text(sampleCertificate), tokens.CodeCertificate, tokens.Refused, `this is the App Certificate of project "staging", with which tokens are signed`},
		{"a certificate in capitals", having(caseOfText(strings.ToUpper(otherCertificate)), ownCertificate(strings.ToLower(otherCertificate))), tokens.CodeCertificate, tokens.Refused, `this is the App Certificate of project "staging", with which tokens are signed`},
		{"settings with a certificate", caseOfText("AGORA_APP_ID=" + sampleAppID + "\nAGORA_APP_CERTIFICATE=" + otherCertificate), tokens.CodeCertificate, tokens.Refused, "an App Certificate stands in the text, next to App ID 970C…1b33, and no token does"},
		{"a line with a certificate at hand", text("rtc " + strings.ToLower(sampleCertificate) + " lobby"), tokens.CodeCertificate, tokens.Refused, `the App Certificate of project "staging" stands in the text, and no token does`},
		{"an App ID", text(sampleAppID), tokens.CodeAppIDPasted, tokens.Refused, `this is the App ID of project "staging": it names a project, and lets nobody in where the project has a certificate`},
		{"an App ID that the app is initialised with", joining(caseOfText(sampleAppID), tokens.Join{AppID: sampleAppID}), tokens.CodeAppIDPasted, tokens.Refused, "this is the App ID of a project at hand: it names a project, and lets nobody in where the project has a certificate"},
		{"32 hexadecimal characters of nobody", text(otherCertificate), tokens.CodeHexIDPasted, tokens.Refused, "32 hexadecimal characters are an App ID or an App Certificate, not a token: no project at hand has them"},
		{"a JWT", text("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"), tokens.CodeJWT, tokens.Refused, "this is a JWT, as many services use for logging in, not an Agora token"},
		{"an exchanged Chat token", text("YWMtwX3pVxWtEe6Hc7mVAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), tokens.CodeChatAccessToken, tokens.Refused, "this is a Chat access token, which Chat gave for a 007 token: only Chat's REST API takes it, and only Chat can read it"},
		{"an exchanged Chat token for Chat", joining(text("YWMtwX3pVxWtEe6Hc7mVAAAA"), tokens.Join{Product: tokens.ProductChatREST}), tokens.CodeChatAccessToken, tokens.Hint, "this is a Chat access token, which Chat gave for a 007 token: only the Chat service can read it"},
		{"an AppKey", text("411234567#1654321"), tokens.CodeAppKeyPasted, tokens.Refused, `"411234567#1654321" has the form of an AppKey of Chat (OrgName#AppName), which names an app and lets nobody in`},
		{"a customer ID and secret", text("Basic " + key), tokens.CodeCustomerKey, tokens.Refused, "this is the Basic authentication of Agora's RESTful API: a customer ID and a customer secret"},
		{"an address", text("https://tokens.example.com/rtc/lobby/publisher/uid/5"), tokens.CodeURLPasted, tokens.Refused, "this is a web address, and no token stands in it"},
		{"something else", text("hello"), tokens.CodeNotAgora, tokens.Refused, `this is no Agora token: tokens start with 007, 006, 005, 004, 003 or "1:"`},
		{"an unknown version", text("008eJxTYA"), tokens.CodeVersion, tokens.Refused, `version 008 is unknown: tokens start with 007, 006, 005, 004, 003 or "1:"`},
	}
}

// A token that is not whole.
func damageRulings(t *testing.T) []ruling {
	t.Helper()
	whole, err := tokens.Default.Build(rtcRequest(t))
	if err != nil {
		t.Fatal(err)
	}
	older := vectorOf(t, "public.json", "p029-xl-006-go").Token
	bad := func(id string) tokens.Case {
		v := vectorOf(t, "bad.json", id)
		return caseOfText(v.text(t))
	}
	return []ruling{
		{"a bomb", bad("bad-018-bomb"), tokens.CodeTooLarge, tokens.Refused, "the text has 86987 bytes, a token at most 65536 (at byte 65536 of the text)"},
		{"the old Dart package", bad("bad-064-dart-old"), tokens.CodeDartToken, tokens.Refused, "the Agora Dart package of before July 2026 wrote this, which holds no times and no privileges, and which no service takes"},
		{"a character that base64 does not have", bad("bad-013-b64-illegal"), tokens.CodeBase64, tokens.Refused, "'!' does not belong into base64: copy the token again (at byte 83 of the text)"},
		{"a 006 token of 138 characters", caseOfText(older[:138]), tokens.CodeBase64, tokens.Refused, "the text ends in the middle: 103 characters of base64 are no multiple of 4, so some are missing at the end (at byte 138 of the text); a 006 token has 107 + 8n characters (n privileges), this one 138"},
		{"a 006 token that lacks four characters", caseOfText(older[:135]), tokens.CodeTruncated, tokens.Refused, "the payload ends after 1 of the 4 bytes of the privilege value (at byte 74 of the payload); a 006 token has 107 + 8n characters (n privileges), this one 135"},
		{"a stream that is cut", caseOfText(whole[:len(whole)/8*4+3]), tokens.CodeZlib, tokens.Refused, "the compressed stream is cut: its end is missing (at byte 78 of the compressed data)"},
		{"a payload that is cut", bad("bad-031-cut-088"), tokens.CodeTruncated, tokens.Refused, "the payload ends before the privilege value of service 1 (at byte 88 of the payload)"},
		{"a service that was counted and not written", bad("bad-039-svc-count"), tokens.CodeServiceCount, tokens.Refused, "the token states 2 services and holds 1: Go and Rust libraries of before July 2026 count services that they do not write"},
		{"a key that lacks a character", bad("bad-060-004-short"), tokens.CodeLength, tokens.Refused, "102 characters where a 004 key has 103: the text ends inside the expiry (at byte 93 of the text)"},
		{"a token of Signaling 1.x without its digest", bad("bad-063-sig-part"), tokens.CodeFormat, tokens.Refused, "3 parts where a Signaling 1.x token has 4: version, App ID, expiry and digest (at byte 45 of the text)"},
	}
}

// What was done to a paste.
func repairRulings() []ruling {
	repair := func(code tokens.Code, values ...any) tokens.Case {
		return tokens.Case{Text: "x", Err: &tokens.DecodeError{Code: tokens.CodeNotAgora, Reason: "x"}, Repairs: []tokens.Repair{{Code: code, Values: values}}}
	}
	return []ruling{
		{"a certificate beside the token", repair(tokens.CodeCertificateBeside, "AGORA_APP_CERTIFICATE 01…EF"), tokens.CodeCertificateBeside, tokens.Hint, `an App Certificate stands in the text beside the token: "AGORA_APP_CERTIFICATE 01…EF"`},
		{"several tokens", repair(tokens.CodeSeveralTokens, 3), tokens.CodeSeveralTokens, tokens.Hint, "3 tokens stand in the text: the first of them is shown"},
		{"blanks for +", repair(tokens.CodeRepairedPlus, 2), tokens.CodeRepairedPlus, tokens.Hint, "+ was put back for 2 blanks: a form or URL decoder turned each + into a blank"},
		{"percent-encoding", repair(tokens.CodeRepairedPercent, 1), tokens.CodeRepairedPercent, tokens.Hint, "the text was percent-encoded once, as in an address, so signs such as %2B and %3D stood in it"},
		{"percent-encoding, twice", repair(tokens.CodeRepairedPercent, 2), tokens.CodeRepairedPercent, tokens.Hint, "the text was percent-encoded 2 times, as in an address, so signs such as %2B and %3D stood in it"},
		{"lost padding", repair(tokens.CodeRepairedPadding, 2), tokens.CodeRepairedPadding, tokens.Hint, "== was put back at the end, where a library or a cut had lost it"},
		{"base64url", repair(tokens.CodeRepairedBase64URL), tokens.CodeRepairedBase64URL, tokens.Hint, "the token was written with - and _ in place of + and /: no Agora library writes it so"},
		{"a line break", repair(tokens.CodeRepairedLineBreaks, 1), tokens.CodeRepairedLineBreaks, tokens.Hint, "within the token stood 1 line break, as mail programs and base64 tools put them in"},
		{"escapes", repair(tokens.CodeRepairedEscapes), tokens.CodeRepairedEscapes, tokens.Hint, `escapes of JSON (\/ or \u002b) were undone, which stood in the token`},
		{"invisible characters", repair(tokens.CodeRepairedInvisible, 2), tokens.CodeRepairedInvisible, tokens.Hint, "within the token stood 2 characters that cannot be seen, such as a zero-width space, as chats and documents put them in"},
		{"quotes", repair(tokens.CodeRepairedQuotes), tokens.CodeRepairedQuotes, tokens.Hint, "quotation marks around the token were removed"},
		{"a prefix", repair(tokens.CodeRepairedPrefix, "Bearer "), tokens.CodeRepairedPrefix, tokens.Hint, `"Bearer " before the token was removed, which is no part of it`},
		{"a line of a log", repair(tokens.CodeRepairedSurroundings, 12, 1), tokens.CodeRepairedSurroundings, tokens.Hint, "the token was taken out of a longer text: 12 characters before it, 1 character after it"},
		{"blanks", repair(tokens.CodeRepairedBlanks), tokens.CodeRepairedBlanks, tokens.Hint, "blanks or line breaks around the token were removed"},
	}
}
