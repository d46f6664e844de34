package ui

import (
	"errors"
	"strings"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui/safe"
)

const detailLabels = 9 // columns of the names of values

// columns returns the widths of list and details.
func (s *projectScreen) columns() (left, right int) {
	left = max(34, min(46, s.width*38/100))
	return left, s.width - left
}

func (s *projectScreen) view() frame {
	th := s.env.theme
	if len(s.rows) == 0 {
		p := pane{title: "Projects", right: s.env.projects.kept(), focused: true}
		return frame{lines: p.draw(th, s.empty(min(s.width-paneWidth, 76)), s.width, s.height)}
	}
	left, right := s.columns()
	lines, cursor := s.menu.draw()
	p := s.menu.pane("Projects")
	p.right = plural(len(s.rows), "project")
	list := p.draw(th, lines, left, s.height)

	details := s.details(right - paneWidth)
	shown, top := window(details, s.scroll, s.height-paneHeight)
	d := pane{title: "no project fits", top: top, total: len(details)}
	if r := s.chosen(); r != nil {
		d.title, d.right = cut(safe.Text(r.entry.Name), right-30), s.env.projects.kept()
		switch {
		case r.entry.Sharing.Lent():
			d.right = byHost
		case r.unnamed:
			d.right = "in the environment"
		}
	}
	return frame{lines: beside(list, d.draw(th, shown, right, s.height)), cursor: inPane(cursor)}
}

// kept says where what is stored is kept.
func (p *projects) kept() string {
	switch b := p.store.Backend(); {
	case p.visiting:
		return "in memory, until you leave"
	case b == keystore.InMemory:
		return "in memory only"
	default:
		return "in the " + string(b)
	}
}

// empty says what to do while there is no project.
func (s *projectScreen) empty(width int) []string {
	th, p := s.env.theme, &s.env.projects
	var lines []string
	switch p.state {
	case storeOpening, storeListed:
		return paragraph(th.text, "Opening the "+string(p.store.Backend())+"…", width)
	case storeLocked:
		said, deed := "The vault is locked.", "enter its passphrase"
		if errors.Is(p.err, keystore.ErrNoVault) {
			said, deed = "There is no vault yet.", "make one"
		}
		lines = append(paragraph(th.warn, said, width), "")
		return append(lines, keyLines(th, width, [][2]string{{"f", deed}, {"b", "use another keystore"}})...)
	case storeFailed:
		return s.failed(lines, width)
	}
	lines = append(lines, paragraph(th.strong, "No project is stored yet.", width)...)
	lines = append(lines, "")
	about := "Stored here once, its certificates are never typed or shown again."
	if p.visiting {
		about = "What you enter stays in the memory of the machine that serves this console, and is gone when you leave."
	}
	lines = append(lines, paragraph(th.text, "A project is an App ID with its App Certificates, from the Agora Console. "+about, width)...)
	lines = append(lines, "")
	keys := [][2]string{{"n", "add a project"}}
	if s.env.Files != nil {
		keys = append(keys, [2]string{"i", "import one from .env, .env.local, config.json or the environment"})
	}
	if keys = append(keys, [2]string{"c", "check that the keystore works"}); s.env.Keystores != nil {
		keys = append(keys, [2]string{"b", "choose where projects are kept"})
	}
	lines = append(lines, keyLines(th, width, keys)...)
	lines = append(lines, "")
	return append(lines, paragraph(th.dim, "Until then, tokens are built with a demo project: they show everything, and open nothing.", width)...)
}

// failed says why the keystore cannot be read, and what can be done.
func (s *projectScreen) failed(lines []string, width int) []string {
	th := s.env.theme
	lines = append(lines, trouble(th, s.env.projects.err, width)...)
	lines = append(lines, "")
	return append(lines, keyLines(th, width, [][2]string{
		{"f", "try again"}, {"b", "use another keystore"}, {"c", "check the keystore step by step"},
	})...)
}

// keyLines lists keys with what they do.
func keyLines(th *theme, width int, keys [][2]string) []string {
	lines := make([]string, len(keys))
	for i, k := range keys {
		lines[i] = "  " + th.title.Render(k[0]) + "  " + th.text.Render(cut(k[1], width-5))
	}
	return lines
}

