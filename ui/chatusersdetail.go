package ui

import (
	"context"
	"slices"
	"time"

	"atc/chatapi"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// userDetail is all that is known of one user. Each part of it is asked for on
// its own, and may fail on its own.
type userDetail struct {
	open     bool   // it has the keys
	key      string // of the row that it is about, "" if it is about none
	fresh    bool   // the user itself was asked for just now
	since    time.Time
	parts    [userParts]userPart
	presence chatapi.Presence
	devices  []chatapi.Device
	others   int // devices that are too many to be shown
	messages int
	device   int // the chosen one
	top      int // the first line that is shown
}

// userPart is one part of the details.
type userPart struct {
	call   usersCall
	loaded bool
}

// The parts of the details.
const (
	partUser = iota
	partPresence
	partDevices
	partMessages
	userParts
)

// waits reports whether a part is under way.
func (d *userDetail) waits() bool {
	return slices.ContainsFunc(d.parts[:], func(p userPart) bool { return p.call.id != 0 })
}

// know makes the details those of a user who was asked for just now.
func (d *userDetail) know(u chatapi.User) {
	*d = userDetail{key: newUserRow(u).key, fresh: true, open: d.open}
	d.parts[partUser].loaded = true
}

// openDetail hands the keys to the details of the chosen user, and asks for what
// is not known of them.
func (s *usersSection) openDetail() tea.Cmd {
	r := s.chosen()
	if r == nil {
		return nil
	}
	s.lookup.call.err = nil // it was about somebody else
	d := &s.detail
	known := d.key == r.key && d.parts[partDevices].loaded
	if d.key != r.key {
		d.giveUp(s)
		*d = userDetail{key: r.key}
	}
	d.open = true
	if known {
		return nil
	}
	return d.load(s)
}

// giveUp gives up what is under way.
func (d *userDetail) giveUp(s *usersSection) {
	for i := range d.parts {
		d.parts[i].call.cancel(s)
	}
}

// close hands the keys back to the table.
func (d *userDetail) close(s *usersSection) {
	d.giveUp(s)
	d.open = false
}

// load asks for all parts.
func (d *userDetail) load(s *usersSection) tea.Cmd {
	i := s.row(d.key)
	if i < 0 || s.rows[i].legal() != nil {
		return nil
	}
	name := s.rows[i].user.Username
	calls := [userParts]func(context.Context, ChatClient) (any, error){
		partUser:     func(ctx context.Context, c ChatClient) (any, error) { return c.User(ctx, name) },
		partPresence: func(ctx context.Context, c ChatClient) (any, error) { return c.Presence(ctx, name) },
		partDevices:  func(ctx context.Context, c ChatClient) (any, error) { return c.Devices(ctx, name) },
		partMessages: func(ctx context.Context, c ChatClient) (any, error) { return c.OfflineMessages(ctx, name) },
	}
	var cmds []tea.Cmd
	d.since = s.env.Now()
	for part, call := range calls {
		if part == partUser && d.fresh {
			d.fresh = false
			continue
		}
		id, cmd := s.session.call(s, call)
		d.parts[part].call.begin(s, id)
		cmds = append(cmds, cmd)
	}
	return tea.Batch(cmds...)
}

// answered takes the answer to the question for a part.
func (d *userDetail) answered(s *usersSection, a chatAnswer) {
	part := slices.IndexFunc(d.parts[:], func(p userPart) bool { return p.call.id == a.id })
	if part < 0 || !d.parts[part].call.ends(a) || a.err != nil {
		return
	}
	d.parts[part].loaded = true
	switch v := a.value.(type) {
	case chatapi.User:
		if v.Username != "" {
			s.put(v)
		}
	case chatapi.Presence:
		d.presence = v
		if i := s.row(d.key); i >= 0 && v != "" {
			at := s.rowKey()
			s.rows[i].online = v
			s.refresh(at)
		}
	case []chatapi.Device:
		d.devices, d.others = v[:min(len(v), maxDevices)], max(0, len(v)-maxDevices)
		d.device = max(0, min(d.device, len(v)-1))
	case int:
		d.messages = v
	}
}

// gone reports whether the service has nobody of that name any more.
func (d *userDetail) gone() bool {
	return chatapi.IsKind(d.parts[partUser].call.err, chatapi.KindUserUnknown)
}

// pressDetail moves among the devices, or scrolls.
func (s *usersSection) pressDetail(k tea.KeyPressMsg) (action, tea.Cmd) {
	keys, d := &s.env.keys, &s.detail
	if key.Matches(k, keys.Leave, keys.Back, keys.Left) {
		if s.run.underWay() {
			s.run.stop(s)
			return nil, nil
		}
		d.close(s)
		return nil, nil
	}
	lines, _ := s.detailLines(s.detailWidth())
	most := max(0, len(lines)-s.detailHeight())
	if len(d.devices) == 0 {
		d.top = keys.scrolled(k, d.top, s.detailHeight()-1, most)
		return nil, nil
	}
	d.device = keys.scrolled(k, d.device, 5, len(d.devices)-1)
	lines, at := s.detailLines(s.detailWidth())
	end := at + 2
	if d.device == len(d.devices)-1 {
		end = len(lines) // with what is said below the last
	}
	d.top = scrollTo(d.top, at, end, len(lines), s.detailHeight())
	if d.device == 0 {
		d.top = 0
	}
	return nil, nil
}
