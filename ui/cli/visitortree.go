package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"atc/ui"
)

// visitorsCan says what visitors may run, after what they may not.
const visitorsCan = "visitors can run build, decode, verify and scan: ssh HOST help tells more"

// joinOptions are the flags of [joinFlags].
var joinOptions = []string{flagFor, "app-id", "channel", "uid", "account", "role", flagChatHost}

// visitorFlags names the flags of each command that visitors have besides
// --help. Others do not exist for them, new ones included: a flag belongs here
// only if nothing of this machine can be reached through it. The kinds have
// their inputs besides those of build.
var visitorFlags = map[string][]string{
	"atc":         {"version"},
	"atc build":   {"issued-at", "salt", "json"},
	"atc decode":  append([]string{"json", "report"}, joinOptions...),
	"atc verify":  append([]string{"json", "report"}, joinOptions...),
	"atc scan":    {"json", "all", "show-tokens", flagWithin, flagFailOn, flagFor},
	"atc kinds":   {"json"},
	"atc explain": {flagSDK, "list", "json"},
	"atc version": {},
	"atc help":    {},
}

// newVisitorRoot returns the tree of commands that visitors have.
func (p *program) newVisitorRoot() *cobra.Command {
	root := p.newCommand("atc [COMMAND]", "Agora Token Console", func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return p.unknownCommand(cmd, args[0])
		}
		return usagef("name a command: %s", visitorsCan)
	})
	root.Long = "You are visiting atc on somebody else's machine. Over SSH, each command is sent as in ssh HOST decode 007eJx…, and reads standard input only; " +
		"without a command, ssh HOST opens the console. " + p.visit.projectWords()
	root.Example = "ssh HOST decode 007eJx…\nssh HOST decode --json - < tokens.txt\nssh HOST scan - < app.log\nssh HOST build rtc --channel lobby --uid 12345"
	root.Version = p.Version
	root.SetIn(p.In)
	root.SetOut(p.Out)
	root.SetErr(p.Err)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.DisableDefaultCmd = true
	root.Flags().BoolP("version", "v", false, "print the version")
	root.SetHelpCommand(p.newHelp())
	root.AddCommand(p.newBuild(), p.newDecode(), p.newVerify(), p.newScan(), p.newKinds(), p.newExplain(), p.newVersion())
	p.describeForVisitors(root)
	p.leaveVisitorFlags(root)
	p.help.add(root.PersistentFlags())
	return root
}

// describeForVisitors replaces what the help says of files, the environment and
// the stores.
func (p *program) describeForVisitors(root *cobra.Command) {
	signed := " Says who signed the token where it is of that project. "
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "build":
			cmd.Long = "Prints a new token. Each kind has its own flags: see atc build KIND --help. " + p.visit.projectWords()
			cmd.Example = "ssh HOST build rtc --channel lobby --uid 12345\nssh HOST build compose --spec - < spec.json"
		case "decode":
			cmd.Long = aboutDecode + signed + p.visit.projectWords()
			cmd.Example = "ssh HOST decode 007eJx…\nssh HOST decode --for rtc-native --channel lobby --uid 12345 007eJx…\nssh HOST decode --json - < tokens.txt"
		case "verify":
			cmd.Long += " " + p.visit.projectWords()
			cmd.Example = "ssh HOST verify 007eJx…\nssh HOST verify --for rtm2 --account alice 007eJx…"
		case "scan":
			cmd.Use = "scan [-] [flags]"
			cmd.Short = "Find every token in a text, and say what is wrong with it"
			cmd.Long = aboutScan + " Reads standard input. The exit code is 0 whatever is found, and 1 with --fail-on."
			cmd.Example = "ssh HOST scan - < app.log\nssh HOST scan --json --expires-within 1h - < app.log"
		}
	}
}

// projectWords says what tokens are built with and checked against.
func (v *visit) projectWords() string {
	switch {
	case !v.shared:
		return "Tokens are built with the demo project, and open nothing."
	case v.limits == nil:
		return fmt.Sprintf("Tokens are built with the project %q, which the host shares, app tokens included.", v.project)
	}
	return fmt.Sprintf("Tokens are built with the project %q, which the host shares: for users, and for %s at most.", v.project, ui.Lasting(int64(v.limits.Longest)))
}

// leaveVisitorFlags takes every flag from a tree of commands that visitors do
// not have.
func (p *program) leaveVisitorFlags(cmd *cobra.Command) {
	allowed := p.visitorFlags(cmd)
	own, common := cmd.Flags(), cmd.PersistentFlags()
	cmd.ResetFlags()
	for _, set := range []struct{ from, to *pflag.FlagSet }{{own, cmd.Flags()}, {common, cmd.PersistentFlags()}} {
		set.to.SortFlags = false
		set.from.VisitAll(func(f *pflag.Flag) {
			if slices.Contains(allowed, f.Name) {
				set.to.AddFlag(f)
			}
		})
	}
	for _, sub := range cmd.Commands() {
		p.leaveVisitorFlags(sub)
	}
}

// visitorFlags returns the flags that visitors have of a command.
func (p *program) visitorFlags(cmd *cobra.Command) []string {
	if parent := cmd.Parent(); parent == nil || parent.Name() != "build" {
		return visitorFlags[cmd.CommandPath()]
	}
	var inputs []string
	if kind, ok := p.Catalog.Kind(cmd.Name()); ok {
		for i := range kind.Inputs {
			inputs = append(inputs, kind.Inputs[i].Key)
		}
	}
	return inputs
}

// unknownFlag is the error for a flag that visitors do not have, which may be
// one that there is elsewhere.
func (v *visit) unknownFlag(cmd *cobra.Command, err *pflag.NotExistError) error {
	name := "--" + err.GetSpecifiedName()
	if err.GetSpecifiedShortnames() != "" {
		name = "-" + err.GetSpecifiedName()
	}
	return usagef("%s: visitors have no such flag: what they run reads standard input, and works with the project %q: see %s --help", quietly(name), v.project, cmd.CommandPath())
}
