package tokens

var rtcNative = SDK{
	ID: "rtc-native", Title: "RTC native", Prefix: "ERR_",
	Where: "onError, and negated as the result of a method", Negated: true,
	Codes: []SDKCode{
		{Code: "1", Name: "ERR_FAILED", Aliases: []string{"AgoraErrorCodeFailed"}, Meaning: "the call failed for a reason that has no code of its own", Advice: "call the method again, and look into the log of the SDK"},
		{
			Code: "2", Name: "ERR_INVALID_ARGUMENT", Aliases: []string{"AgoraErrorCodeInvalidArgument"}, Perhaps: []Failure{FailUser},
			Meaning: "a parameter is not one that the method takes, such as a channel name with characters that are not allowed",
			Advice:  "check channel name and user ID: a user ID is a number from 0 to 4294967295, a text is a user account and joins by another method",
		},
		{Code: "3", Name: "ERR_NOT_READY", Aliases: []string{"AgoraErrorCodeNotReady"}, Meaning: "the SDK is not ready", Advice: "initialize the engine before, and check the audio devices"},
		{Code: "5", Name: "ERR_REFUSED", Aliases: []string{"AgoraErrorCodeRefused"}, Meaning: "the SDK refuses the call in its present state", Advice: "check the order of the calls"},
		{Code: "7", Name: "ERR_NOT_INITIALIZED", Aliases: []string{"AgoraErrorCodeNotInitialized"}, Meaning: "the engine is not initialized", Advice: "initialize it with the App ID before any other call"},
		{Code: "9", Name: "ERR_NO_PERMISSION", Aliases: []string{"AgoraErrorCodeNoPermission"}, Meaning: "the app may not use the microphone or the camera", Advice: "ask for the permission of the operating system; a token has no part in it"},
		{Code: "10", Name: "ERR_TIMEDOUT", Aliases: []string{"AgoraErrorCodeTimedOut"}, Meaning: "the call took too long", Advice: "check the network"},
		{
			Code: "17", Name: "ERR_JOIN_CHANNEL_REJECTED", Aliases: []string{"AgoraErrorCodeJoinChannelRejected"},
			Meaning: "the call to join is rejected, because the user is in the channel already or a test call runs",
			Advice:  "leave the channel or stop the test before joining; a token has no part in it",
		},
		{Code: "18", Name: "ERR_LEAVE_CHANNEL_REJECTED", Aliases: []string{"AgoraErrorCodeLeaveChannelRejected"}, Meaning: "the call to leave is rejected, because the user is in no channel", Advice: "join before leaving"},
		{
			Code: "101", Name: "ERR_INVALID_APP_ID", Aliases: []string{"AgoraErrorCodeInvalidAppId"}, Perhaps: []Failure{FailAppID},
			Meaning: "the App ID that the SDK is initialized with is not valid", Advice: "copy the App ID again: 32 hexadecimal characters without blanks",
		},
		{
			Code: "102", Name: "ERR_INVALID_CHANNEL_NAME", Aliases: []string{"ERR_INVALID_CHANNEL_ID", "AgoraErrorCodeInvalidChannelId"},
			Meaning: "the channel name is not valid", Advice: "use at most 64 bytes of the characters that Agora lists, and not an empty name",
		},
		{Code: "103", Name: "ERR_NO_SERVER_RESOURCES", Aliases: []string{"AgoraErrorCodeNoServerResources"}, Meaning: "no server is free", Advice: "try another region"},
		{
			Code: "109", Name: "ERR_TOKEN_EXPIRED", Aliases: []string{"ERR_CHANNEL_KEY_EXPIRED", "AgoraErrorCodeTokenExpired"}, Failures: []Failure{FailExpired},
			Meaning: "the token has ended", Advice: "get a new token from your token server and hand it to renewToken, or join again with it; from 4.x on a reason of the connection says so",
		},
		{
			Code: "110", Name: "ERR_INVALID_TOKEN", Aliases: []string{"ERR_INVALID_CHANNEL_KEY", "AgoraErrorCodeInvalidToken"},
			Failures: append(notAccepted[:len(notAccepted):len(notAccepted)], FailNotDynamic, FailRenew),
			Meaning:  "the token is not accepted: App ID, channel name and user ID of the token are not those of the call, or it was signed with another certificate, or there is none",
			Advice:   "decode the token, and compare what it holds with what the app joins with; from 4.x on a reason of the connection says so",
		},
		{Code: "111", Name: "ERR_CONNECTION_INTERRUPTED", Aliases: []string{"AgoraErrorCodeConnectionInterrupted"}, Meaning: "the connection was interrupted, and the SDK tries to get it back", Advice: "check the network"},
		{Code: "112", Name: "ERR_CONNECTION_LOST", Aliases: []string{"AgoraErrorCodeConnectionLost"}, Meaning: "the connection is lost", Advice: "check the network"},
		{Code: "113", Name: "ERR_NOT_IN_CHANNEL", Aliases: []string{"AgoraErrorCodeNotInChannel"}, Meaning: "the user is in no channel", Advice: "join one before the call"},
		{
			Code: "119", Name: "ERR_SET_CLIENT_ROLE_NOT_AUTHORIZED", Failures: []Failure{FailRole},
			Meaning: "the user may not take this role; AgoraRTC before 4.0 means something else by 119",
			Advice:  "build the token for the role publisher, and join again with it",
		},
		{Code: "120", Name: "ERR_DECRYPTION_FAILED", Aliases: []string{"AgoraErrorCodeDecryptionFailed"}, Meaning: "what others send cannot be decrypted; AgoraRTC before 4.0 means something else by 120", Advice: "give all users of the channel the same encryption mode and key; a token has no part in it"},
		{Code: "121", Name: "ERR_INVALID_USER_ID", Meaning: "the user ID is not valid", Advice: "use a number from 1 to 4294967295, or 0 to get one"},
		{Code: "123", Name: "ERR_CLIENT_IS_BANNED_BY_SERVER", Meaning: "the server has banned the user", Advice: "look for a ban by the channel management API; another token does not lift it"},
		{Code: "134", Name: "ERR_INVALID_USER_ACCOUNT", Meaning: "the user account is not valid", Advice: "use at most 255 bytes, and not an empty text"},
		{Name: "onTokenPrivilegeWillExpire", Aliases: []string{"tokenPrivilegeWillExpire"}, Failures: []Failure{FailWillExpire}, Meaning: "the token ends in 30 seconds", Advice: "get a new token and hand it to renewToken"},
		{Name: "onRequestToken", Aliases: []string{"rtcEngineRequestToken"}, Perhaps: []Failure{FailExpired}, Meaning: "the token has ended, and the user is out of the channel", Advice: "get a new token and join again with it"},
	},
}

