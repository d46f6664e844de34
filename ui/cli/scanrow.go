package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"atc/tokens"
	"atc/ui/safe"
)

// rowOf returns the row of a token, but for its place.
func (s *scan) rowOf(a *assessment) scanRow {
	r := scanRow{says: s.saysOf(a), grave: a.says.Outcome == tokens.WouldBeRefused}
	t := a.found.Token
	if s.flags.showTokens {
		r.token = safe.Text(a.found.Text)
	}
	if t == nil {
		return r
	}
	r.version, r.use = string(t.Version), s.useOf(t)
	if end, ok := t.InForceUntil(); ok {
		r.ends = awayWords(end, a.found.Now)
	} else if t.InForce(a.found.Now) {
		r.ends = "never"
	}
	return r
}

// rowOfLeak returns the row of a certificate, but for its place.
func rowOfLeak(l *tokens.Leak) scanRow {
	r := scanRow{use: l.Masked + " App Certificate", says: "leaked", grave: true}
	if l.Name != "" {
		r.use = l.Masked + " " + safe.Text(l.Name)
	}
	switch {
	case l.Project != "":
		r.says += ": of " + safe.Text(l.Project)
	case l.AppID != "":
		r.says += ": of App ID " + shortID(l.AppID)
	}
	return r
}

// shortID returns an App ID as people tell one from another.
func shortID(id string) string {
	const shown = 4
	if id = safe.Text(id); len(id) <= 2*shown {
		return id
	}
	return id[:shown] + "…" + id[len(id)-shown:]
}

// useOf says in a few words what a token is for: its services with channel and
// user, as far as the format holds them.
func (s *scan) useOf(t *tokens.Token) string {
	var uses []string
	for i := range t.Services {
		const most = 4 // a hostile token holds thousands
		if i == most {
			uses = append(uses, fmt.Sprintf("%d more", len(t.Services)-most))
			break
		}
		uses = append(uses, s.useOfService(&t.Services[i]))
	}
	switch {
	case t.Version == tokens.AccessToken && t.Has(tokens.PartUIDCRC32):
		uses = append(uses, s.useOfMessage(t))
	case t.Version == tokens.DynamicKey5 && t.Has(tokens.PartKeyService):
		uses = append(uses, (&reporter{Catalog: s.Catalog}).keyService(t.KeyService))
	case t.Version == tokens.SignalingToken:
		uses = append(uses, "Signaling 1.x")
	case t.Has(tokens.PartUID):
		uses = append(uses, fmt.Sprintf("uid %d", t.UID))
	}
	return strings.Join(uses, " + ")
}

// useOfService returns a service with channel and user. A long channel leaves
// room for the user.
func (s *scan) useOfService(d *tokens.DecodedService) string {
	parts := appendService(nil, d)
	whole := strings.Join(parts, " ")
	if ansi.StringWidth(whole) <= s.table.use {
		return whole
	}
	for i := range parts {
		parts[i] = shortened(parts[i], s.table.use/2)
	}
	return strings.Join(parts, " ")
}

// useOfMessage says what the privileges of a 006 token are for. It holds its
// names as checksums only.
func (s *scan) useOfMessage(t *tokens.Token) string {
	var names []string
	for _, p := range t.Privileges {
		const most = 6
		if name := p.Name; name != "" && len(names) < most && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "names as checksums"
	}
	return strings.Join(names, ", ")
}

// saysOf returns the codes of the findings by their severity, or what the
// verdict is where there are none.
func (s *scan) saysOf(a *assessment) string {
	var parts []string
	for _, severity := range tokens.Severities() {
		if severity == tokens.Note && !s.flags.all {
			break
		}
		var codes []string
		for i := range a.says.Findings {
			if f := &a.says.Findings[i]; f.Severity == severity && !slices.Contains(codes, string(f.Code)) {
				codes = append(codes, string(f.Code))
			}
		}
		if len(codes) > 0 {
			parts = append(parts, string(severity)+": "+strings.Join(codes, ", "))
		}
	}
	switch {
	case len(parts) > 0:
	case a.says.Outcome == tokens.CannotTell:
		parts = []string{"nothing found", "signature not checked"}
	default:
		parts = []string{"nothing found"}
	}
	return strings.Join(parts, "; ")
}
