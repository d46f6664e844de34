package ui

import (
	"sort"
	"strconv"

	"atc/tokens"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// wireView shows the bytes of a token beside what they stand for: on the left
// the bytes of one layer, on the right the fields of all layers, and below
// what is selected in full. One field is always selected; its bytes are marked.
//
// Only what can be seen is drawn, so that a token of the largest size costs no
// more than a small one.
type wireView struct {
	env           *env
	text          string
	version       tokens.Version
	layers        []wireLayer
	rows          []wireRow
	fieldWidth    int // of the longest field in the list
	selected      int
	width, height int
	dumpTop       int // the first row of bytes that is shown
	listTop       int // the first line of the list that is shown
}

func newWireView(e *env) *wireView { return &wireView{env: e} }

// setToken shows another token, and keeps nothing of the old. It starts where
// there is most to see: at the payload, or where a damaged token stops.
func (w *wireView) setToken(c tokens.Catalog, text string) {
	if text == w.text && len(w.rows) > 0 {
		return // another channel to compare with is no reason to move
	}
	token, err := c.Decode(text)
	w.text, w.version = text, ""
	if token != nil {
		w.version = token.Version
	}
	w.layers, w.rows = wireRows(c.Wire(text), text, err)
	w.fieldWidth, w.selected, w.dumpTop, w.listTop = 0, 0, 0, 0
	for i := range w.rows[:min(len(w.rows), 4096)] {
		field, _, _ := w.rows[i].service()
		w.fieldWidth = max(w.fieldWidth, cells(field))
	}
	for i, l := range w.layers {
		switch {
		case l.stopped:
			w.choose(l.end - 1)
			return
		case i == len(w.layers)-1 && l.first < l.end:
			w.choose(l.first)
		}
	}
}

func (w *wireView) setSize(width, height int) {
	w.width, w.height = width, height
	w.choose(w.selected)
}

// update moves the selection, and reports whether it used the key.
func (w *wireView) update(k tea.KeyPressMsg) bool {
	if len(w.rows) == 0 {
		return false
	}
	keys, page := &w.env.keys, max(1, w.shape().body-1)
	switch {
	case pressed(k, keys.Up, false):
		w.choose(w.selected - 1)
	case pressed(k, keys.Down, false):
		w.choose(w.selected + 1)
	case pressed(k, keys.PageUp, false):
		if !w.turn(-page) {
			w.choose(w.selected - page)
		}
	case pressed(k, keys.PageDown, false):
		if !w.turn(page) {
			w.choose(w.selected + page)
		}
	case pressed(k, keys.Top, false):
		w.choose(0)
	case pressed(k, keys.Bottom, false):
		w.choose(len(w.rows) - 1)
	case pressed(k, keys.Left, false):
		w.chooseLayer(-1)
	case pressed(k, keys.Right, false):
		w.chooseLayer(1)
	default:
		return false
	}
	return true
}

// choose selects a row, and scrolls to it and its bytes.
func (w *wireView) choose(row int) {
	w.selected = max(0, min(row, len(w.rows)-1))
	if len(w.rows) == 0 {
		return
	}
	s, r := w.shape(), &w.rows[w.selected]
	first, last := r.offset/s.perRow, max(r.offset, r.offset+r.length-1)/s.perRow
	w.dumpTop = reveal(w.dumpTop, first, last, s.dumpRows(len(w.layers[r.layer].data)), s.body)
	line := w.selected + r.layer + 1
	first = line
	if w.selected == w.layers[r.layer].first {
		first-- // the heading of its layer
	}
	w.listTop = reveal(w.listTop, first, line, len(w.rows)+len(w.layers), s.body)
}

// reveal returns the top of a window of height lines of total, moved no
// further than needed to show the lines from first to last, or at least the
// first, with one more on either side.
func reveal(top, first, last, total, height int) int {
	if last+1 >= top+height {
		top = last + 2 - height
	}
	if first-1 < top {
		top = first - 1
	}
	return max(0, min(top, total-height))
}

// turn pages through the bytes of the selected row where they are more than
// fit, and reports whether there was more to see in that direction.
func (w *wireView) turn(by int) bool {
	s, r := w.shape(), &w.rows[w.selected]
	if r.length == 0 || s.dump == 0 {
		return false
	}
	first, last := r.offset/s.perRow, (r.offset+r.length-1)/s.perRow
	switch {
	case by > 0 && last >= w.dumpTop+s.body:
		w.dumpTop = min(w.dumpTop+by, last+1-s.body)
	case by < 0 && first < w.dumpTop && last-first >= s.body:
		w.dumpTop = max(w.dumpTop+by, first)
	default:
		return false
	}
	return true
}

// chooseLayer selects the first row of the next layer in a direction that has
// any.
func (w *wireView) chooseLayer(by int) {
	for i := w.rows[w.selected].layer + by; i >= 0 && i < len(w.layers); i += by {
		if l := w.layers[i]; l.first < l.end {
			w.dumpTop = 0
			w.choose(l.first)
			return
		}
	}
}

// A wireShape says where things stand at a size, with the selected layer.
type wireShape struct {
	body, detail int // lines of bytes and list, and of the value below them
	tabs         bool
	offset       int // columns of an offset
	perRow       int // bytes that a row shows
	text         bool
	dump, list   int // columns; either may be 0
	lengths      bool
}

const (
	wireGap      = 2  // columns between bytes and list
	wireListMin  = 30 // columns that a list needs to be of use
	wireListWide = 56 // and where it is at ease
)

func (w *wireView) shape() wireShape {
	s := wireShape{body: w.height, perRow: 8, tabs: w.height >= 6}
	if s.tabs {
		s.body--
	}
	if w.height >= 10 {
		s.detail = 2
		if w.height >= 20 {
			s.detail = 3
		}
		s.body -= s.detail + 1
	}
	s.body = max(1, s.body)
	longest, binary := 0, 0
	for i, l := range w.layers {
		if longest = max(longest, len(l.data)); i > 0 {
			binary = max(binary, len(l.data))
		}
	}
	s.offset = max(3, len(strconv.Itoa(longest)))
	s.dump = s.offset + 2 + 3*8 - 1 + 2 + 8
	// Twice the bytes a row where there is room for all, or need of them.
	wide := s.offset + 2 + 3*16 + 2 + 16
	if list := w.width - wide - wireGap; list >= wireListWide || list >= wireListMin && binary > 8*s.body {
		s.perRow, s.dump = 16, wide
	}
	if s.list = w.width - s.dump - wireGap; s.list < wireListMin {
		s.dump, s.list = 0, w.width
	}
	s.lengths = s.list >= 40
	if len(w.rows) > 0 && w.layers[w.rows[w.selected].layer].name == "text" {
		s.text, s.perRow = true, 4*s.perRow
	}
	return s
}

func (s wireShape) dumpRows(bytes int) int { return (bytes + s.perRow - 1) / s.perRow }

// rowAt returns the first row of a layer that reaches beyond a byte.
func (w *wireView) rowAt(layer, offset int) int {
	l := w.layers[layer]
	return l.first + sort.Search(l.end-l.first, func(i int) bool {
		r := &w.rows[l.first+i]
		return r.offset+r.length > offset
	})
}

// shown makes untrusted text fit for the terminal and for width columns. Of a
// text without end, no more is looked at than could be seen.
func shown(s string, width int) string {
	more := false
	if most := 16*max(1, width) + 16; len(s) > most {
		for most > 0 && s[most]&0xc0 == 0x80 && most > 16*width {
			most--
		}
		s, more = s[:most], true
	}
	s = safe.Text(s)
	if more && cells(s) <= width {
		return cut(s, width-1) + "…"
	}
	return cut(s, width)
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
