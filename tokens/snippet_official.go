package tokens

// What Agora's own libraries call the things of a catalog. A kind names its
// official function once, with its arguments; what differs between languages
// by rule (case, declarations, imports) is in the table of languages, and what
// differs without a rule is spelled out in a [PerLanguage].

// PerLanguage spells one thing in each language that Agora has builders in. ""
// means that the language does not have it. A spelling of code is the module
// to import, a blank, and the expression.
type PerLanguage struct{ Go, Node, Python, Java, CPP, PHP string }

// in returns the spelling in a language.
func (p *PerLanguage) in(language string) string {
	switch language {
	case "go":
		return p.Go
	case "node":
		return p.Node
	case "python":
		return p.Python
	case "java":
		return p.Java
	case "cpp":
		return p.CPP
	case "php":
		return p.PHP
	}
	return ""
}

// A Builder is a class of the official libraries whose functions make tokens:
// what stands before the name of a function.
type Builder struct {
	Code PerLanguage
	// Old marks the libraries of 006 and before, which have camel case in
	// Python and C++, too.
	Old bool
	// Plain says that the Go functions return no error.
	Plain bool
}

// A Call is the official function that makes the same token as a kind. The
// zero Call stands for the service classes of AccessToken2, from which any 007
// token can be put together.
type Call struct {
	Builder Builder
	Method  string      // as Go spells it: "BuildTokenWithUid"
	Spelled PerLanguage // where the name does not follow from Method
	Args    []Arg
	// When says whether the function makes the token that is asked for, given
	// the values of the inputs by key. A nil When always holds.
	When func(input func(key string) string) bool
	// Except lists languages whose function makes another token.
	Except []string
	Note   PerLanguage // a comment for whoever reads the program
}

// An Arg is one argument of a [Call].
type Arg struct {
	Type   ArgType
	Name   string   // of its variable, in words: "channel name"
	Inputs []string // where the value is from: the first that is not empty
	// Constants spell the values of a Constant argument.
	Constants []Constant
	// Zero is written for the number 0 where a library misreads it, with a
	// comment that says so.
	Zero, ZeroNote PerLanguage
}

// An ArgType says what an argument is.
type ArgType uint8

// The types of arguments.
const (
	TextArg        ArgType = iota
	NumberArg              // 32 bits without a sign
	LongArg                // the same, in the libraries whose Java takes a long
	ShortArg               // 16 bits with a sign
	SecondsArg             // a lifetime
	UntilArg               // the Unix time when a lifetime that starts now ends; 0 stays 0
	NowArg                 // the Unix time
	RandomArg              // 32 random bits
	ConstantArg            // one of Constants
	PermissionsArg         // what the inputs of [PermissionKey] list
	CredentialsArg         // App ID and App Certificate, two arguments
)

// A Constant is what the value Is of an input is called in the libraries.
type Constant struct {
	Is   string
	Code PerLanguage
}

var (
	credentials   = Arg{Type: CredentialsArg}
	channelArg    = Arg{Name: "channel name", Inputs: []string{"channel"}}
	accountArg    = Arg{Name: "account", Inputs: []string{"account"}}
	userArg       = Arg{Name: "user id", Inputs: []string{"user"}}
	roomArg       = Arg{Name: "room uuid", Inputs: []string{"room"}}
	roomUserArg   = Arg{Name: "user uuid", Inputs: []string{"user"}}
	roomRoleArg   = Arg{Type: ShortArg, Name: "role", Inputs: []string{"role"}}
	expireArg     = secondsArg("token expire", "lifetime")
	privilegesArg = secondsArg("privilege expire", "privilege-lifetime", "lifetime")
	roleArg       = Arg{Type: ConstantArg, Inputs: []string{"role"}, Constants: rtcRoles}
	uidArg        = Arg{
		Type: NumberArg, Name: "uid", Inputs: []string{"uid"},
		Zero:     PerLanguage{PHP: `""`},
		ZeroNote: PerLanguage{PHP: `"" stands for user 0, any user: this library makes an account "0" of the number 0.`},
	}
	eachPrivilegeArgs = []Arg{
		secondsArg("join channel privilege expire", "join", "lifetime"),
		secondsArg("pub audio privilege expire", "audio", "lifetime"),
		secondsArg("pub video privilege expire", "video", "lifetime"),
		secondsArg("pub data stream privilege expire", "data", "lifetime"),
	}
	splitArgs = append(append([]Arg{credentials, channelArg, accountArg, roleArg, expireArg}, eachPrivilegeArgs...),
		Arg{Name: "rtm user id", Inputs: []string{"user"}}, secondsArg("rtm token expire", "rtm-lifetime", "lifetime"))
	// keyArgs are those of the dynamic keys.
	keyArgs = []Arg{
		credentials, channelArg,
		{Type: NowArg},
		{Type: RandomArg, Name: "random int"},
		{Type: LongArg, Name: "uid", Inputs: []string{"uid"}},
		untilArg("expired ts"),
	}
)

