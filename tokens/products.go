package tokens

// The IDs of the products.
const (
	ProductRTCNative = "rtc-native"
	ProductRTCWeb    = "rtc-web"
	ProductRTM1      = "rtm1"
	ProductRTM2      = "rtm2"
	ProductStream    = "rtm2-stream"
	ProductChatSDK   = "chat"
	ProductChatREST  = "chat-rest"
	ProductClassroom = "classroom"
	ProductRecording = "recording"
)

var hostRoles = []string{"publisher", "subscriber"}

// products are what a token can be used for. A Flexible Classroom token holds
// its role as a number, of which 1 to 3 are in use.
var products = []Product{
	{
		ID: ProductRTCNative, Title: "RTC native", Channel: "channel", User: "user ID or account", Roles: hostRoles,
		SDK: "rtc-native", More: []string{"rtc-native-reasons", "rtc-native-renew"},
		Services: []uint16{ServiceRTC}, Messages: ChannelMessages,
	},
	{
		ID: ProductRTCWeb, Title: "RTC Web", Channel: "channel", User: "user ID or account", Roles: hostRoles,
		SDK: "rtc-web", More: []string{"rtc-web-legacy"},
		Services: []uint16{ServiceRTC}, Messages: ChannelMessages,
	},
	{
		ID: ProductRTM1, Title: "Signaling 1.x", User: "user ID",
		SDK: "rtm1", More: []string{"rtm1-renew"},
		Services: []uint16{ServiceRTM, ServiceRTM2}, Messages: SignalingMessages,
	},
	{
		ID: ProductRTM2, Title: "Signaling 2.x", User: "user ID",
		SDK:      "rtm2",
		Services: []uint16{ServiceRTM, ServiceRTM2},
	},
	{
		ID: ProductStream, Title: "Signaling stream channel", Channel: "channel", User: "user ID",
		SDK: "rtm2-channel", More: []string{"rtm2"},
		Services: []uint16{ServiceRTC},
	},
	{
		ID: ProductChatSDK, Title: "Chat SDK", User: "username",
		SDK: "chat-native", More: []string{"chat-web"},
		Services: []uint16{ServiceChat},
	},
	{
		ID: ProductChatREST, Title: "Chat REST",
		SDK:      "chat-rest",
		Services: []uint16{ServiceChat},
	},
	{
		ID: ProductClassroom, Title: "Flexible Classroom", Channel: "room", User: "user", Roles: []string{"teacher", "student", "assistant"},
		SDK:      "classroom",
		Services: []uint16{ServiceAPaaS},
	},
	{
		ID: ProductRecording, Title: "Cloud Recording", Channel: "channel", User: "recorder's user ID",
		SDK: "rtc-native", More: []string{"rtc-native-reasons"},
		Services: []uint16{ServiceRTC}, Messages: ChannelMessages,
	},
}

// The products that rules are about.
var (
	aboutRTC       = []string{ProductRTCNative, ProductRTCWeb, ProductStream, ProductRecording}
	aboutSignaling = []string{ProductRTM1, ProductRTM2, ProductStream}
	aboutChat      = []string{ProductChatSDK}
	aboutChatREST  = []string{ProductChatREST}
	aboutClassroom = []string{ProductClassroom}
	aboutRecording = []string{ProductRecording}
)
