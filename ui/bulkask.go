package ui

import (
	"errors"
	"io/fs"
	"strings"

	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

const (
	askWidth = 76
	// triedLines is the height of what is said below the field, so that an error
	// moves nothing.
	triedLines = 3
)

// drawAsking draws what asks for a file.
func (d *fileTokens) drawAsking() frame {
	th := d.env.theme
	width := min(d.width, askWidth)
	inner := width - paneWidth
	p := pane{title: d.title(), focused: true}
	source := "file"
	if d.env.Files == nil {
		source = "text"
	}
	lines := append(paragraph(th.strong, "Every token that stands in a "+source+" is found, and judged.", inner), "")
	lines = append(lines, paragraph(th.dim, "Logs, HAR, JSON, source, .env: any text of any size, and tokens of any version, percent-encoded ones, too. "+
		"An App Certificate beside its App ID is found as well. "+d.env.stays("Nothing of it leaves this terminal."), inner)...)
	lines = append(lines, "")
	if d.env.Files == nil {
		lines = append(lines, paragraph(th.text, "Paste the text here. The files of this machine are not yours, so none is read.", inner)...)
		return frame{lines: p.draw(th, lines, width, min(d.height, len(lines)+paneHeight))}
	}
	const label = "File  "
	text, x := d.name.draw(th, true, max(1, inner-cells(label)))
	cursor := tea.NewCursor(cells(label)+x, len(lines))
	lines = append(lines, th.title.Render(label)+text)
	said := d.untried(inner)
	if d.tried == nil {
		in := "the folder that atc was started in"
		if name := d.env.Files.Folder(); name != "" {
			in = "the folder " + safe.Text(name)
		}
		said = paragraph(th.dim, "its path, from "+in+" on; or paste a text with tokens", inner)
	}
	lines = append(lines, block(said, inner, max(len(said), triedLines))...)
	return frame{lines: p.draw(th, lines, width, min(d.height, len(lines)+paneHeight)), cursor: inPane(cursor)}
}

// untried says why a file could not be opened, and what to do.
func (d *fileTokens) untried(width int) []string {
	th, err := d.env.theme, d.tried
	if err == nil {
		return nil
	}
	name := safe.Text(unquoted(strings.TrimSpace(d.name.value())))
	why, next := err.Error(), "enter tries again"
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		why, next = e.Err.Error(), "name another file, and press enter; atc scan reads folders, too, and what is piped into it"
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		why, next = "there is no such file", "mend the path, which starts at the folder that atc was started in, and press enter"
	case errors.Is(err, fs.ErrPermission):
		why, next = "you may not read it", "make it yours to read, and press enter"
	}
	return append(paragraph(th.bad, "! "+name+" was not read: "+safe.Text(why), width), paragraph(th.dim, next, width)...)
}
