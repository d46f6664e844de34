package ui

import (
	"atc/ui/safe"
)

func (d *projectForm) setSize(width, height int) {
	d.dialog.setSize(min(width, projectFormWidth), height)
	// Every field has a line, and the one with the focus two for its hint.
	d.form.setSize(d.width-paneWidth, min(d.height-paneHeight-2, len(d.form.fields)+2))
}

func (d *projectForm) view() frame {
	th := d.env.theme
	f := d.form.view()
	inner := d.width - paneWidth
	switch {
	case d.saving:
		said := "saving…"
		if d.ending {
			said = "giving up… esc leaves without waiting for it"
		}
		f.lines = append(f.lines, "", th.dim.Render(said))
		f.cursor = nil
	case d.err != nil:
		f.lines = append(f.lines, "")
		f.lines = append(f.lines, paragraph(th.bad, "! "+safe.Text(d.err.Error()), inner)...)
	case d.foot != "":
		f.lines = append(f.lines, "", th.dim.Render(cut(safe.Text(d.foot), inner)))
	default:
		f.lines = append(f.lines, "", th.dim.Render("App Certificates are kept "+d.env.projects.kept()+", and nowhere else"))
	}
	p := pane{title: d.heading, focused: true}
	return frame{lines: p.draw(th, f.lines, d.width, min(d.height, len(f.lines)+paneHeight)), cursor: inPane(f.cursor)}
}
