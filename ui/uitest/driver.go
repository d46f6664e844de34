// Package uitest drives the console in tests: a [Driver] without terminal,
// clock or goroutine, and a [Terminal] around the real program.
package uitest

import (
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// A Driver hands messages to a model, and runs the commands that it answers
// with at once and in order.
type Driver struct {
	tb    testing.TB
	model tea.Model
	// Quit says that the model asked to end.
	Quit bool
	// Blocked, where a test sets it, receives a value whenever a command
	// begins to wait for something that the test has in hand. The driver then
	// goes on without it; [Driver.Late] hands over what comes of it.
	Blocked chan struct{}
	late    []chan tea.Msg // what blocked commands will answer
	free    bool           // no command is waited for
}

// New returns a driver of the model in a terminal of width × height cells.
func New(tb testing.TB, m tea.Model, width, height int) *Driver {
	tb.Helper()
	d := &Driver{tb: tb, model: m}
	d.run(m.Init())
	return d.Send(tea.WindowSizeMsg{Width: width, Height: height})
}

// named are the keys that have a name instead of a letter.
var named = map[string]rune{
	"enter": tea.KeyEnter, "tab": tea.KeyTab, "esc": tea.KeyEscape, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
	"home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown,
	"f1": tea.KeyF1, "space": tea.KeySpace,
}

// Press presses keys, each written as Bubble Tea does: "enter", "alt+y", "?".
// It fails the test for a name that no key has.
func (d *Driver) Press(keys ...string) *Driver {
	d.tb.Helper()
	for _, name := range keys {
		k, ok := parseKey(name)
		if !ok || tea.KeyPressMsg(k).String() != name {
			d.tb.Fatalf("no key is called %q (%q)", name, tea.KeyPressMsg(k).String())
		}
		d.Send(tea.KeyPressMsg(k))
	}
	return d
}

func parseKey(name string) (tea.Key, bool) {
	var k tea.Key
	rest := name
	for _, mod := range []struct {
		prefix string
		mod    tea.KeyMod
	}{{"ctrl+", tea.ModCtrl}, {"alt+", tea.ModAlt}, {"shift+", tea.ModShift}} {
		if r, found := strings.CutPrefix(rest, mod.prefix); found && r != "" {
			rest, k.Mod = r, k.Mod|mod.mod
		}
	}
	if code, ok := named[rest]; ok {
		k.Code = code
		if rest == "space" && k.Mod == 0 {
			k.Text = " "
		}
		return k, true
	}
	runes := []rune(rest)
	if len(runes) != 1 {
		return k, false
	}
	k.Code = runes[0]
	if k.Mod == 0 {
		k.Text = rest
	}
	return k, true
}

// Type types text, letter by letter.
func (d *Driver) Type(text string) *Driver {
	d.tb.Helper()
	for _, r := range text {
		d.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return d
}

// Paste pastes text as a terminal with bracketed paste does.
func (d *Driver) Paste(text string) *Driver { return d.Send(tea.PasteMsg{Content: text}) }

// Send delivers messages, and all that follows from each before the next.
func (d *Driver) Send(msgs ...tea.Msg) *Driver {
	d.tb.Helper()
	for _, msg := range msgs {
		var cmd tea.Cmd
		d.model, cmd = d.model.Update(msg)
		d.run(cmd)
	}
	return d
}

// View returns what the model shows.
func (d *Driver) View() tea.View { return d.model.View() }

// Styled returns the screen with its styles.
func (d *Driver) Styled() string { return d.View().Content }

// Screen returns the screen as text, without the blanks at the ends of lines.
func (d *Driver) Screen() string {
	lines := strings.Split(ansi.Strip(d.Styled()), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// Shows fails the test unless the screen holds every text.
func (d *Driver) Shows(texts ...string) *Driver {
	d.tb.Helper()
	screen := d.Screen()
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			d.tb.Errorf("the screen lacks %q:\n%s", text, screen)
		}
	}
	return d
}

// Lacks fails the test if the screen holds any of the texts.
func (d *Driver) Lacks(texts ...string) *Driver {
	d.tb.Helper()
	screen := d.Screen()
	for _, text := range texts {
		if strings.Contains(screen, text) {
			d.tb.Errorf("the screen shows %q:\n%s", text, screen)
		}
	}
	return d
}

func (d *Driver) run(cmd tea.Cmd) {
	if cmd == nil || blinks(cmd) {
		return
	}
	d.handle(d.answer(cmd))
}

// handle does what follows from the answer of a command.
func (d *Driver) handle(msg tea.Msg) {
	switch msg.(type) {
	case nil:
		return
	case tea.QuitMsg:
		d.Quit = true
		return
	}
	// Batches and sequences are slices of commands, of which Bubble Tea
	// exports only the type of the first.
	if v := reflect.ValueOf(msg); v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
		for i := range v.Len() {
			d.run(v.Index(i).Interface().(tea.Cmd))
		}
		return
	}
	d.Send(msg)
}

// answer returns what a command answers, or nil if it waits.
func (d *Driver) answer(cmd tea.Cmd) tea.Msg {
	if d.Blocked == nil && !d.free {
		return cmd()
	}
	answer := make(chan tea.Msg, 1)
	go func() { answer <- cmd() }()
	if d.free {
		d.late = append(d.late, answer)
		return nil
	}
	select {
	case msg := <-answer:
		return msg
	case <-d.Blocked:
		d.late = append(d.late, answer)
		return nil
	}
}

// Until delivers what blocked commands answer, in the order in which they do,
// until the screen shows every text. What a command has sent before it was held
// up may still be on its way when the test goes on. It fails the test if the
// texts do not come.
func (d *Driver) Until(texts ...string) *Driver {
	d.tb.Helper()
	d.free = true
	defer func() { d.free = false }()
	missing := func() bool {
		screen := d.Screen()
		return slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(screen, text) })
	}
	const patience = 20 * time.Second
	for begun := time.Now(); missing() && time.Since(begun) < patience; runtime.Gosched() {
		for i, answer := range d.late {
			if len(answer) > 0 {
				d.late = slices.Delete(d.late, i, i+1)
				d.handle(<-answer)
				break
			}
		}
	}
	return d.Shows(texts...)
}

// Late waits until the commands that were waiting are done, and delivers what
// they answer.
func (d *Driver) Late() *Driver {
	d.tb.Helper()
	for len(d.late) > 0 {
		answer := d.late[0]
		d.late = d.late[1:]
		d.run(func() tea.Msg { return <-answer })
	}
	return d
}

// blinks reports whether a command only waits to blink a cursor.
func blinks(cmd tea.Cmd) bool {
	return strings.Contains(runtime.FuncForPC(reflect.ValueOf(cmd).Pointer()).Name(), "bubbles/v2/cursor.")
}
