package ui

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"
	"time"

	"atc/tokens"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// forDevelopment stands wherever tokens are served.
const forDevelopment = "for development only"

func (s *tokenSection) setSize(width, height int) {
	s.dialog.setSize(width, height)
	s.form.setSize(width, height)
}

func (s *tokenSection) view() frame {
	if s.run.phase == serverIdle || s.run.phase == serverStarting {
		return s.form.view("The token server", "What starting does", forDevelopment, s.said(saidWidth(s.width)), s.width, s.height)
	}
	th := s.env.theme
	head := s.head(s.width - paneWidth)
	p := pane{title: "Serving tokens of " + cut(safe.Text(s.serves().Name), longName), right: forDevelopment}
	lines := p.draw(th, head, s.width, len(head)+paneHeight)
	table, cursor := s.drawTable()
	if cursor != nil {
		cursor.Y += len(lines)
	}
	lines = append(lines, table...)
	return frame{lines: append(lines, s.drawDetails(s.height-len(lines))...), cursor: cursor}
}

// said says why nothing runs, and what starting means.
func (s *tokenSection) said(width int) []string {
	th := s.env.theme
	if s.run.phase == serverStarting {
		return paragraph(th.text, "Starting…", width)
	}
	lines := append(s.run.trouble(th, width), th.strong.Render(enterStarts), "")
	p := s.env.project()
	what := "Apps that you develop get their tokens here, for " + cut(safe.Text(p.Name), longName) + ", as from the sample servers of the guides."
	if lack := s.env.projects.lack(); lack != "" {
		lines = append(append(lines, paragraph(th.warn, "! "+safe.Text(lack), width)...), "")
	}
	lines = append(append(lines, paragraph(th.text, what, width)...), "")
	if listen := s.form.value(inputListen); checkListen(listen) == nil {
		switch reachOf(listen) {
		case reachHere:
			lines = append(lines, paragraph(th.text, "Only this machine can reach it: whoever asks gets a token, without a key.", width)...)
		case reachOne:
			lines = append(lines, paragraph(th.warn, "! Others can reach "+listen+" over the network. Every request needs a key, which is made and shown at the start.", width)...)
		case reachAll:
			lines = append(lines, paragraph(th.warn, "! Others can reach this machine over the network, at any of its addresses. Every request needs a key, which is made and shown at the start.", width)...)
		}
		lines = append(lines, "")
	}
	if s.form.field(inputAppTokens).value() == choiceOn {
		lines = append(append(lines, paragraph(th.warn, "! Whoever may ask also gets app tokens, which administer the whole app.", width)...), "")
	}
	if s.run.failed() {
		return lines // which is what matters now
	}
	return append(lines, paragraph(th.dim, "Each request is listed here, with the token that it got. No log holds one, and nothing is kept when atc ends.", width)...)
}

// head says where the server is, and what it needs and gives.
func (s *tokenSection) head(width int) []string {
	th, server := s.env.theme, s.server()
	if server == nil {
		return nil
	}
	url := th.strong.Render(cut(safe.Text(server.URL()), width/2))
	key := th.dim.Render("no key is needed: only this machine reaches it")
	if bearer := server.Key(); !bearer.IsZero() {
		text, st, hint := masked(16), th.text, "  v shows it, p copies it"
		if s.reveal.on {
			text, st, hint = safe.Text(bearer.Reveal()), th.mark, ""
		}
		room := width - cells(url) - separatorWidth - len("key ")
		key = th.label.Render("key ") + st.Render(cut(text, room)) + th.dim.Render(cut(hint, room-cells(text)))
	}
	if s.run.phase == serverStopping {
		key = th.warn.Render("stopping: what is under way has five seconds")
	}
	o, parts := &s.options, make([]string, 0, 4)
	version := tokens.AccessToken2
	if o.AccessToken {
		version = tokens.AccessToken
	}
	app := "app tokens off"
	if o.AppTokens {
		app = "app tokens on"
	}
	parts = append(parts, string(version), app, "hosts "+cmp.Or(strings.Join(o.Hosts, ", "), "none besides its own"),
		"web pages "+cmp.Or(strings.Join(o.Origins, ", "), "none"))
	second := th.dim.Render(cut(safe.Text(strings.Join(parts, separator)), width))
	if moved := s.moved(); moved != "" {
		second = th.warn.Render(cut("! "+moved, width))
	}
	lines := []string{url + th.dim.Render(separator) + key, second}
	if others := server.URLs(); len(others) > 1 {
		lines = append(lines, th.label.Render("others: ")+th.text.Render(cut(safe.Text(strings.Join(others[1:], ", ")), width-8)))
	}
	return lines
}

// headLines is the height of the pane on top.
func (s *tokenSection) headLines() int {
	const lines = 2
	if server := s.server(); server != nil && len(server.URLs()) > 1 {
		return lines + 1 + paneHeight
	}
	return lines + paneHeight
}

// tableRoom is the height of the pane with the requests: the details have as
// much of the rest as they need for most.
func (s *tokenSection) tableRoom() int {
	room := s.height - s.headLines()
	return max(paneHeight+3, room/2)
}

// filterLines is the height of the filter with the line under it.
func (s *tokenSection) filterLines() int {
	if s.asking || s.filter.value() != "" {
		return 2
	}
	return 0
}

