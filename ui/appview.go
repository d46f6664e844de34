package ui

import (
	"fmt"
	"slices"
	"strings"

	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// View implements [tea.Model].
func (a *App) View() tea.View {
	var v tea.View
	v.AltScreen = true
	v.WindowTitle = "atc · " + a.screens[a.env.tab].title()
	if a.width == 0 {
		return v // no size yet
	}
	f := a.frame()
	content := strings.Join(f.lines, "\n")
	if a.env.ascii {
		content = toASCII(content)
	}
	v.SetContent(content)
	v.Cursor = f.cursor
	return v
}

// frame puts header, screen, foot and dialogs together.
func (a *App) frame() frame {
	if a.small() {
		lines := append(a.noticeLines(&a.alert), a.tooSmall()...)
		return frame{lines: lines[:min(len(lines), max(1, a.height))]}
	}
	f := a.screens[a.env.tab].view()
	out := frame{cursor: f.cursor}
	if out.cursor != nil {
		out.cursor.Y++ // below the header
	}
	head := a.head.draw(a.env, a.width, a.height, func() frame { return frame{lines: append([]string{a.header()}, a.foot()...)} }).lines
	header, foot := head[:1], head[1:]
	body := f.lines[:max(0, len(f.lines)+1-len(foot))] // a long notice covers the end of it
	out.lines = slices.Concat(header, body, foot)
	if out.cursor != nil && out.cursor.Y > len(body) {
		out.cursor = nil
	}
	// More than two on one another would hide what matters behind borders.
	for _, d := range a.dialogs[max(0, len(a.dialogs)-2):] {
		out = a.over(out, d.view())
	}
	if out.bare { // which has no foot
		return covered(out, a.noticeLines(&a.alert))
	}
	return covered(out, foot)
}

// covered puts lines over the last ones of a frame.
func covered(f frame, last []string) frame {
	from := max(0, len(f.lines)-len(last))
	f.lines = slices.Concat(f.lines[:from], last)
	if f.cursor != nil && f.cursor.Y >= from && len(last) > 0 {
		f.cursor = nil
	}
	return f
}

// over lays a dialog over what is below it, in the middle.
func (a *App) over(below, dialog frame) frame {
	if dialog.bare || len(dialog.lines) == 0 {
		return dialog
	}
	x := (a.width - cells(dialog.lines[0])) / 2
	y := 1 + (a.height-2-len(dialog.lines))/2
	behind := make([]string, len(below.lines)) // faded, so that the dialog stands out
	for i, l := range below.lines {
		behind[i] = a.env.theme.border.Render(ansi.Strip(l))
	}
	layers := lipgloss.NewCompositor(
		lipgloss.NewLayer(strings.Join(behind, "\n")),
		lipgloss.NewLayer(strings.Join(dialog.lines, "\n")).X(x).Y(y).Z(1),
	)
	// The compositor drops blanks at the end of a line.
	out := frame{lines: block(strings.Split(layers.Render(), "\n"), a.width, a.height), cursor: dialog.cursor}
	if out.cursor != nil {
		out.cursor.X += x
		out.cursor.Y += y
	}
	return out
}

func (a *App) tooSmall() []string {
	text := fmt.Sprintf("atc needs a terminal of %d×%d, this one has %d×%d: enlarge it or zoom out", minWidth, minHeight, a.width, a.height)
	lines := wrap(text, max(1, a.width))
	return lines[:min(len(lines), max(1, a.height))]
}

// header names the tabs, the active project and where its secrets live.
func (a *App) header() string {
	th := a.env.theme
	left := th.brand.Render(" atc ")
	for i, s := range a.screens {
		st := th.tab
		name := " " + s.title() + " "
		if i == a.env.tab {
			if st = th.tabOpen; th.fewColors {
				name = "[" + s.title() + "]"
			}
		}
		left += st.Render(name)
	}
	room, right := a.width-cells(left), ""
	if n := len(a.env.tray.items); n > 0 {
		right = th.dim.Render("tray " + plural(n, "token") + " · ")
	}
	right += a.announced(room - cells(right))
	right += a.whose(room - cells(right) - 2)
	if cells(right) > room {
		right = cut(right, room)
	}
	return left + blank(room-cells(right)) + right
}

// announced says what is served, in full where that leaves room for the active
// project.
func (a *App) announced(room int) string {
	const project = shortName + len(" · 970C…1b33") + len(" · keyring ") // columns, and a few to spare
	for _, s := range a.screens {
		one, ok := s.(announcer)
		if !ok || one.announces(true) == "" {
			continue
		}
		text := one.announces(false)
		if cells(text)+cells(separator)+project > room {
			text = one.announces(true)
		}
		return a.env.theme.good.Render(text) + a.env.theme.dim.Render(separator)
	}
	return ""
}

// whose names the active project and where its secrets are, in room columns.
func (a *App) whose(room int) string {
	th, p := a.env.theme, &a.env.projects
	if p.origin == fromDemo && p.state == storeOpening {
		return th.dim.Render(p.where() + "… ")
	}
	name := safe.Text(p.active.Name)
	if p.origin == fromDemo || a.env.Demo && p.active.IsDemo() {
		name += " project"
	}
	id, where := " · "+middleID(p.active.AppID), " · "+p.where()+" "
	if room-cells(id+where) < min(cells(name), shortName) {
		id = "" // where the secrets are is told before it
	}
	name = cut(name, min(longName, max(1, room-cells(id+where))))
	return th.strong.Render(name) + th.dim.Render(id+where)
}

// The name of a project in the header has at most longName columns, and gives
// way to what stands beside it down to shortName.
const longName, shortName = 32, 12

// middleID shortens an App ID to what tells it apart: 970C…1b33.
func middleID(id string) string {
	switch {
	case id == "":
		return "no App ID"
	case len(id) < 12:
		return safe.Text(id)
	}
	return safe.Text(id[:4] + "…" + id[len(id)-4:])
}

// foot shows the notice if there is one, or else what the keys do. It has one
// line, but for a notice that takes more: what to do stands at its end. What the
// server has to say urgently stands above it.
func (a *App) foot() []string {
	return append(a.noticeLines(&a.alert), a.footLines()...)
}

func (a *App) footLines() []string {
	th := a.env.theme
	if a.notice.text != "" {
		return a.noticeLines(&a.notice)
	}
	if len(a.dialogs) > 0 {
		return []string{fit(" "+shortHelp(th, a.offered(), a.width-2), a.width)}
	}
	const help = "? help "
	return []string{fit(" "+shortHelp(th, a.offered(), a.width-3-cells(help)), a.width-cells(help)) + th.text.Render("?") + th.dim.Render(help[1:])}
}

// offered are the commands that the foot shows, in its order.
func (a *App) offered() []command {
	s := a.top()
	var all []command
	if h, ok := s.(hinter); ok {
		all = h.hints()
	}
	all = append(all, s.commands()...)
	if len(a.dialogs) == 0 {
		all = append(all, a.commands()...)
	}
	if s.typing() {
		return whileTyping(all)
	}
	return all
}
