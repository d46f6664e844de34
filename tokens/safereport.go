package tokens

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The limits of a report. A hostile token holds tens of thousands of services,
// which nobody reads in a bug report.
const (
	maxReportServices = 12
	maxReportRows     = 40 // of one service
)

// SafeReport returns a token and what was found about it as Markdown for a bug
// report: the verdict, what the token holds, what the app joins with, and the
// findings with their codes. App IDs are shortened to their ends. The signature,
// the salt, bytes that could not be read, and the text itself are left out, so
// that no token can be made of it; certificates are, too. Names that come from
// the token or the app stand in code spans, escaped and cut, so that the
// Markdown stays what it is; they are not fit for a terminal.
func (c Catalog) SafeReport(k Case) string {
	d := c.Diagnose(k)
	r := &safeReport{Case: k, catalog: &c, mask: newMask(&k)}
	r.b.WriteString("### Agora token: " + r.words(d.Verdict()) + "\n\n")
	if !k.Now.IsZero() {
		r.b.WriteString("As of " + moment(k.Now) + ".\n\n")
	}
	if k.Token != nil {
		r.head(&d.Verification)
		r.services()
	}
	r.join()
	r.findings(d.Findings)
	return strings.TrimRight(r.b.String(), "\n") + "\n"
}

// A safeReport is a report in the making.
type safeReport struct {
	Case
	catalog *Catalog
	mask    *mask
	b       strings.Builder
}

// table starts a table.
func (r *safeReport) table(headings ...string) {
	r.b.WriteString("| " + strings.Join(headings, " | ") + " |\n|" + strings.Repeat("---|", len(headings)) + "\n")
}

// row adds a row to a table. Its cells are Markdown on one line; what divides
// cells is escaped here.
func (r *safeReport) row(cells ...string) {
	for i := range cells {
		cells[i] = strings.ReplaceAll(cells[i], "|", `\|`)
	}
	r.b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

// head writes what is said once for the whole token.
func (r *safeReport) head(v *Verification) {
	t := r.Token
	r.table("Token", "")
	r.row("Format", t.Version.Title())
	if t.Has(PartAppID) {
		r.row("App ID", r.id(t.AppID))
	}
	if t.Version == DynamicKey5 && t.Has(PartKeyService) {
		r.row("Service", r.keyService())
	}
	if at, ok := t.IssuedAt(); ok {
		r.row("Issued", r.when(at))
	}
	if t.Has(PartExpire) {
		r.row("Lifetime", fmt.Sprintf("%s (%d s)", spanSeconds(int64(t.Expire)), t.Expire))
	}
	end, ends := t.ExpiresAt()
	switch {
	case ends:
		r.row("Ends", r.when(end))
	case t.Has(PartEndTime), t.Version == DynamicKey && t.Has(PartIssueTime):
		r.row("Ends", "never: it states no end")
	}
	if honoured, ok := t.EffectiveExpiresAt(); ok && honoured.Before(end) {
		r.row("Honoured until", r.when(honoured))
	}
	if t.Has(PartUID) {
		r.row("User ID", strconv.FormatUint(uint64(t.UID), 10))
	}
	if t.Has(PartChannelCRC32) {
		r.row("Channel CRC-32", fmt.Sprintf("`%08x`", t.ChannelCRC32))
	}
	if t.Has(PartUIDCRC32) {
		r.row("User CRC-32", fmt.Sprintf("`%08x`", t.UIDCRC32))
	}
	r.row("Signature", signatureState(v))
	r.rest()
}

// rest writes what follows the known parts, by its size only.
func (r *safeReport) rest() {
	t := r.Token
	if t.ServiceCount != len(t.Services) && t.Has(PartServices) {
		r.row("Services", fmt.Sprintf("%d stated, %d read", t.ServiceCount, len(t.Services)))
	}
	for i, e := range t.Extras {
		if i == maxReportRows {
			r.row("Extra values", fmt.Sprintf("and %d more", len(t.Extras)-i))
			break
		}
		r.row(fmt.Sprintf("Extra value %d", e.Key), r.text(e.Value))
	}
	if t.Trailing != "" {
		r.row("Behind its end", plural(len(t.Trailing), "byte"))
	}
	if t.ZlibTrailing > 0 {
		r.row("Behind the compressed stream", plural(t.ZlibTrailing, "byte"))
	}
}

func (r *safeReport) keyService() string {
	if s := r.catalog.KeyService(r.Token.KeyService); s != nil {
		return fmt.Sprintf("%s (%d)", s.Name, s.Number)
	}
	return fmt.Sprintf("unknown (%d)", r.Token.KeyService)
}

// signatureState says who signed, without the name that a project has in the
// store of whoever reports.
func signatureState(v *Verification) string {
	switch {
	case v.Status == NotSigned:
		return "does not match: " + markdown(v.Reason)
	case v.Status == Unchecked:
		return "not checked: " + markdown(v.Reason)
	case v.Certificate.Name == "primary", v.Certificate.Name == "secondary":
		return "matches the " + v.Certificate.Name + " App Certificate"
	}
	return "matches an App Certificate at hand"
}

// when returns a time with what it means at the time of the report.
func (r *safeReport) when(at time.Time) string {
	switch {
	case r.Now.IsZero():
		return moment(at)
	case at.After(r.Now): // a part of a second that is still to come counts as one
		return moment(at) + ", in " + span(at.Sub(r.Now)+time.Second-1)
	}
	return moment(at) + ", " + span(r.Now.Sub(at)) + " ago"
}

// join writes what the app joins with, as far as it is known.
func (r *safeReport) join() {
	j := r.Join
	j.ExpectedHost = ""
	if j == (Join{}) {
		return
	}
	r.b.WriteByte('\n')
	r.table("The app", "")
	channel, user := "Channel", "User"
	if p := r.catalog.Product(j.Product); p != nil {
		r.row("Product", markdown(p.Title))
		channel, user = capital(p.Channel, channel), capital(p.User, user)
	}
	for _, c := range [...][2]string{{channel, j.Channel}, {user, j.User}, {"Role", j.Role}, {"Chat REST host", j.Host}} {
		if c[1] != "" {
			r.row(markdown(c[0]), r.text(c[1]))
		}
	}
	if j.AppID != "" {
		r.row("App ID", r.id(j.AppID))
	}
}

// capital returns a word with a capital letter, or another one if it is empty.
func capital(word, otherwise string) string {
	if word == "" {
		return otherwise
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

func (r *safeReport) findings(all []Finding) {
	r.b.WriteByte('\n')
	if len(all) == 0 {
		r.b.WriteString("No findings.\n")
		return
	}
	for _, f := range all {
		r.b.WriteString("- **" + string(f.Severity) + "** `" + string(f.Code) + "`: " + r.words(f.Message) + "\n")
		if f.Advice != "" {
			r.b.WriteString("  - " + r.words(f.Advice) + "\n")
		}
		if p := r.catalog.Product(r.Join.Product); p != nil && !f.Answer.IsZero() {
			r.b.WriteString("  - " + markdown(p.Title) + " answers " + codeSpan(f.Answer.String()) + "\n")
		}
	}
}
