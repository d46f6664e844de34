package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"atc/keystore"
	"atc/keystore/envfile"
)

// importFlags are the flags of the import command.
type importFlags struct {
	name         string
	pick         string
	remove, json bool
}

func (p *program) newProjectImport() *cobra.Command {
	f := &importFlags{}
	cmd := p.newCommand("import [FILE…] [flags]", "Store what an .env file, config.json or the environment holds", func(cmd *cobra.Command, args []string) error {
		if p.global.project != "" {
			return usagef("project import: leave out --%s: --name NAME names the new project", flagProject)
		}
		return p.projectImport(cmd.Context(), args, f)
	})
	cmd.Long = "Finds App IDs with their certificates in files, by default in " + strings.Join(envfile.Names(), ", ") + " of the current folder and in the environment, and lists them with the certificates masked. " +
		"Stores one of them as a project: with --name, or as you answer at a terminal. " +
		"Then it shows how the file would look without the certificate, and removes it there if you agree, or with --remove."
	cmd.Example = "atc project import\natc project import .env --name acme-staging --remove\natc project import --json"
	fs := cmd.Flags()
	fs.Var(newText(&f.name, "NAME"), "name", "store it as a project of this name")
	fs.Var(newText(&f.pick, "N"), "pick", "which one to store, if several are found: its number in the list")
	fs.BoolVar(&f.remove, "remove", false, "remove the certificate from the file, once the project is stored")
	fs.BoolVar(&f.json, "json", false, "print one JSON object for each that is found; ask nothing")
	_ = cmd.RegisterFlagCompletionFunc("name", cobra.NoFileCompletions)
	_ = cmd.RegisterFlagCompletionFunc("pick", cobra.NoFileCompletions)
	return cmd
}

// asks reports whether questions may be asked.
func (p *program) asks(f *importFlags) bool { return p.interactive() && !f.json }

func (p *program) projectImport(ctx context.Context, files []string, f *importFlags) error {
	pick, err := p.checkImport(files, f)
	if err != nil {
		return err
	}
	all, err := p.find(ctx, files)
	if err != nil {
		return err
	}
	wanted := f.name != "" || f.remove || pick != 0
	if len(all) == 0 {
		nothing := "no App ID or certificate was found" + lookedIn(files)
		if wanted {
			return storagef("project import: %s", nothing)
		}
		p.say(nothing)
		return nil
	}
	p.tellStored(ctx, all)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	out := p.importTable(all)
	if f.json {
		out = importJSON(all)
	}
	if err := p.print(out); err != nil {
		return err
	}
	if !wanted && !p.asks(f) {
		return nil
	}
	chosen, err := p.choose(ctx, all, pick, f)
	if err != nil || chosen == nil {
		return err
	}
	return p.importOne(ctx, chosen, f)
}

// checkImport says what is wrong with the command line, before anything is
// read.
func (p *program) checkImport(files []string, f *importFlags) (pick int, err error) {
	var claims []stdinClaim
	for _, name := range files {
		claims = append(claims, stdinClaim{"project import: the file", name})
	}
	if err := p.onlyOneStdin(claims...); err != nil {
		return 0, err
	}
	if f.remove && slices.Contains(files, stdin) {
		return 0, usagef("--remove: cannot remove anything from stdin: name the file")
	}
	if f.name != "" {
		if err := keystore.CheckName(f.name); err != nil {
			return 0, usagef("--name: the name %w", err)
		}
	}
	if f.remove {
		switch s, err := p.store(); {
		case err != nil:
			return 0, err
		case s.Backend() == keystore.InMemory:
			return 0, usagef("--remove: the memory ends with this command, and the certificate would be gone: leave out --remove, or store it with --%s keyring or vault", flagKeystore)
		}
	}
	if f.pick != "" {
		if pick, err = strconv.Atoi(f.pick); err != nil || pick < 1 {
			return 0, usagef("--pick: not a number of the list: give one from 1 on")
		}
	}
	return pick, nil
}

func lookedIn(files []string) string {
	if len(files) > 0 {
		return ""
	}
	return " in " + strings.Join(envfile.Names(), ", ") + " or the environment"
}

