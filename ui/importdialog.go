package ui

import (
	"cmp"
	"errors"
	"io/fs"
	"strconv"
	"strings"

	"atc/keystore"
	"atc/keystore/envfile"
	"atc/keystore/secret"
	"atc/ui/safe"

	tea "charm.land/bubbletea/v2"
)

// importDialog shows the App IDs and certificates that stand in files of the
// folder and in the environment, and makes projects of them.
type importDialog struct {
	dialog
	menu *menu
	read bool // the files have been read
	importFound
}

// find is a pair with the file that it stands in.
type find struct {
	pair envfile.Pair
	// file is the whole file, which holds the certificate in the clear. It is
	// empty for the environment.
	file secret.Value
}

// importFound is what the files hold.
type importFound struct {
	folder string // that the files are in
	finds  []find
	failed []string // files that could not be read, and why
}

const importWidth = 100

func newImport(e *env) screen {
	return &importDialog{dialog: dialog{env: e}, menu: newMenu(e, "", false)}
}

func (d *importDialog) title() string { return "Import" }

// init reads the files, in a command of its own.
func (d *importDialog) init() tea.Cmd {
	files := d.env.Files
	return func() tea.Msg { return reply{d, searchFiles(files)} }
}

// searchFiles reads what may hold credentials.
func searchFiles(files Files) importFound {
	found := importFound{folder: files.Folder()}
	for _, name := range envfile.Names() {
		data, err := files.Read(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		var pairs []envfile.Pair
		if err == nil {
			pairs, err = envfile.Read(name, data)
		}
		if err != nil {
			found.failed = append(found.failed, unread(name, err))
		}
		for _, p := range pairs {
			found.finds = append(found.finds, find{p, secret.New(string(data))})
		}
	}
	for _, p := range envfile.FromEnvironment(files.Getenv) {
		found.finds = append(found.finds, find{pair: p})
	}
	return found
}

// unread says that a file could not be read, and names it once.
func unread(name string, err error) string {
	why := err.Error()
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		why = e.Err.Error()
	}
	return name + " was not read: " + why + " (f looks again)"
}

func (d *importDialog) commands() []command {
	return []command{
		{key: chord("import", "enter"), short: len(d.finds) > 0, do: d.choose},
		{key: letter("look again", "f"), short: true, do: func() (action, tea.Cmd) { return nil, d.init() }},
		closing("close", "esc", "q"),
	}
}

func (d *importDialog) update(msg tea.Msg) (action, tea.Cmd) {
	switch msg := msg.(type) {
	case importFound:
		d.read, d.importFound = true, msg
		d.refresh()
		return nil, nil
	case projectsChanged:
		d.refresh()
		return nil, nil
	}
	_, cmd := d.menu.update(msg)
	return nil, cmd
}

func (d *importDialog) refresh() {
	items := make([]menuItem, len(d.finds))
	for i, f := range d.finds {
		items[i] = menuItem{title: middleID(f.pair.AppID), detail: safe.Text(f.pair.Certificate.Hint()), right: standsAt(f.pair)}
		switch stored := d.stored(f.pair); {
		case stored != "" && f.pair.CertificateEmpty: // it was taken out of the file
			items[i].detail = "stored as " + safe.Text(stored)
		case f.pair.Problem != nil:
			items[i].off, items[i].detail = true, "! "+safe.Text(f.pair.Problem.Error())
		case stored != "":
			items[i].detail += "  stored as " + safe.Text(stored)
		}
	}
	d.menu.setItems(items)
}

// standsAt says where a pair stands.
func standsAt(p envfile.Pair) string {
	where := safe.Text(p.Source)
	if p.CertificateLine > 0 {
		where += ":" + strconv.Itoa(p.CertificateLine)
	} else if p.AppIDLine > 0 {
		where += ":" + strconv.Itoa(p.AppIDLine)
	}
	return where
}

