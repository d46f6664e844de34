package cli_test

import (
	"strings"
	"testing"

	"atc/tokens"
)

// TestAReportForPublicationIsPrinted relies on the tests of what stands in one.
func TestAReportForPublicationIsPrinted(t *testing.T) {
	t.Parallel()
	token := tokenFor(t, "rtc", 7200, tokens.Values{"channel": "lobby", "uid": "12345", "lifetime": "1h"})
	for _, args := range [][]string{{"decode"}, {"verify"}, {"decode", "-"}, {"verify", "-"}, {"decode", token}, {"verify", token}} {
		r := command(t)
		r.deps.In = strings.NewReader(token[:50] + "\n" + token[50:] + "\n")
		r.exec(append(args, "--report", "--for", "rtc-native", "--channel", "lobby")...)
		if !strings.HasPrefix(r.out, "### Agora token: would be refused: it has ended\n") || !strings.Contains(r.out, "| App ID | `970C…1b33` |") ||
			!strings.Contains(r.out, "\n- **refused** `expired`: ") || strings.Contains(r.out, token[10:30]) || strings.Contains(r.out, appID) {
			t.Errorf("%q:\n%s%s", args, r.out, r.err)
		}
	}
	for _, v := range vectors(t) {
		if len(v.text) < tokens.MaxText && command(t).exec("decode", "--report", v.text).out == "" {
			t.Errorf("%s: no report", v.id)
		}
	}
}
