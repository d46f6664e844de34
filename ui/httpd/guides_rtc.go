package httpd

import (
	"math"
	"net/http"
	"strconv"

	"atc/tokens"
)

// The servers of the RTC guides.

func accessTokenEndpoint() endpoint {
	return endpoint{
		Endpoint: Endpoint{
			Method: http.MethodGet, Path: "/access_token", Kind: kindRTC,
			Doc:    "an RTC token, as the hosted sample of the RTC guide answers it",
			Target: "/access_token?channel=lobby&uid=12345",
		},
		parameters: []parameter{
			{inQuery, "channel", true, textSchema("the channel name")},
			uidParameter(inQuery),
			roleParameter(inQuery, publisher),
			{inQuery, "expiredTs", false, wholeSchema("the Unix time when the token ends; 0 or none: as late as the service allows, in 24 h")},
			versionParameter(inQuery),
		},
		answer: tokenForm("the token"),
		handle: accessToken,
	}
}

// accessToken answers like the hosted sample of the RTC guide: expiredTs is a
// Unix time, and without one the token lasts as long as any does. The sample
// builds 006 tokens, whose privileges then have no end of their own.
func accessToken(c *call) (reply, error) {
	p, version, err := c.asked()
	if err != nil {
		return reply{}, err
	}
	o := newOrder(kindRTC, version)
	o.now = c.cfg.Now()
	if err := c.channelAndUser(&o, p, "channel", "channelName"); err != nil {
		return reply{}, err
	}
	lifetime, err := untilTime(p, o.now.Unix(), version)
	if err != nil {
		return reply{}, err
	}
	o.put(inputLifetime, "expiredTs", lifetime)
	return c.token(o, func(text string) any { return tokenJSON{text} })
}

// untilTime returns the lifetime from now to expiredTs.
func untilTime(p *params, now int64, version tokens.Version) (string, error) {
	end, ok, err := p.whole("expiredTs")
	switch {
	case err != nil:
		return "", err
	case (!ok || end == 0) && version == tokens.AccessToken:
		return "0", nil
	case !ok || end == 0:
		return strconv.Itoa(MaxLifetime), nil
	case end > math.MaxUint32:
		return "", p.bad("expiredTs", "is too large for a Unix time in seconds: divide milliseconds by 1000")
	case end <= uint64(max(now, 0)):
		return "", p.bad("expiredTs", "is over already: it is the Unix time, in seconds, when the token is to end")
	}
	return strconv.FormatUint(end-uint64(max(now, 0)), 10), nil
}

// fetchEndpoint has both methods: the guide's older client sends GET, with a
// body.
func fetchEndpoint(method string) endpoint {
	e := endpoint{
		Endpoint: Endpoint{
			Method: method, Path: "/fetch_rtc_token", Kind: kindRTC,
			Doc:    "an RTC token, as the server of the RTC guide's clients answers it",
			Target: "/fetch_rtc_token", Body: `{"uid":12345,"channelName":"lobby","role":1}`,
		},
		parameters: []parameter{
			{inBody, "channelName", true, textSchema("the channel name")},
			uidParameter(inBody),
			roleParameter(inBody, publisher),
			lifetimeParameter(inBody, "expire"),
			versionParameter(inBody),
		},
		answer: form{jsonAnswer, objectSchema(property{"code", textSchema("200"), true}, property{"token", textSchema("the token"), true}), "the token"},
		errors: fetchedShape(),
		handle: fetchToken,
	}
	if method == http.MethodGet {
		e.Doc += "; a JSON body is read as well as the query"
		e.Target, e.Body = "/fetch_rtc_token?uid=12345&channelName=lobby&role=1", ""
		for i := range e.parameters {
			e.parameters[i].in = inQuery
		}
	}
	return e
}

// fetchToken answers like the server of the RTC guide's web client, which sends
// its parameters as a JSON body even with GET. The guide's own server takes the
// names in any case of letters.
func fetchToken(c *call) (reply, error) {
	p, version, err := c.asked()
	if err != nil {
		return reply{}, err
	}
	o := newOrder(kindRTC, version)
	if err := c.channelAndUser(&o, p, "channelName", "ChannelName", "channel"); err != nil {
		return reply{}, err
	}
	if err := p.lifetime(&o, "expire"); err != nil {
		return reply{}, err
	}
	return c.token(o, func(text string) any { return fetchedJSON{"200", text} })
}

// channelAndUser reads the channel, which clients call by one of several names,
// the user ID and the role.
func (c *call) channelAndUser(o *order, p *params, channels ...string) error {
	channel, err := c.name(p, channels...)
	if err != nil {
		return err
	}
	if channel == "" {
		return p.bad(channels[0], "is missing: name the channel that the user joins")
	}
	uid, err := c.rtcUID(p)
	if err != nil {
		return err
	}
	role, err := p.role(publisher)
	if err != nil {
		return err
	}
	o.put(inputChannel, p.given(channels...), channel)
	o.put(inputRole, "role", role)
	o.rtcUser(uid, "uid")
	return nil
}

// token issues the token of an order, and answers it in the form that the
// endpoint has.
func (c *call) token(o order, as func(text string) any) (reply, error) {
	made, err := c.issue(o)
	if err != nil {
		return reply{}, err
	}
	return jsonReply(as(made.text)), nil
}

// tokenJSON is what most of the servers answer.
type tokenJSON struct {
	Token string `json:"token"`
}

// fetchedJSON is what the server of the RTC guide answers: the code is a text.
type fetchedJSON struct {
	Code  string `json:"code"`
	Token string `json:"token"`
}
