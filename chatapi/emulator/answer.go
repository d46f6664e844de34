package emulator

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"
)

// A reply is an answer before it goes out.
type reply struct {
	status      int
	contentType string
	allow       string
	body        []byte
}

// An answer is the body of a success, in the order of the documents' examples.
type answer struct {
	Action          string   `json:"action,omitempty"`
	Params          *params  `json:"params,omitempty"`
	Path            string   `json:"path,omitempty"`
	URI             string   `json:"uri,omitempty"`
	Organization    string   `json:"organization,omitempty"`
	ApplicationName string   `json:"applicationName,omitempty"`
	Application     string   `json:"application,omitempty"`
	Entities        []entity `json:"entities,omitzero"`
	Data            any      `json:"data,omitempty"`
	Cursor          string   `json:"cursor,omitempty"`
	Count           *int     `json:"count,omitempty"`
	Timestamp       int64    `json:"timestamp"` // Unix milliseconds
	Duration        int64    `json:"duration"`  // milliseconds
}

// params repeats the query of a request.
type params struct {
	Limit  []string `json:"limit,omitempty"`
	Cursor []string `json:"cursor,omitempty"`
}

// An entity is a user as the service tells of one.
type entity struct {
	UUID        string     `json:"uuid"`
	Type        string     `json:"type"`
	Created     int64      `json:"created"`  // Unix milliseconds
	Modified    int64      `json:"modified"` // Unix milliseconds
	Username    string     `json:"username"`
	Activated   bool       `json:"activated"`
	Nickname    string     `json:"nickname,omitempty"`
	Notifier    string     `json:"notifier_name,omitempty"`
	DeviceToken string     `json:"device_token,omitempty"`
	PushInfo    []pushInfo `json:"pushInfo,omitempty"`
}

type pushInfo struct {
	DeviceID    string `json:"device_Id"` // sic
	DeviceToken string `json:"device_token"`
	Notifier    string `json:"notifier_name"`
}

// An exchangedToken is the body of a success of POST /token.
type exchangedToken struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int64  `json:"expires_in"`       // seconds
	ExpireAt    int64  `json:"expire_timestamp"` // Unix milliseconds
}

// entity returns what the service tells of a person. The caller holds mu.
func (p *person) entity() entity {
	e := entity{
		UUID: p.uuid, Type: "user", Created: p.created, Modified: p.modified,
		Username: p.name, Activated: !p.banned, Nickname: p.nickname,
	}
	for i, push := range p.push {
		if i == 0 {
			e.Notifier, e.DeviceToken = push.Notifier, push.DeviceToken
		}
		e.PushInfo = append(e.PushInfo, pushInfo(push))
	}
	return e
}

func entities(list []*person) []entity {
	all := make([]entity, 0, len(list))
	for _, p := range list {
		all = append(all, p.entity())
	}
	return all
}

// echo returns an answer that repeats where the request went. The
// organisation and the app are named only where they were in the URL.
func (s *Service) echo(c *call, action string) *answer {
	a := &answer{Action: action, Path: c.below(), URI: c.uri()}
	if c.byKey {
		a.Organization, a.ApplicationName, a.Application = s.org, s.app, s.application
	}
	return a
}

// succeed returns the reply that says a.
func (s *Service) succeed(c *call, a any) reply {
	if a, ok := a.(*answer); ok {
		a.Timestamp, a.Duration = c.now.UnixMilli(), s.took(c)
	}
	return reply{status: http.StatusOK, contentType: jsonType, body: encode(a)}
}

// fail returns the reply that says f.
func (s *Service) fail(c *call, f *failure) reply {
	r := reply{status: f.status, contentType: jsonType, allow: f.allow}
	if f.bare {
		r.body = encode(struct {
			Code        string `json:"error"`
			Description string `json:"error_description"`
		}{f.code, f.description})
		return r
	}
	r.body = encode(struct {
		Code        string `json:"error"`
		Exception   string `json:"exception"`
		Timestamp   int64  `json:"timestamp"`
		Duration    int64  `json:"duration"`
		Description string `json:"error_description"`
	}{f.code, f.exception, c.now.UnixMilli(), s.took(c), f.description})
	return r
}

const jsonType = "application/json;charset=UTF-8"

// took returns how long the call has been served for, in milliseconds.
func (s *Service) took(c *call) int64 {
	return max(0, int64(s.now().Sub(c.started)/time.Millisecond))
}

func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // as the service, which is written in Java
	if err := e.Encode(v); err != nil {
		return []byte(`{"error":"web_application"}`) // no value here can fail
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
