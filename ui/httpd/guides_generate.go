package httpd

import "net/http"

// The container that Agora publishes, which builds tokens for several services.

func containerEndpoint() endpoint {
	flagged := func(doc string, names ...string) schema {
		var all []property
		for _, n := range names {
			all = append(all, property{n, flagSchema("whether the token has it"), false})
		}
		return objectSchema(all...).with("description", doc)
	}
	userOrApp := func(doc string) schema {
		return objectSchema(
			property{"enableUser", flagSchema("for one user"), false},
			property{"enableApp", flagSchema("administers the app"), false},
			property{"userUuid", textSchema("the user"), false},
		).with("description", doc)
	}
	return endpoint{
		Endpoint: Endpoint{
			Method: http.MethodPost, Path: "/token/generate",
			Doc:    "one token for every service that is enabled, as Agora's container answers it",
			Target: "/token/generate",
			Body:   `{"channelName":"lobby","uid":"12345","tokenExpireTs":3600,"privilegeExpireTs":3600,"serviceRtc":{"enable":true,"role":1},"serviceRtm":{"enable":true}}`,
		},
		parameters: []parameter{
			{inBody, "channelName", false, textSchema("the channel name, of RTC")},
			{inBody, "uid", false, eitherSchema("the user of RTC and Signaling")},
			lifetimeParameter(inBody, "tokenExpireTs"),
			{inBody, "privilegeExpireTs", false, wholeSchema("how long the RTC privileges last, in seconds; 0 or none: as long as the token")},
			{inBody, "serviceRtc", false, objectSchema(
				property{"enable", flagSchema("whether the token has it"), false},
				property{"role", eitherSchema("1 for a publisher; a subscriber if there is none"), false},
			).with("description", "RTC")},
			{inBody, "serviceRtm", false, flagged("Signaling", "enable")},
			{inBody, "serviceFpa", false, flagged("the full-path accelerator", "enable")},
			{inBody, "serviceChat", false, userOrApp("Chat")},
			{inBody, "serviceApaas", false, userOrApp("Flexible Classroom; serviceEducation is another name of it")},
		},
		answer: form{jsonAnswer, objectSchema(
			property{"code", wholeSchema("0"), true},
			property{"message", textSchema("Success"), true},
			property{"data", objectSchema(property{"token", textSchema("the token"), true}), true},
		), "the token"},
		errors: containerShape(),
		handle: generate,
	}
}

// generate answers like Agora's container: one token with every service that is
// enabled. All times are in seconds from now.
func generate(c *call) (reply, error) {
	p, err := c.params()
	if err == nil {
		err = p.only007()
	}
	if err != nil {
		return reply{}, err
	}
	b := &bundle{c: c, as: "tokenExpireTs"}
	if b.lifetime, err = p.seconds(b.as); err != nil {
		return reply{}, err
	}
	for _, add := range []func(*params, *bundle) error{c.addRTC, c.addRTM, c.addFPA, c.addChat, c.addClassroom} {
		if err := add(p, b); err != nil {
			return reply{}, err
		}
	}
	if len(b.names) == 0 {
		return reply{}, bad("serviceRtc", `no service is enabled: enable one, such as "serviceRtc":{"enable":true,"role":1}`)
	}
	return c.token(b.order(), func(text string) any { return containerJSON{0, "Success", tokenJSON{text}} })
}

// containerJSON is what Agora's container answers.
type containerJSON struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    any    `json:"data"` // "" where there is no token
}

// addRTC takes the user for an audience if no role is given, as the container
// does.
func (c *call) addRTC(p *params, b *bundle) error {
	s, on, err := enabled(p, "serviceRtc", "enable")
	if err != nil || !on {
		return err
	}
	o := newOrder(kindRTC, "")
	channel, err := c.name(p, "channelName")
	if err != nil {
		return err
	}
	uid, err := c.rtcUID(p)
	if err != nil {
		return err
	}
	role, err := s.role(subscriber)
	if err != nil {
		return err
	}
	privileges, err := p.text("privilegeExpireTs")
	if err == nil && privileges != "" {
		_, _, err = p.whole("privilegeExpireTs")
	}
	if err != nil {
		return err
	}
	o.put(inputChannel, "channelName", channel)
	o.put(inputRole, "serviceRtc.role", role)
	o.put(inputPrivileges, "privilegeExpireTs", privileges)
	o.rtcUser(uid, "uid")
	_, err = b.add(o)
	return err
}

func (c *call) addRTM(p *params, b *bundle) error {
	_, on, err := enabled(p, "serviceRtm", "enable")
	if err != nil || !on {
		return err
	}
	return c.addUser(p, b, kindRTM, "uid")
}

func (c *call) addFPA(p *params, b *bundle) error {
	_, on, err := enabled(p, "serviceFpa", "enable")
	if err != nil || !on {
		return err
	}
	_, err = b.add(newOrder(kindFPA, ""))
	return err
}

func (c *call) addChat(p *params, b *bundle) error {
	return c.addUserOrApp(p, b, "serviceChat", kindChatUser, kindChatApp)
}

// addClassroom knows the service by the name that older versions of the
// container have, too.
func (c *call) addClassroom(p *params, b *bundle) error {
	return c.addUserOrApp(p, b, p.given("serviceApaas", "serviceEducation"), kindClassUser, kindClassApp)
}

// addUserOrApp adds a service that a token gives to a user, or to administer
// the app: a token that did both would have the service twice, of which the
// container's holds but one.
func (c *call) addUserOrApp(p *params, b *bundle, service, userKind, appKind string) error {
	s, user, err := enabled(p, service, "enableUser")
	if err != nil {
		return err
	}
	_, app, err := enabled(p, service, "enableApp")
	switch {
	case err != nil:
		return err
	case user && app:
		return bad(service, "enables user and app, which no token can be for at once: ask for two tokens")
	case user:
		return c.addUser(s, b, userKind, "userUuid")
	case app:
		_, err = b.add(newOrder(appKind, ""))
	}
	return err
}

// addUser adds the service of a kind for one user.
func (c *call) addUser(p *params, b *bundle, kind, name string) error {
	user, err := c.name(p, name)
	if err != nil {
		return err
	}
	if kind == kindChatUser {
		if user, err = chatName(p.within+name, user); err != nil {
			return err
		}
	}
	o := newOrder(kind, "")
	o.put(inputUser, p.within+name, user)
	_, err = b.add(o)
	return err
}

// enabled returns what is asked of a service, and whether it is.
func enabled(p *params, service, name string) (*params, bool, error) {
	s, err := p.object(service)
	if err != nil {
		return nil, false, err
	}
	on, err := s.flag(name)
	return s, on, err
}
