package ui

import (
	"strings"
	"time"
)

// The tokens of a client are drawn as bars over a line of time, in two lanes in
// turn, so that the rest of a token is seen beside the one that has replaced it.

// timeScale is the line of time that all clients share: each column stands for
// so many whole seconds, and the present stays where it is.
type timeScale struct {
	step  scaleStep
	now   time.Time
	width int
}

// scaleStep is one of the scales: seconds to a column, and columns from one
// label to the next, which makes a time that people count in.
type scaleStep struct{ seconds, label int }

var scaleSteps = [...]scaleStep{
	{1, 15}, {2, 15}, {5, 12}, {10, 12}, {15, 12}, {30, 12}, {60, 15}, {120, 15}, {300, 12}, {600, 12}, {1800, 12}, {3600, 12}, {7200, 12},
}

// present is the column of the present: three fifths are for the past.
func (s *timeScale) present() int { return s.width * 3 / 5 }

// column returns where a time is drawn. All times move by a column together.
func (s *timeScale) column(at time.Time) int {
	unit := int64(s.step.seconds)
	return s.present() + int(at.Unix()/unit-s.now.Unix()/unit)
}

// autoScale returns the number of the scale in which the last two lives of a
// client can be seen, and the end of the last.
func autoScale(l *renewal, now time.Time, width int) int {
	last := l.last()
	s := timeScale{width: width}
	past := min(now.Sub(l.tokens[0].at), 2*last.end.Sub(last.at)).Seconds()
	future := last.end.Sub(now).Seconds()
	for i, step := range scaleSteps {
		unit := float64(step.seconds)
		if past <= unit*float64(s.present()-1) && future <= unit*float64(width-s.present()-2) {
			return i
		}
	}
	return len(scaleSteps) - 1
}

// labels draws the times over the lanes, as seen from the present.
func (s *timeScale) labels(k *inks) string {
	line := []rune(blank(s.width))
	for at := s.present() % s.step.label; at < s.width; at += s.step.label {
		steps := (at - s.present()) / s.step.label
		text := "now"
		switch seconds := Lasting(int64(abs(steps) * s.step.label * s.step.seconds)); {
		case steps < 0:
			text = "-" + seconds
		case steps > 0:
			text = "+" + seconds
		}
		if start := at - len(text)/2; start >= 0 && start+len(text) <= s.width {
			copy(line[start:], []rune(text))
		}
	}
	before, after, _ := strings.Cut(string(line), "now")
	return k.dim.draw(before) + k.brand.draw("now") + k.dim.draw(after)
}

func abs(n int) int { return max(n, -n) }

// lane is one of the two lines of bars, as marks and the inks that they have.
type lane struct {
	marks []rune
	inks  []*ink
}

func (s *timeScale) newLane(k *inks) lane {
	l := lane{make([]rune, s.width), make([]*ink, s.width)}
	for i := range l.marks {
		l.marks[i], l.inks[i] = ' ', &k.dim
	}
	if at := s.present(); at < s.width {
		l.marks[at], l.inks[at] = '│', &k.brand
	}
	return l
}

func (l *lane) put(at int, mark rune, k *ink) {
	if at >= 0 && at < len(l.marks) {
		l.marks[at], l.inks[at] = mark, k
	}
}

func (l *lane) fill(from, to int, mark rune, k *ink) {
	for at := max(0, from); at < min(to, len(l.marks)); at++ {
		l.put(at, mark, k)
	}
}

// draw returns the lane, with runs of one ink together.
func (l *lane) draw() string {
	var b strings.Builder
	for i := 0; i < len(l.marks); {
		n := i + 1
		for n < len(l.marks) && l.inks[n] == l.inks[i] {
			n++
		}
		b.WriteString(l.inks[i].draw(string(l.marks[i:n])))
		i = n
	}
	return b.String()
}

// lanes draws the tokens of a client.
func (s *timeScale) lanes(k *inks, l *renewal) [2]string {
	both := [2]lane{s.newLane(k), s.newLane(k)}
	first := max(0, len(l.tokens)-maxRenewalLives)
	for i := first; i < len(l.tokens); i++ {
		s.bar(k, &both[i%2], l, i)
	}
	return [2]string{both[0].draw(), both[1].draw()}
}

// bar draws one token: a heavy line while it is the one in use, a thin one from
// where it was replaced to its end, and dots from its end to where the next one
// came too late.
func (s *timeScale) bar(k *inks, on *lane, l *renewal, i int) {
	t := &l.tokens[i]
	from, end := s.column(t.at), s.column(t.end)
	next, replaced := l.replacedAt(i)
	until, gap := end, s.column(s.now)
	switch {
	case replaced && next.Before(t.end):
		until, gap = s.column(next), end
	case replaced:
		gap = max(s.column(next), end+2) // however short it was, it is seen
	}
	_, meant := l.outcome(i, s.now)
	used := &k.good
	switch {
	case !replaced && meant == warnTone:
		used = &k.warn
	case replaced && meant == plainTone, meant == badTone:
		used = &k.text
	}
	on.fill(from, until, '━', used)
	on.fill(until, end, '─', &k.dim)
	if s.now.After(t.end) {
		on.fill(end+1, gap, '·', &k.bad)
	}
	if !t.notice.IsZero() {
		on.put(s.column(t.notice), '○', &k.warn)
	}
	on.put(end, '┤', &k.text)
	on.put(from, '●', &k.focus)
}
