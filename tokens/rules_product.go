package tokens

import (
	"slices"
	"strconv"
)

// What rules are about, besides the groups of products.
var (
	aboutAnyChat = []string{ProductChatSDK, ProductChatREST}
	aboutUserID  = slices.Concat(aboutSignaling, aboutChat)
)

// productTitle returns what people call the product.
func (k *Case) productTitle() string {
	if k.product != nil {
		return k.product.Title
	}
	return quoted(k.Join.Product)
}

// serviceWords returns what people call a service: "Signaling (RTM)".
func serviceWords(s *Service) string {
	if s.Title == s.Name {
		return s.Name
	}
	return s.Title + " (" + s.Name + ")"
}

// needed names the services that the product needs.
func (k *Case) needed() string {
	words := ""
	for i, typ := range k.product.Services {
		if i > 0 {
			words += " or "
		}
		if s := k.catalog.Service(typ); s != nil {
			words += serviceWords(s)
			continue
		}
		words += "service " + strconv.Itoa(int(typ))
	}
	return words
}

// carried names what the token lets its holder in to.
func (t *Token) carried() string {
	if t.Version == AccessToken {
		if t.onlySignaling() {
			return "the privilege to log in to Signaling"
		}
		return "privileges for channels"
	}
	var names listing
	var seen uint16set
	for i := range t.Services {
		if s := &t.Services[i]; s.Service != nil && seen.add(s.Type) {
			names.add(serviceWords(s.Service))
		}
	}
	return names.String()
}

// productRules judge whether a token is one for the product at all.
var productRules = []Rule{
	{
		Code: CodeOldVersion, Severity: Refused, Needs: NeedsToken | NeedsProduct, Failure: FailInvalid,
		Title:  "its format is too old for this",
		Text:   "the token is of the format %s, and %s takes 007 only",
		Advice: build007,
		Check: func(k *Case) ([]any, bool) {
			if k.format() != formatOnly007 {
				return nil, false
			}
			return []any{k.formatName(), k.productTitle()}, true
		},
	},
	{
		Code: CodeOldVersion, Severity: Refused, Needs: NeedsToken | NeedsProduct, Failure: FailInvalid,
		Title:  "its format is not one for this",
		Text:   "the token is of the format %s, and %s takes 007 and 006",
		Advice: build007,
		Check: func(k *Case) ([]any, bool) {
			if k.format() != formatOnly006 {
				return nil, false
			}
			return []any{k.formatName(), k.productTitle()}, true
		},
	},
	{
		Code: CodeOldVersion, Severity: Surprise, Needs: NeedsToken | NeedsProduct, Failure: FailInvalid, Unverified: true,
		Title:  "its format is of very old SDKs",
		Text:   "the token is of the format %s, which SDKs before 2.1 took: people report that current ones refuse it",
		Advice: build007,
		Check: func(k *Case) ([]any, bool) {
			if k.format() != formatDated {
				return nil, false
			}
			return []any{k.formatName()}, true
		},
	},
	{
		Code: CodeWrongService, Severity: Refused, Needs: NeedsWhole | NeedsProduct, Failure: FailInvalid,
		Unless: []Code{CodeOldVersion, CodeNoServices, CodeUnknownService},
		Title:  "it is a token for another product",
		Text:   "the token carries %s, and %s needs %s",
		Advice: "build it with the builder of that product; a temporary token of the Agora Console is one for RTC only",
		Check:  checkWrongService,
	},
	{
		Code: CodePublishWithoutJoin, Severity: Refused, Needs: NeedsWhole | NeedsProduct, Failure: FailInvalid, Products: aboutRTC, Unless: []Code{CodeWrongService},
		Title:  "it does not let the user join",
		Text:   "the token grants %s, but not to join the channel, without which %s lets nobody in",
		Advice: "grant privilege 1 (join channel) besides",
		Check: func(k *Case) ([]any, bool) {
			names, found := k.Token.publishWithoutJoin()
			if !found {
				return nil, false
			}
			return []any{names, k.productTitle()}, true
		},
	},
	{
		Code: CodeChatAppToken, Severity: Refused, Needs: NeedsWhole | NeedsProduct, Failure: FailInvalid, Products: aboutChat,
		Title:  "it is an app token, with which no user can log in",
		Text:   "this is a Chat app token: it administers Chat over REST, and the Chat SDK needs a user token",
		Advice: "build a Chat user token for the username; keep app tokens on the server",
		Check: func(k *Case) ([]any, bool) {
			return nil, k.Token.chatGrantsOnly(chatApp, chatUser)
		},
	},
	{
		Code: CodeChatUserToken, Severity: Refused, Needs: NeedsWhole | NeedsProduct, Failure: FailRole, Products: aboutChatREST,
		Title:  "it is a user token, which the REST API does not take",
		Text:   "this is a Chat user token: it lets a user log in, and the REST API of Chat needs an app token",
		Advice: "build a Chat app token for the server; where REST answers that registration is not open, this is why",
		Check: func(k *Case) ([]any, bool) {
			return nil, k.Token.chatGrantsOnly(chatUser, chatApp)
		},
	},
	{
		Code: CodeClassroomToken, Severity: Refused, Needs: NeedsWhole | NeedsProduct | NeedsChannel, Failure: FailInvalid, Products: aboutClassroom,
		Title:  "it lets nobody join a room",
		Text:   "the classroom token grants %s, and joining a room needs \"join room\"",
		Advice: "build a room user token: with room, user and role",
		Check:  checkClassroomToken,
	},
}

