package envfile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"atc/keystore/secret"
)

// A candidate is a pair in the making. One of the two entries may be nil.
type candidate struct {
	id, cert *entry
	problem  string // "" if there is none beside those of the values
}

// pairs puts together what belongs together.
func (d *document) pairs(source string) []Pair {
	live, overridden := d.live()
	var all []candidate
	var scopes []int
	for _, e := range live {
		scopes = append(scopes, e.scope)
	}
	slices.Sort(scopes)
	for _, scope := range slices.Compact(scopes) {
		all = append(all, d.inScope(live, scope, source)...)
	}
	all = append(all, overridden...)
	all = slices.DeleteFunc(all, candidate.isForeign)
	var found []Pair
	for _, c := range withoutRepeats(all) {
		found = append(found, c.pair(source))
	}
	return found
}

// live leaves out the entries that a later one with the same name overrides.
// An overridden certificate is still a secret in the file, so that it is told.
func (d *document) live() (live []*entry, overridden []candidate) {
	type name struct {
		scope int
		key   string
	}
	last := map[name]*entry{}
	for i := range d.found {
		e := &d.found[i]
		last[name{e.scope, e.key}] = e
	}
	for i := range d.found {
		e := &d.found[i]
		winner := last[name{e.scope, e.key}]
		switch {
		case e == winner:
			live = append(live, e)
		case e.role == certificate && e.quality() == usable && e.value != winner.value:
			problem := fmt.Sprintf("%s does not count, because line %d gives it again", e.where(), winner.line)
			overridden = append(overridden, candidate{cert: e, problem: problem})
		}
	}
	return live, overridden
}

// inScope pairs the entries of one object: first those of the same family, then
// what is left over, then certificates with the App ID of an object around.
func (d *document) inScope(live []*entry, scope int, source string) (made []candidate) {
	var looseIDs, looseCerts []*entry
	for i := range families {
		ids, certs := pick(live, scope, i, appID), pick(live, scope, i, certificate)
		if len(ids) > 0 && len(certs) > 0 {
			made = append(made, join(ids, certs)...)
		} else {
			looseIDs, looseCerts = append(looseIDs, ids...), append(looseCerts, certs...)
		}
	}
	if ids, certs := ours(looseIDs), ours(looseCerts); len(ids) > 0 && len(certs) > 0 {
		return append(made, join(ids, certs)...)
	}
	for _, e := range distinct(looseIDs) {
		made = append(made, candidate{id: e, problem: e.missing(certificate, source)})
	}
	for _, e := range distinct(looseCerts) {
		if ids := d.around(live, scope, e.family); len(ids) > 0 {
			made = append(made, join(ids, []*entry{e})...)
		} else {
			made = append(made, candidate{cert: e, problem: e.missing(appID, source)})
		}
	}
	return made
}

// around returns the App IDs of the nearest object around a scope that has any:
// those of the family, or else those of all families.
func (d *document) around(live []*entry, scope, family int) []*entry {
	for scope = d.parents[scope]; scope != noParent; scope = d.parents[scope] {
		if ids := pick(live, scope, family, appID); len(ids) > 0 {
			return ids
		}
		var ids []*entry
		for i := range families {
			ids = append(ids, pick(live, scope, i, appID)...)
		}
		if ids = ours(ids); len(ids) > 0 {
			return ids
		}
	}
	return nil
}

// ours returns what may be paired across families: entries whose names mention
// Agora or, if there are none, those whose value has the form of Agora's.
func ours(entries []*entry) []*entry {
	isNamed := func(e *entry) bool { return !families[e.family].generic }
	if slices.ContainsFunc(entries, isNamed) {
		entries = slices.DeleteFunc(slices.Clone(entries), func(e *entry) bool { return !isNamed(e) })
	} else {
		entries = slices.DeleteFunc(slices.Clone(entries), func(e *entry) bool { return e.quality() != usable })
	}
	return distinct(entries)
}

// pick returns the entries of a scope and family with a role, in the order of
// the table.
func pick(live []*entry, scope, family int, r role) (found []*entry) {
	for _, e := range live {
		if e.scope == scope && e.family == family && e.role == r {
			found = append(found, e)
		}
	}
	slices.SortStableFunc(found, func(a, b *entry) int { return a.rank - b.rank })
	return distinct(found)
}

