package ui

import (
	"maps"
	"strings"

	"atc/chatapi/bulk"
	"atc/tokens"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// registerMany registers the users of a list: first it shows what is in the
// list, then how the run gets on, and at last what became of each user.
type registerMany struct {
	env     *env
	session *chatSession
	section *registerSection
	form    *form
	entered tokens.Values // what stands in the fields of both sources
	seen    bool          // it has been in front
	pasting int           // the field that asked for the clipboard
	held    string        // a list that was pasted and is too long for a field
	dropped string        // the one before, which can be taken back
	check   listCheck
	run     *bulkRun // nil before the first
	closed  *bulkRun // was taken from the screen, and can be taken back
	// interrupted is the earlier run of the list, which waits for a decision.
	interrupted *bulk.InterruptedError
	ended       string // how a run ended that its project has taken along
	width       int
	height      int
}

// The keys of the form's fields, and the choices of the first.
const (
	inputFrom  = "from"
	inputNames = "names"
	inputFile  = "file"
	fromNames  = "names"
	fromFile   = "a file"
)

// A list that is longer than this does not go into a field: nobody edits it
// there, and drawing it takes time with every key.
const (
	maxListLines = 200
	maxListText  = 16 << 10 // bytes
)

func newRegisterMany(e *env, s *chatSession, c *registerSection) *registerMany {
	m := &registerMany{env: e, session: s, section: c, entered: tokens.Values{}}
	m.build(fromNames)
	return m
}

// build makes the form for a source. What stands in the field of the other one
// is kept.
func (m *registerMany) build(from string) {
	if m.form != nil {
		maps.Copy(m.entered, m.form.values())
	}
	m.entered[inputFrom] = from
	inputs := []tokens.Input{}
	if m.env.Files != nil {
		inputs = append(inputs, tokens.Input{
			Key: inputFrom, Title: "From", Type: tokens.Choice, Choices: []string{fromNames, fromFile}, Default: fromNames, Optional: true,
			Doc: "paste or type names, or read them from a file",
		})
	}
	switch {
	case from == fromFile:
		inputs = append(inputs, tokens.Input{
			Key: inputFile, Title: "File", Optional: true,
			Doc: "its path, from the folder that atc was started in: one name a line, or CSV with a header such as username,nickname,password",
		})
	case m.held == "":
		inputs = append(inputs, tokens.Input{
			Key: inputNames, Title: "Names", Type: tokens.Document, Optional: true,
			Doc: "one a line, or CSV with a header: username,nickname,password",
		})
	}
	m.form = newForm(m.env, tokens.Kind{Inputs: inputs}, m.entered)
	for i := range m.form.fields {
		m.form.fields[i].empty = "required"
	}
	m.setSize(m.width, m.height)
}

// value returns what stands in a field, "" if there is none of that name.
func (m *registerMany) value(name string) string { return m.form.values()[name] }

// source returns where the list is, as the form says.
func (m *registerMany) source() listSource {
	if m.value(inputFrom) == fromFile {
		return listSource{file: unquoted(strings.TrimSpace(m.value(inputFile)))}
	}
	if m.held != "" {
		return listSource{text: m.held}
	}
	return listSource{text: m.value(inputNames)}
}

// unquoted takes off the quotes that a terminal puts around the name of a file
// that is dropped on it.
func unquoted(name string) string {
	if n := len(name); n > 1 && (name[0] == '\'' || name[0] == '"') && name[n-1] == name[0] {
		return name[1 : n-1]
	}
	return name
}

func (m *registerMany) typing() bool { return m.run == nil && m.form.focused >= 0 }

func (m *registerMany) live() bool {
	return m.check.reading() || m.run != nil && m.run.underWay()
}

func (m *registerMany) open() tea.Cmd {
	if !m.seen && m.run == nil {
		m.seen = true
		m.form.focusOn(len(m.form.fields) - 1)
	}
	return nil
}

func (m *registerMany) take(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case listRead:
		return nil, m.check.take(m.env, m.section, msg)
	case chatAnswer:
		return m.answered(msg), nil
	case stopRun:
		return nil, m.stop(msg.run)
	case runLost:
		return warn(msg), nil
	case restartRun:
		return m.start(bulk.Restart)
	case resultName:
		return nil, m.save(msg)
	case resultSaved:
		return m.saved(msg), nil
	case tea.PasteMsg:
		return m.paste(msg.Content)
	case tea.ClipboardMsg:
		if m.run == nil && m.pasting < len(m.form.fields) {
			m.form.focusOn(m.pasting)
		}
		return m.paste(msg.Content)
	case tea.KeyPressMsg:
		if m.run != nil {
			return m.pressInRun(msg)
		}
		return m.press(msg)
	}
	return nil, nil
}

func (m *registerMany) press(k tea.KeyPressMsg) (action, tea.Cmd) {
	keys := &m.env.keys
	switch {
	case key.Matches(k, keys.Paste):
		m.pasting = max(0, m.form.focused)
		return nil, m.env.Paste
	case key.Matches(k, keys.Leave):
		m.leave()
		return nil, nil
	case key.Matches(k, keys.Enter) && !m.form.isDocument(), k.String() == "alt+enter":
		return m.enter()
	case m.form.focused < 0 && m.scroll(k):
		return nil, nil
	}
	used, beyond := m.form.move(k)
	switch {
	case m.form.isDocument() && key.Matches(k, keys.Up) && m.form.fields[m.form.focused].document.inFirstLine():
		m.form.focusOn(m.form.focused - 1) // the field over it, if there is one
	case beyond:
		m.form.focusOn(-1)
	case !used:
		return nil, m.edit(k)
	}
	return nil, nil
}

// leave gives up what is under way, or leaves the field.
func (m *registerMany) leave() {
	switch {
	case m.check.reading():
		m.check.drop()
	case m.interrupted != nil:
		m.interrupted = nil
	default:
		m.form.focusOn(-1)
	}
}

// enter reads the file, goes to what is missing, or registers the users of the
// list.
func (m *registerMany) enter() (action, tea.Cmd) {
	s := m.source()
	switch {
	case m.check.reading():
		return notify{"the list is still being read: esc gives up"}, nil
	case m.interrupted != nil:
		return m.start(bulk.Resume)
	case s == (listSource{}):
		m.form.touchAll()
		m.form.focusOn(len(m.form.fields) - 1)
		return warn{"there is no list yet: paste or type names, one a line"}, nil
	case s != m.check.source || m.check.list == nil:
		return nil, m.check.begin(m.env, m.section, s)
	case !m.check.good():
		return warn{"nobody can be registered: mend the list first"}, nil
	}
	return m.start(bulk.Fresh)
}

// runLost says how a run ended that its project has taken along.
type runLost struct{ text string }

// drop lets go of what belongs to a project that is active no more. What was typed belongs to no project. That a
// run has ended is said after all else that the change has to say.
func (m *registerMany) drop() tea.Cmd {
	run, to := m.run, m.section
	m.run, m.closed, m.interrupted, m.ended = nil, nil, nil, ""
	if run == nil || !run.underWay() {
		return nil
	}
	m.ended = "registering was stopped, as the project is another one now: " + run.progress() + run.kept()
	lost := runLost{m.ended}
	return func() tea.Msg { return reply{to, lost} }
}
