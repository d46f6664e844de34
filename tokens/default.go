package tokens

// Wire numbers of the services of an AccessToken2.
const (
	ServiceRTC       uint16 = 1
	ServiceRTM       uint16 = 2
	ServiceStreaming uint16 = 3
	ServiceFPA       uint16 = 4
	ServiceChat      uint16 = 5
	ServiceFCDN      uint16 = 6
	ServiceAPaaS     uint16 = 7
	ServiceRTM2      uint16 = 8
	ServiceConvoAI   uint16 = 9
	ServiceSTT       uint16 = 10
)

// Default is the catalog of this release: every service and privilege that a
// public Agora library writes, and every kind of token that one of them
// builds. Services 9 and 10 are those of npm agora-token 2.0.6 and later.
var Default = Catalog{
	Services:          services,
	Kinds:             kinds,
	MessagePrivileges: messagePrivileges,
	KeyServices:       keyServices,
	KeyExtras:         []Named{{1, "allow_upload_in_channel", "upload in channel"}},
	ResourceTypes:     resourceTypes,
	PermissionTypes:   permissionTypes,
	Products:          products,
	SDKs:              sdks,
	WellKnown:         wellKnown,
	NoToken:           []string{"null", "undefined", "none", "nil", "<nil>", "(null)", "nan", "[object object]", "[object promise]", "false", "token", "<token>"},
	NoCertificate:     []string{"undefined", "null", "None", ""},
	Rules:             rules,
}

// The releases that brought services.
const (
	sinceJuly      = "of July 2026 or later (npm: agora-token 2.0.6)"
	sinceSeptember = "with ConvoAI (npm: agora-token 2.0.6; Git: after July 2026)"
)

var keyServices = []KeyService{
	{1, "ACS", "media channel"},
	{2, "ARS", "recording"},
	{3, "APSS", "public sharing"},
	{4, "", "in-channel permission"},
}

var services = []Service{
	{
		Type: ServiceRTC, Name: "RTC", Title: "Video and voice", Class: "Rtc", Notice: NoticeBeforeEnd,
		Fields: []Field{channelField, {"uid", "user ID", String}},
		Privileges: []Privilege{
			{ID: 1, Name: "join channel"},
			{ID: 2, Name: "publish audio"},
			{ID: 3, Name: "publish video"},
			{ID: 4, Name: "publish data"},
		},
	},
	{
		Type: ServiceRTM, Name: "RTM", Title: "Signaling", Class: "Rtm", Notice: NoticeBeforeEnd,
		Fields:     []Field{userField},
		Privileges: []Privilege{{ID: 1, Name: "log in"}},
	},
	{
		Type: ServiceStreaming, Name: "Streaming", Title: "Streaming", Class: "Streaming", Since: sinceJuly,
		Fields:     []Field{channelField, accountField},
		Privileges: []Privilege{{ID: 1, Name: "publish mixed stream"}, {ID: 2, Name: "publish raw stream"}},
	},
	{
		Type: ServiceFPA, Name: "FPA", Title: "Full-path accelerator", Class: "Fpa",
		Privileges: []Privilege{{ID: 1, Name: "log in"}},
	},
	{
		Type: ServiceChat, Name: "Chat", Title: "Chat", Class: "Chat", Notice: NoticeAtHalf,
		Fields:     []Field{userField},
		Privileges: []Privilege{{ID: 1, Name: "act as user"}, {ID: 2, Name: "administer the app", Administers: true}},
	},
	{
		Type: ServiceFCDN, Name: "FCDN", Title: "Fusion CDN", Class: "FCdn", Since: sinceJuly,
		Fields:     []Field{channelField, accountField},
		Privileges: []Privilege{{ID: 1, Name: "publish"}, {ID: 2, Name: "play"}},
	},
	{
		Type: ServiceAPaaS, Name: "APaaS", Title: "Flexible Classroom", Class: "Apaas",
		Fields: []Field{
			{"room_uuid", "room UUID", String},
			{"user_uuid", "user UUID", String},
			{"role", "role", Int16},
		},
		Privileges: []Privilege{{ID: 1, Name: "join room"}, {ID: 2, Name: "act as user"}, {ID: 3, Name: "administer the app", Administers: true}},
	},
	{
		Type: ServiceRTM2, Name: "RTM2", Title: "Signaling with permissions", Class: "Rtm2", Since: sinceJuly, Notice: NoticeBeforeEnd,
		Fields:     []Field{userField, {"permissions", "permissions", Permissions}},
		Privileges: []Privilege{{ID: 1, Name: "log in"}},
	},
	{Type: ServiceConvoAI, Name: "ConvoAI", Title: "Conversational AI", Class: "ConvoAI", Since: sinceSeptember},
	{Type: ServiceSTT, Name: "STT", Title: "Speech-to-Text", Class: "Stt", Since: sinceSeptember},
}

var (
	channelField = Field{"channel_name", "channel name", String}
	accountField = Field{"account", "user account", String}
	userField    = Field{"user_id", "user ID", String}
)

// messagePrivileges holds those of the current libraries, and those that were
// removed in 2021 but stand in older tokens and in npm agora-access-token.
var messagePrivileges = []Privilege{
	{ID: 1, Name: "join channel"},
	{ID: 2, Name: "publish audio"},
	{ID: 3, Name: "publish video"},
	{ID: 4, Name: "publish data"},
	{ID: 5, Name: "publish audio to CDN", Deprecated: true},
	{ID: 6, Name: "publish video to CDN", Deprecated: true},
	{ID: 7, Name: "request to publish audio", Deprecated: true},
	{ID: 8, Name: "request to publish video", Deprecated: true},
	{ID: 9, Name: "request to publish data", Deprecated: true},
	{ID: 10, Name: "invite to publish audio", Deprecated: true},
	{ID: 11, Name: "invite to publish video", Deprecated: true},
	{ID: 12, Name: "invite to publish data", Deprecated: true},
	{ID: 101, Name: "administer the channel", Deprecated: true},
	{ID: messageLogin, Name: "log in to Signaling"},
}

const messageLogin = 1000

var resourceTypes = []Named{
	{0, "message-channels", "message channels"},
	{1, "stream-channels", "stream channels"},
	{2, "group-channels", "group channels"},
	{3, "server-groups", "server groups"},
	{4, "users", "users"},
}

var permissionTypes = []Named{{0, "read", "read"}, {1, "write", "write"}}
