package tokens

// What AgoraRTC says since 4.0. The code is that of its errors; the flag 4096
// in the message stands for any refusal.
var rtcWeb = SDK{
	ID: "rtc-web", Title: "RTC Web", Where: "AgoraRTCError, by its code and message, since 4.0",
	Codes: []SDKCode{
		{
			Code: codeGateway, Name: "invalid token, authorized failed", Aliases: []string{"4096"},
			Failures: []Failure{FailUser, FailChannel, FailAppID, FailSignature, FailInvalid},
			Meaning:  "the token is not accepted: App ID, channel name or user ID of the token are not those of the call, or it was signed with another certificate",
			Advice:   "decode the token, and compare what it holds with what the app joins with: join takes a number for a user ID and a string for a user account",
		},
		{
			Code: codeGateway, Name: "dynamic key or token timeout", Aliases: []string{"4096"}, Failures: []Failure{FailExpired},
			Meaning: "the token has ended", Advice: "get a new token from your token server and join with it",
		},
		{
			Code: codeGateway, Name: "dynamic use static key", Aliases: []string{"4096"}, Failures: []Failure{FailNoToken},
			Meaning: "the project has an App Certificate, so it needs a token, and there was none", Advice: "join with a token: an App ID or null in its place is not one",
		},
		{
			Code: codeGateway, Name: "static use dynamic key", Aliases: []string{"4096"}, Failures: []Failure{FailNotDynamic}, Unverified: true,
			Meaning: "the project has no App Certificate, so it takes no token, and there was one", Advice: "enable the App Certificate in the Agora Console, or join with null in place of the token",
		},
		{
			Code: codeGateway, Name: "invalid vendor key, can not find appid", Aliases: []string{"4096"}, Perhaps: []Failure{FailAppID}, Unverified: true,
			Meaning: "the service does not know the App ID", Advice: "copy the App ID again, and check that the project is enabled",
		},
		{
			Code: "UNEXPECTED_RESPONSE", Name: "ERR_NO_AUTHORIZED: error to verify token permission", Aliases: []string{"110"}, Failures: []Failure{FailRenew},
			Meaning: "renewing failed, because the new token is not accepted", Advice: "hand renewToken a token for the same App ID, channel and user ID that the user has joined with",
		},
		{Name: "token-privilege-will-expire", Aliases: []string{"onTokenPrivilegeWillExpire"}, Failures: []Failure{FailWillExpire}, Meaning: "the token ends in 30 seconds", Advice: "get a new token and hand it to renewToken"},
		{Name: "token-privilege-did-expire", Aliases: []string{"onTokenPrivilegeDidExpire"}, Perhaps: []Failure{FailExpired}, Meaning: "the token has ended, and the user is out of the channel", Advice: "get a new token and join again with it"},
	},
}

// What AgoraRTC said before 4.0. 119 and 120 mean something else in the native
// SDKs.
var rtcWebLegacy = SDK{
	ID: "rtc-web-legacy", Title: "RTC Web before 4.0", Prefix: "ERR_", Where: "the callback of join, and the console of the browser", Aside: "before 4.0:",
	Codes: []SDKCode{
		{Code: "2", Name: "K_TIMESTAMP_EXPIRED", Perhaps: []Failure{FailExpired}, Meaning: "the token has ended", Advice: "get a new token and join again with it"},
		{Code: "3", Name: "K_CHANNEL_PERMISSION_INVALID", Perhaps: []Failure{FailRole}, Meaning: "the user may not join the channel"},
		{Code: "4", Name: "K_CERTIFICATE_INVALID", Perhaps: []Failure{FailSignature}, Meaning: "the App Certificate is not valid", Advice: "sign with a certificate of the project that the App ID is of"},
		{Code: "14", Name: "K_UID_BANNED", Meaning: "the user ID is banned", Advice: "another token does not lift a ban"},
		{Code: "101", Name: "ERR_INVALID_VENDOR_KEY", Perhaps: []Failure{FailAppID}, Meaning: "the App ID is not valid", Advice: "copy the App ID again: 32 hexadecimal characters without blanks"},
		{Code: "102", Name: "ERR_INVALID_CHANNEL_NAME", Meaning: "the channel name is not valid", Advice: "use at most 64 bytes of the characters that Agora lists, and not an empty name"},
		{Code: "109", Name: "ERR_DYNAMIC_KEY_TIMEOUT", Failures: []Failure{FailExpired}, Meaning: "the token has ended, or was not used within a day", Advice: "get a new token and join again with it"},
		{
			Code: "110", Name: "ERR_NO_AUTHORIZED", Failures: []Failure{FailUser, FailChannel, FailAppID, FailSignature, FailInvalid, FailRenew},
			Meaning: "the token is not accepted: App ID, channel name or user ID of the token are not those of the call, or it was signed with another certificate",
			Advice:  "decode the token, and compare what it holds with what the app joins with",
		},
		{Code: "116", Name: "ERR_NO_ACTIVE_STATUS", Meaning: "the project is not active", Advice: "look at the project in the Agora Console"},
		{Code: "117", Name: "ERR_INVALID_UID", Meaning: "the user ID is not valid", Advice: "use a number from 1 to 4294967295, or null to get one"},
		{Code: "118", Name: "ERR_DYNAMIC_KEY_EXPIRED", Perhaps: []Failure{FailExpired}, Meaning: "the token has ended", Advice: "get a new token and join again with it"},
		{
			Code: "119", Name: "ERR_STATIC_USE_DYNAMIC_KEY", Failures: []Failure{FailNotDynamic},
			Meaning: "the project has no App Certificate, so it takes no token, and there was one", Advice: "enable the App Certificate in the Agora Console, or join with null in place of the token",
		},
		{
			Code: "120", Name: "ERR_DYNAMIC_USE_STATIC_KEY", Failures: []Failure{FailNoToken},
			Meaning: "the project has an App Certificate, so it needs a token, and there was none", Advice: "join with a token: an App ID or null in its place is not one",
		},
	},
}
