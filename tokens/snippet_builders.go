package tokens

import "slices"

// The classes of the official libraries, as of July 2026 (AgoraIO/Tools, npm
// agora-token 2.0.6 and agora-access-token 2.0.4): module, and what stands
// before the name of a function.
var (
	rtcBuilder = Builder{Code: PerLanguage{
		Go: "rtctokenbuilder2 rtctokenbuilder2.", Node: "agora-token RtcTokenBuilder.",
		Python: "src.RtcTokenBuilder2 RtcTokenBuilder.", Java: "io.agora.media.RtcTokenBuilder2 new RtcTokenBuilder2().",
		CPP: "RtcTokenBuilder2 RtcTokenBuilder2::", PHP: "RtcTokenBuilder2 RtcTokenBuilder2::",
	}}
	rtmBuilder = Builder{Code: PerLanguage{
		Go: "rtmtokenbuilder2 rtmtokenbuilder2.", Node: "agora-token RtmTokenBuilder.",
		Python: "src.RtmTokenBuilder2 RtmTokenBuilder.", Java: "io.agora.rtm.RtmTokenBuilder2 new RtmTokenBuilder2().",
		CPP: "RtmTokenBuilder2 RtmTokenBuilder2::", PHP: "RtmTokenBuilder2 RtmTokenBuilder2::",
	}}
	chatBuilder = Builder{Code: PerLanguage{
		Go: "chatTokenBuilder chatTokenBuilder.", Node: "agora-token ChatTokenBuilder.",
		Python: "src.ChatTokenBuilder2 ChatTokenBuilder.", Java: "io.agora.chat.ChatTokenBuilder2 new ChatTokenBuilder2().",
		CPP: "ChatTokenBuilder2 ChatTokenBuilder2::", PHP: "ChatTokenBuilder2 ChatTokenBuilder2::",
	}}
	apaasBuilder = Builder{Code: PerLanguage{
		Go: "apaastokenbuilder apaastokenbuilder.", Node: "agora-token ApaasTokenBuilder.",
		Python: "src.apaas_token_builder ApaasTokenBuilder.", Java: "io.agora.apaas.ApaasTokenBuilder new ApaasTokenBuilder().",
		CPP: "ApaasTokenBuilder ApaasTokenBuilder::", PHP: "ApaasTokenBuilder ApaasTokenBuilder::",
	}}
	fpaBuilder = Builder{Code: PerLanguage{
		Go: "fpatokenbuilder fpatokenbuilder.", Node: "agora-token FpaTokenBuilder.",
		Python: "src.fpa_token_builder FpaTokenBuilder.", Java: "io.agora.media.FpaTokenBuilder new FpaTokenBuilder().",
		CPP: "FpaTokenBuilder FpaTokenBuilder::", PHP: "FpaTokenBuilder FpaTokenBuilder::",
	}}
	convoAIBuilder = Builder{Code: PerLanguage{
		Go: "convoaitokenbuilder convoaitokenbuilder.", Node: "agora-token ConvoAITokenBuilder.",
		Python: "src.convoai_token_builder ConvoAITokenBuilder.", Java: "io.agora.media.ConvoAITokenBuilder ConvoAITokenBuilder.",
		CPP: "ConvoAITokenBuilder ConvoAITokenBuilder::", PHP: "ConvoAITokenBuilder ConvoAITokenBuilder::",
	}}
	sttBuilder = Builder{Code: PerLanguage{
		Go: "stttokenbuilder stttokenbuilder.", Node: "agora-token SttTokenBuilder.",
		Python: "src.stt_token_builder SttTokenBuilder.", Java: "io.agora.media.SttTokenBuilder SttTokenBuilder.",
		CPP: "SttTokenBuilder SttTokenBuilder::", PHP: "SttTokenBuilder SttTokenBuilder::",
	}}
	rtc006Builder = Builder{Old: true, Code: PerLanguage{
		Go: "RtcTokenBuilder rtctokenbuilder.", Node: "agora-access-token RtcTokenBuilder.",
		Python: "src.RtcTokenBuilder RtcTokenBuilder.", Java: "io.agora.media.RtcTokenBuilder new RtcTokenBuilder().",
		CPP: "RtcTokenBuilder RtcTokenBuilder::", PHP: "RtcTokenBuilder RtcTokenBuilder::",
	}}
	rtm006Builder = Builder{Old: true, Code: PerLanguage{
		Go: "RtmTokenBuilder rtmtokenbuilder.", Node: "agora-access-token RtmTokenBuilder.",
		Python: "src.RtmTokenBuilder RtmTokenBuilder.", Java: "io.agora.rtm.RtmTokenBuilder new RtmTokenBuilder().",
		CPP: "RtmTokenBuilder RtmTokenBuilder::", PHP: "RtmTokenBuilder RtmTokenBuilder::",
	}}
	key5Builder = Builder{Old: true, Code: PerLanguage{
		Go: "DynamicKey5 DynamicKey5.", Node: "agora-token/src/DynamicKey5 DynamicKey5.",
		Python: "src DynamicKey5.", Java: "io.agora.media.DynamicKey5 DynamicKey5.",
		CPP: "DynamicKey5 DynamicKey5::", PHP: "DynamicKey5 ",
	}}
	key4Builder = Builder{Old: true, Plain: true, Code: PerLanguage{
		Go: "DynamicKey4 DynamicKey4.", Python: "src DynamicKey4.", Java: "io.agora.media.DynamicKey4 DynamicKey4.",
		CPP: "DynamicKey4 DynamicKey4::", PHP: "DynamicKey4 ",
	}}
	key3Builder = Builder{Old: true, Plain: true, Code: PerLanguage{
		Go: "DynamicKey3 DynamicKey3.", Python: "src DynamicKey3.", Java: "io.agora.media.DynamicKey3 DynamicKey3.",
		CPP: "DynamicKey3 DynamicKey3::",
	}}
	key2Builder = Builder{Old: true, Code: PerLanguage{Python: "src DynamicKey2.", CPP: "DynamicKey2 DynamicKey2::"}}
	key1Builder = Builder{Old: true, Plain: true, Code: PerLanguage{
		Go: "DynamicKey DynamicKey.", Python: "src DynamicKey.", Java: "io.agora.media.DynamicKey DynamicKey.",
		CPP: "DynamicKey DynamicKey::",
	}}
)

