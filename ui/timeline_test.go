package ui

import (
	"strings"
	"testing"
	"time"

	"atc/tokens"

	"github.com/charmbracelet/x/ansi"
)

func timelineText(e *env, t *tokens.Token, now time.Time, width int) string {
	return ansi.Strip(strings.Join(timelineLines(e.theme, t, now, width), "\n"))
}

func TestTimelineTellsALife(t *testing.T) {
	t.Parallel()
	e := paneEnv(paneCertificate)
	tests := []struct {
		name, text string
		after      time.Duration
		want       []string // lines, or parts of them, in this order
	}{
		{"all privileges at once", paneToken(t, "p001-xl-rtc-go"), 30*time.Minute + 30*time.Second, []string{
			"● 22:13:20 UTC  issued                                          30:30 ago",
			"◆ 22:43:50 UTC  now ─────",
			"├ 23:12:50 UTC  RTC: SDK warns                                   in 29:00",
			"● 23:13:20 UTC  token ends                                       in 29:30",
			"                RTC: all 4 privileges end",
		}},
		{"some of them", composed(t, `{"expire":3600,"services":[{"type":1,"privileges":{"1":3600,"2":600,"3":600,"77":600}}]}`), 0, []string{
			"◆ 22:13:20 UTC  now", "├ 22:23:20 UTC  RTC: publish audio, publish video, 1 unnamed     in 10:00", "│               privilege end", "├ 23:12:50", "● 23:13:20 UTC  token ends", "RTC: join channel ends",
		}},
		{"over", paneToken(t, "p001-xl-rtc-go"), 2 * time.Hour, []string{
			"2 h ago", "RTC: SDK warned", "● 23:13:20 UTC  token ended", "│               RTC: all 4 privileges ended", "2023-11-15, today", "◆ ────────────  now",
		}},
		{"capped", composed(t, `{"expire":172800,"services":[{"type":4,"privileges":{"1":172800}}]}`), 0, []string{
			"  2023-11-14, today", "now", "│ 2023-11-15", "● 22:13:20 UTC  24 h cap, effective end", "│ 2023-11-16", "└ 22:13:20 UTC  stated end, not honoured", "FPA: log in would end",
		}},
		{"two of a service", paneToken(t, "p103-e-dup-rtc-go"), 100 * time.Second, []string{"RTC: SDK warned", "RTC:", "now"}},
		{"without an end", paneToken(t, "p136-001-go"), 0, []string{"issued", "now", "the token states no end"}},
		{"without an issue time", paneToken(t, "p138-sig-go"), 0, []string{"now", "token ends"}},
		{"cut", paneToken(t, "bad-024-cut-068"), 0, []string{"no time could be read from this token"}},
		{"none", "", 0, []string{"nothing to show yet"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			token := decode(e, tt.text, tokens.Subject{}).token
			got := timelineText(e, token, paneIssued.Add(tt.after), 73)
			rest := got
			for _, w := range tt.want {
				_, after, ok := strings.Cut(rest, w)
				if !ok {
					t.Fatalf("%q is missing, or out of order, in\n%s", w, got)
				}
				rest = after
			}
		})
	}
}
