package ui

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"atc/tokens"

	"github.com/charmbracelet/x/exp/golden"
)

func texts(t *tray) string {
	var all []string
	for _, i := range t.items {
		all = append(all, i.text)
	}
	return strings.Join(all, " ")
}

func TestTrayKeepsNewestFirstWithoutDoubles(t *testing.T) {
	t.Parallel()
	var tr tray
	if tr.unsaved() {
		t.Error("an empty tray has something to lose")
	}
	for _, s := range []string{"a", "b", "c"} {
		if !tr.keep(trayItem{text: s, kind: "rtc"}) {
			t.Errorf("%s is not new", s)
		}
	}
	if tr.keep(trayItem{text: "a"}) || texts(&tr) != "a c b" || !tr.unsaved() {
		t.Errorf("the tray holds %s", texts(&tr))
	}
	if tr.items[0].kind != "rtc" {
		t.Error("a token that is kept again has lost its form")
	}
	for i := range 2 * trayLimit {
		tr.keep(trayItem{text: strconv.Itoa(i)})
	}
	if len(tr.items) != trayLimit || tr.items[0].text != "399" {
		t.Errorf("the tray holds %d tokens, first %s", len(tr.items), tr.items[0].text)
	}
}

func TestTrayTakesBackTheLastDrop(t *testing.T) {
	t.Parallel()
	var tr tray
	if tr.undo() {
		t.Error("something was taken back before anything was dropped")
	}
	for _, s := range []string{"c", "b", "a"} {
		tr.keep(trayItem{text: s})
	}
	tr.drop(1)
	if texts(&tr) != "a c" {
		t.Errorf("the tray holds %s", texts(&tr))
	}
	if !tr.undo() || texts(&tr) != "a b c" || tr.undo() {
		t.Errorf("the tray holds %s", texts(&tr))
	}
	tr.drop(2)
	tr.keep(trayItem{text: "c"})
	if tr.undo(); texts(&tr) != "c a b" {
		t.Errorf("the tray holds %s", texts(&tr))
	}
}

// sampleTray fills the tray with tokens of every state.
func sampleTray(t testing.TB, e *env) {
	add := func(kind, label string, values tokens.Values, age time.Duration) {
		k, _ := e.Catalog.Kind(kind)
		text, err := e.Catalog.Build(tokens.Request{
			Kind: k, AppID: e.project().AppID, Certificate: e.project().Primary, Values: values,
			Stamp: tokens.Stamp{IssueTime: uint32(dialogTime.Add(-age).Unix()), Salt: 1},
		})
		if err != nil {
			t.Fatal(err)
		}
		token, err := e.Catalog.Decode(text)
		if err != nil {
			t.Fatal(err)
		}
		e.tray.keep(trayItem{text: text, label: label, token: token, kind: kind, values: values})
	}
	add("key-001", "key-001 · lobby", tokens.Values{"channel": "lobby"}, 0)
	add("rtc-006", "rtc-006 · standup · 7", tokens.Values{"channel": "standup", "uid": "7"}, 48*time.Hour)
	add("chat-user", "chat-user · ada", tokens.Values{"user": "ada"}, 62*time.Minute)
	add("rtm", "rtm · ada", tokens.Values{"user": "ada", "lifetime": "1m"}, 19*time.Second)
	add("rtc", "rtc · lobby · 12345", tokens.Values{"channel": "lobby", "uid": "12345"}, 2*time.Second)
	cut, err := e.Catalog.Decode(e.tray.items[0].text[:60])
	if err == nil {
		t.Fatal("half a token decodes whole")
	}
	e.tray.keep(trayItem{text: "cut", label: "007 · cut", token: cut})
	e.tray.items[0], e.tray.items[5] = e.tray.items[5], e.tray.items[0]
	slices.Reverse(e.tray.items[1:5])
}

func TestTrayScreen(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	sampleTray(t, e)
	golden.RequireEqual(t, screenOf(newTrayDialog(e), 80, 22))
}

func TestTrayScreenEmpty(t *testing.T) {
	t.Parallel()
	golden.RequireEqual(t, screenOf(newTrayDialog(dialogEnv()), 80, 22))
}