var rtcReasons = SDK{
	ID: "rtc-native-reasons", Title: "RTC native, reasons of the connection", Prefix: "CONNECTION_CHANGED_",
	Where: "onConnectionStateChanged, where 4.x says what 3.x said by 109 and 110", Aside: "in 4.x: reason",
	Codes: []SDKCode{
		{Code: "0", Name: "CONNECTION_CHANGED_CONNECTING", Aliases: []string{"AgoraConnectionChangedConnecting"}, Meaning: "the SDK is connecting"},
		{Code: "1", Name: "CONNECTION_CHANGED_JOIN_SUCCESS", Aliases: []string{"AgoraConnectionChangedJoinSuccess"}, Meaning: "the user is in the channel"},
		{Code: "2", Name: "CONNECTION_CHANGED_INTERRUPTED", Aliases: []string{"AgoraConnectionChangedInterrupted"}, Meaning: "the connection was interrupted, and the SDK tries to get it back", Advice: "check the network"},
		{Code: "3", Name: "CONNECTION_CHANGED_BANNED_BY_SERVER", Aliases: []string{"AgoraConnectionChangedBannedByServer"}, Meaning: "the server has banned the user", Advice: "look for a ban by the channel management API; another token does not lift it"},
		{Code: "4", Name: "CONNECTION_CHANGED_JOIN_FAILED", Aliases: []string{"AgoraConnectionChangedJoinFailed"}, Meaning: "joining failed for too long, and the SDK has given up", Advice: "check the network"},
		{Code: "5", Name: "CONNECTION_CHANGED_LEAVE_CHANNEL", Aliases: []string{"AgoraConnectionChangedLeaveChannel"}, Meaning: "the user has left the channel"},
		{
			Code: "6", Name: "CONNECTION_CHANGED_INVALID_APP_ID", Aliases: []string{"AgoraConnectionChangedInvalidAppId"}, Perhaps: []Failure{FailAppID},
			Meaning: "the App ID that the SDK is initialized with is not valid", Advice: "copy the App ID again: 32 hexadecimal characters without blanks",
		},
		{Code: "7", Name: "CONNECTION_CHANGED_INVALID_CHANNEL_NAME", Aliases: []string{"AgoraConnectionChangedInvalidChannelName"}, Meaning: "the channel name is not valid", Advice: "use at most 64 bytes of the characters that Agora lists, and not an empty name"},
		{
			Code: "8", Name: "CONNECTION_CHANGED_INVALID_TOKEN", Aliases: []string{"AgoraConnectionChangedInvalidToken"},
			Failures: append(notAccepted[:len(notAccepted):len(notAccepted)], FailNotDynamic, FailRenew),
			Meaning:  "the token is not accepted: App ID, channel name and user ID of the token are not those of the call, or it was signed with another certificate, or there is none",
			Advice:   "decode the token, and compare what it holds with what the app joins with",
		},
		{
			Code: "9", Name: "CONNECTION_CHANGED_TOKEN_EXPIRED", Aliases: []string{"AgoraConnectionChangedTokenExpired"}, Failures: []Failure{FailExpired},
			Meaning: "the token has ended", Advice: "get a new token from your token server and hand it to renewToken, or join again with it",
		},
		{
			Code: "10", Name: "CONNECTION_CHANGED_REJECTED_BY_SERVER", Aliases: []string{"AgoraConnectionChangedRejectedByServer"},
			Meaning: "the server rejects the connection, because the user is in the channel already or a test call runs",
			Advice:  "leave the channel or stop the test before joining; a token has no part in it",
		},
		{Code: "11", Name: "CONNECTION_CHANGED_SETTING_PROXY_SERVER", Aliases: []string{"AgoraConnectionChangedSettingProxyServer"}, Meaning: "the SDK connects again by the proxy that was set"},
		{Code: "12", Name: "CONNECTION_CHANGED_RENEW_TOKEN", Aliases: []string{"AgoraConnectionChangedRenewToken"}, Meaning: "the token was renewed, and the SDK connects again; this is no error"},
		{Code: "13", Name: "CONNECTION_CHANGED_CLIENT_IP_ADDRESS_CHANGED", Aliases: []string{"AgoraConnectionChangedClientIpAddressChanged"}, Meaning: "the IP address of the device has changed"},
		{Code: "14", Name: "CONNECTION_CHANGED_KEEP_ALIVE_TIMEOUT", Aliases: []string{"AgoraConnectionChangedKeepAliveTimeout"}, Meaning: "the server was not heard from for too long, and the SDK connects again", Advice: "check the network"},
		{
			Code: "19", Name: "CONNECTION_CHANGED_SAME_UID_LOGIN", Aliases: []string{"AgoraConnectionChangedSameUidLogin"},
			Meaning: "somebody else has joined the channel with the same user ID", Advice: "give each user, each shared screen and each recorder a user ID and a token of its own",
		},
		{Code: "20", Name: "CONNECTION_CHANGED_TOO_MANY_BROADCASTERS", Aliases: []string{"AgoraConnectionChangedTooManyBroadcasters"}, Meaning: "the channel has as many hosts as it may have", Advice: "let a host leave, or join in the audience"},
	},
}

