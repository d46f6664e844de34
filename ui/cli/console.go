package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"atc/keystore"
)

// console opens the console. What can be said in one line is said before it
// takes the screen: wrong words, and a passphrase file that does not fit.
func (p *program) console(cmd *cobra.Command, demo bool) error {
	switch {
	case !isTerminal(p.In) || !isTerminal(p.Out):
		return usagef("the console needs a terminal: name a command instead, see atc --help")
	case demo && (p.global.project != "" || p.global.keystore != "" || p.global.passphraseFile != ""):
		return usagef("--demo opens a project of its own: leave out --%s, --%s and --%s", flagProject, flagKeystore, flagPassphraseFile)
	case demo:
		return p.Console(cmd.Context(), ConsoleOptions{Demo: true, Backend: keystore.InMemory, Store: keystore.NewMemory(keystore.Demo())})
	}
	if err := p.onlyOneStdin(readsStdin("the keys", true)); err != nil {
		return err
	}
	s, err := p.store()
	if err != nil {
		return err
	}
	if p.global.passphraseFile != "" {
		if err := p.unlock(cmd.Context(), s, false); err != nil {
			return err
		}
	}
	o := ConsoleOptions{Backend: s.Backend(), Store: s.Store}
	if err := p.chooseForConsole(cmd, s, &o); err != nil {
		return err
	}
	return p.Console(cmd.Context(), o)
}

// chooseForConsole finds the project to open with. The console itself copes
// with a store that cannot be listed, such as a locked vault.
func (p *program) chooseForConsole(cmd *cobra.Command, s store, o *ConsoleOptions) error {
	all, listErr := p.entries(cmd.Context(), s)
	if name, from := p.named(); name != "" {
		o.Project = name
		if listErr == nil && !taken(all, name) {
			return fromError(from, unknownProject(all, s.Backend(), name))
		}
		return nil
	}
	if p.onlyCertificate() {
		return usagef("%s is set without an App ID: set %s, too, or name a stored project with --%s NAME", EnvCertificate, EnvAppID, flagProject)
	}
	unnamed, err := p.unnamed()
	if err != nil {
		return err
	}
	if unnamed != nil && strings.TrimSpace(p.Getenv(EnvCertificate)) == "" {
		if found := ofAppID(all, unnamed.AppID); len(found) == 1 {
			o.Project = found[0].Name
			return nil
		}
	}
	o.Unnamed = unnamed
	return nil
}