// rows is how many requests are to be seen at once.
func (s *tokenSection) rows() int { return max(1, s.tableRoom()-paneHeight-1-s.filterLines()) }

// ticks reports whether a request in sight has a token that counts down.
func (s *tokenSection) ticks() bool {
	now, n := s.env.Now(), len(s.served.fits)
	_, top := s.list.place(n, s.rows())
	for i := max(0, top); i < min(n, top+s.rows()); i++ {
		if r := s.served.fits[i]; !r.Ends.IsZero() && now.Sub(r.Ends) < recent {
			return true
		}
	}
	return false
}

// servedColumns are the widths of the columns.
type servedColumns struct{ path, kind, user, client int }

const (
	servedMethod = 5
	servedStatus = 3
	servedEnds   = len("in 23:59:58")
)

func fitServed(width int) servedColumns {
	c := servedColumns{kind: len("rtc-account"), user: 10}
	if width >= roomyFrom {
		c = servedColumns{kind: 14, user: 16, client: 16}
	}
	const mark, gaps = 2, 5
	c.path = max(8, width-mark-gaps-len(time.TimeOnly)-servedMethod-servedStatus-servedEnds-c.kind-c.user-c.client)
	return c
}

// drawTable draws the requests that are in sight.
func (s *tokenSection) drawTable() ([]string, *tea.Cursor) {
	th, width, height := s.env.theme, s.width-paneWidth, s.tableRoom()
	n := len(s.served.fits)
	row, top := s.list.place(n, s.rows())
	p := pane{title: "Requests", focused: !s.reading}
	if n > 0 {
		p.right = strconv.Itoa(row+1) + " of " + strconv.Itoa(n)
		if s.list.stays {
			p.right += ", end goes to the newest"
		}
	}
	var lines []string
	var cursor *tea.Cursor
	if s.filterLines() > 0 {
		lines, cursor = drawFilter(th, &s.filter, "a part of the client, path, kind, user, channel or problem", s.asking, width)
	}
	if n == 0 {
		return p.draw(th, append(lines, s.nothing(width)...), s.width, height), inPane(cursor)
	}
	c, now := fitServed(width), s.env.Now()
	lines = append(lines, th.label.Render(fit("  "+c.line("UTC", "", "Request", "Kind", "User", "Client", "", "Token ends"), width)))
	k := newRowInks(th)
	for i := top; i < min(n, top+s.rows()); i++ {
		lines = append(lines, c.row(k, s.served.fits[i], i == row, now))
	}
	return p.draw(th, lines, s.width, height), inPane(cursor)
}

func (c *servedColumns) line(at, method, path, kind, user, client, status, ends string) string {
	text := fit(at, len(time.TimeOnly)) + " " + fit(method, servedMethod) + fit(middle(path, c.path), c.path) + " " +
		fit(kind, c.kind) + " " + fit(user, c.user) + " "
	if c.client > 0 {
		text += fit(middle(client, c.client-1), c.client)
	}
	return text + fit(status, servedStatus) + " " + fit(ends, servedEnds)
}

// row draws a request. What is refused has a mark besides its colour.
func (c *servedColumns) row(k *rowInks, r *servedRow, chosen bool, now time.Time) string {
	mark, at := "  ", 0
	if chosen {
		mark, at = "› ", 1
	}
	ends, meant := r.endWords(now)
	front := c.line(r.Time.UTC().Format(time.TimeOnly), visitorText(r.Method, servedMethod-1), visitorText(r.Path, 2*c.path),
		visitorText(r.Kind, c.kind), visitorText(r.User, c.user), visitorText(r.Client, 45), "", "")
	front = strings.TrimSuffix(front, blank(servedStatus+1+servedEnds))
	status := plainTone
	if r.refused() {
		status = badTone
	}
	return k.text[at].draw(mark+front) + k.of(status)[at].draw(fit(strconv.Itoa(r.Status), servedStatus)+" ") + k.of(meant)[at].draw(fit(ends, servedEnds))
}

// endWords says when the token of a request ends, as seen from now.
func (r *servedRow) endWords(now time.Time) (string, tone) {
	left := r.Ends.Sub(now)
	switch {
	case r.refused():
		return "✗ refused", badTone
	case r.Token.IsZero():
		return "", plainTone
	case r.Ends.IsZero():
		return "no end", plainTone
	case left > 0 && left < closeToEnd:
		return "in " + Countdown(left), warnTone
	case left > 0:
		return "in " + Countdown(left), goodTone
	}
	return ago(-left), plainTone
}

// nothing says why there is nothing to see, and what to do.
func (s *tokenSection) nothing(width int) []string {
	th := s.env.theme
	if s.filter.value() != "" {
		return paragraph(th.dim, "nothing fits: esc clears the filter", width)
	}
	return paragraph(th.text, "Nobody has asked for a token yet. Let your app ask "+safe.Text(s.server().URL())+
		" in place of its token server, or press E for the curl lines of all that can be asked for.", width)
}

// statusStyle is how a status is drawn.
func statusStyle(th *theme, status int) lipgloss.Style {
	switch {
	case status >= http.StatusBadRequest:
		return th.bad
	case status >= http.StatusMultipleChoices:
		return th.warn
	}
	return th.good
}
