package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"atc/chatapi"
	"atc/tokens"
)

// userTokenFlags are the flags of what builds a user token.
type userTokenFlags struct {
	register, uuid bool
	lifetime       *string
}

// addLifetime gives a command the flag for the lifetime of a kind of token.
func (p *program) addLifetime(cmd *cobra.Command, kindID string) *string {
	kind, _ := p.Catalog.Kind(kindID)
	for i := range kind.Inputs {
		if in := &kind.Inputs[i]; in.Key == "lifetime" {
			return p.addInput(cmd, in)
		}
	}
	lifetime := "1h"
	return &lifetime
}

func (p *program) newChatToken(f *chatFlags) *cobra.Command {
	own := &userTokenFlags{}
	cmd := p.onChat(f, "token USER [flags]", "Print a user token, for a user who is registered or new", 1, 1, func(ctx context.Context, args []string) error {
		return p.chatUserToken(ctx, f, own, args[0])
	})
	cmd.Long = "Looks a user up, and prints a token that the user logs in to Chat with. Where the user is not registered it fails, or registers the user if told so with --register. " +
		"The token is made for the username, which services take since the end of 2024. A project that was set up before may need one that is made for the UUID, with --uuid: " +
		"the SDK is given the username and this token all the same."
	cmd.Example = "atc chat token alice --register\natc chat token alice --lifetime 1h30m --json"
	fs := cmd.Flags()
	fs.BoolVar(&own.register, "register", false, "register the user if there is none")
	fs.BoolVar(&own.uuid, "uuid", false, "make the token for the user's UUID, as older projects want it")
	own.lifetime = p.addLifetime(cmd, "chat-user")
	return cmd
}

// A userTokenJSON is what "atc chat token --json" prints.
type userTokenJSON struct {
	Token      string    `json:"token"`
	Username   string    `json:"username"`
	UUID       string    `json:"uuid,omitempty"`
	State      string    `json:"state,omitempty"`
	Registered bool      `json:"registered"` // by this command
	MadeFor    string    `json:"made_for"`
	AppID      string    `json:"app_id"`
	Lifetime   uint32    `json:"lifetime_seconds"`
	Expires    time.Time `json:"expires_at"`
}

func (p *program) chatUserToken(ctx context.Context, f *chatFlags, own *userTokenFlags, arg string) error {
	names, err := p.usernames(arg)
	if err != nil {
		return err
	}
	c, err := p.connect(ctx, f)
	if err != nil {
		return err
	}
	values := tokens.Values{"user": names[0], "lifetime": *own.lifetime}
	// First, so that nobody is registered for a command line that is wrong.
	if _, err := p.chatToken("chat-user", c.credentials, values); err != nil {
		return err
	}
	return p.forEach(ctx, f, names, func(ctx context.Context, name string) error {
		found, err := p.lookUp(ctx, c, name, own.register)
		if err != nil {
			return err
		}
		return p.printUserToken(f, own, c, found, values)
	})
}

// printUserToken builds the token of a user who exists, and prints it.
func (p *program) printUserToken(f *chatFlags, own *userTokenFlags, c *connection, found chatapi.Registered, values tokens.Values) error {
	name, madeFor := values["user"], "username"
	if own.uuid {
		if values["user"], madeFor = found.User.UUID, "uuid"; found.User.UUID == "" {
			return requestf("the service does not say which UUID %s has: leave out --uuid", name)
		}
	}
	token, err := p.chatToken("chat-user", c.credentials, values)
	if err != nil {
		return err
	}
	decoded, err := p.Catalog.Decode(token)
	says := p.Catalog.Diagnose(tokens.Case{Text: token, Token: decoded, Err: err, Now: p.Now()})
	p.warnAbout(&says)
	if !f.json || decoded == nil {
		return p.print([]byte(token + "\n"))
	}
	ends, _ := decoded.EffectiveExpiresAt()
	return p.print(appendJSONLine(nil, userTokenJSON{
		token, name, found.User.UUID, found.User.State.String(), !found.Existed, madeFor, c.appID, decoded.Expire, ends.UTC(),
	}))
}

// lookUp returns the user, who is registered if there is none and mayRegister
// is true. It tells what it found.
func (p *program) lookUp(ctx context.Context, c *connection, name string, mayRegister bool) (found chatapi.Registered, err error) {
	if mayRegister {
		found, err = c.RegisterOrGet(ctx, chatapi.NewUser{Username: name})
	} else {
		found.Existed = true
		found.User, err = c.User(ctx, name)
	}
	switch {
	case chatapi.IsKind(err, chatapi.KindUserUnknown) && !mayRegister:
		return found, &unregisteredError{name, err}
	case err != nil:
		return found, err
	}
	p.tellRegistered(name, found)
	return found, nil
}

// tellRegistered says of a user what the person may want to know.
func (p *program) tellRegistered(name string, found chatapi.Registered) {
	uuid := ""
	if found.User.UUID != "" {
		uuid = ", UUID " + found.User.UUID
	}
	switch {
	case !found.Existed:
		p.say(name + " is registered now" + uuid)
	case found.User.Created.IsZero():
		p.say(name + " is registered" + uuid)
	default:
		p.say(name + " is registered since " + timeWords(found.User.Created) + uuid)
	}
	if found.User.State == chatapi.StateBanned {
		p.warn(name + " is banned and cannot log in: atc chat users unban " + name + " lifts that")
	}
	if !found.Password.IsZero() {
		p.say("the app demands passwords: one was made up, and is kept nowhere; to log in with one, set it with atc chat users password " + name)
	}
}

// An unregisteredError says that a token was asked for a user who does not
// exist.
type unregisteredError struct {
	name string
	err  error
}

// unregisteredAdvice is what to do about an [unregisteredError].
const unregisteredAdvice = "add --register to register the user, or see atc chat users list"

func (e *unregisteredError) Error() string {
	var failed *chatapi.Error
	where := ""
	if errors.As(e.err, &failed) && failed.Status > 0 {
		where = fmt.Sprintf(" (%d, %s %s)", failed.Status, failed.Method, failed.Path)
	}
	return e.name + " is not registered in this app: " + unregisteredAdvice + where
}

func (e *unregisteredError) Unwrap() error { return e.err }
