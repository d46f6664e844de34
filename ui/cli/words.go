package cli

import (
	"fmt"
	"time"

	"atc/ui"
)

// timeWords returns a time with its zone.
func timeWords(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05 UTC") }

// endWords says how far an end is away: "ends in 59:58", "ended 1:02:03 ago".
func endWords(end, now time.Time) string {
	if end.After(now) {
		return "ends " + awayWords(end, now)
	}
	return "ended " + awayWords(end, now)
}

// awayWords says how far a time is away, in whole seconds: "59:58 ago", "in
// 1:02:03". A part of a second that is still to come counts as one.
func awayWords(at, now time.Time) string {
	if ahead := at.Sub(now); ahead > 0 {
		return "in " + ui.Countdown(ahead+time.Second-1)
	}
	return ui.Countdown(now.Sub(at)) + " ago"
}

// several returns a number with what it counts: "1 line is", "3 lines are".
func several(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
