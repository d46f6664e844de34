package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"atc/chatapi"
	"atc/keystore/secret"
)

// A newcomer is a user who is to be registered.
type newcomer struct {
	name, nickname string
	password       secret.Value
}

// A rejected user of a batch, in the words of the service.
type rejected struct {
	Username string `json:"username"`
	Reason   string `json:"registerUserFailReason"`
}

// register registers one user or many: POST /users. Whatever is wrong with the
// form of one refuses the whole call, as the reference has it; users who exist
// fail one by one in a batch.
func (s *Service) register(c *call) (any, *failure) {
	list, batch, fail := s.newcomers(c.body)
	if fail != nil {
		return nil, fail
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if fail := s.refuseAll(c, list, batch); fail != nil {
		return nil, fail
	}
	at := c.now.UnixMilli()
	created := make([]*person, 0, len(list))
	failed := []rejected{}
	for _, n := range list {
		if s.users.byName[n.name] != nil {
			failed = append(failed, rejected{n.name, "the " + n.name + " already exists"})
			continue
		}
		p := &person{name: n.name, uuid: s.newUUID(), nickname: n.nickname, password: n.password, created: at, modified: at}
		s.users.add(p)
		s.created(p.name)
		created = append(created, p)
	}
	a := s.echo(c, "post")
	a.Entities = entities(created)
	if batch {
		a.Data = failed
	}
	return a, nil
}

// refuseAll returns why nobody of the list is registered, nil if somebody may
// be. The caller holds mu.
func (s *Service) refuseAll(c *call, list []*newcomer, batch bool) *failure {
	unknown := map[string]*newcomer{}
	for _, n := range list {
		if s.users.byName[n.name] == nil {
			unknown[n.name] = n
			continue
		}
		if !batch || s.options.StrictBatch {
			return s.taken(c, n.name)
		}
	}
	if s.users.len()+len(unknown) > s.quota() {
		return tooMany("resource_limited", textQuota)
	}
	return nil
}

// newcomers reads the body of a registration: one user, or an array of them,
// which is a batch.
func (s *Service) newcomers(body []byte) (list []*newcomer, batch bool, fail *failure) {
	if fail := syntax(body); fail != nil {
		return nil, false, fail
	}
	raw := []json.RawMessage{body}
	if batch = bytes.TrimLeft(body, " \t\r\n")[0] == '['; batch {
		if err := json.Unmarshal(body, &raw); err != nil || len(raw) == 0 {
			return nil, batch, invalid()
		}
	}
	if len(raw) > chatapi.MaxBatch {
		return nil, batch, illegal(fmt.Sprintf("Request body array size[%d] had almost reached or been greater than the upper range value[%d]", len(raw), chatapi.MaxBatch))
	}
	seen := make(map[string]*newcomer, len(raw))
	for _, r := range raw {
		n, fail := s.newcomer(r)
		if fail != nil {
			return nil, batch, fail
		}
		if other := seen[n.name]; other != nil && !other.password.Equal(n.password) {
			return nil, batch, twoPasswords(other, n)
		}
		seen[n.name] = n
		list = append(list, n)
	}
	return list, batch, nil
}

// newcomer reads one user.
func (s *Service) newcomer(raw json.RawMessage) (*newcomer, *failure) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil || fields == nil {
		return nil, invalid()
	}
	n := &newcomer{}
	if fields["username"] == nil || string(fields["username"]) == "null" {
		return nil, illegal("Entity user requires a property named username")
	}
	given, ok := text(fields["username"])
	if !ok {
		return nil, invalid()
	}
	if fail := n.call(given); fail != nil {
		return nil, fail
	}
	password, ok := optional(fields["password"])
	if !ok || chatapi.CheckPassword(secret.New(password)) != nil {
		return nil, invalid()
	}
	if n.password = secret.New(password); password == "" && s.options.PasswordNeeded {
		return nil, illegal("password or pin must provided")
	}
	if n.nickname, ok = optional(fields["nickname"]); !ok {
		return nil, invalid()
	}
	if utf8.RuneCountInString(n.nickname) > chatapi.MaxNickname {
		return nil, illegal("NICKNAME_TOO_LONG")
	}
	return n, nil
}

// call sets the username, in lower case.
func (n *newcomer) call(given string) *failure {
	switch {
	case given == "":
		return illegal("Entity user requires a property named username")
	case len(given) > chatapi.MaxUsername:
		return illegal("USERNAME_TOO_LONG")
	}
	var err error
	if n.name, err = chatapi.Username(given); err != nil {
		return illegal("username [" + given + "] is not legal")
	}
	return nil
}

// optional returns the text of a JSON string, "" for none. It reports false
// for anything else.
func optional(raw json.RawMessage) (string, bool) {
	if len(raw) == 0 || string(raw) == "null" {
		return "", true
	}
	return text(raw)
}

// syntax returns the failure of a body that is not JSON. It repeats no more of
// the body than the character that is wrong.
func syntax(body []byte) *failure {
	var any json.RawMessage
	err := json.Unmarshal(body, &any)
	var wrong *json.SyntaxError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &wrong) || wrong.Offset < 1 || wrong.Offset > int64(len(body)) || strings.Contains(wrong.Error(), "end of JSON input"):
		return malformed("Unexpected end-of-input")
	}
	r, _ := utf8.DecodeRune(body[wrong.Offset-1:])
	line := 1 + bytes.Count(body[:wrong.Offset-1], []byte("\n"))
	column := wrong.Offset - 1 - int64(bytes.LastIndexByte(body[:wrong.Offset-1], '\n'))
	return malformed(fmt.Sprintf("Unexpected character (%q (code %d)) at [line: %d, column: %d]", r, r, line, column))
}
