package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"atc/chatapi"
	"atc/chatapi/bulk"
)

// registerFlags are the flags of the register command.
type registerFlags struct {
	file                   string
	check, resume, restart bool
}

func (p *program) newChatRegister(f *chatFlags) *cobra.Command {
	own := &registerFlags{}
	cmd := p.onChat(f, "register --file FILE [flags]", "Register the users of a list, of any length", 0, 0, func(ctx context.Context, _ []string) error {
		return p.chatRegister(ctx, f, own)
	})
	cmd.Long = "Registers the users of a list, 60 with each request and as fast as the service allows. The list has one username a line, " +
		"or is CSV whose first line names the columns: username, and if there are any nickname and password. " +
		"It is checked before anything is sent; lines that no user can be registered for are told with their number and skipped. " +
		"What became of each user is kept in a journal until the list is done with, so that a run that was interrupted goes on with --resume without repeating or losing anybody. " +
		"With --json it prints a line a name, in the order in which they are done with. Exits with 3 if a name failed or a line was skipped."
	cmd.Example = "atc chat register --file names.txt --check\natc chat register --file users.csv --json > outcomes.jsonl\natc chat register --file users.csv --resume"
	fs := cmd.Flags()
	fs.Var(newText(&own.file, "FILE"), "file", "the list; - is stdin (required)")
	fs.BoolVar(&own.check, "check", false, "check the list, and register nobody; exits with 1 if a line would be skipped")
	fs.BoolVar(&own.resume, "resume", false, "go on where an earlier run of the same list stopped, and try those again that failed for a passing reason")
	fs.BoolVar(&own.restart, "restart", false, "forget an earlier run of the same list, and start over")
	return cmd
}

func (own *registerFlags) how() bulk.How {
	switch {
	case own.resume:
		return bulk.Resume
	case own.restart:
		return bulk.Restart
	}
	return bulk.Fresh
}

func (p *program) chatRegister(ctx context.Context, f *chatFlags, own *registerFlags) error {
	switch {
	case own.file == "":
		return usagef("chat register: name the list with --file FILE, - for stdin; to name the users themselves, use atc chat users register USER…")
	case own.resume && own.restart:
		return usagef("--resume and --restart cannot both be given: one goes on with an earlier run, the other forgets it")
	case own.check && (own.resume || own.restart):
		return usagef("--check registers nobody: leave out --resume and --restart")
	}
	if err := p.onlyOneStdin(f.certificate.claim(), stdinClaim{"--file", own.file}); err != nil {
		return err
	}
	list, err := p.readList(ctx, own.file)
	if list != nil {
		if err := p.tellList(f, list); err != nil {
			return err
		}
	}
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case err != nil:
		return storagef("--file: %w", err)
	case own.check:
		return p.checked(f, list)
	}
	c, err := p.connect(ctx, f)
	if err != nil {
		return err
	}
	// A host that does not answer, or a token that it does not take, is told at
	// once. Later on, the run has patience with the service.
	if _, err := c.ServerTime(ctx); err != nil {
		return err
	}
	journal, err := p.openJournal(list, c.Address(), own)
	if err != nil {
		return err
	}
	err = p.registerList(ctx, f, c, list, journal)
	if closing := journal.Close(); closing != nil && err == nil {
		err = storagef("chat register: the journal: %w", closing)
	}
	return err
}

// readList reads and checks the list. It may come with an error.
func (p *program) readList(ctx context.Context, name string) (*bulk.List, error) {
	type result struct {
		list *bulk.List
		err  error
	}
	var r result
	_, err := unlessEnded(ctx, func() ([]byte, error) {
		in := io.NopCloser(p.In)
		if name != stdin {
			var err error
			if in, err = p.Open(name); err != nil {
				return nil, fmt.Errorf("cannot read %s: %w", fileName(name), bare(err))
			}
		}
		defer func() { _ = in.Close() }() // nothing was written
		list, err := bulk.Read(in)
		r = result{list, bare(err)}
		return nil, nil
	})
	if err != nil {
		return nil, err // r may be written to yet
	}
	return r.list, r.err
}

// tellList reports the lines of a list that nobody is registered for, and what
// else may surprise about it.
func (p *program) tellList(f *chatFlags, list *bulk.List) error {
	for _, column := range list.Ignored {
		p.warn(fmt.Sprintf("--file: the column %q is not read: username, nickname and password are", column))
	}
	if list.Lowered > 0 {
		p.warn(fmt.Sprintf("--file: %s upper case, which the service does not keep", several(list.Lowered, "name has", "names have")))
	}
	var out []byte
	for _, problem := range list.Problems {
		out = p.appendSkipped(out, f, problem)
	}
	return p.print(out)
}

// checked ends a command that was to check the list only.
func (p *program) checked(f *chatFlags, list *bulk.List) error {
	good := several(len(list.Users), "user can", "users can") + " be registered"
	if f.json {
		p.say(good)
	} else if err := p.print([]byte(good + "\n")); err != nil {
		return err
	}
	if n := len(list.Problems); n > 0 {
		return negativef("chat register: %s no user", several(n, "line names", "lines name"))
	}
	return nil
}

// openJournal opens the journal of the list, or returns nil where there is no
// place for one.
func (p *program) openJournal(list *bulk.List, app chatapi.Address, own *registerFlags) (*bulk.Journal, error) {
	if p.State == "" {
		if own.resume {
			return nil, storagef("--resume: there is no folder for journals: set HOME or XDG_STATE_HOME to one")
		}
		p.warn("there is no folder for a journal: if this run is interrupted it cannot go on: set HOME or XDG_STATE_HOME to one")
		return nil, nil
	}
	journal, err := bulk.Journals{Dir: JournalFolder(p.State)}.Open(list, journalApp(app), own.how())
	var (
		interrupted *bulk.InterruptedError
		damaged     *bulk.DamagedError
	)
	switch {
	case errors.As(err, &interrupted):
		return nil, usagef("an earlier run of this list was interrupted at %s, with %d of %d users done: say --resume to go on with it, or --restart to start over",
			timeWords(interrupted.At), interrupted.Done, interrupted.Count)
	case errors.As(err, &damaged):
		return nil, storagef("chat register: %w: --restart starts over", err)
	case err != nil:
		return nil, storagef("chat register: %w", err)
	}
	return journal, nil
}

// journalApp returns what tells an app from another one in journals. An
// emulator may serve the App ID of a real app.
func journalApp(a chatapi.Address) string {
	if a.Loopback() {
		return a.AppID + " " + a.Host
	}
	return a.AppID
}
