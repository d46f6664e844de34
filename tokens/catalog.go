// Package tokens builds, decodes and verifies every token that Agora's
// services accept or once accepted.
//
// Everything that is data about tokens stands in one table, a [Catalog]:
// services with their fields and privileges, and kinds, which are the tokens
// that people ask for by name. Forms, command-line flags, the labels of a
// decoder and the keys of its JSON are read off it, so a new kind of token is
// one new entry of [Catalog.Kinds].
//
//	kind, _ := tokens.Default.Kind("rtc")
//	text, err := tokens.Default.Build(tokens.Request{
//		Kind: kind, AppID: appID, Certificate: certificate, Stamp: stamp,
//		Values: tokens.Values{"channel": "lobby", "uid": "12345"},
//	})
//	token, err := tokens.Default.Decode(text)
//
// Facts and judgements are different calls. [Catalog.Decode] says what a token
// holds, as far as it can be read; [Token.SignedBy] says who signed it.
//
// The package is pure: it reads no clock, draws no randomness and does no
// input or output. The current time and a [Stamp] come from its caller. The
// wire formats are those of the libraries in AgoraIO/Tools, folder
// DynamicKey/AgoraDynamicKey, as of July 2026, and of npm agora-token 2.0.6.
package tokens

// A Catalog is the table of everything that is known about tokens. Its slices
// are in the order in which people see them. A Catalog is not changed after it
// was made: to extend one, copy it and append to the copy.
type Catalog struct {
	// Services are the services that an AccessToken2 (007) can carry.
	Services []Service
	// Kinds are the tokens that people ask for by name.
	Kinds []Kind
	// MessagePrivileges are the privileges of an AccessToken (006).
	MessagePrivileges []Privilege
	// KeyServices are the services of DynamicKey5 (005) and DynamicKey4 (004).
	KeyServices []KeyService
	// KeyExtras names the extra values of a DynamicKey5 (005).
	KeyExtras []Named
	// ResourceTypes and PermissionTypes are the two dimensions of the
	// permissions that an RTM2 service carries.
	ResourceTypes, PermissionTypes []Named
	// Products are what a token can be used for, and SDKs the codes with which
	// those answer.
	Products []Product
	SDKs     []SDK
	// WellKnown are names that many tokens are made for, often by mistake.
	WellKnown []WellKnownName
	// NoToken are the words, in lower case, that programs print or send where
	// they have no token, and NoCertificate those that token servers sign with
	// where they have no certificate.
	NoToken, NoCertificate []string
	// Rules are what [Catalog.Diagnose] looks for, the most telling of each
	// severity first.
	Rules []Rule
}

// Kind returns the kind called id.
func (c Catalog) Kind(id string) (Kind, bool) {
	for i := range c.Kinds {
		if c.Kinds[i].ID == id {
			return c.Kinds[i], true
		}
	}
	return Kind{}, false
}

// Service returns the service with the wire number typ, or nil if the catalog
// does not know it.
func (c Catalog) Service(typ uint16) *Service {
	for i := range c.Services {
		if c.Services[i].Type == typ {
			return &c.Services[i]
		}
	}
	return nil
}

// KeyService returns the DynamicKey service with the number n of the 005
// format, or nil if there is none.
func (c Catalog) KeyService(n uint16) *KeyService {
	for i := range c.KeyServices {
		if c.KeyServices[i].Number == n {
			return &c.KeyServices[i]
		}
	}
	return nil
}

// Groups returns the titles of the groups of kinds, in the order of the table.
func (c Catalog) Groups() []string {
	var groups []string
	for i, k := range c.Kinds {
		if i == 0 || c.Kinds[i-1].Group != k.Group {
			groups = append(groups, k.Group)
		}
	}
	return groups
}

// A Service is one service of an AccessToken2, as it stands on the wire: its
// type, its privileges, then its fields in this order.
type Service struct {
	Type       uint16 // wire number
	Name       string // as Agora's libraries name it: "RTC"
	Title      string // what people know it as: "Video and voice"
	Fields     []Field
	Privileges []Privilege
	Notice     Notice // when the service's SDK says that a token will expire
	Class      string // of Agora's libraries, after "Service": "Rtc"
	Since      string // which release of them brought it, or "" for all
}

// Privilege returns the name of the privilege id, or "" if it has none.
func (s *Service) Privilege(id uint16) string { return nameOf(s.Privileges, id) }

