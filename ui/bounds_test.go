package ui

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"atc/tokens"

	tea "charm.land/bubbletea/v2"
)

func TestTheTrayHoldsSoManyBytes(t *testing.T) {
	t.Parallel()
	var tr tray
	long := func(n int) trayItem {
		return trayItem{text: strconv.Itoa(n) + strings.Repeat("x", 1<<19), values: tokens.Values{"spec": strings.Repeat("y", 1<<19)}}
	}
	for n := range 40 {
		tr.keep(long(n))
	}
	if n := len(tr.items); n != 7 || !strings.HasPrefix(tr.items[0].text, "39x") {
		t.Errorf("the tray holds %d long tokens, first %.3s", n, tr.items[0].text)
	}
	tr.drop(0)
	if !tr.undo() || len(tr.items) != 7 || !strings.HasPrefix(tr.items[0].text, "39x") {
		t.Errorf("the tray holds %d long tokens after a drop was taken back", len(tr.items))
	}
	tr.keep(trayItem{text: strings.Repeat("z", 2*trayBytes)})
	if len(tr.items) != 1 {
		t.Errorf("%d tokens stay beside one that fills the tray", len(tr.items)-1)
	}
	deep := &tokens.Token{Services: make([]tokens.DecodedService, 60_000)} // of a text that inflates to a lot
	for n := range 5 {
		tr.keep(trayItem{text: strconv.Itoa(n), token: deep})
	}
	if len(tr.items) != 1 {
		t.Errorf("the tray holds %d tokens that are large only once they are read", len(tr.items))
	}
}

func TestAFormThatWasLeftRemembersLess(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	k, _ := tokens.Default.Kind("compose")
	f := newForm(e, k, nil)
	f.focusOn(0)
	for n := range 30 {
		f.update(tea.PasteMsg{Content: `{"services":[` + strings.Repeat(" ", 1<<14) + `],"salt":` + strconv.Itoa(n) + `}`})
	}
	before := len(f.undo)
	f.forget(maxLeftUndoBytes)
	size := 0
	for _, change := range f.undo {
		for _, one := range change {
			size += len(one.value)
		}
	}
	if len(f.undo) == 0 || len(f.undo) >= before || size > maxLeftUndoBytes {
		t.Errorf("%d of %d changes are left, with %d bytes", len(f.undo), before, size)
	}
	if !f.takeBack() {
		t.Error("the last change cannot be taken back")
	}
}

func TestSoManyTimersAreWaitedFor(t *testing.T) {
	t.Parallel()
	var due []func(time.Time) tea.Msg
	e := dialogEnv()
	e.Tick = func(_ time.Duration, msg func(time.Time) tea.Msg) tea.Cmd {
		due = append(due, msg)
		return nil
	}
	var hidden glimpse
	shown := 0
	for range 10 * maxTimers {
		hidden.show(e, nil)
		if hidden.on {
			shown++
		}
		hidden = glimpse{id: hidden.id}
	}
	if shown != maxTimers || len(due) != maxTimers {
		t.Errorf("a secret was shown %d times, with %d timers that hide it", shown, len(due))
	}
	due[0](time.Time{})
	if hidden.show(e, nil); !hidden.on {
		t.Error("a secret is not shown once there is a timer to hide it")
	}
}

func TestAVisitorPastesLess(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	if e.pasteLimit() != maxPasted || newSightJudge(e).room != maxFoundMemory {
		t.Errorf("%d bytes are taken, rows take %d", e.pasteLimit(), newSightJudge(e).room)
	}
	e.Visitor = true
	if e.pasteLimit() != maxVisitorPasted || newSightJudge(e).room != maxVisitorMemory || !strings.Contains(e.tooLong("save it"), "at most 1 MiB") {
		t.Errorf("%d bytes are taken of a visitor, rows take %d: %s", e.pasteLimit(), newSightJudge(e).room, e.tooLong("save it"))
	}
}
