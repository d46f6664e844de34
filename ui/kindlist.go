package ui

import (
	"strings"

	"atc/tokens"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// kindList lists the kinds of tokens by group, filtered by what is typed.
type kindList struct {
	env      *env
	filter   textField
	focused  bool
	shown    []int  // indexes into the catalog's kinds
	selected int    // index into shown
	last     string // the ID of what was selected last, for when nothing fits
	width    int
	height   int
}

func newKindList(e *env) *kindList {
	l := &kindList{env: e, filter: newTextField("")}
	l.refresh()
	return l
}

func (l *kindList) setSize(width, height int) { l.width, l.height = width, height }

func (l *kindList) focus(on bool) {
	l.focused = on
	l.filter.focus(on)
}

// kind returns the kind that is selected; there is none if the filter fits
// nothing.
func (l *kindList) kind() (tokens.Kind, bool) {
	if l.selected >= len(l.shown) {
		return tokens.Kind{}, false
	}
	return l.env.Catalog.Kinds[l.shown[l.selected]], true
}

// choose selects the kind called id, and drops a filter that hides it.
func (l *kindList) choose(id string) {
	for pass := 0; pass < 2; pass++ {
		for i, k := range l.shown {
			if l.env.Catalog.Kinds[k].ID == id {
				l.selected = i
				return
			}
		}
		l.filter.setValue("")
		l.refresh()
	}
}

// refresh lists the kinds that fit the filter: all of its words must occur in
// the ID, title, group or description.
func (l *kindList) refresh() {
	if k, ok := l.kind(); ok {
		l.last = k.ID
	}
	words := strings.Fields(strings.ToLower(l.filter.value()))
	l.shown, l.selected = l.shown[:0], 0
	for i, k := range l.env.Catalog.Kinds {
		text := strings.ToLower(k.ID + " " + k.Group + " " + k.Title + " " + k.Doc + " " + string(k.Version))
		fits := true
		for _, w := range words {
			fits = fits && strings.Contains(text, w)
		}
		if !fits {
			continue
		}
		if k.ID == l.last {
			l.selected = len(l.shown)
		}
		l.shown = append(l.shown, i)
	}
}

// update handles a message and reports whether another kind was selected.
func (l *kindList) update(msg tea.Msg) bool {
	before, had := l.kind()
	if k, ok := msg.(tea.KeyPressMsg); !ok || !l.move(k) {
		if l.filter.update(msg) {
			l.refresh()
		}
	}
	now, has := l.kind()
	return has && (!had || now.ID != before.ID)
}

func (l *kindList) move(k tea.KeyPressMsg) bool {
	by := 0
	switch keys := &l.env.keys; {
	case key.Matches(k, keys.Up):
		by = -1
	case key.Matches(k, keys.Down):
		by = +1
	case key.Matches(k, keys.PageUp):
		by = -l.height / 2
	case key.Matches(k, keys.PageDown):
		by = l.height / 2
	default:
		return false
	}
	l.selected = max(0, min(l.selected+by, len(l.shown)-1))
	return true
}

// clear drops the filter and reports whether there was one.
func (l *kindList) clear() bool {
	if l.filter.value() == "" {
		return false
	}
	l.filter.setValue("")
	l.refresh()
	return true
}

// kindDocLines is what the list keeps at its foot to say what the selected
// kind is for, and a line to set that apart.
const kindDocLines = 3

// room is how many lines of the list can be seen.
func (l *kindList) room() int { return max(1, l.height-1-kindDocLines-1) }

// view draws the list in exactly its size, with the pane around it.
func (l *kindList) view(width, height int) frame {
	th := l.env.theme
	head, cursor := l.filterLine()
	lines, at := l.rows()
	room := l.room()
	shown, top := window(lines, at-room/2, room)
	p := pane{title: "Kind", focused: l.focused, top: top, total: len(lines) + l.height - room}
	if len(l.shown) == 0 {
		shown = paragraph(th.dim, "no kind fits; esc clears the filter", l.width)
	}
	out := append([]string{head}, block(shown, l.width, room)...)
	if k, ok := l.kind(); ok {
		out = append(out, "")
		out = append(out, paragraph(th.dim, k.Doc, l.width)...)
	}
	return frame{lines: p.draw(th, out, width, height), cursor: inPane(cursor)}
}

func (l *kindList) filterLine() (string, *tea.Cursor) {
	th := l.env.theme
	if !l.focused && l.filter.value() == "" {
		return th.dim.Render("/ filter " + plural(len(l.shown), "kind")), nil
	}
	text, x := l.filter.draw(th, max(1, l.width-2))
	line := th.title.Render("/ ") + text
	if l.focused && l.filter.value() == "" {
		line = th.title.Render("/ ") + " " + th.dim.Render("type to filter")
	}
	if !l.focused {
		return line, nil
	}
	return line, tea.NewCursor(2+x, 0)
}

// rows returns the lines of the list, and which of them is selected.
func (l *kindList) rows() (lines []string, at int) {
	th, group := l.env.theme, ""
	for i, index := range l.shown {
		k := &l.env.Catalog.Kinds[index]
		if k.Group != group {
			group = k.Group
			lines = append(lines, th.label.Render(cut(group, l.width)))
		}
		if i != l.selected {
			lines = append(lines, "  "+th.text.Render(cut(k.Title, l.width-2)))
			continue
		}
		at = len(lines)
		line := fit("› "+k.Title, l.width)
		if l.focused {
			line = th.selected.Render(line)
		} else {
			line = th.title.Render(line)
		}
		lines = append(lines, line)
	}
	return lines, at
}
