package tokens

// damageRules tell why a text could not be read whole. Their sentence is that
// of the decoder, but where more is known.
var damageRules = []Rule{
	damageRule(CodeEmpty, "there is no token", FailNoToken, "get a token from your token server, or build one: builders return an empty text for an App ID or certificate that is not 32 hexadecimal characters"),
	damageRule(CodeVersion, "its version is unknown", FailInvalid, "copy the token again from where it was made: "+tokensStart),
	{
		Code: CodeNotAgora, Severity: Refused, Failure: FailInvalid, Unless: pastedCodes,
		Title: "it is no Agora token", Text: "%s", Advice: "get a token from your token server, or build one",
		Check: damageIs(CodeNotAgora),
	},
	damageRule(CodeTooLarge, "it is too large for a token", FailInvalid, "paste the token alone"),
	{
		Code: CodeDartToken, Severity: Refused, Failure: FailInvalid,
		Title: "it was made by a library that wrote no valid tokens", Text: "%s",
		Advice: "update the Dart package, or build the token on a server with another library",
		Check: func(k *Case) ([]any, bool) {
			if k.Err == nil || !isDartPseudoToken(k.Text) || k.Text[:3] != string(AccessToken2) {
				return nil, false
			}
			return []any{"the Agora Dart package of before July 2026 wrote this, which holds no times and no privileges, and which no service takes"}, true
		},
	},
	lengthRule(CodeBase64, "its text is damaged"),
	lengthRule(CodeTruncated, "it is cut"),
	damageRule(CodeBase64, "its text is damaged", FailInvalid, copyAgain, CodeBase64, CodeDartToken),
	damageRule(CodeZlib, "its compressed stream is damaged", FailInvalid, copyAgain, CodeDartToken),
	{
		Code: CodeServiceCount, Severity: Refused, Needs: NeedsToken, Failure: FailInvalid,
		Title:  "it holds fewer services than it says",
		Text:   "the token states %s and holds %d: Go and Rust libraries of before July 2026 count services that they do not write",
		Advice: "update the library that makes the token, or take the service out that it does not know",
		Check:  checkServiceCount,
	},
	damageRule(CodeTruncated, "it is cut", FailInvalid, copyAgain, CodeTruncated, CodeServiceCount, CodeDartToken),
	damageRule(CodeLength, "it is not as long as its version is", FailInvalid, copyAgain),
	damageRule(CodeFormat, "a part of it is malformed", FailInvalid, copyAgain),
}

const copyAgain = "copy the whole token again from where it was made"

func damageRule(code Code, title string, f Failure, advice string, unless ...Code) Rule {
	return Rule{
		Code: code, Severity: Refused, Failure: f, Unless: unless,
		Title: title, Text: "%s", Advice: advice, Check: damageIs(code),
	}
}

// lengthRule is for damage that the length of a 006 token proves: each of its
// privileges takes 8 characters, and everything else 107.
func lengthRule(code Code, title string) Rule {
	is := damageIs(code)
	return Rule{
		Code: code, Severity: Refused, Needs: NeedsToken, Failure: FailInvalid,
		Title: title, Advice: copyAgain,
		Text: "%s; a 006 token has 107 + 8n characters (n privileges), this one %d",
		Check: func(k *Case) ([]any, bool) {
			if k.Err == nil || k.Token.Version != AccessToken || len(k.Text) == 0 || fitsLengthLaw(len(k.Text)) {
				return nil, false
			}
			values, found := is(k)
			return append(values, len(k.Text)), found
		},
	}
}

func fitsLengthLaw(n int) bool {
	const none, each = 107, 8
	return n >= none && (n-none)%each == 0
}

func damageIs(code Code) func(*Case) ([]any, bool) {
	return func(k *Case) ([]any, bool) {
		if k.Err == nil {
			return nil, false
		}
		if d, ok := asDecodeError(k.Err); ok && d.Code == code {
			return []any{d.Error()}, true
		}
		return nil, false
	}
}

// checkServiceCount finds tokens that end exactly where the next of the
// services that they count would begin. Others are cut.
func checkServiceCount(k *Case) ([]any, bool) {
	t := k.Token
	if k.Err == nil || t.damaged || !t.Has(PartServices) || len(t.Services) == 0 || len(t.Services) >= t.ServiceCount {
		return nil, false
	}
	d, ok := asDecodeError(k.Err)
	if last := &t.Services[len(t.Services)-1]; !ok || d.Code != CodeTruncated || last.Service == nil || len(last.Values) < len(last.Service.Fields) {
		return nil, false
	}
	if signed := signatureHead + len(t.Signature) + len(t.signed); d.Offset != signed {
		return nil, false // something of the next service is there
	}
	return []any{plural(t.ServiceCount, "service"), len(t.Services)}, true
}

const signatureHead = 2 // bytes of the length before the signature
