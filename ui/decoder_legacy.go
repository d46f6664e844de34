package ui

import (
	"fmt"
	"strconv"

	"atc/tokens"
	"atc/ui/safe"
)

// The formats before 007 hold less: 006 a checksum of channel and user, the
// older ones mostly nothing of them.

// message adds what is in a 006 token.
func (s *sheet) message() {
	t := s.token
	signaling := onlySignaling(t)
	switch {
	case !t.Has(tokens.PartChannelCRC32):
	case signaling: // its builder puts the user where the channel stands
		s.row("user", s.checksum(t.ChannelCRC32, "empty", s.user, s.subject.Users, t.MatchUser)...)
	default:
		s.row("channel", s.checksum(t.ChannelCRC32, "empty", s.channel, s.subject.Channels, t.MatchChannel)...)
	}
	if t.Has(tokens.PartUIDCRC32) && !signaling {
		s.row("user", s.checksum(t.UIDCRC32, "any user", s.user, s.subject.Users, t.MatchUser)...)
	}
	if !t.Has(tokens.PartEndTime) {
		return
	}
	s.section()
	one := *t
	one.Privileges = joining(t.Privileges)
	s.subheading("Privileges", "", s.notice(&one, one.Privileges))
	if len(t.Privileges) == 0 {
		s.add(blank(serviceIndent) + s.ink.dim.draw("no privileges"))
		return
	}
	rows := s.privilegeRows(t.Privileges)
	s.lay([][]privilegeRow{rows})
	s.privileges(rows, len(t.Privileges))
}

// checksum shows the CRC-32 that a 006 token has for a channel or user, and
// which of the candidates has the same.
func (s *sheet) checksum(sum uint32, zero string, m tokens.Match, with []string, match func(string) tokens.Match) []span {
	spans := []span{{text: fmt.Sprintf("CRC-32 %08x", sum), style: &s.ink.text}}
	if sum == 0 { // that of the empty string
		spans = append(spans, span{text: zero, style: &s.ink.dim})
	}
	switch {
	case m == tokens.NotCompared || len(with) == 0:
	case m == tokens.Different:
		spans = append(spans, s.other(with))
	case sum != 0:
		for _, w := range with {
			if match(w) == tokens.Same {
				return append(spans, span{text: "same as " + s.name(w) + " ✓", style: &s.ink.good})
			}
		}
	}
	return spans
}

// onlySignaling reports whether a 006 token is one for Signaling.
func onlySignaling(t *tokens.Token) bool {
	const login = 1000
	return len(t.Privileges) == 1 && t.Privileges[0].ID == login && t.UIDCRC32 == 0
}

// key adds what is in a dynamic key, and what is signed along with it: the
// text does not hold that, but a certificate that matches proves it.
func (s *sheet) key() {
	t := s.token
	text := func(v string) span { return span{text: v, style: &s.ink.text} }
	switch {
	case t.Version == tokens.DynamicKey5 && t.Has(tokens.PartKeyService):
		name := ""
		if s.catalog != nil {
			if v := s.catalog.KeyService(t.KeyService); v != nil {
				name = v.Name + " "
			}
		}
		s.row("service", text(name+"("+strconv.Itoa(int(t.KeyService))+")"))
	case t.Version == tokens.DynamicKey4:
		s.along("service", s.keyServiceName(s.verification.Service))
	}
	if t.Version == tokens.SignalingToken {
		s.along("account", s.verification.User)
		return
	}
	s.along("channel", s.verification.Channel)
	switch {
	case t.Has(tokens.PartUID) && t.UID == 0:
		s.row("user ID", s.keyUser(span{text: "any user", style: &s.ink.dim})...)
	case t.Has(tokens.PartUID):
		s.row("user ID", s.keyUser(text(strconv.FormatUint(uint64(t.UID), 10)))...)
	case t.Version == tokens.DynamicKey5 || t.Version == tokens.DynamicKey4:
		s.along("user ID", s.verification.User)
	}
	s.extras()
}

// along adds a value that is signed but not in the token.
func (s *sheet) along(label, value string) {
	switch {
	case s.verification.Status != tokens.Signed:
		s.row(label, span{text: "signed, not in the token", style: &s.ink.dim})
	case value == "":
		s.row(label, span{text: "empty", style: &s.ink.dim}, span{text: "signed along ✓", style: &s.ink.good})
	default:
		s.row(label, append(s.value(value), span{text: "signed along ✓", style: &s.ink.good})...)
	}
}

func (s *sheet) keyUser(id span) []span {
	n := strconv.FormatUint(uint64(s.token.UID), 10)
	return s.compared([]span{id}, s.user, s.subject.Users, func(u string) bool { return s.token.UID == 0 || u == n })
}

func (s *sheet) keyServiceName(code string) string {
	if s.catalog != nil && code != "" {
		for _, v := range s.catalog.KeyServices {
			if v.Code == code {
				return v.Name + " (" + code + ")"
			}
		}
	}
	return code
}

// extras adds the extra values of a 005 key.
func (s *sheet) extras() {
	all := s.token.Extras
	for i, e := range all[:min(len(all), maxServices)] {
		label := ""
		if i == 0 {
			label = "extra"
		}
		name := "key " + strconv.Itoa(int(e.Key))
		if s.catalog != nil {
			name = named(s.catalog.KeyExtras, e.Key, "key ")
		}
		s.row(label, append([]span{{text: safe.Text(name), style: &s.ink.dim}}, s.value(e.Value)...)...)
	}
	if n := len(all) - maxServices; n > 0 {
		s.more(n, "extra value")
	}
}
