package tokens

import "fmt"

// A Severity says how much a finding matters.
type Severity string

// The severities, gravest first.
const (
	Refused  Severity = "refused"  // a service or SDK refuses such a token
	Surprise Severity = "surprise" // it works otherwise than people expect
	Hint     Severity = "hint"     // worth knowing
	Note     Severity = "note"     // a fact without consequence
)

// A Finding is something about a token that a reader should know.
type Finding struct {
	Severity Severity
	Code     Code
	Message  string // one sentence that names the values, lower case, no full stop
}

// The codes of what a decoder notices.
const (
	CodeTrailingBytes      Code = "trailing_bytes"
	CodeUnknownService     Code = "unknown_service"
	CodeDuplicateService   Code = "duplicate_service"
	CodeDuplicatePrivilege Code = "duplicate_privilege"
	CodeDuplicateExtra     Code = "duplicate_extra"
	CodeSignatureLength    Code = "signature_length"
	CodeAppID              Code = "app_id"
	CodeNoServices         Code = "no_services"
	CodeExpireOver24h      Code = "expire_over_24h"
)

func (t *Token) find(s Severity, code Code, format string, args ...any) {
	t.Findings = append(t.Findings, Finding{s, code, fmt.Sprintf(format, args...)})
}

func (t *Token) noticeSignature(length int) {
	if t.Has(PartSignature) && len(t.Signature) != length {
		t.find(Refused, CodeSignatureLength, "the signature has %s where it needs %d, so no certificate can match it", plural(len(t.Signature), "byte"), length)
	}
}

func (t *Token) noticeAppID() {
	switch {
	case !t.Has(PartAppID) || IsHexID(t.AppID):
	case len(t.AppID) != hexIDLength:
		t.find(Refused, CodeAppID, "the App ID has %s, it needs %d", plural(len(t.AppID), "character"), hexIDLength)
	default:
		t.find(Refused, CodeAppID, "the App ID is not hexadecimal, as every App ID is")
	}
}

func (t *Token) noticeTrailing(where string) {
	if n := len(t.Trailing); n > 0 {
		t.find(Surprise, CodeTrailingBytes, "%s %s", plural(n, "byte"), where)
	}
}

// A hostile token can hold tens of thousands of services and privileges, so
// what stands twice is found in one pass, and told once.

func (t *Token) noticeServices() {
	var seen, told, toldPrivilege uint16set
	for i := range t.Services {
		s := &t.Services[i]
		if s.Service == nil {
			t.find(Surprise, CodeUnknownService, "service type %d is unknown, so it and %s after it cannot be read", s.Type, plural(len(s.Undecoded), "byte"))
			continue
		}
		if !seen.add(s.Type) && told.add(s.Type) {
			t.find(Hint, CodeDuplicateService, "%s stands more than once: readers from before July 2026 keep only the last", s.Service.Name)
		}
		if id, ok := repeated(s.Privileges); ok && toldPrivilege.add(s.Type) {
			t.find(Surprise, CodeDuplicatePrivilege, "privilege %d of %s stands more than once: readers keep the last value", id, s.Service.Name)
		}
	}
}

// noticeExtras finds the extra values of a 005 key that stand twice.
func (t *Token) noticeExtras() {
	var seen, told uint16set
	for _, e := range t.Extras {
		if !seen.add(e.Key) && told.add(e.Key) {
			t.find(Surprise, CodeDuplicateExtra, "extra value %d stands more than once: readers keep the last", e.Key)
		}
	}
}

// repeated returns the first privilege that stands twice.
func repeated(list []DecodedPrivilege) (uint16, bool) {
	if len(list) < 2 {
		return 0, false
	}
	var seen uint16set
	for i := range list {
		if !seen.add(list[i].ID) {
			return list[i].ID, true
		}
	}
	return 0, false
}

// A uint16set is a set of numbers of 16 bits. The small ones, which are all
// that real tokens hold, need no memory of their own.
type uint16set struct {
	small uint64
	large map[uint16]struct{}
}

// add reports whether n is new.
func (s *uint16set) add(n uint16) bool {
	if n < 64 {
		bit := uint64(1) << n
		isNew := s.small&bit == 0
		s.small |= bit
		return isNew
	}
	if _, ok := s.large[n]; ok {
		return false
	}
	if s.large == nil {
		s.large = map[uint16]struct{}{}
	}
	s.large[n] = struct{}{}
	return true
}
