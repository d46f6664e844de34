package cli

import (
	"context"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"atc/tokens"
	"atc/ui"
)

// scanFlags are the flags of the scan command.
type scanFlags struct {
	json, all, showTokens bool
	within, failOn        string
	product               string
	certificate           certificateFlag
}

// The flags of the scan command that its messages name.
const (
	flagWithin = "expires-within"
	flagFailOn = "fail-on"
)

// aboutScan is what the scan command does wherever it runs.
const aboutScan = "Finds every token of any version in any text, such as logs, HAR files, JSON and source code, percent-encoded and escaped ones included, and says of each " +
	"where it stands, what it is for, when it ends, and what would refuse it. Tokens are shortened, and certificates masked. " +
	"It also finds App Certificates that stand next to their App ID."

// newScan returns the scan command.
func (p *program) newScan() *cobra.Command {
	f := &scanFlags{}
	cmd := p.newCommand("scan [FILE|FOLDER|-…] [flags]", "Find every token in files, and say what is wrong with it", func(cmd *cobra.Command, args []string) error {
		return p.scan(cmd.Context(), args, f)
	})
	cmd.Long = aboutScan + " It finds those of the stored projects anywhere. " +
		"Reads files of any size, folders with all that is in them except .git, and stdin where - or nothing is named. Links in folders are not followed. " +
		"What is found in a log that is still written is told at once. " +
		"The exit code is 0 whatever is found, and 1 with --fail-on; 4 if a file could not be read."
	cmd.Example = strings.Join([]string{
		"atc scan app.log",
		"tail -f app.log | atc scan",
		"atc scan --json --expires-within 1h /var/log/app > soon.jsonl",
		"atc scan --fail-on refused .",
	}, "\n")
	fs := cmd.Flags()
	fs.BoolVar(&f.json, "json", false, "print one JSON object for each, on a line of its own")
	fs.BoolVar(&f.all, "all", false, "list findings of severity note, too; JSON always has them")
	fs.BoolVar(&f.showTokens, "show-tokens", false, "print tokens whole")
	fs.Var(newText(&f.within, "TIME"), flagWithin, "only tokens that are in force and end within this time")
	fs.Var(newText(&f.failOn, "SEVERITY"), flagFailOn, "exit with 1 if a token has such a finding, or a graver one, and for certificates: "+strings.Join(failOnChoices, ", "))
	p.addProductFlag(cmd, &f.product)
	f.certificate.add(fs, checkingUsage)
	p.completes(cmd, flagWithin, cobra.NoFileCompletions)
	p.completes(cmd, flagFailOn, cobra.FixedCompletions(failOnChoices, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// failOnChoices are the severities that a script may stop for.
var failOnChoices = []string{string(tokens.Refused), string(tokens.Surprise)}

// A scan is one run of the scan command.
type scan struct {
	*program
	checker *checker
	flags   *scanFlags
	within  time.Duration        // 0: whenever they end
	appID   string               // of the project that is named, "" if none is
	known   []tokens.Certificate // at hand, to be looked for
	workers int

	table  *scanTable // nil for JSON
	file   scanned
	out    []byte // results that wait to be written
	totals scanTotals
	seen   scanTotals // those of the line of progress; the lock of what is said guards them
}

func (p *program) scan(ctx context.Context, args []string, f *scanFlags) error {
	if len(args) == 0 {
		if isTerminal(p.In) {
			return usagef("scan: name files or folders, or - to read stdin")
		}
		args = []string{stdin}
	}
	for _, name := range args {
		if err := p.visit.refuseFile("scan", name); err != nil {
			return err
		}
	}
	s, err := p.newScanOf(ctx, args, f)
	if err != nil {
		return err
	}
	line := p.newProgressOf(s.progress)
	for _, name := range args {
		if err = s.source(ctx, name); err != nil {
			break
		}
	}
	line.end()
	if err != nil {
		return err
	}
	p.say(s.totals.words())
	if s.totals.leaks > 0 {
		p.say(ui.LeakAdvice)
	}
	return s.failure()
}

// newScanOf reads the flags, and what is stored.
func (p *program) newScanOf(ctx context.Context, args []string, f *scanFlags) (*scan, error) {
	s := &scan{program: p, flags: f, workers: p.Workers}
	if s.workers == 0 {
		s.workers = runtime.GOMAXPROCS(0)
	}
	if _, err := p.product(f.product); err != nil {
		return nil, err
	}
	if err := s.readWithin(); err != nil {
		return nil, err
	}
	if f.failOn != "" && f.failOn != failOnChoices[0] && f.failOn != failOnChoices[1] {
		return nil, usagef("--%s: %q is no severity to stop for: it is one of %s", flagFailOn, quietly(f.failOn), strings.Join(failOnChoices, ", "))
	}
	at := slices.Index(args, stdin)
	if at >= 0 && slices.Contains(args[at+1:], stdin) {
		return nil, usagef("scan: - is named twice: stdin is read once")
	}
	if err := p.onlyOneStdin(readsStdin("scan: the text", at >= 0), f.certificate.claim()); err != nil {
		return nil, err
	}
	if err := s.readProject(ctx); err != nil {
		return nil, err
	}
	var err error
	if s.checker, err = p.newChecker(ctx, f.certificate, false); err != nil {
		return nil, err
	}
	s.checker.anybodys = s.appID == ""
	s.known = s.checker.everyCertificate(ctx)
	if !f.json {
		s.table = p.newScanTable()
	}
	return s, nil
}

func (s *scan) readWithin() error {
	if s.flags.within == "" {
		return nil
	}
	seconds, err := tokens.ParseLifetime(s.flags.within)
	switch {
	case err != nil:
		return usagef("--%s: %w", flagWithin, err)
	case seconds == 0:
		return usagef("--%s: is 0, which no token in force ends within: give a time such as 1h", flagWithin)
	}
	s.within = time.Duration(seconds) * time.Second
	return nil
}

// readProject finds the App ID of the project that --project names.
func (s *scan) readProject(ctx context.Context) error {
	name, from := s.named()
	if name == "" || from != "--"+flagProject {
		return nil
	}
	st, err := s.store()
	if err == nil {
		err = s.unlockUnasked(ctx, st)
	}
	if err != nil {
		return err
	}
	e, err := s.entry(ctx, st, name)
	if err != nil {
		return fromError(from, err)
	}
	s.appID = e.AppID
	return nil
}
