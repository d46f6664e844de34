package tokens_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
)

// caseSignedWith makes a case of an RTC token that is signed with any text, for
// which the builders have to be gone around.
func caseSignedWith(t *testing.T, certificate string) tokens.Case {
	t.Helper()
	s, err := tokens.ParseSpec([]byte(`{"services":[{"type":1,"fields":{"channel_name":"lobby","uid":"5"},"privileges":{"1":3600}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	text, err := tokens.Default.Compose(s, sampleAppID, secret.New(certificate), tokens.Stamp{IssueTime: 1700000000, Salt: 1})
	if err != nil {
		t.Fatal(err)
	}
	return caseOfText(text)
}

// Who has signed a token.
func signatureRulings(t *testing.T) []ruling {
	t.Helper()
	own := ownCertificate(sampleCertificate)
	other := tokens.Certificate{Project: "prod", Name: "primary", AppID: strings.Repeat("ab", 16), Value: secret.New(otherCertificate)}
	second := own
	second.Name = "secondary"
	swapped := ownCertificate(sampleAppID)
	swapped.AppID = sampleCertificate
	raw, err := hex.DecodeString(sampleCertificate)
	if err != nil {
		t.Fatal(err)
	}
	older := func(k tokens.Case) tokens.Case {
		return joining(k, tokens.Join{Channel: "lobby", User: "12345"})
	}
	bad := func(id string) tokens.Case {
		v := vectorOf(t, "bad.json", id)
		return caseOfText(v.text(t))
	}
	return []ruling{
		{"App ID and certificate swapped", having(caseSignedWith(t, otherCertificate), swapped), tokens.CodeAppIDIsCertificate, tokens.Refused, `the App Certificate of project "staging" stands in the token as its App ID, where everybody who has the token can read it`},
		{"a certificate in place of the channel", having(caseOfKind(t, "rtc", tokens.Values{"channel": sampleCertificate, "uid": "5"}), own), tokens.CodeNameIsCertificate, tokens.Refused, `the App Certificate of project "staging" stands in the token as its channel name, where everybody who has the token can read it`},
		{"a certificate that is its own App ID", having(caseSignedWith(t, sampleAppID), tokens.Certificate{Name: "environment", AppID: sampleAppID, Value: secret.New(sampleAppID)}), tokens.CodeAppIDIsCertificate, tokens.Refused, "the App Certificate of a project at hand stands in the token as its App ID, where everybody who has the token can read it"},
		{"a short signature", having(bad("bad-036-sig-short"), own), tokens.CodeSignatureLength, tokens.Refused, "the signature has 31 bytes where it needs 32, so no certificate can match it"},
		{"a signature that is not hexadecimal", caseOfText("003" + strings.Repeat("x", 40) + sampleAppID + "1700000000deadbeef00000009991700086400"), tokens.CodeSignatureLength, tokens.Refused, "the signature is not hexadecimal, so no certificate can match it"},
		{"the certificate of another project", having(caseSignedWith(t, otherCertificate), own, other), tokens.CodeSignedByOther, tokens.Refused, `the token names App ID 970C…1b33, and is signed with the primary certificate of project "prod" (App ID abab…abab)`},
		{"the App ID for a certificate", having(caseSignedWith(t, sampleAppID), own), tokens.CodeSignedWithAppID, tokens.Refused, "the token is signed with its own App ID, which everybody can read, in place of the App Certificate"},
		{"the App ID for a certificate, with another project's at hand", having(caseSignedWith(t, sampleAppID), other), tokens.CodeSignedWithAppID, tokens.Refused, "the token is signed with its own App ID, which everybody can read, in place of the App Certificate"},
		{"undefined for a certificate", having(caseSignedWith(t, "undefined"), own), tokens.CodeSignedWithWord, tokens.Refused, `the token is signed with the text "undefined" in place of the App Certificate: the token server had none`},
		{"nothing for a certificate", having(caseSignedWith(t, ""), own), tokens.CodeSignedWithWord, tokens.Refused, `the token is signed with the text "" in place of the App Certificate: the token server had none`},
		{"a certificate in lower case", having(caseSignedWith(t, strings.ToLower(sampleCertificate)), own), tokens.CodeCertificateAltered, tokens.Refused, "the token is signed with the primary certificate in lower case: a certificate counts character by character"},
		{"a certificate in upper case", having(caseSignedWith(t, strings.ToUpper(sampleCertificate)), own), tokens.CodeCertificateAltered, tokens.Refused, "the token is signed with the primary certificate in upper case: a certificate counts character by character"},
		{"a certificate with a line break", having(caseSignedWith(t, sampleCertificate+"\n"), own), tokens.CodeCertificateAltered, tokens.Refused, "the token is signed with the primary certificate with a line break at its end: a certificate counts character by character"},
		{"a certificate with a line break of Windows", having(caseSignedWith(t, sampleCertificate+"\r\n"), own), tokens.CodeCertificateAltered, tokens.Refused, "the token is signed with the primary certificate with a line break (CR and LF) at its end: a certificate counts character by character"},
		{"a certificate with a blank", having(caseSignedWith(t, sampleCertificate+" "), own), tokens.CodeCertificateAltered, tokens.Refused, "the token is signed with the primary certificate with a blank at its end: a certificate counts character by character"},
		{"a certificate behind a blank", having(caseSignedWith(t, " "+sampleCertificate), own), tokens.CodeCertificateAltered, tokens.Refused, "the token is signed with the primary certificate with a blank before it: a certificate counts character by character"},
		{"a certificate in quotation marks", having(caseSignedWith(t, `"`+sampleCertificate+`"`), own), tokens.CodeCertificateAltered, tokens.Refused, "the token is signed with the primary certificate in quotation marks: a certificate counts character by character"},
		{"a certificate in single ones", having(caseSignedWith(t, "'"+sampleCertificate+"'"), own), tokens.CodeCertificateAltered, tokens.Refused, "the token is signed with the primary certificate in single quotation marks: a certificate counts character by character"},
		{"a certificate as bytes", having(caseSignedWith(t, string(raw)), own), tokens.CodeCertificateAltered, tokens.Refused, "the token is signed with the primary certificate decoded from hexadecimal: a certificate counts character by character"},
		{"another certificate", having(caseSignedWith(t, otherCertificate), own, second), tokens.CodeWrongCertificate, tokens.Refused, "2 certificates tried for App ID 970C…1b33, and none matches: the token was signed with another certificate, or changed afterwards"},
		{"another certificate of 006", older(having(caseOfKind(t, "rtc-006", lobby), ownCertificate(otherCertificate))), tokens.CodeWrongCertificate, tokens.Refused, "1 certificate tried for App ID 970C…1b33, and none matches: the token was signed with another certificate, or changed afterwards"},
		{"another certificate of 005", older(having(caseOfKind(t, "key-005-media", lobby), ownCertificate(otherCertificate))), tokens.CodeWrongCertificate, tokens.Refused, "1 certificate tried for App ID 970c…1b33, and none matches: certificate, channel or user differ from those it was signed with"},
		{"certificates of other projects", having(caseSignedWith(t, sampleCertificate), other), tokens.CodeAppIDUnknown, tokens.Hint, "1 certificate at hand, and none is of App ID 970C…1b33: the signature cannot be judged"},
		{"the secondary certificate", having(caseSignedWith(t, sampleCertificate), second), tokens.CodeSignedBySecondary, tokens.Note, "the token is signed with the secondary certificate: it is accepted as long as that is enabled in the Agora Console (unverified)"},
	}
}

func TestAProjectWithTheSameCertificateIsNoOther(t *testing.T) {
	t.Parallel()
	copied := ownCertificate(sampleCertificate)
	copied.Project, copied.AppID = "copy", strings.Repeat("ab", 16)
	d := tokens.Default.Diagnose(having(caseSignedWith(t, sampleCertificate), copied, ownCertificate(sampleCertificate)))
	if d.Outcome != tokens.NothingFound {
		t.Errorf("%s: %v", d.Verdict(), codesOf(d.Findings))
	}
}

// What a token was checked with before is believed, the certificates then need
// not be there.
func TestAVerificationIsNotMadeTwice(t *testing.T) {
	t.Parallel()
	k := caseSignedWith(t, otherCertificate)
	v := k.Token.SignedBy([]tokens.Certificate{ownCertificate(sampleCertificate)}, tokens.Subject{})
	k.Verification = &v
	if d := tokens.Default.Diagnose(k); d.Gravest() != tokens.Refused || d.Findings[0].Code != tokens.CodeWrongCertificate {
		t.Errorf("%s: %v", d.Verdict(), codesOf(d.Findings))
	}
	foreign := ownCertificate(sampleCertificate)
	foreign.AppID = otherCertificate
	v = k.Token.SignedBy([]tokens.Certificate{foreign}, tokens.Subject{})
	if d := tokens.Default.Diagnose(k); d.Outcome != tokens.CannotTell || d.Lacks != "the App Certificate of its App ID" {
		t.Errorf("%s: %v", d.Verdict(), codesOf(d.Findings))
	}
}

// An App ID that is a certificate in truth stands in no text in full.
func TestNoFindingRepeatsACertificate(t *testing.T) {
	t.Parallel()
	for _, tt := range rulings(t) {
		for _, f := range tokens.Default.Diagnose(tt.k).Findings {
			for _, text := range []string{f.Message, f.Title, f.Advice} {
				for _, c := range []string{sampleCertificate, otherCertificate, sampleAppID} {
					if strings.Contains(strings.ToLower(text), strings.ToLower(c)) {
						t.Errorf("%s: %s", tt.cause, text)
					}
				}
			}
		}
	}
}

// A certificate that stands in a token is in no finding about the name whose
// place it takes, whatever its letters.
func TestNoFindingRepeatsACertificateInANameOfTheToken(t *testing.T) {
	t.Parallel()
	for _, name := range []string{sampleCertificate, strings.ToUpper(sampleCertificate), " " + sampleCertificate} {
		k := having(caseOfKind(t, "rtc-account", tokens.Values{"channel": name, "account": name}), ownCertificate(sampleCertificate))
		k.Join = tokens.Join{Product: tokens.ProductRTCNative, Channel: "lobby", User: "5"}
		d := tokens.Default.Diagnose(k)
		if len(d.Findings) < 2 {
			t.Errorf("%q: only %v is found", name, d.Findings)
		}
		for _, f := range d.Findings {
			if strings.Contains(strings.ToLower(f.Message), strings.ToLower(sampleCertificate)) {
				t.Errorf("%s repeats it", f.Code)
			}
		}
	}
}
