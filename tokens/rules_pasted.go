package tokens

import (
	"encoding/base64"
	"slices"
	"strings"

	"atc/keystore/secret"
)

// pastedRules name what a text is that is no token. None repeats a text that
// may be a secret.
var pastedRules = []Rule{
	{
		Code: CodeLiteralText, Severity: Refused, Failure: FailNoToken,
		Title:  "it is a word in place of a token",
		Text:   "the text is %s, which a program writes where it has no token",
		Advice: "look at what the token server answers, and whether the app waits for it",
		Check:  pasted(checkLiteral),
	},
	{
		Code: CodeCertificate, Severity: Refused, Failure: FailInvalid,
		Title:  "it is an App Certificate, not a token",
		Text:   "this is the App Certificate of %s, with which tokens are signed",
		Advice: "never share or paste a certificate: if anyone else has seen it, put a new one in force in the Agora Console",
		Check:  pasted(checkCertificatePasted),
	},
	{
		Code: CodeCertificate, Severity: Refused, Failure: FailInvalid, Unless: []Code{CodeCertificate},
		Title:  "it holds an App Certificate, and no token",
		Text:   "%s in the text, %sand no token does",
		Advice: "never share or paste a certificate: if anyone else has seen it, put a new one in force in the Agora Console",
		Check:  pasted(checkCertificateWithin),
	},
	{
		Code: CodeAppIDPasted, Severity: Refused, Failure: FailNoToken,
		Title:  "it is an App ID, not a token",
		Text:   "this is the App ID of %s: it names a project, and lets nobody in where the project has a certificate",
		Advice: "get a token from your token server, or build one",
		Check:  pasted(checkAppIDPasted),
	},
	{
		Code: CodeHexIDPasted, Severity: Refused, Failure: FailNoToken, Unless: []Code{CodeCertificate, CodeAppIDPasted},
		Title:  "it is an App ID or an App Certificate, not a token",
		Text:   "32 hexadecimal characters are an App ID or an App Certificate, not a token: no project at hand has them",
		Advice: "if it is a certificate, never share it, and put a new one in force in the Agora Console if anyone else has seen it",
		Check:  pasted(func(_ *Case, text string) ([]any, bool) { return nil, IsHexID(text) }),
	},
	{
		Code: CodeJWT, Severity: Refused, Failure: FailInvalid,
		Title:  "it is a JWT, not an Agora token",
		Text:   "this is a JWT, as many services use for logging in, not an Agora token",
		Advice: "paste the token that the token server makes for Agora: it starts with 007",
		Check: pasted(func(_ *Case, text string) ([]any, bool) {
			return nil, strings.HasPrefix(text, "eyJ") && strings.Count(text, ".") == 2
		}),
	},
	{
		Code: CodeChatAccessToken, Severity: Hint, Needs: NeedsProduct, Products: aboutAnyChat,
		Title:  "it is an exchanged Chat access token",
		Text:   "this is a Chat access token, which Chat gave for a 007 token: only the Chat service can read it",
		Advice: "use the 007 token itself, which starts with 007eJ: Chat takes it directly",
		Check: pasted(func(_ *Case, text string) ([]any, bool) {
			return nil, isChatAccessToken(text)
		}),
	},
	{
		Code: CodeChatAccessToken, Severity: Refused, Failure: FailInvalid, Unless: []Code{CodeChatAccessToken},
		Title:  "it is a Chat access token, which only Chat takes",
		Text:   "this is a Chat access token, which Chat gave for a 007 token: only Chat's REST API takes it, and only Chat can read it",
		Advice: "use the 007 token itself, which starts with 007eJ: Chat takes it directly",
		Check:  pasted(func(_ *Case, text string) ([]any, bool) { return nil, isChatAccessToken(text) }),
	},
	{
		Code: CodeCustomerKey, Severity: Refused, Failure: FailInvalid,
		Title:  "it holds a customer ID and secret, not a token",
		Text:   "this is the Basic authentication of Agora's RESTful API: a customer ID and a customer secret",
		Advice: "never share it: if anyone else has seen it, remove the key in the Agora Console, under RESTful API",
		Check:  pasted(func(_ *Case, text string) ([]any, bool) { return nil, isCustomerKey(text) }),
	},
	{
		Code: CodeAppKeyPasted, Severity: Refused, Failure: FailInvalid,
		Title:  "it is an AppKey, not a token",
		Text:   "%s has the form of an AppKey of Chat (OrgName#AppName), which names an app and lets nobody in",
		Advice: "get a Chat token from your token server, or build one",
		Check:  pasted(checkAppKey),
	},
	{
		Code: CodeURLPasted, Severity: Refused, Failure: FailInvalid,
		Title:  "it is an address, not a token",
		Text:   "this is a web address, and no token stands in it",
		Advice: "open it, and paste the token that it answers",
		Check: pasted(func(_ *Case, text string) ([]any, bool) {
			return nil, strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")
		}),
	},
}

