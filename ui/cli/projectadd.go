package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"atc/keystore"
	"atc/tokens"
)

func (p *program) newProjectAdd() *cobra.Command {
	f := &projectFlags{}
	cmd := p.onProjects("add NAME [flags]", "Store a new project", 1, 1, func(cmd *cobra.Command, args []string) error {
		return p.projectAdd(cmd.Context(), args[0], f)
	})
	cmd.Long = "Stores a new project. At a terminal it asks for what the flags do not give, certificates masked. " +
		"With --keystore vault it makes the vault if there is none yet, and the vault is the default from then on."
	cmd.Example = "atc project add acme-staging --app-id 970CA35de60c44645bbae8a215061b33\n" +
		"pass agora/acme | atc project add acme-live --app-id 970CA… --certificate-file -"
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	f.add(cmd.Flags())
	return cmd
}

// projectAdd looks at everything that it can before it asks or reads anything
// secret.
func (p *program) projectAdd(ctx context.Context, name string, f *projectFlags) error {
	project := keystore.Project{Name: name, AppID: f.appID, Notes: f.notes, Chat: keystore.Chat{Host: f.host, AppKey: f.appKey}}
	if err := keystore.CheckName(name); err != nil {
		return usagef("project add: the name %w", err)
	}
	if err := p.onlyOneStdin(f.claims()...); err != nil {
		return err
	}
	asks := f.primary.file == "" && f.secondary == ""
	switch {
	case f.appID == "" && !p.interactive():
		return usagef("project add: give the App ID with --app-id ID")
	case f.primary.file == "" && f.secondary != "":
		return usagef("project add: --%s needs --certificate-file: a single certificate is the primary", flagSecondary)
	case asks && !p.interactive():
		return usagef("project add: give the App Certificate with --certificate-file FILE, - for stdin: it is asked for at a terminal only")
	}
	if err := p.askAppID(ctx, &project); err != nil {
		return err
	}
	if err := project.Check(); err != nil {
		return flagNames(err)
	}
	s, create, err := p.readyToAdd(ctx)
	if err != nil {
		return err
	}
	all, err := p.listed(ctx, s)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.Name == name {
			return alreadyThere(s, name)
		}
	}
	if asks {
		project.Primary, project.Secondary, err = p.askCertificates(ctx)
	} else {
		project.Primary, project.Secondary, err = f.certificates(ctx, p)
	}
	if err != nil {
		return err
	}
	return p.add(ctx, s, create, project)
}

// askAppID asks for the App ID if there is none yet.
func (p *program) askAppID(ctx context.Context, project *keystore.Project) error {
	for project.AppID == "" {
		d, err := p.dialogue()
		if err != nil {
			return err
		}
		typed, err := d.line(ctx, "App ID:")
		if err != nil {
			return err
		}
		problem := tokens.CheckHexID(typed)
		if typed == "" {
			problem = errors.New("is missing: copy it from the Agora Console")
		}
		if problem == nil {
			project.AppID = typed
			return nil
		}
		d.show("App ID: " + problem.Error() + "\n")
	}
	return nil
}
