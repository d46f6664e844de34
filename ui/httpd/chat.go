package httpd

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"atc/chatapi"
)

// The server of the Chat guide's web client: it looks a user up, registers one
// who is new, and answers the bare token. The token is for the username, which
// services take since the end of 2024; older projects want the UUID, see
// [Config.ChatUUIDs]. Whoever holds it logs in by the username with either.

// A chatServer answers for the Chat users of one server.
type chatServer struct{ lookups lookups }

func chatUserEndpoint(s *chatServer) endpoint {
	return endpoint{
		Endpoint: Endpoint{
			Method: http.MethodGet, Path: "/chat/user/{username}/token", Kind: kindChatUser,
			Doc:    "the bare token of a Chat user, who is registered if new, as the server of the Chat guide answers it",
			Target: "/chat/user/alice/token",
		},
		parameters: []parameter{
			{inPath, "username", true, textSchema("the username")},
			lifetimeParameter(inQuery, "expire"),
			{inQuery, "uuid", false, flagSchema("makes the token for the user's UUID, as older projects want it").with("default", false)},
		},
		answer: textForm(),
		fails: map[int]string{
			http.StatusBadGateway:         "Chat cannot be reached, or refuses",
			http.StatusServiceUnavailable: "no Chat is configured, or it asks to wait",
			http.StatusGatewayTimeout:     "Chat has not answered in time",
		},
		handle: s.userToken,
	}
}

func (s *chatServer) userToken(c *call) (reply, error) {
	given, err := c.inPath("username")
	if err != nil {
		return reply{}, err
	}
	name, err := chatName("username", given)
	if err != nil {
		return reply{}, err
	}
	p, err := c.params()
	if err == nil {
		err = p.only007()
	}
	if err != nil {
		return reply{}, err
	}
	forUUID, err := p.flag("uuid")
	if err != nil {
		return reply{}, err
	}
	o := newOrder(kindChatUser, "")
	o.put(inputUser, "username", name)
	if err := p.lifetime(&o, "expire"); err != nil {
		return reply{}, err
	}
	if err := c.try(o); err != nil {
		return reply{}, err
	}
	user, err := s.user(c, name)
	if err != nil {
		return reply{}, err
	}
	if o.values[inputUser], err = subject(user, name, forUUID || c.cfg.ChatUUIDs); err != nil {
		return reply{}, err
	}
	made, err := c.issue(o)
	if err != nil {
		return reply{}, err
	}
	c.served.User = name
	return textReply(made.text), nil
}

// try returns why the token of an order would not be handed out, so that nobody
// is registered for a request that is refused. The log is not told of it.
func (c *call) try(o order) error {
	before := *c.served
	_, err := c.issue(o)
	*c.served = before
	return err
}

// user returns a user who exists now, or a [*failure].
func (s *chatServer) user(c *call, name string) (chatapi.User, error) {
	if c.cfg.Users == nil {
		return chatapi.User{}, noUsers(c.cfg.UsersError)
	}
	ctx, cancel := c.context()
	defer cancel()
	found, err := s.lookups.find(ctx, c.cfg.Users, name)
	if err != nil {
		return chatapi.User{}, chatFailure(err)
	}
	return found.User, nil
}

// noUsers returns the failure where no users can be looked up, for the reason
// that the configuration gives.
func noUsers(why error) *failure {
	if why == nil || errors.Is(why, chatapi.ErrNoHost) {
		return failed(http.StatusServiceUnavailable,
			"no Chat is configured, so that nobody can be looked up: give the project its Chat REST host, or ask for POST /generate-user-token, which looks nobody up")
	}
	return failed(http.StatusServiceUnavailable,
		"nobody can be looked up, as the project's Chat cannot be used: %v; POST /generate-user-token looks nobody up", why)
}

// subject returns whom a token is for: the username, also if the user was found
// by the UUID, or the UUID.
func subject(u chatapi.User, name string, forUUID bool) (string, error) {
	switch {
	case !forUUID && u.Username != "":
		return u.Username, nil
	case !forUUID:
		return name, nil
	case u.UUID == "":
		return "", failed(http.StatusBadGateway, "Chat does not say which UUID %s has, which the token is to be for: ask for the token of the username", name)
	}
	return u.UUID, nil
}

// chatFailure returns the failure of a user who could not be looked up or
// registered. The errors of package chatapi say what to do, and hold no token.
func chatFailure(err error) *failure {
	var of *chatapi.Error
	switch {
	case errors.Is(err, errPanicked):
		return failed(http.StatusInternalServerError, "%v", err)
	case errors.As(err, &of) && chatapi.IsKind(err, namedWrong...):
		return bad("username", "%v", err)
	case errors.As(err, &of) && of.Kind != chatapi.KindCancelled:
		f := failed(chatStatus(of), "%v", err)
		if f.status == http.StatusServiceUnavailable {
			f.header = http.Header{"Retry-After": {strconv.Itoa(int(math.Ceil(max(time.Second, of.RetryAfter).Seconds())))}}
		}
		return f
	case errors.Is(err, context.DeadlineExceeded):
		return failed(http.StatusGatewayTimeout, "Chat has not answered within %s: repeat in a moment; if it goes on, check the connection with atc chat check", callTimeout)
	}
	return failed(http.StatusServiceUnavailable, "looking the user up was given up: ask again")
}

// namedWrong are the errors that lie in the name which the client has sent.
var namedWrong = []chatapi.Kind{chatapi.KindUsernameIllegal, chatapi.KindUsernameTooLong, chatapi.KindUsernameMissing}

// chatStatus returns the status for an error of Chat: 504 where no answer came
// in time, 503 where a repeat in a while may succeed, and else 502.
func chatStatus(e *chatapi.Error) int {
	switch e.Kind {
	case chatapi.KindTimeout, chatapi.KindRequestTimeout, chatapi.KindGatewayTimeout:
		return http.StatusGatewayTimeout
	case chatapi.KindRateLimited, chatapi.KindUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusBadGateway
}
