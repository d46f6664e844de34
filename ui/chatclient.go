package ui

import (
	"context"
	"io"
	"strconv"
	"time"

	"atc/chatapi"
	"atc/chatapi/bulk"
	"atc/keystore"
	"atc/keystore/secret"
	"atc/tokens"
)

// ChatClient is the Chat service of one project, as the console needs it. A
// [*chatapi.Client] is one.
type ChatClient interface {
	bulk.Registrar
	// Address returns where requests go.
	Address() chatapi.Address
	// RegisterRequest returns the request that would register users, to look
	// at before it is made.
	RegisterRequest(users ...chatapi.NewUser) chatapi.Request
	RegisterOrGet(ctx context.Context, u chatapi.NewUser) (chatapi.Registered, error)
	User(ctx context.Context, name string) (chatapi.User, error)
	Users(ctx context.Context, limit int, cursor string) (chatapi.Page, error)
	// TryToken asks for a user with another bearer token, such as the user's
	// own, to see whether the service takes it.
	TryToken(ctx context.Context, token secret.Value, name string) (chatapi.User, error)
	Exchange(ctx context.Context, token secret.Value) (chatapi.Exchanged, error)
	Delete(ctx context.Context, name string) error
	ChangePassword(ctx context.Context, name string, password secret.Value) error
	SetNickname(ctx context.Context, name, nickname string) error
	Ban(ctx context.Context, name string) error
	Unban(ctx context.Context, name string) error
	ForceOffline(ctx context.Context, name string) error
	ForceDeviceOffline(ctx context.Context, name, resource string) error
	Devices(ctx context.Context, name string) ([]chatapi.Device, error)
	Presence(ctx context.Context, name string) (chatapi.Presence, error)
	Presences(ctx context.Context, names []string) (map[string]chatapi.Presence, error)
	OfflineMessages(ctx context.Context, name string) (int, error)
	// CheckConnection tries the connection step by step, and reports each step
	// as it begins and as it ends.
	CheckConnection(ctx context.Context, report func(chatapi.Step)) error
}

// Chat connects the console to the Chat service of projects.
type Chat interface {
	// Connect returns a client of a project's Chat. It makes no request. The
	// error says what the project lacks.
	Connect(p keystore.Project, token chatapi.TokenSource) (ChatClient, error)
	// Journal opens the journal of a list that is to be registered. See
	// [bulk.Journals.Open]. It returns nil where none is kept.
	Journal(list *bulk.List, p keystore.Project, how bulk.How) (*bulk.Journal, error)
}

// appTokenLife is how long the app tokens live that requests are made with, in
// seconds.
const appTokenLife = 3600

// AppTokens returns a source of app tokens for the Chat of a project, signed
// with its primary certificate. There are none of a project that is shared
// without them: the source then returns [ErrSharedToBuild].
func AppTokens(catalog tokens.Catalog, p keystore.Project, now func() time.Time, rand io.Reader) chatapi.TokenSource {
	return chatapi.CachedTokens(now, func() (secret.Value, time.Time, error) {
		kind, _ := catalog.Kind(kindChatApp)
		issued := now()
		stamp, err := tokens.NewStamp(issued, rand)
		if err != nil {
			return secret.Value{}, time.Time{}, err
		}
		text, err := Build(&catalog, &p, tokens.Request{
			Kind: kind, Stamp: stamp, Values: tokens.Values{inputLifetime: strconv.Itoa(appTokenLife)},
		}, issued)
		if err != nil {
			return secret.Value{}, time.Time{}, err
		}
		return secret.New(text), issued.Add(appTokenLife * time.Second), nil
	})
}
