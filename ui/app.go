package ui

import (
	"slices"
	"strings"
	"time"

	"atc/keystore"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// The smallest terminal in which everything can be reached, and the largest
// that is drawn: memory grows with the square of what a terminal claims.
const (
	minWidth, minHeight = 80, 24
	maxWidth, maxHeight = 500, 200
)

const second = time.Second

// App is the root model, and the only [tea.Model] of the console.
type App struct {
	env           *env
	screens       []screen
	dialogs       []screen // the last is on top
	pasting       screen   // what asked for the clipboard last
	notice        notice
	alert         notice // stays beside the notice
	waiting       int    // timers that wait for the end of a notice
	ticking       bool   // a tick is under way
	job           storeJob
	stores        map[keystore.Backend]keystore.Store // that were in use, the present one included
	prefer        keystore.Backend                    // was chosen, and is remembered once it has opened
	preferred     keystore.Backend                    // was remembered last
	width, height int
	dark          bool
	profile       colorprofile.Profile
	head          still
}

var _ tea.Model = (*App)(nil)

type tickMsg struct{}

// New returns the console over d.
func New(d Deps) *App {
	e := &env{Deps: d, keys: newKeyMap(), projects: newProjects(d), burden: burden{searches: make(chan struct{}, maxSearches)}}
	e.certificates = Certificates(e.projects.all())
	e.keys.Quit.SetHelp("ctrl+c", strings.ToLower(e.leaving()))
	a := &App{env: e, dark: true, profile: colorprofile.TrueColor}
	a.stores = map[keystore.Backend]keystore.Store{d.Store.Backend(): d.Store}
	e.theme = newTheme(a.dark, a.profile)
	a.screens = []screen{newBuild(e), newInspect(e), newChat(e), newProjectScreen(e)}
	if d.Servers != nil {
		a.screens = append(a.screens, newServe(e))
	}
	return a
}

// Init implements [tea.Model].
func (a *App) Init() tea.Cmd {
	cmds := []tea.Cmd{tea.RequestBackgroundColor, a.screens[a.env.tab].init(), a.tick(), a.read(false)}
	return tea.Batch(append(cmds, a.welcome())...)
}

// Update implements [tea.Model].
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, tick := msg.(tickMsg); !tick {
		a.env.changes++
	}
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.resize(msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		a.dark = msg.IsDark()
		a.paint()
	case tea.ColorProfileMsg:
		a.profile = msg.Profile
		a.paint()
	case tea.EnvMsg:
		a.env.tmux = msg.Getenv("TMUX") != ""
		a.env.ascii = asciiOnly(msg.Getenv)
	case tickMsg:
		a.ticking = false // drawing again is what moves the countdowns
	case noticeOver:
		cmd = a.noticeOver(msg)
	case serverNotice:
		cmd = a.hear(msg)
	case notRemembered:
		cmd = a.say("the next start will not know of this choice: "+msg.err.Error(), true)
	case storeDone, storeSlow, storeLate:
		cmd = a.storeUpdate(msg)
	case reply:
		cmd = a.deliver(msg)
	case chatDone:
		cmd = a.pass(a.screens[tabChat], msg)
	case tea.KeyPressMsg:
		cmd = a.press(msg)
	case tea.PasteMsg:
		a.conceal()
		cmd = a.pass(a.top(), msg)
	case tea.ClipboardMsg:
		if a.pasting == a.top() { // what asked for a secret may be gone, and the answer with it
			a.conceal()
			cmd = a.pass(a.pasting, pasted(a.pasting, msg))
		}
	}
	a.age()
	return a, tea.Batch(cmd, a.tick())
}

// age tells the screen in front, and the dialog on top of it, what time it has
// become.
func (a *App) age() {
	in, top := a.screens[a.env.tab], a.top()
	if s, ok := in.(ager); ok && s.age() {
		a.env.changes++
	}
	if s, ok := top.(ager); ok && top != in && s.age() {
		a.env.changes++
	}
}

// paint makes the theme anew from what the terminal has said so far. Some
// screens have laid out lines with the old one: they do so again.
func (a *App) paint() {
	*a.env.theme = *newTheme(a.dark, a.profile)
	a.resize(a.width, a.height)
}

