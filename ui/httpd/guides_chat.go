package httpd

import "net/http"

// The server of the newer Chat guide, and what the guide's Android client asks.

func generateUserEndpoint() endpoint {
	return endpoint{
		Endpoint: Endpoint{
			Method: http.MethodPost, Path: "/generate-user-token", Kind: kindChatUser,
			Doc:    "a Chat user token, as the server of the newer Chat guide answers it; nobody is registered",
			Target: "/generate-user-token", Body: `{"user_uuid":"alice","expire":3600}`,
		},
		parameters: []parameter{
			{inBody, "user_uuid", true, textSchema("the username, or the user's UUID")},
			lifetimeParameter(inBody, "expire"),
		},
		answer: tokenForm("the token"),
		errors: emptyTokenShape(),
		handle: generateUserToken,
	}
}

// generateUserToken answers {"token"} for a user ID or a UUID, which it takes
// as it is: nobody is looked up or registered.
func generateUserToken(c *call) (reply, error) {
	p, err := c.params()
	if err == nil {
		err = p.only007()
	}
	if err != nil {
		return reply{}, err
	}
	o, err := c.chatUser(p, "user_uuid", "expire")
	if err != nil {
		return reply{}, err
	}
	return c.token(o, func(text string) any { return tokenJSON{text} })
}

func generateAppEndpoint() endpoint {
	return endpoint{
		Endpoint: Endpoint{
			Method: http.MethodPost, Path: "/generate-app-token", Kind: kindChatApp, AppToken: true,
			Doc:    "a Chat app token, as the server of the newer Chat guide answers it",
			Target: "/generate-app-token", Body: `{"expire":3600}`,
		},
		parameters: []parameter{lifetimeParameter(inBody, "expire")},
		answer:     tokenForm("the token"),
		errors:     emptyTokenShape(),
		handle:     generateAppToken,
	}
}

// generateAppToken answers {"token"}.
func generateAppToken(c *call) (reply, error) {
	p, err := c.params()
	if err == nil {
		err = p.only007()
	}
	if err != nil {
		return reply{}, err
	}
	o := newOrder(kindChatApp, "")
	if err := p.lifetime(&o, "expire"); err != nil {
		return reply{}, err
	}
	return c.token(o, func(text string) any { return tokenJSON{text} })
}

func generateTextEndpoint() endpoint {
	return endpoint{
		Endpoint: Endpoint{
			Method: http.MethodGet, Path: "/token/generate", Kind: kindChatUser,
			Doc:    "the bare token of a Chat user, as the Android client of the newer Chat guide reads it; nobody is registered",
			Target: "/token/generate?userId=alice&expireSeconds=3600&tokenType=user",
		},
		parameters: []parameter{
			{inQuery, "userId", false, textSchema("the username, or the user's UUID")},
			lifetimeParameter(inQuery, "expireSeconds"),
			{inQuery, "tokenType", false, choiceSchema("app is for a token that administers the app", "user", "app").with("default", "user")},
		},
		answer: textForm(),
		handle: generateText,
	}
}

// generateText answers the bare token, which the Android client of the guide
// takes the whole body for.
func generateText(c *call) (reply, error) {
	p, err := c.params()
	if err == nil {
		err = p.only007()
	}
	if err != nil {
		return reply{}, err
	}
	kind, err := p.text("tokenType")
	if err != nil {
		return reply{}, err
	}
	var o order
	switch kind {
	case "user", "":
		o, err = c.chatUser(p, "userId", "expireSeconds")
	case "app":
		o = newOrder(kindChatApp, "")
		err = p.lifetime(&o, "expireSeconds")
	default:
		err = bad("tokenType", "is neither user nor app")
	}
	if err != nil {
		return reply{}, err
	}
	made, err := c.issue(o)
	if err != nil {
		return reply{}, err
	}
	return textReply(made.text), nil
}

// chatUser returns the order for a token of a Chat user, whom the parameter
// called as names.
func (c *call) chatUser(p *params, as, lifetime string) (order, error) {
	o := newOrder(kindChatUser, "")
	user, err := c.name(p, as)
	if err == nil {
		user, err = chatName(as, user)
	}
	if err != nil {
		return o, err
	}
	o.put(inputUser, as, user)
	err = p.lifetime(&o, lifetime)
	return o, err
}
