package ui

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"atc/keystore"
	"atc/tokens"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// dialogTime is the time in the tests of dialogs.
var dialogTime = time.Date(2026, 3, 4, 12, 3, 11, 0, time.UTC)

// hostileText does everything to a terminal that a token could try.
const hostileText = "\x1b]52;c;cm0gLXJmIC8=\a\x1b[2J\x9b31m\u202elob\u200bby\x00\r\n\t'$(reboot)\xff"

func dialogEnv() *env {
	p := keystore.Demo()
	return &env{
		Deps: Deps{
			Catalog: tokens.Default, Demo: true,
			Now:   func() time.Time { return dialogTime },
			Rand:  bytes.NewReader(bytes.Repeat([]byte{7}, 1<<12)),
			Paste: func() tea.Msg { return tea.ClipboardMsg{Content: "pasted"} },
		},
		keys:         newKeyMap(),
		theme:        newTheme(true, colorprofile.TrueColor),
		projects:     projects{store: keystore.NewMemory(p), state: storeOpen, active: p, loaded: []keystore.Project{p}, origin: fromStore},
		certificates: Certificates([]keystore.Project{p}),
	}
}

// dialogToken builds a token of a kind.
func dialogToken(t testing.TB, e *env, kind string, values tokens.Values) copySource {
	t.Helper()
	k, ok := e.Catalog.Kind(kind)
	if !ok {
		t.Fatalf("there is no kind %s", kind)
	}
	r := tokens.Request{
		Kind: k, AppID: e.project().AppID, Certificate: e.project().Primary, Values: values,
		Stamp: tokens.Stamp{IssueTime: uint32(dialogTime.Unix()) - 60, Salt: 1},
	}
	text, err := e.Catalog.Build(r)
	if err != nil {
		t.Fatal(err)
	}
	token, err := e.Catalog.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	v := token.SignedBy(e.certificates, tokens.Subject{})
	return copySource{text: text, token: token, verification: &v, request: &r}
}

var namedKeys = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown},
	"pgup": {Code: tea.KeyPgUp}, "pgdown": {Code: tea.KeyPgDown}, "home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd},
	"backspace": {Code: tea.KeyBackspace}, "space": {Code: tea.KeySpace, Text: " "}, "ctrl+v": {Code: 'v', Mod: tea.ModCtrl},
	"f1": {Code: tea.KeyF1},
}

