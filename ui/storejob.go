package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"atc/keystore"

	tea "charm.land/bubbletea/v2"
)

// A keyring may wait for a person, or hang: the console says so after a while,
// and gives up after a longer one.
const (
	storeSlowAfter = 2 * time.Second
	storeLimit     = 60 * time.Second
)

// askStore asks the root for a call of the store. What came of it is handed to
// the screen that asks, if that is still there, as a [storeAnswer]. One call is
// made at a time.
type askStore struct {
	to    screen
	doing string // what is done: "saving acme"
	call  func(context.Context, keystore.Store) (any, error)
	// from and name are those of a project that is written: its old name, ""
	// if it is new, and the one that it has afterwards, "" if it is deleted.
	from, name string
	slow       string // why it may take long, "" if nothing is known of it
}

func (askStore) isAction() {}

// storeAnswer is what came of a call of the store.
type storeAnswer struct {
	doing string
	value any
	err   error
}

// projectsChanged tells every screen that projects or certificates are not
// what they were.
type projectsChanged struct {
	name string // of the project that was just written or taken into use, "" if none was
}

type (
	// storeDone ends the call with the number.
	storeDone struct {
		id     int
		to     screen
		answer storeAnswer
		shot   *snapshot // of the store afterwards, nil if it was not read
		asked  bool      // somebody waits for the projects, and is told why they are not there
		from   string    // the old name of the project that was written
		name   string    // and the one that it has now, "" if none was
	}
	storeSlow int // the call with the number takes long
	storeLate int // it takes too long
)

// storeJob is the call of the store that is under way.
type storeJob struct {
	id     int
	doing  string // "" if none is
	slow   string // why it may take long
	cancel context.CancelFunc
	late   bool // it has had all the time that there is
	shown  bool // that it takes long has been said
	// remember is the project that was made the active one meanwhile.
	remember string
}

func (j *storeJob) running() bool { return j.doing != "" }

// begin makes a call of the store, as a command.
func (a *App) begin(doing, slow string, call func(context.Context) storeDone) tea.Cmd {
	if a.job.running() {
		return a.say(a.busy().Error(), true)
	}
	ctx, cancel := context.WithCancel(context.Background())
	a.job = storeJob{id: a.job.id + 1, doing: doing, slow: slow, cancel: cancel}
	id := a.job.id
	made := func() tea.Msg {
		done := call(ctx)
		done.id = id
		return done
	}
	if a.env.projects.store.Backend() == keystore.InMemory {
		return made // which is never waited for
	}
	soon, _ := a.env.after(storeSlowAfter, func(time.Time) tea.Msg { return storeSlow(id) })
	late, _ := a.env.after(storeLimit, func(time.Time) tea.Msg { return storeLate(id) })
	return tea.Batch(made, soon, late)
}

// busy is the answer to a call while another one is under way.
func (a *App) busy() error {
	return fmt.Errorf("the %s is still busy with %s: try again in a moment", a.env.projects.store.Backend(), a.job.doing)
}

// read reads the projects: first what needs no unlocking, so that something is
// there while the keyring asks for its password. A person has asked for it,
// or it is done by itself at the start.
func (a *App) read(asked bool) tea.Cmd {
	if a.job.running() && a.job.shown {
		return a.wait() // the call under way can still be given up
	}
	store, state := a.env.projects.store, a.env.projects.state
	return a.begin("reading the projects", "", func(ctx context.Context) storeDone {
		shot := list(ctx, store)
		if state == storeListed && shot.err == nil {
			shot = load(ctx, store)
		}
		return storeDone{shot: &shot, asked: asked}
	})
}

// ask makes the call that a screen asks for, and reads the store again after
// it.
func (a *App) ask(q askStore) tea.Cmd {
	if a.job.running() {
		return a.deliver(reply{q.to, storeAnswer{doing: q.doing, err: a.busy()}})
	}
	store := a.env.projects.store
	return a.begin(q.doing, q.slow, func(ctx context.Context) storeDone {
		value, err := q.call(ctx, store)
		done := storeDone{to: q.to, answer: storeAnswer{q.doing, value, err}}
		if err == nil {
			done.from, done.name = q.from, q.name
		}
		// These two errors say that another process has changed the projects.
		if err == nil || errors.Is(err, keystore.ErrNotFound) || errors.Is(err, keystore.ErrExists) {
			shot := load(ctx, store)
			done.shot = &shot
		}
		return done
	})
}

