package tokens

var rtm1 = SDK{
	ID: "rtm1", Title: "Signaling 1.x", Prefix: "LOGIN_ERR_", Where: "the callback of login",
	Codes: []SDKCode{
		{Code: "1", Name: "LOGIN_ERR_UNKNOWN", Aliases: []string{"AgoraRtmLoginErrorUnknown"}, Meaning: "logging in failed for a reason that is not known", Advice: "try again, and check the network"},
		{Code: "2", Name: "LOGIN_ERR_REJECTED", Aliases: []string{"AgoraRtmLoginErrorRejected"}, Perhaps: []Failure{FailInvalid}, Meaning: "the server rejects the login, or the SDK is not initialized", Advice: "check App ID and token, and whether Signaling is enabled for the project"},
		{Code: "3", Name: "LOGIN_ERR_INVALID_ARGUMENT", Aliases: []string{"AgoraRtmLoginErrorInvalidArgument"}, Meaning: "an argument of login is not valid", Advice: "use a user ID of at most 64 bytes that is not empty and not the text null"},
		{Code: "4", Name: "LOGIN_ERR_INVALID_APP_ID", Aliases: []string{"AgoraRtmLoginErrorInvalidAppId"}, Perhaps: []Failure{FailAppID}, Meaning: "the App ID that the SDK is initialized with is not valid", Advice: "copy the App ID again: 32 hexadecimal characters without blanks"},
		{
			Code: "5", Name: "LOGIN_ERR_INVALID_TOKEN", Aliases: []string{"AgoraRtmLoginErrorInvalidToken"},
			Failures: []Failure{FailNoToken, FailUser, FailAppID, FailSignature, FailRole, FailInvalid, FailNotDynamic},
			Meaning:  "the token is not accepted: it is an RTC token, or for another user ID or App ID, or there is none",
			Advice:   "log in with a Signaling token for this user ID: the temporary token of the Agora Console is for RTC",
		},
		{Code: "6", Name: "LOGIN_ERR_TOKEN_EXPIRED", Aliases: []string{"AgoraRtmLoginErrorTokenExpired"}, Failures: []Failure{FailExpired}, Meaning: "the token has ended", Advice: "get a new token and log in again with it"},
		{Code: "7", Name: "LOGIN_ERR_NOT_AUTHORIZED", Aliases: []string{"AgoraRtmLoginErrorNotAuthorized"}, Meaning: "the login is not authorized", Advice: "check whether Signaling is enabled for the project"},
		{Code: "8", Name: "LOGIN_ERR_ALREADY_LOGGED_IN", Aliases: []string{"LOGIN_ERR_ALREADY_LOGIN", "AgoraRtmLoginErrorAlreadyLoggedIn"}, Meaning: "the user is logged in already, or has not logged out after being turned away", Advice: "log out before logging in"},
		{Code: "9", Name: "LOGIN_ERR_TIMEOUT", Aliases: []string{"AgoraRtmLoginErrorTimeout"}, Meaning: "logging in took longer than six seconds", Advice: "check the network"},
		{Code: "10", Name: "LOGIN_ERR_TOO_OFTEN", Aliases: []string{"AgoraRtmLoginErrorLoginTooOften"}, Meaning: "login was called more often than twice in a second", Advice: "wait between two calls"},
		{Code: "101", Name: "LOGIN_ERR_NOT_INITIALIZED", Aliases: []string{"AgoraRtmLoginErrorNotInitialized"}, Meaning: "the SDK is not initialized", Advice: "initialize it with the App ID before logging in"},
	},
}

