package serve_test

import (
	"runtime"
	"strings"
	"testing"
)

// TestASessionThatIsClosedLeavesNoProgramBehind closes sessions while their
// connection stays open, as OpenSSH does where several share one. It runs
// alone, since it counts what runs in the process.
func TestASessionThatIsClosedLeavesNoProgramBehind(t *testing.T) {
	h := startHost(t, nil)
	client := h.dial("anna", "anna")
	stays := h.open(client, "xterm-256color", 80, 24).waitFor("Channel")
	for range 5 {
		g := h.open(client, "xterm-256color", 80, 24).waitFor("Channel")
		if got := programs(); got != 2 {
			t.Errorf("%d programs run for two visitors", got)
		}
		if err := g.session.Close(); err != nil {
			t.Fatal(err)
		}
		g.over()
		h.visitors(1)
		await(t, "the program of the session has ended", func() bool { return programs() == 1 })
	}
	stays.typeText("still-here").waitFor("still-here").leave()
	h.visitors(0)
	await(t, "no program runs", func() bool { return programs() == 0 })
}

// programs returns how many programs of Bubble Tea run.
func programs() int {
	stacks := make([]byte, 4<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	return strings.Count(string(stacks), "bubbletea/v2.(*Program).eventLoop(")
}
