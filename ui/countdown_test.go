package ui

import (
	"strings"
	"testing"
	"time"

	"atc/tokens"
)

func TestBarShowsWhatIsLeft(t *testing.T) {
	t.Parallel()
	full, rest := ink{"[", "]"}, ink{"(", ")"}
	drawn := strings.NewReplacer("[", "", "]", "", "(", "", ")", "")
	tests := []struct {
		left, whole time.Duration
		width       int
		want        string
	}{
		{time.Hour, time.Hour, 6, "━━━━━━"},
		{30 * time.Minute, time.Hour, 6, "━━━───"},
		{25 * time.Minute, time.Hour, 6, "━━╸───"},
		{time.Second, time.Hour, 6, "╸─────"},
		{0, time.Hour, 6, "──────"},
		{-time.Minute, time.Hour, 6, "──────"},
		{time.Hour, 0, 3, "───"},
		{2 * time.Hour, time.Hour, 3, "━━━"},
		{time.Duration(1<<63 - 1), time.Second, 3, "━━━"},
		{time.Hour, time.Hour, 0, ""},
		{time.Hour, time.Hour, -1, ""},
	}
	for _, tt := range tests {
		if got := drawn.Replace(gauge(&full, &rest, tt.left, tt.whole, tt.width)); got != tt.want {
			t.Errorf("bar of %v of %v in %d columns is %q, want %q", tt.left, tt.whole, tt.width, got, tt.want)
		}
	}
}

func TestALifeIsUrgentCloseToItsEnd(t *testing.T) {
	t.Parallel()
	tests := []struct {
		left, whole time.Duration
		want        int
	}{
		{time.Hour, time.Hour, 0},
		{6 * time.Minute, time.Hour, 0},
		{6*time.Minute - time.Second, time.Hour, 1},
		{time.Minute, 2 * time.Minute, 0},
		{time.Minute - time.Second, 2 * time.Minute, 1},
		{0, time.Hour, 2},
	}
	for _, tt := range tests {
		if got := urgency(tt.left, tt.whole); got != tt.want {
			t.Errorf("urgency of %v of %v is %d, want %d", tt.left, tt.whole, got, tt.want)
		}
	}
}

func TestLasting(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[int64]string{
		0: "0 s", 90: "1 min 30 s", 3600: "1 h", 86400: "24 h", 90000: "25 h", 172799: "47 h 59 min 59 s", 172800: "2 d", 176461: "2 d 1 h 1 min 1 s",
	} {
		if got := Lasting(seconds); got != want {
			t.Errorf("Lasting(%d) = %q, want %q", seconds, got, want)
		}
	}
}

func TestAgo(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0:                        "just now",
		192 * time.Second:        "3:12 ago",
		time.Hour:                "1 h ago",
		47 * time.Hour:           "47 h ago",
		48 * time.Hour:           "2 d ago",
		3 * 365 * 24 * time.Hour: "3 y ago",
	} {
		if got := ago(d); got != want {
			t.Errorf("ago(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestCountsWhileSecondsChangeThePane(t *testing.T) {
	t.Parallel()
	e := paneEnv(paneCertificate)
	rtc := decode(e, paneToken(t, "p001-xl-rtc-go"), tokens.Subject{})
	endless := decode(e, paneToken(t, "p136-001-go"), tokens.Subject{})
	tests := []struct {
		name  string
		d     decoded
		after time.Duration
		want  bool
	}{
		{"in force", rtc, time.Minute, true},
		{"not issued yet", rtc, -time.Minute, true},
		{"ended just now", rtc, time.Hour + time.Minute, true},
		{"ended long ago", rtc, 2 * time.Hour, false},
		{"without an end", endless, time.Minute, false},
		{"nothing", decode(e, "", tokens.Subject{}), 0, false},
		{"no token", decode(e, "x", tokens.Subject{}), 0, false},
	}
	for _, tt := range tests {
		now := paneIssued.Add(tt.after)
		if got := counts(tt.d, now); got != tt.want {
			t.Errorf("%s: counts is %v, want %v", tt.name, got, tt.want)
		}
		again := now.Add(time.Second)
		changes := paneText(e, tt.d, now, 58) != paneText(e, tt.d, again, 58)
		if changes && !tt.want {
			t.Errorf("%s: the pane changes and nothing counts", tt.name)
		}
	}
}