func TestTrayCountsDown(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	now := dialogTime
	e.Now = func() time.Time { return now }
	d := newTrayDialog(e)
	if d.live() {
		t.Error("an empty tray counts down")
	}
	sampleTray(t, e)
	d = newTrayDialog(e)
	if !d.live() {
		t.Error("the tray does not count down")
	}
	for _, want := range []string{"0:41 left", "59:58 left", "ended 2:00 ago"} {
		if screen := screenOf(d, 80, 22); !strings.Contains(screen, want) {
			t.Errorf("%q is missing from\n%s", want, screen)
		}
	}
	now = now.Add(time.Second)
	if screen := screenOf(d, 80, 22); !strings.Contains(screen, "0:40 left") {
		t.Errorf("a second later the screen shows\n%s", screen)
	}
	if now = now.Add(1000 * time.Hour); d.live() {
		t.Error("a tray of tokens that ended long ago counts down")
	}
}

func TestTrayKeys(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	sampleTray(t, e)
	first := e.tray.items[0]
	at := slices.IndexFunc(e.tray.items, func(i trayItem) bool { return i.kind == "rtc" })
	rtc := e.tray.items[at]
	down := slices.Repeat([]string{"down"}, at)
	for k, want := range map[string]action{
		"enter": closeDialog{then: inspectToken{rtc.text}}, "c": closeDialog{then: compareToken{rtc.text}},
		"e": closeDialog{then: editKind{"rtc", rtc.values}}, "q": closeDialog{}, "esc": closeDialog{},
	} {
		d := newTrayDialog(e)
		d.setSize(80, 22)
		pressIn(t, d, down...)
		if got := pressIn(t, d, k); !reflect.DeepEqual(got, want) {
			t.Errorf("%s asks for %#v, want %#v", k, got, want)
		}
	}
	d := newTrayDialog(e)
	d.setSize(80, 22)
	n := len(e.tray.items)
	pressIn(t, d, "x")
	if len(e.tray.items) != n-1 || e.tray.find(first.text) >= 0 {
		t.Error("x did not drop the first token")
	}
	pressIn(t, d, "u")
	if len(e.tray.items) != n || e.tray.items[0].text != first.text {
		t.Error("u did not take it back")
	}
	for range n {
		pressIn(t, d, "end", "x")
	}
	if screen := screenOf(d, 80, 22); e.tray.unsaved() || !strings.Contains(screen, "The tray is empty") {
		t.Errorf("the screen shows\n%s", screen)
	}
	for _, k := range []string{"enter", "x", "c", "e"} {
		if got := pressIn(t, d, k); got != nil {
			t.Errorf("%s in an empty tray asks for %#v", k, got)
		}
	}
	if pressIn(t, d, "u"); len(e.tray.items) != 1 {
		t.Error("u did not take back the last drop")
	}
}

func TestTrayOfPastedTokenHasNoForm(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	e.tray.keep(trayItem{text: "pasted", label: "007 · pasted"})
	d := newTrayDialog(e)
	if _, ok := pressIn(t, d, "e").(warn); !ok {
		t.Error("e on a token without a form says nothing")
	}
}

func TestTrayIsFiltered(t *testing.T) {
	t.Parallel()
	e := dialogEnv()
	sampleTray(t, e)
	d := newTrayDialog(e)
	d.setSize(80, 22)
	if d.typing() {
		t.Error("the tray takes text before it is asked to")
	}
	pressIn(t, d, "/")
	typeIn(t, d, "standup")
	if !d.typing() || strings.Contains(screenOf(d, 80, 22), "ada") {
		t.Errorf("the screen shows\n%s", screenOf(d, 80, 22))
	}
	if got := pressIn(t, d, "enter"); got != nil || d.typing() {
		t.Errorf("enter after the filter asks for %#v", got)
	}
	want := e.tray.items[slices.IndexFunc(e.tray.items, func(i trayItem) bool { return i.kind == "rtc-006" })].text
	if got := pressIn(t, d, "enter"); got != (closeDialog{then: inspectToken{want}}) {
		t.Errorf("enter asks for %#v", got)
	}
	if got := pressIn(t, d, "esc"); got != nil || !strings.Contains(screenOf(d, 80, 22), "ada") {
		t.Errorf("esc asks for %#v and shows\n%s", got, screenOf(d, 80, 22))
	}
	if got := pressIn(t, d, "esc"); got != (closeDialog{}) {
		t.Errorf("the second esc asks for %#v", got)
	}
}