// details says all there is to say about the chosen project.
func (s *projectScreen) details(width int) []string {
	th, r := s.env.theme, s.chosen()
	if r == nil {
		return paragraph(th.dim, "esc clears the filter", width)
	}
	p, _ := s.project()
	loaded := s.loaded()
	lines := s.value(nil, "App ID", p.AppID, width)
	if p.Sharing.Lent() {
		return s.lent(lines, r, &p, width)
	}
	lines = s.certificate(lines, "Primary", p.Primary, r.entry.Primary, loaded, width)
	lines = s.certificate(lines, "Secondary", p.Secondary, r.entry.Secondary, loaded, width)
	if err := s.env.projects.missing[r.entry.Name]; err != nil && !r.unnamed {
		lines = append(lines, "")
		lines = append(lines, paragraph(th.bad, "! "+safe.Text(incomplete(err)), width)...)
	}
	lines = append(lines, "")
	lines = s.chat(lines, &p, width)
	if p.Notes != "" {
		lines = append(lines, "")
		for i, l := range strings.Split(strings.TrimRight(p.Notes, "\n"), "\n") {
			label := ""
			if i == 0 {
				label = "Notes"
			}
			lines = s.value(lines, label, l, width)
		}
	}
	lines = append(lines, "")
	if !loaded && s.env.projects.state == storeFailed {
		return s.failed(lines, width)
	}
	return append(lines, s.standing(r, &p, width)...)
}

// chat appends how the Chat of a project is reached.
func (s *projectScreen) chat(lines []string, p *keystore.Project, width int) []string {
	address := "addressed by App ID"
	if p.Chat.AppKey != "" {
		address = "addressed by AppKey " + p.Chat.AppKey
	}
	host := p.Chat.Host
	if host == "" && p.IsDemo() {
		host = "the built-in emulator"
	}
	return s.value(s.value(lines, "Chat", host, width), "", address, width)
}

// value appends a line with a name and a value, which may take several.
func (s *projectScreen) value(lines []string, name, value string, width int) []string {
	th := s.env.theme
	st := th.text
	if value == "" && name != "" {
		value, st = "no host yet", th.dim
		if name == "App ID" {
			value = "none"
		}
	}
	for i, l := range wrap(safe.Text(value), width-detailLabels-1) {
		if i > 0 {
			name = ""
		}
		lines = append(lines, th.label.Render(fit(name, detailLabels))+" "+st.Render(l))
	}
	return lines
}

// certificate appends the line of a certificate, which is masked unless it has
// been asked for.
func (s *projectScreen) certificate(lines []string, name string, c secret.Value, there, loaded bool, width int) []string {
	th := s.env.theme
	text, st := "none", th.dim
	switch {
	case there && !loaded && s.env.projects.state != storeFailed:
		text = "reading it…"
	case there && !loaded:
		text, st = "could not be read", th.bad
	case there && c.IsZero():
		text, st = "missing", th.bad
	case !c.IsZero() && s.reveal.on:
		text, st = c.Reveal(), th.mark
	case !c.IsZero():
		text, st = masked(32), th.text
	}
	return append(lines, th.label.Render(fit(name, detailLabels))+" "+st.Render(cut(safe.Text(text), width-detailLabels-1)))
}

// standing says whether the project is in use, and what it lacks for that.
func (s *projectScreen) standing(r *projectRow, p *keystore.Project, width int) []string {
	th := s.env.theme
	text, st := "enter makes it the active project", th.dim
	unset := ""
	if r.unnamed {
		unset = s.env.projects.unset()
	}
	switch {
	case s.active(r) && unset != "":
		text, st = "● active, but "+unset+" is not set: set it and start atc again", th.warn
	case s.active(r) && !p.Primary.IsZero():
		text, st = "● active: new tokens are signed with its primary certificate", th.good
	case s.active(r) && r.entry.Primary && s.env.projects.missing[p.Name] == nil:
		text = "● active, as soon as its certificates are read"
	case s.active(r):
		text, st = "● active, but it has no certificate to sign tokens with: e enters it", th.warn
	}
	lines := paragraph(st, text, width)
	switch {
	case unset != "":
		lines = append(lines, paragraph(th.dim, "from the environment, for this run only", width)...)
	case r.unnamed:
		lines = append(lines, paragraph(th.dim, "from AGORA_APP_ID and AGORA_APP_CERTIFICATE, for this run only; i stores it", width)...)
	}
	return lines
}
