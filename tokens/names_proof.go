package tokens

import (
	"iter"
	"strconv"
	"strings"
)

// prove looks for the combination of names that a certificate has signed.
func (f *nameFinder) prove(certificates []Certificate) {
	certificates = ownFirst(certificates, f.token.AppID)
	f.names.Lacks = f.unprovable(certificates)
	if f.names.Lacks != "" {
		return
	}
	for s, at := range f.subjects() {
		for i := range certificates {
			if f.names.Signatures == MaxSignatures {
				f.names.Capped = true
				f.names.Lacks = "there are too many combinations: none of the first " + plural(MaxSignatures, "signature") + " is the one of the token"
				return
			}
			f.names.Signatures++
			if f.token.matches(certificates[i].Value.Reveal(), s) {
				f.confirm(s, at, certificates[i])
				return
			}
		}
	}
	f.names.Lacks = f.unproven(certificates)
}

// ownFirst returns the certificates, those of the App ID and those of none
// stated first.
func ownFirst(certificates []Certificate, appID string) []Certificate {
	var own, others []Certificate
	for _, c := range certificates {
		if c.AppID == "" || strings.EqualFold(c.AppID, appID) {
			own = append(own, c)
		} else {
			others = append(others, c)
		}
	}
	return append(own, others...)
}

// unprovable says why no certificate need be tried, or is "".
func (f *nameFinder) unprovable(certificates []Certificate) string {
	var open []string
	for i := range f.names.Slots {
		if s := &f.names.Slots[i]; len(s.Matches) == 0 && !s.Empty {
			open = append(open, string(s.Slot))
		}
	}
	switch {
	case len(open) == len(f.names.Slots):
		return "no name that was tried fits"
	case len(open) > 0:
		return "a certificate confirms channel and user only together, and nothing fits the " + open[0]
	case len(certificates) == 0:
		return "no App Certificate is at hand that could confirm it"
	case !f.token.signatureComplete():
		return "the token was not read far enough to check its signature"
	}
	return ""
}

// unproven says why what was tried proves nothing.
func (f *nameFinder) unproven(certificates []Certificate) string {
	tried := "none of the " + plural(len(certificates), "certificate") + " at hand confirms it"
	if len(certificates) == 1 {
		tried = "the one certificate at hand does not confirm it"
	}
	switch {
	case f.token.damaged:
		return "the text is damaged, so its signature cannot be checked"
	case certificates[0].AppID != "" && !strings.EqualFold(certificates[0].AppID, f.token.AppID):
		return tried + ", but none is of the App ID of the token"
	}
	return tried
}

// subjects yields all combinations of the names that fit, with the place of
// each in its slot, or −1. Names that stand early in both lists come first.
func (f *nameFinder) subjects() iter.Seq2[subject, [2]int] {
	services := []string{""}
	if f.token.Version == DynamicKey4 {
		services = keyCodes()
	}
	first, second := f.places(0), f.places(1)
	return func(yield func(subject, [2]int) bool) {
		for at := range pairs(len(first), len(second)) {
			at = [2]int{first[at[0]], second[at[1]]}
			s := f.subject(at)
			for _, s.service = range services {
				if !yield(s, at) {
					return
				}
			}
		}
	}
}

// places returns the places of the names of a slot: −1 alone for one that is
// empty or not there.
func (f *nameFinder) places(slot int) []int {
	if slot >= len(f.names.Slots) || f.names.Slots[slot].Empty {
		return []int{-1}
	}
	all := make([]int, len(f.names.Slots[slot].Matches))
	for i := range all {
		all[i] = i
	}
	return all
}

// pairs yields all pairs of numbers below n and below m, by ascending larger
// number.
func pairs(n, m int) iter.Seq[[2]int] {
	return func(yield func([2]int) bool) {
		for k := range max(n, m) {
			for i := 0; i < k && i < n && k < m; i++ {
				if !yield([2]int{i, k}) {
					return
				}
			}
			for j := 0; j <= k && j < m && k < n; j++ {
				if !yield([2]int{k, j}) {
					return
				}
			}
		}
	}
}

// subject returns what is signed for the names at places of the slots.
func (f *nameFinder) subject(at [2]int) subject {
	var s subject
	for i := range f.names.Slots {
		if at[i] < 0 {
			continue
		}
		slot := &f.names.Slots[i]
		if text := slot.Matches[at[i]].Text; slot.Slot == ChannelSlot {
			s.channel = text
		} else {
			s.user = text
		}
	}
	switch {
	case f.token.Version == AccessToken && f.token.onlySignaling():
		s.channel, s.user = s.user, "" // as its builder does
	case f.token.Has(PartUID):
		s.user = strconv.FormatUint(uint64(f.token.UID), 10)
	}
	return s
}

// confirm marks the names of the combination that a certificate has signed.
func (f *nameFinder) confirm(s subject, at [2]int, c Certificate) {
	p := &NameProof{Certificate: c, Service: s.service}
	for i := range f.names.Slots {
		if at[i] < 0 {
			continue
		}
		slot := &f.names.Slots[i]
		slot.Matches[at[i]].Confirmed = true
		if text := slot.Matches[at[i]].Text; slot.Slot == ChannelSlot {
			p.Channel = text
		} else {
			p.User = text
		}
	}
	f.names.Proof = p
}