func (s *Service) privilege(id uint16) *Privilege {
	for i := range s.Privileges {
		if s.Privileges[i].ID == id {
			return &s.Privileges[i]
		}
	}
	return nil
}

// A Field is one field of a service.
type Field struct {
	Key   string // in JSON: "channel_name"
	Title string // on screen: "channel name"
	Type  FieldType
}

// A FieldType says how a field is written.
type FieldType uint8

// The types of fields.
const (
	String      FieldType = iota // a length of 16 bits, then that many bytes
	Int16                        // a signed number of 16 bits
	Permissions                  // the permissions of an RTM2 service
)

// A Privilege is one right that a service or a message can grant.
type Privilege struct {
	ID         uint16
	Name       string
	Deprecated bool // no current library writes it
	// Administers says that it is a right over the whole app, not over what one
	// user does.
	Administers bool
}

// A Notice says when an SDK calls back to say that its token will expire.
type Notice uint8

// The notices in use, as Agora documents them: RTC and Signaling 30 seconds
// before the end, Chat when half of the life has passed.
const (
	NoNotice Notice = iota
	NoticeBeforeEnd
	NoticeAtHalf
)

// NoticeLead is how long before the end of a token RTC and Signaling SDKs say
// that it will expire.
const NoticeLead = 30 // seconds

// A KeyService is one service of the dynamic keys.
type KeyService struct {
	Number uint16 // in the 005 format
	Code   string // in the message that a 004 key signs: "ACS"
	Name   string
}

// Named is a number of the wire format with its name.
type Named struct {
	Number uint16
	Key    string // in flags and JSON: "message-channels"
	Name   string
}

// A Kind is one sort of token that people ask for by name.
type Kind struct {
	ID      string // subcommand, form choice and anchor in the reference: "rtc"
	Group   string // heading under which it is listed: "Video and voice"
	Title   string // within its group: "numeric user ID"
	Doc     string // what it is for, one sentence without a full stop
	Version Version
	Inputs  []Input
	Grants  []Grant // by ascending service, as the official builders write them
	// Official are the functions of Agora's libraries that make the same token,
	// by preference: the first that a language has is used.
	Official []Call
}

// Input returns the input called key, or nil if the kind has none.
func (k *Kind) Input(key string) *Input {
	for i := range k.Inputs {
		if k.Inputs[i].Key == key {
			return &k.Inputs[i]
		}
	}
	return nil
}

// An Input is one value that a person supplies for a kind.
type Input struct {
	Key      string // flag, form key and JSON key: "channel"
	Title    string
	Doc      string // one line, without a full stop
	Type     InputType
	Default  string
	Choices  []string // for Choice
	Optional bool     // may be empty; Check is then not asked
	// Check says why a value is refused, or nil if it is good. A nil Check
	// accepts everything.
	Check func(string) error
}

// An InputType says what an input is, so that a form can offer the right
// field for it.
type InputType uint8

// The types of inputs.
const (
	Text     InputType = iota // one line
	Choice                    // one of Choices
	Lifetime                  // whole seconds or a duration, see [ParseLifetime]
	List                      // names separated by commas, see [ParseList]
	Document                  // many lines: the JSON of a [Spec]
)

// A Grant is one service that a kind of token carries: how the fields are
// filled, and which privileges it conveys. In a 006 token the fields are
// channel and user; in the older keys they are what is signed along.
type Grant struct {
	Service    uint16
	Fields     []Fill
	Privileges []Granted // by ascending ID
}

// A Fill says where the value of a field comes from: the first of its inputs
// that is not empty, passed through Map, or Const if it names no input. Or
// takes the place of a value that is empty. The permissions of an RTM2 service
// take no Fill: they come from the inputs that [PermissionKey] names.
type Fill struct {
	Inputs []string
	Const  string
	Map    func(string) string
	Or     *Fill
}

// Granted is a privilege that a kind conveys. Its lifetime is the first of the
// inputs From that is not empty; without any input it is 0, which means that
// it ends with the token.
type Granted struct {
	ID   uint16
	From []string
	When Condition
}

// A Condition holds if the value of an input is one of Is. The zero Condition
// always holds.
type Condition struct {
	Input string
	Is    []string
}

// Values holds what a person supplied for the inputs of a kind, by key. A key
// that is missing has the default of its input.
type Values map[string]string

func nameOf(privileges []Privilege, id uint16) string {
	for i := range privileges {
		if privileges[i].ID == id {
			return privileges[i].Name
		}
	}
	return ""
}
