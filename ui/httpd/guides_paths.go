package httpd

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"atc/keystore/secret"
	"atc/tokens"
)

// The paths of the community's Go service, which the token URL of the UI kits
// leads to.

func rtcPathEndpoint() endpoint {
	return endpoint{
		Endpoint: Endpoint{
			Method: http.MethodGet, Path: "/rtc/{channel}/{role}/{type}/{rtcuid}", Kind: kindRTC,
			Doc:    "an RTC token, as the token URL of the UI kits is asked for it",
			Target: "/rtc/lobby/publisher/uid/12345/?expiry=3600",
		},
		parameters: rtcPathParameters(lifetimeParameter(inQuery, "expiry"), versionParameter(inQuery)),
		answer:     form{jsonAnswer, objectSchema(property{"rtcToken", textSchema("the token"), true}), "the token"},
		errors:     statusShape(),
		handle:     rtcPath,
	}
}

// rtcPath answers {"rtcToken"}.
func rtcPath(c *call) (reply, error) {
	o, err := c.rtcOrder()
	if err != nil {
		return reply{}, err
	}
	return c.token(o, func(text string) any { return rtcJSON{text} })
}

func rtmPathEndpoint() endpoint {
	return endpoint{
		Endpoint: Endpoint{
			Method: http.MethodGet, Path: "/rtm/{uid}", Kind: kindRTM,
			Doc:    "a Signaling token, as the community's service answers it",
			Target: "/rtm/alice/?expiry=3600",
		},
		parameters: []parameter{
			{inPath, "uid", true, textSchema("the Signaling user")},
			lifetimeParameter(inQuery, "expiry"), versionParameter(inQuery),
		},
		answer: form{jsonAnswer, objectSchema(property{"rtmToken", textSchema("the token"), true}), "the token"},
		errors: statusShape(),
		handle: rtmPath,
	}
}

// rtmPath answers {"rtmToken"}.
func rtmPath(c *call) (reply, error) {
	o, err := c.rtmOrder("uid")
	if err != nil {
		return reply{}, err
	}
	return c.token(o, func(text string) any { return rtmJSON{text} })
}

func rtePathEndpoint(path, target string) endpoint {
	own := []parameter{lifetimeParameter(inQuery, "expiry"), versionParameter(inQuery)}
	doc := "an RTC and a Signaling token, as the community's service answers them"
	if path == "/rte/{channel}/{role}/{type}/{rtcuid}/{rtmuid}" {
		doc += ", for users with different names"
		own = append([]parameter{{inPath, "rtmuid", true, textSchema("the Signaling user")}}, own...)
	}
	return endpoint{
		Endpoint:   Endpoint{Method: http.MethodGet, Path: path, Doc: doc, Target: target},
		parameters: rtcPathParameters(own...),
		answer: form{jsonAnswer, objectSchema(
			property{"rtcToken", textSchema("the RTC token"), true},
			property{"rtmToken", textSchema("the Signaling token"), true},
		), "the tokens"},
		errors: statusShape(),
		handle: rtePath,
	}
}

// rtePath answers both, which are two tokens. The log is told of the first, and
// of the end that comes first.
func rtePath(c *call) (reply, error) {
	rtcOrder, err := c.rtcOrder()
	if err != nil {
		return reply{}, err
	}
	user := "rtmuid"
	if c.pathValue(user) == "" {
		user = "rtcuid"
		if c.pathValue(user) == "0" {
			return reply{}, bad("rtmuid", "is missing: Signaling knows no user 0, so add the Signaling user to the path")
		}
	}
	rtmOrder, err := c.rtmOrder(user)
	if err != nil {
		return reply{}, err
	}
	rtc, err := c.issue(rtcOrder)
	if err != nil {
		return reply{}, err
	}
	rtm, err := c.issue(rtmOrder)
	if err != nil {
		return reply{}, err
	}
	c.notePair(&rtc, &rtm)
	return jsonReply(rteJSON{rtc.text, rtm.text}), nil
}

// notePair tells the log of two tokens in one answer.
func (c *call) notePair(first, second *issued) {
	s := c.served
	s.Kind, s.Token = first.kind+" and "+second.kind, secret.New(first.text)
	if channel, user := subjectOfToken(first.token); first.token.Version == tokens.AccessToken2 {
		s.Channel, s.User = channel, cmp.Or(user, s.User)
	} else {
		s.Channel = c.pathValue("channel")
	}
	if first.ends.Before(s.Ends) {
		s.Ends = first.ends
	}
}

func rtcPathParameters(own ...parameter) []parameter {
	return append([]parameter{
		{inPath, "channel", true, textSchema("the channel name")},
		{inPath, "role", true, choiceSchema("what the user may do", publisher, subscriber)},
		{inPath, "type", true, choiceSchema("what rtcuid is: a number, or a user account", "uid", "userAccount")},
		{inPath, "rtcuid", true, textSchema("the user ID, 0 for any, or the user account")},
	}, own...)
}

// rtcOrder reads the parameters of a path for RTC: whether the user is a number
// or an account is said by the path itself.
func (c *call) rtcOrder() (order, error) {
	o, err := c.pathOrder(kindRTC)
	if err != nil {
		return o, err
	}
	channel, err := c.inPath("channel")
	if err != nil {
		return o, err
	}
	role, err := c.inPath("role")
	if err == nil {
		role, err = roleOf("role", role)
	}
	if err != nil {
		return o, err
	}
	user, err := c.inPath("rtcuid")
	if err != nil {
		return o, err
	}
	sort, err := c.inPath("type")
	if err != nil {
		return o, err
	}
	switch strings.ToLower(sort) {
	case "uid":
		o.put(inputUID, "rtcuid", user)
	case "useraccount", "account":
		o.kind = kindRTCAccount
		o.put(inputAccount, "rtcuid", user)
	default:
		return o, bad("type", "is neither uid nor userAccount, which say what the user ID after it is")
	}
	o.put(inputChannel, "channel", channel)
	o.put(inputRole, "role", role)
	return o, nil
}

// rtmOrder reads the parameters of a path for Signaling, whose user the path
// calls as it says.
func (c *call) rtmOrder(as string) (order, error) {
	o, err := c.pathOrder(kindRTM)
	if err != nil {
		return o, err
	}
	user, err := c.inPath(as)
	if err != nil {
		return o, err
	}
	o.put(inputUser, as, user)
	return o, nil
}

// pathOrder begins the order of a path with what stands in its query.
func (c *call) pathOrder(kind string) (order, error) {
	p, version, err := c.asked()
	if err != nil {
		return order{}, err
	}
	o := newOrder(kind, version)
	err = c.pathLifetime(&o, p)
	return o, err
}

// pathLifetime reads ?expiry=, which early clients call expireTime, or give as
// a number alone: ?3600.
func (c *call) pathLifetime(o *order, p *params) error {
	names := []string{"expiry", "expireTime", "expire"}
	lifetime, err := p.seconds(names...)
	if err != nil {
		return err
	}
	for i := range p.members {
		m := &p.members[i]
		if _, err := strconv.ParseUint(m.name, 10, 32); lifetime == "" && err == nil && m.value.text == "" {
			lifetime = m.name
		}
	}
	o.put(inputLifetime, p.given(names...), lifetime)
	return nil
}

// What the paths answer.
type (
	rtcJSON struct {
		RTC string `json:"rtcToken"`
	}
	rtmJSON struct {
		RTM string `json:"rtmToken"`
	}
	rteJSON struct {
		RTC string `json:"rtcToken"`
		RTM string `json:"rtmToken"`
	}
)
