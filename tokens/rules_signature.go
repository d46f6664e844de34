package tokens

import "strings"

// identityRules come before all that is said about the App ID.
var identityRules = []Rule{
	{
		Code: CodeAppIDIsCertificate, Severity: Refused, Needs: NeedsToken | NeedsCertificate, Failure: FailAppID,
		Title:  "an App Certificate stands in it in place of the App ID",
		Text:   "the App Certificate of %s stands in the token as its App ID, where everybody who has the token can read it",
		Advice: "swap App ID and certificate on the token server, and put a new certificate in force in the Agora Console",
		Check: func(k *Case) ([]any, bool) {
			if !k.Token.Has(PartAppID) {
				return nil, false
			}
			if c := k.certificateIs(k.Token.AppID); c != nil {
				return []any{owner(c.Project)}, true
			}
			return nil, false
		},
	},
	{
		Code: CodeNameIsCertificate, Severity: Refused, Needs: NeedsToken | NeedsCertificate, Failure: FailInvalid,
		Title:  "an App Certificate stands in it in place of a name",
		Text:   "the App Certificate of %s stands in the token as its %s, where everybody who has the token can read it",
		Advice: "put the arguments of the builder in their order, and a new certificate in force in the Agora Console",
		Check: func(k *Case) ([]any, bool) {
			var c *Certificate
			f, found := k.Token.firstText(0, slotTexts, func(text string) bool {
				c = k.certificateIs(text)
				return c != nil
			})
			if !found {
				return nil, false
			}
			return []any{owner(c.Project), f.title}, true
		},
	},
}

// signatureRules judge who signed the token. A token that a certificate at hand
// confirms is whole, and of the project: most of them need one that fails.
var signatureRules = []Rule{
	{
		Code: CodeSignatureLength, Severity: Refused, Needs: NeedsWhole, Failure: FailSignature,
		Title:  "no certificate can match its signature",
		Text:   "the signature has %s where it needs %d, so no certificate can match it",
		Advice: "build the token with a library of Agora's",
		Check: func(k *Case) ([]any, bool) {
			want := k.Token.signatureLength()
			if !k.Token.Has(PartSignature) || len(k.Token.Signature) == want {
				return nil, false
			}
			return []any{plural(len(k.Token.Signature), "byte"), want}, true
		},
	},
	{
		Code: CodeSignatureLength, Severity: Refused, Needs: NeedsWhole, Failure: FailSignature,
		Title:  "no certificate can match its signature",
		Text:   "the signature is not hexadecimal, so no certificate can match it",
		Advice: "build the token with a library of Agora's",
		Check: func(k *Case) ([]any, bool) {
			t := k.Token
			isText := t.Version != AccessToken2 && t.Version != AccessToken
			return nil, isText && t.Has(PartSignature) && !isHexText(t.Signature)
		},
	},
	{
		Code: CodeSignedByOther, Severity: Refused, Needs: NeedsToken | NeedsCertificate, Failure: FailSignature,
		Title:  "it is signed with the certificate of another project",
		Text:   "the token names App ID %s, and is signed with the %s certificate of %s (App ID %s)",
		Advice: "take App ID and certificate of one project on the token server",
		Check:  checkSignedByOther,
	},
	{
		Code: CodeSignedWithAppID, Severity: Refused, Needs: NeedsWhole | NeedsCertificate, Failure: FailSignature, Unless: noCertificateFits,
		Title:  "it is signed with the App ID in place of the certificate",
		Text:   "the token is signed with its own App ID, which everybody can read, in place of the App Certificate",
		Advice: "give the builder the App Certificate as its second argument",
		Check:  checkSignedWithAppID,
	},
	{
		Code: CodeSignedWithWord, Severity: Refused, Needs: NeedsWhole, Failure: FailSignature, Unless: noCertificateFits,
		Title:  "it is signed with a word in place of the certificate",
		Text:   "the token is signed with %s in place of the App Certificate: the token server had none",
		Advice: "see that the token server finds the certificate, such as in its environment",
		Check:  checkSignedWithWord,
	},
	{
		Code: CodeCertificateAltered, Severity: Refused, Needs: NeedsWhole | NeedsCertificate, Failure: FailSignature, Unless: noCertificateFits,
		Title:  "its certificate was altered before signing",
		Text:   "the token is signed with the %s certificate %s: a certificate counts character by character",
		Advice: "give the builder the 32 characters as they stand in the Agora Console: trim what is read from files and settings",
		Check:  checkCertificateAltered,
	},
	{
		Code: CodeWrongCertificate, Severity: Refused, Needs: NeedsWhole | NeedsCertificate, Failure: FailSignature,
		Unless: append([]Code{CodeSignedWithAppID, CodeSignedWithWord, CodeCertificateAltered, CodeChannelMismatch, CodeUserMismatch}, noCertificateFits...),
		Title:  "no certificate of its App ID matches",
		Text:   "%s tried for App ID %s, and none matches: the token was signed with another certificate, or changed afterwards",
		Advice: "compare the certificate on the token server with the primary and secondary one in the Agora Console; they change when one is reset",
		Check: func(k *Case) ([]any, bool) {
			v := k.Verification
			if v.Status != NotSigned || v.Own == 0 || k.Token.signsAlong() {
				return nil, false
			}
			return []any{plural(v.Own, "certificate"), shortID(k.Token.AppID)}, true
		},
	},
	{
		Code: CodeWrongCertificate, Severity: Refused, Needs: NeedsWhole | NeedsCertificate, Failure: FailSignature,
		Unless: append([]Code{CodeSignedWithAppID, CodeSignedWithWord, CodeCertificateAltered, CodeUserMismatch}, noCertificateFits...),
		Title:  "no certificate matches it with this channel and user",
		Text:   "%s tried for App ID %s, and none matches: certificate, channel or user differ from those it was signed with",
		Advice: "check all three: this format holds none of them, so it cannot be told which differs",
		Check: func(k *Case) ([]any, bool) {
			v := k.Verification
			if v.Status != NotSigned || v.Own == 0 || !k.Token.signsAlong() {
				return nil, false
			}
			return []any{plural(v.Own, "certificate"), shortID(k.Token.AppID)}, true
		},
	},
	{
		Code: CodeAppIDUnknown, Severity: Hint, Needs: NeedsToken | NeedsCertificate, Unless: []Code{CodeAppIDNotHex, CodeAppIDIsCertificate, CodeSignedWithAppID, CodeSignedWithWord},
		Title:  "its App ID is of no certificate at hand",
		Text:   "%s at hand, and none is of App ID %s: the signature cannot be judged",
		Advice: "add the project with this App ID, or check with which App ID the token server works",
		Check: func(k *Case) ([]any, bool) {
			v := k.Verification
			if v.Status != NotSigned || v.Tried == 0 || v.Own > 0 {
				return nil, false
			}
			return []any{plural(v.Tried, "certificate"), shortID(k.Token.AppID)}, true
		},
	},
	{
		Code: CodeSignedBySecondary, Severity: Note, Needs: NeedsToken | NeedsCertificate, Unverified: true,
		Title:  "it is signed with the secondary certificate",
		Text:   "the token is signed with the secondary certificate: it is accepted as long as that is enabled in the Agora Console",
		Advice: "before the primary certificate is reset, have the token server sign with the one that stays",
		Check: func(k *Case) ([]any, bool) {
			return nil, k.Verification.Status == Signed && strings.EqualFold(k.Verification.Certificate.Name, "secondary")
		},
	},
}

