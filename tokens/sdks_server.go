package tokens

// chatREST holds the answers that a token can bring about. What a 401 says
// depends on the call: registering users answers any of them by the first text.
var chatREST = SDK{
	ID: "chat-rest", Title: "Chat REST", Prefix: "Unable to authenticate ", Where: "the HTTP status, with error and error_description in the body",
	Codes: []SDKCode{
		{
			Code: "401", Name: "registration is not open, please contact the app admin",
			Aliases: []string{"Open registration doesn't allow, so register user need token"},
			Perhaps: []Failure{FailNoToken, FailAppID, FailSignature, FailRole, FailInvalid, FailExpired},
			Meaning: "the service did not accept the app token, without which nobody may register; it seldom has to do with a setting of the app",
			Advice:  "list one user with the same token: the answer to that tells what is wrong with it",
		},
		{
			Code: "401", Name: "Unable to authenticate due to expired access token", Failures: []Failure{FailNoToken, FailExpired},
			Meaning: "the token has ended, or there was none", Advice: "build a new one; if it is new, check the clock of the machine that built it",
		},
		{
			Code: "401", Name: "Unable to authenticate due to corrupt access token", Failures: []Failure{FailInvalid},
			Meaning: "the token is damaged, or none for Chat", Advice: "send a Chat app token, whole and without blanks",
		},
		{
			Code: "401", Name: "Unable to authenticate", Aliases: []string{"auth_bad_access_token"}, Failures: []Failure{FailAppID, FailSignature}, Perhaps: []Failure{FailHost},
			Meaning: "the token is well-formed, but not for this app or this host",
			Advice:  "check the App ID and the App Certificate it is built with, and the REST host: each data centre has its own",
		},
		{
			Code: "401", Name: "Unable to authenticate (OAuth)", Perhaps: []Failure{FailInvalid, FailExpired}, Unverified: true,
			Meaning: "the token is not accepted or has ended", Advice: "build a new one with the App ID and the App Certificate of this app",
		},
		{
			Code: "401", Name: "token is illegal", Perhaps: []Failure{FailUser, FailAppID}, Unverified: true,
			Meaning: "the token was built from other values than the request has", Advice: "check that it is of this App ID, and for this user if it is a user token",
		},
		{
			Code: "401", Name: "Subject does not have permission", Failures: []Failure{FailRole},
			Meaning: "the token does not permit the call: it is a user token where an app token is needed", Advice: "send a Chat app token",
		},
		{Code: "403", Name: "forbidden_op", Aliases: []string{"forbidden_service_operation"}, Meaning: "the feature is not enabled for the app, or the app or the user is banned", Advice: "look at the project in the Agora Console; another token does not help"},
		{
			Code: "404", Name: "organization_application_not_found", Aliases: []string{"Could not find application for"}, Failures: []Failure{FailHost},
			Meaning: "the service does not know the app at this host", Advice: "check the REST host, and the AppKey or App ID in the path",
		},
		{
			Code: "404", Name: "service_resource_not_found", Aliases: []string{"Service resource not found", "UserNotFoundException"}, Failures: []Failure{FailUnknownUser},
			Meaning: "no user of this name is registered; it does not prove that the token is good", Advice: "register the username, in lower-case letters",
		},
		{Code: "429", Name: "reach_limit", Aliases: []string{"This request has reached api limit"}, Meaning: "there are more calls in a second than the app may make", Advice: "wait and try again; another token does not help"},
		{Code: "429", Name: "resource_limited", Aliases: []string{"You have exceeded the limit"}, Meaning: "the app has used up what its plan allows", Advice: "look at the plan in the Agora Console: trying again does not help"},
	},
}

var classroom = SDK{
	ID: "classroom", Title: "Flexible Classroom", Where: "the error of launch, and the HTTP status beneath it",
	Codes: []SDKCode{
		{
			Code: "600001-1", Aliases: []string{"600001"}, Failures: []Failure{FailUser, FailChannel, FailRole, FailInvalid}, Perhaps: []Failure{FailNoToken, FailAppID, FailSignature, FailExpired},
			Meaning: "launching the classroom failed with the HTTP status 401: the token is of the wrong kind, such as a Signaling token, or not for this room, user or role",
			Advice:  "launch with a Flexible Classroom token for the room, the user and the role",
		},
		{
			Code: "401", Perhaps: []Failure{FailNoToken, FailUser, FailChannel, FailAppID, FailSignature, FailRole, FailInvalid, FailExpired},
			Meaning: "the service does not accept the token; launch shows it as 600001-1", Advice: "send a Flexible Classroom token as Authorization: agora token=…",
		},
	},
}
