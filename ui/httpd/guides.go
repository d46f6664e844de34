package httpd

import "net/http"

// guideEndpoints are those of the guides' sample servers and of the community.
// What they are asked and what they answer is what clients that were written
// for those send and read, as of July 2026. Times that count from now are in
// seconds.
func guideEndpoints() []endpoint {
	chat := &chatServer{}
	return []endpoint{
		accessTokenEndpoint(),
		fetchEndpoint(http.MethodGet),
		fetchEndpoint(http.MethodPost),
		chatUserEndpoint(chat),
		generateUserEndpoint(),
		generateAppEndpoint(),
		getTokenEndpoint(),
		containerEndpoint(),
		generateTextEndpoint(),
		rtcPathEndpoint(),
		rtmPathEndpoint(),
		rtePathEndpoint("/rte/{channel}/{role}/{type}/{rtcuid}", "/rte/lobby/publisher/uid/12345/?expiry=3600"),
		rtePathEndpoint("/rte/{channel}/{role}/{type}/{rtcuid}/{rtmuid}", "/rte/lobby/publisher/uid/12345/alice/?expiry=3600"),
		chatAppPathEndpoint(),
		chatUserPathEndpoint("/chat/account/{id}", "/chat/account/alice/?expiry=3600"),
		chatUserPathEndpoint("/chat/userAccount/{id}", "/chat/userAccount/alice/?expiry=3600"),
		{
			Endpoint: Endpoint{Method: http.MethodGet, Path: "/ping", Doc: "says that the server is there", Target: "/ping"},
			answer:   form{jsonAnswer, objectSchema(property{"message", textSchema("pong"), true}), "the server is there"},
			handle:   pong,
		},
	}
}

// The content types of answers, as the table has them.
const (
	jsonAnswer = "application/json"
	textAnswer = "text/plain"
)

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
			roleParameter(inBody, subscriber),
			lifetimeParameter(inBody, "expire"),
			versionParameter(inBody),
		},
		answer: tokenForm("the token"),
		handle: getToken,
	}
}

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
