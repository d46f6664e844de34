package tokens

import (
	"crypto/md5" //nolint:gosec // what the classroom builders use
	"encoding/hex"
	"slices"
)

// The groups under which kinds are listed.
const (
	groupRTC       = "Video and voice (RTC)"
	groupSignaling = "Signaling (RTM)"
	groupChat      = "Chat"
	groupClassroom = "Flexible Classroom"
	groupMore      = "More services"
	groupCompose   = "Compose"
	groupLegacy    = "Legacy"
)

var kinds = slices.Concat(rtcKinds, signalingKinds, chatKinds, classroomKinds, moreKinds, composeKinds, legacyKinds)

var rtcKinds = []Kind{
	{
		ID: "rtc", Group: groupRTC, Title: "numeric user ID", Version: AccessToken2,
		Doc:      "lets one user, known by a number, join one channel",
		Official: official(rtcBuilder, "BuildTokenWithUid", credentials, channelArg, uidArg, roleArg, expireArg, privilegesArg),
		Inputs:   []Input{channelInput, uidInput, roleInput, lifetimeInput, privilegeLifetimeInput},
		Grants:   []Grant{rtcGrant(uidFill, byRole("privilege-lifetime", "lifetime"))},
	},
	{
		ID: "rtc-account", Group: groupRTC, Title: "user account", Version: AccessToken2,
		Doc:      "lets one user, known by a text account, join one channel",
		Official: official(rtcBuilder, "BuildTokenWithUserAccount", credentials, channelArg, accountArg, roleArg, expireArg, privilegesArg),
		Inputs:   []Input{channelInput, accountInput, roleInput, lifetimeInput, privilegeLifetimeInput},
		Grants:   []Grant{rtcGrant(from("account"), byRole("privilege-lifetime", "lifetime"))},
	},
	{
		ID: "rtc-privileges", Group: groupRTC, Title: "numeric, by privilege", Version: AccessToken2,
		Doc:      "gives a numeric user a lifetime for each privilege",
		Official: uidPrivilegesCalls,
		Inputs:   []Input{channelInput, uidInput, lifetimeInput, joinInput, audioInput, videoInput, dataInput},
		Grants:   []Grant{rtcGrant(uidFill, eachPrivilege)},
	},
	{
		ID: "rtc-account-privileges", Group: groupRTC, Title: "account, by privilege", Version: AccessToken2,
		Doc:      "gives a user account a lifetime for each privilege",
		Official: accountPrivilegesCalls,
		Inputs:   []Input{channelInput, accountInput, lifetimeInput, joinInput, audioInput, videoInput, dataInput},
		Grants:   []Grant{rtcGrant(from("account"), eachPrivilege)},
	},
	{
		ID: "rtc-rtm", Group: groupRTC, Title: "with Signaling", Version: AccessToken2,
		Doc:      "lets one account join a channel and log in to Signaling",
		Official: official(rtcBuilder, "BuildTokenWithRtm", credentials, channelArg, accountArg, roleArg, expireArg, privilegesArg),
		Inputs:   []Input{channelInput, accountInput, roleInput, lifetimeInput, privilegeLifetimeInput},
		Grants: []Grant{
			rtcGrant(from("account"), byRole("privilege-lifetime", "lifetime")),
			{Service: ServiceRTM, Fields: []Fill{from("account")}, Privileges: always(1)},
		},
	},
	{
		ID: "rtc-rtm-split", Group: groupRTC, Title: "with Signaling, apart", Version: AccessToken2,
		Doc:      "RTC and Signaling for different users, with lifetimes of their own",
		Official: official(rtcBuilder, "BuildTokenWithRtm2", splitArgs...),
		Inputs:   splitInputs,
		Grants:   splitGrants,
	},
}

// The inputs and grants of BuildTokenWithRtm2, which ConvoAI and
// Speech-to-Text extend by a service without fields or privileges.
var (
	splitInputs = []Input{
		channelInput, accountInput, roleInput, lifetimeInput, joinInput, audioInput, videoInput, dataInput,
		{Key: "user", Title: "Signaling user", Check: checkSignalingUser, Doc: "the user who logs in to Signaling, at most 64 bytes"},
		privilegeLifetime("rtm-lifetime", "Signaling login", "how long the user may log in; empty: as long as the token"),
	}
	splitGrants = []Grant{
		rtcGrant(from("account"), []Granted{
			{ID: 1, From: []string{"join", "lifetime"}},
			{ID: 2, From: []string{"audio", "lifetime"}, When: publisher},
			{ID: 3, From: []string{"video", "lifetime"}, When: publisher},
			{ID: 4, From: []string{"data", "lifetime"}, When: publisher},
		}),
		{Service: ServiceRTM, Fields: []Fill{from("user")}, Privileges: []Granted{{ID: 1, From: []string{"rtm-lifetime", "lifetime"}}}},
	}
)

