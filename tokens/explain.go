package tokens

import (
	"cmp"
	"slices"
	"strings"
)

// An Explanation is one meaning of a code or a name.
type Explanation struct {
	SDK  *SDK
	Code *SDKCode
	// Causes are the rules whose findings cause it, gravest first. Of several
	// rules that say the same, one stands for all.
	Causes []*Rule
	// Exact says that the query names the code, and does not only have words in
	// common with its texts.
	Exact bool
}

// Explain says what a code, a name, a part of one, or a line of a log means: in
// the SDK with the ID sdk, or in all if that is "". Letters are matched in
// either case, numbers whole, and with or without their minus. What the query
// names comes first. It is all there is for a number and for the line of a log;
// for a few words, the codes follow that have all of them in their texts.
// Without a query, Explain returns all codes of sdk.
func (c Catalog) Explain(sdk, query string) []Explanation {
	q := newCodeQuery(query)
	if len(q.words) == 0 {
		all := strings.TrimSpace(query) == "" && sdk != ""
		return c.explanations(sdk, func(*SDK, *SDKCode) bool { return all })
	}
	named, by := c.named(sdk, q)
	if by == byNumber || q.isNumber() || len(q.words) > maxPhrase {
		return named
	}
	return append(named, c.mentioning(sdk, q, named)...)
}

// named returns the codes that the query names, in the most telling way in
// which it names any, and which way that is.
func (c Catalog) named(sdk string, q *codeQuery) ([]Explanation, naming) {
	most := byNothing
	c.explanations(sdk, func(s *SDK, code *SDKCode) bool {
		most = max(most, q.names(s, code))
		return false
	})
	if most == byNothing {
		return nil, most
	}
	named := c.explanations(sdk, func(s *SDK, code *SDKCode) bool { return q.names(s, code) == most })
	switch most {
	case byNumber:
		named = q.inTheirSDK(named)
	case byName:
		named = withoutParts(named)
	}
	for i := range named {
		named[i].Exact = true
	}
	return named, most
}

// withoutParts drops what is named only because its name is a part of a longer
// text that is named: "unable to authenticate" of "unable to authenticate due
// to expired access token".
func withoutParts(named []Explanation) []Explanation {
	return slices.DeleteFunc(slices.Clone(named), func(e Explanation) bool {
		return slices.ContainsFunc(named, func(o Explanation) bool {
			return strings.Contains(o.Code.Name, " ") && o.Code.Name != e.Code.Name && strings.Contains(o.Code.Name, e.Code.Name)
		})
	})
}

// mentioning returns the other codes whose texts have all words of the query:
// first those that have them side by side in their names, then those that have
// them there at all. Those of the same SDK stand together.
func (c Catalog) mentioning(sdk string, q *codeQuery, named []Explanation) []Explanation {
	var all []Explanation
	for _, has := range []func(*SDK, *SDKCode) bool{
		func(_ *SDK, code *SDKCode) bool { return q.isPartOf(code) },
		func(s *SDK, code *SDKCode) bool { return q.occursIn(code, s.ID, s.Title, code.Code, code.names()) },
		func(s *SDK, code *SDKCode) bool {
			return q.occursIn(code, s.ID, s.Title, s.Where, code.Code, code.names(), code.Meaning, code.Advice)
		},
	} {
		known := slices.Concat(named, all)
		all = append(all, c.explanations(sdk, func(s *SDK, code *SDKCode) bool {
			return has(s, code) && !slices.ContainsFunc(known, func(e Explanation) bool { return e.Code == code })
		})...)
	}
	return bySDK(all)
}

// bySDK puts together what is of the same SDK, in the order in which those come
// first.
func bySDK(all []Explanation) []Explanation {
	first := map[*SDK]int{}
	for i, e := range all {
		if _, ok := first[e.SDK]; !ok {
			first[e.SDK] = i
		}
	}
	slices.SortStableFunc(all, func(a, b Explanation) int { return first[a.SDK] - first[b.SDK] })
	return all
}

// explanations returns the codes of an SDK, or of all, that fit.
func (c Catalog) explanations(sdk string, fits func(*SDK, *SDKCode) bool) []Explanation {
	var all []Explanation
	for i := range c.SDKs {
		s := &c.SDKs[i]
		if sdk != "" && s.ID != sdk {
			continue
		}
		for j := range s.Codes {
			if code := &s.Codes[j]; fits(s, code) {
				all = append(all, Explanation{SDK: s, Code: code, Causes: c.causes(s, code)})
			}
		}
	}
	return all
}

// causes returns the rules that lead to a code: the gravest first, of these the
// likeliest, and then in the order of the failures.
func (c Catalog) causes(s *SDK, code *SDKCode) []*Rule {
	failures := slices.Concat(code.Failures, code.Perhaps)
	var causes []*Rule
	for i := range c.Rules {
		r := &c.Rules[i]
		if !slices.Contains(failures, r.Failure) || !c.concerns(r, s) {
			continue
		}
		if !slices.ContainsFunc(causes, func(o *Rule) bool { return o.Code == r.Code && o.Title == r.Title }) {
			causes = append(causes, r)
		}
	}
	unlikely := func(r *Rule) int {
		if i := slices.Index(likeliest, r.Code); i >= 0 {
			return i
		}
		return len(likeliest)
	}
	slices.SortStableFunc(causes, func(a, b *Rule) int {
		return cmp.Or(a.Severity.rank()-b.Severity.rank(), unlikely(a)-unlikely(b), slices.Index(failures, a.Failure)-slices.Index(failures, b.Failure))
	})
	return causes
}

// concerns reports whether a rule is about a product whose codes are those of s,
// on another platform or in other releases included.
func (c Catalog) concerns(r *Rule, s *SDK) bool {
	return r.Products == nil || slices.ContainsFunc(r.Products, func(id string) bool {
		p := c.Product(id)
		return p != nil && (p.SDK == s.ID || s.Aside != "" && slices.Contains(p.More, s.ID))
	})
}
