package ui

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"atc/tokens"
	"atc/ui/safe"
)

// foundRow is a token, or an App Certificate, that stands in a file.
type foundRow struct {
	at     int64  // in bytes from the start of the file
	line   string // its number, from 1
	column int    // in bytes, from 1

	text         string // of the token
	repairs      []tokens.Repair
	token        *tokens.Token // nil if nothing of it could be read
	err          error
	verification tokens.Verification
	leak         *tokens.Leak // a certificate: then there is no token
	end          time.Time    // when the token grants nothing any more
	ends         bool         // that is known
	exposed      bool         // an App Certificate stands where the App ID should

	version, use, owner string // fit for a terminal
	about               string // all of them, for the filter, which knows lower case only
	state               foundState
}

// foundState is how a row stands, and until when that holds.
type foundState struct {
	outcome  tokens.Outcome
	severity tokens.Severity // of the gravest finding, "" if there is none
	title    string          // of that finding
	lacks    string          // what is needed to tell
	words    string          // for the filter, in lower case
	until    int64           // Unix seconds: what was found may be another from then on
}

// judge finds out how the row stands at a time.
func (r *foundRow) judge(j *sightJudge, now time.Time) {
	if r.leak != nil {
		r.state = foundState{severity: tokens.Refused, words: "leak leaked certificate", until: math.MaxInt64}
		return
	}
	r.state = stateOf(j.diagnose(r, now))
	r.state.until = changesAfter(r.token, now)
	switch {
	case r.ends && now.Before(r.end):
		r.state.words += " running"
	case r.ends:
		r.state.words += " ended"
	}
}

func stateOf(d tokens.Diagnosis) foundState {
	s := foundState{outcome: d.Outcome, severity: d.Gravest(), lacks: d.Lacks}
	if len(d.Findings) > 0 {
		s.title = d.Findings[0].Title
	}
	words := []string{"nothing found"}
	switch d.Outcome {
	case tokens.WouldBeRefused:
		words[0] = "would be refused"
	case tokens.CannotTell:
		words[0] = "cannot tell without " + d.Lacks
	case tokens.NothingFound:
	}
	for i := range d.Findings {
		if f := &d.Findings[i]; f.Severity.AtLeast(tokens.Hint) {
			words = append(words, string(f.Severity), string(f.Code), f.Title)
		}
	}
	s.words = strings.ToLower(strings.Join(words, " "))
	return s
}

// changesAfter returns the first moment of a token's life after now, at which
// something else may be found: it begins, a privilege ends, or all of it.
func changesAfter(t *tokens.Token, now time.Time) int64 {
	next := int64(math.MaxInt64)
	if t == nil {
		return next
	}
	at := func(m time.Time, ok bool) {
		if ok && m.After(now) {
			next = min(next, m.Unix())
		}
	}
	if issued, ok := t.IssuedAt(); ok { // clocks differ by a minute
		at(issued.Add(-time.Minute), true)
		at(issued, true)
	}
	at(t.ExpiresAt())
	at(t.EffectiveExpiresAt())
	privileges := func(all []tokens.DecodedPrivilege) {
		for _, p := range all {
			at(t.PrivilegeExpiresAt(p))
		}
	}
	privileges(t.Privileges)
	for i := range t.Services {
		privileges(t.Services[i].Privileges)
	}
	return next
}

// describe puts what does not change with time into words.
func (r *foundRow) describe(j *sightJudge) {
	appID := ""
	switch {
	case r.leak != nil:
		appID = r.leak.AppID
		r.version, r.use = "", "certificate"
	case r.token == nil:
		r.version, r.use = "", "unreadable"
	default:
		appID = r.token.AppID
		r.version, r.use = string(r.token.Version), usesOf(j.catalog, r.token)
	}
	if r.exposed = appID != "" && j.exposes(appID); r.exposed {
		appID = ""
	}
	name, known := j.names[strings.ToLower(appID)]
	if r.leak != nil && r.leak.Project != "" {
		name, known = r.leak.Project, true
	}
	switch {
	case known:
		r.owner = shortText(name)
	case r.exposed:
		r.owner = "a certificate"
	case appID != "":
		r.owner = middleID(appID)
	default:
		r.owner = "–"
	}
	about := []string{r.version, r.use, r.owner, safe.Text(clip(appID))}
	if r.token != nil {
		for _, s := range r.token.Services[:min(len(r.token.Services), maxUses)] {
			if s.Service != nil {
				about = append(about, s.Service.Title)
			}
		}
	}
	r.about = strings.ToLower(strings.Join(about, " "))
}

