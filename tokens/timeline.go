package tokens

import (
	"slices"
	"time"
)

// A MomentKind says what happens at a moment of a token's life.
type MomentKind uint8

// The moments of a token's life.
const (
	MomentIssued       MomentKind = iota
	MomentNotice                  // the SDK says that the token will expire
	MomentPrivilegeEnd            // a privilege ends before the token does, or states an end after it
	MomentCap                     // the service honours the token no longer, whatever it says
	MomentEnd                     // the stated end
)

// A Moment is one point of a token's life.
type Moment struct {
	At      time.Time
	Kind    MomentKind
	Service string // of a privilege or notice: "RTC"
	Name    string // of a privilege: "publish audio"
}

// Timeline returns the moments of the token's life that it says or implies,
// in order of time. The notice is that of the SDK: for RTC and Signaling
// [NoticeLead] before the end, for Chat at half the life.
func (t *Token) Timeline() []Moment {
	var all []Moment
	if at, ok := t.IssuedAt(); ok {
		all = append(all, Moment{At: at, Kind: MomentIssued})
	}
	for i := range t.Services {
		s := &t.Services[i]
		if s.Service == nil {
			continue
		}
		all = t.appendService(all, s.Service.Name, s.Service.Notice, s.Privileges)
	}
	if t.Version == AccessToken {
		all = t.appendService(all, "", NoticeBeforeEnd, t.Privileges)
	}
	end, ok := t.ExpiresAt()
	if ok {
		all = append(all, Moment{At: end, Kind: MomentEnd})
	}
	if capped, has := t.Cap(); has && ok && capped.Before(end) {
		all = append(all, Moment{At: capped, Kind: MomentCap})
	}
	slices.SortStableFunc(all, func(a, b Moment) int { return a.At.Compare(b.At) })
	return all
}

func (t *Token) appendService(all []Moment, service string, notice Notice, privileges []DecodedPrivilege) []Moment {
	for _, p := range privileges {
		if at, ok := t.PrivilegeExpiresAt(p); ok {
			all = append(all, Moment{At: at, Kind: MomentPrivilegeEnd, Service: service, Name: p.Name})
		}
	}
	if at, ok := t.noticeAt(notice, privileges); ok {
		all = append(all, Moment{At: at, Kind: MomentNotice, Service: service})
	}
	return all
}

// JoinEnds returns when the first of the token's services lets the user in no
// more, and puts out who is in: the end of what they join or log in by, or of
// the token if that is earlier. It reports false if nothing of it ends.
func (t *Token) JoinEnds() (time.Time, bool) {
	first, ok := t.joinEnds(t.Privileges)
	for i := range t.Services {
		s := &t.Services[i]
		if s.Service == nil {
			continue
		}
		if at, ends := t.joinEnds(s.Privileges); ends && (!ok || at.Before(first)) {
			first, ok = at, true
		}
	}
	return first, ok
}

// joinEnds returns when the privilege to join or log in by ends, which of every
// service is the one with the lowest ID. Without one it is the end of the token.
func (t *Token) joinEnds(privileges []DecodedPrivilege) (time.Time, bool) {
	if len(privileges) == 0 {
		return t.EffectiveExpiresAt()
	}
	join := slices.MinFunc(privileges, func(a, b DecodedPrivilege) int { return int(a.ID) - int(b.ID) })
	return t.PrivilegeEffectiveExpiresAt(join)
}

// noticeAt returns when an SDK says that its token will expire.
func (t *Token) noticeAt(notice Notice, privileges []DecodedPrivilege) (time.Time, bool) {
	end, ok := t.joinEnds(privileges)
	issued, known := t.IssuedAt()
	switch {
	case !ok || notice == NoNotice:
		return time.Time{}, false
	case notice == NoticeAtHalf && known:
		return issued.Add(end.Sub(issued) / 2), true
	case notice == NoticeBeforeEnd:
		at := end.Add(-NoticeLead * time.Second)
		return at, !known || at.After(issued)
	}
	return time.Time{}, false
}
