package keystore

import "slices"

// projectList is the content of a store that holds its projects whole.
type projectList struct {
	Projects []Project
	Current  string // the name of the one used last; "" if none
}

// find returns where the project called name stands, or −1.
func find(projects []Project, name string) int {
	return slices.IndexFunc(projects, func(p Project) bool { return p.Name == name })
}

func entriesOf(projects []Project, current string) []Entry {
	entries := make([]Entry, len(projects))
	for i := range projects {
		entries[i] = projects[i].Entry()
		entries[i].Current = projects[i].Name == current
	}
	sortEntries(entries)
	return entries
}

func (l *projectList) put(replaces string, p Project) error {
	if err := p.Check(); err != nil {
		return err
	}
	at := len(l.Projects)
	if replaces != "" {
		if at = find(l.Projects, replaces); at < 0 {
			return ErrNotFound
		}
		if l.Projects[at].Sharing.Lent() {
			return ErrShared
		}
	}
	if i := find(l.Projects, p.Name); i >= 0 && i != at {
		return ErrExists
	}
	if at == len(l.Projects) {
		l.Projects = append(l.Projects, p)
		return nil
	}
	l.Projects[at] = p
	if l.Current == replaces {
		l.Current = p.Name
	}
	return nil
}

func (l *projectList) update(name string, change func(*Project) error) error {
	i := find(l.Projects, name)
	if i < 0 {
		return ErrNotFound
	}
	p := l.Projects[i]
	if p.Sharing.Lent() {
		return ErrShared // change could take a copy of the certificates
	}
	if err := change(&p); err != nil {
		return err
	}
	return l.put(name, p)
}

func (l *projectList) rename(from, to string) error {
	i := find(l.Projects, from)
	if i < 0 {
		return ErrNotFound
	}
	p := l.Projects[i]
	p.Name = to
	return l.put(from, p)
}

func (l *projectList) remove(name string) error {
	i := find(l.Projects, name)
	if i < 0 {
		return ErrNotFound
	}
	if l.Projects[i].Sharing.Lent() {
		return ErrShared
	}
	l.Projects = slices.Delete(l.Projects, i, i+1)
	if l.Current == name {
		l.Current = ""
	}
	return nil
}

func (l *projectList) use(name string) error {
	if name != "" && find(l.Projects, name) < 0 {
		return ErrNotFound
	}
	l.Current = name
	return nil
}
