package cli

import (
	"fmt"
	"slices"
	"strings"

	"atc/tokens"
)

// inShort writes what a code means, and nothing else of it.
func (g *page) inShort(c *tokens.SDKCode) {
	g.b.WriteString("  " + g.styledAs(cyan, c.String()) + "\n")
	g.paragraph(4, unverifiedMeaning(c))
}

// advice writes what to do, behind an arrow.
func (g *page) advice(indent int, text string) {
	front := "→ "
	for _, line := range wrap(text, g.width-indent-2) {
		g.b.WriteString(strings.Repeat(" ", indent) + front + line + "\n")
		front = "  "
	}
}

// explanation writes one code. In full, each finding that causes it stands on a
// line of its own, with what to do about it.
func (g *page) explanation(e *tokens.Explanation, full bool) {
	g.b.WriteString("  " + g.styledAs(cyan, e.Code.String()) + "\n")
	if len(e.Code.Aliases) > 0 {
		g.paragraph(4, "also: "+strings.Join(e.Code.Aliases, ", "))
	}
	g.paragraph(4, unverifiedMeaning(e.Code))
	if e.Code.Advice != "" {
		g.advice(4, e.Code.Advice)
	}
	causes := refusals(e)
	switch {
	case len(causes) == 0:
	case full:
		g.causes(causes)
	default:
		g.paragraph(4, "findings: "+someCodes(causes))
	}
}

// causes writes what the likeliest findings say, and names the others.
func (g *page) causes(causes []*tokens.Rule) {
	const most = 12
	g.b.WriteString("\n    " + g.styledAs(bold, "Findings that cause it") + "\n")
	told := causes
	if len(causes) > most+1 {
		told = causes[:most]
	}
	width := 0
	for _, r := range told {
		width = max(width, len(r.Code))
	}
	for _, r := range told {
		g.entry(4, string(r.Code), width, r.Title)
		if r.Advice != "" {
			g.advice(4+width+2, r.Advice)
		}
	}
	if others := causes[len(told):]; len(others) > 0 {
		g.b.WriteByte('\n')
		g.paragraph(4, "others: "+strings.Join(codesIn(others), ", "))
	}
}

// refusals returns the causes that are more than worth knowing: one for each
// code and title.
func refusals(e *tokens.Explanation) []*tokens.Rule {
	return slices.DeleteFunc(slices.Clone(e.Causes), func(r *tokens.Rule) bool { return !r.Severity.AtLeast(tokens.Hint) })
}

// someCodes names the first of the codes, and says how many more there are.
func someCodes(causes []*tokens.Rule) string {
	const most = 8
	list := codesIn(causes)
	if more := len(list) - most; more > 1 {
		list = append(list[:most], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(list, ", ")
}

// codesIn returns the codes of rules, each once.
func codesIn(rules []*tokens.Rule) []string {
	var list []string
	for _, r := range rules {
		if code := string(r.Code); !slices.Contains(list, code) {
			list = append(list, code)
		}
	}
	return list
}

// unverifiedMeaning is what a code means, with a mark where no source of
// Agora's settles it.
func unverifiedMeaning(c *tokens.SDKCode) string {
	if c.Unverified {
		return c.Meaning + " (unverified)"
	}
	return c.Meaning
}

// The JSON of "atc explain --json".
type (
	explainJSON struct {
		SDK          string            `json:"sdk,omitempty"`
		Explanations []explanationJSON `json:"explanations"`
		Near         []nearJSON        `json:"near,omitempty"` // only where there is no explanation
	}
	explanationJSON struct {
		SDK        string      `json:"sdk"`
		SDKTitle   string      `json:"sdk_title"`
		Code       string      `json:"code,omitempty"`
		Name       string      `json:"name,omitempty"`
		Aliases    []string    `json:"aliases,omitempty"`
		Meaning    string      `json:"meaning"`
		Advice     string      `json:"advice,omitempty"`
		Exact      bool        `json:"exact"`
		Unverified bool        `json:"unverified,omitempty"`
		Causes     []causeJSON `json:"causes"`
	}
	causeJSON struct {
		Severity tokens.Severity `json:"severity"`
		Code     tokens.Code     `json:"code"`
		Title    string          `json:"title"`
		Advice   string          `json:"advice,omitempty"`
	}
	nearJSON struct {
		SDK  string `json:"sdk"`
		Code string `json:"code,omitempty"`
		Name string `json:"name,omitempty"`
	}
	sdksJSON struct {
		SDKs []sdkJSON `json:"sdks"`
	}
	sdkJSON struct {
		ID    string `json:"id"`
		Title string `json:"title"`
		Where string `json:"where"`
		Codes int    `json:"codes"`
	}
)

func (p *program) explanationsJSON(sdk, query string, found []tokens.Explanation) explainJSON {
	out := explainJSON{SDK: sdk, Explanations: []explanationJSON{}}
	for i := range found {
		e := &found[i]
		one := explanationJSON{
			SDK: e.SDK.ID, SDKTitle: e.SDK.Title, Code: e.Code.Code, Name: e.Code.Name, Aliases: e.Code.Aliases,
			Meaning: e.Code.Meaning, Advice: e.Code.Advice, Exact: e.Exact, Unverified: e.Code.Unverified, Causes: []causeJSON{},
		}
		for _, r := range e.Causes {
			one.Causes = append(one.Causes, causeJSON{r.Severity, r.Code, r.Title, r.Advice})
		}
		out.Explanations = append(out.Explanations, one)
	}
	if len(found) == 0 {
		for _, e := range p.Catalog.Nearest(sdk, query) {
			out.Near = append(out.Near, nearJSON{e.SDK.ID, e.Code.Code, e.Code.Name})
		}
	}
	return out
}

func sdkListJSON(c tokens.Catalog) sdksJSON {
	out := sdksJSON{SDKs: []sdkJSON{}}
	for i := range c.SDKs {
		s := &c.SDKs[i]
		out.SDKs = append(out.SDKs, sdkJSON{s.ID, s.Title, s.Where, len(s.Codes)})
	}
	return out
}
