package cli

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"atc/tokens"
	"atc/ui"
	"atc/ui/safe"
)

// report returns the readable report of a token, or of the part of one that
// could be read: the verdict, what the token holds, and what was found.
func (p *program) report(a *assessment) []byte {
	r := &reporter{Catalog: p.Catalog, now: a.found.Now, page: p.newPage()}
	r.page.verdict(&a.says)
	if t := a.found.Token; t != nil {
		r.part(t.Version.Title())
		if len(a.found.Repairs) > 0 {
			r.row("repaired", safe.Text(a.found.Text))
		}
		r.head(t)
		if v := a.found.Verification; v != nil {
			r.row("check", signatureWords(v))
		}
		r.flush()
		for i := range t.Services {
			r.service(t, &t.Services[i])
		}
		if t.Version == tokens.AccessToken {
			r.message(t)
		}
		r.extras(t)
	}
	r.page.findings(a.says.Findings, p.Catalog.Product(a.found.Join.Product))
	return r.page.text()
}

// A reporter lays out rows of a label and a value under headings. The labels
// of a part are padded to the same width.
type reporter struct {
	tokens.Catalog
	now  time.Time
	page *page
	rows [][2]string
}

// part starts a part with a heading.
func (r *reporter) part(title string) { r.page.heading(title) }

// row adds a row. The value must be fit for a terminal.
func (r *reporter) row(label, value string) {
	r.rows = append(r.rows, [2]string{label, value})
}

func (r *reporter) flush() {
	width := 0
	for _, row := range r.rows {
		width = max(width, utf8.RuneCountInString(row[0]))
	}
	for _, row := range r.rows {
		r.page.b.WriteString("  " + row[0])
		if width > 0 {
			r.page.b.WriteString(strings.Repeat(" ", width-utf8.RuneCountInString(row[0])+2))
		}
		r.page.b.WriteString(row[1] + "\n")
	}
	r.rows = r.rows[:0]
}

// head adds the rows of what is said once for the whole token.
func (r *reporter) head(t *tokens.Token) {
	if t.Has(tokens.PartAppID) {
		r.row("App ID", shown(t.AppID))
	}
	if t.Version == tokens.DynamicKey5 && t.Has(tokens.PartKeyService) {
		r.row("service", r.keyService(t.KeyService))
	}
	if at, ok := t.IssuedAt(); ok {
		r.row("issued", timeWords(at)+", "+awayWords(at, r.now))
	}
	if t.Has(tokens.PartExpire) {
		r.row("lifetime", fmt.Sprintf("%s (%d s)", ui.Lasting(int64(t.Expire)), t.Expire))
	}
	r.ends(t)
	if t.Has(tokens.PartUID) {
		r.row("user ID", fmt.Sprint(t.UID))
	}
	if t.Has(tokens.PartChannelCRC32) {
		r.row("channel CRC-32", checksumWords(t.ChannelCRC32))
	}
	if t.Has(tokens.PartUIDCRC32) {
		r.row("user CRC-32", checksumWords(t.UIDCRC32))
	}
	if t.Has(tokens.PartSalt) {
		r.row("salt", fmt.Sprint(t.Salt))
	}
	if t.Has(tokens.PartSignature) {
		r.row("signature", signatureText(t))
	}
}

// checksumWords returns a checksum as findings name it, and as the JSON does.
func checksumWords(sum uint32) string { return fmt.Sprintf("%08x (%d)", sum, sum) }

func (r *reporter) ends(t *tokens.Token) {
	end, ok := t.ExpiresAt()
	if !ok {
		if t.Has(tokens.PartEndTime) || t.Version == tokens.DynamicKey && t.Has(tokens.PartIssueTime) {
			r.row("ends", "never: it states no end")
		}
		return
	}
	r.row("ends", timeWords(end)+", "+awayWords(end, r.now))
	if effective, _ := t.EffectiveExpiresAt(); effective.Before(end) {
		r.row("honoured", "until "+timeWords(effective)+", 24 h after the issue, "+awayWords(effective, r.now))
	}
}

