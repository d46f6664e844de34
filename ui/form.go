package ui

import (
	"errors"
	"slices"

	"atc/tokens"

	tea "charm.land/bubbletea/v2"

	"charm.land/bubbles/v2/key"
)

// form edits the inputs of one kind. Focus moves at once, so that what is
// typed after tab lands where the person meant it.
type form struct {
	env     *env
	kind    tokens.Kind
	fields  []field
	focused int // −1 if none
	width   int
	height  int
	undo    [][]edit           // the changes, the last one last
	failure *tokens.InputError // what building said, beyond the checks of the inputs
}

// edit is a field that changed, and what it held before. Several make one
// change, which is taken back as a whole.
type edit struct {
	field  int
	value  string
	secret secretField // of a field that is one
}

const (
	maxUndo      = 200
	maxUndoBytes = 8 * tokens.MaxSpec
	// maxLeftUndoBytes is how much a form remembers that was left for another.
	maxLeftUndoBytes = 64 << 10
	documentRest     = 5 // lines that a form keeps for the label and hint of a document
)

// newForm returns the form of a kind, with those of the values that its inputs
// take.
func newForm(e *env, k tokens.Kind, values tokens.Values) *form {
	f := &form{env: e, kind: k, fields: make([]field, 0, len(k.Inputs)), focused: -1}
	for _, in := range k.Inputs {
		in = within(e.project(), in)
		value := in.Default
		if v, ok := values[in.Key]; ok && in.Refuse(v) == nil {
			value = v
		}
		f.fields = append(f.fields, newField(in, value))
	}
	return f
}

func (f *form) setSize(width, height int) {
	f.width, f.height = width, height
	for i := range f.fields {
		if d := f.fields[i].document; d != nil {
			d.setSize(width, height-documentRest)
		}
	}
}

// focusOn puts the focus on field i, or takes it away if i is −1. Leaving a
// field makes its error known.
func (f *form) focusOn(i int) {
	if f.focused >= 0 && f.focused < len(f.fields) {
		f.fields[f.focused].focus(false)
		f.fields[f.focused].touched = true
	}
	if i >= len(f.fields) {
		i = -1
	}
	f.focused = i
	if i >= 0 {
		f.fields[i].focus(true)
	}
}

// hasDocument reports whether one of the fields takes many lines, and room.
func (f *form) hasDocument() bool {
	return slices.ContainsFunc(f.fields, func(fl field) bool { return fl.document != nil })
}

// isDocument reports whether the field with the focus takes many lines, and
// with them the keys that otherwise move between fields.
func (f *form) isDocument() bool {
	return f.focused >= 0 && f.fields[f.focused].document != nil
}

// update hands a message to the field with the focus, and reports whether a
// value changed.
func (f *form) update(msg tea.Msg) bool {
	if f.focused < 0 {
		return false
	}
	fl := &f.fields[f.focused]
	before := edit{field: f.focused, value: fl.value()}
	if fl.secret != nil {
		before.secret = *fl.secret
	}
	if !fl.update(msg) {
		return false
	}
	fl.touched = fl.touched || fl.input.Type != tokens.Text
	f.remember(before)
	return true
}

// remember keeps a change to take back, and forgets the oldest where they get
// too many, or too long.
func (f *form) remember(change ...edit) {
	if len(change) == 0 {
		return
	}
	f.undo = append(f.undo, change)
	f.forget(maxUndoBytes)
}

// forget lets go of the oldest changes that do not fit into so many bytes.
func (f *form) forget(room int) {
	size := 0
	for i := len(f.undo) - 1; i >= 0; i-- {
		for _, e := range f.undo[i] {
			size += len(e.value)
		}
		if len(f.undo)-i > maxUndo || size > room {
			f.undo = slices.Delete(f.undo, 0, i+1)
			return
		}
	}
}

// takeBack undoes the last change and reports whether there was one.
func (f *form) takeBack() bool {
	if len(f.undo) == 0 {
		return false
	}
	last := f.undo[len(f.undo)-1]
	f.undo = f.undo[:len(f.undo)-1]
	for _, e := range last {
		fl := &f.fields[e.field]
		fl.setValue(e.value)
		if fl.secret != nil {
			*fl.secret = e.secret
			fl.secret.shown = false
		}
	}
	return true
}

// fill puts those of the values into the form that its inputs take, as one
// change.
func (f *form) fill(values tokens.Values) {
	var change []edit
	for i := range f.fields {
		fl := &f.fields[i]
		v, ok := values[fl.input.Key]
		if before := fl.value(); ok && v != before && fl.input.Refuse(v) == nil {
			change = append(change, edit{field: i, value: before})
			fl.setValue(v)
		}
	}
	f.remember(change...)
}

// reset puts the defaults back, as one change.
func (f *form) reset() {
	var change []edit
	for i := range f.fields {
		fl := &f.fields[i]
		if v := fl.value(); v != fl.input.Default {
			change = append(change, edit{field: i, value: v})
			fl.setValue(fl.input.Default)
		}
		fl.touched = false
	}
	f.remember(change...)
}

// move handles the keys that go from field to field. It reports whether the
// key was one, and whether it went beyond the ends.
func (f *form) move(k tea.KeyPressMsg) (used, beyond bool) {
	by := 0
	switch keys := &f.env.keys; {
	case key.Matches(k, keys.NextField), key.Matches(k, keys.Down) && !f.isDocument():
		by = +1
	case key.Matches(k, keys.PrevField), key.Matches(k, keys.Up) && !f.isDocument():
		by = -1
	default:
		return false, false
	}
	next := f.focused + by
	if next < 0 || next >= len(f.fields) {
		return true, true
	}
	f.focusOn(next)
	return true, false
}

func (f *form) values() tokens.Values {
	v := make(tokens.Values, len(f.fields))
	for i := range f.fields {
		v[f.fields[i].input.Key] = f.fields[i].value()
	}
	return v
}

// keep adds what was filled in to the values of other kinds. A default that
// nobody touched is not news to them.
func (f *form) keep(all tokens.Values) {
	for i := range f.fields {
		if fl := &f.fields[i]; fl.touched || fl.value() != fl.input.Default {
			all[fl.input.Key] = fl.value()
		}
	}
}

// problem returns what is wrong with field i.
func (f *form) problem(i int) error {
	fl := &f.fields[i]
	if err := fl.input.Refuse(fl.value()); err != nil {
		return err
	}
	if f.failure != nil && f.failure.Key == fl.input.Key {
		return f.failure.Problem
	}
	return nil
}

// fail takes note of what building said. Its problem is shown under its field.
func (f *form) fail(err error) {
	f.failure = nil
	var in *tokens.InputError
	if errors.As(err, &in) {
		f.failure = in
	}
}

// touchAll makes every error known, as when the person asks for the token.
func (f *form) touchAll() {
	for i := range f.fields {
		f.fields[i].touched = true
	}
}

// firstProblem returns the first field that is refused, or −1.
func (f *form) firstProblem() int {
	for i := range f.fields {
		if f.problem(i) != nil {
			return i
		}
	}
	return -1
}
