package ui

import (
	"strconv"
	"time"

	"atc/chatapi"
	"atc/ui/safe"
)

const (
	// userLabels is the width of the names of values.
	userLabels = 9
	// maxDevices is how many devices are drawn of one user.
	maxDevices = 100
	// userTextLines is how many lines a text takes at most that the service
	// should have kept short.
	userTextLines = 3
)

func (s *usersSection) detailWidth() int {
	_, width := s.columns()
	return width - paneWidth
}

// detailHeight is the height of what scrolls in the details. Where they stand in
// the place of the table, what is said below the rows is said below them.
func (s *usersSection) detailHeight() int {
	height := s.height - paneHeight
	if !s.beside() {
		height -= len(s.said(s.detailWidth()))
	}
	return max(1, height)
}

// drawDetail draws what is known of the chosen user.
func (s *usersSection) drawDetail(width int) []string {
	r := s.chosen()
	p := pane{title: "no user is chosen", focused: s.detail.open}
	if r == nil {
		return p.draw(s.env.theme, nil, width, s.height)
	}
	lines, _ := s.detailLines(width - paneWidth)
	top := 0
	if s.detail.key == r.key {
		top = s.detail.top
	}
	shown, top := window(lines, top, s.detailHeight())
	p.title, p.top, p.total = cut(r.name, width-8), top, len(lines)
	if r.name == "" {
		p.title = "a user without a name"
	}
	if !s.beside() {
		shown = append(block(shown, width-paneWidth, s.detailHeight()), s.said(width-paneWidth)...)
		p.total += len(shown) - s.detailHeight()
	}
	return p.draw(s.env.theme, shown, width, s.height)
}

// detailLines says all there is to say about the chosen user, and in which line
// the chosen device stands.
func (s *usersSection) detailLines(width int) (lines []string, device int) {
	th, r, d := s.env.theme, s.chosen(), &s.detail
	if r == nil {
		return nil, 0
	}
	lines = s.userLines(r, width)
	about := d.key == r.key
	switch err := r.legal(); {
	case err != nil:
		return append(append(lines, ""), paragraph(th.warn, "! "+safe.Text(err.Error()), width)...), 0
	case about && d.gone():
		return s.failed(append(lines, ""), partUser, "the user", width), 0
	case !about || !d.parts[partDevices].loaded && d.parts[partDevices].call.idle():
		return append(lines, "", th.dim.Render(cut("enter asks for its devices and messages", width))), 0
	}
	lines = append(lines, "")
	return s.deviceLines(s.otherLines(lines, width), width)
}

// userLines are the fields of a user.
func (s *usersSection) userLines(r *userRow, width int) []string {
	th := s.env.theme
	lines := s.field(nil, "Username", r.name, width)
	lines = s.field(lines, "Nickname", r.nick, width)
	lines = s.field(lines, "UUID", r.uuid, width)
	label := func(name string) string { return th.label.Render(fit(name, userLabels)) + " " }
	state, look := userState(th, r.user.State)
	if r.user.State == chatapi.StateBanned {
		state += ": it cannot log in"
	}
	lines = append(lines, label("State")+look.Render(cut(state, width-userLabels-1)))
	online, look := s.onlineWords(r)
	lines = append(lines, label("Online")+look.Render(online))
	lines = s.field(lines, "Created", wholeTime(r.user.Created), width)
	return s.field(lines, "Modified", wholeTime(r.user.Modified), width)
}

// wholeTime writes a time of the service with its date and zone.
func wholeTime(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format("2006-01-02 15:04:05 UTC")
}

// field appends a value with its name. One that is too long stands below it.
func (s *usersSection) field(lines []string, name, value string, width int) []string {
	th := s.env.theme
	label := th.label.Render(fit(name, userLabels))
	room := width - userLabels - 1
	switch {
	case value == "":
		return append(lines, label+" "+th.dim.Render("–"))
	case cells(value) <= room:
		return append(lines, label+" "+th.text.Render(value))
	}
	all := wrapHard(value, width-2)
	if len(all) > userTextLines {
		all = all[:userTextLines]
		all[userTextLines-1] = cut(all[userTextLines-1]+" …", width-2)
	}
	lines = append(lines, label)
	for _, l := range all {
		lines = append(lines, "  "+th.text.Render(l))
	}
	return lines
}

// failed appends why a part could not be had, if that is so.
func (s *usersSection) failed(lines []string, part int, what string, width int) []string {
	err := s.detail.parts[part].call.err
	if err == nil {
		return lines
	}
	lines = append(lines, paragraph(s.env.theme.warn, "Asking for "+what+" failed. r tries again.", width)...)
	return append(lines, chatProblem(s.env.theme, err, width)...)
}

// words returns what is said of a part, which it has a line for at all
// times, so that nothing jumps when the answer comes.
func (p *userPart) words(text string) string {
	switch {
	case p.loaded:
		return text
	case p.call.id != 0:
		return "…"
	}
	return ""
}

// otherLines appends all parts but the devices.
func (s *usersSection) otherLines(lines []string, width int) []string {
	d := &s.detail
	text := "none waits"
	switch n := d.messages; {
	case n == 1:
		text = "1 waits for the next login"
	case n > 1:
		text = strconv.Itoa(n) + " wait for the next login"
	}
	lines = s.field(lines, "Messages", d.parts[partMessages].words(text), width)
	text = "logged in on none"
	if n := len(d.devices) + d.others; n > 0 {
		text = "logged in on " + strconv.Itoa(n)
	}
	lines = s.field(lines, "Devices", d.parts[partDevices].words(text), width)
	for part, what := range [userParts]string{"the user", "whether it is online", "its devices", "how many messages wait"} {
		lines = s.failed(lines, part, what, width)
	}
	return lines
}

// deviceLines appends the devices, and returns the line of the chosen one.
func (s *usersSection) deviceLines(lines []string, width int) ([]string, int) {
	th, d := s.env.theme, &s.detail
	if len(d.devices) > 0 {
		lines = append(lines, "")
	}
	at := 0
	for i := range d.devices {
		v := &d.devices[i]
		mark, look := "  ", th.text
		if i == d.device {
			at = len(lines)
			if d.open {
				mark, look = "› ", th.selected
			}
		}
		text := userText(v.Resource)
		if v.Resource == "" {
			text = "no resource ID"
		}
		if name := userText(v.Name); name != "" {
			text += " · " + name
		}
		lines = append(lines, look.Render(fit(mark+text, width)))
		if v.UUID != "" {
			lines = append(lines, th.dim.Render(cut("  "+userText(v.UUID), width)))
		}
	}
	if d.others > 0 {
		lines = append(lines, th.dim.Render("  and "+plural(d.others, "more device")))
	}
	return lines, at
}