// The most that is told of what a token is for, in one line.
const (
	maxUses    = 8
	maxUseText = 80 // characters of one name
)

// usesOf says in a line what a token is for: its services, with the channels
// and users that they name.
func usesOf(c tokens.Catalog, t *tokens.Token) string {
	switch t.Version {
	case tokens.AccessToken2:
		return servicesIn(t)
	case tokens.AccessToken:
		if onlySignaling(t) {
			return "Signaling (checksum)"
		}
		return "RTC (checksums)"
	case tokens.DynamicKey5:
		if s := c.KeyService(t.KeyService); s != nil {
			return s.Name
		}
	case tokens.DynamicKey3, tokens.DynamicKey2:
		if t.Has(tokens.PartUID) && t.UID != 0 {
			return "user " + strconv.FormatUint(uint64(t.UID), 10)
		}
	case tokens.SignalingToken:
		return "Signaling 1.x"
	}
	return "–"
}

func servicesIn(t *tokens.Token) string {
	var uses []string
	for i := range t.Services[:min(len(t.Services), maxUses)] {
		s := &t.Services[i]
		if s.Service == nil {
			uses = append(uses, "service "+strconv.Itoa(int(s.Type)))
			continue
		}
		use := s.Service.Name
		for k, v := range s.Values {
			switch {
			case s.Service.Fields[k].Type != tokens.String:
			case v.Text == "":
				use += " –"
			default:
				use += " " + shortText(v.Text)
			}
		}
		uses = append(uses, use)
	}
	if len(t.Services) > maxUses {
		uses = append(uses, "…")
	}
	if len(uses) == 0 {
		return "no service"
	}
	return strings.Join(uses, separator)
}

// shortText makes a name fit for a terminal, and leaves out the rest of a long
// one.
func shortText(s string) string {
	n := 0
	for i := range s {
		if n++; n > maxUseText {
			return safe.Text(s[:i]) + "…"
		}
	}
	return safe.Text(s)
}

// size returns about how much memory the row takes, in bytes.
func (r *foundRow) size() int {
	const row = 1024
	return row + len(r.text) + tokenSize(r.token)
}

// tokenSize returns about how much memory what was read of a token takes, in
// bytes.
func tokenSize(t *tokens.Token) int {
	const privilege, resource = 32, 16
	if t == nil {
		return 0
	}
	n := len(t.Trailing) + privilege*len(t.Privileges)
	for _, e := range t.Extras {
		n += resource + len(e.Value)
	}
	for i := range t.Services {
		s := &t.Services[i]
		n += 5*privilege + privilege*len(s.Privileges) + len(s.Undecoded)
		for _, v := range s.Values {
			n += len(v.Text)
			for _, p := range v.Permissions {
				n += privilege
				for _, name := range p.Resources {
					n += resource + len(name)
				}
			}
		}
	}
	return n
}

// has reports whether all words occur in what is known of the row.
func (r *foundRow) has(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool {
		return !strings.Contains(r.about, w) && !strings.Contains(r.state.words, w) && !strings.Contains(r.line, w)
	})
}

// A tally counts what was found.
type tally struct{ tokens, leaks, refused, surprises int }

// count adds a row.
func (t *tally) count(r *foundRow) {
	if r.leak != nil {
		t.leaks++
		return
	}
	t.tokens++
	switch r.state.severity {
	case tokens.Refused:
		t.refused++
	case tokens.Surprise:
		t.surprises++
	case tokens.Hint, tokens.Note:
	}
}

func (t *tally) add(u tally) {
	t.tokens += u.tokens
	t.leaks += u.leaks
	t.refused += u.refused
	t.surprises += u.surprises
}
