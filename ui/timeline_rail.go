package ui

import (
	"slices"
	"strings"
	"time"
)

// A rail is a timeline in the making: marks on a line, the time of day, what
// happens, and flush right how far off it is.
type rail struct {
	ink   *inks
	now   time.Time
	width int
	live  bool // the present is drawn again every second
	dated bool
	date  string // of the last line
	lines []string
}

const (
	timeGutter = 2 + len("15:04:05 UTC") + columnGap // rail, time of day
	// minEvent is the least room for words beside a distance; with less, it
	// stands under them.
	minEvent = 11
)

func newRail(k *inks, instants []instant, now time.Time, width int, live bool) *rail {
	r := &rail{ink: k, now: now, width: min(width, widest), live: live}
	r.dated = slices.ContainsFunc(instants, func(i instant) bool { return dateOf(i.at) != dateOf(now) })
	return r
}

func dateOf(at time.Time) string { return at.UTC().Format(time.DateOnly) }

// draw adds the lines of an instant. The last one ends the rail.
func (r *rail) draw(i *instant, last bool) {
	r.newDate(i.at)
	rail, mark := r.ink.border.draw("│"), i.mark
	if last {
		rail = " "
		if mark == "├" {
			mark = "└"
		}
	}
	clock := &r.ink.text
	switch {
	case i.now:
		clock = i.style
	case !i.at.After(r.now):
		clock = &r.ink.dim
	}
	front := i.style.draw(mark) + " " + clock.draw(r.clock(i)) + blank(columnGap)
	right := r.ink.dim.draw(r.distance(i))
	room := r.width - timeGutter
	first := room - columnGap - cells(right)
	under := first < minEvent
	if under {
		first = room
	}
	for n, e := range i.events {
		for m, l := range wrapAround(e.text, first, room) {
			line := front + e.style.draw(l)
			switch {
			case n+m > 0 || under:
			case i.now:
				line += " " + r.ink.border.draw(strings.Repeat("─", room-1-cells(l)))
			default:
				line += blank(room-cells(l)-cells(right)) + right
			}
			r.lines = append(r.lines, line)
			front, first = rail+blank(timeGutter-1), room
		}
	}
	if under {
		r.lines = append(r.lines, rail+blank(r.width-1-cells(right))+right)
	}
}

// clock is the time of day of an instant. That of the present is left out
// where it would stand still.
func (r *rail) clock(i *instant) string {
	const layout = "15:04:05 UTC"
	if i.now && !r.live {
		return strings.Repeat("─", len(layout))
	}
	return i.at.UTC().Format(layout)
}

// distance says how far off an instant is, to the second if that is drawn
// every second.
func (r *rail) distance(i *instant) string {
	d := r.now.Sub(i.at)
	switch {
	case i.now:
		return ""
	case r.live && d >= recent && d < 24*time.Hour:
		return Countdown(d) + " ago"
	}
	return relative(i.at, r.now)
}

// wrapAround breaks text into lines of at most width columns, of which the
// first is shorter.
func wrapAround(text string, first, width int) []string {
	lines := wrap(text, first)
	if len(lines) == 1 || first == width {
		return lines
	}
	rest := strings.TrimPrefix(text[min(len(text), len(lines[0])):], " ")
	return append(lines[:1:1], wrap(rest, width)...)
}

// newDate adds the date where it is another than that of the line above, if
// not all is today.
func (r *rail) newDate(at time.Time) {
	date := dateOf(at)
	if !r.dated || date == r.date {
		return
	}
	line := " "
	if r.date != "" {
		line = r.ink.border.draw("│")
	}
	r.date = date
	text := date
	if date == dateOf(r.now) {
		text += ", today"
	}
	r.lines = append(r.lines, line+" "+r.ink.label.draw(text))
}
