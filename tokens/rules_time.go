package tokens

import "time"

// timeRules judge the token at the time now.
var timeRules = []Rule{
	{
		Code: CodeExpireZero, Severity: Refused, Needs: NeedsWhole, Failure: FailExpired,
		Title:  "its lifetime is 0, so it ends when it begins",
		Text:   "the token states a lifetime of 0 s, so it ends at its issue, %s",
		Advice: "give the builder a lifetime in seconds, such as 3600: some builders take 0 where none is given",
		Check: func(k *Case) ([]any, bool) {
			if k.Token.Expire != 0 || !k.Token.Has(PartExpire) {
				return nil, false
			}
			return []any{moment(unix(int64(k.Token.IssueTime)))}, true
		},
	},
	{
		Code: CodeMessageTime, Severity: Refused, Needs: NeedsWhole, Failure: FailExpired,
		Title:  "its message time says that it ended long ago",
		Text:   "the message time is %d, where a 006 token needs the Unix time of its end",
		Advice: "give the builder a Unix time: the time now plus the lifetime in seconds",
		Check: func(k *Case) ([]any, bool) {
			if k.Token.Version != AccessToken || !k.Token.Has(PartEndTime) || k.Token.EndTime >= absoluteFrom {
				return nil, false
			}
			return []any{k.Token.EndTime}, true
		},
	},
	relativeRule(Refused, "it has a lifetime where its end should stand", true),
	{
		Code: CodeExpired, Severity: Refused, Needs: NeedsToken | NeedsTime, Failure: FailExpired, Unless: noTimes,
		Title:  "it has ended",
		Text:   "the token ended %s ago, at %s: the service honours 24 h at most, though it states %s",
		Advice: "get a new token, and one for each day: the 24 h cannot be extended",
		Check: func(k *Case) ([]any, bool) {
			capped, has := k.Token.Cap()
			stated, ok := k.Token.ExpiresAt()
			if !has || !ok || !stated.After(k.Now) || capped.After(k.Now) {
				return nil, false
			}
			return []any{span(k.Now.Sub(capped)), moment(capped), moment(stated)}, true
		},
	},
	{
		Code: CodeExpired, Severity: Refused, Needs: NeedsToken | NeedsTime, Failure: FailExpired, Unless: append([]Code{CodeExpired}, noTimes...),
		Title:  "it has ended",
		Text:   "the token ended %s ago, at %s",
		Advice: "get a new token; the app renews it when the SDK says that it will expire",
		Check: func(k *Case) ([]any, bool) {
			end, ok := k.Token.EffectiveExpiresAt()
			if !ok || end.After(k.Now) {
				return nil, false
			}
			return []any{span(k.Now.Sub(end)), moment(end)}, true
		},
	},
	{
		Code: CodeExpiredAtIssue, Severity: Refused, Needs: NeedsWhole, Failure: FailExpired, Unless: ended,
		Title:  "it ended when it was made",
		Text:   "all privileges end at %s, which is 24 h before the message, so when the token was made",
		Advice: "give the builder the time now plus the lifetime, computed anew for each token",
		Check:  checkExpiredAtIssue,
	},
	{
		Code: CodePrivilegesEnded, Severity: Surprise, Needs: NeedsToken | NeedsTime, Failure: FailExpired, Unless: ended, Unverified: true,
		Title:  "its privilege has ended",
		Text:   "the privilege to log in ended %s ago, at %s; Signaling is said to honour a 006 token up to its message time, %s",
		Advice: "get a new token, and give the privileges the lifetime that the token has",
		Check: func(k *Case) ([]any, bool) {
			t := k.Token
			if t.Version != AccessToken || !t.onlySignaling() || t.Privileges[0].Value < absoluteFrom {
				return nil, false
			}
			return k.privilegesEnded()
		},
	},
	{
		Code: CodePrivilegesEnded, Severity: Refused, Needs: NeedsWhole | NeedsTime, Failure: FailExpired, Unless: append([]Code{CodePrivilegesEnded}, ended...),
		Title:  "all of its privileges have ended",
		Text:   "all privileges have ended, the last of them %s ago, at %s, though the token itself lasts until %s",
		Advice: "get a new token, and give the privileges the lifetime that the token has",
		Check: func(k *Case) ([]any, bool) {
			if k.Token.Version == AccessToken && k.Token.onlySignaling() {
				return nil, false // of which the message time decides
			}
			return k.privilegesEnded()
		},
	},
	entryRule(Refused, true),
	entryRule(Surprise, false),
	{
		Code: CodePublishEnded, Severity: Surprise, Needs: NeedsWhole | NeedsTime, Failure: FailRole, Products: aboutRTC, Unless: append([]Code{CodePrivilegesEnded, CodeJoinEnded}, ended...),
		Title:  "a privilege to publish has ended",
		Text:   "%s ended %s ago, at %s: the token still lets the user join",
		Advice: "get a new token, and give all privileges the same lifetime",
		Check:  checkPublishEnded,
	},
	// Only now, for beside a lifetime in one privilege, the end of the others counts.
	relativeRule(Surprise, "a privilege has a lifetime where its end should stand", false),
	{
		Code: CodeIssuedInFuture, Severity: Surprise, Needs: NeedsToken | NeedsTime, Unverified: true,
		Title:  "it was issued in the future",
		Text:   "the token was issued %s from now, at %s: the clock of its server is ahead, or this one is behind",
		Advice: "set the clock of the token server; the answers of Agora's REST APIs carry the time of the service",
		Check: func(k *Case) ([]any, bool) {
			const tolerance = time.Minute
			at, ok := k.Token.IssuedAt()
			if !ok || at.Sub(k.Now) <= tolerance {
				return nil, false
			}
			return []any{span(at.Sub(k.Now)), moment(at)}, true
		},
	},
	{
		Code: CodeEndsSoon, Severity: Note, Needs: NeedsWhole | NeedsTime, Failure: FailWillExpire, Unless: append([]Code{CodePrivilegesEnded}, ended...),
		Title:  "it ends soon",
		Text:   "the token ends in %s, at %s",
		Advice: "renew it before, where the SDK says that it will expire",
		Check: func(k *Case) ([]any, bool) {
			const soon = 5 * time.Minute
			end, ok := k.Token.InForceUntil()
			if left := end.Sub(k.Now); !ok || left <= 0 || left > soon {
				return nil, false
			}
			return []any{span(end.Sub(k.Now)), moment(end)}, true
		},
	},
}

