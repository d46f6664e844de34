package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"atc/chatapi"
	"atc/ui/safe"
)

// listFlags are the flags of the list command.
type listFlags struct {
	limit, cursor string
	all           bool
}

func (p *program) newUsersList(f *chatFlags) *cobra.Command {
	own := &listFlags{}
	cmd := p.onChat(f, "list [flags]", "List users in the order of their registration", 0, 0, func(ctx context.Context, _ []string) error {
		return p.usersList(ctx, f, own)
	})
	cmd.Long = "Lists users in the order of their registration, the oldest first, 100 unless told otherwise. " +
		"Where more follow, it tells the cursor that the next list starts at: on stderr, and with --json in a last line that has nothing but the cursor."
	cmd.Example = "atc chat users list --limit 20\natc chat users list --all --json | jq -r 'select(.state == \"banned\") | .username'"
	fs := cmd.Flags()
	fs.Var(newText(&own.limit, "N"), "limit", "list at most so many users (default: 100)")
	fs.Var(newText(&own.cursor, "CURSOR"), "cursor", "start where an earlier list told this cursor")
	fs.BoolVar(&own.all, "all", false, "list all users, however many there are")
	_ = cmd.RegisterFlagCompletionFunc("limit", cobra.NoFileCompletions)
	_ = cmd.RegisterFlagCompletionFunc("cursor", cobra.NoFileCompletions)
	return cmd
}

// most returns how many users to list, -1 for all.
func (own *listFlags) most(f *chatFlags) (int, error) {
	switch {
	case own.all && f.given("limit"):
		return 0, usagef("--all and --limit cannot both be given")
	case own.all:
		return -1, nil
	case !f.given("limit"):
		return chatapi.MaxPage, nil
	}
	n, err := strconv.Atoi(own.limit)
	if err != nil || n < 1 {
		return 0, usagef("--limit: not a whole number from 1: for all users, use --all")
	}
	return n, nil
}

// A cursorJSON is the last line of a list that others follow.
type cursorJSON struct {
	Cursor string `json:"cursor"`
}

// usersList prints page by page, so that a long list begins at once.
func (p *program) usersList(ctx context.Context, f *chatFlags, own *listFlags) error {
	most, err := own.most(f)
	if err != nil {
		return err
	}
	c, err := p.connect(ctx, f)
	if err != nil {
		return err
	}
	cursor, listed, t := own.cursor, 0, &columns{}
	for {
		limit := chatapi.MaxPage
		if most >= 0 {
			limit = min(limit, most-listed)
		}
		page, err := c.Users(ctx, limit, cursor)
		if err != nil {
			return err
		}
		if err := p.printUsers(f, t, page.Users); err != nil {
			return err
		}
		listed += len(page.Users)
		if page.Cursor == "" {
			break
		}
		if cursor = page.Cursor; most >= 0 && listed >= most {
			return p.tellCursor(f, cursor)
		}
	}
	if listed == 0 && own.cursor == "" {
		p.say("there is no user yet: register one with atc chat users register USER")
	}
	return nil
}

func (p *program) printUsers(f *chatFlags, t *columns, users []chatapi.User) error {
	if f.json {
		var lines []byte
		for _, u := range users {
			lines = appendJSONLine(lines, newUserJSON(u))
		}
		return p.print(lines)
	}
	if len(users) == 0 {
		return nil
	}
	var rows [][]string
	if len(t.widths) == 0 {
		rows = append(rows, []string{"Username", "UUID", "Nickname", "State", "Created"})
	}
	for _, u := range users {
		rows = append(rows, []string{shorten(u.Username), shorten(u.UUID), nicknameWords(u.Nickname), u.State.String(), knownTime(u.Created)})
	}
	return p.print(p.layOut(t, rows))
}

// tellCursor says where the rest of a list starts.
func (p *program) tellCursor(f *chatFlags, cursor string) error {
	if f.json {
		return p.print(appendJSONLine(nil, cursorJSON{cursor}))
	}
	p.say("more users follow: list them with --cursor " + shellWord(safe.Text(cursor)) + ", or all with --all")
	return nil
}
