package chatapi

import (
	"net/http"
	"slices"
)

// answers are the reasons that the service gives, the more special before the
// more general. Codes and words are from its pages "HTTP status codes" and
// "User system registration", from those of Shengwang and Easemob, and from
// bodies that people have published.
var answers = slices.Concat(faults, refusals, statuses)

// faults are the reasons that lie in what is asked for.
var faults = []reason{
	{
		kind: KindPasswordsDiffer, ofUser: true, signs: []sign{{code: "duplicate_unique_property_exists", words: "different password"}, {words: "the same user", code: "illegal_argument"}},
		meaning: "a username stands twice in the list, with different passwords", advice: "leave one of the two out",
	},
	{
		kind: KindUserExists, ofUser: true, signs: []sign{{code: "duplicate_unique_property_exists"}, {status: http.StatusBadRequest, words: "already exist"}},
		meaning: "a user of this name exists already", advice: "use that user, or choose another username",
	},
	{
		kind: KindUsernameTooLong, ofUser: true, signs: []sign{{words: "username_too_long"}},
		meaning: "the username is too long", advice: "use one of at most 64 bytes",
	},
	{
		kind: KindNicknameTooLong, ofUser: true, signs: []sign{{words: "nickname_too_long"}},
		meaning: "the nickname is too long", advice: "use one of at most 100 characters",
	},
	{
		kind: KindPasswordNeeded, ofUser: true, signs: []sign{{words: "password or pin must"}},
		meaning: "this app registers nobody without a password", advice: "give the user a password",
	},
	{
		kind: KindNewPasswordNeeded, ofUser: true, signs: []sign{{words: "newpassword is required"}},
		meaning: "the new password is missing", advice: "give one that is not empty",
	},
	{
		kind: KindUsernameMissing, ofUser: true, signs: []sign{{words: "requires a property named username"}},
		meaning: "the username is missing", advice: "give one of the letters a-z, 0-9, _ - and .",
	},
	{
		kind: KindBatchTooLarge, signs: []sign{{words: "request body array size"}},
		meaning: "more users are in the list than one request may register", advice: "register at most 60 at once",
	},
	{
		kind: KindStatusesTooMany, signs: []sign{{words: "request body exceeds maximum limit"}},
		meaning: "the status of more users is asked for than one request may ask for", advice: "ask for at most 100 at once",
	},
	{
		kind: KindJSONMalformed, signs: []sign{{code: "json_parse"}},
		meaning: "the service cannot read the body of the request", advice: "this is a fault of atc or of something between it and the service: try without a proxy, and report it",
		quote: true,
	},
	{
		kind: KindUserUnknown, ofUser: true, signs: []sign{
			{status: http.StatusNotFound, code: "service_resource_not_found", user: true},
			{status: http.StatusNotFound, code: "entity_not_found"},
			{status: http.StatusBadRequest, code: "required_property_not_found", words: "not found"},
			{status: http.StatusBadRequest, code: "management", words: "does not exist"},
		},
		meaning: "no user of this name is registered", advice: "check the spelling, or register the user first",
	},
	{
		kind: KindUsernameIllegal, ofUser: true, signs: []sign{{status: http.StatusBadRequest, words: "is not legal"}},
		meaning: "the service does not take this username", advice: "use only the letters a-z, 0-9, _ - and .",
		quote: true,
	},
	{
		kind: KindAppUnknown, signs: []sign{{code: "organization_application_not_found"}},
		meaning: "this host knows no such app", advice: "compare the REST host and the AppKey or App ID with the Agora Console, Chat, Application Information; Chat must be enabled for the project",
	},
	{
		kind: KindGrantUserUnknown, signs: []sign{{status: http.StatusNotFound, code: "invalid_grant"}},
		meaning: "the user whom a token is asked for is not registered", advice: "register the user first, or exchange a token of a user who is",
	},
	{
		kind: KindGrantInvalid, signs: []sign{{code: "invalid_grant"}},
		meaning: "the service gives no token in return for this one", advice: "exchange a Chat app or user token that has not ended",
		quote: true,
	},
	{
		kind: KindConcurrent, ofUser: true, signs: []sign{{code: "concurrent_operation_error"}},
		meaning: "another request was changing the same thing at the same time", advice: "look at what has become of it, and repeat if it is needed still",
	},
	{
		kind: KindNoIndex, signs: []sign{{code: "no_full_text_index"}},
		meaning: "the service cannot search for what the request searches for", advice: "search for less, or look the user up by name",
		quote: true,
	},
	{
		kind: KindUnsupported, signs: []sign{{code: "unsupported_service_operation"}},
		meaning: "the service does not support this request", advice: "check that the Chat plan of the app includes it",
		quote: true,
	},
	{
		kind: KindQuotaReached, signs: []sign{{code: "resource_limited"}},
		meaning: "the app has as much as its plan allows, such as registered users", advice: "delete what is not needed, or move to a larger plan in the Agora Console; repeating does not help",
		quote: true,
	},
}
