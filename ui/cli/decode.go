package cli

import (
	"context"

	"github.com/spf13/cobra"

	"atc/tokens"
)

// newDecode returns the decode command.
func (p *program) newDecode() *cobra.Command {
	var (
		asJSON bool
		file   certificateFlag
	)
	cmd := p.newCommand("decode [TOKEN|-] [flags]", "Show what a token holds", func(cmd *cobra.Command, args []string) error {
		many := len(args) == 1 && args[0] == stdin || len(args) == 0 && !isTerminal(p.In)
		if err := p.onlyOneStdin(readsStdin("decode: the tokens", many), file.claim()); err != nil {
			return err
		}
		c, err := p.newChecker(cmd.Context(), file, false)
		if err != nil {
			return err
		}
		if many {
			return p.decodeLines(cmd.Context(), c, asJSON)
		}
		text, err := p.oneToken(cmd.Context(), "decode", args)
		if err != nil {
			return err
		}
		return p.decode(cmd.Context(), text, c, asJSON)
	})
	cmd.Long = "Shows what a token of any version holds, as far as it can be read. " +
		"With -, and where stdin is no terminal, reads one token a line and answers each with one line. " +
		"Exits with 1 if a token could not be read whole. " +
		"Says who signed the token where there is a certificate: in a file, in " + EnvCertificate + ", or in a stored project with the App ID of the token; " +
		"with --project, in that project only. It never asks for the passphrase of the vault: give it with --passphrase-file."
	cmd.Example = "atc decode 007eJx…\natc decode --json - < tokens.txt > decoded.jsonl"
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object, for - one on each line")
	file.add(cmd.Flags(), checkingUsage)
	return cmd
}

// decode prints the report of one token.
func (p *program) decode(ctx context.Context, text string, c *checker, asJSON bool) error {
	token, err := p.Catalog.Decode(text)
	v := c.check(ctx, token, tokens.Subject{})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var out []byte
	if asJSON {
		out = append(tokens.Report{Token: token, Verification: v, Err: err}.AppendJSON(nil), '\n')
	} else {
		out = p.report(token, v, err)
	}
	if err := p.print(out); err != nil {
		return err
	}
	if err != nil {
		return negativef("decode: %w", err)
	}
	return nil
}