// stored returns the name of the project that holds the pair already, or "".
func (d *importDialog) stored(p envfile.Pair) string {
	for _, l := range d.env.projects.loaded {
		holds := p.CertificateEmpty || l.Primary.Equal(p.Certificate) || l.Secondary.Equal(p.Certificate)
		if strings.EqualFold(l.AppID, p.AppID) && !l.Primary.IsZero() && holds {
			return l.Name
		}
	}
	return ""
}

// choose opens the form with the chosen pair, and offers to take the secret
// out of its file when that is stored.
func (d *importDialog) choose() (action, tea.Cmd) {
	i := d.menu.chosen()
	if i < 0 || i >= len(d.finds) {
		return nil, nil
	}
	f := d.finds[i]
	if name := d.stored(f.pair); name != "" && f.pair.CertificateEmpty {
		return notify{safe.Text(name) + " holds it already, and " + safe.Text(f.pair.Source) + " no longer does"}, nil
	}
	if f.pair.Problem != nil {
		return warn{standsAt(f.pair) + ": " + f.pair.Problem.Error()}, nil
	}
	if name := d.stored(f.pair); name != "" {
		if offer := d.offer(f, name); offer != nil {
			return offer, nil
		}
		return notify{safe.Text(name) + " holds it already"}, nil
	}
	form := newProjectForm(d.env, "Import from "+standsAt(f.pair), "", keystore.Project{
		Name: d.freeName(), AppID: f.pair.AppID, Primary: f.pair.Certificate,
	})
	form.start = keystore.Project{}
	if !f.file.IsZero() {
		form.foot = f.pair.Source + " keeps its certificate until you agree to take it out"
	}
	form.then = func(p keystore.Project) action {
		if offer := d.offer(f, p.Name); offer != nil {
			return offer
		}
		return closeDialog{dialog: d}
	}
	return openDialog{form}, nil
}

// freeName proposes the name of the folder.
func (d *importDialog) freeName() string {
	name := strings.TrimSpace(d.folder)
	if keystore.CheckName(name) != nil || d.env.projects.entry(name) != nil {
		return ""
	}
	return name
}

// offer asks whether the secret is to be taken out of its file, or is nil if
// it stands in none.
func (d *importDialog) offer(f find, project string) action {
	if f.file.IsZero() {
		return nil
	}
	change, err := envfile.Remove(f.pair.Source, []byte(f.file.Reveal()), f.pair)
	if err != nil {
		return warn{"take the certificate out of " + safe.Text(f.pair.Source) + " by hand: " + err.Error()}
	}
	return openDialog{newChange(d.env, f.pair.Source, project, change, closeDialog{dialog: d})}
}

func (d *importDialog) setSize(width, height int) { d.dialog.setSize(min(width, importWidth), height) }

func (d *importDialog) view() frame {
	th := d.env.theme
	inner := d.width - paneWidth
	lines := paragraph(th.dim, "looked in "+strings.Join(envfile.Names(), ", ")+" of "+safe.Text(cmp.Or(d.folder, "this folder"))+", and in the environment", inner)
	lines = append(lines, "")
	var failed []string
	for _, f := range d.failed {
		failed = append(failed, paragraph(th.bad, "! "+safe.Text(f), inner)...)
	}
	switch {
	case !d.read:
		lines = append(lines, th.text.Render("reading…"))
	case len(d.finds) == 0:
		lines = append(lines, paragraph(th.text, "No App ID or certificate was found.", inner)...)
		lines = append(lines, paragraph(th.dim, "Start atc in the folder of your app, or add the project by hand with n.", inner)...)
	default:
		m := *d.menu
		m.setSize(inner, max(1, min(len(d.finds), d.height-paneHeight-len(lines)-len(failed))))
		rows, _ := m.draw()
		lines = append(lines, rows...)
	}
	lines = append(lines, failed...)
	p := pane{title: d.title(), focused: true}
	return frame{lines: p.draw(th, lines, d.width, min(d.height, len(lines)+paneHeight))}
}
