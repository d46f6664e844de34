package tokens

import (
	"slices"
	"strconv"
	"strings"
)

// CodesReference returns the codes that a token can be the cause of as a table
// in Markdown, for the reference in a README: the SDK, the code with its name,
// what it means, and the findings that say why.
func (c Catalog) CodesReference() string {
	var b strings.Builder
	b.WriteString("| SDK | Code | What it means | Findings |\n|---|---|---|---|\n")
	for i := range c.SDKs {
		s := &c.SDKs[i]
		title := s.Title
		for j := range s.Codes {
			code := &s.Codes[j]
			if !code.AboutTokens() {
				continue
			}
			meaning := code.Meaning
			if code.Unverified {
				meaning += " (unverified)"
			}
			for _, cell := range []string{title, inBackticks(code.Code, code.Name), meaning, c.findingCodes(s, code)} {
				b.WriteString("| " + strings.ReplaceAll(cell, "|", `\|`) + " ")
			}
			b.WriteString("|\n")
			title = ""
		}
	}
	return b.String()
}

// findingCodes returns the codes of the likeliest findings that say why a code
// comes, and how many others there are.
func (c Catalog) findingCodes(s *SDK, code *SDKCode) string {
	const most = 6
	var list []string
	for _, r := range c.causes(s, code) {
		if name := "`" + string(r.Code) + "`"; r.Severity == Refused && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	if more := len(list) - most; more > 1 {
		list = append(list[:most], "and "+strconv.Itoa(more)+" more")
	}
	return strings.Join(list, ", ")
}

// inBackticks returns what is not empty, each as code.
func inBackticks(texts ...string) string {
	var list []string
	for _, t := range texts {
		if t != "" {
			list = append(list, "`"+t+"`")
		}
	}
	return strings.Join(list, " ")
}