// build007 names the releases of SDKs that brought 007, and the npm package
// that replaces agora-access-token.
const build007 = "build 007 tokens: RTC SDKs take them from 3.5.2 (Web 4.8.0, Flutter 4.2.0), Signaling from 1.5.0 (Web 1.4.6); npm: agora-token"

// A formatFit says whether a product takes the format of a token.
type formatFit uint8

const (
	formatFits formatFit = iota
	formatOnly007
	formatOnly006 // and 007
	formatDated
)

func (k *Case) format() formatFit {
	switch v := k.Token.Version; {
	case v == AccessToken2 || k.product == nil:
		return formatFits
	case k.product.Messages == NoMessages:
		return formatOnly007
	case v == AccessToken:
		return formatFits
	case k.product.Messages == ChannelMessages && v != SignalingToken:
		return formatDated
	}
	return formatOnly006
}

// formatName returns what the format of the token is called. A product has the
// name of the one that starts with "1:", and does not take it.
func (k *Case) formatName() string {
	if k.Token.Version == SignalingToken {
		return "of the first Signaling SDK (1:…)"
	}
	return k.Token.Version.Title()
}

func checkWrongService(k *Case) ([]any, bool) {
	t := k.Token
	switch {
	case k.product == nil:
		return nil, false
	case t.Version == AccessToken2:
		for i := range t.Services {
			if k.product.takes(t.Services[i].Type) {
				return nil, false
			}
		}
	case t.Version == AccessToken:
		if len(t.Privileges) == 0 || t.grantsMessage(k.product.Messages) {
			return nil, false
		}
	default:
		return nil, false
	}
	return []any{t.carried(), k.productTitle(), k.needed()}, true
}

// grantsMessage reports whether a 006 token has a privilege for a use.
func (t *Token) grantsMessage(u MessageUse) bool {
	for i := range t.Privileges {
		if (t.Privileges[i].ID == messageLogin) == (u == SignalingMessages) {
			return true
		}
	}
	return false
}

// publishWithoutJoin names the privileges to publish of a token that lacks the
// one to join.
func (t *Token) publishWithoutJoin() (string, bool) {
	list, found := t.rtcPrivileges()
	if !found || !publishes(list) || privilege(list, privilegeJoin) != nil {
		return "", false
	}
	var names listing
	for i := range list {
		names.add(list[i].name())
	}
	return names.String(), true
}

// The privileges of Chat.
const (
	chatUser = 1
	chatApp  = 2
)

// chatGrantsOnly reports whether Chat grants one privilege and not the other.
func (t *Token) chatGrantsOnly(one, other uint16) bool {
	s := t.service(ServiceChat)
	return s != nil && privilege(s.Privileges, one) != nil && privilege(s.Privileges, other) == nil
}

func checkClassroomToken(k *Case) ([]any, bool) {
	s := k.Token.service(ServiceAPaaS)
	if s == nil || len(s.Privileges) == 0 || privilege(s.Privileges, 1) != nil {
		return nil, false
	}
	var names listing
	for i := range s.Privileges {
		names.add(s.Privileges[i].name())
	}
	return []any{names.String()}, true
}
