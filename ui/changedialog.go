package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"atc/keystore"
	"atc/keystore/envfile"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// changeDialog shows what taking a certificate out of a file changes, and does
// it if the person agrees.
type changeDialog struct {
	dialog
	file, project string
	change        *envfile.Change // its fields hold the file; behind a pointer nothing prints them
	then          action          // when it is decided either way
	writing       bool
	scroll        int
}

// fileReplaced is what came of writing the file.
type fileReplaced struct{ err error }

const changeWidth = 78

func newChange(e *env, file, project string, c envfile.Change, then action) screen {
	return &changeDialog{dialog: dialog{env: e}, file: file, project: project, change: &c, then: then}
}

func (d *changeDialog) title() string { return "Take the secret out of " + safe.Text(d.file) + "?" }

func (d *changeDialog) commands() []command {
	return []command{
		{key: letter("change the file", "y"), short: true, do: d.agree},
		{key: chord("leave it as it is", "esc", "n", "q"), short: true, do: func() (action, tea.Cmd) {
			if d.writing {
				return nil, nil
			}
			return closeDialog{then: d.then, dialog: d}, nil
		}},
	}
}

func (d *changeDialog) agree() (action, tea.Cmd) {
	if d.writing {
		return nil, nil
	}
	d.writing = true
	files, name, c := d.env.Files, d.file, d.change
	return nil, func() tea.Msg { return reply{d, fileReplaced{files.Replace(name, c.Before, c.After)}} }
}

func (d *changeDialog) update(msg tea.Msg) (action, tea.Cmd) {
	done, ok := msg.(fileReplaced)
	if !ok {
		if k, isKey := msg.(tea.KeyPressMsg); isKey {
			d.turn(k)
		}
		return nil, nil
	}
	d.writing = false
	if done.err != nil {
		return closeDialog{then: several{warn{d.file + " is as it was: " + done.err.Error()}, d.then}, dialog: d}, nil
	}
	said := d.file + " no longer holds the certificate"
	if len(d.change.Left) > 0 {
		said = d.file + " is changed, but the certificate is not gone from it: " + leftWords(d.change.Left)
	}
	return closeDialog{then: several{notify{said}, d.then}, dialog: d}, nil
}

// turn scrolls the lines that differ.
func (d *changeDialog) turn(k tea.KeyPressMsg) {
	_, changes, _, room := d.parts()
	d.scroll = d.env.keys.scrolled(k, d.scroll, room, len(changes)-room)
}

// leftWords says which lines of a file hold the certificate.
func leftWords(lines []int) string {
	words := make([]string, len(lines))
	for i, n := range lines {
		words[i] = strconv.Itoa(n)
	}
	if len(words) == 1 {
		return "line " + words[0] + " holds it still"
	}
	return "the lines " + strings.Join(words, ", ") + " hold it still"
}

func (d *changeDialog) setSize(width, height int) { d.dialog.setSize(min(width, changeWidth), height) }

// changes draws the lines that differ, whole: nothing changes unseen.
func (d *changeDialog) changes(width int) []string {
	th := d.env.theme
	const number = 5
	var lines []string
	add := func(head, sign, text string, st lipgloss.Style) {
		for _, l := range wrap(safe.Text(text), width-number-len(sign)) {
			lines = append(lines, th.dim.Render(fit(head, number))+st.Render(sign+l))
			head, sign = "", blank(len(sign))
		}
	}
	for _, l := range d.change.Lines {
		add(fmt.Sprintf("%4d", l.Number), "- ", l.Before, th.bad)
		add("", "+ ", l.After, th.good)
	}
	return lines
}

// parts draws what stands above and below the lines that differ, and those as
// far as there is room.
func (d *changeDialog) parts() (above, changes, below []string, room int) {
	th, inner := d.env.theme, d.width-paneWidth
	backend := d.env.projects.store.Backend()
	above = append(paragraph(th.text, safe.Text(d.project)+" is kept "+d.env.projects.kept()+
		". The file still holds its certificate in the clear. This is all that would change:", inner), "")
	if len(d.change.Left) > 0 {
		below = append(below, "")
		below = append(below, paragraph(th.warn, "! "+leftWords(d.change.Left)+", under a name that atc does not know, or in a comment", inner)...)
	}
	if backend == keystore.InMemory {
		below = append(below, "")
		below = append(below, paragraph(th.warn, "! memory is gone when atc ends: only the Agora Console shows the certificate then", inner)...)
	}
	below = append(below, "")
	if d.writing {
		below = append(below, th.dim.Render("writing…"))
	} else {
		below = append(below, th.selected.Render(" y ")+th.text.Render(" change the file")+"    "+
			th.selected.Render(" esc ")+th.text.Render(" leave it as it is"))
	}
	changes = d.changes(inner)
	return above, changes, below, max(1, min(len(changes), d.height-paneHeight-len(above)-len(below)))
}

func (d *changeDialog) view() frame {
	above, changes, below, room := d.parts()
	shown, top := window(changes, d.scroll, room)
	lines := slices.Concat(above, shown, below)
	p := pane{title: d.title(), focused: true}
	if len(changes) > room {
		p.top, p.total = top, top+len(lines)+len(changes)-top-room
	}
	return frame{lines: p.draw(d.env.theme, lines, d.width, min(d.height, len(lines)+paneHeight))}
}
