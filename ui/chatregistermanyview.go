package ui

import (
	"errors"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"atc/chatapi/bulk"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// panes returns the widths of the list and of what is said about it.
func (m *registerMany) panes() (left, right int) {
	left = m.width * 17 / 40
	return left, m.width - left
}

func (m *registerMany) setSize(width, height int) {
	m.width, m.height = width, height
	left, _ := m.panes()
	m.form.setSize(max(0, left-paneWidth), max(0, height-paneHeight))
}

func (m *registerMany) view() frame {
	if m.run != nil {
		return frame{lines: m.runView()}
	}
	th := m.env.theme
	left, right := m.panes()
	var f frame
	if len(m.form.fields) > 0 {
		f = m.form.view()
	}
	lines := f.lines
	if m.held != "" && m.value(inputFrom) != fromFile {
		lines = lines[:min(len(lines), 3)]
		lines = append(lines, m.heldLines(left-paneWidth)...)
	}
	names := pane{tabs: registerModes, tab: 1, focused: m.typing()}
	said := pane{title: "What is in it", focused: !m.typing()}
	var ended []string
	if m.ended != "" {
		ended = append(paragraph(th.warn, "! "+m.ended, right-paneWidth), "")
	}
	about, n := m.about(right-paneWidth, m.height-paneHeight-len(ended))
	about = append(ended, about...)
	if n > 0 {
		said.right = strconv.Itoa(m.check.top+1) + "–" + strconv.Itoa(m.check.top+n) + " of " + plural(len(m.check.list.Problems), "problem")
	}
	return frame{
		lines:  beside(names.draw(th, lines, left, m.height), said.draw(th, about, right, m.height)),
		cursor: inPane(f.cursor),
	}
}

// heldLines describe a list that no field takes.
func (m *registerMany) heldLines(width int) []string {
	th := m.env.theme
	n := strings.Count(strings.TrimRight(m.held, "\n"), "\n") + 1
	size := strconv.Itoa((len(m.held)+1023)/1024) + " KiB"
	lines := paragraph(th.strong, "A pasted list of "+plural(n, "line")+", "+size+".", width)
	return append(append(lines, ""), paragraph(th.dim, "Paste more to add to it; x empties it.", width)...)
}

// about says what is in the list, and what enter does about it. The second
// result is how many problems it has room for.
func (m *registerMany) about(width, height int) (lines []string, problems int) {
	th, c := m.env.theme, &m.check
	switch {
	case c.reading() && (c.source.file != "" || m.env.Now().Sub(c.since) >= time.Second): // nobody reads what is gone at once
		w := tokenWait{doing: "reading " + safe.Text(c.source.called()), since: c.since}
		return w.lines(th, m.env.Now(), width), 0
	case m.interrupted != nil:
		return m.aboutEarlier(width), 0
	case c.list == nil && c.err != nil:
		return m.unread(width), 0
	case c.list == nil:
		return m.aboutNothing(width), 0
	}
	lines = m.aboutList(width)
	for i := c.top; i < len(c.list.Problems); i++ {
		p := problemLines(th, &c.list.Problems[i], width)
		if len(lines)+len(p) > height && problems > 0 {
			break
		}
		lines = append(lines, p...)
		problems++
	}
	return lines, problems
}

// scroll goes through the problems of the list, and reports whether the key
// was one for that.
func (m *registerMany) scroll(k tea.KeyPressMsg) bool {
	c := &m.check
	if c.list == nil || len(c.list.Problems) == 0 {
		return false
	}
	const page = 5
	top := m.env.keys.scrolled(k, c.top, page, m.lastTop())
	moved := top != c.top
	c.top = top
	return moved
}

// lastTop is the first problem that is shown when the last one is in sight.
func (m *registerMany) lastTop() int {
	_, right := m.panes()
	width := right - paneWidth
	problems := m.check.list.Problems
	room := m.height - paneHeight - len(m.aboutList(width))
	top := len(problems)
	for top > 0 {
		if room -= len(problemLines(m.env.theme, &problems[top-1], width)); room < 0 {
			break
		}
		top--
	}
	return min(top, len(problems)-1)
}

// problemLines shows a line that nobody is registered for.
func problemLines(th *theme, p *bulk.Problem, width int) []string {
	const most = 3 // lines for what is wrong
	lines := []string{th.label.Render(cut("line "+strconv.Itoa(p.Line)+"  "+safe.Text(p.Username), width))}
	why := wrap(safe.Text(p.Err.Error()), width-2)
	for _, l := range why[:min(len(why), most)] {
		lines = append(lines, "  "+th.text.Render(l))
	}
	return lines
}

// aboutList says how many users there are and what registering them takes, and
// heads the lines that have a problem.
func (m *registerMany) aboutList(width int) []string {
	th, c := m.env.theme, &m.check
	if c.err != nil {
		return append(append(paragraph(th.bad, "! "+safe.Text(c.err.Error()), width), ""), m.leftOut(width)...)
	}
	l := c.list
	n, least := requests(len(l.Users))
	lines := []string{th.strong.Render(cut(plural(len(l.Users), "user")+" to register", width))}
	took := "in " + plural(n, "request")
	if n > 1 {
		took += ", at least " + Lasting(int64(least.Seconds()))
	}
	lines = append(lines, paragraph(th.text, took, width)...)
	if l.Lowered > 0 {
		lines = append(lines, paragraph(th.text, plural(l.Lowered, "name")+" had upper case, which the service lowers", width)...)
	}
	if len(l.Ignored) > 0 {
		lines = append(lines, paragraph(th.warn, "! columns that are not read: "+cut(safe.Text(strings.Join(l.Ignored, ", ")), 2*width), width)...)
	}
	said := "enter registers them"
	switch {
	case m.form.isDocument():
		said = "tab, then enter registers them; alt+enter does at once"
	case m.source() != c.source:
		said = "enter reads the file"
	}
	lines = append(append(lines, ""), paragraph(th.dim, said, width)...)
	return append(append(lines, ""), m.leftOut(width)...)
}

// leftOut heads the lines that nobody is registered for.
func (m *registerMany) leftOut(width int) []string {
	n := len(m.check.list.Problems)
	if n == 0 {
		return nil
	}
	return []string{m.env.theme.warn.Render(cut("! "+plural(n, "line")+" left out:", width))}
}

// aboutNothing says what to do first.
func (m *registerMany) aboutNothing(width int) []string {
	th := m.env.theme
	first := "Paste or type the names, one a line, or CSV with a header such as username,nickname,password."
	switch {
	case m.value(inputFrom) == fromFile && m.value(inputFile) != "":
		first = "enter reads the file."
	case m.value(inputFrom) == fromFile:
		first = "Type the path of a file: one name a line, or CSV with a header such as username,nickname,password."
	case m.env.Files != nil:
		first += " Or choose a file: ←→ on From."
	}
	lines := append(paragraph(th.text, first, width), "")
	return append(lines, paragraph(th.dim, "What is in the list is shown here before anything is sent.", width)...)
}

// aboutEarlier says that the list was begun before, and asks what to do.
func (m *registerMany) aboutEarlier(width int) []string {
	th, e := m.env.theme, m.interrupted
	lines := paragraph(th.warn, "! An earlier run of this list was interrupted.", width)
	if e.Count > 0 {
		lines = append(lines, paragraph(th.text, strconv.Itoa(e.Done)+" of "+plural(e.Count, "user")+" were done with.", width)...)
	}
	if !e.At.IsZero() {
		lines = append(lines, paragraph(th.text, "Its last step was "+clockTime(e.At, m.env.Now())+".", width)...)
	}
	lines = append(lines, "")
	for _, one := range [][2]string{
		{" enter ", " goes on where it stopped: nobody is registered twice"},
		{" w ", " starts from the beginning"},
		{" esc ", " back to the list"},
	} {
		lines = append(lines, paragraph(th.text, th.selected.Render(one[0])+one[1], width)...)
	}
	return lines
}

// unread says why the list could not be read.
func (m *registerMany) unread(width int) []string {
	th, err := m.env.theme, m.check.err
	why, next := err.Error(), "enter reads it again"
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		why = m.check.source.file + " was not read: " + e.Err.Error()
		next = "mend the path, which starts at the folder that atc was started in, and press enter"
	}
	return append(paragraph(th.bad, "! "+safe.Text(why), width), paragraph(th.dim, next, width)...)
}
