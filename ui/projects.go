package ui

import (
	"context"
	"errors"
	"slices"

	"atc/keystore"
	"atc/tokens"
)

// projects is what the console knows of the projects: those of the store, with
// their certificates as far as they could be read, and which one is active.
type projects struct {
	store    keystore.Store
	visiting bool // the store is gone with the session
	state    storeState
	entries  []keystore.Entry
	loaded   []keystore.Project // those whose certificates could be read
	missing  map[string]error   // by project: why a certificate is not there
	err      error              // why the store cannot be read
	unnamed  *keystore.Project
	wanted   string // the project to open, once the store answers
	active   keystore.Project
	origin   origin // where the active project comes from
}

// storeState is how far the console has got with the store.
type storeState int

const (
	storeOpening storeState = iota // nothing is known yet
	storeListed                    // names are known, certificates not yet
	storeOpen
	storeLocked // a vault that needs its passphrase
	storeFailed
)

// origin is where a project comes from.
type origin int

const (
	fromDemo origin = iota
	fromStore
	fromRun // it is the unnamed one
)

func newProjects(d Deps) projects {
	p := projects{store: d.Store, visiting: d.Visitor, unnamed: d.Unnamed, wanted: d.Project}
	p.choose()
	return p
}

// snapshot is what a store held at one moment.
type snapshot struct {
	entries []keystore.Entry
	loaded  []keystore.Project
	missing map[string]error
	whole   bool // the certificates were asked for
	err     error
}

// list reads what needs no unlocking.
func list(ctx context.Context, s keystore.Store) snapshot {
	entries, err := s.List(ctx)
	return snapshot{entries: entries, err: err}
}

// load reads the projects with their certificates, which is what a pasted
// token is checked against.
func load(ctx context.Context, s keystore.Store) snapshot {
	shot := list(ctx, s)
	shot.whole, shot.missing = true, map[string]error{}
	for _, e := range slices.Clone(shot.entries) {
		p, err := s.Get(ctx, e.Name)
		var missing *keystore.MissingError
		var wrong *keystore.FieldError
		switch {
		case errors.As(err, &missing), errors.As(err, &wrong):
			shot.missing[e.Name] = err
		case errors.Is(err, keystore.ErrNotFound):
			// Another process has just deleted it.
			shot.entries = slices.DeleteFunc(shot.entries, func(other keystore.Entry) bool { return other.Name == e.Name })
			continue
		case err != nil:
			shot.err = err
			return shot
		}
		shot.loaded = append(shot.loaded, p)
	}
	return shot
}

// take makes a snapshot the state of things.
func (p *projects) take(s snapshot) {
	p.err = s.err
	if s.entries != nil || s.err == nil {
		p.entries, p.loaded, p.missing = s.entries, s.loaded, s.missing
	}
	switch {
	case errors.Is(s.err, keystore.ErrLocked), errors.Is(s.err, keystore.ErrNoVault):
		p.state = storeLocked
	case s.err != nil:
		p.state = storeFailed
	case s.whole:
		p.state = storeOpen
	default:
		p.state = storeListed
	}
	p.choose()
}

// entry returns what is known of a project, or nil.
func (p *projects) entry(name string) *keystore.Entry {
	i := slices.IndexFunc(p.entries, func(e keystore.Entry) bool { return e.Name == name })
	if i < 0 {
		return nil
	}
	return &p.entries[i]
}

// find returns a stored project with its certificates, or nil.
func (p *projects) find(name string) *keystore.Project {
	i := slices.IndexFunc(p.loaded, func(l keystore.Project) bool { return l.Name == name })
	if i < 0 {
		return nil
	}
	return &p.loaded[i]
}

// choose finds the active project: the one that was asked for, the unnamed
// one, the one that is active already, the one used last, the first, and the
// demo where there is none.
func (p *projects) choose() {
	current := slices.IndexFunc(p.entries, func(e keystore.Entry) bool { return e.Current })
	switch {
	case p.wanted != "" && p.entry(p.wanted) != nil:
		p.open(*p.entry(p.wanted))
	case p.wanted != "" && (p.state == storeLocked || p.state == storeFailed):
		// Nothing is signed for another project than the one that was asked for.
		p.active, p.origin = keystore.Project{Name: p.wanted}, fromStore
	case p.unnamed != nil:
		p.active, p.origin = *p.unnamed, fromRun
	case p.origin == fromStore && p.entry(p.active.Name) != nil:
		p.open(*p.entry(p.active.Name))
	case current >= 0:
		p.open(p.entries[current])
	case len(p.entries) > 0:
		p.open(p.entries[0])
	default:
		p.active, p.origin = keystore.Demo(), fromDemo
	}
}

