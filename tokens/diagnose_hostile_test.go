package tokens_test

import (
	"strings"
	"testing"

	"atc/keystore/secret"
	"atc/tokens"
)

// everything is a case in which every rule is asked.
func everything(k tokens.Case) tokens.Case {
	for i := range 20 {
		k.Certificates = append(k.Certificates, tokens.Certificate{Name: "primary", Value: secret.New(strings.Repeat(string(rune('a'+i)), 32))})
	}
	k.Projects = []tokens.ProjectRef{{Name: "staging", AppID: sampleAppID}}
	k.Join = tokens.Join{
		Product: tokens.ProductRTCNative, AppID: otherCertificate, Channel: strings.Repeat("c", 1<<16), User: strings.Repeat("0", 1<<16),
		Role: "publisher", Host: "a41.chat.agora.io", ExpectedHost: "a61.chat.agora.io",
	}
	return k
}

// Memory is measured here, so nothing runs beside this test.
func TestHostileTokensAreJudgedInBounds(t *testing.T) { //nolint:paralleltest // see above
	for name, text := range hostileTokens(t) {
		for _, product := range []string{"", tokens.ProductRTCNative, tokens.ProductChatSDK, tokens.ProductClassroom} {
			k := everything(caseOfText(text))
			k.Join.Product = product
			if k.Token != nil { // checking the signature is measured elsewhere
				v := k.Token.SignedBy(k.Certificates, k.Join.Subject())
				k.Verification = &v
			}
			var d tokens.Diagnosis
			if used := allocated(func() { d = tokens.Default.Diagnose(k) }); used > 2<<20 {
				t.Errorf("%s takes %d KiB to judge", name, used>>10)
			}
			if len(d.Findings) == 0 || len(d.Findings) > 30 {
				t.Errorf("%s: %d findings", name, len(d.Findings))
			}
			for _, f := range d.Findings {
				if len(f.Message) > 600 {
					t.Errorf("%s: %s has %d bytes: %.300s", name, f.Code, len(f.Message), f.Message)
				}
			}
		}
	}
}

// FuzzDiagnose looks for tokens that make a rule fail, or a finding that is
// not fit to be shown.
func FuzzDiagnose(f *testing.F) {
	for _, file := range []string{"public.json", "bad.json"} {
		for _, v := range vectors(f, file) {
			if text := v.text(f); len(text) < 1000 {
				f.Add(text, "lobby", "0", uint8(len(text)))
			}
		}
	}
	for _, w := range []string{"null", sampleAppID, "411#1", "Basic eDp5", "YWMtx"} {
		f.Add(w, "*", "", uint8(1))
	}
	f.Fuzz(func(t *testing.T, text, channel, user string, product uint8) {
		k := caseOfText(text)
		k.Certificates = []tokens.Certificate{ownCertificate(sampleCertificate), ownCertificate(otherCertificate)}
		k.Join = tokens.Join{Channel: channel, User: user, Role: "publisher"}
		if n := int(product) % (len(tokens.Default.Products) + 1); n > 0 {
			k.Join.Product = tokens.Default.Products[n-1].ID
		}
		d := tokens.Default.Diagnose(k)
		if d.Outcome == tokens.NothingFound && (d.Verification.Status != tokens.Signed || k.Err != nil) {
			t.Errorf("nothing found, and %+v, %v", d.Verification, k.Err)
		}
		if k.Err != nil && d.Outcome != tokens.WouldBeRefused && (k.Token != nil || findingOf(d.Findings, tokens.CodeChatAccessToken) == nil) {
			t.Errorf("%v is not found: %s, %v", k.Err, d.Verdict(), codesOf(d.Findings))
		}
		if d.Verdict() == "cannot tell without " || strings.HasSuffix(d.Verdict(), ": ") {
			t.Errorf("the verdict is %q", d.Verdict())
		}
		for _, found := range d.Findings {
			if strings.Contains(found.Message, "%!") && !strings.Contains(text+channel+user, "%!") || strings.Contains(found.Message, otherCertificate) || len(found.Message) > 1000 {
				t.Errorf("%s: %s", found.Code, found.Message)
			}
		}
	})
}
