package tokens

// A Version names a token format, by the digits with which most of them start.
type Version string

// The formats, newest first.
const (
	AccessToken2   Version = "007" // base64 of a zlib stream, self-contained
	AccessToken    Version = "006" // carries CRC-32 of channel and user only
	DynamicKey5    Version = "005"
	DynamicKey4    Version = "004"
	DynamicKey3    Version = "003"
	DynamicKey2    Version = "002" // has no prefix: starts with its signature
	DynamicKey     Version = "001" // has no prefix: starts with its signature
	SignalingToken Version = "1"   // the token of Signaling 1.x, "1:…"
)

// Title returns the name of the format as Agora spells it, with its number.
func (v Version) Title() string {
	switch v {
	case AccessToken2:
		return "AccessToken2 (007)"
	case AccessToken:
		return "AccessToken (006)"
	case DynamicKey5, DynamicKey4, DynamicKey3, DynamicKey2, DynamicKey:
		return "DynamicKey (" + string(v) + ")"
	case SignalingToken:
		return "Signaling 1.x token"
	}
	return "token (" + string(v) + ")"
}

// MaxLifetime is the longest that the service honours a token, in seconds
// after its issue: 24 hours, whatever the token itself says. Agora's guides say
// so, and so do its maintainers where people ask about longer ones.
const MaxLifetime = 86400
