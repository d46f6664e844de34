package ui

import (
	"context"
	"errors"

	"atc/keystore"
	"atc/keystore/secret"
	"atc/ui/safe"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// vault is what a store has that needs a passphrase.
type vault interface {
	Create(ctx context.Context, passphrase secret.Value) error
	Unlock(ctx context.Context, passphrase secret.Value) error
}

// passphrase unlocks the vault, or makes a new one.
type passphrase struct {
	dialog
	fresh   bool // there is no vault yet: its passphrase is chosen, and typed twice
	first   secretField
	again   secretField
	second  bool // the second field has the focus
	opening bool
	ending  bool // opening is given up, but has not ended yet
	reveal  glimpse
	err     error
}

const passphraseWidth = 66

// newPassphrase returns the dialog that answers err, which is that there is no
// vault yet, or that it is locked.
func newPassphrase(e *env, err error) screen {
	return &passphrase{dialog: dialog{env: e}, fresh: errors.Is(err, keystore.ErrNoVault)}
}

func (d *passphrase) title() string {
	if d.fresh {
		return "A new vault"
	}
	return "The vault is locked"
}

func (d *passphrase) typing() bool { return true }
func (d *passphrase) conceal()     { d.reveal.conceal(); d.shown() }

func (d *passphrase) shown() { d.first.shown, d.again.shown = d.reveal.on, d.reveal.on }

func (d *passphrase) commands() []command {
	yes := "unlock"
	if d.fresh {
		yes = "make the vault"
	}
	if d.opening {
		return []command{{key: chord("give up", "esc"), short: true, do: d.giveUp}}
	}
	all := []command{{key: chord(yes, "enter"), short: true, do: d.enter}}
	if d.fresh {
		all = append(all, command{key: chord("other field", "tab", "shift+tab", "up", "down"), short: true, do: d.turn})
	}
	return append(all,
		command{key: chord("show it for 5 s", "ctrl+r"), short: true, do: d.show},
		closing("not now", "esc"))
}

// giveUp waits no longer for the vault, and leaves where even that is in vain.
func (d *passphrase) giveUp() (action, tea.Cmd) {
	if d.ending {
		return closeDialog{dialog: d}, nil
	}
	d.ending = true
	return giveUp{}, nil
}

func (d *passphrase) turn() (action, tea.Cmd) {
	d.second = !d.second
	return nil, nil
}

func (d *passphrase) show() (action, tea.Cmd) {
	cmd := d.reveal.show(d.env, d)
	d.shown()
	return nil, cmd
}

// enter unlocks or makes the vault. A new passphrase is typed twice first.
func (d *passphrase) enter() (action, tea.Cmd) {
	v, ok := d.env.projects.store.(vault)
	if d.opening || !ok {
		return nil, nil
	}
	d.err = nil
	if d.fresh {
		if d.err = keystore.CheckPassphrase(d.first.secret); d.err != nil {
			d.second = false
			return nil, nil
		}
		if !d.second && d.again.secret.IsZero() {
			d.second = true
			return nil, nil
		}
		if !d.first.secret.Equal(d.again.secret) {
			d.err, d.second = errors.New("the two are not the same: type the second one again"), true
			d.again = secretField{}
			return nil, nil
		}
	}
	d.opening = true
	doing, open, typed := "unlocking the vault", v.Unlock, d.first.secret
	if d.fresh {
		doing, open = "making the vault", v.Create
	}
	return askStore{
		to: d, doing: doing,
		slow: "It takes a second on a fast machine, so that nobody can guess passphrases quickly, and more on a slow one.",
		call: func(ctx context.Context, _ keystore.Store) (any, error) { return nil, open(ctx, typed) },
	}, nil
}

func (d *passphrase) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case storeAnswer:
		return d.answered(msg), nil
	case revealOver:
		d.reveal.over(msg)
		d.shown()
	case tea.PasteMsg:
		d.edit(msg)
	case tea.KeyPressMsg:
		if key.Matches(msg, d.env.keys.Paste) {
			return nil, d.env.Paste
		}
		d.edit(msg)
	}
	return nil, nil
}

// edit changes the field with the focus, but not while its passphrase is tried.
func (d *passphrase) edit(msg tea.Msg) {
	switch {
	case d.opening:
	case d.second:
		d.again.update(msg)
	default:
		d.first.update(msg)
	}
}

// answered closes the dialog, or says why the vault did not open.
func (d *passphrase) answered(a storeAnswer) action {
	d.opening, d.ending = false, false
	d.err = a.err
	switch {
	case a.err == nil && d.env.projects.state == storeFailed: // it is damaged inside
		return closeDialog{then: openDialog{newKeystores(d.env, d.env.projects.err)}, dialog: d}
	case a.err == nil:
		said := "the vault is open until atc ends"
		if d.fresh {
			// Who makes a vault means to come back to it.
			return closeDialog{then: several{notify{"the vault is made; without its passphrase nobody can open it"}, preferStore{}}, dialog: d}
		}
		return closeDialog{then: notify{said}, dialog: d}
	case errors.Is(a.err, keystore.ErrPassphrase):
		d.first = secretField{}
	case errors.Is(a.err, keystore.ErrNoVault): // somebody has moved it away
		d.fresh, d.second = true, false
	case errors.Is(a.err, context.Canceled):
		return closeDialog{then: warn{"the vault is still locked: f in Projects asks for its passphrase again"}, dialog: d}
	}
	return nil
}

func (d *passphrase) view() frame {
	th := d.env.theme
	width := min(d.width, passphraseWidth)
	inner := width - paneWidth
	about := "Its passphrase opens it for as long as atc runs."
	if d.fresh {
		about = "The vault is one file, encrypted with a passphrase that only you know. Nobody can recover it: keep it in a password manager."
	}
	lines := append(paragraph(th.text, about, inner), "")
	const labels = len("Passphrase  ")
	var cursor *tea.Cursor
	field := func(name string, f *secretField, focused bool) {
		text, x := f.draw(th, focused, inner-labels)
		if focused {
			cursor = tea.NewCursor(labels+x, len(lines))
		}
		lines = append(lines, th.label.Render(fit(name, labels))+text)
	}
	field("Passphrase", &d.first, !d.second)
	if d.fresh {
		field("Once more", &d.again, d.second)
	}
	switch {
	case d.ending:
		lines = append(lines, "", th.dim.Render("giving up… esc leaves without waiting for it"))
		cursor = nil
	case d.opening && d.fresh:
		lines = append(lines, "", th.dim.Render("making it takes about a second…"))
		cursor = nil
	case d.opening:
		lines = append(lines, "", th.dim.Render("opening it takes about a second…"))
		cursor = nil
	case d.err != nil:
		lines = append(lines, "")
		lines = append(lines, paragraph(th.bad, "! "+safe.Text(d.err.Error()), inner)...)
	default:
		lines = append(lines, "", "")
	}
	p := pane{title: d.title(), focused: true}
	return frame{lines: p.draw(th, lines, width, min(d.height, len(lines)+paneHeight)), cursor: inPane(cursor)}
}
