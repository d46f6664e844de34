package cli

import (
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"atc/tokens"
	"atc/ui/safe"
)

// explainFlags are the flags of the explain command.
type explainFlags struct {
	sdk        string
	list, json bool
}

// newExplain returns the command that says what the code of an SDK means.
func (p *program) newExplain() *cobra.Command {
	f := &explainFlags{}
	cmd := p.newCommand(commandExplain+" [CODE|TEXT] [flags]", "Say what the error code of an SDK means", func(_ *cobra.Command, args []string) error {
		return p.explain(f, strings.Join(args, " "))
	})
	cmd.Long = "Says what the code, name or message of an SDK means, what to do, and which findings of atc decode and atc verify are the cause. " +
		"The SDKs use the same numbers for different things: --" + flagSDK + " leaves those of one. " +
		"Takes a number, a name or a part of one, words, or a whole line of a log. " +
		"Without any of them it lists the SDKs, and with --" + flagSDK + " all of their codes. Exits with 1 if nothing is found."
	cmd.Example = "atc explain 110\natc explain -10005\natc explain ERR_DYNAMIC_USE_STATIC_KEY\natc explain \"CAN_NOT_GET_GATEWAY_SERVER: dynamic key or token timeout\"\natc explain --sdk rtm2"
	fs := cmd.Flags()
	fs.Var(newText(&f.sdk, "ID"), flagSDK, "only codes of this SDK: "+strings.Join(p.sdkIDs(), ", "))
	fs.BoolVar(&f.list, "list", false, "list the SDKs")
	fs.BoolVar(&f.json, "json", false, "print one JSON object")
	p.completes(cmd, flagSDK, cobra.FixedCompletions(p.sdkCompletions(), cobra.ShellCompDirectiveNoFileComp))
	cmd.ValidArgsFunction = cobra.NoFileCompletions
	return cmd
}

const (
	commandExplain = "explain"
	flagSDK        = "sdk"
)

func (p *program) sdkIDs() []string {
	ids := make([]string, len(p.Catalog.SDKs))
	for i := range p.Catalog.SDKs {
		ids[i] = p.Catalog.SDKs[i].ID
	}
	return ids
}

func (p *program) sdkCompletions() []string {
	ids := p.sdkIDs()
	for i := range ids {
		ids[i] += "\t" + p.Catalog.SDKs[i].Title
	}
	return ids
}

func (p *program) explain(f *explainFlags, query string) error {
	query = strings.TrimSpace(query)
	if f.sdk != "" && p.Catalog.SDK(f.sdk) == nil {
		return usagef("--%s: there is no SDK %s: choose one of %s", flagSDK, quoted(f.sdk), strings.Join(p.sdkIDs(), ", "))
	}
	switch {
	case f.list && query != "":
		return usagef("%s: --list takes no code", commandExplain)
	case f.list || query == "" && f.sdk == "":
		return p.listSDKs(f)
	}
	found := p.Catalog.Explain(f.sdk, query)
	if f.json {
		if err := p.print(appendJSONLine(nil, p.explanationsJSON(f.sdk, query, found))); err != nil {
			return err
		}
	} else if err := p.print(p.explanations(f.sdk, query, found)); err != nil {
		return err
	}
	if len(found) == 0 {
		return p.notExplained(f, query)
	}
	return nil
}

// notExplained is the error for a query that names nothing. It names what comes
// close to it, which the JSON holds itself.
func (p *program) notExplained(f *explainFlags, query string) error {
	where := "no SDK"
	if f.sdk != "" {
		where = p.Catalog.SDK(f.sdk).Title
	}
	said := commandExplain + ": " + quoted(query) + " is no code of " + where
	if f.sdk == "" {
		said = commandExplain + ": no SDK knows " + quoted(query)
	}
	near := p.Catalog.Nearest(f.sdk, query)
	if len(near) == 0 {
		return negativef("%s: try a number, a part of its name, or a word such as expired", said)
	}
	const most = 3
	names := make([]string, 0, most)
	for _, e := range near[:min(len(near), most)] {
		names = append(names, e.Code.String()+" ("+e.SDK.ID+")")
	}
	return negativef("%s: did you mean %s?", said, strings.Join(names, " or "))
}

// quoted returns the query for a message, without what may be a certificate:
// people paste lines of logs.
func quoted(query string) string {
	return quietly(idPattern.ReplaceAllString(query, "(32 hexadecimal digits)"))
}

var idPattern = regexp.MustCompile("[0-9A-Fa-f]{32}")

// listSDKs prints the lists of codes.
func (p *program) listSDKs(f *explainFlags) error {
	if f.json {
		return p.print(appendJSONLine(nil, sdkListJSON(p.Catalog)))
	}
	g := p.newPage()
	g.paragraph(0, "The same numbers mean different things in different SDKs. Name the code, and with --"+flagSDK+" whose it is.")
	g.heading("SDKs")
	width := 0
	for _, id := range p.sdkIDs() {
		width = max(width, len(id))
	}
	for i := range p.Catalog.SDKs {
		s := &p.Catalog.SDKs[i]
		g.entry(2, s.ID, width, s.Title+": "+s.Where)
	}
	return p.print(g.text())
}

// explanations returns what was found, by SDK. A single code is told with its
// causes in full, several in short.
func (p *program) explanations(sdk, query string, found []tokens.Explanation) []byte {
	g := p.newPage()
	if n := severalSDKs(found); sdk == "" && n > 1 && found[0].Exact {
		g.paragraph(0, safe.Text(quoted(query))+" is a code of "+several(n, "SDK", "SDKs")+": choose yours, --"+flagSDK+" ID shows it alone.")
	}
	const full = 8
	for i := range found {
		e := &found[i]
		if i == 0 || found[i-1].SDK != e.SDK {
			g.heading(e.SDK.Title + " (" + e.SDK.ID + ")")
		}
		switch {
		case query == "" || len(found) > full:
			g.inShort(e.Code)
		default:
			g.explanation(e, len(found) == 1)
		}
	}
	return g.text()
}

// severalSDKs counts the SDKs of what the query names exactly.
func severalSDKs(found []tokens.Explanation) int {
	var ids []string
	for _, e := range found {
		if e.Exact && !slices.Contains(ids, e.SDK.ID) {
			ids = append(ids, e.SDK.ID)
		}
	}
	return len(ids)
}
