package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"atc/keystore"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// What the Projects screen can do.

// withStored does something with the chosen project, if it is one of the store
// and the person's own.
func (s *projectScreen) withStored(do func(keystore.Project) action) (action, tea.Cmd) {
	r := s.chosen()
	switch {
	case r == nil:
		return notify{"there is no project yet: n adds one"}, nil
	case r.entry.Sharing.Lent():
		return warn{keystore.ErrShared.Error()}, nil
	case r.unnamed && s.env.Files == nil:
		return warn{"this project is there for this run only"}, nil
	case r.unnamed:
		return warn{"this project is in the environment of this run only: i stores it"}, nil
	}
	p, _ := s.project()
	return do(p), nil
}

// withWhole is withStored for what needs the certificates, and would lose them
// if they could not be read.
func (s *projectScreen) withWhole(do func(keystore.Project) action) (action, tea.Cmd) {
	return s.withStored(func(p keystore.Project) action {
		if !s.loaded() {
			return s.notRead()
		}
		return do(p)
	})
}

// notRead says that the certificates of the chosen project are not here.
func (s *projectScreen) notRead() action {
	if s.env.projects.state == storeListed {
		return warn{"its certificates are being read: try again in a moment"}
	}
	return warn{"its certificates have not been read: f tries again"}
}

func (s *projectScreen) use() action {
	r := s.chosen()
	if r == nil {
		return nil
	}
	if r.unnamed {
		return useProject{}
	}
	return useProject{name: r.entry.Name}
}

func (s *projectScreen) add() (action, tea.Cmd) {
	return openDialog{newProjectForm(s.env, "New project", "", keystore.Project{})}, nil
}

func (s *projectScreen) edit() (action, tea.Cmd) {
	return s.withWhole(func(p keystore.Project) action {
		return openDialog{newProjectForm(s.env, "Edit "+cut(safe.Text(p.Name), 40), p.Name, p)}
	})
}

func (s *projectScreen) duplicate() (action, tea.Cmd) {
	return s.withWhole(func(p keystore.Project) action {
		heading := "Copy of " + cut(safe.Text(p.Name), 40)
		p.Name = s.freeName(p.Name)
		f := newProjectForm(s.env, heading, "", p)
		f.start = keystore.Project{} // closing it loses the copy
		return openDialog{f}
	})
}

// freeName returns a name like name that no project has.
func (s *projectScreen) freeName(name string) string {
	for n := 2; ; n++ {
		tail := fmt.Sprintf(" %d", n)
		r := []rune(name)
		if free := string(r[:min(len(r), keystore.MaxName-len(tail))]) + tail; s.env.projects.entry(free) == nil {
			return free
		}
	}
}

func (s *projectScreen) rename() (action, tea.Cmd) {
	return s.withStored(func(p keystore.Project) action {
		from := p.Name
		return openDialog{newQuestion(s.env, question{
			heading: "Rename " + cut(safe.Text(from), 40), label: "New name", value: from, yes: "rename",
			check: func(to string) error {
				if to != from && s.env.projects.entry(to) != nil {
					return errors.New("belongs to another project already")
				}
				return keystore.CheckName(to)
			},
			then: func(to string) action {
				if to == from {
					return nil
				}
				return askStore{
					to: s, doing: "renaming " + safe.Text(from), from: from, name: to,
					call: func(ctx context.Context, store keystore.Store) (any, error) {
						return safe.Text(from) + " is called " + safe.Text(to) + " now", store.Rename(ctx, from, to)
					},
				}
			},
		})}
	})
}

func (s *projectScreen) remove() (action, tea.Cmd) {
	return s.withStored(func(p keystore.Project) action {
		name := p.Name
		return openDialog{newQuestion(s.env, question{
			heading: "Delete " + cut(safe.Text(name), 40),
			text: "This deletes " + name + " and its certificates, which are kept " + s.env.projects.kept() +
				". It cannot be taken back here; the Agora Console still shows the certificates.",
			label: "Type its name", yes: "delete",
			check: func(typed string) error {
				// What a field cannot hold is typed as it is shown.
				if typed != name && typed != strings.TrimSpace(safe.Text(name)) {
					return fmt.Errorf("type %s to delete it", safe.Text(name))
				}
				return nil
			},
			then: func(string) action {
				return askStore{
					to: s, doing: "deleting " + safe.Text(name), from: name,
					call: func(ctx context.Context, store keystore.Store) (any, error) {
						return safe.Text(name) + " is deleted", store.Delete(ctx, name)
					},
				}
			},
		})}
	})
}

