package cli

import (
	"context"
	"errors"
	"path"
	"slices"
	"strings"

	"atc/tokens"
	"atc/ui/safe"
)

// An assessment is everything that a command finds out about one text that may
// be a token.
type assessment struct {
	found tokens.Case      // by what it is judged
	says  tokens.Diagnosis // what came of it
	files bool             // there are some that could be read
}

// assess judges what was read by everything that is at hand. It is safe for
// concurrent use.
func (c *checker) assess(ctx context.Context, r tokens.Reading, j tokens.Join) assessment {
	a := assessment{found: tokens.Case{Text: r.Text, Repairs: r.Repairs, Token: r.Token, Err: r.Err, Now: c.Now(), Join: j}, files: c.visit == nil}
	c.complete(ctx, &a.found)
	a.says = c.Catalog.Diagnose(a.found)
	return a
}

// json returns the report of the token, with its text if that is not what was
// given.
func (a *assessment) json() tokens.Report {
	r := tokens.Report{Token: a.found.Token, Verification: a.found.Verification, Diagnosis: &a.says, Err: a.found.Err}
	if a.found.Token != nil && len(a.found.Repairs) > 0 {
		r.Text = a.found.Text
	}
	return r
}

// tells reports whether a finding says that the token is refused in this way.
func (a *assessment) tells(c *tokens.Catalog, failure tokens.Failure) bool {
	return slices.ContainsFunc(a.says.Findings, func(f tokens.Finding) bool {
		return f.Severity == tokens.Refused && slices.ContainsFunc(c.Rules, func(r tokens.Rule) bool {
			return r.Code == f.Code && r.Severity == tokens.Refused && r.Failure == failure
		})
	})
}

// damage says in a few words why the text could not be read whole: the title of
// the finding about it.
func (a *assessment) damage() string {
	var d *tokens.DecodeError
	isDecode := errors.As(a.found.Err, &d)
	for _, f := range a.says.Findings {
		if f.Severity == tokens.Refused && (a.found.Token == nil || isDecode && f.Code == d.Code) {
			return f.Title
		}
	}
	return a.found.Err.Error()
}

// bugReport returns the token and its findings as Markdown for a bug report, fit
// for a terminal.
func (p *program) bugReport(a *assessment) []byte {
	return []byte(safe.Lines(p.Catalog.SafeReport(a.found)))
}

// fileHint says how the tokens of a file are read, where a word on the command
// line that holds no token looks like the name of one, or is "".
func (a *assessment) fileHint() string {
	const longest = 80
	name := a.found.Text
	isNothing := len(a.says.Findings) > 0 && a.says.Findings[0].Code == tokens.CodeNotAgora
	if !a.files || !isNothing || len(name) > longest || strings.ContainsAny(name, " \t:?&=") || !hasExtension(name) {
		return ""
	}
	return ": atc scan FILE reads the tokens of a file"
}

// hasExtension reports whether a name ends like "app.log" or "logs/app.json".
func hasExtension(name string) bool {
	extension := strings.TrimPrefix(path.Ext(name), ".")
	return extension != "" && len(extension) <= 5 && !strings.ContainsFunc(extension, func(r rune) bool { return r < 'a' || r > 'z' })
}
