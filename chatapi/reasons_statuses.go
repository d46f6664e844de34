package chatapi

import "net/http"

// statuses are the reasons of which nothing but the HTTP status tells.
var statuses = []reason{
	{
		kind: KindRequestInvalid, ofUser: true, signs: []sign{{status: http.StatusBadRequest}},
		meaning: "the service finds the request wrong", advice: "compare its values with the limits of Chat",
		quote: true,
	},
	{
		kind: KindPathUnknown, signs: []sign{{status: http.StatusNotFound}},
		meaning: "the host has nothing at this path", advice: "check that it is the REST host that the Agora Console shows under Chat, Application Information, REST API",
		quote: true,
	},
	{
		kind: KindMethodNotAllowed, signs: []sign{{status: http.StatusMethodNotAllowed}},
		meaning: "the host takes no request of this method at this path", advice: "check that it is the REST host of Chat, and that no proxy changes the request",
	},
	{
		kind: KindRequestTimeout, signs: []sign{{status: http.StatusRequestTimeout}},
		meaning: "the service has waited too long for the request", advice: "repeat it; if it goes on, the way to the service is slow",
		passing: true,
	},
	{
		kind: KindBodyTooLarge, signs: []sign{{status: http.StatusRequestEntityTooLarge}},
		meaning: "the body of the request is too large", advice: "put fewer users or shorter values into one request",
	},
	{
		kind: KindMediaType, signs: []sign{{status: http.StatusUnsupportedMediaType}},
		meaning: "the service does not take the body as JSON", advice: "something on the way has changed the header Content-Type: try without a proxy",
	},
	{
		kind: KindRateLimited, signs: []sign{{code: "reach_limit"}, {status: http.StatusTooManyRequests}},
		meaning: "the app makes more requests a second than the service allows", advice: "wait a moment and repeat; the apps of its users count too, for some requests",
		passing: true,
	},
	{
		kind: KindURLWrong, signs: []sign{{status: http.StatusInternalServerError, code: "web_application"}},
		meaning: "the service does not understand the URL", advice: "compare the REST host and the AppKey or App ID with the Agora Console",
	},
	{
		kind: KindServerError, signs: []sign{{status: http.StatusInternalServerError}},
		meaning: "the service has failed at the request", advice: "try again later; if it goes on, give Agora's support the time and the request ID",
		quote: true,
	},
	{
		kind: KindNotImplemented, signs: []sign{{status: http.StatusNotImplemented}},
		meaning: "the service does not know how to do this", advice: "check that the host is the REST host of Chat",
	},
	{
		kind: KindBadGateway, signs: []sign{{status: http.StatusBadGateway}},
		meaning: "the gateway gets no answer from the service behind it", advice: "repeat in a moment; it may also mean too many requests",
		passing: true,
	},
	{
		kind: KindUnavailable, signs: []sign{{status: http.StatusServiceUnavailable}},
		meaning: "the service is overloaded or down", advice: "repeat in a while",
		passing: true,
	},
	{
		kind: KindGatewayTimeout, signs: []sign{{status: http.StatusGatewayTimeout}},
		meaning: "the service behind the gateway has not answered in time", advice: "look at what has become of the request before it is repeated by hand",
		passing: true,
	},
	{
		kind:    KindRefused,
		meaning: "the service refuses the request", advice: "look up the HTTP status",
		quote: true,
	},
	{
		kind: KindNoEffect, ofUser: true,
		meaning: "the service says that the request had no effect", advice: "look whether there was anything to do: to be logged out of a device, a user must be logged in on it",
	},
}
