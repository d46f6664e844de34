package ui

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"atc/chatapi"
	"atc/chatapi/bulk"
	"atc/ui/safe"
)

const (
	// progressHeight is that of the pane over the table while nothing is wrong.
	progressHeight = 7
	// rowDetails are the lines below the table, which tell all of a row.
	rowDetails = 3
	longUUID   = 36
	widestName = 48
)

// runView draws a run: how it gets on, and below that what became of whom.
func (m *registerMany) runView() []string {
	th := m.env.theme
	said := m.progressLines(m.width - paneWidth)
	high := m.progressRows(len(said))
	top := pane{tabs: registerModes, tab: 1, focused: true}
	return append(top.draw(th, said, m.width, high), m.table(m.height-high)...)
}

// progressRows is the height of the upper pane.
func (m *registerMany) progressRows(lines int) int {
	return max(progressHeight, min(lines+paneHeight, m.height*3/5))
}

// tableRows is how many rows of the table are to be seen.
func (m *registerMany) tableRows() int {
	high := m.progressRows(len(m.progressLines(m.width - paneWidth)))
	return max(1, m.height-high-paneHeight-rowDetails-2)
}

// progressLines say how the run gets on.
func (m *registerMany) progressLines(width int) []string {
	th, r, now := m.env.theme, m.run, m.env.Now()
	k := inksOf(th)
	done := strconv.Itoa(r.done()) + " of " + plural(r.total(), "user")
	if r.total() > 0 {
		done += fmt.Sprintf(" · %d %%", 100*r.done()/r.total())
	}
	counts := strconv.Itoa(r.counts.Registered) + " registered · " + strconv.Itoa(r.counts.Existed) + " existed · "
	failed := th.text
	if r.counts.Failed > 0 {
		failed = th.bad
	}
	lines := []string{
		fit(th.strong.Render(done)+th.dim.Render(" · "+safe.Text(r.source.called())), width),
		gauge(&k.good, &k.border, time.Duration(r.done()), time.Duration(r.total()), width),
		th.text.Render(counts) + failed.Render(strconv.Itoa(r.counts.Failed)+" failed"),
		m.pace(now, width),
	}
	return append(lines, m.trouble(width)...)
}

// pace says how fast the run is, and how long it will take, or how it ended.
func (m *registerMany) pace(now time.Time, width int) string {
	th, r := m.env.theme, m.run
	took := Lasting(int64(r.active(now) / time.Second))
	speed := ""
	if rate := r.rate(now); rate > 0 {
		speed = fmt.Sprintf(" · %.0f users a second", rate)
	}
	left := ""
	if rate := r.rate(now); rate > 0 && r.left() > 0 && r.underWay() {
		left = " · about " + Lasting(1+int64(float64(r.left())/rate)) + " left"
	}
	switch {
	case r.stopping:
		return cut(th.warn.Render("stopping: what is on its way is given up…"), width)
	case r.handle == nil && r.underWay():
		return cut(th.text.Render("starting… ")+th.dim.Render(took), width)
	case !r.paused.IsZero():
		return cut(th.warn.Render("paused: p goes on")+th.dim.Render(" · at work for "+took), width)
	case r.underWay():
		return cut(th.text.Render("at work for "+took)+th.dim.Render(speed+left), width)
	case r.err != nil && givenUp(r.err):
		return cut(th.warn.Render("stopped after "+took)+th.dim.Render(" · "+strconv.Itoa(r.left())+" left: enter goes on"), width)
	case r.err != nil:
		return cut(th.bad.Render("came to a stop after "+took)+th.dim.Render(" · "+strconv.Itoa(r.left())+" left"), width)
	case r.counts.Failed > 0:
		return cut(th.warn.Render("! ended after "+took)+th.dim.Render(speed), width)
	}
	return cut(th.good.Render("✓ ended after "+took)+th.dim.Render(speed), width)
}

