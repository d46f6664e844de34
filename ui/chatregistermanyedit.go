package ui

import (
	"strings"

	"atc/chatapi/bulk"
	"atc/tokens"

	tea "charm.land/bubbletea/v2"
)

// edit hands a message to the field with the focus. A list that is typed is
// checked with every key.
func (m *registerMany) edit(msg tea.Msg) tea.Cmd {
	from := m.value(inputFrom)
	if !m.form.update(msg) {
		return nil
	}
	if now := m.value(inputFrom); now != from {
		m.switchTo(now)
	}
	return m.changed()
}

// switchTo goes over to another source of lists.
func (m *registerMany) switchTo(from string) {
	m.build(from)
	m.form.focusOn(0)
}

// changed follows a change of the list.
func (m *registerMany) changed() tea.Cmd {
	m.interrupted, m.closed, m.ended = nil, nil, ""
	s := m.source()
	if s.file != "" || s == (listSource{}) {
		m.check.drop() // a file is read on enter
		return nil
	}
	return m.check.begin(m.env, m.section, s)
}

// paste takes names to the place of the cursor. Where they are too many for
// the field, they are kept beside it.
func (m *registerMany) paste(text string) (action, tea.Cmd) {
	if m.run != nil {
		return nil, nil
	}
	if m.value(inputFrom) == fromFile {
		return nil, m.edit(tea.PasteMsg{Content: text})
	}
	text = asLines(text)
	before := m.held + m.value(inputNames)
	all := len(before) + len(text)
	switch {
	case all > m.env.pasteLimit():
		return warn{m.env.tooLong("save it as a file, and choose a file above")}, nil
	case m.held != "", all > maxListText, strings.Count(before, "\n")+strings.Count(text, "\n") > maxListLines:
		m.hold(joined(before, text))
		return nil, m.changed()
	}
	if !m.form.isDocument() {
		m.form.focusOn(len(m.form.fields) - 1)
	}
	return nil, m.edit(tea.PasteMsg{Content: text})
}

// joined puts two lists together.
func joined(a, b string) string {
	if a == "" || strings.HasSuffix(a, "\n") {
		return a + b
	}
	return a + "\n" + b
}

// hold keeps a list that no field takes.
func (m *registerMany) hold(list string) {
	m.held = list
	m.build(fromNames)
	m.entered[inputNames] = "" // it is in the list now
	m.form.focusOn(-1)
}

// clear empties the list, which can be taken back.
func (m *registerMany) clear() (action, tea.Cmd) {
	m.interrupted, m.closed = nil, nil
	if m.held != "" {
		m.dropped, m.held = m.held, ""
		m.build(fromNames)
	} else {
		m.form.fill(tokens.Values{inputNames: "", inputFile: ""})
	}
	m.check.drop()
	m.form.focusOn(len(m.form.fields) - 1)
	return notify{"emptied: ctrl+z takes it back"}, nil
}

// undo takes back the last change of the list, or the closing of a result.
func (m *registerMany) undo() (action, tea.Cmd) {
	switch {
	case m.closed != nil:
		m.run, m.closed = m.closed, nil
		return nil, nil
	case m.dropped != "" && m.held == "" && m.value(inputNames) == "":
		m.hold(m.dropped)
		m.dropped = ""
	case m.form.takeBack():
	default:
		return notify{"nothing to undo"}, nil
	}
	return nil, m.changed()
}

// start registers the users of the list that was checked.
func (m *registerMany) start(how bulk.How) (action, tea.Cmd) {
	if !m.check.good() || m.run != nil && m.run.underWay() {
		return nil, nil
	}
	m.interrupted, m.closed, m.ended = nil, nil, ""
	m.form.focusOn(-1)
	var cmd tea.Cmd
	m.run, cmd = newBulkRun(m.session, m.section, m.check.list, m.check.source, how, nil)
	return nil, cmd
}
