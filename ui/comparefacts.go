package ui

import (
	"encoding/hex"
	"strings"
	"time"

	"atc/tokens"
)

// A factKind says what it means if a fact differs between two tokens. Where it
// means different things in each, the later one is true of both.
type factKind uint8

const (
	factContent factKind = iota // what somebody asked for
	factBuild                   // differs in any two tokens: issue time, salt, signature
	factFollows                 // follows from others: the end, from issue time and lifetime
)

// A fact is one value of a token, as it is compared.
type fact struct {
	name  string
	value string // for people, with text of the token as it is: not fit for a terminal
	kind  factKind
	parts string // of a value that is a list: what its commas cannot tell apart
	// until is the part of the life of a 006 token that is left to it when a
	// privilege ends. It stays the same from build to build, as the end does not.
	until string
}

// A factGroup is the facts of one service, or those of the token itself.
type factGroup struct {
	title string // "" is the token itself
	facts []fact
}

// maxFacts bounds what is compared of one token. A real one has fewer than a
// hundred; a hostile one could have a hundred thousand.
const maxFacts = 500

// facts lists what a token says, group by group in its own order.
func facts(c tokens.Catalog, t *tokens.Token) []factGroup {
	if t == nil {
		return nil
	}
	groups := []factGroup{{facts: tokenFacts(c, t)}}
	n := 0
	for i := range t.Services {
		if n += 1 + len(t.Services[i].Privileges); n > maxFacts {
			break
		}
		groups = append(groups, serviceFacts(c, &t.Services[i]))
	}
	if g := messageFacts(t); len(g.facts) > 0 {
		groups = append(groups, g)
	}
	if len(t.Extras) > 0 {
		g := factGroup{title: "extra values"}
		for _, e := range t.Extras[:min(len(t.Extras), maxFacts)] {
			g.facts = append(g.facts, fact{name: named(c.KeyExtras, e.Key, "extra "), value: e.Value})
		}
		groups = append(groups, g)
	}
	return groups
}

func tokenFacts(c tokens.Catalog, t *tokens.Token) []fact {
	list := []fact{{name: "version", value: t.Version.Title()}}
	add := func(has bool, name, value string, kind factKind) {
		if has {
			list = append(list, fact{name: name, value: value, kind: kind})
		}
	}
	add(t.Has(tokens.PartAppID), "App ID", t.AppID, factContent)
	if t.Has(tokens.PartKeyService) {
		name := "service " + decimal(int64(t.KeyService))
		if s := c.KeyService(t.KeyService); s != nil {
			name = s.Name
		}
		add(true, "service", name, factContent)
	}
	list = append(list, timeFacts(t)...)
	add(t.Has(tokens.PartUID), "user ID", decimal(int64(t.UID)), factContent)
	add(t.Has(tokens.PartChannelCRC32), "channel CRC-32", decimal(int64(t.ChannelCRC32)), factContent)
	add(t.Has(tokens.PartUIDCRC32), "user CRC-32", decimal(int64(t.UIDCRC32)), factContent)
	add(t.Has(tokens.PartSalt), "salt", decimal(int64(t.Salt)), factBuild)
	add(t.Has(tokens.PartSignature), "signature", signatureDigits(t), factBuild)
	add(t.Trailing != "", "trailing bytes", hexDigits(t.Trailing), factContent)
	add(t.ZlibTrailing > 0, "after the stream", plural(t.ZlibTrailing, "byte"), factContent)
	return list
}

// timeFacts are when a token was issued, how long it lasts and when it ends.
// Where a format has no issue time, the end is different in every build.
func timeFacts(t *tokens.Token) []fact {
	var list []fact
	issued, known := t.IssuedAt()
	if known {
		list = append(list, fact{name: "issue time", value: fullTime(issued), kind: factBuild})
	}
	end, ends := t.ExpiresAt()
	kind := factBuild
	if known && ends {
		kind = factFollows
		value := "none: it ended before it was issued"
		if life := end.Sub(issued); life >= 0 {
			value = Lasting(int64(life / time.Second))
		}
		list = append(list, fact{name: "lifetime", value: value})
	}
	if ends {
		list = append(list, fact{name: "stated end", value: fullTime(end), kind: kind})
	}
	if at, ok := t.EffectiveExpiresAt(); ok && t.Version == tokens.AccessToken2 {
		list = append(list, fact{name: "effective end", value: fullTime(at), kind: factFollows})
	}
	return list
}

func serviceFacts(c tokens.Catalog, s *tokens.DecodedService) factGroup {
	if s.Service == nil {
		return factGroup{
			"service " + decimal(int64(s.Type)) + " (unknown)",
			[]fact{{name: "undecoded bytes", value: hexDigits(s.Undecoded)}},
		}
	}
	g := factGroup{title: s.Service.Name}
	for i := range s.Values {
		f, v := &s.Service.Fields[i], &s.Values[i]
		switch f.Type {
		case tokens.Int16:
			g.facts = append(g.facts, fact{name: f.Title, value: decimal(int64(v.Number))})
		case tokens.Permissions:
			for _, p := range v.Permissions[:min(len(v.Permissions), maxFacts)] {
				g.facts = append(g.facts, permissionFact(c, p))
			}
		default:
			g.facts = append(g.facts, fact{name: f.Title, value: v.Text})
		}
	}
	for _, p := range s.Privileges[:min(len(s.Privileges), maxFacts)] {
		value := "with the token"
		if p.Value != 0 {
			value = Lasting(int64(p.Value))
		}
		g.facts = append(g.facts, fact{name: privilegeName(p), value: value})
	}
	return g
}

func permissionFact(c tokens.Catalog, p tokens.Permission) fact {
	name := named(c.PermissionTypes, p.PermissionType, "permission ") + " " + named(c.ResourceTypes, p.ResourceType, "resource type ")
	if len(p.Resources) == 0 {
		return fact{name: name}
	}
	list := p.Resources[:min(len(p.Resources), maxFacts)]
	return fact{name: name, value: strings.Join(list, ", "), parts: strings.Join(list, "\x00")}
}

// messageFacts are the privileges of a 006 token. Their ends move with that of
// the token.
func messageFacts(t *tokens.Token) factGroup {
	g := factGroup{title: "privileges"}
	for _, p := range t.Privileges[:min(len(t.Privileges), maxFacts)] {
		f := fact{name: privilegeName(p), value: "with the token"}
		if at, ok := t.PrivilegeExpiresAt(p); ok {
			f.value = fullTime(at)
			f.until = decimal(int64(t.EndTime) - int64(p.Value))
		}
		g.facts = append(g.facts, f)
	}
	return g
}

func privilegeName(p tokens.DecodedPrivilege) string {
	if p.Name == "" {
		return "privilege " + decimal(int64(p.ID))
	}
	return p.Name
}

func signatureDigits(t *tokens.Token) string {
	if t.Version == tokens.AccessToken2 || t.Version == tokens.AccessToken {
		return hexDigits(t.Signature)
	}
	return t.Signature
}

func hexDigits(s string) string { return hex.EncodeToString([]byte(s)) }

func fullTime(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05 UTC") }
