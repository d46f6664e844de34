package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"atc/keystore"
)

func (p *program) newProjectRename() *cobra.Command {
	cmd := p.onProjects("rename OLD NEW", "Give a project another name", 2, 2, func(cmd *cobra.Command, args []string) error {
		ctx, from, to := cmd.Context(), args[0], args[1]
		if err := keystore.CheckName(to); err != nil {
			return usagef("project rename: the name %w", err)
		}
		s, err := p.ready(ctx)
		if err != nil {
			return err
		}
		err = p.change(ctx, s, from, func(ctx context.Context) error { return s.Rename(ctx, from, to) })
		if errors.Is(err, keystore.ErrExists) {
			return alreadyThere(s, to)
		}
		switch {
		case err != nil:
		case from == to:
			p.say(fmt.Sprintf("%q is called so already", from))
		default:
			p.say(fmt.Sprintf("%q is called %q now", from, to))
		}
		return err
	})
	return cmd
}

// change changes the project called name, and says what is wrong with that
// name if there is none.
func (p *program) change(ctx context.Context, s store, name string, do func(context.Context) error) error {
	err := p.within(ctx, s.Backend(), do)
	if errors.Is(err, keystore.ErrNotFound) {
		return p.noProject(ctx, s, name)
	}
	return storeError(err)
}

func (p *program) newProjectRemove() *cobra.Command {
	var sure bool
	cmd := p.onProjects("remove NAME [--yes]", "Remove a project and its certificates", 1, 1, func(cmd *cobra.Command, args []string) error {
		return p.projectRemove(cmd.Context(), args[0], sure)
	})
	cmd.Aliases = []string{"rm", "delete"}
	cmd.Long = "Removes a project and its certificates from where they are stored. At a terminal it asks for the name once more; a script says --yes."
	cmd.Flags().BoolVar(&sure, "yes", false, "do not ask")
	return cmd
}

func (p *program) projectRemove(ctx context.Context, name string, sure bool) error {
	if !sure && !p.interactive() {
		return usagef("project remove: say --yes, or run it at a terminal: what is removed is gone")
	}
	s, err := p.ready(ctx)
	if err != nil {
		return err
	}
	if _, err := p.entry(ctx, s, name); err != nil {
		return err
	}
	if !sure {
		d, err := p.dialogue()
		if err != nil {
			return err
		}
		typed, err := d.line(ctx, fmt.Sprintf("This removes the project and its certificates from the %s. Type %s to remove it:", s.Backend(), name))
		if err != nil {
			return err
		}
		if typed != name {
			return usagef("project remove: that is not its name: nothing was removed")
		}
	}
	if err := p.change(ctx, s, name, func(ctx context.Context) error { return s.Delete(ctx, name) }); err != nil {
		return err
	}
	p.say(fmt.Sprintf("%q is removed from the %s", name, s.Backend()))
	return nil
}

func (p *program) newProjectUse() *cobra.Command {
	var none bool
	cmd := p.onProjects("use NAME|--none", "Choose the project that is used by default", 0, 1, func(cmd *cobra.Command, args []string) error {
		if none == (len(args) == 1) {
			return usagef("project use: name one project, or say --none")
		}
		name := ""
		if len(args) == 1 {
			if name = args[0]; name == "" {
				return usagef("project use: the name is empty: say --none to choose none")
			}
		}
		return p.projectUse(cmd.Context(), name)
	})
	cmd.Long = "Makes a stored project the current one, which is used where neither --project nor " + EnvProject + " nor " + EnvAppID + " names another. The console opens with it."
	cmd.Flags().BoolVar(&none, "none", false, "have no current project")
	return cmd
}

func (p *program) projectUse(ctx context.Context, name string) error {
	s, err := p.ready(ctx)
	if err != nil {
		return err
	}
	if err := p.change(ctx, s, name, func(ctx context.Context) error { return s.Use(ctx, name) }); err != nil {
		return err
	}
	if name == "" {
		p.say("there is no current project now")
		return nil
	}
	p.say(fmt.Sprintf("%q is the current project", name))
	if other, from := p.named(); other != "" && other != name {
		p.warn(fmt.Sprintf("%s names %q, which comes before it", from, other))
	} else if p.envAppID() != "" {
		p.warn(EnvAppID + " is set, which comes before it")
	}
	p.warnOfMemory(s)
	return nil
}
