package emulator

import (
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"unicode/utf8"

	"atc/chatapi"
	"atc/keystore/secret"
)

// defaultPage is how many users are listed if the request does not say.
const defaultPage = 10

// get tells of one user: GET /users/{username}, or the UUID.
func (s *Service) get(c *call) (any, *failure) {
	return s.with(c, s.noSuchUser(), func(p *person) any {
		a := s.echo(c, "get")
		a.Entities, a.Count = []entity{p.entity()}, new(1)
		return a
	})
}

// with calls f with the user in the path, holding mu, or returns unknown if
// there is none.
func (s *Service) with(c *call, unknown *failure, f func(*person) any) (any, *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.find(c)
	if p == nil {
		return nil, unknown
	}
	return f(p), nil
}

// list tells of users in the order of their registration: GET /users.
func (s *Service) list(c *call) (any, *failure) {
	return s.page(c, "get", func([]*person) {})
}

// deleteMany deletes the oldest users: DELETE /users.
func (s *Service) deleteMany(c *call) (any, *failure) {
	if !s.options.AllowDeleteMany {
		return nil, forbidden("forbidden_op", textNoDeletion)
	}
	return s.page(c, "delete", func(list []*person) {
		for _, p := range list {
			s.users.remove(p)
		}
	})
}

// page answers with a part of the list of users. It calls f with them, holding
// mu, after it has noted what to say of them.
func (s *Service) page(c *call, action string, f func([]*person)) (any, *failure) {
	query := c.request.URL.Query()
	limit := defaultPage
	a := s.echo(c, action)
	a.Params = &params{}
	if query.Has("limit") {
		a.Params.Limit = query["limit"]
		n, err := strconv.Atoi(query.Get("limit"))
		if err != nil || n < 1 || n > chatapi.MaxPage {
			return nil, invalid()
		}
		limit = n
	}
	var after uint64
	if given := query.Get("cursor"); given != "" {
		a.Params.Cursor = query["cursor"]
		var ok bool
		if after, ok = s.openCursor(given); !ok {
			return nil, invalid()
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	list, more := s.users.after(after, limit)
	a.Entities, a.Count = entities(list), new(len(list))
	if more {
		a.Cursor = s.cursor(list[len(list)-1].place)
	}
	f(list)
	return a, nil
}

// A cursor is the place of the last user of a page, encrypted in one block
// with zeros, so that nobody reads anything into it or makes one up. It holds
// after that user is deleted.

func (s *Service) cursor(place uint64) string {
	var block [16]byte
	binary.BigEndian.PutUint64(block[:8], place)
	s.cursors.Encrypt(block[:], block[:])
	return base64.RawURLEncoding.EncodeToString(block[:])
}

// openCursor reports false for a cursor that the service did not make.
func (s *Service) openCursor(text string) (place uint64, ok bool) {
	block, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(block) != 16 {
		return 0, false
	}
	s.cursors.Decrypt(block, block)
	return binary.BigEndian.Uint64(block[:8]), binary.BigEndian.Uint64(block[8:]) == 0
}

// delete deletes one user: DELETE /users/{username}. For one who does not
// exist, the reference has an error of its own.
func (s *Service) delete(c *call) (any, *failure) {
	unknown := &failure{
		status: 400, code: "management", exception: javaManagement,
		description: "User with id null does not exist in app " + s.application,
	}
	return s.with(c, unknown, func(p *person) any {
		a := s.echo(c, "delete")
		a.Entities = []entity{p.entity()}
		s.users.remove(p)
		return a
	})
}

// setNickname sets what push notifications call a user: PUT /users/{username}.
func (s *Service) setNickname(c *call) (any, *failure) {
	fields, fail := object(c.body)
	if fail != nil {
		return nil, fail
	}
	nickname, ok := text(fields["nickname"])
	switch {
	case !ok:
		return nil, invalid()
	case utf8.RuneCountInString(nickname) > chatapi.MaxNickname:
		return nil, illegal("NICKNAME_TOO_LONG")
	}
	return s.with(c, s.noSuchUser(), func(p *person) any {
		p.nickname = nickname
		p.touch(c.now)
		a := s.echo(c, "put")
		a.Entities = []entity{p.entity()}
		return a
	})
}

// setPassword sets a password, which ends the sessions and tokens that the old
// one gave: PUT /users/{username}/password.
func (s *Service) setPassword(c *call) (any, *failure) {
	fields, fail := object(c.body)
	if fail != nil {
		return nil, fail
	}
	given, ok := optional(fields["newpassword"])
	password := secret.New(given)
	switch {
	case !ok, chatapi.CheckPassword(password) != nil:
		return nil, invalid()
	case given == "":
		return nil, illegal("newpassword is required")
	}
	unknown := &failure{status: 404, code: "entity_not_found", exception: javaNoEntity, description: "User null not found"}
	return s.with(c, unknown, func(p *person) any {
		p.password, p.devices = password, nil
		p.touch(c.now)
		s.revoke(p)
		return &answer{Action: "set user password"}
	})
}

// ban logs a user out and keeps them out: POST /users/{username}/deactivate.
func (s *Service) ban(c *call) (any, *failure) {
	return s.with(c, s.noSuchUser(), func(p *person) any {
		p.banned, p.devices = true, nil
		p.touch(c.now)
		return &answer{Action: "Deactivate user", Entities: []entity{p.entity()}}
	})
}

// unban lets a user log in again: POST /users/{username}/activate.
func (s *Service) unban(c *call) (any, *failure) {
	return s.with(c, s.noSuchUser(), func(p *person) any {
		p.banned = false
		p.touch(c.now)
		return &answer{Action: "activate user"}
	})
}
