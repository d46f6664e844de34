package ui

import (
	"errors"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"atc/ui/safe"
)

// statusLines is the height of what is said below the rows.
const statusLines = 2

// status counts the rows, and says how reading them gets on.
func (d *fileTokens) status(width int, now time.Time) []string {
	return []string{fit(d.counts(), width), fit(d.progress(width, now), width)}
}

// counts says how many rows are shown, and how they stand.
func (d *fileTokens) counts() string {
	th, l := d.env.theme, &d.list
	t := l.counted
	var said string
	if l.filter.value() != "" {
		said = Grouped(int64(len(l.order))) + " of " + amount(len(l.rows), "row")
	} else {
		t.add(d.reading.unlisted)
		said = amount(t.tokens, "token")
		if t.leaks > 0 {
			said += ", " + amount(t.leaks, "certificate")
		}
	}
	line := th.strong.Render(said)
	if t.refused > 0 {
		line += th.dim.Render(separator) + th.bad.Render("✗ "+Grouped(int64(t.refused))+" refused")
	}
	if t.surprises > 0 {
		line += th.dim.Render(separator) + th.warn.Render("! "+amount(t.surprises, "surprise"))
	}
	return line
}

// amount writes how many there are of something: 1 row, 10,000 rows.
func amount(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return Grouped(int64(n)) + " " + unit + "s"
}

// progress says how far reading is, or how it ended.
func (d *fileTokens) progress(width int, now time.Time) string {
	th, r := d.env.theme, &d.reading
	read := Size(r.totals.Bytes)
	if r.size > r.totals.Bytes {
		read += " of " + Size(r.size)
	}
	switch {
	case r.on() && r.ending:
		return th.warn.Render("giving up…")
	case r.on():
		said := "reading… " + read + r.rate(now)
		k := inksOf(th)
		if room := width - cells(said) - foundGap; r.size > 0 && room >= 10 {
			said += blank(foundGap)
			return th.text.Render(said) + gauge(&k.good, &k.border, time.Duration(r.totals.Bytes), time.Duration(r.size), min(room, 40))
		}
		return th.text.Render(said)
	case r.err != nil && givenUp(r.err):
		return th.warn.Render("! incomplete: given up after " + read + d.rereads())
	case r.err != nil:
		return th.bad.Render("! incomplete after " + read + ": " + safe.Text(readFailure(r.err)) + d.rereads())
	case r.unlisted != (tally{}):
		return th.warn.Render("! " + amount(len(d.list.rows), "row") + " are listed, the others only counted: atc scan lists all")
	}
	return th.dim.Render(read + " and " + amount(int(r.totals.Lines), "line") + " read in " + tookWords(r.took))
}

// readFailure says why no more could be read, without repeating what was read.
func readFailure(err error) string {
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		return e.Err.Error()
	}
	if inner := errors.Unwrap(err); inner != nil {
		err = inner
	}
	return err.Error()
}

// rereads says how a file is read once more.
func (d *fileTokens) rereads() string {
	if d.reading.pasted {
		return ""
	}
	return " · r reads it again"
}

// rate is how much is read a second, or "" before anything can be said of it.
func (r *tokenReading) rate(now time.Time) string {
	took := now.Sub(r.since)
	if took < second/2 || r.totals.Bytes == 0 {
		return ""
	}
	return separator + Size(int64(float64(r.totals.Bytes)/took.Seconds())) + "/s"
}

// tookWords says how long reading has taken.
func tookWords(d time.Duration) string {
	if d < second {
		return "less than a second"
	}
	return Lasting(int64(d / second))
}

// empty is what stands in place of rows.
func (d *fileTokens) empty(width int) []string {
	th, r := d.env.theme, &d.reading
	name := "the text"
	if !r.pasted {
		name = cut(safe.Text(r.source.called()), width/2)
	}
	if r.on() {
		return append(append(paragraph(th.strong, "Reading "+name+"…", width), ""),
			paragraph(th.dim, "Tokens are listed here as they are found. esc gives up.", width)...)
	}
	if r.totals.Bytes == 0 && r.err == nil {
		return append(append(paragraph(th.strong, name+" is empty.", width), ""),
			keyLines(th, width, [][2]string{{"n", "read another file"}})...)
	}
	lines := append(paragraph(th.strong, "No token was found in "+name+".", width), "")
	lines = append(lines, paragraph(th.text, "Looked for were 007, 006, the dynamic keys 005 to 001 and the tokens of Signaling 1.x, percent-encoded or escaped ones, too.", width)...)
	lines = append(lines, paragraph(th.dim, "What is compressed has to be unpacked first. Of a token that a logger has cut after a few characters, too little is left.", width)...)
	lines = append(lines, "")
	return append(lines, keyLines(th, width, [][2]string{{"n", "read another file"}})...)
}

// Grouped writes a number with commas between the thousands: 10,000.
func Grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for at := len(s) - 3; at > 0 && s[at-1] != '-'; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}

// Size writes a number of bytes in the largest decimal unit of which there is
// one, with one digit after the point as long as that tells anything: 12 bytes,
// 1.2 kB, 120 MB.
func Size(n int64) string {
	const units = "kMGTPE"
	if n < 1000 {
		return plural(int(n), "byte")
	}
	value, unit := float64(n)/1000, 0
	for value >= 999.5 && unit < len(units)-1 {
		value /= 1000
		unit++
	}
	text := strconv.FormatFloat(value, 'f', 1, 64)
	if value >= 99.95 || strings.HasSuffix(text, ".0") {
		text = strconv.FormatFloat(value, 'f', 0, 64)
	}
	return text + " " + units[unit:unit+1] + "B"
}

// plainDays writes a duration in whole days.
func plainDays(d time.Duration) string { return Grouped(int64(d/(24*time.Hour))) + " d" }
