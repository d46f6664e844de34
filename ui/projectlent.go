package ui

import (
	"atc/keystore"
	"atc/ui/safe"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// What the Projects screen does about projects that somebody else has lent.

// lentChosen reports whether the chosen project belongs to somebody else.
func (s *projectScreen) lentChosen() bool {
	r := s.chosen()
	return r != nil && r.entry.Sharing.Lent()
}

// usable returns the key of a command, which help, foot and palette offer only
// where the command can be of use.
func usable(useful bool, k key.Binding) key.Binding {
	k.SetEnabled(useful)
	return k
}

// refused returns the command that a key stands for although it is not offered,
// or nil: asked for all the same, it says why it cannot be done.
func (s *projectScreen) refused(k tea.KeyPressMsg) func() (action, tea.Cmd) {
	for _, c := range s.commands() {
		if !c.key.Enabled() && pressed(k, usable(true, c.key), s.typing()) {
			return c.do
		}
	}
	return nil
}

// lent appends what there is to say about a project that somebody else has
// lent: neither its certificates, nor how many there are, nor its notes.
func (s *projectScreen) lent(lines []string, r *projectRow, p *keystore.Project, width int) []string {
	th := s.env.theme
	lines = s.value(lines, "Secrets", "stay with the host: nobody sees, copies or changes them here", width)
	if p.Sharing.Administers() {
		lines = append(lines, "")
		lines = s.chat(lines, p, width)
	}
	lines = append(lines, "")
	lines = append(lines, paragraph(th.text, lentFor(p.Sharing), width)...)
	lines = append(lines, "")
	if !s.active(r) {
		return append(lines, paragraph(th.dim, "enter makes it the active project", width)...)
	}
	if lack := s.env.projects.lack(); lack != "" {
		return append(lines, paragraph(th.warn, "● active, but "+safe.Text(lack), width)...)
	}
	return append(lines, paragraph(th.good, "● active: new tokens are signed for it", width)...)
}
