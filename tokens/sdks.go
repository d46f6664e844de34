package tokens

// The codes and names are those of Agora's API references and header files,
// their use with tokens that of its pages on error codes and on token-related
// errors. What a page lists but nobody has captured is marked as unverified.

// sdks are all lists of codes, in the order in which people are asked to choose.
var sdks = []SDK{
	rtcNative, rtcReasons, rtcRenew, rtcWeb, rtcWebLegacy,
	rtm1, rtm1Renew, rtm2, rtm2Channel,
	chatNative, chatWeb, chatREST, classroom,
}

// codeGateway is the code of AgoraRTC for whatever the gateway refuses: the
// message beside it tells what.
const codeGateway = "CAN_NOT_GET_GATEWAY_SERVER"

// notAccepted are the failures that most SDKs do not tell apart, the most
// frequent first: that is the order in which their causes are named.
var notAccepted = []Failure{FailNoToken, FailUser, FailChannel, FailAppID, FailSignature, FailInvalid}

// likeliest are the findings that are behind most refusals in public threads,
// the most frequent first: of the causes of a code they are named first.
var likeliest = []Code{
	CodeEmpty, CodeUserMismatch, CodeWrongService, CodeExpired, CodeWrongCertificate, CodeAppIDMismatch, CodeChannelMismatch,
	CodeChatAppToken, CodeChatUserToken, CodeChatUserMismatch, CodeClassroomToken, CodeRoleMismatch,
}
