package ui

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"atc/keystore"
	"atc/ui/safe"
)

// visitsNothing says what a served console cannot reach.
const visitsNothing = "Nobody gets at this machine through it: it has no keyring, clipboard, editor, file or shell of the host, and shows no certificate."

func (s *sshSection) setSize(width, height int) {
	s.dialog.setSize(width, height)
	s.form.setSize(width, height)
	s.settle()
}

func (s *sshSection) view() frame {
	if s.run.phase == serverIdle || s.run.phase == serverStarting {
		return s.form.view("The console over SSH", "What starting does", "", s.said(saidWidth(s.width)), s.width, s.height)
	}
	head := s.head(s.width - paneWidth)
	p := pane{title: "Serving the console over SSH", right: "since " + clockTime(s.run.since, s.env.Now())}
	upper := p.draw(s.env.theme, head, s.width, len(head)+paneHeight)
	return frame{lines: append(upper, s.drawVisitors(s.height-len(upper))...)}
}

// said says why nothing runs, what starting means, and what visitors type.
func (s *sshSection) said(width int) []string {
	th := s.env.theme
	if s.run.phase == serverStarting {
		return paragraph(th.text, "Starting…", width)
	}
	lines, failed := s.run.trouble(th, width), s.run.failed()
	lines = append(lines, th.strong.Render(enterStarts), "")
	listen := s.form.value(inputListen)
	if checkListen(listen) == nil {
		lines = append(lines, s.reached(listen, width)...)
		lines = append(lines, th.dim.Render("They type:"), th.strong.Render("  "+cut(sshLine(listen), width-2)), "")
	}
	p := cut(safe.Text(s.env.project().Name), longName)
	switch s.form.shares() {
	case shareBuild:
		lines = append(append(lines, paragraph(th.text, p+" is shared: visitors build tokens with it that last "+
			Lasting(keystore.SharedLifetime)+" at most.", width)...), "")
	case shareAdmin:
		lines = append(append(lines, paragraph(th.warn, "! "+p+" is shared with admin rights: visitors can do everything with its app, and read no certificate.", width)...), "")
	}
	if failed {
		return lines // which is what matters now
	}
	return append(lines, paragraph(th.dim, visitsNothing, width)...)
}

// reached says who gets a console.
func (s *sshSection) reached(listen string, width int) []string {
	th := s.env.theme
	const who = "with one of the keys gets a console of their own"
	switch reachOf(listen) {
	case reachHere:
		return append(paragraph(th.text, "Whoever is logged in on this machine and comes "+who+": nobody else can reach it.", width), "")
	case reachOne:
		return append(paragraph(th.warn, "! Whoever can reach "+listen+" over the network and comes "+who+".", width), "")
	}
	return append(paragraph(th.warn, "! Whoever can reach this machine over the network, at any of its addresses, and comes "+who+".", width), "")
}

const sshLabel = 13 // columns of the names of values

// head says how visitors come, and what they find.
func (s *sshSection) head(width int) []string {
	th, server := s.env.theme, s.server()
	if server == nil {
		return nil
	}
	told := func(label, value, hint string) string {
		line := th.label.Render(fit(label, sshLabel)) + th.text.Render(cut(value, width-sshLabel-cells(hint)))
		return line + blank(width-cells(line)-cells(hint)) + hint
	}
	address := server.Address()
	line, hint := sshLine(address), "y copies it"
	if strings.HasSuffix(line, placeholderHost) {
		hint = placeholderHost + " is this machine's name · " + hint
	}
	if s.run.phase == serverStopping {
		hint = "stopping…"
	}
	keys := plural(server.Keys(), "key") + " of " + safe.Text(s.options.AuthorizedKeys) + " may log in"
	shared, stale := s.shares()
	return []string{
		told("Visitors type", " "+line, th.dim.Render(hint)),
		told("Listens on", " "+safe.Text(address), ""),
		told("Host key", " "+safe.Text(server.Fingerprint()), th.dim.Render("f copies it")),
		told("Keys", " "+keys, ""),
		told("They have", " "+shared, th.warn.Render(stale)),
	}
}

// shares says what visitors have, and what is to be done if that is not what the
// person has by now.
func (s *sshSection) shares() (what, stale string) {
	p := s.options.Share
	if p == nil {
		return "the demo project, and what they enter themselves", ""
	}
	what = cut(safe.Text(p.Name), longName)
	switch {
	case p.Sharing == keystore.SharedToAdminister:
		what += " with admin rights"
	case rotated(s.env.project(), p):
		what += " to build tokens" // the rest gives way
	default:
		what += " to build tokens, " + Lasting(keystore.SharedLifetime) + " at most"
	}
	if rotated(s.env.project(), p) {
		stale = "! certificate changed: start again"
	}
	return what, stale
}