var rtcRoles = []Constant{
	{"publisher", PerLanguage{
		Go: "rtctokenbuilder2 rtctokenbuilder2.RolePublisher", Node: "agora-token RtcRole.PUBLISHER",
		Python: "src.RtcTokenBuilder2 Role_Publisher", Java: "io.agora.media.RtcTokenBuilder2 RtcTokenBuilder2.Role.ROLE_PUBLISHER",
		CPP: "RtcTokenBuilder2 UserRole::kRolePublisher", PHP: "RtcTokenBuilder2 RtcTokenBuilder2::ROLE_PUBLISHER",
	}},
	{"subscriber", PerLanguage{
		Go: "rtctokenbuilder2 rtctokenbuilder2.RoleSubscriber", Node: "agora-token RtcRole.SUBSCRIBER",
		Python: "src.RtcTokenBuilder2 Role_Subscriber", Java: "io.agora.media.RtcTokenBuilder2 RtcTokenBuilder2.Role.ROLE_SUBSCRIBER",
		CPP: "RtcTokenBuilder2 UserRole::kRoleSubscriber", PHP: "RtcTokenBuilder2 RtcTokenBuilder2::ROLE_SUBSCRIBER",
	}},
}

// rtc006Roles gives the constants that make the same privileges everywhere: in
// Java the attendee only joins, and all others publish.
var rtc006Roles = []Constant{
	rtc006Role("publisher", "Publisher", "PUBLISHER", "Publisher"),
	rtc006Role("subscriber", "Subscriber", "SUBSCRIBER", "Attendee"),
	rtc006Role("attendee", "Attendee", "ATTENDEE", "Publisher"),
	rtc006Role("admin", "Admin", "ADMIN", "Admin"),
}

func rtc006Role(is, name, upper, java string) Constant {
	return Constant{is, PerLanguage{
		Go: "RtcTokenBuilder rtctokenbuilder.Role" + name, Node: "agora-access-token RtcRole." + upper,
		Python: "src.RtcTokenBuilder Role_" + name, Java: "io.agora.media.RtcTokenBuilder RtcTokenBuilder.Role.Role_" + java,
		CPP: "RtcTokenBuilder Role_" + name, PHP: "RtcTokenBuilder RtcTokenBuilder::Role" + name,
	}}
}

// rtm006Role is the only role that the 006 builder of Signaling has.
var rtm006Role = Arg{Type: ConstantArg, Constants: []Constant{{"", PerLanguage{
	Go: "RtmTokenBuilder rtmtokenbuilder.RoleRtmUser", Node: "agora-access-token RtmRole.Rtm_User",
	Python: "src.RtmTokenBuilder Role_Rtm_User", Java: "io.agora.rtm.RtmTokenBuilder RtmTokenBuilder.Role.Rtm_User",
	CPP: "RtmTokenBuilder Rtm_User", PHP: "RtmTokenBuilder RtmTokenBuilder::RoleRtmUser",
}}}}

