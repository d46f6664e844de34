package cli

import (
	"context"

	"github.com/spf13/cobra"

	"atc/tokens"
)

// decodeFlags are the flags of the decode command.
type decodeFlags struct {
	join         joinFlags
	certificate  certificateFlag
	json, report bool
}

// aboutDecode is what the decode command does wherever it runs.
const aboutDecode = "Shows what a token of any version holds, as far as it can be read, and what a service or SDK would refuse it for. " +
	"Whatever was copied along with the token, line breaks in it and other damage that can be undone without a guess, does not matter. " +
	"With -, and where stdin is no terminal, reads one token a line and answers each with one line. " +
	"Exits with 1 if a token could not be read whole. " +
	"With --for and the flags after it, compares the token with what an app uses it for, and says what the SDK answers."

// newDecode returns the decode command.
func (p *program) newDecode() *cobra.Command {
	f := &decodeFlags{}
	cmd := p.newCommand("decode [TOKEN|-] [flags]", "Show what a token holds, and what is wrong with it", func(cmd *cobra.Command, args []string) error {
		return p.decode(cmd.Context(), args, f)
	})
	cmd.Long = aboutDecode + " " +
		"Says who signed the token where there is a certificate: in a file, in " + EnvCertificate + ", or in a stored project with the App ID of the token; " +
		"with --project, in that project only. It never asks for the passphrase of the vault: give it with --passphrase-file."
	cmd.Example = "atc decode 007eJx…\natc decode --for rtc-native --channel lobby --uid 12345 007eJx…\natc decode --json - < tokens.txt > decoded.jsonl"
	cmd.Flags().BoolVar(&f.json, "json", false, "print one JSON object, for - one on each line")
	addReportFlag(cmd, &f.report)
	f.certificate.add(cmd.Flags(), checkingUsage)
	f.join.add(p, cmd)
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	return cmd
}

// addReportFlag gives a command that judges one token the flag --report.
func addReportFlag(cmd *cobra.Command, report *bool) {
	cmd.Flags().BoolVar(report, "report", false, "print Markdown for a bug report: without signature and salt, App ID shortened")
}

func oneForm(cmd string, json, report bool) error {
	if json && report {
		return usagef("%s: --json and --report cannot both be given", cmd)
	}
	return nil
}

func (p *program) decode(ctx context.Context, args []string, f *decodeFlags) error {
	if err := oneForm("decode", f.json, f.report); err != nil {
		return err
	}
	join, err := f.join.join(p, "decode")
	if err != nil {
		return err
	}
	fromStdin := len(args) == 1 && args[0] == stdin || len(args) == 0 && !isTerminal(p.In)
	if err := p.onlyOneStdin(readsStdin("decode: the tokens", fromStdin), f.certificate.claim()); err != nil {
		return err
	}
	c, err := p.newChecker(ctx, f.certificate, false)
	if err != nil {
		return err
	}
	if fromStdin && !f.report {
		return p.decodeLines(ctx, c, join, f.json)
	}
	text, err := p.oneToken(ctx, "decode", args)
	if err != nil {
		return err
	}
	return p.decodeOne(ctx, text, c, join, f)
}

// decodeOne prints the report of one token.
func (p *program) decodeOne(ctx context.Context, text string, c *checker, j tokens.Join, f *decodeFlags) error {
	a := c.assess(ctx, p.Catalog.Read(text), j)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var out []byte
	switch {
	case f.report:
		out = p.bugReport(&a)
	case f.json:
		out = append(a.json().AppendJSON(nil), '\n')
	default:
		out = p.report(&a)
	}
	if err := p.print(out); err != nil {
		return err
	}
	if a.found.Err != nil {
		return negativef("decode: could not be read whole: %s%s", a.damage(), a.fileHint())
	}
	return nil
}
