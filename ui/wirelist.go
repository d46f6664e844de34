package ui

import (
	"strings"
)

// lines draws the view: exactly as many lines and columns as its size.
func (w *wireView) lines() []string {
	if len(w.rows) == 0 || w.width < 1 || w.height < 1 {
		return block([]string{w.env.theme.dim.Render(cut("no token", w.width))}, w.width, max(0, w.height))
	}
	b, s := mix(w.env.theme), w.shape()
	out := make([]string, 0, w.height)
	if s.tabs {
		out = append(out, w.tabLine(b))
	}
	list := w.listLines(b, s)
	if s.dump > 0 {
		for i, l := range w.dumpLines(b, s) {
			list[i] = l + blank(wireGap) + list[i]
		}
	}
	out = append(out, list...)
	if s.detail > 0 {
		out = append(out, w.detailLines(b, s)...)
	}
	return out[:min(len(out), w.height)]
}

// tabLine names the layers on the way from text to content, and brackets the
// one that is shown.
func (w *wireView) tabLine(b *wireInks) string {
	current := w.rows[w.selected].layer
	for _, sizes := range []bool{true, false} {
		var line strings.Builder
		used := 0
		for i, l := range w.layers {
			name, st := l.name, b.tab
			if sizes {
				name += " " + plural(len(l.data), "byte")
			}
			if l.stopped {
				name += " ✗"
			}
			if i > 0 {
				line.WriteString(b.dim.draw(" → "))
				used += 3
			}
			if name = " " + name + " "; i == current {
				name, st = "["+name[1:len(name)-1]+"]", b.tabOpen
			}
			used += cells(name)
			line.WriteString(st.draw(name))
		}
		if used <= w.width {
			return line.String() + blank(w.width-used)
		}
	}
	return b.tabOpen.draw(fit("["+w.layers[current].name+"]", w.width))
}

// listLines draws the part of the list that is to be seen.
func (w *wireView) listLines(b *wireInks, s wireShape) []string {
	out := make([]string, s.body)
	for i := range out {
		out[i] = w.listLine(b, s, w.listTop+i)
	}
	return out
}

// listLine draws one line of the list: the heading of a layer, or a row.
func (w *wireView) listLine(b *wireInks, s wireShape, line int) string {
	for i, l := range w.layers {
		head := l.first + i // a heading for each layer up to this one
		switch {
		case line == head:
			return w.headingLine(b, l, s.list)
		case line > head && line <= head+l.end-l.first:
			return w.rowLine(b, s, line-i-1)
		}
	}
	return blank(s.list)
}

func (w *wireView) headingLine(b *wireInks, l wireLayer, width int) string {
	if cells(l.name)+3 > width {
		return fit(l.name, width)
	}
	return b.title.draw(l.name) + " " + b.border.draw(strings.Repeat("─", width-cells(l.name)-1))
}

func (w *wireView) rowLine(b *wireInks, s wireShape, row int) string {
	r := &w.rows[row]
	place := right(decimal(int64(r.offset)), s.offset)
	if s.lengths {
		place += right(decimal(int64(r.length)), s.offset+1)
	}
	place += " "
	room := max(0, s.list-2-len(place))
	field, opens, in := r.service()
	if in && !opens && s.lengths {
		field = " " + field
	}
	name := min(w.fieldWidth+2, max(room-wireValue, room/2))
	text := ""
	if value := room - name; value > 0 && !r.unread {
		text = fit(r.brief(w.layers[r.layer].data, value), value)
	} else {
		name = room
	}
	field = fit(cut(field, name-1), name)
	if row == w.selected {
		return b.selected.draw(fit("› "+place+field+text, s.list))
	}
	st, value := b.label, b.text
	switch {
	case r.unread:
		st = b.bad
	case opens:
		st, value = b.title, b.strong
	case strings.HasSuffix(field, " length") || strings.HasSuffix(field, " count"):
		value = b.dim
	}
	if room == 0 {
		return fit("  "+place, s.list)
	}
	return b.dim.draw("  "+place) + st.draw(field) + value.draw(text)
}

// wireValue is how many columns of a list are kept for values, where names
// would take them: enough for "publish audio".
const wireValue = 13

// brief is the value in width columns. Of a number with its meaning, what says
// more is shown where there is no room for both.
func (r *wireRow) brief(data string, width int) string {
	number, meaning, both := strings.Cut(r.value, " (")
	if !both || len(r.value) <= width || !r.littleEndian(data) {
		return shown(r.value, width)
	}
	if field, opens, _ := r.service(); opens || field == "privilege" {
		return shown(strings.TrimSuffix(meaning, ")"), width)
	}
	return shown(number, width)
}

// detailLines say of the selected row what it is, where it stands, what its
// whole value is as far as that fits, and what it is for.
func (w *wireView) detailLines(b *wireInks, s wireShape) []string {
	r := &w.rows[w.selected]
	where := "offset " + decimal(int64(r.offset)) + " · " + plural(r.length, "byte")
	if r.length == 0 {
		where = "at byte " + decimal(int64(r.offset))
	}
	if r.littleEndian(w.layers[r.layer].data) {
		where += ", lowest first"
	}
	out := []string{w.ruleLine(b, r, where)}
	value := strings.TrimRight(shown(r.value, s.detail*w.width), " ")
	st := b.text
	if r.unread {
		st = b.bad
	}
	for i, l := range wrap(value, w.width) {
		if i < s.detail {
			out = append(out, st.draw(fit(l, w.width)))
		}
	}
	if m := r.meaning(w.version); m != "" && len(out) <= s.detail {
		out = append(out, b.dim.draw(fit(m, w.width)))
	}
	for len(out) <= s.detail {
		out = append(out, blank(w.width))
	}
	return out
}

func (w *wireView) ruleLine(b *wireInks, r *wireRow, where string) string {
	field := r.field
	count := " " + decimal(int64(w.selected+1)) + " of " + decimal(int64(len(w.rows))) + " "
	room := w.width - 3 - 3 - cells(where) - 2
	if room < cells(field) || room-cells(field) < cells(count)+1 {
		count = ""
	}
	if room < 8 {
		return b.strong.draw(fit(field, w.width))
	}
	field = cut(field, room)
	rest := room - cells(field) - cells(count)
	tail := ""
	if count != "" {
		rest--
		tail = "─"
	}
	return b.border.draw("── ") + b.strong.draw(field) + b.dim.draw(" · "+where+" ") +
		b.border.draw(strings.Repeat("─", max(0, rest+1))) + b.dim.draw(count) + b.border.draw(tail)
}

// right returns s at the right end of width columns.
func right(s string, width int) string { return blank(width-cells(s)) + s }
