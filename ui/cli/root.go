package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

const about = "atc builds, reads and checks the tokens of Agora's services. " +
	"Without a command it opens the console. " +
	"The App ID and App Certificate come from a project that is stored with atc project add, or from " + EnvAppID + " and " + EnvCertificate + "."

// newRoot returns the whole tree of commands.
func (p *program) newRoot() *cobra.Command {
	var demo bool
	root := p.newCommand("atc [COMMAND]", "Agora Token Console", func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return p.unknownCommand(cmd, args[0])
		}
		return p.console(cmd, demo)
	})
	root.Long = about
	root.Example = strings.Join([]string{
		"atc --demo",
		"atc build rtc --channel lobby --uid 12345",
		"atc decode 007eJx…",
		"atc decode --json - < tokens.txt",
		"atc verify 007eJx…",
		"atc scan app.log",
		"atc explain -10005",
		"atc project add acme-staging --app-id 970CA35de60c44645bbae8a215061b33",
		"atc chat token alice --register",
		"atc serve ssh --demo --authorized-keys ~/.ssh/id_ed25519.pub",
	}, "\n")
	root.Version = p.Version
	root.SetIn(p.In)
	root.SetOut(p.Out)
	root.SetErr(p.Err)
	root.CompletionOptions.DisableDefaultCmd = true
	root.Flags().BoolVar(&demo, "demo", false, "open the console on a demo project")
	root.Flags().BoolP("version", "v", false, "print the version")
	p.addGlobalFlags(root)
	root.SetHelpCommand(p.newHelp())
	root.AddCommand(p.newBuild(), p.newDecode(), p.newVerify(), p.newScan(), p.newNames(), p.newKinds(), p.newExplain(), p.newProject(), p.newChat(), p.newServe(), p.newVersion(), p.newCompletion())
	return root
}

func (p *program) newVersion() *cobra.Command {
	return p.newCommand("version", "Print the version", func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usagef("version: takes no argument")
		}
		return p.print(fmt.Appendf(nil, "atc version %s\n", p.Version))
	})
}

// newCompletion replaces cobra's own command, which has a subcommand per shell
// and help that is longer than all of ours.
func (p *program) newCompletion() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	cmd := p.newCommand("completion SHELL", "Print what makes a shell complete commands and flags", func(cmd *cobra.Command, args []string) error {
		root, shell := cmd.Root(), ""
		if len(args) == 1 {
			shell = args[0]
		}
		var err error
		switch shell {
		case "bash":
			err = root.GenBashCompletionV2(p.Out, true)
		case "zsh":
			err = root.GenZshCompletion(p.Out)
		case "fish":
			err = root.GenFishCompletion(p.Out, true)
		case "powershell":
			err = root.GenPowerShellCompletionWithDesc(p.Out)
		default:
			return usagef("completion: name one shell of %s", strings.Join(shells, ", "))
		}
		if err != nil {
			return writeError(err)
		}
		return nil
	})
	cmd.Long = "Prints a script that makes a shell complete the commands, kinds, flags and choices of atc. " +
		"Load it where the shell loads its completions."
	cmd.Example = "source <(atc completion bash)"
	cmd.ValidArgs = shells
	return cmd
}
