package tokens

// lifetimeRules judge the times of the token by themselves.
var lifetimeRules = []Rule{
	{
		Code: CodeExpireAbsolute, Severity: Surprise, Needs: NeedsWhole,
		Title:  "a time stands where its lifetime should",
		Text:   "the lifetime is %d s, which reads as the Unix time %s: 007 counts seconds after the issue%s",
		Advice: "give the builder the lifetime in seconds, such as 3600, not the time of the end",
		Check: func(k *Case) ([]any, bool) {
			t := k.Token
			if t.Expire < absoluteFrom {
				return nil, false
			}
			return []any{t.Expire, moment(unix(int64(t.Expire))), meant(t.IssueTime, t.Expire)}, true
		},
	},
	{
		Code: CodeExpireMilliseconds, Severity: Hint, Needs: NeedsWhole,
		Title:  "milliseconds may stand where seconds should",
		Text:   "the %s %d reads as %s in milliseconds%s: tokens count seconds",
		Advice: "divide by 1000 on the token server",
		Check:  checkMilliseconds,
	},
	{
		Code: CodeExpireOver24h, Severity: Surprise, Needs: NeedsWhole, Unless: []Code{CodeExpireAbsolute},
		Title:  "it ends earlier than it says",
		Text:   "the token states a lifetime of %d s (%s, until %s), the service honours 24 h: until %s",
		Advice: "give it 86400 s (24 h) at most, and let the app renew it",
		Check:  checkOver24h,
	},
	{
		Code: CodeExpireOver24h, Severity: Note, Needs: NeedsWhole, Unless: []Code{CodeExpireOver24h},
		Title: "it ends earlier than it says",
		Text:  "whatever it says (%d s, %s, until %s), the service honours the token for 24 h: until %s",
		Check: checkOver24h,
	},
	{
		Code: CodeExpiryOverUint32, Severity: Hint, Needs: NeedsWhole,
		Title:  "its end does not fit into 32 bits",
		Text:   "issue time and lifetime add up to %d, beyond 32 bits: a reader that adds them so gets a time long past",
		Advice: "give it 86400 s (24 h) at most",
		Check: func(k *Case) ([]any, bool) {
			t := k.Token
			end := uint64(t.IssueTime) + uint64(t.Expire)
			if !t.Has(PartIssueTime|PartExpire) || end <= maxUint32 {
				return nil, false
			}
			return []any{end}, true
		},
	},
	{
		Code: CodePrivilegeAbsolute, Severity: Surprise, Needs: NeedsWhole,
		Title:  "a time stands where the lifetime of a privilege should",
		Text:   "the value of %s of %s is %d, which reads as a Unix time (%s): 007 counts seconds after the issue",
		Advice: "give the builder the lifetime of the privilege in seconds; as it is, it ends with the token",
		Check: func(k *Case) ([]any, bool) {
			if k.Token.Version != AccessToken2 {
				return nil, false
			}
			p, owner := k.Token.firstPrivilege(func(p *DecodedPrivilege) bool { return p.Value >= absoluteFrom })
			if p == nil {
				return nil, false
			}
			return []any{p.name(), owner, p.Value, moment(unix(int64(p.Value)))}, true
		},
	},
	{
		Code: CodePrivilegeOverToken, Severity: Hint, Needs: NeedsWhole, Unless: []Code{CodeExpireZero},
		Title:  "a privilege would outlive it",
		Text:   "%s of %s states %d s and the token %d s: the privilege ends with the token, at %s",
		Advice: "give the token the longest lifetime of its privileges",
		Check: func(k *Case) ([]any, bool) {
			t := k.Token
			if t.Version != AccessToken2 {
				return nil, false
			}
			p, owner := t.firstPrivilege(func(p *DecodedPrivilege) bool { return p.Value > t.Expire && p.Value < absoluteFrom })
			if p == nil {
				return nil, false
			}
			end, _ := t.EffectiveExpiresAt()
			return []any{p.name(), owner, p.Value, t.Expire, moment(end)}, true
		},
	},
	outliveRule(Surprise, true),
	outliveRule(Note, false),
	{
		Code: CodePrivilegeZero, Severity: Note, Needs: NeedsWhole, Unverified: true,
		Title:  "a privilege has no end of its own",
		Text:   "the value 0 of %s of %s is taken for no end of its own: it ends with the token",
		Advice: "give it the lifetime of the token where you want to be sure",
		Check:  privilegeZero(AccessToken2),
	},
	{
		Code: CodePrivilegeZero, Severity: Note, Needs: NeedsWhole,
		Title: "a privilege has no end of its own",
		Text:  "the value 0 of %s of %s sets no end of its own: it ends with the message, 24 h after its making",
		Check: privilegeZero(AccessToken),
	},
	{
		Code: CodePrivilegeEndsFirst, Severity: Note, Needs: NeedsWhole, Unless: append([]Code{CodePrivilegesEnded, CodeJoinEnded, CodePublishEnded}, ended...),
		Title:  "privileges end before it does",
		Text:   "%s of %s %s at %s, %s before the token: SDKs do not say which privilege has ended",
		Advice: "renew the token before its first privilege ends",
		Check:  checkEndsFirst(AccessToken2),
	},
	{
		Code: CodePrivilegeEndsFirst, Severity: Note, Needs: NeedsWhole, Unless: append([]Code{CodePrivilegesEnded, CodeJoinEnded, CodePublishEnded}, ended...),
		Title: "privileges end before its message time",
		Text:  "%s of %s %s at %s, %s before the message time, which builders set to 24 h after the issue",
		Check: checkEndsFirst(AccessToken),
	},
	{
		Code: CodeMessageTime, Severity: Note, Needs: NeedsWhole, Unless: append([]Code{CodePrivilegesEnded, CodePrivilegeOverToken}, ended...), Unverified: true,
		Title: "Signaling honours its message time",
		Text:  "the login ends at %s and the message at %s: Signaling is said to look at the latter only",
		Check: func(k *Case) ([]any, bool) {
			t := k.Token
			if t.Version != AccessToken || !t.onlySignaling() || t.Privileges[0].Value == t.EndTime || t.Privileges[0].Value == 0 {
				return nil, false
			}
			return []any{moment(unix(int64(t.Privileges[0].Value))), moment(unix(int64(t.EndTime)))}, true
		},
	},
	{
		Code: CodeJoinBeforePublish, Severity: Note, Needs: NeedsWhole, Products: aboutRTC, Unless: append([]Code{CodePrivilegesEnded, CodeJoinEnded}, ended...),
		Title:  "joining ends before publishing",
		Text:   "\"join channel\" ends at %s, before %s: the user is then put out of the channel",
		Advice: "give the privilege to join the longest lifetime",
		Check:  checkJoinBeforePublish,
	},
	{
		Code: CodePublishWithoutJoin, Severity: Surprise, Needs: NeedsWhole, Products: aboutRTC, Unless: []Code{CodePublishWithoutJoin, CodeWrongService},
		Title:  "it lets the user publish, but not join",
		Text:   "the token grants %s, but not \"join channel\", without which nobody gets into a channel",
		Advice: "grant privilege 1 (join channel) besides",
		Check: func(k *Case) ([]any, bool) {
			names, found := k.Token.publishWithoutJoin()
			if !found {
				return nil, false
			}
			return []any{names}, true
		},
	},
	{
		Code: CodeIssuedBefore2021, Severity: Note, Needs: NeedsWhole,
		Title:  "it was issued before 007 came into use",
		Text:   "the token states %s as its issue time, and 007 came into use in 2021",
		Advice: "check the clock of the token server, and that the builder is given seconds",
		Check: func(k *Case) ([]any, bool) {
			const year2021 = 1609459200
			if k.Token.Version != AccessToken2 || k.Token.IssueTime >= year2021 {
				return nil, false
			}
			return []any{moment(unix(int64(k.Token.IssueTime)))}, true
		},
	},
}
