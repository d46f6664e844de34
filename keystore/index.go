package keystore

import (
	"errors"
	"slices"
)

// An index is what is not secret of the projects in a keyring, and the names
// of the items that hold the rest.
type index struct {
	Version int `json:"version"`
	// ID tells the items of this index from those of other ones in the same
	// keyring. It is made when the index is first written, and stays; "" until
	// then.
	ID       string    `json:"id,omitempty"`
	Current  string    `json:"current,omitempty"` // the name of the project used last
	Projects []indexed `json:"projects"`
}

// An indexed is one project of an index.
type indexed struct {
	Name  string      `json:"name"`
	AppID string      `json:"app_id"`
	Notes string      `json:"notes,omitempty"`
	Chat  indexedChat `json:"chat,omitzero"`
	// Primary and Secondary name the items of the certificates, "" for none.
	Primary   itemName `json:"primary,omitempty"`
	Secondary itemName `json:"secondary,omitempty"`
}

type indexedChat struct {
	Host   string `json:"host,omitempty"`
	AppKey string `json:"app_key,omitempty"`
}

// describe returns what an index says of p, but for its items.
func describe(p Project) indexed {
	return indexed{Name: p.Name, AppID: p.AppID, Notes: p.Notes, Chat: indexedChat(p.Chat)}
}

// project returns the project without its certificates.
func (x indexed) project() Project {
	return Project{Name: x.Name, AppID: x.AppID, Notes: x.Notes, Chat: Chat(x.Chat)}
}

// items returns the items of the project's certificates.
func (x indexed) items() (names []itemName) {
	for _, name := range []itemName{x.Primary, x.Secondary} {
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// role returns what certificate an item of the project holds. It is nearly
// always what the name of the item says, but for a secondary certificate that
// has lost its primary one and taken its place.
func (x indexed) role(name itemName) Field {
	if name == x.Secondary {
		return FieldSecondary
	}
	return FieldPrimary
}

// lose forgets an item. A single certificate is the primary one.
func (x *indexed) lose(name itemName) {
	if x.Secondary == name {
		x.Secondary = ""
	}
	if x.Primary == name {
		x.Primary, x.Secondary = x.Secondary, ""
	}
}

// check says what is wrong with a project of an index, which anybody may have
// edited.
func (x indexed) check() error {
	p := x.project()
	if err := p.Check(); err != nil {
		return err
	}
	if x.Primary == "" && x.Secondary != "" {
		return errors.New("a project has a secondary App Certificate, but no primary one")
	}
	for _, name := range x.items() {
		// An item of another App ID would sign tokens with a wrong certificate.
		if appID, _, ok := name.parse(); !ok || appID != x.AppID {
			return errors.New("a project names an item of the keyring that cannot be its own")
		}
	}
	return nil
}

func (ix *index) check() error {
	if ix.ID != "" && !isTag(ix.ID) {
		return errors.New("its ID is not of the form that atc gives")
	}
	names, items := map[string]bool{}, map[itemName]bool{}
	for _, x := range ix.Projects {
		if err := x.check(); err != nil {
			return err
		}
		if names[x.Name] {
			return errors.New("two projects have the same name")
		}
		names[x.Name] = true
		for _, name := range x.items() {
			if items[name] {
				return errors.New("two projects share an item of the keyring")
			}
			items[name] = true
		}
	}
	return nil
}

func (ix *index) find(name string) int {
	return slices.IndexFunc(ix.Projects, func(x indexed) bool { return x.Name == name })
}

// place returns where a project called name goes that replaces another, or
// none if replaces is "", with the errors of [Store.Put].
func (ix *index) place(replaces, name string) (int, error) {
	at := len(ix.Projects)
	if replaces != "" {
		if at = ix.find(replaces); at < 0 {
			return 0, ErrNotFound
		}
	}
	if i := ix.find(name); i >= 0 && i != at {
		return 0, ErrExists
	}
	return at, nil
}

// put stores x at a place that place has found.
func (ix *index) put(at int, x indexed) {
	if at == len(ix.Projects) {
		ix.Projects = append(ix.Projects, x)
		return
	}
	if ix.Current == ix.Projects[at].Name {
		ix.Current = x.Name
	}
	ix.Projects[at] = x
}

func (ix *index) remove(at int) {
	if ix.Current == ix.Projects[at].Name {
		ix.Current = ""
	}
	ix.Projects = slices.Delete(ix.Projects, at, at+1)
}

// items returns the items of all projects.
func (ix *index) items() (names []itemName) {
	for _, x := range ix.Projects {
		names = append(names, x.items()...)
	}
	return names
}

func (ix *index) entries() []Entry {
	entries := make([]Entry, len(ix.Projects))
	for i, x := range ix.Projects {
		p := x.project()
		entries[i] = p.Entry()
		entries[i].Primary, entries[i].Secondary = x.Primary != "", x.Secondary != ""
		entries[i].Current = x.Name == ix.Current
	}
	sortEntries(entries)
	return entries
}
