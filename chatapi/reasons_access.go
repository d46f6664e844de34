package chatapi

import "net/http"

// refusals are the reasons that have to do with tokens and permissions. The
// wording of a 401 depends on the call: registering says that registration is
// not open whatever is wrong with the token, and the others tell what it is.
var refusals = []reason{
	{
		kind: KindRegistrationClosed, signs: []sign{{words: "registration is not open"}, {words: "open registration doesn't allow"}},
		meaning: "the service did not accept the app token, without which nobody may register", advice: "it seldom has to do with a setting of the app: check the connection, which tells what is wrong with the token",
	},
	{
		kind: KindTokenExpired, signs: []sign{{words: "due to expired access token"}},
		meaning: "the token has ended, or there was none", advice: "build a new one; if it is new, check the clock of this machine",
	},
	{
		kind: KindTokenCorrupt, signs: []sign{{words: "due to corrupt access token"}},
		meaning: "the token is damaged, or none for Chat", advice: "use a Chat app token, whole and without blanks",
	},
	{
		kind: KindTokenForeign, signs: []sign{{code: "auth_bad_access_token", words: "unable to authenticate"}},
		meaning: "the token is well-formed, but not for this app or this host", advice: "check the App ID and the App Certificate it is built with, and the REST host: each data centre has its own",
	},
	{
		kind: KindTokenRefused, signs: []sign{{status: http.StatusUnauthorized, words: "unable to authenticate"}},
		meaning: "the token is invalid or has ended", advice: "build a new one with the App ID and the App Certificate of this app",
	},
	{
		kind: KindTokenIllegal, signs: []sign{{words: "token is illegal"}},
		meaning: "the token was made from other values than the request has", advice: "check that the token is of this App ID, and for this user if it is a user token",
	},
	{
		kind: KindTokenNotPermitted, signs: []sign{{words: "subject does not have permission"}},
		meaning: "the token does not permit this: it is a user token where an app token is needed, or of another user", advice: "use a Chat app token",
	},
	{
		kind: KindUnauthorized, signs: []sign{{status: http.StatusUnauthorized}},
		meaning: "the service does not accept the token", advice: "check the connection, which tells the reason where there is one",
		quote: true,
	},
	{
		kind: KindFeatureClosed, signs: []sign{{code: "forbidden_op"}},
		meaning: "this feature is not enabled for the app", advice: "enable it in the Agora Console, or ask Agora's support to",
		quote: true,
	},
	{
		kind: KindServiceForbidden, signs: []sign{{code: "forbidden_service_operation"}},
		meaning: "the service is closed to this app or user, or the app or user is banned", advice: "look at the state of the project and of the user in the Agora Console",
		quote: true,
	},
	{
		kind: KindForbidden, signs: []sign{{status: http.StatusForbidden}},
		meaning: "the service forbids the request", advice: "check whether the app allows only some IP addresses, and whether a proxy or firewall is on the way",
		quote: true,
	},
}