// absoluteFrom is the number of seconds from which on one is a Unix time and no
// lifetime: it is the year 2001, or 31 years.
const absoluteFrom = 1_000_000_000

// noTimes are findings by which the times of a token mean nothing, and ended
// those after which no privilege of it counts.
var (
	noTimes = []Code{CodeExpireZero, CodeMessageTime}
	ended   = []Code{CodeExpireZero, CodeMessageTime, CodePrivilegeRelative, CodeExpired, CodeExpiredAtIssue}
)

// relativeRule finds privileges of a 006 token whose value is a lifetime. With
// the one to join or log in, the whole token has ended long ago; but Signaling
// is said to look at the message time alone.
func relativeRule(s Severity, title string, entry bool) Rule {
	return Rule{
		Code: CodePrivilegeRelative, Severity: s, Needs: NeedsWhole, Failure: FailExpired, Unless: []Code{CodePrivilegeRelative},
		Title:  title,
		Text:   "the value of %s is %d, which reads as %s: 006 needs the Unix time of the end, not a lifetime",
		Advice: "give the builder the time now plus the lifetime in seconds",
		Check: func(k *Case) ([]any, bool) {
			t := k.Token
			if t.Version != AccessToken || entry && t.onlySignaling() {
				return nil, false
			}
			for i := range t.Privileges {
				p := &t.Privileges[i]
				if p.Value != 0 && p.Value < absoluteFrom && (p.ID == privilegeJoin || !entry) {
					return []any{p.name(), p.Value, moment(unix(int64(p.Value)))}, true
				}
			}
			return nil, false
		},
	}
}

