package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"atc/keystore"
)

// newProject returns the command of the stored projects, with a subcommand for
// each thing that can be done with them.
func (p *program) newProject() *cobra.Command {
	cmd := p.newCommand("project COMMAND", "Store projects, and choose among them", func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return p.unknownCommand(cmd, args[0])
		}
		return usagef("project: name what to do: see atc project --help")
	})
	cmd.Long = "Stores Agora projects with their App Certificates: in the keyring of the system, or, with --keystore vault, in a file that a passphrase encrypts. " +
		"A certificate is typed at a masked prompt or read from a file or stdin; it is never an argument, and never printed."
	cmd.Example = "atc project add acme-staging --app-id 970CA35de60c44645bbae8a215061b33\n" +
		"atc project import .env --name acme-staging\natc project use acme-staging\natc build rtc --channel lobby --project acme-live"
	cmd.Annotations = map[string]string{subcommandsAre: "project command"}
	cmd.AddCommand(
		p.newProjectAdd(), p.newProjectList(), p.newProjectShow(), p.newProjectEdit(), p.newProjectRename(), p.newProjectRemove(),
		p.newProjectUse(), p.newProjectImport(), p.newProjectCheck(), p.newProjectPassphrase(),
	)
	return cmd
}

// onProjects makes a project command: its projects are arguments, least to
// most of them, and never --project.
func (p *program) onProjects(use, short string, least, most int, run func(cmd *cobra.Command, args []string) error) *cobra.Command {
	cmd := p.newCommand(use, short, func(cmd *cobra.Command, args []string) error {
		name := "project " + cmd.Name()
		switch {
		case p.global.project != "":
			return usagef("%s: works on the project of its argument: leave out --%s", name, flagProject)
		case len(args) < least:
			return usagef("%s: something is missing: use it as %s", name, usageOf(cmd))
		case len(args) > most:
			return usagef("%s: takes %s: use it as %s", name, counted(most, "argument"), usageOf(cmd))
		}
		return run(cmd, args)
	})
	if most > 0 {
		cmd.ValidArgsFunction = p.completeArgument
	}
	return cmd
}

func counted(n int, what string) string {
	switch n {
	case 0:
		return "no " + what
	case 1:
		return "one " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// readyToAdd is [program.ready] for a command that stores a project. A vault
// that does not exist yet is asked for by that: its passphrase is settled now,
// and create makes it, when all the rest is known to be good.
func (p *program) readyToAdd(ctx context.Context) (s store, create func() error, err error) {
	create = func() error { return nil }
	if s, err = p.store(); err != nil {
		return s, create, err
	}
	v, ok := s.Store.(*keystore.Vault)
	if !ok {
		return s, create, nil
	}
	switch exists, err := v.Exists(); {
	case err != nil:
		return s, create, storeError(err)
	case exists:
		return s, create, p.unlock(ctx, s, p.interactive())
	}
	passphrase, err := p.newPassphrase(ctx, flagPassphraseFile, p.global.passphraseFile, "passphrase for the new vault:")
	if err != nil {
		return s, create, err
	}
	return s, func() error {
		ctx, cancel := context.WithTimeout(ctx, limitTended) // scrypt takes its time
		defer cancel()
		if err := v.Create(ctx, passphrase); err != nil {
			return storeError(err)
		}
		return p.preferVault()
	}, nil
}

// preferVault remembers the vault that was just made.
func (p *program) preferVault() error {
	if before, err := p.Home.Preferred(); err == nil && before == keystore.InVault {
		return nil
	}
	if err := p.Home.Prefer(keystore.InVault); err != nil {
		return storeError(err)
	}
	p.say("the vault is now the default keystore; atc --keystore keyring uses the keyring once")
	return nil
}

// listed returns what is stored in a store to add to, which may be a vault
// that is yet to be made.
func (p *program) listed(ctx context.Context, s store) ([]keystore.Entry, error) {
	all, err := p.entries(ctx, s)
	if errors.Is(err, keystore.ErrNoVault) {
		return nil, nil
	}
	return all, err
}

// add stores a new project, and says so. The first one becomes the current
// one.
func (p *program) add(ctx context.Context, s store, create func() error, project keystore.Project) error {
	if err := project.Check(); err != nil {
		return flagNames(err)
	}
	before, err := p.listed(ctx, s)
	if err != nil {
		return err
	}
	if err := create(); err != nil {
		return err
	}
	err = p.within(ctx, s.Backend(), func(ctx context.Context) error {
		if err := s.Put(ctx, "", project); err != nil || len(before) > 0 {
			return err
		}
		return s.Use(ctx, project.Name)
	})
	if errors.Is(err, keystore.ErrExists) {
		return alreadyThere(s, project.Name)
	}
	if err != nil {
		return flagNames(err)
	}
	if len(before) == 0 {
		p.say(fmt.Sprintf("%q is stored in the %s, and is the current project", project.Name, s.Backend()))
	} else {
		p.say(fmt.Sprintf("%q is stored in the %s", project.Name, s.Backend()))
	}
	p.warnOfMemory(s)
	return nil
}

func alreadyThere(s store, name string) error {
	return usagef("there is a project %q in the %s already: choose another name, or change it with atc project edit", name, s.Backend())
}

// warnOfMemory says that what was stored does not last.
func (p *program) warnOfMemory(s store) {
	if s.Backend() == keystore.InMemory {
		p.warn("the memory ends with this command, and what it stored with it: use the keyring or the vault")
	}
}

// flagNames gives an error about a part of a project the name of the flag
// that the part comes from.
func flagNames(err error) error {
	var field *keystore.FieldError
	if !errors.As(err, &field) {
		return storeError(err)
	}
	for _, f := range []struct {
		field keystore.Field
		name  string
	}{
		{keystore.FieldName, "the name"},
		{keystore.FieldAppID, "--app-id:"},
		{keystore.FieldNotes, "--notes:"},
		{keystore.FieldHost, "--chat-host:"},
		{keystore.FieldAppKey, "--app-key:"},
	} {
		if f.field == field.Field {
			return usagef("%s %w", f.name, field.Problem)
		}
	}
	return usagef("the %w", err)
}