func secondsArg(name string, inputs ...string) Arg {
	return Arg{Type: SecondsArg, Name: name, Inputs: inputs}
}

func untilArg(name string) Arg {
	return Arg{Type: UntilArg, Name: name, Inputs: []string{"lifetime"}}
}

// official is the usual case: one function of that name everywhere.
func official(b Builder, method string, args ...Arg) []Call {
	return []Call{{Builder: b, Method: method, Args: args}}
}

// chatCalls are official functions that have another name in Go.
func chatCalls(goMethod, method string, args ...Arg) []Call {
	return []Call{{Builder: chatBuilder, Method: method, Spelled: PerLanguage{Go: goMethod}, Args: args}}
}

// The official functions that are more than one line of a kind.
var (
	uidPrivilegesCalls = []Call{{
		Builder: rtcBuilder, Method: "BuildTokenWithUidAndPrivilege",
		Spelled: PerLanguage{Java: "buildTokenWithUid", CPP: "BuildTokenWithUid"}, // overloads
		Args:    append([]Arg{credentials, channelArg, uidArg, expireArg}, eachPrivilegeArgs...),
	}}
	accountPrivilegesCalls = []Call{{
		Builder: rtcBuilder, Method: "BuildTokenWithUserAccountAndPrivilege",
		Spelled: PerLanguage{
			Node: "BuildTokenWithUserAccountAndPrivilege", // the only one of Node with a capital
			Java: "buildTokenWithUserAccount", CPP: "BuildTokenWithUserAccount",
		},
		Args: append([]Arg{credentials, channelArg, accountArg, expireArg}, eachPrivilegeArgs...),
	}}
	permissionsCalls = []Call{{
		Builder: rtmBuilder, Method: "BuildTokenWithPermissions", Spelled: PerLanguage{CPP: "BuildToken"},
		Args: []Arg{credentials, userArg, {Type: PermissionsArg}, expireArg},
	}}
	// The room tokens of Node and Java lack a privilege (Node: that of the
	// room, Java: that of Chat), so the service classes make them.
	roomCalls = []Call{
		{
			Builder: apaasBuilder, Method: "BuildRoomUserToken", Args: []Arg{credentials, roomArg, roomUserArg, roomRoleArg, expireArg},
			Except: []string{"node", "java"}, Note: PerLanguage{CPP: "Compile cpp/src/md5/md5.cpp along with it."},
		},
		{Note: PerLanguage{
			Node: "ApaasTokenBuilder.buildRoomUserToken leaves out the privilege of the room, hence the classes.\nThe Chat user is the MD5 of the user.",
			Java: "ApaasTokenBuilder.buildRoomUserToken leaves out the privilege of Chat, hence the classes.\nThe Chat user is the MD5 of the user.",
		}},
	}
	// The official function takes no lifetime: it always gives 24 hours.
	fpaCalls = []Call{{
		Builder: fpaBuilder, Method: "BuildToken", Args: []Arg{credentials},
		When: func(input func(string) string) bool {
			seconds, err := ParseLifetime(input("lifetime"))
			return err == nil && seconds == MaxLifetime
		},
	}}
)
