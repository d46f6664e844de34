package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"atc/keystore"
	"atc/keystore/secret"
)

// editFlags are the flags of the edit command.
type editFlags struct {
	projectFlags
	noSecondary, swap bool
	given             func(flag string) bool
}

func (p *program) newProjectEdit() *cobra.Command {
	f := &editFlags{}
	cmd := p.onProjects("edit NAME [flags]", "Change what is stored of a project", 1, 1, func(cmd *cobra.Command, args []string) error {
		f.given = cmd.Flags().Changed
		return p.projectEdit(cmd.Context(), args[0], f)
	})
	cmd.Long = "Changes what the flags name and leaves the rest as it is. An empty text, as in --notes '', takes it away. " +
		"At a terminal, --certificate-file - asks at a masked prompt."
	cmd.Example = "atc project edit acme --secondary-file new.txt\natc project edit acme --swap\natc project edit acme --no-secondary"
	f.add(cmd.Flags())
	cmd.Flags().BoolVar(&f.noSecondary, "no-secondary", false, "forget the secondary App Certificate")
	cmd.Flags().BoolVar(&f.swap, "swap", false, "make the secondary App Certificate the primary one, and the other way round, after a rotation")
	return cmd
}

func (p *program) projectEdit(ctx context.Context, name string, f *editFlags) error {
	if err := f.check(p); err != nil {
		return err
	}
	s, err := p.ready(ctx)
	if err != nil {
		return err
	}
	e, err := p.entry(ctx, s, name)
	if err != nil {
		return err
	}
	// First, as somebody may have to type them, and the project to be changed is
	// the one that is there after that.
	primary, secondary, err := f.certificates(ctx, p)
	if err != nil {
		return err
	}
	err = p.within(ctx, s.Backend(), func(ctx context.Context) error {
		err := s.Update(ctx, name, func(project *keystore.Project) error {
			f.apply(project)
			return f.setCertificates(project, e, primary, secondary)
		})
		if err == nil && f.noSecondary {
			err = forgetSecondary(ctx, s, name)
		}
		return err
	})
	var missing *keystore.MissingError
	switch {
	case errors.Is(err, keystore.ErrNotFound):
		return p.noProject(ctx, s, name)
	case errors.As(err, &missing):
		return storagef("%w: use atc project edit NAME --%s FILE", err, fileFlag(missing.Which))
	case err != nil:
		return flagNames(err)
	}
	p.say(fmt.Sprintf("%q is changed in the %s", name, s.Backend()))
	p.warnOfMemory(s)
	return nil
}

// check says which flags do not go together.
func (f *editFlags) check(p *program) error {
	any := f.noSecondary || f.swap
	for _, flag := range []string{"app-id", "certificate-file", flagSecondary, "notes", "chat-host", "app-key"} {
		any = any || f.given(flag)
	}
	certificates := f.primary.file != "" || f.secondary != ""
	switch {
	case !any:
		return usagef("project edit: name what to change: see atc project edit --help")
	case f.given("app-id") && f.appID == "":
		return usagef("--app-id: is empty: a project needs an App ID")
	case f.swap && (f.noSecondary || certificates):
		return usagef("--swap cannot be given with --certificate-file, --%s or --no-secondary: make two changes of it", flagSecondary)
	case f.noSecondary && f.secondary != "":
		return usagef("--no-secondary and --%s cannot both be given", flagSecondary)
	}
	return p.onlyOneStdin(f.claims()...)
}

// apply changes what the flags name besides certificates.
func (f *editFlags) apply(project *keystore.Project) {
	for _, text := range []struct {
		flag  string
		value string
		into  *string
	}{
		{"app-id", f.appID, &project.AppID},
		{"notes", f.notes, &project.Notes},
		{"chat-host", f.host, &project.Chat.Host},
		{"app-key", f.appKey, &project.Chat.AppKey},
	} {
		if f.given(text.flag) {
			*text.into = text.value
		}
	}
}

// setCertificates changes the certificates. e says which ones there should be.
func (f *editFlags) setCertificates(project *keystore.Project, e keystore.Entry, primary, secondary secret.Value) error {
	if f.swap {
		switch {
		case e.Primary && e.Secondary && project.Primary.IsZero():
			return &keystore.MissingError{Project: project.Name, Which: keystore.FieldPrimary}
		case e.Primary && e.Secondary && project.Secondary.IsZero():
			return &keystore.MissingError{Project: project.Name, Which: keystore.FieldSecondary}
		case project.Primary.IsZero() || project.Secondary.IsZero():
			return usagef("--swap: there are no two App Certificates to change places")
		}
		project.Primary, project.Secondary = project.Secondary, project.Primary
		return nil
	}
	if !primary.IsZero() {
		project.Primary = primary
	}
	if !secondary.IsZero() {
		project.Secondary = secondary
	}
	if f.noSecondary {
		if !secondary.IsZero() {
			return usagef("--no-secondary: --certificate-file holds a secondary certificate, too")
		}
		project.Secondary = secret.Value{}
	}
	return nil
}

// forgetSecondary forgets a secondary certificate that the keyring lacks, which
// no update has to take away.
func forgetSecondary(ctx context.Context, s store, name string) error {
	rest, err := s.Get(ctx, name)
	var missing *keystore.MissingError
	var wrong *keystore.FieldError
	if errors.As(err, &missing) && missing.Which == keystore.FieldSecondary || errors.As(err, &wrong) && wrong.Field == keystore.FieldSecondary {
		return s.Put(ctx, name, rest)
	}
	return nil
}

// fileFlag names the flag that a certificate is entered with.
func fileFlag(which keystore.Field) string {
	if which == keystore.FieldSecondary {
		return flagSecondary
	}
	return "certificate-file"
}
