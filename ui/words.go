package ui

import (
	"fmt"
	"strconv"
	"time"
)

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return strconv.Itoa(n) + " " + unit + "s"
}

// clockTime writes a time of the same day as now in short, and any other with
// its date. Its zone is always said.
func clockTime(at, now time.Time) string {
	at, now = at.UTC(), now.UTC()
	if at.YearDay() == now.YearDay() && at.Year() == now.Year() {
		return at.Format("15:04:05 UTC")
	}
	return at.Format("2006-01-02 15:04:05 UTC")
}

// Countdown writes a duration in whole seconds as 59:58, 1:59:58 or 6d 23:59:58.
func Countdown(d time.Duration) string {
	s := int64(d / time.Second)
	if s < 0 {
		s = -s
	}
	days, h, m := s/86400, s/3600%24, s/60%60
	switch {
	case days > 999:
		return fmt.Sprintf("%dy %dd", days/365, days%365)
	case days > 0:
		return fmt.Sprintf("%dd %02d:%02d:%02d", days, h, m, s%60)
	case h > 0:
		return fmt.Sprintf("%d:%02d:%02d", h, m, s%60)
	}
	return fmt.Sprintf("%d:%02d", m, s%60)
}

// Lasting writes a number of seconds as a person would: 1 h, 1 h 30 min, 25 h,
// 7 d. Days start at two, so that 25 h can be compared with the cap of 24 h.
func Lasting(seconds int64) string {
	d, h, m, s := seconds/86400, seconds/3600%24, seconds/60%60, seconds%60
	if d < 2 {
		d, h = 0, seconds/3600
	}
	out := ""
	for _, p := range []struct {
		n    int64
		unit string
	}{{d, "d"}, {h, "h"}, {m, "min"}, {s, "s"}} {
		if p.n > 0 {
			if out != "" {
				out += " "
			}
			out += strconv.FormatInt(p.n, 10) + " " + p.unit
		}
	}
	if out == "" {
		return "0 s"
	}
	return out
}
