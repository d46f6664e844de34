package tokens_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"atc/tokens"
)

// diagnoses are those of every ruling, and of every vector in its life and long
// after.
func diagnoses(t *testing.T) map[string]tokens.Diagnosis {
	t.Helper()
	all := map[string]tokens.Diagnosis{}
	for _, tt := range rulings(t) {
		all[tt.cause] = tokens.Default.Diagnose(tt.k)
	}
	for _, file := range []string{"public.json", "bad.json"} {
		for _, v := range vectors(t, file) {
			k := v.caseOf(t)
			if r := tokens.Default.Read(k.Text); len(r.Repairs) > 0 {
				k.Text, k.Repairs, k.Token, k.Err = r.Text, r.Repairs, r.Token, r.Err
			}
			all[v.ID] = tokens.Default.Diagnose(k)
			k.Now = k.Now.AddDate(1, 0, 0)
			all[v.ID+", a year later"] = tokens.Default.Diagnose(k)
		}
	}
	return all
}

// lines counts the lines that a text takes where words are not broken.
func lines(text string, width int) int {
	n, column := 1, 0
	for _, word := range strings.Fields(text) {
		size := utf8.RuneCountInString(word)
		if column > 0 && column+1+size > width {
			n, column = n+1, 0
		}
		column += size + 1
	}
	return n
}

func TestFindingsReadWellAt80Columns(t *testing.T) {
	t.Parallel()
	const indent = 12
	badVerb := regexp.MustCompile(`%!|%[a-z]`)
	for name, d := range diagnoses(t) {
		for _, f := range d.Findings {
			for _, text := range []string{f.Message, f.Title, f.Advice} {
				switch {
				case utf8.RuneCountInString(text) > 205 || lines(text, 80-indent) > 4:
					t.Errorf("%s: %s is %d characters long: %s", name, f.Code, utf8.RuneCountInString(text), text)
				case strings.HasSuffix(text, ".") || strings.Contains(text, "  ") || strings.TrimSpace(text) != text:
					t.Errorf("%s: %s: %q ends with a full stop, or has blanks too many", name, f.Code, text)
				case badVerb.MatchString(text) && f.Code != tokens.CodeRepairedPercent:
					t.Errorf("%s: %s: %s has a value too few or too many", name, f.Code, text)
				case strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x202e }) >= 0:
					t.Errorf("%s: %s: %q holds what a terminal obeys", name, f.Code, text)
				}
			}
			if !regexp.MustCompile(`^([a-z0-9"'+=:!«]|Agora|Chat|RTC|RTM|FPA|FCDN|APaaS|ConvoAI|STT|Streaming|Flexible|32 )`).MatchString(f.Message) {
				t.Errorf("%s: %s begins with a capital: %s", name, f.Code, f.Message)
			}
			if len(f.Title) > 70 {
				t.Errorf("%s: the title of %s is too long for a verdict: %s", name, f.Code, f.Title)
			}
		}
		if len(d.Findings) > 14 {
			t.Errorf("%s: %d findings: %v", name, len(d.Findings), codesOf(d.Findings))
		}
	}
}

// A rule without a token of its kind here would be one that nobody has seen at
// work.
func TestEveryRuleIsSeenAtWork(t *testing.T) {
	t.Parallel()
	type sight struct {
		code     tokens.Code
		severity tokens.Severity
		title    string
	}
	var seen []sight
	for _, d := range diagnoses(t) {
		for _, f := range d.Findings {
			seen = append(seen, sight{f.Code, f.Severity, f.Title})
		}
	}
	for _, r := range tokens.Default.Rules {
		if !slices.Contains(seen, sight{r.Code, r.Severity, r.Title}) {
			t.Errorf("%s %s (%s) is found nowhere", r.Severity, r.Code, r.Title)
		}
	}
}

func TestReferenceOfFindingsHasALineForEachCode(t *testing.T) {
	t.Parallel()
	rows := strings.Split(strings.TrimSuffix(tokens.Default.FindingsReference(), "\n"), "\n")[2:]
	var codes []string
	for _, r := range tokens.Default.Rules {
		if !slices.Contains(codes, string(r.Code)) {
			codes = append(codes, string(r.Code))
		}
	}
	if len(rows) != len(codes) {
		t.Fatalf("%d lines for %d codes", len(rows), len(codes))
	}
	for i, code := range codes {
		if !strings.HasPrefix(rows[i], "| `"+code+"` | ") || strings.Count(strings.ReplaceAll(rows[i], `\|`, ""), "|") != 6 {
			t.Errorf("line %d is %s, want that of %s", i, rows[i], code)
		}
	}
	c := tokens.Catalog{Rules: []tokens.Rule{
		{Code: "gate_open", Severity: tokens.Refused, Needs: tokens.NeedsToken | tokens.NeedsTime, Title: "its gate is open", Advice: "shut a|b"},
		{Code: "other", Severity: tokens.Note, Title: "it is other"},
		{Code: "gate_open", Severity: tokens.Hint, Needs: tokens.NeedsToken | tokens.NeedsUser, Title: "its gate is ajar", Unverified: true},
	}}
	want := "| `gate_open` | refused, hint (unverified) | its gate is open; its gate is ajar | token, [time], [user] | shut a\\|b |\n" +
		"| `other` | note | it is other |  |  |\n"
	if got := c.FindingsReference(); !strings.HasSuffix(got, want) {
		t.Errorf("%s, want at its end %s", got, want)
	}
}

func TestUnsoundRulesAreNamed(t *testing.T) {
	t.Parallel()
	check := func(*tokens.Case) ([]any, bool) { return nil, false }
	sound := tokens.Rule{Code: "gate_open", Severity: tokens.Hint, Title: "its gate is open", Text: "the gate of %s is open", Check: check}
	for _, tt := range []struct {
		problem string
		spoil   func(*tokens.Rule)
	}{
		{"its code is not in snake case", func(r *tokens.Rule) { r.Code = "gateOpen" }},
		{"its code is not in snake case", func(r *tokens.Rule) { r.Code = "gate_" }},
		{`its severity "grave" is none`, func(r *tokens.Rule) { r.Severity = "grave" }},
		{"it has no title or no text", func(r *tokens.Rule) { r.Title = "" }},
		{"its title or advice has a verb", func(r *tokens.Rule) { r.Title = "the gate of %s" }},
		{"it has no check", func(r *tokens.Rule) { r.Check = nil }},
		{"not asked where door_open was found", func(r *tokens.Rule) { r.Unless = []tokens.Code{"door_open"} }},
		{"is not in lower case", func(r *tokens.Rule) { r.Advice = "Shut it" }},
		{"ends with a full stop", func(r *tokens.Rule) { r.Text = "the gate is open." }},
		{"has a verb that is not known", func(r *tokens.Rule) { r.Text = "the gate is open by 5 %" }},
	} {
		rule := sound
		tt.spoil(&rule)
		c := tokens.Default
		c.Rules = append(slices.Clone(c.Rules), rule)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), tt.problem) || !strings.Contains(err.Error(), string(rule.Code)) {
			t.Errorf("%v, want %s", err, tt.problem)
		}
	}
	c := tokens.Default
	c.Rules = append(slices.Clone(c.Rules), sound)
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
}
