package ui

import (
	"atc/tokens"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// screen is one tab of the console, or a dialog on top of one. Screens are
// pointers that update changes in place; a command they return captures
// values, never the screen.
type screen interface {
	title() string
	init() tea.Cmd // whenever it comes to the front
	update(tea.Msg) (action, tea.Cmd)
	setSize(width, height int)
	view() frame
	// typing says that printable keys are text: only then the shortcuts that
	// are single letters rest.
	typing() bool
	// live says that something on the screen counts down, so that time must
	// be drawn again every second.
	live() bool
	// commands are what the screen can do, in the order of the help. The
	// keys, the help and the palette are made of them.
	commands() []command
}

// A command is one thing that a screen or the console can do: the key for it,
// its name in help and palette, and the deed, all in one place so that they
// cannot part.
type command struct {
	key key.Binding
	// short marks what the line at the foot of the screen shows.
	short bool
	do    func() (action, tea.Cmd)
}

// frame is what a screen draws: its lines, exactly as many and as wide as its
// size, and where the cursor stands in them.
type frame struct {
	lines  []string
	cursor *tea.Cursor
	// bare frames fill the whole terminal, without header and foot.
	bare bool
}

// action is what a screen asks of the root. Nil asks nothing.
type action interface{ isAction() }

type (
	// copyText sends text to the clipboard and says so.
	copyText struct{ text, what string }
	// copySecret is copyText for a secret, which nothing holds as text before.
	copySecret struct {
		reveal func() string
		what   string
	}
	// notify shows a notice.
	notify struct{ text string }
	// warn shows a notice about something that failed.
	warn struct{ text string }
	// openDialog puts a dialog on top.
	openDialog struct{ dialog screen }
	// closeDialog takes a dialog away, the top one if it names none, and then
	// asks for then.
	closeDialog struct {
		then   action
		dialog screen
	}
	// inspectToken shows a token in Inspect.
	inspectToken struct{ text string }
	// compareToken shows a token in Inspect beside the one that is there.
	compareToken struct{ text string }
	// editSpec opens JSON in the form of the compose kind.
	editSpec struct{ json string }
	// editKind opens a kind in Build with values of an earlier form.
	editKind struct {
		kind   string
		values tokens.Values
	}
	// keepToken puts a token into the tray.
	keepToken struct{ item trayItem }
	// showTab brings a tab to the front.
	showTab struct{ tab int }
	// several are actions, one after the other.
	several []action
	// quit ends the program.
	quit struct{}
)

func (copyText) isAction()     {}
func (copySecret) isAction()   {}
func (notify) isAction()       {}
func (warn) isAction()         {}
func (openDialog) isAction()   {}
func (closeDialog) isAction()  {}
func (inspectToken) isAction() {}
func (compareToken) isAction() {}
func (editSpec) isAction()     {}
func (editKind) isAction()     {}
func (keepToken) isAction()    {}
func (showTab) isAction()      {}
func (several) isAction()      {}
func (quit) isAction()         {}

// runCommand runs a command that was chosen in a dialog.
type runCommand struct{ command command }

func (runCommand) isAction() {}

// A concealer shows a secret for a while. It hides it before the next key, or
// what is pasted, does anything.
type concealer interface{ conceal() }

// An unsaver may hold what would be lost with it.
type unsaver interface{ unsaved() bool }

// An ager judges by the time, which costs more than drawing may: it does so when
// a second has passed, and keeps what came of it. It reports whether that may be
// something else than before.
type ager interface{ age() bool }

// A loser is a screen with something under way, or entered, that would be lost
// if the console ended: it says so in a sentence, or "".
type loser interface{ losing() string }

// An ender is a screen with something that runs for as long as the console
// does, whatever project is active: it says in a sentence what ends, or "".
type ender interface{ ending() string }

// An announcer says in a few words, or in one, what others should know that
// runs: every tab shows it. It is "" where nothing does.
type announcer interface{ announces(short bool) string }

// An aimer knows which of its fields has asked for the clipboard, and takes the
// answer, which may come late, for that one.
type aimer interface{ aimed() }

// pasted returns what a screen gets for the answer of the clipboard: what was
// pasted, unless it is an [aimer].
func pasted(s screen, msg tea.ClipboardMsg) tea.Msg {
	if _, ok := s.(aimer); ok {
		return msg
	}
	return tea.PasteMsg{Content: msg.Content}
}

// A composite is a screen with parts that answers may be for.
type composite interface{ parts() []screen }

// A hinter is a screen whose keys depend on what has the focus: the line at
// the foot shows its hints before the commands.
type hinter interface{ hints() []command }

// hint is a line of the help for a key that the screen itself handles.
func hint(help, k string) command { return command{key: chord(help, k), short: true} }
