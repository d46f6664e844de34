package ui

import (
	"slices"
	"strings"
	"time"

	"atc/tokens"
)

// decoded is a token with everything that is said about it, but for what
// changes with time.
type decoded struct {
	text         string          // as built, or as read from a paste; "" shows nothing
	repairs      []tokens.Repair // what was done to the paste
	token        *tokens.Token   // nil if nothing could be read
	err          error           // of Decode
	verification tokens.Verification
	owner        string          // the project at hand that has the App ID, or ""
	exposed      bool            // an App Certificate stands where the App ID should
	subject      tokens.Subject  // what the app joins with
	appID        tokens.Match    // NotCompared if it was not given
	channel      tokens.Match    // NotCompared if it was not given
	user         tokens.Match    // NotCompared if it was not given
	catalog      *tokens.Catalog // names numbers; nil names none
}

// decode reads a token as it stands, checks its signature with every
// certificate at hand, and compares it with what the app joins with.
func decode(e *env, text string, s tokens.Subject) decoded {
	if text == "" {
		return decoded{subject: s, catalog: &e.Catalog}
	}
	token, err := e.Catalog.Decode(text)
	return check(e, tokens.Reading{Text: text, Token: token, Err: err}, tokens.Join{}, s)
}

// check says what is known of a token that was read: who signed it, and how it
// compares with what the app joins with.
func check(e *env, r tokens.Reading, j tokens.Join, s tokens.Subject) decoded {
	d := decoded{text: r.Text, repairs: r.Repairs, token: r.Token, err: r.Err, subject: s, catalog: &e.Catalog}
	if d.token == nil {
		return d
	}
	d.verification = d.token.SignedBy(e.certificates, s)
	for i := range e.certificates {
		if c := &e.certificates[i]; c.AppID != "" && strings.EqualFold(c.AppID, d.token.AppID) {
			d.owner = c.Project
			break
		}
	}
	d.exposed = holdsCertificate(e, nil, d.token.AppID)
	if j.AppID != "" && d.token.Has(tokens.PartAppID) {
		d.appID = tokens.Different
		if j.AppID == d.token.AppID {
			d.appID = tokens.Same
		}
	}
	d.channel = anySame(s.Channels, d.token.MatchChannel)
	d.user = anySame(s.Users, d.token.MatchUser)
	return d
}

// compared returns what is set beside another token. An App Certificate in place
// of the App ID is not shown.
func (d *decoded) compared() compared {
	c := compared{d.text, d.token, d.err}
	if d.exposed {
		hidden := *d.token
		hidden.AppID = certificateHidden
		c.token = &hidden
	}
	return c
}

// certificateHidden stands where an App Certificate would.
const certificateHidden = "an App Certificate, not shown"

// diagnose judges the token at a time, by no more than itself and who signed
// it: it tries no certificate, so that it can be asked on every drawing.
func (d *decoded) diagnose(now time.Time) tokens.Diagnosis {
	if d.catalog == nil {
		return tokens.Diagnosis{}
	}
	return d.catalog.Diagnose(tokens.Case{Text: d.text, Token: d.token, Err: d.err, Now: now, Verification: &d.verification})
}

// asCase returns what the token is judged by: everything that is at hand.
func (d *decoded) asCase(e *env, j tokens.Join) tokens.Case {
	k := tokens.Case{
		Text: d.text, Repairs: d.repairs, Token: d.token, Err: d.err, Now: e.Now(),
		Certificates: e.certificates, Projects: projectRefs(e), Join: j,
	}
	if d.token != nil {
		k.Verification = &d.verification
	}
	return k
}

// projectRefs names the projects at hand, also those whose certificates could
// not be read.
func projectRefs(e *env) []tokens.ProjectRef {
	var all []tokens.ProjectRef
	add := func(name, appID string) {
		if r := (tokens.ProjectRef{Name: name, AppID: appID}); appID != "" && !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	add(e.project().Name, e.project().AppID)
	for i := range e.projects.entries {
		add(e.projects.entries[i].Name, e.projects.entries[i].AppID)
	}
	if p := e.projects.unnamed; p != nil {
		add(p.Name, p.AppID)
	}
	return all
}

// anySame compares each of the candidates until one is the same.
func anySame(candidates []string, compare func(string) tokens.Match) tokens.Match {
	found := tokens.NotCompared
	for _, c := range candidates {
		switch compare(c) {
		case tokens.Same:
			return tokens.Same
		case tokens.Different:
			found = tokens.Different
		case tokens.NotCompared:
		}
	}
	return found
}