// distinct leaves out repeated values, and placeholders beside something real.
func distinct(entries []*entry) (kept []*entry) {
	for _, e := range entries {
		if !slices.ContainsFunc(kept, func(k *entry) bool { return k.value == e.value && k.flaw == e.flaw }) {
			kept = append(kept, e)
		}
	}
	isReal := func(e *entry) bool { return e.quality() != placeholder }
	if slices.ContainsFunc(kept, isReal) {
		return slices.DeleteFunc(kept, func(e *entry) bool { return !isReal(e) })
	}
	return kept[:min(len(kept), 1)]
}

// join makes a candidate of each certificate. Where there are several App IDs
// it is for the developer to say which of them the certificates belong to.
func join(ids, certs []*entry) (made []candidate) {
	problem := ""
	if len(ids) > 1 {
		problem = fmt.Sprintf("%s and %s differ, so that it is not clear which App ID the certificate belongs to: remove the wrong one", ids[0].where(), ids[1].where())
	}
	for _, c := range certs {
		made = append(made, candidate{ids[0], c, problem})
	}
	return made
}

// missing says that an entry has no counterpart, and where one was looked for.
func (e *entry) missing(counterpart role, source string) string {
	names := families[e.family].certificates
	if counterpart == appID {
		names = families[e.family].appIDs
	}
	return fmt.Sprintf("there is no %s to go with %s: looked in %s for %s and names like it", counterpart.term(), e.where(), source, names[0])
}

// isForeign reports whether a candidate belongs to some other tool: its names
// do not mention Agora, and its values do not look like Agora's either.
func (c candidate) isForeign() bool {
	isGeneric := func(e *entry) bool { return e == nil || families[e.family].generic }
	is := func(e *entry, q quality) bool { return e != nil && e.quality() == q }
	if !isGeneric(c.id) || !isGeneric(c.cert) || is(c.id, usable) || is(c.cert, usable) {
		return false
	}
	return !is(c.id, placeholder) || !is(c.cert, placeholder)
}

// isComplete reports whether the candidate can be imported.
func (c candidate) isComplete() bool { return c.problems() == "" }

// problems says all that is wrong with the candidate, or returns "".
func (c candidate) problems() string {
	var all []string
	for _, e := range []*entry{c.id, c.cert} {
		if e != nil && e.problem() != "" {
			all = append(all, e.problem())
		}
	}
	if len(all) == 0 && c.problem == "" && c.id != nil && c.cert != nil && strings.EqualFold(c.id.value, c.cert.value) {
		all = append(all, fmt.Sprintf("%s and %s are the same: copy the App Certificate again from the Agora Console", c.id.where(), c.cert.where()))
	}
	if c.problem != "" {
		all = append(all, c.problem)
	}
	return strings.Join(all, "; ")
}

// withoutRepeats leaves out what an earlier candidate tells already, halves of
// complete ones, and, where one is complete, halves without anything in them.
func withoutRepeats(all []candidate) (kept []candidate) {
	var complete []candidate
	for _, c := range all {
		if c.isComplete() {
			complete = append(complete, c)
		}
	}
	for _, c := range all {
		told := func(other candidate) bool {
			return (c.id == nil || c.id.value == other.id.value) && (c.cert == nil || c.cert.value == other.cert.value)
		}
		half := c.id == nil || c.cert == nil
		isEmpty := (c.id == nil || c.id.quality() == placeholder) && (c.cert == nil || c.cert.quality() == placeholder)
		switch {
		case c.isComplete() && slices.ContainsFunc(kept, func(k candidate) bool { return k.isComplete() && told(k) }):
		case half && slices.ContainsFunc(complete, told):
		case half && isEmpty && len(complete) > 0:
		default:
			kept = append(kept, c)
		}
	}
	return kept
}

// pair returns the candidate as it is handed out. A value that is not of the
// form is left out: it could be anything, such as a secret in the wrong place.
func (c candidate) pair(source string) Pair {
	p := Pair{Source: source}
	if c.id != nil {
		p.AppIDKey, p.AppIDLine = c.id.key, c.id.line
		if isHexID(c.id.value) {
			p.AppID = c.id.value
		}
	}
	if c.cert != nil {
		p.CertificateKey, p.CertificateLine = c.cert.key, c.cert.line
		if isHexID(c.cert.value) {
			p.Certificate = secret.New(c.cert.value)
		}
	}
	if problem := c.problems(); problem != "" {
		p.Problem = errors.New(problem)
	}
	p.CertificateEmpty = c.problem == "" && c.id != nil && c.id.quality() == usable && c.cert != nil && c.cert.isEmpty()
	return p
}
