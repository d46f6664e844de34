package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"atc/tokens"
	"atc/ui/safe"
)

// namesFlags are the flags of the names command.
type namesFlags struct {
	try         string
	candidates  string
	numbers     bool
	certificate certificateFlag
	json        bool
}

// maxCandidates is the longest list of names that is read, in bytes.
const maxCandidates = 64 << 20

// newNames returns the command that looks for the channel and the user of a 006
// token.
func (p *program) newNames() *cobra.Command {
	f := &namesFlags{}
	cmd := p.newCommand("names [TOKEN|-] [flags]", "Find the channel and user that a 006 token was made for", func(cmd *cobra.Command, args []string) error {
		return p.names(cmd.Context(), args, f)
	})
	cmd.Long = "A 006 token holds only a checksum of its channel and of its user. This tries the names of a list, those of the stored projects, well-known ones and every number, " +
		"and prints all that fit. A name that fits may do so by chance: only where an App Certificate at hand confirms both together are they the channel and the user of the token. " +
		"The keys 005 to 001 and the tokens of Signaling 1.x hold no checksum: of them it finds what a certificate confirms. " +
		"Exits with 1 if nothing fits."
	cmd.Example = "atc names --try lobby 006970CA…\natc names --candidates rooms.txt 006970CA…\ngrep -ho 'channel=[^&]*' access.log | atc names --candidates - 006970CA…"
	fs := cmd.Flags()
	fs.Var(newText(&f.try, "NAMES"), "try", "names to try, with commas or blanks between them")
	fs.Var(newText(&f.candidates, "FILE"), "candidates", "a list of names, a CSV file, a log or any other text to try the words of; - is stdin")
	fs.BoolVar(&f.numbers, "numbers", true, "try every number; --numbers=false does not")
	f.certificate.add(fs, checkingUsage)
	fs.BoolVar(&f.json, "json", false, "print one JSON object")
	_ = cmd.RegisterFlagCompletionFunc("try", cobra.NoFileCompletions)
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	return cmd
}

func (p *program) names(ctx context.Context, args []string, f *namesFlags) error {
	fromStdin := len(args) == 0 && f.candidates != stdin || len(args) == 1 && args[0] == stdin
	claims := []stdinClaim{readsStdin("names: the token", fromStdin), {"--candidates", f.candidates}, f.certificate.claim()}
	if err := p.onlyOneStdin(claims...); err != nil {
		return err
	}
	if len(args) == 0 && !fromStdin {
		return usagef("names: name a token, as stdin holds the candidates")
	}
	c, err := p.newChecker(ctx, f.certificate, false)
	if err != nil {
		return err
	}
	text, err := p.oneToken(ctx, "names", args)
	if err != nil {
		return err
	}
	lists, err := p.nameLists(ctx, f)
	if err != nil {
		return err
	}
	r := p.Catalog.Read(text)
	if r.Tokens > 1 {
		return usagef("names: takes one token, and there are %d: atc scan - lists them", r.Tokens)
	}
	if r.Token == nil {
		a := c.assess(ctx, r, tokens.Join{})
		return negativef("names: there is nothing to look for: %s", a.damage())
	}
	found := p.Catalog.FindNames(r.Token, c.nameSearch(ctx, r.Token, lists, f.numbers))
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return p.printNames(&found, r.Token, f)
}

// nameLists returns the names of the command line and of the file.
func (p *program) nameLists(ctx context.Context, f *namesFlags) ([]tokens.NameList, error) {
	var lists []tokens.NameList
	if f.try != "" {
		lists = append(lists, tokens.NameList{Source: "--try", Text: f.try})
	}
	if f.candidates == "" {
		return lists, nil
	}
	data, err := p.readFile(ctx, "candidates", f.candidates, maxCandidates)
	if err != nil {
		return nil, err
	}
	source := f.candidates
	if source == stdin {
		source = "stdin"
	}
	return append(lists, tokens.NameList{Source: source, Text: string(data)}), nil
}

// nameSearch adds what is at hand: the certificates for the App ID of the token,
// and the names of the projects.
func (c *checker) nameSearch(ctx context.Context, t *tokens.Token, lists []tokens.NameList, numbers bool) tokens.NameSearch {
	s := tokens.NameSearch{Lists: lists, Numbers: numbers, Certificates: c.given}
	if t.Version == tokens.AccessToken2 {
		return s // nothing will be looked for, so the store is left alone
	}
	if !c.only && t.Has(tokens.PartAppID) {
		s.Certificates = c.of(ctx, t.AppID)
	}
	var projects []string
	for _, r := range c.projects {
		projects = append(projects, r.Name)
	}
	if len(projects) > 0 {
		s.Lists = append(s.Lists, tokens.NameList{Source: "a project", Text: strings.Join(projects, "\n")})
	}
	return s
}

func (p *program) printNames(found *tokens.Names, t *tokens.Token, f *namesFlags) error {
	out := p.namesPage(found)
	if f.json {
		out = appendJSONLine(nil, namesJSON(found, t))
	} else if found.Nothing != "" {
		out = nil
	}
	if err := p.print(out); err != nil {
		return err
	}
	switch {
	case found.Nothing != "":
		return negativef("names: %s", found.Nothing)
	case !found.Found():
		return negativef("names: nothing fits: give more names with --candidates FILE or --try NAMES")
	}
	return nil
}

// namesPage returns what was found for people.
func (p *program) namesPage(found *tokens.Names) []byte {
	rows := [][]string{{"SLOT", "NAME", "FROM", "PROOF"}}
	for i := range found.Slots {
		s := &found.Slots[i]
		switch {
		case s.Empty:
			rows = append(rows, []string{string(s.Slot), "(" + s.Nobody() + ")", "its checksum is that of the empty text", ""})
		case len(s.Matches) == 0:
			rows = append(rows, []string{string(s.Slot), "(nothing fits)", "", ""})
		}
		for j := range s.Matches {
			m := &s.Matches[j]
			rows = append(rows, []string{string(s.Slot), shorten(m.Shown()), shorten(m.Origin()), proofWord(found, m)})
		}
	}
	out := p.table(rows)
	if found.Proof == nil {
		return append(out, "\nno proof: "+safe.Text(found.Lacks)+"\n"...)
	}
	signed := signatureWords(&tokens.Verification{Status: tokens.Signed, Certificate: found.Proof.Certificate})
	return append(out, "\n"+signed+": "+shorten(found.Combination())+"\n"...)
}

// proofWord says what a match is worth.
func proofWord(found *tokens.Names, m *tokens.NameMatch) string {
	switch {
	case m.Confirmed:
		return "confirmed"
	case found.Proof != nil:
		return "by chance"
	}
	return "none"
}
