package httpd

import "net/http"

// The rest of the table of guideEndpoints: Chat, and the paths.

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
		handle: s.userToken,
	}
}

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

func rtcPathParameters(own ...parameter) []parameter {
	return append([]parameter{
		{inPath, "channel", true, textSchema("the channel name")},
		{inPath, "role", true, choiceSchema("what the user may do", publisher, subscriber)},
		{inPath, "type", true, choiceSchema("what rtcuid is: a number, or a user account", "uid", "userAccount")},
		{inPath, "rtcuid", true, textSchema("the user ID, 0 for any, or the user account")},
	}, own...)
}

func uidParameter(in place) parameter {
	return parameter{in, "uid", false, eitherSchema("the user ID, or the user account; 0 lets any user join").with("default", 0)}
}

func roleParameter(in place, absent string) parameter {
	return parameter{in, "role", false, eitherSchema("publisher or 1, subscriber or 2").with("default", absent)}
}

func lifetimeParameter(in place, name string) parameter {
	return parameter{in, name, false, wholeSchema("how long the token lasts, in seconds").with("default", 3600).with("maximum", MaxLifetime)}
}

func versionParameter(in place) parameter {
	return parameter{in, "version", false, choiceSchema("of the token; that of the server if there is none", "007", "006")}
}