// The order of the two causes that have to do with tokens is not that of login.
var rtm1Renew = SDK{
	ID: "rtm1-renew", Title: "Signaling 1.x, renewing", Prefix: "RENEW_TOKEN_ERR_", Where: "the callback of renewToken, whose 5 and 6 are those of login exchanged",
	Codes: []SDKCode{
		{Code: "1", Name: "RENEW_TOKEN_ERR_FAILURE", Aliases: []string{"AgoraRtmRenewTokenErrorFailure"}, Meaning: "renewing failed for a reason that is not known", Advice: "get a new token and try again"},
		{Code: "2", Name: "RENEW_TOKEN_ERR_INVALID_ARGUMENT", Aliases: []string{"AgoraRtmRenewTokenErrorInvalidArgument"}, Meaning: "the argument is not valid", Advice: "hand over a token that is not empty"},
		{Code: "3", Name: "RENEW_TOKEN_ERR_REJECTED", Aliases: []string{"AgoraRtmRenewTokenErrorRejected"}, Meaning: "the service is not initialized, in some releases a number that is kept for later use"},
		{Code: "4", Name: "RENEW_TOKEN_ERR_TOO_OFTEN", Aliases: []string{"AgoraRtmRenewTokenErrorTooOften"}, Meaning: "renewToken was called more often than twice in a second", Advice: "wait between two calls"},
		{Code: "5", Name: "RENEW_TOKEN_ERR_TOKEN_EXPIRED", Aliases: []string{"AgoraRtmRenewTokenErrorTokenExpired"}, Perhaps: []Failure{FailExpired}, Meaning: "the new token has ended itself", Advice: "hand over a token that was built just now"},
		{
			Code: "6", Name: "RENEW_TOKEN_ERR_INVALID_TOKEN", Aliases: []string{"AgoraRtmRenewTokenErrorInvalidToken"}, Failures: []Failure{FailRenew}, Perhaps: []Failure{FailUser, FailAppID, FailSignature, FailInvalid},
			Meaning: "the new token is not accepted", Advice: "build a Signaling token for the user ID that is logged in",
		},
		{Code: "101", Name: "RENEW_TOKEN_ERR_NOT_INITIALIZED", Aliases: []string{"AgoraRtmRenewTokenErrorNotInitialized"}, Meaning: "the SDK is not initialized", Advice: "initialize it with the App ID"},
		{Code: "102", Name: "RENEW_TOKEN_ERR_USER_NOT_LOGGED_IN", Aliases: []string{"AgoraRtmRenewTokenErrorNotLoggedIn"}, Meaning: "the user is not logged in", Advice: "log in with the new token"},
	},
}

var rtm2 = SDK{
	ID: "rtm2", Title: "Signaling 2.x", Prefix: "RTM_ERROR_", Where: "the error of login and of other calls",
	Codes: []SDKCode{
		{Code: "-10001", Name: "RTM_ERROR_NOT_INITIALIZED", Meaning: "the SDK is not initialized", Advice: "initialize it with the App ID"},
		{Code: "-10002", Name: "RTM_ERROR_NOT_LOGIN", Aliases: []string{"NOT_LOGIN"}, Perhaps: []Failure{FailExpired}, Meaning: "the user is not logged in, or not any more since the token has ended", Advice: "log out, and log in with a new token"},
		{Code: "-10003", Name: "RTM_ERROR_INVALID_APP_ID", Aliases: []string{"INVALID_APP_ID"}, Perhaps: []Failure{FailAppID}, Meaning: "the App ID that the SDK is initialized with is not valid", Advice: "copy the App ID again: 32 hexadecimal characters without blanks"},
		{
			Code: "-10005", Name: "RTM_ERROR_INVALID_TOKEN", Failures: []Failure{FailNoToken, FailUser, FailSignature, FailRole, FailInvalid, FailNotDynamic},
			Meaning: "the token is not accepted: it is an RTC token, or for another user ID, or signed with another certificate, or there is none",
			Advice:  "log in with a Signaling token for this user ID: the temporary token of the Agora Console is for RTC",
		},
		{Code: "-10006", Name: "RTM_ERROR_INVALID_USER_ID", Aliases: []string{"INVALID_USER_ID"}, Meaning: "the user ID is not valid", Advice: "use at most 64 bytes, and not an empty text"},
		{Code: "-10008", Name: "RTM_ERROR_INVALID_CHANNEL_NAME", Aliases: []string{"INVALID_CHANNEL_NAME"}, Meaning: "the channel name is not valid", Advice: "use at most 64 bytes, and not an empty name"},
		{Code: "-10009", Name: "RTM_ERROR_TOKEN_EXPIRED", Failures: []Failure{FailExpired}, Meaning: "the token has ended", Advice: "log out, and log in with a new token"},
		{Code: "-10010", Name: "RTM_ERROR_LOGIN_NO_SERVER_RESOURCES", Meaning: "no server is free", Advice: "try again in a while"},
		{Code: "-10011", Name: "RTM_ERROR_LOGIN_TIMEOUT", Aliases: []string{"LOGIN_TIMEOUT"}, Meaning: "logging in took too long", Advice: "check the network, and whether a firewall is on the way"},
		{
			Code: "-10012", Name: "RTM_ERROR_LOGIN_REJECTED", Aliases: []string{"LOGIN_REJECTED"}, Perhaps: []Failure{FailNoToken, FailInvalid},
			Meaning: "the server rejects the login, often because of an RTC token or none", Advice: "log in with a Signaling token, and check whether the project is enabled",
		},
		{Code: "-10013", Name: "RTM_ERROR_LOGIN_ABORTED", Aliases: []string{"LOGIN_ABORTED"}, Meaning: "logging in ended with an error that cannot be undone, such as a login of the same user elsewhere", Advice: "give each device a user ID of its own, and log in again"},
		{Code: "-10014", Name: "RTM_ERROR_INVALID_PARAMETER", Meaning: "a parameter is not one that the call takes"},
		{Code: "-10015", Name: "RTM_ERROR_LOGIN_NOT_AUTHORIZED", Aliases: []string{"LOGIN_NOT_AUTHORIZED"}, Meaning: "Signaling is not enabled for the project", Advice: "enable it in the Agora Console; another token does not help"},
		{Code: "-10016", Name: "RTM_ERROR_INCONSISTENT_APPID", Aliases: []string{"INCONSISTENT_APPID"}, Failures: []Failure{FailAppID}, Meaning: "the token is of another App ID than the SDK", Advice: "build it with the App ID and App Certificate of the project that the SDK is initialized with"},
		{Code: "-10021", Name: "RTM_ERROR_OPERATION_RATE_EXCEED_LIMITATION", Meaning: "calls follow one another too fast", Advice: "wait between two calls"},
		{Code: "-10023", Name: "RTM_ERROR_LOGIN_CANCELED", Meaning: "a later login or logout has taken the place of this login"},
		{Code: "-10025", Name: "RTM_ERROR_NOT_CONNECTED", Meaning: "there is no connection", Advice: "check the network"},
		{Code: "-10026", Name: "RTM_ERROR_RENEW_TOKEN_TIMEOUT", Aliases: []string{"RENEW_TOKEN_TIMEOUT"}, Meaning: "renewing the token took too long", Advice: "check the network, and call renewToken again"},
		{Name: "onTokenPrivilegeWillExpire", Aliases: []string{"tokenPrivilegeWillExpire", "TokenPrivilegeWillExpire"}, Failures: []Failure{FailWillExpire}, Meaning: "the token ends in 30 seconds", Advice: "get a new token and hand it to renewToken"},
	},
}

