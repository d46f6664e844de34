package httpd

import "net/http"

// The paths of the community's Go service for Chat.

func chatAppPathEndpoint() endpoint {
	return endpoint{
		Endpoint: Endpoint{
			Method: http.MethodGet, Path: "/chat/app", Kind: kindChatApp, AppToken: true,
			Doc:    "a Chat app token, as the community's service answers it",
			Target: "/chat/app/?expiry=3600",
		},
		parameters: []parameter{lifetimeParameter(inQuery, "expiry")},
		answer:     chatForm(),
		errors:     statusShape(),
		handle:     chatAppPath,
	}
}

// chatAppPath and chatUserPath answer {"token"}, which the service once called
// chatToken: clients of either find theirs.
func chatAppPath(c *call) (reply, error) {
	o, err := c.chatOrder(kindChatApp)
	if err != nil {
		return reply{}, err
	}
	return c.token(o, func(text string) any { return chatJSON{text, text} })
}

func chatUserPathEndpoint(path, target string) endpoint {
	return endpoint{
		Endpoint: Endpoint{
			Method: http.MethodGet, Path: path, Kind: kindChatUser,
			Doc:    "a Chat user token, as the community's service answers it; nobody is registered",
			Target: target,
		},
		parameters: []parameter{
			{inPath, "id", true, textSchema("the username, or the user's UUID")},
			lifetimeParameter(inQuery, "expiry"),
		},
		answer: chatForm(),
		errors: statusShape(),
		handle: chatUserPath,
	}
}

func chatUserPath(c *call) (reply, error) {
	o, err := c.chatOrder(kindChatUser)
	if err != nil {
		return reply{}, err
	}
	user, err := c.inPath("id")
	if err == nil {
		user, err = chatName("id", user)
	}
	if err != nil {
		return reply{}, err
	}
	o.put(inputUser, "id", user)
	return c.token(o, func(text string) any { return chatJSON{text, text} })
}

func (c *call) chatOrder(kind string) (order, error) {
	p, err := c.params()
	if err == nil {
		err = p.only007()
	}
	if err != nil {
		return order{}, err
	}
	o := newOrder(kind, "")
	err = c.pathLifetime(&o, p)
	return o, err
}

type chatJSON struct {
	Token string `json:"token"`
	Chat  string `json:"chatToken"`
}
