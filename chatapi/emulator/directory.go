package emulator

import (
	"slices"
	"sort"
	"time"

	"atc/chatapi"
	"atc/keystore/secret"
)

// A person is one user of the app.
type person struct {
	place             uint64 // in the order of registration
	name, uuid        string
	nickname          string
	banned, deleted   bool
	created, modified int64 // Unix milliseconds of the service's clock
	password          secret.Value
	devices           []chatapi.Device
	offline           []string // IDs of messages that wait
	push              []Push
}

// A directory holds the users of the app. It is not safe for concurrent use.
type directory struct {
	byName, byUUID map[string]*person
	// order is by place. Who was deleted stays in it until half of it is of
	// that kind, so that deleting costs no search through all.
	order []*person
	gone  int
	last  uint64 // the place that was given last
}

func newDirectory() directory {
	return directory{byName: map[string]*person{}, byUUID: map[string]*person{}}
}

func (d *directory) len() int { return len(d.byName) }

// add adds a person whose name nobody has.
func (d *directory) add(p *person) {
	d.last++
	p.place = d.last
	d.byName[p.name], d.byUUID[p.uuid] = p, p
	d.order = append(d.order, p)
}

func (d *directory) remove(p *person) {
	delete(d.byName, p.name)
	delete(d.byUUID, p.uuid)
	p.deleted = true
	d.gone++
	if d.gone > 64 && d.gone > len(d.order)/2 {
		d.order = slices.DeleteFunc(d.order, func(p *person) bool { return p.deleted })
		d.gone = 0
	}
}

// after returns the first n persons whose place is after the given one, and
// whether more follow.
func (d *directory) after(place uint64, n int) (page []*person, more bool) {
	start := sort.Search(len(d.order), func(i int) bool { return d.order[i].place > place })
	for _, p := range d.order[start:] {
		switch {
		case p.deleted:
		case len(page) == n:
			return page, true
		default:
			page = append(page, p)
		}
	}
	return page, false
}

// touch says that the person was changed at a time.
func (p *person) touch(at time.Time) { p.modified = at.UnixMilli() }

func (p *person) presence() chatapi.Presence {
	if len(p.devices) > 0 {
		return chatapi.Online
	}
	return chatapi.Offline
}

// state is what the service says of whether the person may log in.
func (p *person) state() chatapi.State {
	if p.banned {
		return chatapi.StateBanned
	}
	return chatapi.StateActive
}