// To join a stream channel takes an RTC token, besides the Signaling token of
// the login.
var rtm2Channel = SDK{
	ID: "rtm2-channel", Title: "Signaling 2.x, channels", Prefix: "RTM_ERROR_CHANNEL_", Where: "the error of joining, subscribing and publishing",
	Codes: []SDKCode{
		{Code: "-11001", Name: "RTM_ERROR_CHANNEL_NOT_JOINED", Meaning: "the user is not in the stream channel", Advice: "join it before the call"},
		{Code: "-11002", Name: "RTM_ERROR_CHANNEL_NOT_SUBSCRIBED", Meaning: "the user has not subscribed to the channel", Advice: "subscribe before the call"},
		{Code: "-11004", Name: "RTM_ERROR_CHANNEL_IN_REUSE", Meaning: "an RTC SDK of the same app is in this channel", Advice: "use another channel name for one of the two"},
		{Code: "-11005", Name: "RTM_ERROR_CHANNEL_INSTANCE_EXCEED_LIMITATION", Meaning: "there are as many channels as there may be", Advice: "release those that are not used"},
		{Code: "-11006", Name: "RTM_ERROR_CHANNEL_IN_ERROR_STATE", Meaning: "the channel has failed", Advice: "release it and join again"},
		{
			Code: "-11007", Name: "RTM_ERROR_CHANNEL_JOIN_FAILED", Aliases: []string{"CHANNEL_JOIN_FAILED"}, Failures: append(notAccepted[:len(notAccepted):len(notAccepted)], FailRole, FailExpired, FailNotDynamic),
			Meaning: "joining the stream channel failed, often because the token is a Signaling token, or for another channel or user ID, or has ended",
			Advice:  "join with an RTC token for this channel and the user ID that is logged in",
		},
		{Code: "-11012", Name: "RTM_ERROR_CHANNEL_NOT_AVAILABLE", Meaning: "stream channels are not available", Advice: "check whether they are enabled for the project in the Agora Console"},
		{Code: "-11019", Name: "RTM_ERROR_CHANNEL_SUBSCRIBE_TIMEOUT", Meaning: "subscribing took too long", Advice: "check the network"},
		{Code: "-11021", Name: "RTM_ERROR_CHANNEL_SUBSCRIBE_FAILED", Meaning: "subscribing failed", Advice: "try again"},
		{Code: "-11024", Name: "RTM_ERROR_CHANNEL_PUBLISH_MESSAGE_FAILED", Meaning: "publishing a message failed", Advice: "try again"},
		{Code: "-11033", Name: "RTM_ERROR_CHANNEL_RECEIVER_OFFLINE", Meaning: "the user whom the message is for is not logged in"},
		{Code: "-11034", Name: "RTM_ERROR_CHANNEL_JOIN_CANCELED", Meaning: "a later call has taken the place of this join"},
	},
}
