package httpd

import (
	"strconv"

	"atc/tokens"
)

// The servers of the RTC guides.

// accessToken answers like the hosted sample of the RTC guide: expiredTs is a
// Unix time, and without one the token lasts as long as any does. The sample
// builds 006 tokens, whose privileges then have no end of their own.
func accessToken(c *call) (reply, error) {
	p, err := c.params()
	if err != nil {
		return reply{}, err
	}
	version, err := c.versionOr(p)
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
	case end <= uint64(max(now, 0)):
		return "", p.bad("expiredTs", "is over already: it is the Unix time, in seconds, when the token is to end")
	}
	return strconv.FormatUint(end-uint64(max(now, 0)), 10), nil
}

// fetchToken answers like the server of the RTC guide's web client, which sends
// its parameters as a JSON body even with GET. The guide's own server takes the
// names in any case of letters.
func fetchToken(c *call) (reply, error) {
	p, err := c.params()
	if err != nil {
		return reply{}, err
	}
	version, err := c.versionOr(p)
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
