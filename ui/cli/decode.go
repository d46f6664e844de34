package cli

import (
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
		if many && file.file == stdin {
			return usagef("decode: the tokens and --certificate-file cannot both be read from stdin")
		}
		certificates, err := p.checkingCertificates(cmd.Context(), file)
		if err != nil {
			return err
		}
		if many {
			return p.decodeLines(cmd.Context(), certificates, asJSON)
		}
		text, err := p.oneToken(cmd.Context(), "decode", args)
		if err != nil {
			return err
		}
		return p.decode(text, certificates, asJSON)
	})
	cmd.Long = "Shows what a token of any version holds, as far as it can be read. " +
		"With -, and where stdin is no terminal, reads one token a line and answers each with one line. " +
		"Exits with 1 if a token could not be read whole. " +
		"Where there is a certificate, in " + EnvCertificate + " or a file, says whether it signed the token."
	cmd.Example = "atc decode 007eJx…\natc decode --json - < tokens.txt > decoded.jsonl"
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object, for - one on each line")
	file.add(cmd.Flags(), checkingUsage)
	return cmd
}

// decode prints the report of one token.
func (p *program) decode(text string, certificates []tokens.Certificate, asJSON bool) error {
	token, err := p.Catalog.Decode(text)
	v := check(token, certificates, tokens.Subject{})
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

// check returns nil where there is nothing to check or to check with.
func check(t *tokens.Token, certificates []tokens.Certificate, s tokens.Subject) *tokens.Verification {
	if t == nil || len(certificates) == 0 {
		return nil
	}
	v := t.SignedBy(certificates, s)
	return &v
}
