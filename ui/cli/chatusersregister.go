package cli

import (
	"bytes"
	"context"

	"github.com/spf13/cobra"

	"atc/chatapi"
	"atc/keystore/secret"
)

const flagPasswordFile = "password-file"

// newUserFlags are the flags of the register command.
type newUserFlags struct{ nickname, passwordFile string }

func (p *program) newUsersRegister(f *chatFlags) *cobra.Command {
	own := &newUserFlags{}
	cmd := p.onChat(f, "register USER… [flags]", "Register users, and leave those alone who are registered", 1, anyNumber, func(ctx context.Context, args []string) error {
		return p.usersRegister(ctx, f, own, args)
	})
	cmd.Long = "Registers users. Those who are registered already are told, and left as they are; that is no failure. " +
		"Users log in with tokens and need no password; where the app demands one all the same, it is made up and kept nowhere. " +
		"For more users than a command line holds, see atc chat register --file."
	cmd.Example = "atc chat users register alice --nickname 'Alice A.'\natc chat users register alice bob carol --json"
	fs := cmd.Flags()
	fs.Var(newText(&own.nickname, "TEXT"), "nickname", "the name that push notifications show, for one user")
	fs.Var(newText(&own.passwordFile, "FILE"), flagPasswordFile, "holds the password in its first line, for one user; - is stdin")
	_ = cmd.RegisterFlagCompletionFunc("nickname", cobra.NoFileCompletions)
	return cmd
}

// An outcomeJSON is what became of a user who was to be registered.
type outcomeJSON struct {
	Username string     `json:"username"`
	UUID     string     `json:"uuid,omitempty"`
	Outcome  string     `json:"outcome"`
	Line     int        `json:"line,omitempty"`    // of a list, where it was skipped
	Earlier  bool       `json:"earlier,omitempty"` // by a run that was interrupted
	Error    *errorJSON `json:"error,omitempty"`
}

func (p *program) usersRegister(ctx context.Context, f *chatFlags, own *newUserFlags, args []string) error {
	if len(args) > 1 && (own.nickname != "" || own.passwordFile != "") {
		return usagef("chat users register: --nickname and --%s are for one user: for several, see atc chat register --file", flagPasswordFile)
	}
	names, err := p.usernames(args...)
	if err != nil {
		return err
	}
	if err := chatapi.CheckNickname(own.nickname); err != nil {
		return usagef("--nickname: %w", err)
	}
	if err := p.onlyOneStdin(f.certificate.claim(), stdinClaim{"--" + flagPasswordFile, own.passwordFile}); err != nil {
		return err
	}
	var password secret.Value
	if own.passwordFile != "" {
		if password, err = p.readPassword(ctx, own.passwordFile); err != nil {
			return err
		}
	}
	c, err := p.connect(ctx, f)
	if err != nil {
		return err
	}
	return p.forEach(ctx, f, names, func(ctx context.Context, name string) error {
		found, err := c.RegisterOrGet(ctx, chatapi.NewUser{Username: name, Nickname: own.nickname, Password: password})
		if err != nil {
			return err
		}
		result := chatapi.ResultRegistered
		if found.Existed {
			result = chatapi.ResultExisted
		}
		p.tellRegistered(name, found)
		if found.Existed && (own.nickname != "" || !password.IsZero()) {
			p.warn(name + " keeps the nickname and the password of before: change them with atc chat users nickname and atc chat users password")
		}
		if !f.json {
			return nil
		}
		return p.print(appendJSONLine(nil, outcomeJSON{Username: name, UUID: found.User.UUID, Outcome: result.String()}))
	})
}

// readPassword reads the first line of a file. Blanks belong to it.
func (p *program) readPassword(ctx context.Context, file string) (secret.Value, error) {
	const longest = 64 << 10
	data, err := p.readSecretFile(ctx, flagPasswordFile, file, longest, "password:")
	if err != nil {
		return secret.Value{}, err
	}
	line, _, _ := bytes.Cut(data, []byte("\n"))
	if line = bytes.TrimSuffix(line, []byte("\r")); len(line) == 0 {
		return secret.Value{}, storagef("--%s: its first line is empty: write the password there", flagPasswordFile)
	}
	password := secret.New(string(line))
	if err := chatapi.CheckPassword(password); err != nil {
		return secret.Value{}, usagef("--%s: %w", flagPasswordFile, err)
	}
	return password, nil
}

func (p *program) newUsersPassword(f *chatFlags) *cobra.Command {
	var file string
	cmd := p.onChat(f, "password USER [--password-file FILE|-]", "Set the password of a user", 1, 1, func(ctx context.Context, args []string) error {
		return p.usersPassword(ctx, f, args[0], file)
	})
	cmd.Long = "Sets the password of a user, at a masked prompt or from a file. The old one is not needed; sessions that were opened with it end. Who logs in with tokens needs no password."
	cmd.Flags().Var(newText(&file, "FILE"), flagPasswordFile, "holds the password in its first line; - is stdin")
	return cmd
}

// A passwordJSON is what "atc chat users password --json" prints.
type passwordJSON struct {
	Username string `json:"username"`
	Changed  bool   `json:"password_changed"`
}

func (p *program) usersPassword(ctx context.Context, f *chatFlags, arg, file string) error {
	names, err := p.usernames(arg)
	if err != nil {
		return err
	}
	if err := p.onlyOneStdin(f.certificate.claim(), stdinClaim{"--" + flagPasswordFile, file}); err != nil {
		return err
	}
	if file == "" && !p.interactive() {
		return usagef("chat users password: give the password with --%s FILE, - for stdin: it is asked for at a terminal only", flagPasswordFile)
	}
	c, err := p.connect(ctx, f)
	if err != nil {
		return err
	}
	var password secret.Value
	if file != "" {
		password, err = p.readPassword(ctx, file)
	} else {
		password, err = p.askPassword(ctx, "new password of "+names[0]+":")
	}
	if err != nil {
		return err
	}
	return p.forEach(ctx, f, names, func(ctx context.Context, name string) error {
		if err := c.ChangePassword(ctx, name, password); err != nil {
			return err
		}
		p.say("the password of " + name + " is set")
		if !f.json {
			return nil
		}
		return p.print(appendJSONLine(nil, passwordJSON{name, true}))
	})
}

// askPassword asks for a password twice.
func (p *program) askPassword(ctx context.Context, question string) (secret.Value, error) {
	d, err := p.dialogue()
	for err == nil {
		var first, again secret.Value
		if first, err = d.secret(ctx, question); err != nil {
			break
		}
		problem := chatapi.CheckPassword(first)
		if problem == nil && first.IsZero() {
			problem = errEmptyPassword
		}
		if problem != nil {
			d.show(problem.Error() + "\n")
			continue
		}
		if again, err = d.secret(ctx, "the same password again:"); err != nil {
			break
		}
		if first.Equal(again) {
			return first, nil
		}
		d.show("the two differ: type it again\n")
	}
	return secret.Value{}, err
}
