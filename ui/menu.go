package ui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// menu is a list that is filtered by what is typed. A dialog puts it into its
// pane.
type menu struct {
	env    *env
	hint   string // what the empty filter says
	always bool   // the filter takes text at all times, not only after /
	typing bool

	items  []menuItem
	filter textField
	fits   []int // the items that the filter leaves
	at     int   // the chosen one, an index of fits
	top    int   // first row that is shown

	width, height int
}

// menuItem is one row. Its texts are fit for a terminal.
type menuItem struct {
	title, detail string
	right         string // at the right end of the row, such as a key
	group         string // heading over the items that share it
	also          string // what the filter finds it by, and nobody sees
	tone          *lipgloss.Style
	off           bool // it cannot be chosen now
}

// menuRow is an item, as an index of fits, or the heading over it.
type menuRow struct {
	at      int
	heading bool
}

// menuEvent is what a message to a menu came to.
type menuEvent int

const (
	menuStays menuEvent = iota
	menuChose
	menuLeft
)

func newMenu(e *env, hint string, always bool) *menu {
	m := &menu{env: e, hint: hint, always: always, typing: always, filter: newTextField("")}
	m.filter.focus(true)
	return m
}

// setItems replaces the items. The place of the choice is kept.
func (m *menu) setItems(items []menuItem) {
	m.items = items
	m.refilter()
}

func (m *menu) setSize(width, height int) {
	m.width, m.height = max(0, width), max(0, height)
	m.follow()
}

// chosen returns the index of the chosen item, or −1 if nothing fits.
func (m *menu) chosen() int {
	if m.at >= len(m.fits) {
		return -1
	}
	return m.fits[m.at]
}

func (m *menu) refilter() {
	words := strings.Fields(strings.ToLower(m.filter.value()))
	m.fits = m.fits[:0]
	for i := range m.items {
		if m.items[i].has(words) {
			m.fits = append(m.fits, i)
		}
	}
	m.choose(m.at)
}

// has reports whether all words occur in the item.
func (i *menuItem) has(words []string) bool {
	if len(words) == 0 {
		return true
	}
	text := strings.ToLower(i.title + " " + i.detail + " " + i.right + " " + i.group + " " + i.also)
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// update feeds a message to the menu.
func (m *menu) update(msg tea.Msg) (menuEvent, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return m.press(msg)
	case tea.PasteMsg:
		m.edit(msg)
	}
	return menuStays, nil
}

func (m *menu) press(k tea.KeyPressMsg) (menuEvent, tea.Cmd) {
	keys, page := &m.env.keys, max(1, m.room()-1)
	switch {
	case key.Matches(k, keys.Up):
		m.turn(-1)
	case key.Matches(k, keys.Down):
		m.turn(+1)
	case key.Matches(k, keys.PageUp):
		m.choose(m.at - page)
	case key.Matches(k, keys.PageDown):
		m.choose(m.at + page)
	case key.Matches(k, keys.Top):
		m.choose(0)
	case key.Matches(k, keys.Bottom):
		m.choose(len(m.fits) - 1)
	case key.Matches(k, keys.Enter):
		return m.enter(), nil
	case key.Matches(k, keys.Leave):
		return m.leave(), nil
	case key.Matches(k, keys.Paste) && m.typing:
		return menuStays, m.env.Paste
	default:
		m.edit(k)
	}
	return menuStays, nil
}

func (m *menu) enter() menuEvent {
	if m.typing && !m.always {
		m.typing = false // what was typed stays in force
		return menuStays
	}
	if m.chosen() < 0 {
		return menuStays
	}
	return menuChose
}

// leave clears the filter, and if there is none, leaves the menu.
func (m *menu) leave() menuEvent {
	if m.filter.value() == "" && m.typing == m.always {
		return menuLeft
	}
	m.clear()
	return menuStays
}

// clear takes the filter away.
func (m *menu) clear() {
	m.typing = m.always
	m.filter.setValue("")
	m.at = 0
	m.refilter()
}

func (m *menu) edit(msg tea.Msg) {
	if m.typing && m.filter.update(msg) {
		m.at = 0
		m.refilter()
	}
}

// turn moves the choice, around the ends.
func (m *menu) turn(by int) {
	if n := len(m.fits); n > 0 {
		m.choose((m.at + by + n) % n)
	}
}

func (m *menu) choose(at int) {
	m.at = max(0, min(at, len(m.fits)-1))
	m.follow()
}

// follow scrolls to the choice, and to the heading over it.
func (m *menu) follow() {
	rows := m.rows()
	for i, r := range rows {
		if r.heading || r.at != m.at {
			continue
		}
		start := i
		if i > 0 && rows[i-1].heading {
			start--
		}
		m.top = scrollTo(m.top, start, i+1, len(rows), m.room())
		return
	}
	m.top = 0
}

func (m *menu) rows() []menuRow {
	rows, group := make([]menuRow, 0, len(m.fits)+4), ""
	for at, i := range m.fits {
		if g := m.items[i].group; g != group {
			group = g
			rows = append(rows, menuRow{at: at, heading: true})
		}
		rows = append(rows, menuRow{at: at})
	}
	return rows
}

// size returns how many lines the menu takes with all of its items.
func (m *menu) size() int {
	all := menu{items: m.items}
	for i := range m.items {
		all.fits = append(all.fits, i)
	}
	return len(all.rows()) + m.head()
}

// head is the height of the filter with the line under it.
func (m *menu) head() int {
	if m.always || m.typing || m.filter.value() != "" {
		return 2
	}
	return 0
}

func (m *menu) room() int { return max(1, m.height-m.head()) }
