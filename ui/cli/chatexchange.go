package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"atc/chatapi"
	"atc/keystore/secret"
	"atc/tokens"
	"atc/ui/safe"
)

func (p *program) newChatExchange(f *chatFlags) *cobra.Command {
	var user string
	var lifetime *string
	cmd := p.onChat(f, "exchange [flags]", "Exchange an app token or a user token for one of the service's own", 0, 0, func(ctx context.Context, _ []string) error {
		return p.chatExchange(ctx, f, user, *lifetime)
	})
	cmd.Long = "Builds an app token, or with --user a user token, and exchanges it for the token that older guides send with each request. " +
		"Nobody needs that any more: the service takes the app token itself. The new token tells nothing of itself and lives as long as the other one would have."
	cmd.Example = "atc chat exchange\natc chat exchange --user alice --lifetime 10m --json"
	cmd.Flags().Var(newText(&user, "USER"), "user", "exchange a token of this user instead of the app's")
	_ = cmd.RegisterFlagCompletionFunc("user", cobra.NoFileCompletions)
	lifetime = p.addLifetime(cmd, "chat-app")
	return cmd
}

// An exchangedJSON is what "atc chat exchange --json" prints.
type exchangedJSON struct {
	Token    string     `json:"token"`
	From     string     `json:"from"` // what was exchanged: "app" or "user"
	Username string     `json:"username,omitempty"`
	Lifetime int64      `json:"lifetime_seconds,omitempty"`
	Expires  *time.Time `json:"expires_at,omitempty"`
}

func (p *program) chatExchange(ctx context.Context, f *chatFlags, user, lifetime string) error {
	if user == "" && f.given("user") {
		return usagef("--user: is empty: give a username, or leave the flag out")
	}
	kind, values, out := "chat-app", tokens.Values{"lifetime": lifetime}, exchangedJSON{From: "app"}
	if user != "" {
		names, err := p.usernames(user)
		if err != nil {
			return err
		}
		kind, values["user"], out.From, out.Username = "chat-user", names[0], "user", names[0]
	}
	c, err := p.connect(ctx, f)
	if err != nil {
		return err
	}
	token, err := p.chatToken(kind, c.credentials, values)
	if err != nil {
		return err
	}
	exchanged, err := c.Exchange(ctx, secret.New(token))
	if err != nil {
		return err
	}
	return p.printExchanged(f, exchanged, out)
}

// printExchanged prints the token, which is what was asked for.
func (p *program) printExchanged(f *chatFlags, exchanged chatapi.Exchanged, out exchangedJSON) error {
	out.Token = exchanged.Token.Reveal()
	out.Lifetime = int64(exchanged.Lifetime / time.Second)
	if ends := exchanged.ExpiresAt; !ends.IsZero() {
		ends = ends.UTC()
		out.Expires = &ends
	}
	if f.json {
		return p.print(appendJSONLine(nil, out))
	}
	if out.Expires != nil {
		p.say("the token ends at " + timeWords(*out.Expires))
	}
	return p.print([]byte(safe.Text(out.Token) + "\n"))
}