// visitorDetails is how many lines there are below the table.
const visitorDetails = 3

// rows is how many visitors are to be seen at once.
func (s *sshSection) rows() int {
	const head = 5
	return max(1, s.height-(head+paneHeight)-paneHeight-1-1-visitorDetails) // with names of columns and a line
}

// visitorColumns are the widths of the columns.
type visitorColumns struct{ key, user, from, since, idle, doing int }

func fitVisitors(width int) visitorColumns {
	c := visitorColumns{user: 10, from: 21, since: 8, idle: 7, doing: 9}
	if width >= roomyFrom {
		c.user, c.from, c.doing = 16, 26, 24
	}
	const mark, gaps = 2, 5
	c.key = max(8, width-mark-gaps-c.user-c.from-c.since-c.idle-c.doing)
	return c
}

func (c *visitorColumns) line(key, user, from, since, idle, doing string) string {
	return fit(key, c.key) + " " + fit(user, c.user) + " " + fit(middle(from, c.from), c.from) + " " +
		fit(since, c.since) + " " + fit(idle, c.idle) + " " + fit(doing, c.doing)
}

func (s *sshSection) drawVisitors(height int) []string {
	th, width := s.env.theme, s.width-paneWidth
	p := pane{title: "Visitors", focused: true}
	n := len(s.visitors)
	if n == 0 {
		lines := append(paragraph(th.text, "Nobody is here yet. Visitors type:", width), "", th.strong.Render("  "+cut(sshLine(s.server().Address()), width-2)), "")
		lines = append(lines, paragraph(th.dim, "Who has none of the keys is refused: add their public key to the file, and it counts from their next try on.", width)...)
		return p.draw(th, lines, s.width, height)
	}
	p.right = strconv.Itoa(s.list.row+1) + " of " + strconv.Itoa(n)
	c, now := fitVisitors(width), s.env.Now()
	lines := []string{th.label.Render(fit("  "+c.line("Key", "User", "From", "Since", "Idle", "Doing"), width))}
	rows := s.rows()
	for i := s.list.top; i < min(n, s.list.top+rows); i++ {
		v := &s.visitors[i]
		text := c.line(visitorName(v, c.key), visitorText(v.User, c.user), visitorText(v.From, 64),
			v.Since.UTC().Format(time.TimeOnly), Countdown(max(0, now.Sub(v.LastKey))), cmp.Or(visitorText(v.Command, c.doing), "console"))
		if i == s.list.row {
			lines = append(lines, th.selected.Render(fit("› "+text, width)))
		} else {
			lines = append(lines, th.text.Render("  "+text))
		}
	}
	lines = append(block(lines, width, rows+1), th.border.Render(strings.Repeat("─", width)))
	return p.draw(th, append(lines, s.details(width)...), s.width, height)
}

// details says about the chosen visitor what the table has no room for.
func (s *sshSection) details(width int) []string {
	th, v := s.env.theme, s.chosen()
	if v == nil {
		return nil
	}
	told := func(label, value string) string {
		return th.label.Render(fit(label, sshLabel)) + " " + th.text.Render(cut(value, width-sshLabel-1))
	}
	screen := cmp.Or(visitorText(v.Terminal, 40), "no terminal")
	if v.Width > 0 && v.Height > 0 {
		screen += " of " + strconv.Itoa(v.Width) + "×" + strconv.Itoa(v.Height)
	}
	key := safe.Text(v.Key)
	if v.Label != "" {
		key += " · " + visitorText(v.Label, 80)
	}
	last := told("Terminal", screen)
	if v.Command != "" {
		last = told("Runs", visitorText(v.Command, width))
	}
	return []string{told("Key", key), told("Here since", clockTime(v.Since, s.env.Now())+", from "+visitorText(v.From, 64)), last}
}

// visitorName names a visitor by the comment of their key, or by the key.
func visitorName(v *Visitor, width int) string {
	return cut(cmp.Or(visitorText(v.Label, width), safe.Text(v.Key)), width)
}

// visitorText returns what a client says of itself in at most width columns.
// It may have any length, of which no more is looked at than can be seen.
func visitorText(text string, width int) string {
	return cut(safe.Text(firstBytes(text, perCell*max(1, width))), width)
}

// firstBytes returns at most so many bytes of a text.
func firstBytes(text string, most int) string { return text[:min(len(text), most)] }
