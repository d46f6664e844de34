package tokens

import "time"

// meant says which lifetime was probably meant by the Unix time of an end.
func meant(issued, end uint32) string {
	const year = 366 * MaxLifetime
	if end <= issued || end-issued > year {
		return ""
	}
	return ", so " + spanSeconds(int64(end-issued)) + " was meant"
}

// checkMilliseconds finds numbers that make sense as milliseconds only: a
// lifetime of whole minutes up to 24 hours, or a Unix time within 24 hours of
// the issue that was cut to its lower 32 bits.
func checkMilliseconds(k *Case) ([]any, bool) {
	t := k.Token
	switch {
	case t.Version == AccessToken2 && t.Expire > MaxLifetime:
		if n := t.Expire / 1000; t.Expire%60000 == 0 && n <= MaxLifetime {
			return []any{"lifetime", t.Expire, spanSeconds(int64(n)), ""}, true
		}
		if d, ok := cutMilliseconds(t.IssueTime, t.Expire); ok {
			return []any{"lifetime", t.Expire, "a time " + spanSeconds(d) + " after the issue", ", cut to 32 bits"}, true
		}
	case t.Version == AccessToken && len(t.Privileges) > 0 && t.EndTime > MaxLifetime:
		p := &t.Privileges[0]
		if issued := t.EndTime - MaxLifetime; p.Value != 0 && (p.Value < issued || p.Value > t.EndTime) {
			if d, ok := cutMilliseconds(issued, p.Value); ok {
				return []any{"value of " + p.name(), p.Value, "a time " + spanSeconds(d) + " after the issue", ", cut to 32 bits"}, true
			}
		}
	}
	return nil, false
}

// cutMilliseconds reports whether a value is the lower 32 bits of a Unix time
// in milliseconds that lies whole minutes after another time, up to 24 hours.
// A few seconds may have passed between the two. By chance, that holds for one
// number in 600.
func cutMilliseconds(issued, value uint32) (seconds int64, found bool) {
	const slack = 3                              // seconds
	after := value - uint32(uint64(issued)*1000) // modulo 2³²
	rounded := (int64(after)/1000 + slack) / 60 * 60
	off := int64(after)/1000 - rounded
	return rounded, rounded > 0 && rounded <= MaxLifetime && off >= -slack && off <= slack
}

func checkOver24h(k *Case) ([]any, bool) {
	t := k.Token
	if t.Expire <= MaxLifetime || !t.Has(PartExpire) {
		return nil, false
	}
	stated, _ := t.ExpiresAt()
	capped, _ := t.Cap()
	return []any{t.Expire, spanSeconds(int64(t.Expire)), moment(stated), moment(capped)}, true
}

// outliveRule finds privileges of a 006 token that state an end after the
// message. A few seconds come of computing the two one after the other.
func outliveRule(s Severity, far bool) Rule {
	const aMoment = 60
	return Rule{
		Code: CodePrivilegeOverToken, Severity: s, Needs: NeedsWhole, Unless: []Code{CodePrivilegeOverToken, CodeMessageTime, CodeExpireMilliseconds},
		Title:  "it ends earlier than its privileges",
		Text:   "%s states an end at %s, the message ends at %s: a 006 token lasts 24 h at most",
		Advice: "give the privileges 24 h at most, and let the app renew the token",
		Check: func(k *Case) ([]any, bool) {
			t := k.Token
			if t.Version != AccessToken {
				return nil, false
			}
			p, _ := t.firstPrivilege(func(p *DecodedPrivilege) bool {
				return p.Value > t.EndTime && (p.Value-t.EndTime > aMoment) == far
			})
			if p == nil {
				return nil, false
			}
			return []any{p.name(), moment(unix(int64(p.Value))), moment(unix(int64(t.EndTime)))}, true
		},
	}
}

func privilegeZero(v Version) func(*Case) ([]any, bool) {
	return func(k *Case) ([]any, bool) {
		if k.Token.Version != v {
			return nil, false
		}
		p, owner := k.Token.firstPrivilege(func(p *DecodedPrivilege) bool { return p.Value == 0 })
		if p == nil {
			return nil, false
		}
		return []any{p.name(), owner}, true
	}
}

// checkEndsFirst names the privileges of the first service that end before the
// token, with when the first of them does.
func checkEndsFirst(v Version) func(*Case) ([]any, bool) {
	return func(k *Case) ([]any, bool) {
		t := k.Token
		if t.Version != v || t.onlySignaling() {
			return nil, false
		}
		end, ok := t.EffectiveExpiresAt()
		if !ok {
			return nil, false
		}
		limit := end.Unix()
		var first int64
		owner, found := t.firstPrivileges(func(_ *DecodedService, list []DecodedPrivilege) bool {
			first = 0
			for i := range list {
				if at := t.ownEnd(&list[i]); at != 0 && at < limit && (first == 0 || at < first) {
					first = at
				}
			}
			return first != 0
		})
		if !found {
			return nil, false
		}
		list := t.Privileges
		if owner != nil {
			list = owner.Privileges
		}
		var names listing
		for i := range list {
			if t.ownEnd(&list[i]) == first {
				names.add(list[i].name())
			}
		}
		at := unix(first)
		return []any{names.String(), ownerName(owner), names.verb("end"), moment(at), span(end.Sub(at))}, true
	}
}

// ownEnd returns the end that a privilege states for itself in Unix seconds, or
// 0 if it states none.
func (t *Token) ownEnd(p *DecodedPrivilege) int64 {
	if p.Value == 0 || t.Version != AccessToken2 {
		return int64(p.Value)
	}
	return int64(t.IssueTime) + int64(p.Value)
}

func checkJoinBeforePublish(k *Case) ([]any, bool) {
	t := k.Token
	list, found := t.rtcPrivileges()
	if !found {
		return nil, false
	}
	join := privilege(list, privilegeJoin)
	if join == nil || join.Value == 0 {
		return nil, false
	}
	end := time.Time{}
	for i := range list {
		p := &list[i]
		if p.ID < privilegePublishAudio || p.ID > privilegePublishData || p.Value != 0 && t.ownEnd(p) <= t.ownEnd(join) {
			continue
		}
		if end.IsZero() {
			var ok bool
			if end, ok = t.EffectiveExpiresAt(); !ok || end.Unix() <= t.ownEnd(join) {
				return nil, false // the token ends before both
			}
		}
		return []any{moment(unix(t.ownEnd(join))), p.name()}, true
	}
	return nil, false
}