// storeUpdate handles the messages about the call under way. Those about an
// earlier one say nothing any more.
func (a *App) storeUpdate(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case storeDone:
		if msg.id == a.job.id {
			return a.finish(msg)
		}
	case storeSlow:
		if int(msg) == a.job.id && a.job.running() {
			return a.wait()
		}
	case storeLate:
		if int(msg) == a.job.id && a.job.running() {
			a.job.late = true
			a.job.cancel()
		}
	}
	return nil
}

// wait says that the call under way takes long, and lets it be given up.
func (a *App) wait() tea.Cmd {
	a.job.shown = true
	return a.do(openDialog{newWaiting(a.env, a.job.doing, a.job.slow)})
}

// finish ends the call under way.
func (a *App) finish(d storeDone) tea.Cmd {
	a.job.cancel()
	a.job.doing = ""
	a.drop(is[*waiting])
	remember := a.job.remember // a call that follows on this one starts afresh
	var cmds []tea.Cmd
	p := &a.env.projects
	p.renamed(d.from, d.name)
	if d.shot != nil {
		d.shot.err = a.givenUp(d.shot.err)
		cmds = append(cmds, a.take(d))
		if first := p.entry(d.name); first != nil && d.from == "" && p.active.Name == d.name && !first.Current {
			remember = d.name // the first project is in use at once
		}
	}
	if d.to != nil {
		d.answer.err = a.givenUp(d.answer.err)
		if a.shows(d.to) {
			cmds = append(cmds, a.deliver(reply{d.to, d.answer}))
		} else if d.answer.err != nil {
			cmds = append(cmds, a.say(d.answer.doing+" has failed: "+d.answer.err.Error(), true))
		}
	}
	cmds = append(cmds, a.missed())
	switch {
	case remember == "":
	case a.job.running():
		a.job.remember = remember
	default:
		cmds = append(cmds, a.remember(remember))
	}
	return tea.Batch(cmds...)
}

// givenUpError says that nobody waits for the store any longer.
type givenUpError struct {
	backend keystore.Backend
	late    bool // it had all the time that there is
	err     error
}

func (e *givenUpError) Error() string {
	text := "you gave up waiting for the " + string(e.backend)
	if e.late {
		text = "the " + string(e.backend) + " has not answered for a minute"
	}
	if e.backend == keystore.InVault {
		return text + ": close any other atc that is writing to it, and try again"
	}
	return text + ": look for a window of its own that asks for a password, and try again"
}

func (e *givenUpError) Unwrap() error { return e.err }

// givenUp puts the error of a call that was given up into words.
func (a *App) givenUp(err error) error {
	if errors.Is(err, context.Canceled) {
		return &givenUpError{a.env.projects.store.Backend(), a.job.late, err}
	}
	return err
}

// take makes a snapshot the state of things. Where the store was to be opened
// and cannot be read, the person is asked what to do.
func (a *App) take(d storeDone) tea.Cmd {
	p := &a.env.projects
	p.take(*d.shot)
	cmds := []tea.Cmd{a.projectsChanged(d.name)}
	switch {
	case d.to != nil: // the screen that made the call says what came of it
	case p.state == storeListed && len(p.entries) > 0:
		cmds = append(cmds, a.read(d.asked))
	case p.state == storeListed:
		p.state = storeOpen // there is nothing more to read
	case p.unnamed != nil && p.wanted == "" && !d.asked:
		// The project of this run needs no store: Projects tells what is wrong.
	case p.state == storeFailed && len(a.dialogs) > 0 && !is[*keystores](a.top()): // a question would take the keys that are meant for them
		cmds = append(cmds, a.say(p.err.Error(), true))
	case p.state == storeLocked:
		cmds = append(cmds, a.do(openDialog{newPassphrase(a.env, p.err)}))
	case p.state == storeFailed && a.env.Keystores != nil:
		cmds = append(cmds, a.do(openDialog{newKeystores(a.env, p.err)}))
	case p.state == storeFailed:
		cmds = append(cmds, a.say(p.err.Error(), true))
	}
	return tea.Batch(append(cmds, a.chosen())...)
}

// missed says that the project to open is not there.
func (a *App) missed() tea.Cmd {
	p := &a.env.projects
	if p.state != storeOpen || p.wanted == "" || p.entry(p.wanted) != nil {
		return nil
	}
	wanted := p.wanted
	p.wanted = ""
	return a.say(fmt.Sprintf("there is no project called %q: o shows those there are", wanted), true)
}

// projectsChanged makes every screen look at the projects again.
func (a *App) projectsChanged(written string) tea.Cmd {
	a.env.certificates = Certificates(a.env.projects.all())
	var cmds []tea.Cmd
	for _, s := range slices.Concat(a.screens, a.dialogs) {
		cmds = append(cmds, a.pass(s, projectsChanged{written}))
	}
	return tea.Batch(cmds...)
}
