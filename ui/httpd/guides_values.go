package httpd

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"atc/chatapi"
	"atc/tokens"
)

// What clients of the guides send is read here: under the names that they use,
// and in the forms in which they send it.

// The kinds of the catalog that the guides' servers build. That of a name and
// an older version is called after it, see [call.kindOf].
const (
	kindRTC        = "rtc"
	kindRTCAccount = "rtc-account"
	kindRTCAndRTM  = "rtc-rtm"
	kindRTM        = "rtm"
	kindFPA        = "fpa"
	kindChatUser   = "chat-user"
	kindChatApp    = "chat-app"
	kindClassUser  = "class-user"
	kindClassApp   = "class-app"
)

// The inputs of those kinds.
const (
	inputChannel    = "channel"
	inputUID        = "uid"
	inputAccount    = "account"
	inputUser       = "user"
	inputRole       = "role"
	inputLifetime   = "lifetime"
	inputPrivileges = "privilege-lifetime"
)

// What clients call the two roles: in the paths and bodies of the community's
// servers, as numbers in Agora's libraries, and as the SDKs call them.
var (
	publisherNames  = []string{publisher, "1", "host", "broadcaster"}
	subscriberNames = []string{subscriber, "2", "audience"}
)

const (
	publisher  = "publisher"
	subscriber = "subscriber"
)

// role returns a role as the catalog calls it, and absent if it is not given.
func (p *params) role(absent string) (string, error) {
	given, err := p.text("role")
	if err != nil || given == "" {
		return absent, err
	}
	return roleOf(p.within+"role", given)
}

func roleOf(name, given string) (string, error) {
	switch {
	case slices.Contains(publisherNames, strings.ToLower(given)):
		return publisher, nil
	case slices.Contains(subscriberNames, strings.ToLower(given)):
		return subscriber, nil
	}
	return "", bad(name, "is no role: use publisher or subscriber (or 1 or 2)")
}

// name returns the first of several names' texts, which is what a person or a
// program chose: where nothing was filled in, it is a failure.
func (c *call) name(p *params, names ...string) (string, error) {
	as := p.given(names...)
	text, err := p.text(as)
	if err != nil {
		return "", err
	}
	return text, c.unfilled(p.within+as, text)
}

// inPath returns the text of a name in the path, see [call.name].
func (c *call) inPath(name string) (string, error) {
	text := c.pathValue(name)
	if checkUTF8(text) != nil {
		return "", bad(name, "is not percent-encoded UTF-8: encode it")
	}
	return text, c.unfilled(name, text)
}

// unfilled refuses a text that stands where a program had nothing to put: the
// name of a parameter itself, or what its language writes for no value.
func (c *call) unfilled(name, text string) error {
	if isPlaceholder(text) {
		return quoting(http.StatusBadRequest, text, "is the placeholder %s, which the client has not replaced: put the value in its place").about(name)
	}
	for _, known := range c.cfg.Catalog.WellKnown {
		if known.Mistaken && known.Text == text && text != "0" {
			return bad(name, "is %q, %s: look in the client for why there is no value", text, known.Doc)
		}
	}
	return nil
}

