//go:build unix

package cli_test

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"atc/tokens"
	"atc/ui/uitest"
)

// TestScanSaysHowFarItIs types into the real program, which shows what it found
// above the line that says how far it is.
func TestScanSaysHowFarItIs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	shell := exec.Command("sh", "-c", `stty -echo; cat | "$0" scan - app.log; echo "exit code $?"`, uitest.Program(t))
	shell.Dir, shell.Env = dir, []string{"XDG_CONFIG_HOME=" + dir, "DBUS_SESSION_BUS_ADDRESS=unix:path=" + dir, "ATC_PROJECT=", "ATC_KEYSTORE="}
	ended := rtcToken(t, 100*24*time.Hour, tokens.Values{"channel": "lobby", "uid": "12345"})
	term := uitest.Start(t, shell, 100, 24).WaitFor("stdin · 0 bytes · 0 tokens")
	for n, row := range []string{"stdin:1:1 ", "stdin:2:1 "} {
		term.Type(ended).Send("enter").WaitFor(row, "refused: expired", []string{"1 token · 1 would be refused", "2 tokens · 2 would be refused"}[n])
	}
	term.Send("ctrl+d").WaitFor(`cannot read "app.log"`, ", 2 tokens, 2 would be refused", "exit code 4")
	if strings.Contains(term.Screen(), " · ") {
		t.Errorf("the line stays:\n%s", term.Screen())
	}
}
