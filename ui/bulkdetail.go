package ui

import (
	"strconv"
	"strings"
	"time"

	"atc/tokens"
	"atc/ui/safe"

	"charm.land/lipgloss/v2"
)

// LeakAdvice says what to do about an App Certificate that stands in a file.
const LeakAdvice = "whoever reads an App Certificate can sign tokens: enable the secondary certificate in the Agora Console, " +
	"have your servers use it, and delete the one that was found"

// details say all that was found about the chosen row.
func (d *fileTokens) details(width int, now time.Time) []string {
	th, r := d.env.theme, d.list.chosen
	switch {
	case r == nil:
		return nil
	case r.leak != nil:
		return d.leakLines(r, width)
	}
	g := d.judge.diagnose(r, now)
	look, mark := th.good, "✓ "
	switch g.Outcome {
	case tokens.WouldBeRefused:
		look, mark = th.bad, "✗ "
	case tokens.CannotTell:
		look, mark = th.warn, "? "
	case tokens.NothingFound:
	}
	lines := []string{
		look.Render(cut(mark+safe.Text(g.Verdict()), width)),
		th.dim.Render(cut(d.standing(r, width), width)),
	}
	if len(g.Findings) > 0 {
		lines = append(lines, findingLines(th, &g, nil, width)...)
	}
	if g.Outcome == tokens.CannotTell && r.token != nil {
		lines = append(lines, advised(th.dim, lackAdvice(g.Lacks), width)...)
	}
	if room := d.detailLines(); len(lines) > room {
		lines = append(lines[:room-1], th.dim.Render("  … "+plural(len(lines)-room+1, "line")+" more: enter shows them in Inspect"))
	}
	return lines
}

// advised is a paragraph about what to do.
func advised(st lipgloss.Style, text string, width int) []string {
	const arrow = "→ "
	lines := wrap(text, width-cells(arrow))
	for i, l := range lines {
		front := arrow
		if i > 0 {
			front = blank(cells(arrow))
		}
		lines[i] = st.Render(front + l)
	}
	return lines
}

// standing says where a row stands in the file, and what it is.
func (d *fileTokens) standing(r *foundRow, width int) string {
	said := d.place(r) + separator + middle(safe.Text(clip(r.text)), shortToken)
	if r.token == nil {
		return said
	}
	switch {
	case r.exposed:
		said += separator + "an App Certificate in place of its App ID"
	case r.token.Has(tokens.PartAppID):
		id := safe.Text(clip(r.token.AppID))
		if cells(said+separator+"App ID "+id) > width {
			id = middleID(r.token.AppID)
		}
		said += separator + "App ID " + id
	}
	if title := separator + r.token.Version.Title(); cells(said+title) <= width {
		said += title
	}
	return said
}

// shortToken is how many characters of a token are shown, for people to tell it
// from others.
const shortToken = 13

// place says where a row stands in the file.
func (d *fileTokens) place(r *foundRow) string {
	return "line " + r.line + ", column " + strconv.Itoa(r.column)
}

// lackAdvice says how to get at what is needed to tell.
func lackAdvice(lacks string) string {
	if strings.Contains(lacks, "App Certificate") {
		return "store its App Certificate in Projects, which checks the rows here anew"
	}
	return "inspect it, and fill in what the app joins with"
}

// leakLines say what a certificate in a file means.
func (d *fileTokens) leakLines(r *foundRow, width int) []string {
	th := d.env.theme
	whose, said := "an App Certificate", d.place(r)+separator
	if r.leak.Project != "" {
		whose += " of " + shortText(r.leak.Project)
	}
	if r.leak.Name != "" {
		said += shortText(r.leak.Name) + " = "
	}
	said += safe.Text(r.leak.Masked)
	if r.leak.AppID != "" && !r.exposed {
		said += separator + "App ID " + safe.Text(clip(r.leak.AppID))
	}
	lines := []string{th.bad.Render(cut("! "+whose+" stands here in the clear", width)), th.dim.Render(cut(said, width))}
	return append(lines, advised(th.text, LeakAdvice, width)...)
}
