package ui

import (
	"strconv"
	"time"

	"atc/chatapi"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// userOutcomes shows how a run over several users gets on, and what became of
// each.
type userOutcomes struct {
	dialog
	section *usersSection
	run     *userRun
	scroll  int
	moved   bool // somebody has scrolled: it follows the run no longer
}

const userOutcomesWidth = 76

// openOutcomes shows the outcomes of the latest run.
func (s *usersSection) openOutcomes() action {
	s.run.watched = true
	return s.ask(&userOutcomes{dialog: dialog{env: s.env}, section: s, run: s.run})
}

func (s *usersSection) showOutcomes() (action, tea.Cmd) {
	if !s.run.hasOutcomes() {
		return nil, nil
	}
	return s.openOutcomes(), nil
}

func (d *userOutcomes) title() string { return capital(d.run.doing()) }
func (d *userOutcomes) live() bool    { return d.run.underWay() }

func (d *userOutcomes) commands() []command {
	leave := command{key: chord("close", "esc", "enter", "q"), short: true, do: d.leave}
	switch {
	case d.run.stopping:
		leave.key.SetHelp("esc", "go on meanwhile")
		return []command{leave}
	case d.run.underWay():
		leave.key.SetHelp("enter", "go on meanwhile")
		return []command{{key: chord("stop", "esc"), short: true, do: func() (action, tea.Cmd) {
			d.run.stop(d.section)
			return nil, nil
		}}, leave}
	case len(d.run.rest()) > 0:
		return []command{{key: letter("try the rest again", "r"), short: true, do: d.again}, leave}
	}
	return []command{leave}
}

func (d *userOutcomes) leave() (action, tea.Cmd) {
	d.run.watched = false
	return closeDialog{dialog: d}, nil
}

// again does the same to those that it was not done to.
func (d *userOutcomes) again() (action, tea.Cmd) {
	j := d.run.job
	j.names = d.run.rest()
	d.run.watched = false
	return closeDialog{then: passOn{reply{d.section, j}}, dialog: d}, nil
}

func (d *userOutcomes) update(msg tea.Msg) (action, tea.Cmd) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		lines, room := d.lines(), d.room()
		top := d.top(len(lines), room)
		d.scroll = d.env.keys.scrolled(k, top, room-1, max(0, len(lines)-room))
		d.moved = d.moved || d.scroll != top
	}
	return nil, nil
}

func (d *userOutcomes) setSize(width, height int) {
	d.dialog.setSize(min(width, userOutcomesWidth), height)
}

// room is how many lines of outcomes are to be seen.
func (d *userOutcomes) room() int { return max(1, d.height-paneHeight-len(d.head())) }

// top is the first line that is shown: the last outcome stays to be seen while
// they come in.
func (d *userOutcomes) top(total, room int) int {
	if d.moved {
		return max(0, min(d.scroll, total-room))
	}
	if !d.run.underWay() {
		return 0
	}
	done := len(d.run.outcomes)
	return max(0, min(done+2-room, total-room))
}

func (d *userOutcomes) view() frame {
	head, lines, room := d.head(), d.lines(), d.room()
	room = min(room, len(lines))
	shown, top := window(lines, d.top(len(lines), room), room)
	p := pane{title: d.title(), focused: true, top: top, total: len(head) + len(lines)}
	return frame{lines: p.draw(d.env.theme, append(head, shown...), d.width, len(head)+len(shown)+paneHeight)}
}

// head says how far the run is, in numbers and as a bar.
func (d *userOutcomes) head() []string {
	th, r, inner := d.env.theme, d.run, d.width-paneWidth
	done, failed, left := r.tally()
	total := len(r.job.names)
	count := " " + strconv.Itoa(total-left) + " of " + strconv.Itoa(total)
	full, rest := inkOf(th.good), inkOf(th.border)
	if failed > 0 {
		full = inkOf(th.warn)
	}
	bar := gauge(&full, &rest, time.Duration(total-left), time.Duration(total), inner-cells(count))
	said, look := r.count(), th.strong
	switch {
	case r.stopping:
		said += " · stopping… " + d.section.waited(r.since)
	case r.underWay():
		said += " · " + d.section.waited(r.since) + " · esc stops it"
	case left > 0 && givenUp(r.stopped):
		said, look = said+" · stopped: "+plural(left, "user")+" not tried", th.warn
	case left > 0:
		said, look = said+" · ended early: "+plural(left, "user")+" not tried", th.warn
	case done == total:
		look = th.good
	}
	lines := []string{bar + th.dim.Render(count), look.Render(cut(said, inner))}
	if len(r.outcomes) == 0 && r.stopped != nil && !givenUp(r.stopped) {
		lines = append(lines, chatProblem(th, r.stopped, inner)...)
	}
	return append(lines, "")
}

// lines says what became of each user.
func (d *userOutcomes) lines() []string {
	th, r, inner := d.env.theme, d.run, d.width-paneWidth
	var lines []string
	for i, o := range r.outcomes {
		name := cut(userText(o.name), inner-20)
		if o.err == nil {
			lines = append(lines, th.good.Render("✓ ")+th.text.Render(name)+th.dim.Render("  "+r.job.deed.words().many))
			continue
		}
		look := "  failed"
		if givenUp(o.err) {
			look = "  given up: it may be done all the same"
		}
		lines = append(lines, th.bad.Render("✗ ")+th.text.Render(name)+th.bad.Render(look))
		if givenUp(o.err) || i > 0 && sameProblem(o.err, r.outcomes[i-1].err) {
			continue
		}
		for _, l := range chatProblem(th, o.err, inner-2) {
			lines = append(lines, "  "+l)
		}
	}
	for i, name := range r.job.names[len(r.outcomes):] {
		said := "  not tried"
		switch {
		case r.underWay() && i == 0:
			said = "  …"
		case r.underWay():
			said = ""
		}
		lines = append(lines, th.dim.Render("· "+cut(safe.Text(name), inner-20)+said))
	}
	return lines
}

// sameProblem reports whether two users failed for the same reason, which is
// told once.
func sameProblem(a, b error) bool {
	var kind chatapi.Kind
	if e, ok := a.(*chatapi.Error); ok { //nolint:errorlint // what is not that very type is told each time
		kind = e.Kind
	}
	return kind != "" && chatapi.IsKind(b, kind)
}
