package ui

import (
	"strconv"
	"strings"
	"time"

	"atc/ui/safe"
)

// said is what stands below the rows: what is waited for and since when, what
// went wrong and what to do about it, or how many rows are marked. It has a
// line at all times, so that the table does not jump when there is something
// to say.
func (s *usersSection) said(width int) []string {
	th := s.env.theme
	wait := func(doing string, since time.Time, esc string) []string {
		return []string{th.warn.Render(cut(doing+"… "+s.waited(since)+" · "+esc, width))}
	}
	switch {
	case s.run.underWay() && s.run.stopping:
		return wait("stopping", s.run.since, s.run.count())
	case s.run.underWay():
		return wait(s.run.doing(), s.run.since, "esc stops it")
	case s.lookup.call.id != 0:
		return wait("looking up "+s.lookup.name, s.lookup.call.since, "esc gives up")
	case s.list.call.id != 0:
		return wait("reading "+s.wantedPage(), s.list.call.since, "esc gives up")
	case s.detail.waits():
		return wait("asking for the details", s.detail.since, "esc gives up")
	}
	if lines := s.problems(width); len(lines) > 0 {
		return lines[:min(len(lines), max(1, s.height/2))]
	}
	switch n := len(s.marked); {
	case n > 0 && s.detail.open: // the keys are for the one in the details then
		return []string{th.dim.Render(cut(plural(n, "user")+" marked", width))}
	case n > 0:
		return []string{th.title.Render(cut(plural(n, "user")+" marked · esc takes the marks away", width))}
	case s.list.givenUp && len(s.rows) > 0: // or else it stands in their place
		return []string{th.dim.Render(cut("reading "+s.wantedPage()+" was given up: r tries again", width))}
	}
	return []string{""}
}

// wantedPage names the page that is read.
func (s *usersSection) wantedPage() string {
	if s.list.wanted == 0 {
		return "the users"
	}
	return "page " + strconv.Itoa(s.list.wanted+1)
}

// waited says in whole seconds how long something has been waited for.
func (s *usersSection) waited(since time.Time) string {
	return strconv.Itoa(max(0, int(s.env.Now().Sub(since)/time.Second))) + " s"
}

// problems says what went wrong last, and which key tries it again.
func (s *usersSection) problems(width int) []string {
	th := s.env.theme
	with := func(head, again string, err error) []string {
		lines := paragraph(th.warn, head+" "+again, width)
		return append(lines, chatProblem(th, err, width)...)
	}
	switch {
	case s.lookup.missed():
		lines := paragraph(th.warn, "! "+safe.Text(s.lookup.name)+" is not registered.", width)
		return append(lines, paragraph(th.dim, "m registers it and makes its user token · esc takes this away", width)...)
	case s.lookup.call.err != nil:
		return with(capital("looking up "+safe.Text(s.lookup.name))+" failed.", "l tries again, esc takes this away.", s.lookup.call.err)
	case s.run.failedAlone():
		return with(s.run.failure(), s.run.job.deed.words().key+" tries again.", s.run.outcomes[0].err)
	case s.list.call.err != nil:
		return with(capital("reading "+s.wantedPage())+" failed.", "r tries again.", s.list.call.err)
	case s.online.err != nil:
		return with("Who is online is not known.", "r tries again.", s.online.err)
	}
	return nil
}

// capital returns s with a capital at its start.
func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
