package ui

import (
	"time"

	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// notice is what the foot of the screen says for a while. Each has a number,
// so that the end of an old one does not wipe a newer one.
type notice struct {
	id   int
	text string
	bad  bool
	last time.Duration // that it stays
	due  bool          // its end will come: a timer waits for it
}

const (
	noticeFor = 5 * time.Second
	// heardFor is how long what a server says stays, which nobody waits for, and
	// alertFor the same of what is urgent: longer than what it warns of takes.
	heardFor = 10 * time.Second
	alertFor = 90 * time.Second
	// maxNotice is how many lines a notice takes.
	maxNotice = 4
	// maxNoticeTimers is how many notices are waited for at a time: there may be one
	// for every key.
	maxNoticeTimers = 8
)

// noticeOver ends the notice with the number, or the alert.
type noticeOver struct {
	id    int
	alert bool
}

// serverNotice is what whoever serves the console has to say.
type serverNotice struct {
	text   string
	urgent bool
}

// Notice returns the message by which whoever serves the console says something
// to the person: a line or two of plain words. What is urgent, such as that the
// session is about to end, stays beside what else is said until it is over, or
// until another urgent text takes its place: an empty one takes it back.
func Notice(text string, urgent bool) tea.Msg { return serverNotice{text, urgent} }

// hear shows what the server says.
func (a *App) hear(n serverNotice) tea.Cmd {
	if !n.urgent {
		return a.announce(n.text, false, heardFor)
	}
	a.alert = notice{id: a.alert.id + 1, text: n.text, bad: true}
	if n.text == "" {
		return nil
	}
	over := noticeOver{a.alert.id, true}
	return a.env.Tick(alertFor, func(time.Time) tea.Msg { return over })
}

// say shows a notice at the foot of the screen for a while.
func (a *App) say(text string, bad bool) tea.Cmd { return a.announce(text, bad, noticeFor) }

func (a *App) announce(text string, bad bool, last time.Duration) tea.Cmd {
	a.notice = notice{id: a.notice.id + 1, text: text, bad: bad, last: last}
	return a.await()
}

// await waits for the end of the notice. Where there are too many already that
// are waited for, the end of one of those is the time to begin.
func (a *App) await() tea.Cmd {
	if a.waiting >= maxNoticeTimers || a.notice.due || a.notice.text == "" {
		return nil
	}
	a.waiting++
	a.notice.due = true
	over := noticeOver{id: a.notice.id}
	return a.env.Tick(a.notice.last, func(time.Time) tea.Msg { return over })
}

// noticeOver takes a notice away whose time is over, unless another has taken
// its place.
func (a *App) noticeOver(over noticeOver) tea.Cmd {
	if over.alert {
		if over.id == a.alert.id {
			a.alert.text = ""
		}
		return nil
	}
	a.waiting--
	if over.id == a.notice.id {
		a.notice.text = ""
	}
	return a.await()
}

// welcome says at the start what is not as usual.
func (a *App) welcome() tea.Cmd {
	const (
		visiting = "you are visiting atc on somebody else's machine: what you enter stays in its memory until you leave"
		demo     = "its tokens are complete, but open nothing"
	)
	switch e := a.env; {
	case e.Visitor && e.Demo:
		return a.announce(visiting+". There is a demo project: "+demo, false, heardFor)
	case e.Visitor:
		return a.announce(visiting, false, heardFor)
	case e.Demo:
		return a.say("this is a demo project: "+demo, false)
	}
	return nil
}

// leaving says in a word what ending the console is.
func (e *env) leaving() string {
	if e.Visitor {
		return "Leave"
	}
	return "Quit"
}

// noticeLines draws a notice, in as many lines as it needs.
func (a *App) noticeLines(n *notice) []string {
	if n.text == "" {
		return nil
	}
	st, mark := a.env.theme.good, " "
	if n.bad {
		st, mark = a.env.theme.bad, " ! "
	}
	room := a.width - cells(mark)
	lines := wrap(safe.Text(n.text), room)
	if len(lines) > maxNotice {
		lines = append(lines[:maxNotice-1], cut(lines[maxNotice-1]+" …", room))
	}
	for i, l := range lines {
		lines[i] = fit(st.Render(mark+l), a.width)
		mark = blank(cells(mark))
	}
	return lines
}