func (p *projects) open(e keystore.Entry) {
	p.origin = fromStore
	if loaded := p.find(e.Name); loaded != nil {
		p.active = *loaded
		return
	}
	p.active = e.Project()
}

// renamed follows a project that has got another name.
func (p *projects) renamed(from, to string) {
	if from == "" {
		return
	}
	if p.wanted == from {
		p.wanted = to
	}
	if p.origin == fromStore && p.active.Name == from {
		p.active.Name = to
	}
}

// all returns every project that a token may have been signed for.
func (p *projects) all() []keystore.Project {
	all := p.loaded
	if p.unnamed != nil {
		all = append([]keystore.Project{*p.unnamed}, all...)
	}
	if p.origin == fromDemo {
		all = append(slices.Clone(all), p.active)
	}
	return all
}

// where says in a word or two where the secrets of the active project are.
func (p *projects) where() string {
	backend := string(p.store.Backend())
	switch {
	case p.active.Sharing.Lent():
		return byHost
	case p.origin == fromRun:
		return "this run only"
	case errors.Is(p.err, keystore.ErrNoVault):
		return "no vault yet"
	case p.state == storeLocked:
		return backend + " locked"
	case p.state == storeOpening || p.state == storeListed:
		return "opening the " + backend
	case p.state == storeFailed:
		return backend + " unavailable"
	case p.visiting:
		return "memory, until you leave"
	case p.origin == fromDemo:
		return "memory"
	}
	return backend
}

// lack says why the active project cannot sign, and what to do, or "" if it
// can.
func (p *projects) lack() string {
	entry := p.entry(p.active.Name)
	switch {
	case p.origin == fromRun && p.unset() != "":
		return "the environment has no " + p.unset() + ": set it and start atc again, or press o for another project"
	case p.origin != fromStore || !p.active.Primary.IsZero():
		return ""
	case p.state == storeListed:
		return "opening the " + string(p.store.Backend()) + "…"
	case p.state == storeLocked:
		return "the " + string(p.store.Backend()) + " is locked: f in Projects asks for its passphrase"
	case p.state == storeFailed:
		return p.err.Error()
	case p.active.Sharing.Lent():
		return "the project is shared without an App Certificate: press o for another project"
	case entry != nil && !entry.Primary:
		return "the project has no App Certificate: enter it in Projects with e, or press o for another project"
	case p.missing[p.active.Name] != nil:
		return incomplete(p.missing[p.active.Name]) + " in Projects"
	}
	return ""
}

// unset names the variable of the environment that the unnamed project lacks,
// or is "" if it lacks none.
func (p *projects) unset() string {
	switch {
	case p.unnamed == nil:
		return ""
	case p.unnamed.AppID == "":
		return "AGORA_APP_ID"
	case p.unnamed.Primary.IsZero():
		return "AGORA_APP_CERTIFICATE"
	}
	return ""
}

// incomplete says why a project lacks a certificate, and which key mends it.
func incomplete(err error) string {
	var missing *keystore.MissingError
	if errors.As(err, &missing) {
		return err.Error() + " with e"
	}
	return err.Error() + ", and enter it with e"
}

// Certificates returns the App Certificates of projects, as what a token is
// checked against.
func Certificates(projects []keystore.Project) []tokens.Certificate {
	var all []tokens.Certificate
	for _, p := range projects {
		if !p.Primary.IsZero() {
			all = append(all, tokens.Certificate{Project: p.Name, Name: "primary", AppID: p.AppID, Value: p.Primary})
		}
		if !p.Secondary.IsZero() {
			all = append(all, tokens.Certificate{Project: p.Name, Name: "secondary", AppID: p.AppID, Value: p.Secondary})
		}
	}
	return all
}
