package ui

import (
	"strings"

	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// pane returns a pane that says which part of the menu is to be seen.
func (m *menu) pane(title string) pane {
	return pane{title: title, focused: true, top: m.top, total: len(m.rows()) + m.head()}
}

// drawFilter returns the filter with the line under it, as far as they are to
// be seen, and where the cursor stands if the filter has it.
func (m *menu) drawFilter() ([]string, *tea.Cursor) {
	if m.head() == 0 {
		return nil, nil
	}
	return drawFilter(m.env.theme, &m.filter, m.hint, m.typing, m.width)
}

// drawFilter draws the filter of a list, or what may be typed there, with a
// line under it.
func drawFilter(th *theme, filter *textField, hint string, typing bool, width int) ([]string, *tea.Cursor) {
	field, x := filter.draw(th, max(1, width-2))
	if filter.value() == "" {
		field = th.dim.Render(cut(hint, width-2))
	}
	var cursor *tea.Cursor
	if typing {
		cursor = tea.NewCursor(2+x, 0)
	}
	return []string{th.title.Render("/ ") + field, th.border.Render(strings.Repeat("─", max(0, width)))}, cursor
}

// draw returns the lines of the menu, in exactly its size, and where the
// cursor stands if the filter has it.
func (m *menu) draw() ([]string, *tea.Cursor) {
	th := m.env.theme
	lines, cursor := m.drawFilter()
	if len(m.fits) == 0 {
		said := "there is nothing here"
		if v := m.filter.value(); v != "" {
			said = "nothing fits “" + cut(safe.Text(v), m.width-16) + "”"
		}
		lines = append(lines, th.dim.Render(said))
	}
	rows, aligned := m.rows(), m.titles()
	for _, r := range rows[m.top:min(len(rows), m.top+m.room())] {
		i := &m.items[m.fits[r.at]]
		if r.heading {
			lines = append(lines, th.title.Render(cut(i.group, m.width)))
			continue
		}
		lines = append(lines, m.row(i, r.at == m.at, aligned))
	}
	return block(lines, m.width, m.height), cursor
}

// titles returns the width of the titles where details stand beside them.
func (m *menu) titles() int {
	w := 0
	for _, i := range m.fits {
		if m.items[i].detail != "" {
			w = max(w, cells(m.items[i].title))
		}
	}
	return min(w, m.width/2)
}

func (m *menu) row(i *menuItem, chosen bool, titles int) string {
	th := m.env.theme
	title, detail, right, tone := th.text, th.dim, th.dim, i.tone
	if tone != nil {
		right = *tone
	}
	if i.off {
		title = th.dim
	}
	mark := "  "
	if chosen {
		mark = "› "
		right = th.selected.Foreground(right.GetForeground())
		title, detail = th.selected, th.selected
	}
	end := ""
	if i.right != "" {
		end = "  " + cut(i.right, m.width-4)
	}
	room := max(0, m.width-2-cells(end))
	name := cut(i.title, room)
	if i.detail != "" {
		name = fit(i.title, min(titles, room))
	}
	more := blank(room - cells(name))
	if i.detail != "" {
		more = fit("  "+i.detail, max(0, room-cells(name)))
	}
	return title.Render(mark+name) + detail.Render(more) + right.Render(end)
}
