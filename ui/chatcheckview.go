package ui

import (
	"time"

	"atc/chatapi"
	"atc/ui/safe"

	"charm.land/lipgloss/v2"
)

func (c *connectionSection) view() frame {
	th, width := c.env.theme, c.width-paneWidth
	p := pane{title: "Connection check", focused: true}
	if !c.ready() {
		return frame{lines: p.draw(th, c.session.notReady(width), c.width, c.height)}
	}
	lines := c.lines(width)
	shown, top := window(lines, c.top, c.height-paneHeight)
	p.top, p.total = top, len(lines)
	return frame{lines: p.draw(th, shown, c.width, c.height)}
}

// lines returns all there is to say.
func (c *connectionSection) lines(width int) []string {
	th := c.env.theme
	lines := c.form(width)
	if c.call == 0 && c.ran.IsZero() {
		return append(lines, c.before(width)...)
	}
	for i := range c.steps {
		lines = append(lines, stepLines(th, &c.steps[i], width)...)
	}
	lines = append(lines, "")
	if c.call != 0 {
		w := tokenWait{doing: "checking", since: c.since, ending: c.ending}
		return append(lines, w.lines(th, c.env.Now(), width)...)
	}
	if c.err != nil && (givenUp(c.err) || len(c.steps) == 0) {
		lines = append(lines, chatProblem(th, c.err, width)...)
	} else {
		lines = append(lines, paragraph(c.tone(c.worst()), c.summary(), width)...)
	}
	return append(lines, paragraph(th.dim, "checked at "+clockTime(c.ran, c.env.Now())+" · enter checks again, y copies the report", width)...)
}

// form says where requests go, and what the other form of the address is.
func (c *connectionSection) form(width int) []string {
	th, a := c.env.theme, c.where()
	where := a.Base()
	if a.Host == "" {
		where = "the built-in emulator, " + a.Prefix()
	}
	used, other := "by App ID", "by AppKey, once the project has one (e in Projects): as older projects and examples do"
	if c.env.project().Sharing.Lent() {
		other = "by AppKey, if the project had one: as older projects and examples do"
	}
	if a.ByAppKey() {
		used = "by AppKey"
		other = chatapi.Address{Host: a.Host, AppID: a.AppID}.Prefix() + " (by App ID), if the project had no AppKey"
	}
	lines := []string{th.label.Render("Address  ") + th.text.Render(cut(safe.Text(where), width-9))}
	lines = append(lines, th.label.Render("Form     ")+th.text.Render(used))
	for i, l := range wrap(safe.Text(other), width-9) {
		label := "         "
		if i == 0 {
			label = "Or       "
		}
		lines = append(lines, th.label.Render(label)+th.dim.Render(l))
	}
	return append(lines, "")
}

// before says what will be tried.
func (c *connectionSection) before(width int) []string {
	th := c.env.theme
	lines := paragraph(th.text, "enter checks, one after the other:", width)
	for _, one := range [][2]string{
		{"DNS", "the name of the host is known"},
		{"Connection", "something answers there"},
		{"TLS", "its certificate is good (not asked of this machine)"},
		{"App", "the service knows the app under this form of the address"},
		{"App token", "one that is signed with the primary certificate is accepted"},
		{"Clock", "its clock and the one here agree"},
	} {
		lines = append(lines, "  "+th.label.Render(fit(one[0], 12))+th.text.Render(cut(one[1], width-14)))
	}
	lines = append(lines, "")
	return append(lines, paragraph(th.dim, "It sends one or two requests that list one user: they change nothing.", width)...)
}

// briefStep is the shortest time worth telling of a step. Some are a look at
// what an earlier one was answered.
const briefStep = time.Millisecond / 10

// stepLines draw a step: what came of it, how long it took, and what to do.
func stepLines(th *theme, s *chatapi.Step, width int) []string {
	const name = 16
	mark, st := stateMark(th, s.State)
	took := ""
	if s.Took >= briefStep {
		took = " " + milliseconds(s.Took)
	}
	result := safe.Text(s.Result)
	if result == "" {
		result = map[chatapi.StepState]string{chatapi.StepRunning: "…", chatapi.StepSkipped: "not tried"}[s.State]
	}
	room := max(1, width-2-name-cells(took))
	var lines []string
	for i, l := range wrap(result, room) {
		if i == 0 {
			lines = append(lines, st.Render(mark)+th.label.Render(fit(safe.Text(s.Name), name))+st.Render(fit(l, room))+th.dim.Render(took))
			continue
		}
		lines = append(lines, blank(2+name)+st.Render(l))
	}
	if s.Advice == "" {
		return lines
	}
	for i, l := range wrap(safe.Text(s.Advice), max(1, width-4-name)) {
		arrow := "  "
		if i == 0 {
			arrow = "→ "
		}
		lines = append(lines, blank(2+name)+th.text.Render(arrow+l))
	}
	return lines
}

// stateMark returns the mark of a step, and how it is drawn.
func stateMark(th *theme, s chatapi.StepState) (string, lipgloss.Style) {
	switch s {
	case chatapi.StepGood:
		return "✓ ", th.good
	case chatapi.StepWarning:
		return "! ", th.warn
	case chatapi.StepFailed:
		return "✗ ", th.bad
	case chatapi.StepSkipped:
		return "– ", th.dim
	}
	return "… ", th.text
}

func (c *connectionSection) tone(s chatapi.StepState) lipgloss.Style {
	_, st := stateMark(c.env.theme, s)
	return st
}

// summary says in a sentence what the check comes to.
func (c *connectionSection) summary() string {
	said := "All is well: the Chat service takes the requests of this project."
	switch c.worst() {
	case chatapi.StepFailed:
		said = "It does not work: see the step that failed."
		if c.err != nil && givenUp(c.err) {
			said = "The check was given up."
		}
	case chatapi.StepWarning:
		said = "It works, with something to look at."
	}
	return said
}
