package cli

import (
	"fmt"
	"time"
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
		return "in " + clock(ahead+time.Second-1)
	}
	return clock(now.Sub(at)) + " ago"
}

// clock returns a duration as "0:07", "59:58", "1:02:03", "4d 05:06:07".
func clock(d time.Duration) string {
	seconds := int64(d / time.Second)
	minutes, hours, days := seconds/60%60, seconds/3600%24, seconds/86400
	switch {
	case days > 0:
		return fmt.Sprintf("%dd %02d:%02d:%02d", days, hours, minutes, seconds%60)
	case hours > 0:
		return fmt.Sprintf("%d:%02d:%02d", hours, minutes, seconds%60)
	}
	return fmt.Sprintf("%d:%02d", minutes, seconds%60)
}

// lengthWords returns a number of seconds as people say it: "1h", "1d 12h".
func lengthWords(seconds uint32) string {
	units := []struct {
		seconds uint32
		name    string
	}{{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}}
	text := ""
	rest := seconds
	for _, u := range units {
		if n := rest / u.seconds; n > 0 {
			text += fmt.Sprintf(" %d %s", n, u.name)
			rest %= u.seconds
		}
	}
	if text == "" {
		return "0 s"
	}
	return text[1:]
}