// pastedCodes are the codes of pastedRules: what is named is not called "no
// token" besides.
var pastedCodes = []Code{
	CodeLiteralText, CodeCertificate, CodeAppIDPasted, CodeHexIDPasted, CodeJWT, CodeChatAccessToken,
	CodeCustomerKey, CodeAppKeyPasted, CodeURLPasted,
}

// maxPasted is how long a text may be to be named, in bytes: JWTs are longest.
const maxPasted = 16 << 10

// pasted asks a check about a text in which there is nothing of a token.
func pasted(check func(*Case, string) ([]any, bool)) func(*Case) ([]any, bool) {
	return func(k *Case) ([]any, bool) {
		if k.Token != nil || len(k.Text) > maxPasted {
			return nil, false
		}
		return check(k, strings.TrimSpace(k.Text))
	}
}

// checkLiteral takes the word also as the value of a member of JSON that is
// called like a token: {"token":null}.
func checkLiteral(k *Case, text string) ([]any, bool) {
	if name, value, found := strings.Cut(strings.Trim(text, "{} \t\r\n"), ":"); found && strings.HasPrefix(text, "{") {
		if text = strings.TrimSpace(value); !strings.HasSuffix(strings.ToLower(strings.Trim(name, `" `)), "token") {
			return nil, false
		}
		if text == `""` {
			return []any{"an empty value"}, true
		}
		text = strings.Trim(text, `"`)
	}
	if !slices.Contains(k.catalog.NoToken, strings.ToLower(text)) {
		return nil, false
	}
	return []any{quoted(text)}, true
}

func checkCertificatePasted(k *Case, text string) ([]any, bool) {
	if c := k.certificateIs(text); c != nil {
		return []any{owner(c.Project)}, true
	}
	return nil, false
}

// checkCertificateWithin finds a certificate among other words, such as a file
// of settings.
func checkCertificateWithin(k *Case, text string) (values []any, found bool) {
	name := func(s Sighting) bool {
		if s.Leak == nil {
			return true
		}
		where := ""
		if found = true; s.Leak.AppID != "" {
			where = "next to App ID " + shortID(s.Leak.AppID) + ", "
		}
		if values = []any{"an App Certificate stands", where}; s.Leak.Project != "" {
			values = []any{"the App Certificate of " + owner(s.Leak.Project) + " stands", ""}
		}
		return false
	}
	if NewKnownCertificates(k.Certificates).Find([]byte(text), 0, len(text), name); !found {
		k.catalog.Find([]byte(text), 0, len(text), name)
	}
	return values, found
}

// certificateIs returns the certificate at hand whose text is s, whatever the
// case of its letters, or nil.
func (k *Case) certificateIs(s string) *Certificate {
	if len(k.Certificates) == 0 || !IsHexID(s) {
		return nil
	}
	forms := [...]secret.Value{secret.New(s), secret.New(strings.ToLower(s)), secret.New(strings.ToUpper(s))}
	for i := range k.Certificates {
		for _, f := range forms {
			if !f.IsZero() && k.Certificates[i].Value.Equal(f) {
				return &k.Certificates[i]
			}
		}
	}
	return nil
}

func checkAppIDPasted(k *Case, text string) ([]any, bool) {
	if !IsHexID(text) || k.certificateIs(text) != nil {
		return nil, false
	}
	if name, found := k.projectOf(text); found {
		return []any{owner(name)}, true
	}
	return nil, false
}

// projectOf returns the name of the project at hand that has the App ID.
func (k *Case) projectOf(appID string) (name string, found bool) {
	for _, p := range k.Projects {
		if strings.EqualFold(p.AppID, appID) {
			return p.Name, true
		}
	}
	for i := range k.Certificates {
		if c := &k.Certificates[i]; c.AppID != "" && strings.EqualFold(c.AppID, appID) {
			return c.Project, true
		}
	}
	return "", k.Join.AppID != "" && strings.EqualFold(k.Join.AppID, appID)
}

// owner names a project, which may have no name.
func owner(project string) string {
	if project == "" {
		return "a project at hand"
	}
	return "project " + quoted(project)
}

func isChatAccessToken(text string) bool { return strings.HasPrefix(text, "YWMt") }

// isCustomerKey recognises "Basic" and the base64 of two keys of 32 hexadecimal
// characters each.
func isCustomerKey(text string) bool {
	const prefix = "basic "
	if len(text) <= len(prefix) || !strings.EqualFold(text[:len(prefix)], prefix) {
		return false
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text[len(prefix):]))
	if err != nil {
		return false
	}
	id, key, ok := strings.Cut(string(raw), ":")
	return ok && IsHexID(id) && IsHexID(key)
}

func checkAppKey(_ *Case, text string) ([]any, bool) {
	org, app, ok := strings.Cut(text, "#")
	if !ok || !isKeyPart(org) || !isKeyPart(app) || len(text) > maxQuoted {
		return nil, false
	}
	return []any{quoted(text)}, true
}

func isKeyPart(s string) bool {
	for i := range len(s) {
		if !isAlphanumeric(s[i]) && s[i] != '-' && s[i] != '_' && s[i] != '.' {
			return false
		}
	}
	return s != ""
}
