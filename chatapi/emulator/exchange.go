package emulator

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"
)

// opaquePrefix begins every token that the service gives out.
const opaquePrefix = "YWMt"

// maxGrants is how many exchanged tokens are remembered, those that have ended
// included: the service says of them that they have.
const maxGrants = 10_000

// A grant is an exchanged token.
type grant struct {
	who subject
	// owner is the user of a user token, nil for an app token.
	owner   *person
	revoked bool
}

// exchange gives an opaque token for one of ours: POST /token. It lives as
// long as the token that it is given for. Only the grant type agora exists;
// the others belong to Easemob.
func (s *Service) exchange(c *call) (any, *failure) {
	fields, fail := object(c.body)
	if fail != nil {
		return nil, fail
	}
	if kind, ok := text(fields["grant_type"]); !ok || kind != "agora" {
		return nil, &failure{status: http.StatusBadRequest, code: "invalid_grant", description: "grant_type must be agora", bare: true}
	}
	// It was judged already; the second time says for how long it holds.
	who, _ := s.judge(bearer(c.request), c.now, false)
	s.mu.Lock()
	defer s.mu.Unlock()
	owner := s.owner(who)
	if !who.admin && owner == nil {
		return nil, &failure{status: http.StatusNotFound, code: "invalid_grant", description: "user not found", bare: true}
	}
	if owner != nil && owner.banned {
		return nil, forbidden("forbidden_service_operation", textBannedToken)
	}
	var random [60]byte
	_, _ = s.draw.Read(random[:]) // never fails
	token := opaquePrefix + base64.RawURLEncoding.EncodeToString(random[:])
	s.remember(token, grant{who: who, owner: owner})
	left := who.ends.Sub(c.now)
	return &exchangedToken{AccessToken: token, ExpiresIn: int64(left / time.Second), ExpireAt: who.ends.UnixMilli()}, nil
}

// remember keeps a grant, and forgets the oldest if there are too many. The
// caller holds mu.
func (s *Service) remember(token string, g grant) {
	if len(s.givenOut) == maxGrants {
		delete(s.exchanged, s.givenOut[0])
		s.givenOut = s.givenOut[1:]
	}
	s.exchanged[token] = g
	s.givenOut = append(s.givenOut, token)
}

// judgeOpaque finds out who an exchanged token speaks for.
func (s *Service) judgeOpaque(token string, now time.Time) (subject, refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, known := s.exchanged[token]
	switch {
	case !known:
		return subject{}, foreign
	case !now.Before(g.who.ends):
		return subject{}, expired
	case g.revoked, g.owner != nil && g.owner.deleted:
		return subject{}, revoked
	}
	return g.who, accepted
}

// revoke ends the exchanged tokens of a person. The caller holds mu.
func (s *Service) revoke(p *person) {
	for token, g := range s.exchanged {
		if g.owner == p {
			g.revoked = true
			s.exchanged[token] = g
		}
	}
}

// object reads a body that must be a JSON object. Field names are taken as they
// are: the service tells upper from lower case.
func object(body []byte) (map[string]json.RawMessage, *failure) {
	if fail := syntax(body); fail != nil {
		return nil, fail
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		return nil, invalid()
	}
	return fields, nil
}

// text returns the text of a JSON string.
func text(raw json.RawMessage) (string, bool) {
	var t *string
	if len(raw) == 0 || json.Unmarshal(raw, &t) != nil || t == nil {
		return "", false
	}
	return *t, true
}
