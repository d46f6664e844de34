package ui

import (
	"strconv"
	"strings"
	"time"
)

const (
	// closeToEnd is how much of a life is left when it is drawn as a warning,
	// whatever its length; of a longer life, it is a tenth.
	closeToEnd = time.Minute
	// recent is how long the end of something is told to the second. What
	// ended before is told in whole hours and days, which need no tick.
	recent = time.Hour
)

// gauge draws how much of a life is left, in exactly width columns: a heavy
// line before a thin one, so that it can be read without colours.
func gauge(full, rest *ink, left, whole time.Duration, width int) string {
	if width <= 0 {
		return ""
	}
	halves := 0
	if left > 0 && whole > 0 {
		// The shortest life that is left is still seen.
		halves = min(2*width, max(1, int(float64(left)/float64(whole)*float64(2*width)+0.5)))
	}
	line := full.draw(strings.Repeat("━", halves/2) + strings.Repeat("╸", halves%2))
	return line + rest.draw(strings.Repeat("─", width-(halves+1)/2))
}

// life returns how what is left of a life is drawn.
func (k *inks) life(left, whole time.Duration) *ink {
	return [...]*ink{&k.good, &k.warn, &k.bad}[urgency(left, whole)]
}

// lived is how long a life is from its issue to its end, or 0 if the issue is
// not known: then a tenth of it cannot be told.
func lived(issued, end time.Time, known bool) time.Duration {
	if !known {
		return 0
	}
	return end.Sub(issued)
}

// urgency is 0 while much of a life is left, 1 close to its end, and 2 after.
func urgency(left, whole time.Duration) int {
	switch {
	case left <= 0:
		return 2
	case left < closeToEnd || left < whole/10:
		return 1
	}
	return 0
}

// ago writes how long something has been over: just now, 3:12 ago, 5 h ago.
func ago(d time.Duration) string {
	const day, year = 24 * time.Hour, 365 * 24 * time.Hour
	number := func(unit time.Duration, name string) string {
		return strconv.FormatInt(int64(d/unit), 10) + name + " ago"
	}
	switch {
	case d < time.Second:
		return "just now"
	case d < recent:
		return Countdown(d) + " ago"
	case d < 2*day:
		return number(time.Hour, " h")
	case d < 2*year:
		return number(day, " d")
	}
	return number(year, " y")
}

// relative writes a moment as seen from now: in 29:30, 3:12 ago.
func relative(at, now time.Time) string {
	if d := at.Sub(now); d > 0 {
		return "in " + Countdown(d)
	}
	return ago(now.Sub(at))
}

// counts reports whether a drawing of the token changes with every second:
// whether it has yet to end, or to be issued, or has ended just now.
func counts(d decoded, now time.Time) bool {
	if d.token == nil {
		return false
	}
	if at, ok := d.token.IssuedAt(); ok && now.Before(at) {
		return true
	}
	end, ok := d.token.EffectiveExpiresAt()
	return ok && now.Sub(end) < recent
}
