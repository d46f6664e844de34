package cli

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"atc/chatapi"
	"atc/ui/safe"
)

// newChatUsers returns the command of the users of a Chat, with a subcommand
// for each thing that can be done with them.
func (p *program) newChatUsers(f *chatFlags) *cobra.Command {
	cmd := p.newGroup("users COMMAND", "List, register, ban and delete users, and see who is online")
	cmd.Long = "Looks after the users of a Chat. Usernames have at most 64 of the characters a-z, 0-9, _, - and . (the service lets no upper case stand). " +
		"Commands that take several users go on after one that is not there, and exit with 3."
	cmd.Example = "atc chat users list --limit 20\natc chat users status alice bob --json\natc chat users ban mallory\natc chat users delete test-1 --yes"
	cmd.AddCommand(
		p.newUsersList(f), p.newUsersGet(f), p.newUsersRegister(f), p.newUsersDelete(f), p.newUsersBan(f), p.newUsersUnban(f),
		p.newUsersPassword(f), p.newUsersNickname(f), p.newUsersKick(f), p.newUsersStatus(f),
	)
	return cmd
}

// A userJSON is a user as the commands print one. What the service does not
// say is left out.
type userJSON struct {
	Username string     `json:"username"`
	UUID     string     `json:"uuid,omitempty"`
	Nickname string     `json:"nickname,omitempty"`
	State    string     `json:"state,omitempty"`
	Created  *time.Time `json:"created,omitempty"`
	Modified *time.Time `json:"modified,omitempty"`
}

func newUserJSON(u chatapi.User) userJSON {
	return userJSON{u.Username, u.UUID, u.Nickname, u.State.String(), jsonTime(u.Created), jsonTime(u.Modified)}
}

// jsonTime returns a time in UTC, nil for one that is not known.
func jsonTime(at time.Time) *time.Time {
	// encoding/json refuses years of five digits, which a service may send.
	const lastYear = 9999
	if at = at.UTC(); at.IsZero() || at.Year() < 0 || at.Year() > lastYear {
		return nil
	}
	return &at
}

func (p *program) newUsersGet(f *chatFlags) *cobra.Command {
	cmd := p.onChat(f, "get USER…", "Show what the service knows of users", 1, anyNumber, func(ctx context.Context, args []string) error {
		names, err := p.usernames(args...)
		if err != nil {
			return err
		}
		c, err := p.connect(ctx, f)
		if err != nil {
			return err
		}
		return p.forEach(ctx, f, names, func(ctx context.Context, name string) error {
			u, err := c.User(ctx, name)
			switch {
			case err != nil:
				return err
			case f.json:
				return p.print(appendJSONLine(nil, newUserJSON(u)))
			}
			return p.print(p.userReport(u))
		})
	})
	return cmd
}

// userReport returns a user in rows.
func (p *program) userReport(u chatapi.User) []byte {
	r := &reporter{page: p.newPage()}
	r.part(shorten(u.Username))
	for _, row := range [][2]string{
		{"UUID", shorten(u.UUID)},
		{"nickname", nicknameWords(u.Nickname)},
		{"state", u.State.String()},
		{"created", knownTime(u.Created)},
		{"modified", knownTime(u.Modified)},
	} {
		if row[1] != "" {
			r.row(row[0], row[1])
		}
	}
	r.flush()
	return r.page.text()
}

// nicknameWords returns a nickname fit for a terminal. One that is longer than
// the service allows is cut.
func nicknameWords(s string) string {
	if utf8.RuneCountInString(s) > chatapi.MaxNickname {
		return shorten(s)
	}
	return safe.Text(s)
}

// knownTime returns a time with its zone, "" for one that is not known.
func knownTime(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return timeWords(at)
}

// shellWord returns text as one word of a POSIX shell.
func shellWord(text string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:/@%+,="
	if text != "" && strings.Trim(text, plain) == "" {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
