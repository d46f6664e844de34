package ui

import (
	"slices"
	"strings"
	"time"

	"atc/tokens"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// enterStarts stands beside every form of a server.
const enterStarts = "enter starts it"

// serveForm asks how a server is to be started.
type serveForm struct {
	env    *env
	form   *form
	scroll int // of what stands beside it
}

func newServeForm(e *env, inputs []tokens.Input) *serveForm {
	return &serveForm{env: e, form: newForm(e, tokens.Kind{Inputs: inputs}, nil)}
}

func (f *serveForm) field(key string) *field {
	i := slices.IndexFunc(f.form.fields, func(fl field) bool { return fl.input.Key == key })
	return &f.form.fields[i]
}

// value returns what stands in a field, without blanks around it.
func (f *serveForm) value(key string) string { return strings.TrimSpace(f.field(key).value()) }

// list returns the parts of a field that holds several.
func (f *serveForm) list(key string) []string {
	all, err := tokens.ParseList(f.value(key))
	if err != nil {
		return nil
	}
	return all
}

// refused goes to the first field that holds what it must not, and reports
// whether there is one.
func (f *serveForm) refused() bool {
	f.form.touchAll()
	i := f.form.firstProblem()
	if i >= 0 {
		f.form.focusOn(i)
	}
	return i >= 0
}

// press edits the form. Focus goes around its ends.
func (f *serveForm) press(k tea.KeyPressMsg) tea.Cmd {
	keys := &f.env.keys
	switch {
	case key.Matches(k, keys.Paste) && f.form.focused >= 0:
		return f.env.Paste
	case key.Matches(k, keys.Leave):
		f.form.focusOn(-1)
		return nil
	}
	back := f.form.focused <= 0
	used, beyond := f.form.move(k)
	switch {
	case beyond && back && !key.Matches(k, keys.NextField, keys.Down):
		f.form.focusOn(len(f.form.fields) - 1)
	case beyond:
		f.form.focusOn(0)
	case !used:
		f.form.update(k)
	}
	return nil
}

func (f *serveForm) undo() (action, tea.Cmd) {
	if !f.form.takeBack() {
		return notify{"nothing to undo"}, nil
	}
	return nil, nil
}

func (f *serveForm) reset() (action, tea.Cmd) {
	f.form.reset()
	return notify{"the fields are as they were at first; u takes that back"}, nil
}

// commands are what can be done while a server is not running.
func (f *serveForm) commands() []command {
	return []command{
		{letter("undo the last change", "u", "ctrl+z"), false, f.undo},
		{letter("start over", "x"), false, f.reset},
	}
}

// scrolls moves what stands beside the form, and reports whether the key was
// one for that.
func (f *serveForm) scrolls(k tea.KeyPressMsg, total, room int) bool {
	keys, page := &f.env.keys, max(1, room/2)
	switch {
	case key.Matches(k, keys.PageUp):
		f.scroll = scrolledBy(f.scroll, -page, total, room)
	case key.Matches(k, keys.PageDown):
		f.scroll = scrolledBy(f.scroll, page, total, room)
	default:
		return false
	}
	return true
}

// serveColumns returns the widths of a form and of what stands beside it.
func serveColumns(width int) (left, right int) {
	left = max(46, min(64, width*46/100))
	return left, width - left
}

func (f *serveForm) setSize(width, height int) {
	left, _ := serveColumns(width)
	f.form.setSize(left-paneWidth, max(1, height-paneHeight))
}

// view draws the form, and beside it what starting means.
func (f *serveForm) view(title, other, note string, said []string, width, height int) frame {
	th := f.env.theme
	left, right := serveColumns(width)
	drawn := f.form.view()
	p := pane{title: title, focused: f.form.focused >= 0}
	shown, top := window(said, f.scroll, height-paneHeight)
	q := pane{title: other, right: note, top: top, total: len(said)}
	return frame{
		lines:  beside(p.draw(th, drawn.lines, left, height), q.draw(th, shown, right, height)),
		cursor: inPane(drawn.cursor),
	}
}

// saidWidth is the room for what stands beside the form.
func saidWidth(width int) int {
	_, right := serveColumns(width)
	return right - paneWidth
}

// span returns the time that stands in a field.
func (f *serveForm) span(key string) time.Duration {
	n, err := tokens.ParseLifetime(f.value(key))
	if err != nil {
		return 0
	}
	return time.Duration(n) * time.Second
}