var signalingKinds = []Kind{
	{
		ID: "rtm", Group: groupSignaling, Title: "user", Version: AccessToken2,
		Doc:      "lets one user log in to Signaling",
		Official: official(rtmBuilder, "BuildToken", credentials, userArg, expireArg),
		Inputs:   []Input{signalingUserInput, lifetimeInput},
		Grants:   []Grant{{Service: ServiceRTM, Fields: []Fill{from("user")}, Privileges: always(1)}},
	},
	{
		ID: "rtm2", Group: groupSignaling, Title: "with permissions", Version: AccessToken2,
		Doc:      "lets one user log in to Signaling with permissions per resource",
		Official: permissionsCalls,
		Inputs:   append([]Input{signalingUserInput, lifetimeInput}, permissionInputs()...),
		Grants:   []Grant{{Service: ServiceRTM2, Fields: []Fill{from("user"), {}}, Privileges: always(1)}},
	},
}

var chatKinds = []Kind{
	{
		ID: "chat-user", Group: groupChat, Title: "user token", Version: AccessToken2,
		Doc:      "lets one registered user log in to Chat",
		Official: chatCalls("BuildChatUserToken", "BuildUserToken", credentials, userArg, expireArg),
		Inputs: []Input{
			{Key: "user", Title: "Username", Check: checkChatUser, Doc: "the Chat username; older projects take its UUID"},
			lifetimeInput,
		},
		Grants: []Grant{{Service: ServiceChat, Fields: []Fill{from("user")}, Privileges: always(1)}},
	},
	{
		ID: "chat-app", Group: groupChat, Title: "app token", Version: AccessToken2,
		Doc:      "administers the Chat of the whole app over REST: keep it on the server",
		Official: chatCalls("BuildChatAppToken", "BuildAppToken", credentials, expireArg),
		Inputs:   []Input{lifetimeInput},
		Grants:   []Grant{{Service: ServiceChat, Fields: []Fill{{}}, Privileges: always(2)}},
	},
}

var (
	roomInput      = Input{Key: "room", Title: "Room UUID", Check: checkName, Doc: "the room of the class"}
	classUserInput = Input{Key: "user", Title: "User UUID", Check: checkSignalingUser, Doc: "the user, at most 64 bytes"}
)

var classroomKinds = []Kind{
	{
		ID: "class-room", Group: groupClassroom, Title: "room user", Version: AccessToken2,
		Doc:      "lets one user join one classroom, with its Signaling and Chat",
		Official: roomCalls,
		Inputs: []Input{
			roomInput, classUserInput,
			{Key: "role", Title: "Role", Default: "2", Check: checkInt16, Doc: "1 teacher, 2 student, 3 assistant"},
			lifetimeInput,
		},
		Grants: []Grant{
			{Service: ServiceRTM, Fields: []Fill{from("user")}, Privileges: always(1)},
			{Service: ServiceChat, Fields: []Fill{{Inputs: []string{"user"}, Map: md5Hex}}, Privileges: always(1)},
			{Service: ServiceAPaaS, Fields: []Fill{from("room"), from("user"), from("role")}, Privileges: always(1)},
		},
	},
	{
		ID: "class-user", Group: groupClassroom, Title: "user", Version: AccessToken2,
		Doc:      "lets one user call the Flexible Classroom services",
		Official: official(apaasBuilder, "BuildUserToken", credentials, roomUserArg, expireArg),
		Inputs:   []Input{classUserInput, lifetimeInput},
		Grants:   []Grant{{Service: ServiceAPaaS, Fields: []Fill{{}, from("user"), {Const: "-1"}}, Privileges: always(2)}},
	},
	{
		ID: "class-app", Group: groupClassroom, Title: "app", Version: AccessToken2,
		Doc:      "administers Flexible Classroom for the whole app: keep it on the server",
		Official: official(apaasBuilder, "BuildAppToken", credentials, expireArg),
		Inputs:   []Input{lifetimeInput},
		Grants:   []Grant{{Service: ServiceAPaaS, Fields: []Fill{{}, {}, {Const: "-1"}}, Privileges: always(3)}},
	},
}

func from(inputs ...string) Fill { return Fill{Inputs: inputs} }

// uidFill writes the numeric user 0, which stands for any user, as the empty
// string, as every official builder does.
var uidFill = Fill{Inputs: []string{"uid"}, Map: func(uid string) string {
	if uid == "0" {
		return ""
	}
	return uid
}}

func rtcGrant(user Fill, privileges []Granted) Grant {
	return Grant{Service: ServiceRTC, Fields: []Fill{from("channel"), user}, Privileges: privileges}
}

// always grants one privilege for as long as the token lasts.
func always(id uint16) []Granted { return []Granted{{ID: id, From: []string{"lifetime"}}} }

// byRole grants joining to everybody, and publishing to publishers.
func byRole(lifetime ...string) []Granted {
	return []Granted{
		{ID: 1, From: lifetime},
		{ID: 2, From: lifetime, When: publisher},
		{ID: 3, From: lifetime, When: publisher},
		{ID: 4, From: lifetime, When: publisher},
	}
}

var eachPrivilege = []Granted{
	{ID: 1, From: []string{"join", "lifetime"}},
	{ID: 2, From: []string{"audio", "lifetime"}},
	{ID: 3, From: []string{"video", "lifetime"}},
	{ID: 4, From: []string{"data", "lifetime"}},
}

var publisher = Condition{"role", []string{"publisher"}}

// md5Hex is how the classroom builders derive the Chat user of a room user.
func md5Hex(s string) string {
	sum := md5.Sum([]byte(s)) //nolint:gosec // as above
	return hex.EncodeToString(sum[:])
}
