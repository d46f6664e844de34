package tokens

// The inputs that several kinds share. Their keys are the flags of the
// commands.
var (
	channelInput = Input{
		Key: "channel", Title: "Channel name", Check: checkChannel,
		Doc: "at most 63 bytes: letters, digits, spaces and !#$%&()+,-.:;<=>?@[]^_{}|~",
	}
	uidInput = Input{
		Key: "uid", Title: "User ID", Default: "0", Check: checkUID,
		Doc: "a number up to 4294967295; 0 lets any user join",
	}
	accountInput = Input{
		Key: "account", Title: "User account", Check: checkAccount,
		Doc: "the account as text, at most 255 bytes",
	}
	signalingUserInput = Input{
		Key: "user", Title: "User ID", Check: checkSignalingUser,
		Doc: "the Signaling user, at most 64 bytes",
	}
	lifetimeInput = Input{
		Key: "lifetime", Title: "Lifetime", Type: Lifetime, Default: "1h", Check: checkLifetime,
		Doc: "1h30m or seconds; the service honours 24h at most",
	}
	privilegeLifetimeInput = privilegeLifetime("privilege-lifetime", "Privileges", "how long the privileges last; empty: as long as the token")
	roleInput              = Input{
		Key: "role", Title: "Role", Type: Choice, Choices: []string{"publisher", "subscriber"}, Default: "publisher",
		Doc: "a subscriber may not publish, where co-host authentication is on",
	}
	joinInput  = privilegeLifetime("join", "Join", "how long the user may join; empty: as long as the token")
	audioInput = privilegeLifetime("audio", "Audio", "how long the user may publish audio; empty: as the token")
	videoInput = privilegeLifetime("video", "Video", "how long the user may publish video; empty: as the token")
	dataInput  = privilegeLifetime("data", "Data", "how long the user may publish data; empty: as the token")
)

func privilegeLifetime(key, title, doc string) Input {
	return Input{Key: key, Title: title, Type: Lifetime, Optional: true, Check: checkPrivilegeLifetime, Doc: doc}
}

// keyLifetimeInput is for the formats in which 0 has a meaning of its own.
func keyLifetimeInput(doc string) Input {
	in := lifetimeInput
	in.Check, in.Doc = checkPrivilegeLifetime, doc
	return in
}

// permissionInputs offers a list for each permission on each type of resource.
func permissionInputs() []Input {
	var inputs []Input
	for _, r := range resourceTypes {
		for _, p := range permissionTypes {
			inputs = append(inputs, Input{
				Key: PermissionKey(r, p), Title: title(p.Name) + " " + r.Name, Type: List, Optional: true, Check: checkList,
				Doc: "names separated by commas; \\, is a comma in a name",
			})
		}
	}
	return inputs
}

// PermissionKey returns the key of the input that lists the resources of one
// type on which a user has one permission: "read-message-channels".
func PermissionKey(resource, permission Named) string { return permission.Key + "-" + resource.Key }

func title(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}