// isPlaceholder reports whether a text is a name after a colon or in brackets,
// as routes, templates and documents write parameters: :uid, {uid}, {{uid}},
// ${uid} or <uid>.
func isPlaceholder(s string) bool {
	word, ok := strings.CutPrefix(s, ":")
	for _, brackets := range [][2]string{{"${", "}"}, {"{{", "}}"}, {"{", "}"}, {"<", ">"}} {
		if inner, opens := strings.CutPrefix(s, brackets[0]); opens && !ok {
			word, ok = strings.CutSuffix(inner, brackets[1])
		}
	}
	return ok && word != "" && !strings.ContainsFunc(word, func(r rune) bool {
		return r != '_' && r != '-' && r != ' ' && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}

// seconds returns a lifetime in seconds from now, as an input of the catalog
// takes it. Without one, and for 0, which clients send for none, it is "": the
// catalog's.
func (p *params) seconds(names ...string) (string, error) {
	n, ok, err := p.whole(p.given(names...))
	if err != nil || !ok || n == 0 {
		return "", err
	}
	return strconv.FormatUint(n, 10), nil
}

// lifetime puts the lifetime of a token into an order.
func (p *params) lifetime(o *order, names ...string) error {
	lifetime, err := p.seconds(names...)
	o.put(inputLifetime, p.given(names...), lifetime)
	return err
}

// version returns the version that is asked for, and "" if none is.
func (p *params) version() (tokens.Version, error) {
	text, err := p.text(versionName)
	switch v := tokens.Version(text); {
	case err != nil || text == "":
		return "", err
	case v == tokens.AccessToken2 || v == tokens.AccessToken:
		return v, nil
	}
	return "", p.bad(versionName, "is neither %s nor %s", tokens.AccessToken2, tokens.AccessToken)
}

// asked returns the parameters of a request, and the version that is asked for.
func (c *call) asked() (*params, tokens.Version, error) {
	p, err := c.params()
	if err != nil {
		return nil, "", err
	}
	version, err := c.versionOr(p)
	return p, version, err
}

// versionOr returns the version that is asked for, or else the project's.
func (c *call) versionOr(p *params) (tokens.Version, error) {
	v, err := p.version()
	if v == "" {
		v = c.cfg.Version
	}
	return v, err
}

// only007 refuses a request for an older version where there is none. What the
// project is set to does not matter there.
func (p *params) only007() error {
	v, err := p.version()
	if err == nil && v != "" && v != tokens.AccessToken2 {
		err = p.bad(versionName, "is %s, which no such token has: leave it out", v)
	}
	return err
}

// rtcUser puts a user of RTC into the values of an order, and sets its kind:
// clients send numbers as texts, so that a text is a number where it is one as
// RTC knows them, and else a user account. No user is 0, any user.
func (o *order) rtcUser(uid, as string) {
	key := inputUID
	o.kind = kindRTC
	switch {
	case uid == "":
		uid = "0"
	case !isUID(uid):
		o.kind, key = kindRTCAccount, inputAccount
	}
	o.values[key] = uid
	o.names[key] = as
}

// rtcUID returns the user of RTC that a request names, "" if it names none. A
// number that is none of a user's is a slip; as a text, it is an account.
func (c *call) rtcUID(p *params) (string, error) {
	uid, err := c.name(p, "uid")
	if v, _ := p.get("uid"); err == nil && v.sort == aNumber && !isUID(uid) {
		err = p.bad("uid", "is not a whole number from 0 to %d: send it as a text if it is a user account", uint32(math.MaxUint32))
	}
	return uid, err
}

// isUID reports whether a text is a number that RTC knows users by: of 32 bits,
// with neither sign nor zeros in front.
func isUID(s string) bool {
	n, err := strconv.ParseUint(s, 10, 32)
	return err == nil && strconv.FormatUint(n, 10) == s
}

// chatName returns the name of a Chat user as the service keeps it, or a user's
// UUID, which has the same form.
func chatName(as, given string) (string, error) {
	if given == "" {
		return "", bad(as, "is missing: give the Chat username")
	}
	name, err := chatapi.Username(given)
	if err != nil {
		return "", bad(as, "%v", strings.TrimPrefix(err.Error(), "the username "))
	}
	return name, nil
}

// newOrder returns an order for a kind, whose values are there to be filled in.
func newOrder(kind string, version tokens.Version) order {
	return order{kind: kind, version: version, values: tokens.Values{}, names: map[string]string{}}
}

// put sets an input of an order, if there is a value, and what the client calls
// it.
func (o *order) put(input, as, value string) {
	o.names[input] = as
	if value != "" {
		o.values[input] = value
	}
}