// noCertificateFits are what keeps any certificate from matching.
var noCertificateFits = []Code{CodeSignatureLength, CodeAppIDIsCertificate, CodeAppIDNotHex}

// signatureLength returns how long the signature of the format is: in bytes,
// or for the older formats in characters.
func (t *Token) signatureLength() int {
	switch t.Version {
	case AccessToken2, AccessToken:
		return signatureLength
	case SignalingToken:
		return md5Length
	}
	return keySignatureLength
}

// signsAlong reports whether the format signs names that it holds in no form,
// so that a wrong name looks like a wrong certificate.
func (t *Token) signsAlong() bool { return t.Version != AccessToken2 && t.Version != AccessToken }

// checkSignedByOther finds a certificate that matches and is stored for another
// App ID only.
func checkSignedByOther(k *Case) ([]any, bool) {
	v, t := k.Verification, k.Token
	c := &v.Certificate
	if v.Status != Signed || c.AppID == "" || strings.EqualFold(c.AppID, t.AppID) {
		return nil, false
	}
	for i := range k.Certificates {
		if other := &k.Certificates[i]; strings.EqualFold(other.AppID, t.AppID) && other.Value.Equal(c.Value) {
			return nil, false // two projects share it
		}
	}
	return []any{shortID(t.AppID), c.Name, owner(c.Project), shortID(c.AppID)}, true
}

func checkSignedWithWord(k *Case) ([]any, bool) {
	if k.Verification.Status != NotSigned || k.Verification.Own == 0 {
		return nil, false // of a project that is not at hand, this is not looked into
	}
	for _, word := range k.catalog.NoCertificate {
		if k.isSignedWith(word) {
			return []any{"the text " + quoted(word)}, true
		}
	}
	return nil, false
}

// checkSignedWithAppID makes a signature, so it is asked only where certificates
// at hand did not match: where there are none, very many tokens are decoded.
func checkSignedWithAppID(k *Case) ([]any, bool) {
	return nil, k.Verification.Status != Signed && k.isSignedWith(k.Token.AppID)
}