var uploadArg = Arg{Type: ConstantArg, Inputs: []string{"upload"}, Constants: []Constant{
	{"audio and video", PerLanguage{
		Go: "DynamicKey5 DynamicKey5.AudioVideoUpload", Node: "agora-token/src/DynamicKey5 DynamicKey5.audioVideoUpload",
		Python: "src DynamicKey5.AudioVideoUpload", Java: "io.agora.media.DynamicKey5 DynamicKey5.audioVideoUpload",
		CPP: "DynamicKey5 DynamicKey5::audioVideoUpload()", PHP: `DynamicKey5 "3"`,
	}},
	{"none", PerLanguage{
		Go: "DynamicKey5 DynamicKey5.NoUpload", Node: "agora-token/src/DynamicKey5 DynamicKey5.noUpload",
		Python: "src DynamicKey5.NoUpload", Java: "io.agora.media.DynamicKey5 DynamicKey5.noUpload",
		CPP: "DynamicKey5 DynamicKey5::noUpload()", PHP: `DynamicKey5 "0"`,
	}},
}}

// keyCalls are the functions of 005 and 004. PHP has none for sharing.
func keyCalls(b Builder, method string) []Call {
	calls := official(b, method, keyArgs...)
	switch method {
	case "GeneratePublicSharingKey":
		calls[0].Except = []string{"php"}
	case "GenerateInChannelPermissionKey":
		calls[0].Args = append(slices.Clip(keyArgs), uploadArg)
	}
	return calls
}

// The functions of the 006 builders, and of Signaling 1.x.
var (
	rtc006Calls = rtc006Functions()
	rtm006Calls = official(rtm006Builder, "BuildToken", credentials, userArg, rtm006Role, untilArg("privilege expired ts"))

	// signaling1Calls differ in the order of the arguments, and in Node and
	// PHP, which take a lifetime where the others take its end. C++ has but two
	// headers that do not fit in with the rest, one of them for Windows.
	signaling1Calls = []Call{
		{
			Builder: Builder{Old: true, Plain: true, Code: PerLanguage{
				Go: "SignalingToken SignalingToken.", Python: "src SignalingToken.",
			}},
			Method: "GenerateSignalingToken", Args: []Arg{accountArg, credentials, untilArg("expired ts")},
		},
		{
			Builder: Builder{Old: true, Code: PerLanguage{Java: "io.agora.signal.SignalingToken SignalingToken."}},
			Method:  "GetToken", Args: []Arg{credentials, accountArg, untilArg("expired ts")},
		},
		{
			Builder: Builder{Old: true, Code: PerLanguage{Node: "agora-token/src/SignalingToken SignalingToken.", PHP: "SignalingToken "}},
			Method:  "GetToken", Spelled: PerLanguage{Node: "get"},
			Args: []Arg{credentials, accountArg, secondsArg("valid time in seconds", "lifetime")},
		},
	}
)

// rtc006Functions are the function for a numeric user, which Java signs
// wrongly from 2³¹ on, and the one for an account, which that user's digits
// are as good as.
func rtc006Functions() []Call {
	const javaRoles = "In this library Role_Attendee only joins, and every other role publishes."
	role := Arg{Type: ConstantArg, Inputs: []string{"role"}, Constants: rtc006Roles}
	until := untilArg("privilege expired ts")
	uid := Call{
		Builder: rtc006Builder, Method: "BuildTokenWithUID", Note: PerLanguage{Java: javaRoles},
		Spelled: PerLanguage{Node: "buildTokenWithUid", Python: "buildTokenWithUid", Java: "buildTokenWithUid", CPP: "buildTokenWithUid", PHP: "buildTokenWithUid"},
		Args:    []Arg{credentials, channelArg, {Type: NumberArg, Name: "uid", Inputs: []string{"uid"}}, role, until},
		When:    func(input func(string) string) bool { return input("account") == "" },
	}
	account := Call{
		Builder: rtc006Builder, Method: "BuildTokenWithUserAccount", Note: PerLanguage{Java: javaRoles},
		Spelled: PerLanguage{Node: "buildTokenWithAccount", Python: "buildTokenWithAccount"},
		Args:    []Arg{credentials, channelArg, {Name: "account", Inputs: []string{"account", "uid"}}, role, until},
	}
	large := account
	large.When = func(input func(string) string) bool {
		n, err := parseUID(input("uid"))
		return uid.When(input) && err == nil && n > maxInt32
	}
	large.Except = []string{"go", "node", "python", "cpp", "php"}
	large.Note.Java += "\nIts buildTokenWithUid signs a user ID above 2147483647 as a negative number."
	return []Call{large, uid, account}
}
