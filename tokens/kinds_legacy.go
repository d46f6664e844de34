package tokens

var legacyKinds = []Kind{
	{
		ID: "rtc-006", Group: groupLegacy, Title: "006 RTC", Version: AccessToken,
		Doc:      "the AccessToken of older SDKs: lets one user join one channel",
		Official: rtc006Calls,
		Inputs: []Input{
			channelInput, uidInput,
			{Key: "account", Title: "User account", Optional: true, Check: unpacked(checkAccount), Doc: "used instead of the user ID when it is not empty"},
			{
				Key: "role", Title: "Role", Type: Choice, Default: "publisher", Choices: []string{"publisher", "subscriber", "attendee", "admin"},
				Doc: "attendee and admin are deprecated; both publish",
			},
			keyLifetimeInput("of the privileges; 0: the 24 h that every 006 token lasts"),
		},
		Grants: []Grant{{
			Fields: []Fill{from("channel"), {Inputs: []string{"account"}, Or: &uidFill}},
			Privileges: []Granted{
				{ID: 1, From: []string{"lifetime"}},
				{ID: 2, From: []string{"lifetime"}, When: publisher006},
				{ID: 3, From: []string{"lifetime"}, When: publisher006},
				{ID: 4, From: []string{"lifetime"}, When: publisher006},
			},
		}},
	},
	{
		ID: "rtm-006", Group: groupLegacy, Title: "006 Signaling", Version: AccessToken,
		Doc:      "the AccessToken of Signaling 1.x: lets one user log in",
		Official: rtm006Calls,
		Inputs: []Input{
			{Key: signalingUserInput.Key, Title: signalingUserInput.Title, Check: unpacked(checkSignalingUser), Doc: signalingUserInput.Doc},
			keyLifetimeInput("of the login; 0: the 24 h that every 006 token lasts"),
		},
		// The official builder puts the user where the channel stands.
		Grants: []Grant{{Fields: []Fill{from("user"), {}}, Privileges: always(messageLogin)}},
	},
	key5("key-005-media", "005 media channel", "lets one user join one channel, in SDKs before 2.1", "GenerateMediaChannelKey", 1),
	key5("key-005-recording", "005 recording", "lets the recording service record one channel", "GenerateRecordingKey", 2),
	key5("key-005-sharing", "005 public sharing", "lets one channel be shared in public", "GeneratePublicSharingKey", 3),
	key5("key-005-inchannel", "005 in-channel", "says whether a user may publish in one channel", "GenerateInChannelPermissionKey", 4),
	key4("key-004-media", "004 media channel", "lets one user join one channel, in SDKs before 1.3", "GenerateMediaChannelKey", 1),
	key4("key-004-recording", "004 recording", "lets the recording service record one channel", "GenerateRecordingKey", 2),
	key4("key-004-sharing", "004 public sharing", "lets one channel be shared in public", "GeneratePublicSharingKey", 3),
	{
		ID: "key-003", Group: groupLegacy, Title: "003 channel key", Version: DynamicKey3,
		Doc:      "lets one user join one channel",
		Official: official(key3Builder, "Generate", keyArgs...),
		Inputs:   []Input{channelInput, uidInput, keyLifetimeInput(noEndDoc)},
		Grants:   keyGrant(0),
	},
	{
		ID: "key-002", Group: groupLegacy, Title: "002 channel key", Version: DynamicKey2,
		Doc:      "lets one user join one channel",
		Official: official(key2Builder, "Generate", keyArgs...),
		Inputs:   []Input{channelInput, uidInput, keyLifetimeInput(noEndDoc)},
		Grants:   keyGrant(0),
	},
	{
		ID: "key-001", Group: groupLegacy, Title: "001 channel key", Version: DynamicKey,
		Doc:      "lets anybody join one channel; holds no end",
		Official: official(key1Builder, "Generate", keyArgs[:4]...),
		Inputs:   []Input{channelInput},
		Grants:   []Grant{{Fields: []Fill{from("channel")}}},
	},
	{
		ID: "signaling-1", Group: groupLegacy, Title: "Signaling 1.x", Version: SignalingToken,
		Doc:      "lets one account log in to the Signaling SDK before RTM",
		Official: signaling1Calls,
		Inputs: []Input{
			{Key: "account", Title: "Account", Check: checkAccount, Doc: "the account that logs in, at most 255 bytes"},
			lifetimeInput,
		},
		Grants: []Grant{{Fields: []Fill{from("account")}}},
	},
}

// publisher006 is who may publish: the Go, C++, Python and Node builders let
// the deprecated attendee (0) and admin (101) publish; Java and Ruby differ.
var publisher006 = Condition{"role", []string{"publisher", "attendee", "admin"}}

const noEndDoc = "1h30m or seconds; 0 for no end of its own"

func key5(id, title, doc, method string, service uint16) Kind {
	k := Kind{
		ID: id, Group: groupLegacy, Title: title, Doc: doc, Version: DynamicKey5, Official: keyCalls(key5Builder, method),
		Inputs: []Input{channelInput, uidInput, keyLifetimeInput(noEndDoc)},
		Grants: keyGrant(service),
	}
	if service == keyInChannel {
		k.Inputs = append(k.Inputs, Input{
			Key: "upload", Title: "Upload", Type: Choice, Default: "audio and video", Choices: []string{"audio and video", "none"},
			Doc: "what the user may publish in the channel",
		})
		k.Grants[0].Fields = append(k.Grants[0].Fields, Fill{Inputs: []string{"upload"}, Map: uploadPermission})
	}
	return k
}

func key4(id, title, doc, method string, service uint16) Kind {
	return Kind{
		ID: id, Group: groupLegacy, Title: title, Doc: doc, Version: DynamicKey4, Official: keyCalls(key4Builder, method),
		Inputs: []Input{channelInput, uidInput, keyLifetimeInput(noEndDoc)},
		Grants: keyGrant(service),
	}
}

// keyInChannel is the 005 service that carries an extra value.
const keyInChannel = 4

func keyGrant(service uint16) []Grant {
	return []Grant{{Service: service, Fields: []Fill{from("channel"), from("uid")}}}
}

// uploadPermission gives the values of allowUploadInChannel: "0" for nothing,
// "3" for audio and video.
func uploadPermission(choice string) string {
	if choice == "none" {
		return "0"
	}
	return "3"
}
