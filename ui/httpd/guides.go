package httpd

import "net/http"

// guideEndpoints are those of the guides' sample servers and of the community.
// What they are asked and what they answer is what clients that were written
// for those send and read, as of July 2026. Times that count from now are in
// seconds. Each row stands beside its handler.
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
		pingEndpoint(),
	}
}

func pingEndpoint() endpoint {
	return endpoint{
		Endpoint: Endpoint{Method: http.MethodGet, Path: "/ping", Doc: "says that the server is there", Target: "/ping"},
		answer:   form{jsonAnswer, objectSchema(property{"message", textSchema("pong"), true}), "the server is there"},
		handle:   ping,
	}
}

func ping(*call) (reply, error) {
	return jsonReply(map[string]string{"message": "pong"}), nil
}
