package emulator

import (
	"encoding/json"
	"fmt"
	"slices"

	"atc/chatapi"
)

// A device is where a user is logged in, in the words of the service.
type device struct {
	Resource string `json:"res"`
	UUID     string `json:"device_uuid"`
	Name     string `json:"device_name"`
}

// A result says whether a call had an effect.
type result struct {
	Result bool `json:"result"`
}

// disconnect logs a user out everywhere: GET /users/{username}/disconnect.
func (s *Service) disconnect(c *call) (any, *failure) {
	return s.with(c, s.noSuchUser(), func(p *person) any {
		p.devices = nil
		return s.disconnected(c, "get", true)
	})
}

// disconnectDevice logs a user out of one device:
// DELETE /users/{username}/disconnect/{resource}. Where the user is not logged
// in on it, the result is false: no document says.
func (s *Service) disconnectDevice(c *call) (any, *failure) {
	return s.with(c, s.noSuchUser(), func(p *person) any {
		return s.disconnected(c, "delete", p.logOut(c.segment(3)))
	})
}

func (s *Service) disconnected(c *call, action string, done bool) *answer {
	a := s.echo(c, action)
	a.Entities, a.Data, a.Count = []entity{}, result{done}, new(0)
	return a
}

// resources lists the devices of a user: GET /users/{username}/resources.
func (s *Service) resources(c *call) (any, *failure) {
	return s.with(c, s.noSuchUser(), func(p *person) any {
		devices := make([]device, 0, len(p.devices))
		for _, d := range p.devices {
			devices = append(devices, device{d.Resource, d.UUID, d.Name})
		}
		return s.data(c, devices)
	})
}

// data returns the answer of a call that asks for something other than users.
func (s *Service) data(c *call, data any) *answer {
	a := s.echo(c, "get")
	a.Entities, a.Data = []entity{}, data
	return a
}

// status says whether a user is online: GET /users/{username}/status.
func (s *Service) status(c *call) (any, *failure) {
	return s.with(c, s.noSuchUser(), func(p *person) any {
		return s.data(c, map[string]chatapi.Presence{p.name: p.presence()})
	})
}

// statuses says of many users whether they are online:
// POST /users/batch/status. Names are not checked: an unknown user is offline.
func (s *Service) statuses(c *call) (any, *failure) {
	fields, fail := object(c.body)
	if fail != nil {
		return nil, fail
	}
	var names []string
	if err := json.Unmarshal(fields["usernames"], &names); err != nil || len(names) == 0 {
		return nil, invalid()
	}
	if len(names) > chatapi.MaxStatuses {
		return nil, illegal(fmt.Sprintf("request body exceeds maximum limit, maximum limit is %d", chatapi.MaxStatuses))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	data := make([]map[string]chatapi.Presence, 0, len(names))
	for _, name := range names {
		presence := chatapi.Offline
		if p := s.users.byName[lower(name)]; p != nil {
			presence = p.presence()
		}
		data = append(data, map[string]chatapi.Presence{name: presence})
	}
	a := s.echo(c, "get batch user status")
	a.Data = data
	return a, nil
}

// offlineCount counts the messages that wait for a user:
// GET /users/{username}/offline_msg_count.
func (s *Service) offlineCount(c *call) (any, *failure) {
	return s.with(c, s.noSuchUser(), func(p *person) any {
		return s.data(c, map[string]int{p.name: len(p.offline)})
	})
}

// offlineStatus says whether a message waits for a user:
// GET /users/{username}/offline_msg_status/{message}. One that nobody sent
// counts as delivered: no document says.
func (s *Service) offlineStatus(c *call) (any, *failure) {
	return s.with(c, s.noSuchUser(), func(p *person) any {
		message, status := c.segment(3), "delivered"
		if slices.Contains(p.offline, message) {
			status = "undelivered"
		}
		return s.data(c, map[string]string{message: status})
	})
}

// lower returns a username as the service keeps it, and what is no username as
// it is.
func lower(text string) string {
	if name, err := chatapi.Username(text); err == nil {
		return name
	}
	return text
}
