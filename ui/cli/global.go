package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"atc/keystore"
)

// globalFlags are the flags that every command has.
type globalFlags struct {
	project        string
	keystore       string
	passphraseFile string
}

// The names of the flags that every command has.
const (
	flagProject        = "project"
	flagKeystore       = "keystore"
	flagPassphraseFile = "passphrase-file"
)

func (p *program) addGlobalFlags(root *cobra.Command) {
	fs, g := root.PersistentFlags(), &p.global
	fs.Var(newText(&g.project, "NAME"), flagProject, "the stored project to use, as "+EnvProject)
	fs.Var(newText(&g.keystore, "WHERE"), flagKeystore, "keyring, vault or memory, as "+EnvKeystore)
	fs.Var(newText(&g.passphraseFile, "FILE"), flagPassphraseFile, "holds the passphrase of the vault; - is stdin")
	p.help.add(fs)
	_ = root.RegisterFlagCompletionFunc(flagProject, p.completeProject)
	var places []string
	for _, b := range keystore.Backends() {
		places = append(places, string(b))
	}
	_ = root.RegisterFlagCompletionFunc(flagKeystore, cobra.FixedCompletions(places, cobra.ShellCompDirectiveNoFileComp))
}

// split separates the flags of a command from those that every command has.
func split(cmd *cobra.Command) (own, inherited, everywhere *pflag.FlagSet) {
	every := cmd.Root().PersistentFlags()
	pick := func(from *pflag.FlagSet, global bool) *pflag.FlagSet {
		to := pflag.NewFlagSet("", pflag.ContinueOnError)
		to.SortFlags = false
		from.SortFlags = false
		from.VisitAll(func(f *pflag.Flag) {
			if (every.Lookup(f.Name) == f) == global {
				to.AddFlag(f)
			}
		})
		return to
	}
	return pick(cmd.NonInheritedFlags(), false), pick(cmd.InheritedFlags(), false), pick(every, true)
}

// A stdinClaim is a flag or argument that may name stdin.
type stdinClaim struct{ what, file string }

// onlyOneStdin refuses to read stdin for two purposes.
func (p *program) onlyOneStdin(claims ...stdinClaim) error {
	first := ""
	for _, c := range append(claims, stdinClaim{"--" + flagPassphraseFile, p.global.passphraseFile}) {
		switch {
		case c.file != stdin:
		case first != "":
			return usagef("%s and %s cannot both be read from stdin", first, c.what)
		default:
			first = c.what
		}
	}
	return nil
}

// readsStdin is the claim of something that is read from stdin if it is true.
func readsStdin(what string, is bool) stdinClaim {
	if is {
		return stdinClaim{what, stdin}
	}
	return stdinClaim{what, ""}
}