// tick moves time by a second, while something on screen counts down.
func (a *App) tick() tea.Cmd {
	if a.ticking || !a.top().live() && !a.screens[a.env.tab].live() {
		return nil
	}
	a.ticking = true
	return a.env.Tick(second, func(time.Time) tea.Msg { return tickMsg{} })
}

// top is what takes the keys: the top dialog, or the screen.
func (a *App) top() screen {
	if n := len(a.dialogs); n > 0 {
		return a.dialogs[n-1]
	}
	return a.screens[a.env.tab]
}

// press routes a key: what always works first, then the commands, then the
// dialog or screen itself.
func (a *App) press(k tea.KeyPressMsg) tea.Cmd {
	if key.Matches(k, a.env.keys.Quit) {
		return a.quit()
	}
	if a.width > 0 && a.small() {
		return nil // nobody sees what a key would do
	}
	s := a.top()
	a.conceal()
	if key.Matches(k, a.env.keys.Paste) {
		a.pasting = s
	}
	if c, ok := match(k, s.commands(), s.typing()); ok {
		return a.run(c)
	}
	if len(a.dialogs) == 0 {
		if c, ok := match(k, a.commands(), s.typing()); ok {
			return a.run(c)
		}
	}
	return a.pass(s, k)
}

// conceal hides what is shown for a while.
func (a *App) conceal() {
	for _, s := range slices.Concat(a.screens, a.dialogs) {
		if c, ok := s.(concealer); ok {
			c.conceal()
		}
	}
}

// match returns the command that a key stands for.
func match(k tea.KeyPressMsg, commands []command, typing bool) (command, bool) {
	i := slices.IndexFunc(commands, func(c command) bool { return pressed(k, c.key, typing) })
	if i < 0 {
		return command{}, false
	}
	return commands[i], true
}

func (a *App) run(c command) tea.Cmd {
	act, cmd := c.do()
	return tea.Batch(cmd, a.do(act))
}

// pass hands a message to a screen and does what it asks for.
func (a *App) pass(s screen, msg tea.Msg) tea.Cmd {
	act, cmd := s.update(msg)
	return tea.Batch(cmd, a.do(act))
}

func (a *App) quit() tea.Cmd {
	if lost := a.lost(); lost != "" && !a.asked() {
		return a.do(openDialog{newConfirm(a.env, a.env.leaving()+"?"+lost, strings.ToLower(a.env.leaving()), quit{})})
	}
	return tea.Quit
}

// lost says what quitting would lose, or "".
func (a *App) lost() string {
	text := ""
	if a.env.tray.unsaved() {
		text += " The tray with " + plural(len(a.env.tray.items), "token") + " is not kept."
	}
	text += a.underWay()
	for _, s := range a.screens {
		if e, ok := s.(ender); ok && e.ending() != "" {
			text += " " + e.ending()
		}
	}
	for _, d := range a.dialogs {
		if u, ok := d.(unsaver); ok && u.unsaved() {
			text += " What you have entered is not stored yet."
		}
	}
	return text
}

// underWay says what would come to an end with the active project, or "".
func (a *App) underWay() string {
	text := ""
	for _, s := range a.screens {
		if l, ok := s.(loser); ok && l.losing() != "" {
			text += " " + l.losing()
		}
	}
	return text
}

// asked reports whether the question about quitting is on the screen: the
// second ctrl+c is an answer.
func (a *App) asked() bool {
	c, ok := a.top().(*confirm)
	return ok && c.then == (quit{})
}

func (a *App) resize(width, height int) {
	a.width, a.height = min(width, maxWidth), min(height, maxHeight)
	for _, s := range append(slices.Clone(a.screens), a.dialogs...) {
		s.setSize(a.room(s))
	}
}

// small reports whether the terminal is too small to be drawn in.
func (a *App) small() bool { return a.width < minWidth || a.height < minHeight }

// room is the size that a screen has: all but the header and the foot.
func (a *App) room(s screen) (width, height int) {
	width, height = max(a.width, minWidth), max(a.height, minHeight)
	if _, whole := s.(wholeScreen); whole {
		return width, height
	}
	return width, height - 2
}

// show brings a tab to the front.
func (a *App) show(i int) tea.Cmd {
	a.env.tab = (i + len(a.screens)) % len(a.screens)
	return a.screens[a.env.tab].init()
}
