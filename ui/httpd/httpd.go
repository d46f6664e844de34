// Package httpd is a token server for an app that is being developed: it
// answers what the sample servers of Agora's guides and of the community
// answer, so that a client that was written for one of them works unchanged.
//
// It is for development only. Whoever can reach it gets tokens of the project,
// so it listens on this machine, or asks for a key; it trusts no name of its
// own that it was not told (DNS rebinding) and no page that it was not told
// (CORS). No log ever holds a token.
package httpd

import (
	"context"
	"io"
	"time"

	"atc/chatapi"
	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
)

// MaxLifetime is the longest that a token of the server may last, in seconds:
// Agora's services honour none for longer.
const MaxLifetime = 24 * 3600

// MaxBody is how many bytes the body of a request may have.
const MaxBody = 64 << 10

// Config is what a [Server] works with.
type Config struct {
	Catalog tokens.Catalog
	// Project is what tokens are built for. Its primary certificate signs.
	Project keystore.Project
	// Version is the version of the tokens that are asked for without one:
	// [tokens.AccessToken2], which "" stands for, or [tokens.AccessToken].
	Version tokens.Version
	Now     func() time.Time
	Rand    io.Reader // where salts come from; it is read by many goroutines
	// Hosts are the names, besides localhost and the addresses it listens on,
	// that the Host of a request may have, with or without a port.
	Hosts []string
	// Origins are the origins whose pages may ask, written as browsers write
	// them, such as http://localhost:3000. There are none by default, and "*" and
	// "null" are refused.
	Origins []string
	// AppTokens serves tokens that administer the whole app, too.
	AppTokens bool
	// Key is what each request must carry, also for /ping and from this machine:
	// as Authorization: Bearer KEY, or before its path, as /k/KEY/…. It has at
	// least 16 characters that stand in a URL as they are, see [NewKey]. The zero
	// value needs none, and is refused where others can reach the server.
	Key secret.Value
	// Users looks Chat users up and registers them. nil answers that no Chat is
	// configured, or else UsersError.
	Users Users
	// UsersError is why there are no Users, such as a Chat REST host that is none.
	// Clients read its text: it holds no secret, and says what to do. It is not
	// looked at where there are Users.
	UsersError error
	// ChatUUIDs makes tokens for Chat users by their UUID, as older projects
	// need them, in place of the username.
	ChatUUIDs bool
	// Log is told of each request once it is answered, by many goroutines. It
	// must return soon. nil is for no log.
	Log func(Served)
}

// Users are those of the project's Chat. A [*chatapi.Client] is one.
type Users interface {
	User(ctx context.Context, name string) (chatapi.User, error)
	RegisterOrGet(ctx context.Context, u chatapi.NewUser) (chatapi.Registered, error)
}

// Served is one request that was answered. What the client sent is cut to some
// hundred bytes, and the key and every token in it are taken out; it is still
// not fit for a terminal.
type Served struct {
	Number uint64 // of the server's requests, from 1
	Time   time.Time
	Client string // the address of the client, without its port
	Agent  string // what the client calls itself; untrusted
	Method string
	// Path is that of the request without its query, and without the key if
	// that stood there; untrusted.
	Path   string
	Status int
	Took   time.Duration
	// Problem says why there is no token, in the words of the answer.
	Problem string
	// Kind is the kind of the catalog that was built, or "RTC and Signaling"
	// and the like where it is none. User and Channel are what it is for;
	// untrusted, and "" where the token has none.
	Kind, User, Channel string
	// Token is what was answered. It is a secret here, because this is what
	// logs are made of.
	Token secret.Value
	// Ends is when the token grants nothing any more, see
	// [tokens.Token.InForceUntil]: its end, or that of its last privilege.
	Ends time.Time
}

// An Endpoint is one thing that can be asked for.
type Endpoint struct {
	Method, Path string // the path has names in braces: "/chat/user/{username}/token"
	Doc          string // what it answers, one sentence without a full stop
	Kind         string // the kind of the catalog that it builds, "" for several or none
	// Target and Body are those of an example: the path filled in, with its
	// query, and JSON.
	Target, Body string
	// AppToken says that it is off unless [Config.AppTokens].
	AppToken bool
}
