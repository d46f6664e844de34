package cli_test

import (
	"slices"
	"strings"
	"testing"

	"atc/tokens"
	"atc/ui/cli"
)

// hostCommands are the commands that visitors do not have, with all below them.
var hostCommands = []string{"project", "chat", "serve", "names", "completion"}

// hostFlags are the flags, by command, that visitors do not have because they
// reach what is on the host: its files, environment, projects or terminal.
var hostFlags = map[string][]string{
	"":       {"demo", "project", "keystore", "passphrase-file"},
	"build":  {"app-id", "certificate-file"},
	"decode": {"certificate-file"},
	"verify": {"certificate-file"},
	"scan":   {"certificate-file"},
}

// TestEveryFlagIsForVisitorsOrForTheHost goes through all commands, so that of a
// new flag or command it has to be decided whether visitors have it.
func TestEveryFlagIsForVisitorsOrForTheHost(t *testing.T) {
	t.Parallel()
	all := cli.Commands(command(t).deps)
	visitors := cli.VisitorCommands(visiting(t).v)
	if len(all) < 2*len(hostCommands) {
		t.Fatalf("only %d commands were found", len(all))
	}
	for name, flags := range all {
		first, _, _ := strings.Cut(name, " ")
		has, forVisitors := visitors[name]
		if forHost := slices.Contains(hostCommands, first); forVisitors == forHost {
			t.Errorf("the command %q is for visitors: %v, and in the list of those that are not: %v", name, forVisitors, forHost)
		}
		if !forVisitors {
			continue
		}
		for _, flag := range flags {
			if slices.Contains(has, flag) == slices.Contains(hostFlags[name], flag) {
				t.Errorf("the flag --%s of %q must be either for visitors or in the list of those that are not", flag, name)
			}
		}
	}
	for name, flags := range visitors {
		for _, flag := range flags {
			if !slices.Contains(all[name], flag) {
				t.Errorf("%q has the flag --%s for visitors only", name, flag)
			}
		}
	}
	for name, flags := range hostFlags {
		for _, flag := range flags {
			if !slices.Contains(all[name], flag) {
				t.Errorf("the list has a flag that there is not: --%s of %q", flag, name)
			}
		}
	}
}

// TestTheHelpOfVisitorsHasNothingOfTheHost relies on [visit.run], which looks at
// all output for words of the host.
func TestTheHelpOfVisitorsHasNothingOfTheHost(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	for name := range cli.VisitorCommands(v.v) {
		words := strings.Fields(name)
		for _, args := range [][]string{append(slices.Clone(words), "--help"), append([]string{"help"}, words...)} {
			v.run(args...).exits(0, "")
			fitsPage(t, name, v.out)
			for _, host := range []string{"FILE", "folder", "store", "passphrase", "environment"} {
				if strings.Contains(v.out, host) {
					t.Errorf("the help of %q speaks of %q:\n%s", name, host, v.out)
				}
			}
		}
	}
}

// fitsPage fails the test if a line of a help is wider than a page.
func fitsPage(t *testing.T, name, text string) {
	t.Helper()
	for line := range strings.Lines(text) {
		if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > 80 {
			t.Errorf("%s: a line of %d columns: %s", name, n, line)
		}
	}
}

// TestANewKindIsForVisitorsAtOnce adds one to a copy of the catalog, with an
// input that is a document.
func TestANewKindIsForVisitorsAtOnce(t *testing.T) {
	t.Parallel()
	v := visiting(t)
	kind, _ := tokens.Default.Kind("compose")
	kind.ID = "novel"
	v.v.Catalog.Kinds = append(slices.Clone(v.v.Catalog.Kinds), kind)
	v.in = kind.Inputs[0].Default
	v.run("build", "novel", "--"+kind.Inputs[0].Key, "-").exits(0, "").token()
	v.run("build", "novel", "--"+kind.Inputs[0].Key, "spec.json").exits(cli.ExitUsage, "visitors have no files here")
}