var rtcRenew = SDK{
	ID: "rtc-native-renew", Title: "RTC native, renewing", Prefix: "RENEW_TOKEN_",
	Where: "onRenewTokenResult, since 4.6.0",
	Codes: []SDKCode{
		{Code: "0", Name: "RENEW_TOKEN_SUCCESS", Meaning: "the token is renewed"},
		{Code: "1", Name: "RENEW_TOKEN_FAILURE", Meaning: "renewing failed for a reason that has no code of its own", Advice: "get a new token and call renewToken again"},
		{Code: "2", Name: "RENEW_TOKEN_TOKEN_EXPIRED", Perhaps: []Failure{FailExpired}, Meaning: "the new token has ended itself", Advice: "hand over a token that was built just now, with a longer life"},
		{
			Code: "3", Name: "RENEW_TOKEN_INVALID_TOKEN", Perhaps: []Failure{FailUser, FailChannel, FailSignature, FailInvalid},
			Meaning: "the new token is not accepted", Advice: "build it for the same channel and user ID that the user has joined with",
		},
		{Code: "4", Name: "RENEW_TOKEN_INVALID_CHANNEL_NAME", Perhaps: []Failure{FailChannel, FailRenew}, Meaning: "the new token is for another channel than the one the user is in", Advice: "build it for the channel that the user is in"},
		{Code: "5", Name: "RENEW_TOKEN_INCONSISTENT_APPID", Aliases: []string{"RENEW_TOKEN_INCONSISTENT_APP_ID"}, Perhaps: []Failure{FailAppID}, Meaning: "the new token is of another App ID than the SDK", Advice: "build it with the App ID and App Certificate of the project that the SDK is initialized with"},
		{Code: "6", Name: "RENEW_TOKEN_CANCELED_BY_NEW_REQUEST", Meaning: "renewToken was called again before it had answered", Advice: "wait for the answer of the later call"},
	},
}
