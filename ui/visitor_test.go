package ui_test

import (
	"strings"
	"testing"
	"time"

	"atc/keystore"
	"atc/ui"

	tea "charm.land/bubbletea/v2"
)

// heard is how long what a server says stays, and alerted what is urgent.
const (
	heard   = 10 * time.Second
	alerted = 90 * time.Second
)

func TestAVisitorIsToldWhereThisIs(t *testing.T) {
	t.Parallel()
	d, w := asVisitor(t, 80, 24, live())
	d.Shows("you are visiting atc on somebody else's machine", "until you leave").Shows("acme-live · memory, until you leave")
	w.pass(d, heard)
	d.Lacks("visiting").Press("alt+4").Shows("in memory, until you leave").Press("n").Shows("App Certificates are kept in memory, until you leave")
	w = &world{now: noon}
	d = with(t, w, 80, 24, func(d *ui.Deps) { d.Visitor, d.Demo = true, true })
	d.Shows("visiting atc", "There is a demo project", "open nothing", "memory, until you leave")
}

func TestWhatIsNotThereIsNotOfferedToAVisitor(t *testing.T) {
	t.Parallel()
	d, w := asVisitor(t, 120, 36)
	w.pass(d, heard)
	d.Press("alt+4").Shows("No project is stored yet", "memory of the machine that serves this console").Lacks(".env", "keystore…", "import", "kept  ")
	for _, tab := range []string{"alt+1", "alt+2", "alt+3", "alt+4"} {
		d.Press(tab, "esc").Lacks("file", "File", "import", "keyring", "vault", "leaves this terminal")
		d.Press("?").Lacks("file", "import", "keystore…", "Serve").Press("pgdown").Lacks("file", "import", "keystore…").Press("esc")
	}
	d.Press(":").Type("file").Shows("nothing fits").Press("esc").Type("import").Shows("nothing fits").Press("esc").Type("serve").Shows("nothing fits").Press("esc", "esc")
	d.Press("alt+2", "esc", "f").Shows("Paste the text here", "stays in the memory of the machine").Lacks("File  ", "leaves this terminal")
}

func TestAVisitorLeaves(t *testing.T) {
	t.Parallel()
	d, _ := asVisitor(t, 80, 24, live())
	d.Press("alt+?", "end").Shows("leave").Press("esc", "esc", "ctrl+z").Shows("nothing to undo")
	d.Press("i").Type("lobby").Press("alt+k", "ctrl+c").Shows("Leave? The tray with 1 token is not kept.", "enter  leave").Press("esc")
	if d.Quit {
		t.Error("the console has ended without an answer")
	}
	if d.Press("ctrl+c", "ctrl+c"); !d.Quit {
		t.Error("the second ctrl+c is no answer")
	}
}

func TestWhatTheServerSaysStaysForAWhile(t *testing.T) {
	t.Parallel()
	d, w := asVisitor(t, 80, 24, live())
	w.pass(d, heard)
	d.Send(ui.Notice("a visitor has \x1b[31mcome\u202e", false)).Shows("a visitor has", "␛").Lacks("\x1b[31mcome", "\u202e")
	w.pass(d, 5*time.Second)
	d.Shows("a visitor has")
	w.pass(d, heard)
	d.Lacks("a visitor has")
}

func TestAnUrgentNoticeIsNotWiped(t *testing.T) {
	t.Parallel()
	const ending = "the server is stopping: this session ends in a few seconds"
	sizes(t, func(t *testing.T, width, height int) {
		d, w := asVisitor(t, width, height, live())
		d.Send(ui.Notice(ending, true)).Shows("! "+ending, "visiting atc")
		d.Type("lobby").Press("enter").Shows("! "+ending, "token sent to the clipboard")
		w.pass(d, 5*time.Second)
		w.pass(d, heard)
		d.Shows("! "+ending, "lobby").Lacks("token sent", "visiting atc")
		for _, keys := range []string{"alt+?", "alt+:", "alt+o", "alt+a", "alt+t", "alt+s", "alt+g", "alt+4", "n", "ctrl+c"} {
			d.Press(keys).Shows("! " + ending)
			lines(t, d.Screen(), height)
			d.Press("esc", "esc").Shows("! " + ending)
			if keys == "n" {
				d.Press("enter")
			}
		}
		d.Send(tea.WindowSizeMsg{Width: 60, Height: 20}).Shows("this session", "needs a terminal").Send(tea.WindowSizeMsg{Width: width, Height: height})
		d.Send(ui.Notice("another thing", false)).Shows("! "+ending, "another thing")
		d.Send(ui.Notice("it ends now", true)).Shows("it ends now").Lacks(ending)
		d.Send(ui.Notice("", true)).Lacks("it ends now")
		d.Send(ui.Notice(ending, true)).Shows(ending)
		w.pass(d, alerted)
		d.Lacks(ending)
	})
}

// lines fails the test unless a screen is as high as the terminal.
func lines(t *testing.T, screen string, height int) {
	t.Helper()
	if got := strings.Count(screen, "\n") + 1; got != height {
		t.Errorf("the screen has %d lines of %d:\n%s", got, height, screen)
	}
}

func TestTheEndOfAnEarlierAlertDoesNotWipeALaterOne(t *testing.T) {
	t.Parallel()
	d, w := asVisitor(t, 80, 24, live())
	d.Send(ui.Notice("first", true))
	early := w.ticks
	w.ticks = nil
	d.Send(ui.Notice("second", true)).Shows("second").Lacks("first")
	for _, tick := range early {
		if tick.after == alerted {
			d.Send(tick.msg())
		}
	}
	d.Shows("second")
	w.pass(d, alerted)
	d.Lacks("second")
}

func TestManyNoticesAreWaitedForByFewTimers(t *testing.T) {
	t.Parallel()
	w := &world{now: noon, store: keystore.NewMemory(live())}
	d := with(t, w, 80, 24, nil).Press("alt+2", "esc")
	for range 500 {
		d.Press("y")
	}
	if n := w.asked(5 * time.Second); n > 10 {
		t.Errorf("%d timers wait for the end of a notice", n)
	}
	d.Shows("there is no token yet")
	w.pass(d, 5*time.Second) // those of the first: the last notice waits for its own from then on
	d.Shows("there is no token yet")
	w.pass(d, 5*time.Second)
	d.Lacks("there is no token yet")
	d.Press("y").Shows("there is no token yet")
	w.pass(d, 5*time.Second)
	d.Lacks("there is no token yet")
}
