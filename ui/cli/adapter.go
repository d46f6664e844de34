package cli

// Fang and cobra bring completion, man pages and the parsing. What they do
// otherwise than our users need is worked around here:
//
//   - After a failed command, fang asks the terminal for its background colour
//     before it calls any error handler. That writes to stdout, eats what the
//     person has typed ahead, and takes two seconds where nobody answers. So
//     commands keep their error in the program and return none.
//   - fang's help asks likewise, writes the first word of every line as "Rtc"
//     and "1H30m", does not wrap at the width of the terminal, and has
//     the commands in the order of the alphabet. It puts itself on the root
//     command when it starts, so that help is our own flag and command.
//   - cobra's messages about flags repeat values, and those about arguments
//     and required flags are not in our words. So cobra is told that every
//     argument is good and that no flag is required.

import (
	"errors"
	"io"
	"strings"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func fangOptions() []fang.Option {
	return []fang.Option{
		fang.WithoutVersion(),     // it would add the commit; Deps.Version says all
		fang.WithoutCompletions(), // ours knows --help
		fang.WithErrorHandler(func(io.Writer, fang.Styles, error) {}), // Run prints every error
	}
}

// newCommand returns a command that runs run. Its use is "name ARGS…".
func (p *program) newCommand(use, short string, run func(cmd *cobra.Command, args []string) error) *cobra.Command {
	cmd := &cobra.Command{
		Use: use, Short: short, DisableFlagsInUseLine: true, SuggestionsMinimumDistance: 2,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if p.help.wanted {
				p.failure = p.printHelp(cmd)
			} else {
				p.failure = run(cmd, args)
			}
			return nil
		},
	}
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		p.failure = p.flagFailure(cmd, err)
		return nil
	})
	p.made[cmd] = len(p.made)
	cmd.Flags().SortFlags = false
	cmd.PersistentFlags().SortFlags = false
	return cmd
}

// flagFailure prefers a mistyped command to the flags that it would have.
func (p *program) flagFailure(cmd *cobra.Command, err error) error {
	if words := cmd.Flags().Args(); cmd.HasSubCommands() && len(words) > 0 {
		return p.unknownCommand(cmd, words[0])
	}
	if unknown := (*pflag.NotExistError)(nil); p.visit != nil && errors.As(err, &unknown) {
		return p.visit.unknownFlag(cmd, unknown)
	}
	return flagError(cmd, err)
}

func (p *program) unknownCommand(cmd *cobra.Command, word string) error {
	what, advice := "command", "see "+cmd.CommandPath()+" --help"
	if cmd.HasParent() {
		what = strings.ToLower(cmd.Annotations[subcommandsAre])
	}
	if p.visit != nil && !cmd.HasParent() {
		advice = visitorsCan
	}
	const most, longest = 3, 64 // what is near takes memory for each letter
	if near := cmd.SuggestionsFor(word[:min(len(word), longest)]); len(near) > 0 {
		advice = "did you mean " + strings.Join(near[:min(len(near), most)], " or ") + "?"
	}
	return usagef("unknown %s %s: %s", what, quietly(word), advice)
}

// subcommandsAre annotates a command with what its subcommands are called.
const subcommandsAre = "subcommands"

// helpFlag is the flag --help. It always looks unset to cobra, which would
// call the help function of fang.
type helpFlag struct{ wanted bool }

func (h *helpFlag) String() string { return "false" }
func (h *helpFlag) Type() string   { return "bool" }

func (h *helpFlag) Set(s string) error {
	h.wanted = s != "false"
	return nil
}

func (h *helpFlag) add(fs *pflag.FlagSet) {
	fs.VarPF(h, "help", "h", "print this help").NoOptDefVal = "true"
}

// newHelp returns the help command.
func (p *program) newHelp() *cobra.Command {
	return p.newCommand("help [COMMAND]", "Print the help of a command", func(cmd *cobra.Command, args []string) error {
		found, rest, err := cmd.Root().Find(args)
		if err != nil || len(rest) > 0 {
			return p.unknownCommand(found, rest[0])
		}
		return p.printHelp(found)
	})
}
