package cli

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"atc/chatapi"
)

// chatFlags are the flags that every chat command has.
type chatFlags struct {
	appID         string
	certificate   certificateFlag
	host, appKey  string
	timeout       string
	demo, verbose bool
	json          bool
	serves        bool // and so needs no host
	given         func(flag string) bool
}

// The names of the flags that say which Chat a command works on.
const (
	flagChatHost = "chat-host"
	flagAppKey   = "app-key"
	flagDemo     = "demo"
)

func (f *chatFlags) add(fs *pflag.FlagSet) {
	fs.BoolVar(&f.json, "json", false, "print one JSON object a result, each on one line")
	fs.Var(newText(&f.host, "HOST"), flagChatHost, "the REST host of Chat; default: that of the project, or "+EnvChatHost)
	fs.Var(newText(&f.appKey, "ORG#APP"), flagAppKey, "address requests by this AppKey, or with '' by the App ID; default: as the project says, or "+EnvAppKey)
	fs.Var(newText(&f.appID, "ID"), "app-id", "the App ID; default: that of the project")
	f.certificate.add(fs, "the file that holds the App Certificate; - is stdin; default: that of the project")
	fs.BoolVar(&f.demo, flagDemo, false, "work on the demo project, which atc chat emulator serves")
	fs.Var(newText(&f.timeout, "TIME"), "timeout", "how long a request may take before it is given up or tried again, such as 30s (default: 15s)")
	fs.BoolVar(&f.verbose, "verbose", false, "log each request on stderr, secrets masked")
}

// newChat returns the command of the Chat service, with a subcommand for each
// thing that can be done with it.
func (p *program) newChat() *cobra.Command {
	f := &chatFlags{}
	cmd := p.newGroup("chat COMMAND", "Register Chat users, get their tokens, and look after them")
	cmd.Long = "Works with the users of Agora Chat over its REST API. Requests are signed with the App Certificate of the project, which is chosen as for atc build, " +
		"and go to the REST host of the data centre that the project's Chat is in: the Agora Console shows it under Chat, Application Information, REST API."
	cmd.Example = "atc chat token alice --register\natc chat users list --all --json\natc chat register --file names.csv\n" +
		"atc chat emulator & atc chat users list --demo"
	f.add(cmd.PersistentFlags())
	cmd.AddCommand(
		p.newChatToken(f), p.newChatUsers(f), p.newChatRegister(f), p.newChatExchange(f), p.newChatCheck(f), p.newChatEmulator(f),
	)
	for _, flag := range []string{flagAppKey, "app-id", "timeout"} {
		_ = cmd.RegisterFlagCompletionFunc(flag, cobra.NoFileCompletions)
	}
	_ = cmd.RegisterFlagCompletionFunc(flagChatHost, cobra.FixedCompletions(hostNames(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// newGroup makes a command that only has subcommands.
func (p *program) newGroup(use, short string) *cobra.Command {
	cmd := p.newCommand(use, short, func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return p.unknownCommand(cmd, args[0])
		}
		return usagef("%s: name what to do: see %s --help", chatName(cmd), cmd.CommandPath())
	})
	name, _, _ := strings.Cut(use, " ")
	cmd.Annotations = map[string]string{subcommandsAre: name + " command"}
	return cmd
}

// anyNumber is for commands that take any number of arguments.
const anyNumber = -1

// onChat makes a chat command with least to most arguments. A failed request
// is an error with the exit code [ExitRequest], and with --json a line on
// stdout, too.
func (p *program) onChat(f *chatFlags, use, short string, least, most int, run func(ctx context.Context, args []string) error) *cobra.Command {
	cmd := p.newCommand(use, short, func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < least:
			return usagef("%s: something is missing: use it as %s", chatName(cmd), usageOf(cmd))
		case most != anyNumber && len(args) > most:
			return usagef("%s: takes %s: use it as %s", chatName(cmd), counted(most, "argument"), usageOf(cmd))
		}
		f.given = cmd.Flags().Changed
		ctx := cmd.Context()
		if f.verbose {
			ctx = chatapi.WithObserver(ctx, p.logRequest)
		}
		return p.chatFailure(f, run(ctx, args))
	})
	// What is on the service is not asked for while somebody types.
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	return cmd
}

// chatName returns what errors call a command: "chat users ban".
func chatName(cmd *cobra.Command) string {
	_, name, _ := strings.Cut(cmd.CommandPath(), " ")
	return name
}

// The limits of --timeout.
const (
	leastTimeout = 100 * time.Millisecond
	mostTimeout  = 10 * time.Minute
)

// patience returns how long each attempt of a request may take, 0 for what the
// client thinks right.
func (f *chatFlags) patience() (time.Duration, error) {
	if f.timeout == "" {
		if f.given("timeout") {
			return 0, errTimeout
		}
		return 0, nil
	}
	d, err := time.ParseDuration(f.timeout)
	if err != nil || d < leastTimeout || d > mostTimeout {
		return 0, errTimeout
	}
	return d, nil
}

var errTimeout = &ExitError{ExitUsage, errors.New("--timeout: is not a duration from 100ms to 10m, such as 30s")}

// usernames returns the names of users as the service keeps them. One that it
// would refuse is an error, and that upper case is lost is told.
func (p *program) usernames(args ...string) ([]string, error) {
	names := make([]string, len(args))
	for i, arg := range args {
		name, err := chatapi.Username(arg)
		if err != nil {
			return nil, usagef("%q: %w", quietly(arg), err)
		}
		if name != arg {
			p.warn("the service keeps usernames in lower case: " + arg + " is " + name)
		}
		names[i] = name
	}
	return names, nil
}