// checkExpiredAtIssue finds 006 tokens whose privileges end 24 hours before
// their message, which is when every builder but that of C++ makes them.
func checkExpiredAtIssue(k *Case) ([]any, bool) {
	t := k.Token
	if t.Version != AccessToken || len(t.Privileges) == 0 || t.EndTime < MaxLifetime || t.onlySignaling() {
		return nil, false
	}
	issued := t.EndTime - MaxLifetime
	for i := range t.Privileges {
		if t.Privileges[i].Value != issued {
			return nil, false
		}
	}
	return []any{moment(unix(int64(issued)))}, true
}

func (k *Case) privilegesEnded() ([]any, bool) {
	end, ok := k.Token.EffectiveExpiresAt()
	last, has := k.Token.InForceUntil()
	if !ok || !has || last.After(k.Now) || !end.After(k.Now) {
		return nil, false
	}
	return []any{span(k.Now.Sub(last)), moment(last), moment(end)}, true
}

// entryRule finds a service of which the privilege to join or log in has ended,
// while others last. Whether that refuses the token depends on what it is for.
func entryRule(s Severity, decides bool) Rule {
	return Rule{
		Code: CodeJoinEnded, Severity: s, Needs: NeedsWhole | NeedsTime, Failure: FailExpired,
		Unless: append([]Code{CodeJoinEnded, CodePrivilegesEnded}, ended...),
		Title:  "its privilege to join or log in has ended",
		Text:   "%s of %s ended %s ago, at %s, though the token itself lasts until %s",
		Advice: "get a new token, and give the privilege to join or log in the longest lifetime",
		Check: func(k *Case) ([]any, bool) {
			var entry *DecodedPrivilege
			var at time.Time
			owner, found := k.Token.firstPrivileges(func(s *DecodedService, list []DecodedPrivilege) bool {
				if decides != k.decides(s) {
					return false
				}
				var over bool
				entry, at, over = k.entryEnded(s, list)
				return over
			})
			if !found {
				return nil, false
			}
			end, _ := k.Token.EffectiveExpiresAt()
			return []any{entry.name(), ownerName(owner), span(k.Now.Sub(at)), moment(at), moment(end)}, true
		},
	}
}

// decides reports whether a service is the one that the token is used for, or
// the only one that it has.
func (k *Case) decides(s *DecodedService) bool {
	if s == nil || len(k.Token.Services) == 1 {
		return true
	}
	return k.product != nil && k.product.takes(s.Type)
}

// entryEnded returns the privilege without which a service lets nobody in, if it
// has ended: the one to join a channel, and of other services the last that they
// grant, for each of theirs counts by itself.
func (k *Case) entryEnded(s *DecodedService, list []DecodedPrivilege) (entry *DecodedPrivilege, at time.Time, over bool) {
	if s == nil || s.Type == ServiceRTC {
		if entry = privilege(list, privilegeJoin); entry == nil {
			return nil, at, false
		}
		at, over = k.Token.PrivilegeExpiresAt(*entry)
		return entry, at, over && !at.After(k.Now)
	}
	for i := range list {
		end, ends := k.Token.PrivilegeExpiresAt(list[i])
		if !ends || end.After(k.Now) {
			return nil, at, false
		}
		if entry == nil || end.After(at) {
			entry, at = &list[i], end
		}
	}
	return entry, at, entry != nil
}

func checkPublishEnded(k *Case) ([]any, bool) {
	list, found := k.Token.rtcPrivileges()
	if !found {
		return nil, false
	}
	for i := range list {
		p := &list[i]
		if p.ID < privilegePublishAudio || p.ID > privilegePublishData || k.Token.Version == AccessToken && p.Value < absoluteFrom {
			continue // a lifetime where 006 needs an end is another finding
		}
		if at, ok := k.Token.PrivilegeExpiresAt(*p); ok && !at.After(k.Now) {
			return []any{p.name(), span(k.Now.Sub(at)), moment(at)}, true
		}
	}
	return nil, false
}
