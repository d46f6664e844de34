package ui

import (
	"strings"
)

// wireInks are the styles of the view. Neighbouring fields have different
// ones, text and focus, so that it shows where one ends.
type wireInks struct {
	*inks
	mark, selected, tab, tabOpen ink
}

// mix returns the inks of a theme.
func mix(th *theme) *wireInks {
	return &wireInks{inksOf(th), inkOf(th.mark), inkOf(th.selected), inkOf(th.tab), inkOf(th.tabOpen)}
}

// A dumper draws the bytes of a layer, row by row.
type dumper struct {
	w        *wireView
	inks     *wireInks
	s        wireShape
	layer    wireLayer
	row      int // of the list, that the next byte may belong to
	from, to int // the selected bytes
	b        strings.Builder
	now      *ink // that is open
}

func (w *wireView) dumpLines(b *wireInks, s wireShape) []string {
	r := &w.rows[w.selected]
	d := dumper{w: w, inks: b, s: s, layer: w.layers[r.layer], from: r.offset, to: r.offset + r.length}
	d.row = w.rowAt(r.layer, w.dumpTop*s.perRow)
	out := make([]string, s.body)
	for i := range out {
		if at := (w.dumpTop + i) * s.perRow; at < len(d.layer.data) {
			out[i] = d.line(at)
		} else {
			out[i] = blank(s.dump)
		}
	}
	return out
}

// line draws the bytes from offset at on.
func (d *dumper) line(at int) string {
	d.b.Reset()
	d.b.Grow(d.s.dump + 200)
	d.use(&d.inks.dim)
	number := decimal(int64(at))
	d.b.WriteString(blank(d.s.offset - len(number)))
	d.b.WriteString(number)
	d.use(nil)
	d.b.WriteString("  ")
	bytes := d.layer.data[at:min(len(d.layer.data), at+d.s.perRow)]
	var styles [64]*ink
	for i := range len(bytes) {
		styles[i] = d.inkAt(at + i)
	}
	used := d.s.offset + 2
	if !d.s.text {
		used += d.hex(bytes, &styles)
	}
	for i := range len(bytes) {
		d.use(styles[i])
		if c := bytes[i]; c < ' ' || c > '~' {
			d.b.WriteString("·")
		} else {
			d.b.WriteByte(c)
		}
	}
	d.use(nil)
	d.b.WriteString(blank(d.s.dump - used - len(bytes)))
	return d.b.String()
}

// hex draws the bytes as digits, and the blanks up to the characters. It
// returns how many columns that takes.
func (d *dumper) hex(bytes string, styles *[64]*ink) int {
	const digits = "0123456789abcdef"
	used, mark := 0, &d.inks.mark
	for i := range d.s.perRow {
		if i > 0 {
			gap := 1
			if i == 8 {
				gap = 2
			}
			if i >= len(bytes) || d.now == mark && styles[i] != mark {
				d.use(nil)
			}
			d.b.WriteString(blank(gap))
			used += gap
		}
		used += 2
		if i >= len(bytes) {
			d.b.WriteString("  ")
			continue
		}
		d.use(styles[i])
		d.b.WriteByte(digits[bytes[i]>>4])
		d.b.WriteByte(digits[bytes[i]&15])
	}
	d.use(nil)
	d.b.WriteString("  ")
	return used + 2
}

// use switches to an ink, or to none.
func (d *dumper) use(next *ink) {
	if next == d.now {
		return
	}
	if d.now != nil {
		d.b.WriteString(d.now.after)
	}
	if d.now = next; next != nil {
		d.b.WriteString(next.before)
	}
}

// inkAt returns the style of a byte. It is asked for them in ascending
// order.
func (d *dumper) inkAt(at int) *ink {
	if at >= d.from && at < d.to {
		return &d.inks.mark
	}
	for d.row < d.layer.end && d.w.rows[d.row].offset+d.w.rows[d.row].length <= at {
		d.row++
	}
	switch {
	case d.row >= d.layer.end || d.w.rows[d.row].offset > at || d.w.rows[d.row].unread:
		return &d.inks.dim
	case (d.row-d.layer.first)%2 == 0:
		return &d.inks.text
	}
	return &d.inks.focus
}
