package tokens

// riskRules are of what is not wrong, but good to know before a token is used
// or handed on.
var riskRules = []Rule{
	{
		Code: CodeLeakRisk, Severity: Hint, Needs: NeedsWhole,
		Title:  "whoever has it may publish for a day",
		Text:   "any user may publish with the token for %s: a token that leaks cannot be revoked by itself",
		Advice: "name the user, and give it an hour: only a new certificate or a ban ends a token early",
		Check:  checkLeakRisk,
	},
	{
		Code: CodeConsoleTemporary, Severity: Hint, Needs: NeedsWhole, Unverified: true,
		Title:  "it may be a temporary token of the Agora Console",
		Text:   "the token is for RTC, any user and exactly 24 h, as temporary tokens of the Agora Console are",
		Advice: "a temporary token works for one channel and one day: have a token server make them",
		Check:  checkConsoleTemporary,
	},
	{
		Code: CodeSubscriberOnly, Severity: Note, Needs: NeedsWhole, Products: aboutRTC, Unless: []Code{CodeRoleMismatch, CodeWrongService},
		Title:  "it is for a subscriber",
		Text:   "the token lets the user join, not publish: that counts only where co-host authentication is on",
		Advice: "co-host authentication is switched on in the Agora Console; without it, a subscriber may publish",
		Check:  func(k *Case) ([]any, bool) { return nil, k.Token.subscribesOnly() },
	},
	{
		Code: CodeOldVersion, Severity: Note, Needs: NeedsToken, Unless: []Code{CodeOldVersion},
		Title:  "it is of an older format",
		Text:   "the token is of the format %s, which 007 has replaced",
		Advice: build007,
		Check: func(k *Case) ([]any, bool) {
			if k.Token.Version != AccessToken {
				return nil, false
			}
			return []any{k.formatName()}, true
		},
	},
	{
		Code: CodeOldVersion, Severity: Note, Needs: NeedsToken, Unless: []Code{CodeOldVersion},
		Title:  "it is of a very old format",
		Text:   "the token is of the format %s, which only SDKs of years ago take",
		Advice: build007,
		Check: func(k *Case) ([]any, bool) {
			if k.Token.Version == AccessToken2 {
				return nil, false
			}
			return []any{k.formatName()}, true
		},
	},
}

// subscribesOnly reports whether the token lets a user join channels and do
// nothing else there.
func (t *Token) subscribesOnly() bool {
	list, found := t.rtcPrivileges()
	return found && !publishes(list) && privilege(list, privilegeJoin) != nil
}

func checkLeakRisk(k *Case) ([]any, bool) {
	t := k.Token
	if !t.anyUser() {
		return nil, false
	}
	list, found := t.rtcPrivileges()
	if !found || !publishes(list) {
		return nil, false
	}
	end, ok := t.InForceUntil()
	issued := unix(int64(t.EndTime) - MaxLifetime) // of 006, by its builders
	if t.Version == AccessToken2 {
		issued = unix(int64(t.IssueTime))
	}
	const long = MaxLifetime
	if life := end.Unix() - issued.Unix(); !ok || life < long {
		return nil, false
	}
	return []any{span(end.Sub(issued))}, true
}

// checkConsoleTemporary looks only where a temporary token explains why
// something else was found.
func checkConsoleTemporary(k *Case) ([]any, bool) {
	t := k.Token
	if t.Expire != MaxLifetime || len(t.Services) != 1 || t.Services[0].Type != ServiceRTC || !t.anyUser() {
		return nil, false
	}
	return nil, k.has(CodeExpired) || k.has(CodeChannelMismatch) || k.has(CodeWrongService)
}
