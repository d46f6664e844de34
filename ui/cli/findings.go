package cli

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"atc/tokens"
	"atc/ui/safe"
)

// verdict writes the judgement in one line.
func (g *page) verdict(d *tokens.Diagnosis) {
	attribute := bold
	if d.Outcome == tokens.WouldBeRefused {
		attribute = bold + red
	}
	for i, line := range wrapWhole(safe.Text(d.Verdict()), g.width) {
		if i > 0 {
			line = "  " + line
		}
		g.b.WriteString(g.styledAs(attribute, line) + "\n")
	}
}

// The colours of severities. The words say the same.
const (
	red    = "\x1b[31m"
	yellow = "\x1b[33m"
)

// findings writes the part of what was found: for each its severity, and beside
// it what it says with its code, what to do, and what the product answers.
func (g *page) findings(all []tokens.Finding, product *tokens.Product) {
	if len(all) == 0 {
		return
	}
	const indent, gap = 2, 2
	column := indent + gap
	for _, s := range tokens.Severities() {
		column = max(column, indent+len(s)+gap)
	}
	g.heading("Findings")
	for i := range all {
		f := &all[i]
		attribute := map[tokens.Severity]string{tokens.Refused: red, tokens.Surprise: yellow}[f.Severity]
		if attribute == "" {
			attribute = cyan
		}
		g.b.WriteString(strings.Repeat(" ", indent) + g.styledAs(attribute, string(f.Severity)))
		g.hang(indent+len(f.Severity), column, safe.Text(f.Message)+" ["+string(f.Code)+"]")
		if f.Advice != "" {
			g.hang(0, column, "→ "+safe.Text(f.Advice))
		}
		if answer := answerWords(f.Answer, product); answer != "" {
			g.hang(0, column, answer)
		}
	}
}

// hang writes text that wraps at a column, in a line of which at columns are
// full.
func (g *page) hang(at, column int, text string) {
	for _, line := range wrapWhole(text, g.width-column) {
		g.b.WriteString(strings.Repeat(" ", column-at) + line + "\n")
		at = 0
	}
}

// answerWords says what the SDK of a product answers: "RTC native answers 109
// ERR_TOKEN_EXPIRED". It is "" where nobody knows.
func answerWords(a tokens.Answer, product *tokens.Product) string {
	if a.IsZero() || product == nil {
		return ""
	}
	return safe.Text(product.Title + " answers " + a.String())
}

// wrapWhole breaks text into lines of at most width columns. Unlike [wrap] it
// leaves blanks within a line as they are: they may stand in a name that is
// quoted. Words that are longer stay whole.
func wrapWhole(text string, width int) []string {
	var lines []string
	for {
		at := breakAt(text, width)
		if at < 0 {
			return append(lines, text)
		}
		lines, text = append(lines, text[:at]), text[at+1:]
	}
}

// breakAt returns which blank of a text ends its first line, or -1.
func breakAt(text string, width int) int {
	if ansi.StringWidth(text) <= width {
		return -1
	}
	at := -1
	for i := range len(text) {
		if text[i] != ' ' {
			continue
		}
		if ansi.StringWidth(text[:i]) > width {
			if at < 0 {
				at = i
			}
			break
		}
		at = i
	}
	return at
}
