package ui

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"atc/chatapi"
	"atc/chatapi/bulk"

	tea "charm.land/bubbletea/v2"
)

// What can be done with what came of a run.

type (
	// resultName is the name under which a result is to be saved.
	resultName struct{ name string }
	// resultSaved is what came of saving.
	resultSaved struct {
		name string
		rows int
		err  error
	}
)

// copyLimit is the longest text that goes to the clipboard, in bytes: most
// terminals take no more.
const copyLimit = 1 << 20

func (m *registerMany) filter() (action, tea.Cmd) {
	m.run.only, m.run.rows = !m.run.only, followList{}
	return nil, nil
}

func (m *registerMany) copyFailed() (action, tea.Cmd) {
	r := m.run
	if len(r.failed) == 0 {
		return notify{"nobody has failed"}, nil
	}
	names := make([]string, len(r.failed))
	for i, at := range r.failed {
		names[i] = r.outcomes[at].Username
	}
	return copyText{strings.Join(names, "\n") + "\n", plural(len(names), "name")}, nil
}

// copyCSV copies the result, for whom no file can be written.
func (m *registerMany) copyCSV() (action, tea.Cmd) {
	var out bytes.Buffer
	if err := bulk.WriteCSV(&out, inOrder(m.run.list, m.run.outcomes)); err != nil {
		return warn{"the result was not copied: " + err.Error()}, nil
	}
	if out.Len() > copyLimit {
		return warn{"the result is too long for the clipboard of a terminal: f and y copy the names that failed"}, nil
	}
	return copyText{out.String(), "CSV of " + plural(len(m.run.outcomes), "user")}, nil
}

// inOrder returns outcomes in the order of their list.
func inOrder(list *bulk.List, outcomes []chatapi.Outcome) []chatapi.Outcome {
	place := make(map[string]int, len(list.Users))
	for i, u := range list.Users {
		place[u.Username] = i
	}
	out := slices.Clone(outcomes)
	slices.SortStableFunc(out, func(a, b chatapi.Outcome) int { return cmp.Compare(place[a.Username], place[b.Username]) })
	return out
}

func (m *registerMany) askName() (action, tea.Cmd) {
	return m.nameQuestion("registered.csv", "A table of every user: username, uuid, outcome, error."), nil
}

func (m *registerMany) nameQuestion(name, text string) action {
	return openDialog{newQuestion(m.env, question{
		heading: "Save the result as CSV", text: text, label: "File", value: name, yes: "save",
		check: func(name string) error {
			if name == "" {
				return errors.New("is missing: give the file a name")
			}
			return nil
		},
		then: func(name string) action { return passOn{reply{m.section, resultName{unquoted(name)}}} },
	})}
}

// save writes the result, in a command.
func (m *registerMany) save(n resultName) tea.Cmd {
	r, files, to := m.run, m.env.Files, m.section
	if r == nil || r.underWay() {
		return nil
	}
	list, outcomes := r.list, r.outcomes
	return func() tea.Msg {
		var out bytes.Buffer
		err := bulk.WriteCSV(&out, inOrder(list, outcomes))
		if err == nil {
			err = files.Save(n.name, out.Bytes())
		}
		return reply{to, resultSaved{n.name, len(outcomes), err}}
	}
}

func (m *registerMany) saved(s resultSaved) action {
	if errors.Is(s.err, fs.ErrExist) {
		return m.nameQuestion(s.name, "There is a file "+filepath.Base(s.name)+" already, which stays as it is: choose another name.")
	}
	if e := (*fs.PathError)(nil); errors.As(s.err, &e) {
		s.err = e.Err
	}
	if s.err != nil {
		return warn{s.name + " was not written: " + s.err.Error() + ": v saves under another name"}
	}
	return notify{plural(s.rows, "row") + " saved in " + s.name}
}
