package ui_test

import (
	"testing"
	"time"

	"atc/tokens"
	"atc/ui/uitest"

	tea "charm.land/bubbletea/v2"
)

// seconds passes so many seconds, and fails the test if the screen is then
// another one than it would be if nothing of it had been kept.
func seconds(tb testing.TB, d *uitest.Driver, w *world, n int) {
	tb.Helper()
	for range n {
		w.now = w.now.Add(time.Second)
		w.pass(d, time.Second)
	}
	kept, at := d.Styled(), d.View().Cursor
	d.Send(struct{}{}) // which means nothing, but for all it is drawn anew
	if anew := d.Styled(); kept != anew {
		tb.Errorf("after %d s the screen is kept as\n%s\nbut drawn anew as\n%s", n, kept, anew)
	}
	if anew := d.View().Cursor; (at == nil) != (anew == nil) || at != nil && *at != *anew {
		tb.Errorf("after %d s the cursor is kept at %v, but drawn anew at %v", n, at, anew)
	}
}

func TestWhatTimeDoesNotChangeIsKeptAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		d, w := open(t, size[0], size[1])
		steps := []func(){
			func() { d.Type("lobby") },
			func() { d.Press("tab").Type("12345") },
			func() { d.Press("enter") },
			func() { w.pass(d, 5*time.Second) },
			func() { d.Press("alt+/").Type("chat") },
			func() { d.Press("esc", "esc", "enter") },
			func() { d.Press("alt+k") },
			func() { d.Press("esc", "?") },
			func() { d.Press("esc") },
			func() {
				d.Press("2").Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby", "uid": "1"}))
			},
			func() { d.Press("j").Press("down").Type("970c") },
			func() { d.Press("esc", "l") },
			func() { d.Press("d", "i") },
			func() { d.Press("esc", "1") },
		}
		for _, step := range steps {
			step()
			seconds(t, d, w, 3)
		}
	}
}

// The end of a token is a finding, and with a second one they can be read on
// their own.
func TestWhatIsFoundAsTimePassesIsDrawn(t *testing.T) {
	t.Parallel()
	d, w := open(t, 80, 24)
	d.Press("alt+2").Paste(sample(t, w, "rtc", tokens.Values{"channel": "lobby", "uid": "1"}))
	d.Press("j").Press("down").Type("970c").Press("esc").Shows("1 refused").Lacks("i findings")
	w.now = w.now.Add(time.Hour - 2*time.Second)
	seconds(t, d, w, 1)
	seconds(t, d, w, 1)
	d.Shows("2 refused", "i findings")
}

// The cursor must not wander off with each second.
func TestTheCursorStaysWhereItIsWhileSecondsPass(t *testing.T) {
	t.Parallel()
	d, w := open(t, 80, 24)
	d.Type("lobby")
	before := *d.View().Cursor
	for range 3 {
		seconds(t, d, w, 1)
		d.View()
	}
	if after := *d.View().Cursor; after != before {
		t.Errorf("the cursor has moved from %v to %v", before, after)
	}
}

func TestANewSizeIsDrawnInBetweenSeconds(t *testing.T) {
	t.Parallel()
	d, w := open(t, 120, 36)
	d.Type("lobby")
	for _, size := range [][2]int{{80, 24}, {60, 20}, {120, 36}} {
		d.Send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		seconds(t, d, w, 2)
	}
}
