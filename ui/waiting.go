package ui

import (
	"strings"

	"atc/keystore"

	tea "charm.land/bubbletea/v2"
)

// waiting says that the store takes its time, and lets the person give up, or
// go on with something else. It opens by itself, maybe in the middle of a word:
// what is typed meanwhile is not for it.
type waiting struct {
	dialog
	doing, slow string
	ending      bool // the person has given up
}

const waitingWidth = 66

func newWaiting(e *env, doing, slow string) screen {
	return &waiting{dialog: dialog{env: e}, doing: doing, slow: slow}
}

func (w *waiting) title() string { return "Waiting for the " + string(w.env.projects.store.Backend()) }

func (w *waiting) commands() []command {
	if w.ending { // what does not end keeps nobody here
		return []command{closing("go on meanwhile", "enter", "esc")}
	}
	return []command{
		{key: chord("give up", "esc"), short: true, do: func() (action, tea.Cmd) {
			w.ending = true
			return giveUp{}, nil
		}},
		closing("go on meanwhile", "enter"),
	}
}

// why says what the store may be waiting for.
func (w *waiting) why() string {
	switch {
	case w.slow != "":
		return w.slow
	case w.env.projects.store.Backend() == keystore.InVault:
		return "Another atc may be writing to the vault."
	}
	return "The keyring may be asking for your password in a window of its own: look for that window."
}

func (w *waiting) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		return closeDialog{then: several{warn{w.notice()}, passOn{msg}}, dialog: w}, nil
	}
	return nil, nil
}

// notice says in the line at the foot what the dialog said.
func (w *waiting) notice() string {
	why := w.why()
	return w.doing + " has not come to an end yet: " + strings.ToLower(why[:1]) + strings.TrimSuffix(why[1:], ".")
}

// passOn hands a message to what is on top now.
type passOn struct{ msg tea.Msg }

func (passOn) isAction() {}

func (w *waiting) view() frame {
	th := w.env.theme
	width := min(w.width, waitingWidth)
	inner := width - paneWidth
	said := strings.ToUpper(w.doing[:1]) + w.doing[1:] + " has not come to an end yet. " + w.why()
	lines := append(paragraph(th.text, said, inner), "")
	if w.ending {
		lines = append(lines, th.dim.Render("giving up…"))
	} else {
		lines = append(lines,
			th.selected.Render(" esc ")+th.text.Render(" give up")+th.dim.Render(", as happens by itself after a minute"),
			th.selected.Render(" enter ")+th.text.Render(" go on meanwhile"))
	}
	p := pane{title: w.title(), focused: true}
	return frame{lines: p.draw(th, lines, width, min(w.height, len(lines)+paneHeight))}
}