func (r *reporter) keyService(n uint16) string {
	if s := r.KeyService(n); s != nil {
		return fmt.Sprintf("%s (%d)", s.Name, n)
	}
	return fmt.Sprintf("unknown (%d)", n)
}

// service writes the part of one service.
func (r *reporter) service(t *tokens.Token, s *tokens.DecodedService) {
	if s.Service == nil {
		r.part(fmt.Sprintf("Unknown service (%d)", s.Type))
		r.row("bytes", shownHex(s.Undecoded))
		r.flush()
		return
	}
	title := fmt.Sprintf("%s (%d)", s.Service.Name, s.Type)
	if s.Service.Title != s.Service.Name {
		title += ", " + s.Service.Title
	}
	r.part(title)
	for i := range s.Values {
		f, value := s.Service.Fields[i], s.Values[i]
		switch f.Type {
		case tokens.Int16:
			r.row(f.Title, fmt.Sprint(value.Number))
		case tokens.Permissions:
			r.permissions(value.Permissions)
		default:
			text := shown(value.Text)
			if value.Text == "" && (f.Key == "uid" || f.Key == "account") {
				text = "(empty: any user)"
			}
			r.row(f.Title, text)
		}
	}
	r.privileges(t, s.Privileges)
	r.flush()
}

func (r *reporter) permissions(all []tokens.Permission) {
	for _, p := range all {
		var names []string
		for _, name := range p.Resources {
			names = append(names, shown(name))
		}
		label := named(r.PermissionTypes, p.PermissionType, "permission") + " " + named(r.ResourceTypes, p.ResourceType, "resource")
		if len(names) == 0 {
			names = []string{"(none)"}
		}
		r.row(label, strings.Join(names, ", "))
	}
}

func named(all []tokens.Named, number uint16, what string) string {
	for _, n := range all {
		if n.Number == number {
			return n.Name
		}
	}
	return fmt.Sprintf("%s %d", what, number)
}

// privileges adds a row for each privilege, with the end that is in effect.
func (r *reporter) privileges(t *tokens.Token, all []tokens.DecodedPrivilege) {
	for _, p := range all {
		label := p.Name
		if label == "" {
			label = fmt.Sprintf("privilege %d", p.ID)
		}
		end, ok := t.PrivilegeEffectiveExpiresAt(p)
		stated, has := t.PrivilegeExpiresAt(p)
		switch {
		case !ok:
			r.row(label, "its end could not be read")
		case !has:
			r.row(label, "ends with the token, "+endWords(end, r.now))
		case end.Before(stated):
			r.row(label, timeWords(end)+", "+endWords(end, r.now)+" (it states "+timeWords(stated)+")")
		default:
			r.row(label, timeWords(end)+", "+endWords(end, r.now))
		}
	}
}

// message writes the privileges of a 006 token, which belong to no service.
func (r *reporter) message(t *tokens.Token) {
	if len(t.Privileges) == 0 {
		return
	}
	r.part("Privileges")
	r.privileges(t, t.Privileges)
	r.flush()
}

func (r *reporter) extras(t *tokens.Token) {
	if len(t.Extras) > 0 {
		r.part("Extra values")
		for _, e := range t.Extras {
			r.row(named(r.KeyExtras, e.Key, "extra"), shown(e.Value))
		}
		r.flush()
	}
	if t.Trailing != "" {
		r.part("Trailing bytes")
		r.row("bytes", shownHex(t.Trailing))
		r.flush()
	}
}

// shown returns text of the token fit for a terminal.
func shown(text string) string {
	if text == "" {
		return "(empty)"
	}
	return safe.Text(text)
}

// shownHex returns bytes in hexadecimal digits, not all of very many.
func shownHex(raw string) string {
	const most = 256
	if len(raw) <= most {
		return hex.EncodeToString([]byte(raw))
	}
	return fmt.Sprintf("%x… (%d bytes)", raw[:most], len(raw))
}

// signatureText returns the signature in hexadecimal digits.
func signatureText(t *tokens.Token) string {
	if t.Version == tokens.AccessToken2 || t.Version == tokens.AccessToken {
		return shownHex(t.Signature)
	}
	return shown(t.Signature)
}
