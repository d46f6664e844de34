package ui

import (
	"net/http"
	"strconv"
	"strings"

	"atc/chatapi"
	"atc/ui/safe"

	"charm.land/lipgloss/v2"
)

// head is the height of what stands over the rows: their names, and the filter
// with the line under it.
func (c *logSection) head() int {
	if c.asking || c.filter.value() != "" {
		return 3
	}
	return 1
}

// rows is how many requests are to be seen at once.
func (c *logSection) rows() int { return max(1, c.height-paneHeight-c.head()) }

func (c *logSection) view() frame {
	th, width := c.env.theme, c.width-paneWidth
	fits := c.fits()
	l := c.settled(fits)
	row, top := l.place(len(fits), c.rows())
	p := pane{title: "Requests of this session", focused: true}
	if c.only {
		p.title = "Requests that failed"
	}
	if len(fits) > 0 {
		p.right = strconv.Itoa(row+1) + " of " + strconv.Itoa(len(fits))
		if l.stays {
			p.right += ", end goes to the newest"
		}
	}
	var f frame
	var lines []string
	if c.head() > 1 {
		lines, f.cursor = drawFilter(th, &c.filter, "a part of the path, method, status or request ID", c.asking, width)
		f.cursor = inPane(f.cursor)
	}
	if len(fits) == 0 {
		lines = append(lines, c.nothing(width)...)
	} else {
		lines = append(lines, c.table(fits, row, top, width)...)
	}
	f.lines = p.draw(th, lines, c.width, c.height)
	return f
}

// nothing says why there is nothing to see.
func (c *logSection) nothing(width int) []string {
	th := c.env.theme
	switch {
	case len(c.session.log.records) == 0:
		lines := append(paragraph(th.text, "No request has been made yet.", width), "")
		return append(lines, paragraph(th.dim, "Each one that the other sections make is listed here, with bearer tokens and passwords masked. Nothing is written to disk.", width)...)
	case c.filter.value() != "":
		return paragraph(th.dim, "nothing fits: esc clears the filter", width)
	}
	return paragraph(th.dim, "No request has failed: f shows all.", width)
}

// logColumns are the widths of the columns of the log.
type logColumns struct{ status, path, id int }

// columns gives the path what the others leave, and shows the ID of requests
// where there is room for it.
func (c *logSection) columns(width int) logColumns {
	const fixed = 4 + 9 + 7 + 1 + 9 + 4 // mark, time, method, gap, duration, attempt
	col := logColumns{status: 16}
	if width >= 110 {
		col.status, col.id = 24, 20
	}
	col.path = max(8, width-fixed-col.status-col.id)
	return col
}

// table draws the requests that are in sight.
func (c *logSection) table(fits []int, row, top, width int) []string {
	th, col := c.env.theme, c.columns(width)
	names := "    " + fit("UTC", 9) + fit("Method", 7) + fit("Path", col.path) + " " + fit("Status", col.status) + fit("Took", 9) + fit("Try", 4)
	if col.id > 0 {
		names += "Request ID"
	}
	lines := []string{th.label.Render(fit(names, width))}
	prefix := c.prefix()
	for i := top; i < min(len(fits), top+c.rows()); i++ {
		lines = append(lines, recordLine(th, &c.session.log.records[fits[i]], prefix, col, width, i == row))
	}
	return lines
}

// prefix is what every path of the project begins with, which is left out.
func (c *logSection) prefix() string {
	if c.session.client == nil {
		return ""
	}
	return c.session.client.Address().Prefix()
}

func recordLine(th *theme, r *chatapi.Record, prefix string, col logColumns, width int, chosen bool) string {
	path := r.Request.Path()
	if rest, ok := strings.CutPrefix(path, prefix); ok && prefix != "" {
		path = rest
	}
	try := ""
	if r.Attempt > 1 {
		try = strconv.Itoa(r.Attempt)
	}
	mark, st := recordMark(th, r)
	before := fit(r.Started.UTC().Format("15:04:05"), 9) + fit(safe.Text(r.Request.Method), 7) + fit(middle(safe.Text(path), col.path), col.path) + " "
	status := fit(cut(statusText(r), col.status-1), col.status)
	after := fit(milliseconds(r.Duration), 9) + fit(try, 4)
	if col.id > 0 {
		after += fit(cut(safe.Text(r.RequestID), col.id), col.id)
	}
	if chosen {
		return th.selected.Render(fit("› "+mark+before+status+after, width))
	}
	return "  " + st.Render(mark) + th.text.Render(before) + st.Render(status) + th.dim.Render(after)
}

// recordMark returns the mark of a request, and how it is drawn.
func recordMark(th *theme, r *chatapi.Record) (string, lipgloss.Style) {
	switch {
	case r.Err != nil && givenUp(r.Err):
		return "– ", th.warn
	case r.Err != nil:
		return "✗ ", th.bad
	}
	return "  ", th.good
}

// statusText says what a request was answered, in a word or two besides the
// number.
func statusText(r *chatapi.Record) string {
	switch {
	case r.Status == 0 && r.Err != nil && givenUp(r.Err):
		return "given up"
	case r.Status == 0:
		return "no answer"
	}
	text := strconv.Itoa(r.Status)
	if r.Err != nil && r.Status < http.StatusMultipleChoices {
		return text + ", no use" // cut off, or of something else than the service
	}
	if word := http.StatusText(r.Status); word != "" {
		text += " " + word
	}
	return text
}
