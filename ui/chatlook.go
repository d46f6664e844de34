package ui

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"atc/chatapi"
	"atc/ui/safe"

	"github.com/charmbracelet/x/ansi"
)

// What the sections of the Chat screen draw alike.

// chatProblem says why a request failed: what that means, what to do next, and
// below it what the service itself said.
func chatProblem(th *theme, err error, width int) []string {
	var e *chatapi.Error
	switch {
	case errors.Is(err, context.Canceled):
		return paragraph(th.dim, "given up", width)
	case !errors.As(err, &e):
		return paragraph(th.bad, "! "+safe.Text(err.Error()), width)
	}
	lines := paragraph(th.bad, "! "+safe.Text(e.Meaning()), width)
	lines = append(lines, paragraph(th.text, "→ "+safe.Text(e.Advice()), width)...)
	if said := serviceSaid(e); said != "" {
		lines = append(lines, paragraph(th.dim, said, width)...)
	}
	return lines
}

// serviceSaid repeats what the service answered, for a search or a report.
func serviceSaid(e *chatapi.Error) string {
	if e.Because != nil {
		e = e.Because
	}
	var parts []string
	if e.Status > 0 {
		parts = append(parts, "HTTP "+strconv.Itoa(e.Status))
	}
	for _, text := range []string{e.Code, e.Description} {
		if text = cut(safe.Text(text), 200); text != "" {
			parts = append(parts, text)
		}
	}
	if len(parts) == 0 && e.Err != nil {
		parts = append(parts, cut(safe.Text(e.Err.Error()), 200))
	}
	if e.RequestID != "" {
		parts = append(parts, "request "+cut(safe.Text(e.RequestID), 64))
	}
	return strings.Join(parts, " · ")
}

// chatNotice is chatProblem for the line at the foot.
func chatNotice(doing string, err error) action {
	var e *chatapi.Error
	switch {
	case errors.Is(err, context.Canceled):
		return notify{doing + ": given up"}
	case errors.As(err, &e):
		return warn{doing + ": " + e.Meaning() + ": " + e.Advice()}
	}
	return warn{doing + ": " + err.Error()}
}

// notReady says why no request can be made.
func (c *chatSession) notReady(width int) []string {
	return paragraph(c.env.theme.warn, "! "+c.lack(), width)
}

// requestLines shows a request as HTTP has it, with its secrets masked.
func requestLines(th *theme, r chatapi.Request, width int) []string {
	var lines []string
	for i, l := range strings.Split(strings.TrimRight(r.Text(), "\n"), "\n") {
		st := th.text
		if i == 0 {
			st = th.strong
		}
		for _, part := range wrapHard(safe.Text(l), width) {
			lines = append(lines, st.Render(part))
		}
	}
	return lines
}

// wrapHard breaks s into lines of at most width columns anywhere: a URL has no
// blanks, and must stay as it is.
func wrapHard(s string, width int) []string {
	if cells(s) <= width {
		return []string{s}
	}
	return strings.Split(ansi.Hardwrap(s, width, true), "\n")
}

// tokenFor asks the section for user tokens to make one for a user.
type tokenFor struct{ username string }