// choose returns which of them to import, or nil for none.
func (p *program) choose(ctx context.Context, all []*importable, pick int, f *importFlags) (*importable, error) {
	chosen, err := pickOne(all, pick)
	switch {
	case err != nil || chosen != nil:
		return chosen, err
	case !p.asks(f):
		return nil, usagef("project import: several were found: choose one with --pick N")
	}
	d, err := p.dialogue()
	if err != nil {
		return nil, err
	}
	for {
		answer, err := d.line(ctx, fmt.Sprintf("Which one is to be stored? (1-%d, enter for none):", len(all)))
		if err != nil || answer == "" {
			return nil, err
		}
		n, err := strconv.Atoi(answer)
		if err != nil || n < 1 {
			n = len(all) + 1
		}
		chosen, err := pickOne(all, n)
		if err == nil {
			return chosen, nil
		}
		d.show(strings.TrimPrefix(err.Error(), "--pick: ") + "\n")
	}
}

// importOne stores one of them, unless it is stored already, and offers to
// remove its certificates from where they stand in the clear.
func (p *program) importOne(ctx context.Context, i *importable, f *importFlags) error {
	if i.isTakenOut() {
		return p.sayTakenOut(i, f)
	}
	if f.remove {
		if err := checkRemoval(i); err != nil {
			return err
		}
	}
	if i.storedAs == "" && f.name == "" && !p.asks(f) {
		return usagef("project import: give the project a name with --name NAME")
	}
	s, create, err := p.readyToAdd(ctx)
	if err != nil {
		return err
	}
	if i.storedAs, err = p.storedAs(ctx, s, i); err != nil {
		return err
	}
	name := i.storedAs
	if name != "" {
		p.say(fmt.Sprintf("it is stored already, as %q", name))
	} else if name, err = p.storeNew(ctx, s, create, i, f); err != nil || name == "" {
		return err
	}
	kept, err := p.stored(ctx, s, name)
	if err != nil {
		return err
	}
	if !i.isIn(&kept) {
		return storagef("the %s does not give back what was stored in it: %s was left as it is: see atc project check", s.Backend(), i.source())
	}
	if f.json {
		if err := p.print(appendJSONLine(nil, importedJSON{name, s.Backend()})); err != nil {
			return err
		}
	}
	return p.offerRemoval(ctx, s, i, f)
}

// sayTakenOut says that there is nothing left to do.
func (p *program) sayTakenOut(i *importable, f *importFlags) error {
	s, err := p.store()
	if err != nil {
		return err
	}
	p.say(fmt.Sprintf("it is stored already, as %q, and %s holds no certificate any more", i.storedAs, i.source()))
	if !f.json {
		return nil
	}
	return p.print(appendJSONLine(nil, importedJSON{i.storedAs, s.Backend()}))
}

// storeNew stores it under the name of the flag, or one that it asks for, and
// returns that name; "" if none was given.
func (p *program) storeNew(ctx context.Context, s store, create func() error, i *importable, f *importFlags) (string, error) {
	name := f.name
	if name == "" {
		all, err := p.listed(ctx, s)
		if err != nil {
			return "", err
		}
		if name, err = p.askName(ctx, all, p.proposal(i, all)); err != nil || name == "" {
			return "", err
		}
	}
	primary, secondary := i.certificates()
	return name, p.add(ctx, s, create, keystore.Project{Name: name, AppID: i.appID(), Primary: primary, Secondary: secondary})
}

// proposal returns a name for the project, that of its folder, or "".
func (p *program) proposal(i *importable, all []keystore.Entry) string {
	name := p.Folder
	if dir := filepath.Base(filepath.Dir(i.source())); i.file != nil && strings.Trim(dir, `./\`) != "" {
		name = dir
	}
	if keystore.CheckName(name) != nil || taken(all, name) {
		return ""
	}
	return name
}

func taken(all []keystore.Entry, name string) bool {
	for _, e := range all {
		if e.Name == name {
			return true
		}
	}
	return false
}

// askName asks for the name of a new project until it is good. Enter takes the
// proposal.
func (p *program) askName(ctx context.Context, all []keystore.Entry, proposal string) (string, error) {
	d, err := p.dialogue()
	if err != nil {
		return "", err
	}
	question := "Name of the project (enter to store nothing):"
	if proposal != "" {
		question = fmt.Sprintf("Name of the project (enter for %s):", proposal)
	}
	for {
		name, err := d.line(ctx, question)
		if err != nil {
			return "", err
		}
		if name == "" {
			return proposal, nil
		}
		problem := keystore.CheckName(name)
		switch {
		case problem != nil:
			d.show("the name " + problem.Error() + "\n")
		case taken(all, name):
			d.show("there is a project of this name already\n")
		default:
			return name, nil
		}
	}
}
