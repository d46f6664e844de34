package emulator

import (
	"net/http"
	"strings"
	"time"

	"atc/tokens"
)

// The privileges of the service Chat in a token.
const (
	privilegeUser uint16 = 1
	privilegeApp  uint16 = 2
)

// A subject is who a bearer token speaks for.
type subject struct {
	admin bool
	user  string // the username or UUID of a user token
	ends  time.Time
}

// A refusal is why a bearer token is not taken.
type refusal int

const (
	accepted refusal = iota
	missing          // there is none
	expired
	corrupt // it is no token, or one of another kind
	foreign // it was made for another app, or with another certificate
	illegalToken
	revoked // it was exchanged, and its user has a new password or is gone
)

// authorize finds out who asks, and returns the failure if they must not.
func (s *Service) authorize(c *call) (subject, *failure) {
	registering := c.endpoint.method == http.MethodPost && len(c.rest) == 1 && c.rest[0] == "users"
	if registering && s.options.OpenRegistration {
		return subject{admin: true}, nil
	}
	exchanging := c.endpoint.window == windowToken
	who, why := s.judge(bearer(c.request), c.now, !exchanging)
	if why != accepted {
		return who, s.refuse(why, registering)
	}
	if who.admin || exchanging {
		return who, nil
	}
	return who, s.permit(c, who)
}

// bearer returns the token that a request carries, "" for none.
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

// judge finds out who a token speaks for. Tokens that were exchanged count
// only where opaque is set.
func (s *Service) judge(token string, now time.Time, opaque bool) (subject, refusal) {
	switch {
	case token == "":
		return subject{}, missing
	case opaque && strings.HasPrefix(token, opaquePrefix):
		return s.judgeOpaque(token, now)
	}
	t, err := tokens.Default.Decode(token)
	if err != nil || t.Version != tokens.AccessToken2 {
		return subject{}, corrupt
	}
	service, privilege, why := chatPrivilege(t)
	switch {
	case why == corrupt:
		return subject{}, corrupt
	case t.AppID != s.appID, t.SignedBy(s.certificates, tokens.Subject{}).Status != tokens.Signed:
		return subject{}, foreign
	case why != accepted:
		return subject{}, why
	}
	who := subject{admin: privilege.ID == privilegeApp}
	if len(service.Values) > 0 {
		who.user = service.Values[0].Text
	}
	var ok bool
	if who.ends, ok = t.PrivilegeEffectiveExpiresAt(privilege); !ok || !now.Before(who.ends) {
		return subject{}, expired
	}
	if who.admin != (who.user == "") {
		return subject{}, illegalToken
	}
	return who, accepted
}

// chatPrivilege returns what a token may do in Chat: more, if it says both.
// One without Chat is of a wrong type, which the service calls corrupt.
func chatPrivilege(t *tokens.Token) (service tokens.DecodedService, best tokens.DecodedPrivilege, why refusal) {
	why = corrupt
	for _, candidate := range t.Services {
		if candidate.Type != tokens.ServiceChat {
			continue
		}
		if why == corrupt {
			why = illegalToken
		}
		for _, p := range candidate.Privileges {
			if p.ID == privilegeUser || p.ID == privilegeApp {
				if why != accepted || p.ID > best.ID {
					service, best, why = candidate, p, accepted
				}
			}
		}
	}
	return service, best, why
}

// refuse returns the words for a token that is not taken. They depend on the
// call: on a registration, nothing is told apart.
func (s *Service) refuse(why refusal, registering bool) *failure {
	switch {
	case registering && s.options.NewerWording:
		return unauthorized("unauthorized", javaNotOpen, textNotOpenNew)
	case registering:
		return unauthorized("unauthorized", javaNotOpen, textNotOpen)
	}
	const text = "Unable to authenticate"
	switch why {
	case corrupt:
		return unauthorized("auth_bad_access_token", javaSecurity, text+" due to corrupt access token")
	case foreign:
		return unauthorized("auth_bad_access_token", javaSecurity, text)
	case illegalToken:
		return unauthorized("unauthorized", javaSecurity, "token is illegal.")
	case revoked:
		return unauthorized("unauthorized", javaSecurity, text+" (OAuth)")
	}
	return unauthorized("unauthorized", javaSecurity, text+" due to expired access token")
}

// permit lets a user token ask for its own user, and for nothing else.
func (s *Service) permit(c *call, who subject) *failure {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked, own := s.find(c), s.owner(who)
	if c.endpoint.own && asked != nil && asked == own {
		if own.banned {
			return forbidden("forbidden_service_operation", textBannedToken)
		}
		return nil
	}
	path := "/" + strings.Join(c.rest, "/")
	if asked != nil {
		path = "/" + strings.Join(append([]string{"users", asked.uuid}, c.rest[2:]...), "/")
	}
	return unauthorized("unauthorized", javaPermission,
		"Subject does not have permission [applications:"+strings.ToLower(c.request.Method)+":"+s.application+":"+path+"]")
}

// owner returns the user that a user token is for: newer projects make them
// for the username, older ones for the UUID, and the service takes both. The
// caller holds mu.
func (s *Service) owner(who subject) *person {
	if p := s.users.byName[lower(who.user)]; p != nil {
		return p
	}
	return s.users.byUUID[who.user]
}

// find returns the user in the path of a call, nil for none. Asking for one
// user, a UUID does as well. The caller holds mu.
func (s *Service) find(c *call) *person {
	if len(c.rest) < 2 || c.rest[0] != "users" {
		return nil
	}
	p := s.users.byName[c.name()]
	if p == nil && c.endpoint.own {
		p = s.users.byUUID[c.name()]
	}
	return p
}
