package cli

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"atc/ui"
)

// Commands returns every command of the program, each with its own flags.
func Commands(d Deps) map[string][]string {
	p := &program{Deps: d, made: map[*cobra.Command]int{}}
	return commandsOf(p.newRoot())
}

// VisitorCommands returns every command that visitors have, each with its own
// flags.
func VisitorCommands(v Visitor) map[string][]string {
	p := v.program(ui.Command{}, func() {})
	return commandsOf(p.newVisitorRoot())
}

func commandsOf(root *cobra.Command) map[string][]string {
	all := map[string][]string{}
	var add func(cmd *cobra.Command)
	add = func(cmd *cobra.Command) {
		flags := []string{}
		own := func(f *pflag.Flag) { flags = append(flags, f.Name) }
		cmd.Flags().VisitAll(own)
		cmd.PersistentFlags().VisitAll(func(f *pflag.Flag) {
			if cmd.Flags().Lookup(f.Name) != f {
				own(f)
			}
		})
		all[strings.TrimPrefix(strings.TrimPrefix(cmd.CommandPath(), "atc"), " ")] = flags
		for _, sub := range cmd.Commands() {
			add(sub)
		}
	}
	add(root)
	return all
}
