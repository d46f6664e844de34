package tokens

// A slot is what a field of a service is for. Fields that several services
// share have one key, so it tells.
type slot uint8

const (
	slotChannel   slot = 1 << iota // a channel
	slotUID                        // a user ID or account: empty for any user
	slotUser                       // a user of Signaling or Chat
	slotRoom                       // a classroom
	slotRoomUser                   // its user
	slotOtherText                  // any other text

	slotUsers = slotUID | slotUser | slotRoomUser
	slotTexts = slotUsers | slotChannel | slotRoom | slotOtherText
)

func (f *Field) slot() slot {
	if f.Type != String {
		return 0
	}
	switch f.Key {
	case "channel_name":
		return slotChannel
	case "uid", "account":
		return slotUID
	case "user_id":
		return slotUser
	case "room_uuid":
		return slotRoom
	case "user_uuid":
		return slotRoomUser
	}
	return slotOtherText
}

// A fieldText is one text of a 007 token, with where it stands.
type fieldText struct {
	service *DecodedService
	title   string // of its field
	text    string
}

// firstText returns the first text in one of the slots for which test holds,
// in the services of typ, or in all if that is 0.
func (t *Token) firstText(typ uint16, slots slot, test func(string) bool) (fieldText, bool) {
	for i := range t.Services {
		s := &t.Services[i]
		if s.Service == nil || typ != 0 && s.Type != typ {
			continue
		}
		for j := range s.Values {
			f := &s.Service.Fields[j]
			if f.slot()&slots != 0 && test(s.Values[j].Text) {
				return fieldText{s, f.Title, s.Values[j].Text}, true
			}
		}
	}
	return fieldText{}, false
}

// text returns what stands in a slot of the service. It reports false where
// there is none.
func (s *DecodedService) text(slots slot) (string, bool) {
	for j := range s.Values {
		if s.Service.Fields[j].slot()&slots != 0 {
			return s.Values[j].Text, true
		}
	}
	return "", false
}

// service returns the first service of a type, or nil.
func (t *Token) service(typ uint16) *DecodedService {
	for i := range t.Services {
		if s := &t.Services[i]; s.Type == typ && s.Service != nil {
			return s
		}
	}
	return nil
}

// privilege returns a privilege of a list, or nil. Of one that stands twice,
// readers keep the last.
func privilege(list []DecodedPrivilege, id uint16) *DecodedPrivilege {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].ID == id {
			return &list[i]
		}
	}
	return nil
}

// firstPrivileges returns the first service for whose privileges test holds, or
// nil for the message of a 006 token. It reports whether there is one.
func (t *Token) firstPrivileges(test func(s *DecodedService, list []DecodedPrivilege) bool) (*DecodedService, bool) {
	for i := range t.Services {
		if s := &t.Services[i]; s.Service != nil && test(s, s.Privileges) {
			return s, true
		}
	}
	return nil, t.Version == AccessToken && test(nil, t.Privileges)
}

// firstPrivilege returns the first privilege for which test holds, with what
// it belongs to in words.
func (t *Token) firstPrivilege(test func(*DecodedPrivilege) bool) (p *DecodedPrivilege, owner string) {
	s, found := t.firstPrivileges(func(_ *DecodedService, list []DecodedPrivilege) bool {
		for i := range list {
			if test(&list[i]) {
				p = &list[i]
				return true
			}
		}
		return false
	})
	if !found {
		return nil, ""
	}
	return p, ownerName(s)
}

// ownerName returns what privileges belong to, in words.
func ownerName(s *DecodedService) string {
	if s == nil {
		return "the message"
	}
	return s.Service.Name
}

// The privileges of an RTC service, and of the message of a 006 token.
const (
	privilegeJoin         = 1
	privilegePublishAudio = 2
	privilegePublishData  = 4
)

// rtcPrivileges returns the privileges that join channels and publish in them:
// of the first RTC service, or of a 006 token that is not one for Signaling
// alone.
func (t *Token) rtcPrivileges() (list []DecodedPrivilege, found bool) {
	if t.Version == AccessToken {
		return t.Privileges, t.Has(PartPrivileges) && !t.onlySignaling() && len(t.Privileges) > 0
	}
	if s := t.service(ServiceRTC); s != nil {
		return s.Privileges, len(s.Privileges) > 0
	}
	return nil, false
}

// publishes reports whether a list of RTC privileges lets anything be
// published.
func publishes(list []DecodedPrivilege) bool {
	for i := range list {
		if id := list[i].ID; id >= privilegePublishAudio && id <= privilegePublishData {
			return true
		}
	}
	return false
}
