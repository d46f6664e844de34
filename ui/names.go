package ui

import (
	"strings"

	"atc/tokens"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// useNames takes a channel and a user over into what the app joins with.
type useNames struct{ channel, user string }

func (useNames) isAction() {}

// namesDialog looks for the channel and the user that a token was made for and
// does not hold. It tries what this console knows at once, and what is typed or
// pasted as it comes.
type namesDialog struct {
	dialog
	token  decoded
	known  []tokens.NameList // what the console knows, the likeliest first
	field  textField         // names that are typed
	inside bool              // the field has the focus
	held   string            // lists that were pasted
	before yours             // what stood in field and lists before they were emptied
	search nameSearch
	menu   *menu
	rows   []nameRow // parallel to the items of the menu
}

// yours are the names that the person has entered.
type yours struct{ typed, held string }

// nameRow is a row of the list: a match, or that a slot has none.
type nameRow struct {
	slot  *tokens.NameSlot
	match *tokens.NameMatch // nil if there is none
}

const (
	namesWidth = 100
	// maxTyped is the longest paste that goes into the field, in bytes: nobody
	// edits a longer one there.
	maxTyped = 200
)

// noName is said of a text with an App Certificate in it.
const noName = "this holds an App Certificate, which is no name: nothing of it is kept"

// newNames returns the dialog that looks for the channel and the user of a 006
// token, which holds only a checksum of each, or of an older one.
func newNames(e *env, d decoded) screen {
	n := &namesDialog{dialog: dialog{env: e}, token: d, known: knownNames(e, d), field: newTextField("")}
	n.menu = newMenu(e, "", false)
	n.search.first(e, d.token, n.lists())
	n.refresh()
	return n
}

func (n *namesDialog) title() string {
	t := n.token.token
	if t == nil {
		return "Channel and user"
	}
	return "Channel and user of a " + formatWords(t.Version)
}

// formatWords names a format in a sentence.
func formatWords(v tokens.Version) string {
	switch v {
	case tokens.SignalingToken:
		return "Signaling 1.x token"
	case tokens.AccessToken2, tokens.AccessToken:
		return string(v) + " token"
	}
	return string(v) + " key"
}

func (n *namesDialog) typing() bool { return n.inside }

func (n *namesDialog) init() tea.Cmd {
	if n.search.found != nil {
		return nil
	}
	return n.search.begin(n.env, n, n.token.token, n.lists())
}

// lists are the names to try: those that were entered stand before what the
// console knows, as somebody means them.
func (n *namesDialog) lists() []tokens.NameList {
	mine := tokens.NameList{Source: "your list", Text: n.field.value() + "\n" + n.held}
	if strings.TrimSpace(mine.Text) == "" {
		return n.known
	}
	return append([]tokens.NameList{mine}, n.known...)
}

// hopeless reports whether no name can ever be found.
func (n *namesDialog) hopeless() bool { return n.search.found != nil && n.search.found.Nothing != "" }

func (n *namesDialog) commands() []command {
	switch {
	case n.hopeless():
		return []command{closing("close", "esc", "q", "enter")}
	case n.inside:
		return []command{
			{key: chord("done", "enter"), short: true, do: n.leaveField},
			{key: chord("leave the field", "esc"), short: true, do: n.leaveField},
		}
	case n.search.running():
		return []command{{key: chord("give up", "esc"), short: true, do: n.giveUp}}
	}
	all := []command{}
	if label := n.useLabel(); label != "" {
		all = append(all, command{key: chord(label, "enter"), short: true, do: n.use},
			command{key: letter("copy", "y"), short: true, do: n.copy})
	}
	all = append(all, command{key: letter("names", "i", "tab"), short: true, do: n.enterField})
	if n.entered() != (yours{}) {
		all = append(all, command{key: letter("empty", "x"), short: true, do: n.clear})
	}
	if n.before != (yours{}) {
		all = append(all, command{key: letter("take back", "u"), short: true, do: n.takeBack})
	}
	return append(all, command{key: chord("close", "esc", "q"), short: true, do: n.close})
}

func (n *namesDialog) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case namesFound:
		cmd := n.search.take(n.env, n, n.token.token, msg)
		n.refresh()
		return nil, cmd
	case projectsChanged:
		n.known = knownNames(n.env, n.token)
		return nil, n.try()
	case tea.PasteMsg:
		return n.paste(msg.Content)
	case tea.KeyPressMsg:
		return n.press(msg)
	}
	return nil, nil
}

func (n *namesDialog) press(k tea.KeyPressMsg) (action, tea.Cmd) {
	switch {
	case n.hopeless():
	case key.Matches(k, n.env.keys.Paste):
		return nil, n.env.Paste
	case n.inside && key.Matches(k, n.env.keys.NextField, n.env.keys.PrevField):
		return n.leaveField()
	case n.inside && !key.Matches(k, n.env.keys.Up, n.env.keys.Down, n.env.keys.PageUp, n.env.keys.PageDown):
		if n.field.update(k) {
			return n.typed()
		}
	default:
		n.menu.update(k)
	}
	return nil, nil
}

// paste takes names in: into the field where they are a few in one line, and
// else into the list behind it.
func (n *namesDialog) paste(text string) (action, tea.Cmd) {
	text = asLines(strings.TrimSpace(text))
	if n.hopeless() || text == "" {
		return nil, nil
	}
	if holdsCertificate(n.env, nil, text) {
		return warn{noName}, nil
	}
	if len(n.held)+len(text) > n.env.pasteLimit() {
		return warn{n.env.tooLong("atc names --candidates FILE tries a file")}, nil
	}
	if len(text) <= maxTyped && !strings.Contains(text, "\n") {
		if n.inside {
			n.field.update(tea.PasteMsg{Content: text})
			return nil, n.try()
		}
		if v := n.field.value(); v != "" {
			text = v + ", " + text
		}
		n.field.setValue(text)
		return nil, n.try()
	}
	n.held = joined(n.held, text)
	return nil, n.try()
}

// typed tries what stands in the field now.
func (n *namesDialog) typed() (action, tea.Cmd) {
	if holdsCertificate(n.env, nil, n.field.value()) {
		n.field.setValue("")
		return warn{noName}, n.try()
	}
	return nil, n.try()
}

// try starts over with the names as they are now.
func (n *namesDialog) try() tea.Cmd {
	cmd := n.search.begin(n.env, n, n.token.token, n.lists())
	n.refresh()
	return cmd
}
