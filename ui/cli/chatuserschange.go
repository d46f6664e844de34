package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"atc/chatapi"
)

var errEmptyPassword = errors.New("the password is empty: type one")

// A change is something that is done to one user, for which a client has one
// call.
type change struct {
	use, short, long string
	do               func(c *connection, ctx context.Context, name string) error
	did              string // follows the name on stderr
	json             func(name string) any
}

// A stateJSON is what the commands ban and unban print.
type stateJSON struct {
	Username string `json:"username"`
	State    string `json:"state"`
}

func (p *program) newUsersBan(f *chatFlags) *cobra.Command {
	return p.newChange(f, change{
		use: "ban USER…", short: "Log users out, and do not let them in again",
		long: "Bans users: they are logged out at once, and cannot log in until atc chat users unban lifts that.",
		do:   func(c *connection, ctx context.Context, name string) error { return c.Ban(ctx, name) },
		did:  "is banned: logged out now, and cannot log in",
		json: func(name string) any { return stateJSON{name, chatapi.StateBanned.String()} },
	})
}

func (p *program) newUsersUnban(f *chatFlags) *cobra.Command {
	return p.newChange(f, change{
		use: "unban USER…", short: "Let banned users log in again",
		do:   func(c *connection, ctx context.Context, name string) error { return c.Unban(ctx, name) },
		did:  "may log in again",
		json: func(name string) any { return stateJSON{name, chatapi.StateActive.String()} },
	})
}

// newChange makes the command of a change to any number of users.
func (p *program) newChange(f *chatFlags, made change) *cobra.Command {
	cmd := p.onChat(f, made.use, made.short, 1, anyNumber, func(ctx context.Context, args []string) error {
		return p.changeUsers(ctx, f, made, args)
	})
	cmd.Long = made.long
	return cmd
}

func (p *program) changeUsers(ctx context.Context, f *chatFlags, made change, args []string) error {
	names, err := p.usernames(args...)
	if err != nil {
		return err
	}
	c, err := p.connect(ctx, f)
	if err != nil {
		return err
	}
	return p.forEach(ctx, f, names, func(ctx context.Context, name string) error {
		if err := made.do(c, ctx, name); err != nil {
			return err
		}
		p.say(name + " " + made.did)
		if !f.json {
			return nil
		}
		return p.print(appendJSONLine(nil, made.json(name)))
	})
}

// A kickedJSON is what "atc chat users kick --json" prints.
type kickedJSON struct {
	Username  string `json:"username"`
	Device    string `json:"device,omitempty"` // "" for all
	LoggedOut bool   `json:"logged_out"`
}

func (p *program) newUsersKick(f *chatFlags) *cobra.Command {
	var device string
	cmd := p.onChat(f, "kick USER [--device RESOURCE]", "Log a user out, who may log in again", 1, 1, func(ctx context.Context, args []string) error {
		if device == "" && f.given("device") {
			return usagef("--device: is empty: give a device of atc chat users status, or leave the flag out for all of them")
		}
		return p.changeUsers(ctx, f, change{
			do: func(c *connection, ctx context.Context, name string) error {
				if device == "" {
					return c.ForceOffline(ctx, name)
				}
				return c.ForceDeviceOffline(ctx, name, device)
			},
			did:  "is logged out of " + orElse(device, "all devices"),
			json: func(name string) any { return kickedJSON{name, device, true} },
		}, args)
	})
	cmd.Long = "Logs a user out of all devices, or of one that atc chat users status names. The user may log in again at once: to prevent that, use atc chat users ban."
	cmd.Flags().Var(newText(&device, "RESOURCE"), "device", "log out of this device only, such as android_1234")
	_ = cmd.RegisterFlagCompletionFunc("device", cobra.NoFileCompletions)
	return cmd
}

func orElse(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// A nicknameJSON is what "atc chat users nickname --json" prints.
type nicknameJSON struct {
	Username string `json:"username"`
	Nickname string `json:"nickname"`
}

func (p *program) newUsersNickname(f *chatFlags) *cobra.Command {
	cmd := p.onChat(f, "nickname USER TEXT", "Give a user another nickname", 2, 2, func(ctx context.Context, args []string) error {
		nickname := args[1]
		if err := chatapi.CheckNickname(nickname); err != nil {
			return usagef("chat users nickname: %w", err)
		}
		did := "has no nickname now"
		if nickname != "" {
			did = fmt.Sprintf("has the nickname %q now", nickname)
		}
		return p.changeUsers(ctx, f, change{
			do:   func(c *connection, ctx context.Context, name string) error { return c.SetNickname(ctx, name, nickname) },
			did:  did,
			json: func(name string) any { return nicknameJSON{name, nickname} },
		}, args[:1])
	})
	cmd.Long = "Sets the name that push notifications show for a user, at most 100 characters; '' takes it away. A username itself cannot be changed."
	return cmd
}

// A deletedJSON is what "atc chat users delete --json" prints.
type deletedJSON struct {
	Username string `json:"username"`
	Deleted  bool   `json:"deleted"`
}

func (p *program) newUsersDelete(f *chatFlags) *cobra.Command {
	var sure bool
	cmd := p.onChat(f, "delete USER [--yes]", "Delete a user, with the groups and chat rooms of theirs", 1, 1, func(ctx context.Context, args []string) error {
		return p.usersDelete(ctx, f, args[0], sure)
	})
	cmd.Long = "Deletes one user, and with them the groups and chat rooms that they own. Nothing brings them back. At a terminal it asks for the name once more; a script says --yes."
	cmd.Flags().BoolVar(&sure, "yes", false, "do not ask")
	return cmd
}

func (p *program) usersDelete(ctx context.Context, f *chatFlags, arg string, sure bool) error {
	names, err := p.usernames(arg)
	if err != nil {
		return err
	}
	if !sure && !p.interactive() {
		return usagef("chat users delete: say --yes, or run it at a terminal: who is deleted is gone")
	}
	c, err := p.connect(ctx, f)
	if err != nil {
		return err
	}
	return p.forEach(ctx, f, names, func(ctx context.Context, name string) error {
		if !sure {
			if err := p.confirmDelete(ctx, c, name); err != nil {
				return err
			}
		}
		if err := c.Delete(ctx, name); err != nil {
			return err
		}
		p.say(name + " is deleted")
		if !f.json {
			return nil
		}
		return p.print(appendJSONLine(nil, deletedJSON{name, true}))
	})
}

// confirmDelete looks the user up, and asks for the name once more.
func (p *program) confirmDelete(ctx context.Context, c *connection, name string) error {
	u, err := c.User(ctx, name)
	if err != nil {
		return err
	}
	d, err := p.dialogue()
	if err != nil {
		return err
	}
	d.show(string(p.userReport(u)))
	typed, err := d.line(ctx, fmt.Sprintf("This deletes the user from the Chat of %s, with the groups and chat rooms they own. Type %s to delete them:", c.called(), name))
	if err != nil {
		return err
	}
	if typed != name {
		return usagef("chat users delete: that is not the name: nobody was deleted")
	}
	return nil
}