func dialogKey(name string) tea.KeyPressMsg {
	if k, ok := namedKeys[name]; ok {
		return k
	}
	if rest, ok := strings.CutPrefix(name, "alt+"); ok {
		return tea.KeyPressMsg{Code: []rune(rest)[0], Mod: tea.ModAlt}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// pressIn presses keys as the root does: a command that has the key runs,
// and only what is left goes to the dialog. It returns the last action.
func pressIn(t testing.TB, s screen, keys ...string) action {
	t.Helper()
	var act action
	for _, name := range keys {
		k := dialogKey(name)
		c, ok := command{}, false
		for _, c = range s.commands() {
			if ok = pressed(k, c.key, s.typing()); ok {
				break
			}
		}
		if ok {
			act, _ = c.do()
		} else {
			act, _ = s.update(k)
		}
	}
	return act
}

// typeIn types a text key by key.
func typeIn(t testing.TB, s screen, text string) {
	t.Helper()
	for _, r := range text {
		if r == ' ' {
			pressIn(t, s, "space")
			continue
		}
		pressIn(t, s, string(r))
	}
}

// screenOf draws a dialog as it is in a room, without styles.
func screenOf(s screen, width, height int) string {
	s.setSize(width, height)
	return ansi.Strip(strings.Join(s.view().lines, "\n")) + "\n"
}

var styling = regexp.MustCompile(`\x1b\[[0-9;:]*m`)

// checkFrame fails the test if a dialog is larger than its room, or has what
// the terminal obeys.
func checkFrame(t *testing.T, s screen, width, height int) {
	t.Helper()
	s.setSize(width, height)
	f := s.view()
	if len(f.lines) > height || f.bare && len(f.lines) != height {
		t.Errorf("%s has %d lines in %d×%d", s.title(), len(f.lines), width, height)
	}
	for i, l := range f.lines {
		if w := ansi.StringWidth(l); w > width || w != ansi.StringWidth(f.lines[0]) || f.bare && w != width {
			t.Errorf("%s in %d×%d: line %d has %d columns: %q", s.title(), width, height, i, w, ansi.Strip(l))
		}
		for _, r := range styling.ReplaceAllString(l, "") {
			if !unicode.IsPrint(r) {
				t.Errorf("%s: line %d holds %U: %q", s.title(), i, r, l)
			}
		}
	}
	if c := f.cursor; c != nil && (c.X < 0 || c.X >= max(width, 7) || c.Y < 0 || c.Y >= max(height, 4)) {
		t.Errorf("%s in %d×%d: the cursor stands at %v", s.title(), width, height, c.Position)
	}
}

var rooms = [][2]int{{80, 22}, {120, 34}, {80, 24}, {500, 200}, {40, 10}, {12, 4}, {1, 1}, {0, 0}}

func trayOf(e *env, n int) {
	for i := range n {
		e.tray.keep(trayItem{text: strings.Repeat("x", i+1), label: "rtc · " + strings.Repeat("lobby", i%7) + " · 12345"})
	}
}

// hostileDialogs returns every dialog over texts that are.
func hostileDialogs(t testing.TB) []screen {
	e, empty := dialogEnv(), dialogEnv()
	token := dialogToken(t, e, "compose", tokens.Values{
		"spec": `{"services":[{"type":5,"fields":{"user_id":"a'\u001b[2J\u202e"},"privileges":{"1":60}}]}`,
	}).token
	source := copySource{text: hostileText, token: token}
	e.tray.keep(trayItem{text: hostileText, label: hostileText, token: token})
	e.tray.keep(trayItem{text: "short", label: strings.Repeat("東京", 60)})
	trayOf(e, 40)
	return []screen{
		newPalette(e, samplePalette()), newHelp(e, sampleHelp()), newCopyAs(e, source), newCopyAs(e, copySource{}),
		newQR(e, hostileText), newQR(e, strings.Repeat("x", 1<<16)), newBare(e, hostileText), newBare(e, strings.Repeat("x", 1<<20)),
		newTrayDialog(e), newTrayDialog(empty), newConfirm(e, "quit and lose "+hostileText+"?", "quit", quit{}),
	}
}

func TestDialogsFitTheirRoomAndObeyNoToken(t *testing.T) {
	t.Parallel()
	for _, s := range hostileDialogs(t) {
		for _, room := range rooms {
			checkFrame(t, s, room[0], room[1])
		}
		s.update(tea.PasteMsg{Content: hostileText})
		for _, k := range []string{"/", "down", "end", "pgdown", "東", "\u202e", "i", "backspace", "alt+i", "up", "home", "pgup"} {
			s.setSize(80, 22)
			if _, closed := pressIn(t, s, k).(closeDialog); closed {
				continue // any key closes the bare token
			}
			checkFrame(t, s, 80, 22)
		}
		for _, c := range s.commands() {
			if c.do == nil || c.key.Help().Desc == "" || len(c.key.Keys()) == 0 {
				t.Errorf("%s: the command %q is incomplete", s.title(), c.key.Help())
			}
		}
	}
}

// The question before quitting stands for all: what closes, and what does it.
func TestConfirmAsksForYesOrNo(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]action{
		"enter": closeDialog{then: quit{}}, "y": closeDialog{then: quit{}}, "alt+y": closeDialog{then: quit{}},
		"esc": closeDialog{}, "n": closeDialog{}, "q": closeDialog{}, "x": nil, "space": nil,
	} {
		s := newConfirm(dialogEnv(), "quit and lose the 3 tokens in the tray?", "quit", quit{})
		if got := pressIn(t, s, key); got != want {
			t.Errorf("%s asks for %#v, want %#v", key, got, want)
		}
	}
	s := newConfirm(dialogEnv(), "quit and lose the 3 tokens in the tray?", "quit", quit{})
	for _, want := range []string{"quit and lose the 3 tokens in the tray?", "enter  quit", "esc  cancel"} {
		if screen := screenOf(s, 80, 22); !strings.Contains(screen, want) {
			t.Errorf("%q is missing from\n%s", want, screen)
		}
	}
}

func TestBareTokenFillsTheScreenFromItsEdge(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	token := dialogToken(t, e, "rtc-rtm", tokens.Values{"channel": "lobby", "account": "ada"}).text
	s := newBare(e, token)
	if _, ok := s.(wholeScreen); !ok {
		t.Error("the bare token does not ask for the whole terminal")
	}
	screen := screenOf(s, 80, 24)
	lines := strings.Split(screen, "\n")
	if got := strings.TrimSpace(strings.Join(lines[:23], "")); got != token || !strings.HasPrefix(lines[0], token[:80]) {
		t.Errorf("the screen shows\n%s", screen)
	}
	if got := strings.TrimSpace(lines[23]); got != "select by hand · any key goes back" {
		t.Errorf("the last line says %q", got)
	}
	for _, k := range []string{"a", "enter", "q", "f1"} {
		if got := pressIn(t, s, k); got != (closeDialog{}) {
			t.Errorf("%s asks for %#v", k, got)
		}
	}
	if screen := screenOf(newBare(e, strings.Repeat("0", 5000)), 80, 24); !strings.Contains(screen, "cut to the screen, the token has 5000 characters") {
		t.Errorf("the screen shows\n%s", screen)
	}
}
