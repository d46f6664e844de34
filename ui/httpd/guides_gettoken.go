package httpd

import (
	"net/http"

	"atc/tokens"
)

// The newer call of the community's service.

func getTokenEndpoint() endpoint {
	return endpoint{
		Endpoint: Endpoint{
			Method: http.MethodPost, Path: "/getToken",
			Doc:    "an RTC, Signaling or Chat token, as the community's service answers it; a Chat token without uid is an app token",
			Target: "/getToken", Body: `{"tokenType":"rtc","channel":"lobby","role":"publisher","uid":"12345","expire":3600}`,
		},
		parameters: []parameter{
			{inBody, "tokenType", true, choiceSchema("what the token is for", "rtc", "rtm", "chat")},
			{inBody, "channel", false, textSchema("the channel name, of rtc; the stream channel that the user may join besides, or *, of rtm")},
			{inBody, "uid", false, eitherSchema("the user; numbers are user IDs of rtc, texts are accounts")},
			// No default: it is another for each type.
			{inBody, "role", false, eitherSchema(roleDoc + "; where it is not given, subscriber of rtc and publisher of rtm with a channel; the others have none")},
			lifetimeParameter(inBody, "expire"),
			{inBody, versionName, false, choiceSchema("of rtc, and of rtm without a channel, that of the server if there is none; the others are 007", string(tokens.AccessToken2), string(tokens.AccessToken))},
		},
		answer: tokenForm("the token"),
		handle: getToken,
	}
}

// getToken answers like the newer call of the community's service. It takes the
// user for an audience if no role is given, as that does, but for a stream
// channel of Signaling, whose user sends messages.
func getToken(c *call) (reply, error) {
	p, err := c.params()
	if err != nil {
		return reply{}, err
	}
	kind, err := p.text("tokenType")
	if err != nil {
		return reply{}, err
	}
	var o order
	switch kind {
	case "rtc":
		o, err = c.getRTC(p)
	case "rtm":
		o, err = c.getRTM(p)
	case "chat":
		o, err = c.getChat(p)
	case "":
		err = bad("tokenType", "is missing: say rtc, rtm or chat")
	default:
		err = bad("tokenType", "is not one of rtc, rtm and chat")
	}
	if err != nil {
		return reply{}, err
	}
	return c.token(o, func(text string) any { return tokenJSON{text} })
}

func (c *call) getRTC(p *params) (order, error) {
	version, err := c.versionOr(p)
	if err != nil {
		return order{}, err
	}
	o := newOrder(kindRTC, version)
	if err := c.channelAndUser(&o, p, "channel"); err != nil {
		return o, err
	}
	if uid, err := p.text("uid"); err != nil || uid == "" {
		return o, bad("uid", "is missing: give the user ID or account, or 0 for any user")
	}
	role, err := p.role(subscriber)
	if err != nil {
		return o, err
	}
	o.put(inputRole, "role", role)
	err = p.lifetime(&o, "expire")
	return o, err
}

// getRTM builds a token for Signaling. With a channel it lets the user join that
// stream channel, too, or with * all of them, which is no channel that a person
// could join.
func (c *call) getRTM(p *params) (order, error) {
	user, err := c.name(p, "uid")
	if err != nil {
		return order{}, err
	}
	channel, err := c.name(p, "channel")
	if err != nil {
		return order{}, err
	}
	if channel == "" {
		version, err := c.versionOr(p)
		if err != nil {
			return order{}, err
		}
		o := newOrder(kindRTM, version)
		o.put(inputUser, "uid", user)
		err = p.lifetime(&o, "expire")
		return o, err
	}
	if err := p.only007(); err != nil {
		return order{}, err
	}
	role, err := p.role(publisher)
	if err != nil {
		return order{}, err
	}
	return c.streamChannel(p, user, channel, role)
}

// anyChannel is the wildcard for channels.
const anyChannel = "*"

// channelField is the key of the field in which a service names its channel.
const channelField = "channel_name"

func (c *call) streamChannel(p *params, user, channel, role string) (order, error) {
	b := &bundle{c: c, as: "expire"}
	var err error
	if b.lifetime, err = p.seconds(b.as); err != nil {
		return order{}, err
	}
	o := newOrder(kindRTCAndRTM, "")
	o.put(inputAccount, "uid", user)
	o.put(inputChannel, "channel", channel)
	o.put(inputRole, "role", role)
	if channel == anyChannel {
		o.values[inputChannel] = "any" // the catalog refuses the wildcard to a person
	}
	services, err := b.add(o)
	if err != nil {
		return order{}, err
	}
	for _, s := range services {
		if _, ok := s.Fields[channelField]; ok {
			s.Fields[channelField] = tokens.SpecValue{Text: channel}
		}
	}
	return b.order(), nil
}

// getChat builds a token for a user, or for the app if there is none.
func (c *call) getChat(p *params) (order, error) {
	if err := p.only007(); err != nil {
		return order{}, err
	}
	user, err := c.name(p, "uid")
	if err != nil {
		return order{}, err
	}
	o := newOrder(kindChatApp, "")
	if user != "" {
		o.kind = kindChatUser
		if user, err = chatName("uid", user); err != nil {
			return o, err
		}
		o.put(inputUser, "uid", user)
	}
	err = p.lifetime(&o, "expire")
	return o, err
}
