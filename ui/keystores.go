package ui

import (
	"errors"

	"atc/keystore"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// keystores asks where projects are to be kept. It opens by itself where the
// keystore in use cannot be used: nothing goes over to another by itself.
type keystores struct {
	dialog
	err  error // why it is asked, nil if the person wants to choose
	menu *menu
}

const keystoresWidth = 70

func newKeystores(e *env, err error) screen {
	k := &keystores{dialog: dialog{env: e}, err: err, menu: newMenu(e, "", false)}
	about := map[keystore.Backend]string{
		keystore.InKeyring: "the system's own, unlocked with your login",
		keystore.InVault:   "a file encrypted with a passphrase, for servers",
		keystore.InMemory:  "nothing is written; gone when atc ends",
	}
	var items []menuItem
	for _, b := range keystore.Backends() {
		item := menuItem{title: string(b), detail: about[b]}
		if b == e.projects.store.Backend() {
			item.right = "in use"
			if err != nil {
				item.right = "try again"
			}
		}
		items = append(items, item)
	}
	k.menu.setItems(items)
	for i, b := range keystore.Backends() {
		if b == e.projects.store.Backend() {
			k.menu.choose(i)
		}
	}
	return k
}

func (k *keystores) title() string {
	if k.err != nil {
		return "Where are the projects?"
	}
	return "Where are the projects kept?"
}

func (k *keystores) commands() []command {
	leave := "close"
	if k.err != nil {
		leave = "go on without"
	}
	return []command{
		{key: chord("use it", "enter"), short: true, do: k.choose},
		closing(leave, "esc", "q"),
	}
}

func (k *keystores) update(msg tea.Msg) (action, tea.Cmd) {
	_, cmd := k.menu.update(msg)
	return nil, cmd
}

// choose goes over to the chosen keystore. A vault asks for its passphrase
// first.
func (k *keystores) choose() (action, tea.Cmd) {
	b := keystore.Backends()[max(0, k.menu.chosen())]
	if b == k.env.projects.store.Backend() {
		return closeDialog{then: readStore{}, dialog: k}, nil
	}
	if k.env.Keystores == nil {
		return closeDialog{then: warn{"there is no other keystore here"}, dialog: k}, nil
	}
	return closeDialog{then: useStore{b}, dialog: k}, nil
}

func (k *keystores) setSize(width, height int) {
	k.dialog.setSize(min(width, keystoresWidth), height)
	k.menu.setSize(k.width-paneWidth, len(k.menu.items))
}

func (k *keystores) view() frame {
	th, inner := k.env.theme, k.width-paneWidth
	var lines []string
	if k.err != nil {
		lines = append(trouble(th, k.err, inner), "", th.text.Render("Where are the projects to be kept instead?"))
	} else {
		lines = append(lines, paragraph(th.text, "Projects do not move along: each keystore has its own.", inner)...)
	}
	lines = append(lines, "")
	rows, _ := k.menu.draw()
	lines = append(lines, rows...)
	lines = append(lines, "")
	lines = append(lines, paragraph(th.dim, "The keyring or the vault, once chosen, is used from then on.", inner)...)
	p := pane{title: k.title(), focused: true}
	return frame{lines: p.draw(th, lines, k.width, min(k.height, len(lines)+paneHeight))}
}

// trouble says why a keystore cannot be used, and what helps.
func trouble(th *theme, err error, width int) []string {
	var unavailable *keystore.UnavailableError
	var givenUp *givenUpError // which says what helps itself
	if errors.As(err, &givenUp) || !errors.As(err, &unavailable) {
		return paragraph(th.bad, "! "+safe.Text(err.Error()), width)
	}
	lines := paragraph(th.bad, "! The "+string(unavailable.Backend)+" cannot be used: "+safe.Text(unavailable.Problem)+".", width)
	return append(lines, paragraph(th.text, "What helps: "+safe.Text(unavailable.Advice)+".", width)...)
}