var errNoSwap = errors.New("there is nothing to swap: the project has no secondary certificate")

// swapCertificates is a change of what is stored, which may be another by now
// than what the screen shows.
func swapCertificates(p *keystore.Project) error {
	if p.Secondary.IsZero() {
		return errNoSwap
	}
	p.Primary, p.Secondary = p.Secondary, p.Primary
	return nil
}

func (s *projectScreen) swap() (action, tea.Cmd) {
	return s.withWhole(func(p keystore.Project) action {
		if p.Secondary.IsZero() {
			return warn{errNoSwap.Error()}
		}
		ask := "Swap the certificates of " + p.Name + "? New tokens are then signed with what is the secondary one now. The same again swaps them back."
		return openDialog{newConfirm(s.env, ask, "swap", askStore{
			to: s, doing: "swapping the certificates of " + safe.Text(p.Name),
			call: func(ctx context.Context, store keystore.Store) (any, error) {
				return "primary and secondary have changed places; w swaps them back", store.Update(ctx, p.Name, swapCertificates)
			},
		})}
	})
}

func (s *projectScreen) check() (action, tea.Cmd) {
	return askStore{to: s, doing: "checking the " + string(s.env.projects.store.Backend()), call: checkStore}, nil
}

// checkStore asks a store for its report. What the report says went wrong is
// its content, and no failure of asking.
func checkStore(ctx context.Context, store keystore.Store) (any, error) {
	r := store.Check(ctx)
	return &r, nil
}

func (s *projectScreen) show() (action, tea.Cmd) {
	p, ok := s.project()
	switch {
	case ok && p.Sharing.Lent():
		return warn{keystore.ErrShared.Error()}, nil
	case ok && !(p.Primary.IsZero() && p.Secondary.IsZero()):
		return nil, s.reveal.show(s.env, s)
	case ok && !s.loaded():
		return s.notRead(), nil
	}
	return notify{"there is no certificate to show"}, nil
}

func (s *projectScreen) copyAppID() (action, tea.Cmd) {
	if p, ok := s.project(); ok && p.AppID != "" {
		return copyText{p.AppID, "App ID"}, nil
	}
	return notify{"there is no App ID to copy"}, nil
}

// copyCertificate copies a certificate after a question, for whatever reads
// the clipboard can read it then.
func (s *projectScreen) copyCertificate() (action, tea.Cmd) {
	p, ok := s.project()
	switch {
	case ok && p.Sharing.Lent():
		return warn{keystore.ErrShared.Error()}, nil
	case ok && !s.loaded():
		return s.notRead(), nil
	case !ok || p.Primary.IsZero():
		return notify{"there is no primary certificate to copy"}, nil
	}
	ask := "Copy the primary App Certificate of " + p.Name + "? Every program that reads the clipboard can then sign tokens with it."
	return openDialog{newConfirm(s.env, ask, "copy", copySecret{p.Primary.Reveal, "App Certificate"})}, nil
}

func (s *projectScreen) keystores() (action, tea.Cmd) {
	if s.env.Keystores == nil {
		return warn{"there is no other keystore here: these projects live in memory only"}, nil
	}
	var why error
	if s.env.projects.state == storeFailed {
		why = s.env.projects.err
	}
	return openDialog{newKeystores(s.env, why)}, nil
}

func (s *projectScreen) importFrom() (action, tea.Cmd) {
	if s.env.Files == nil {
		return warn{"there are no files to import from here: n adds a project"}, nil
	}
	return openDialog{newImport(s.env)}, nil
}

func (s *projectScreen) search() (action, tea.Cmd) {
	if len(s.rows) == 0 {
		return notify{"there is no project yet: n adds one"}, nil
	}
	s.menu.typing = true
	s.layout()
	return nil, nil
}

// storeTrouble answers a failed call of the store: what the person has to
// choose about is a dialog, the rest a notice.
func storeTrouble(e *env, err error) action {
	var unavailable *keystore.UnavailableError
	var givenUp *givenUpError
	switch {
	case errors.As(err, &givenUp):
		return warn{err.Error()}
	case errors.Is(err, keystore.ErrLocked), errors.Is(err, keystore.ErrNoVault):
		return openDialog{newPassphrase(e, err)}
	case errors.As(err, &unavailable) && e.Keystores != nil:
		return openDialog{newKeystores(e, err)}
	}
	return warn{err.Error()}
}