// trouble says why the run stopped, or what it has to do again.
func (m *registerMany) trouble(width int) []string {
	th, r := m.env.theme, m.run
	switch {
	case errors.Is(r.err, bulk.ErrRunning):
		return append(paragraph(th.bad, "! "+safe.Text(r.err.Error()), width),
			paragraph(th.dim, "wait until that has ended, or stop it there; enter tries again", width)...)
	case r.err != nil && !givenUp(r.err):
		lines := chatProblem(th, r.err, width)
		return append(lines, paragraph(th.dim, "enter goes on from here once that is mended", width)...)
	case r.underWay() && r.repeated != nil:
		said := "tried again " + strconv.Itoa(r.repeats) + " times: " + shortReason(r.repeated)
		if r.repeats == 1 {
			said = "tried again once: " + shortReason(r.repeated)
		}
		return []string{th.dim.Render(cut(said, width))}
	case !r.underWay():
		return []string{th.dim.Render(cut(m.next(), width))}
	}
	return nil
}

// next says what can be done with what came of a run.
func (m *registerMany) next() string {
	r, said := m.run, ""
	if r.again() && r.left() == 0 {
		said = "enter tries the failed ones again, "
	}
	if r.counts.Failed > 0 {
		said += "f shows those that failed, "
	}
	if m.env.Files != nil {
		return said + "v saves the table, x closes it"
	}
	return said + "a copies the table, x closes it"
}

// shortReason says in a few words why something failed.
func shortReason(err error) string {
	var e *chatapi.Error
	if errors.As(err, &e) {
		return safe.Text(e.Meaning())
	}
	return safe.Text(err.Error())
}

// table draws what became of whom. Only the rows in sight are made.
func (m *registerMany) table(height int) []string {
	th, r := m.env.theme, m.run
	width := m.width - paneWidth
	p := pane{title: "Outcomes", focused: false}
	if r.only {
		p.title = "Failed"
	}
	n, room := r.shown(), max(1, height-paneHeight-rowDetails-2)
	row, top := r.rows.place(n, room)
	if n == 0 {
		said := "Nobody is done with yet."
		if r.only {
			said = "Nobody has failed."
		}
		return p.draw(th, []string{th.dim.Render(said)}, m.width, height)
	}
	p.right = strconv.Itoa(row+1) + " of " + strconv.Itoa(n)
	name := max(len("Username"), min(r.widest+1, widestName, width-longUUID-14))
	lines := []string{th.label.Render(fit("  "+fit("Username", name)+" Outcome    UUID, or why not", width))}
	for i := top; i < min(n, top+room); i++ {
		lines = append(lines, outcomeLine(th, r.at(i), name, width, i == row))
	}
	for len(lines) < room+1 {
		lines = append(lines, "")
	}
	lines = append(lines, th.border.Render(strings.Repeat("─", width)))
	return p.draw(th, append(lines, outcomeDetails(th, r.at(row), width)...), m.width, height)
}

// outcomeLine draws a row of the table.
func outcomeLine(th *theme, o *chatapi.Outcome, name, width int, chosen bool) string {
	why, st := safe.Text(o.UUID), th.text
	if o.Err != nil {
		why = shortReason(o.Err)
	}
	if o.Result == chatapi.ResultFailed {
		st = th.bad
	}
	text := fit(safe.Text(o.Username), name) + " " + fit(o.Result.String(), 10) + " " + why
	if chosen {
		return th.selected.Render(fit("› "+text, width))
	}
	return "  " + st.Render(cut(text, width-2))
}

// outcomeDetails tell all of a row, in as many lines as there are for it.
func outcomeDetails(th *theme, o *chatapi.Outcome, width int) []string {
	lines := paragraph(th.strong, safe.Text(o.Username)+": "+o.Result.String(), width)
	var e *chatapi.Error
	switch {
	case errors.As(o.Err, &e):
		lines = append(lines, paragraph(th.text, safe.Text(e.Meaning()+": "+e.Advice()), width)...)
	case o.Err != nil:
		lines = append(lines, paragraph(th.text, safe.Text(o.Err.Error()), width)...)
	case o.UUID != "":
		lines = append(lines, th.dim.Render(cut("UUID "+safe.Text(o.UUID), width)))
	}
	return lines[:min(len(lines), rowDetails)]
}

// losing says what would be lost if the console ended now.
func (m *registerMany) losing() string {
	if m.run == nil || !m.run.underWay() {
		return ""
	}
	return "Registering is under way: " + m.run.progress() + m.run.kept() + "."
}
