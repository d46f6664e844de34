package ui

import tea "charm.land/bubbletea/v2"

// view draws the form in exactly its size, and says where the cursor stands.
func (f *form) view() frame {
	th := f.env.theme
	if len(f.fields) == 0 {
		lines := paragraph(th.dim, "this kind asks for nothing: its token is ready", f.width)
		return frame{lines: block(lines, f.width, f.height)}
	}
	label := f.labelWidth()
	var lines []string
	var cursor *tea.Cursor
	focusTop, focusEnd := 0, 0
	for i := range f.fields {
		start := len(lines)
		var at *tea.Cursor
		lines, at = f.appendField(lines, i, label)
		if i == f.focused {
			focusTop, focusEnd, cursor = start, len(lines), at
		}
	}
	shown, top := window(lines, (focusTop+focusEnd-f.height)/2, f.height)
	if cursor != nil {
		cursor.Y -= top
		if cursor.Y < 0 || cursor.Y >= f.height {
			cursor = nil
		}
	}
	return frame{lines: block(shown, f.width, f.height), cursor: cursor}
}

// scrollTo returns the first line to show so that start to end can be seen.
func scrollTo(top, start, end, total, height int) int {
	if end > top+height {
		top = end - height
	}
	if start < top {
		top = start
	}
	return max(0, min(top, total-height))
}

// labelWidth is the width of the longest label, but never half of the form.
func (f *form) labelWidth() int {
	w := 0
	for i := range f.fields {
		w = max(w, cells(f.fields[i].input.Title))
	}
	return min(w, f.width/2)
}

// appendField draws field i: its line, and under it its problem or, if it has
// the focus, its hint.
func (f *form) appendField(lines []string, i, label int) ([]string, *tea.Cursor) {
	th, fl, focused := f.env.theme, &f.fields[i], i == f.focused
	if fl.document != nil {
		return f.appendDocument(lines, i)
	}
	name, mark := th.label, "  "
	if focused {
		name, mark = th.title, th.title.Render("› ")
	}
	value, x := fl.draw(th, focused, max(1, f.width-label-3))
	var cursor *tea.Cursor
	if focused && x >= 0 {
		cursor = tea.NewCursor(label+3+x, len(lines))
	}
	lines = append(lines, mark+name.Render(fit(fl.input.Title, label))+" "+value)
	return f.appendHint(lines, i, label), cursor
}

// appendHint draws what stands under a field. Its title comes first where the
// label before the value was too short for it.
func (f *form) appendHint(lines []string, i, label int) []string {
	th, fl, focused := f.env.theme, &f.fields[i], i == f.focused
	st, hint := th.dim, ""
	if focused {
		hint = wanted(f.env.project(), &fl.input)
		if cells(fl.input.Title) > label {
			hint = fl.input.Title + ": " + hint
		}
	}
	if err := f.problem(i); err != nil && (fl.touched || focused && fl.filled()) {
		st, hint = th.bad, "! "+err.Error()
	}
	if hint == "" {
		return lines
	}
	for _, l := range wrap(hint, f.width-2) {
		lines = append(lines, "  "+st.Render(l))
	}
	return lines
}

// appendDocument draws a field of many lines, which fills the form.
func (f *form) appendDocument(lines []string, i int) ([]string, *tea.Cursor) {
	th, fl := f.env.theme, &f.fields[i]
	lines = append(lines, th.label.Render(fit(fl.input.Title, f.width)))
	var cursor *tea.Cursor
	if i == f.focused {
		if cursor = fl.document.cursor(); cursor != nil {
			cursor.Y += len(lines)
		}
	}
	for _, l := range fl.document.lines() {
		lines = append(lines, th.text.Render(l))
	}
	return f.appendHint(lines, i, f.width), cursor
}
