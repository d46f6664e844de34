package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"atc/keystore"
	"atc/ui"
)

func (p *program) newServeSSH() *cobra.Command {
	f := &sshFlags{listen: ui.DefaultSSHAddress}
	cmd := p.newCommand("ssh --authorized-keys FILE [flags]", "Serve the console over SSH", func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usagef("serve ssh: takes flags only: see %s --help", cmd.CommandPath())
		}
		return p.serveSSH(cmd.Context(), f)
	})
	cmd.Long = "Gives each visitor a console of their own, over SSH: ssh -p 2323 HOST. Only the keys in the file may log in, and nobody reaches the projects, files, clipboard or shell of this machine. " +
		"Visitors have the demo project, and with --share one of yours, with which they build and check tokens for users, for an hour at most; its certificates are never shown. " +
		"With --share-admin they also build app tokens with it, with any lifetime, and use its Chat. " +
		"Instead of the console, visitors can run a command that reads standard input: ssh -p 2323 HOST decode - < tokens.txt. " +
		"Who comes and goes is logged on stderr. It ends with ctrl+c: visitors are told, and have 5 seconds; a second ctrl+c ends it at once."
	cmd.Example = "atc serve ssh --demo --authorized-keys ~/.ssh/id_ed25519.pub\natc serve ssh --authorized-keys visitors.txt --share acme-staging\nssh -p 2323 localhost"
	p.addSSHFlags(cmd, f)
	return cmd
}

// lent returns the copy of a stored project that visitors get.
func (p *program) lent(ctx context.Context, f *sshFlags) (*keystore.Project, error) {
	if f.share == "" {
		return nil, nil
	}
	s, err := p.ready(ctx)
	if err != nil {
		return nil, err
	}
	found, err := p.stored(ctx, s, f.share)
	var missing *keystore.MissingError
	if errors.As(err, &missing) && !found.Primary.IsZero() {
		p.warn(err.Error())
		err = nil
	}
	if err != nil {
		return nil, fromError("--"+flagShare, err)
	}
	if found.Primary.IsZero() {
		return nil, usagef("--%s: the project %q has no App Certificate to sign with: enable it in the Agora Console, then use atc project edit NAME --certificate-file FILE", flagShare, found.Name)
	}
	found.Notes = ""
	found.Sharing = keystore.SharedToBuild
	if f.admin {
		found.Sharing = keystore.SharedToAdminister
	}
	return &found, nil
}

func (p *program) serveSSH(ctx context.Context, f *sshFlags) error {
	servers, err := p.servers()
	if err != nil {
		return err
	}
	if err := f.check(p); err != nil {
		return err
	}
	o := ui.SSHOptions{Listen: f.listen, AuthorizedKeys: f.keys, HostKey: f.hostKey}
	if o.Limits, err = f.limits(); err != nil {
		return err
	}
	if o.Share, err = p.lent(ctx, f); err != nil {
		return err
	}
	if !f.quiet {
		log, end := newLogbook(p, "arrivals and departures", visitWords)
		defer end()
		o.Log = log.tell
	}
	server, err := servers.StartSSH(ctx, o)
	if err != nil {
		return storagef("serve ssh: %w", err)
	}
	if err := p.tellSSH(server, o, f.json); err != nil {
		return errors.Join(err, server.Close())
	}
	return p.untilEnded(ctx, "serve ssh", server, func() string {
		n := len(server.Visitors())
		if n == 0 {
			return ""
		}
		return fmt.Sprintf("ending: %s told, and sessions end within 5 seconds; ctrl+c again ends it at once", several(n, "visitor is", "visitors are"))
	})
}
