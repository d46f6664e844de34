package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"atc/keystore"
	"atc/ui/safe"
)

// projectJSON is a stored project in JSON.
type projectJSON struct {
	Name      string           `json:"name"`
	AppID     string           `json:"app_id"`
	Primary   bool             `json:"primary"`
	Secondary bool             `json:"secondary"`
	Notes     string           `json:"notes,omitempty"`
	ChatHost  string           `json:"chat_host,omitempty"`
	AppKey    string           `json:"app_key,omitempty"`
	Current   bool             `json:"current"`
	Keystore  keystore.Backend `json:"keystore"`
}

func newProjectJSON(e keystore.Entry, b keystore.Backend) projectJSON {
	return projectJSON{e.Name, e.AppID, e.Primary, e.Secondary, e.Notes, e.Chat.Host, e.Chat.AppKey, e.Current, b}
}

func (p *program) newProjectList() *cobra.Command {
	var asJSON bool
	cmd := p.onProjects("list [--json]", "List the stored projects", 0, 0, func(cmd *cobra.Command, _ []string) error {
		s, err := p.ready(cmd.Context())
		if err != nil {
			return err
		}
		all, err := p.entries(cmd.Context(), s)
		switch {
		case err != nil:
			return err
		case asJSON:
			var lines []byte
			for _, e := range all {
				lines = appendJSONLine(lines, newProjectJSON(e, s.Backend()))
			}
			return p.print(lines)
		case len(all) == 0:
			p.say(fmt.Sprintf("no project is stored in the %s yet: store one with atc project add NAME", s.Backend()))
			return nil
		}
		return p.print(p.projectTable(all))
	})
	cmd.Long = "Lists the stored projects; an asterisk marks the current one. Certificates are not read: the keyring asks for nothing."
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a project, each on one line")
	return cmd
}

// projectTable lays out projects in columns.
func (p *program) projectTable(all []keystore.Entry) []byte {
	rows := [][]string{{"", "Name", "App ID", "App Certificates", "Chat"}}
	for _, e := range all {
		mark := ""
		if e.Current {
			mark = "*"
		}
		rows = append(rows, []string{mark, safe.Text(e.Name), safe.Text(e.AppID), certificateWords(e), safe.Text(chatWords(e.Chat))})
	}
	return p.table(rows)
}

func certificateWords(e keystore.Entry) string {
	switch {
	case e.Primary && e.Secondary:
		return "primary, secondary"
	case e.Primary:
		return "primary"
	case e.Secondary:
		return "secondary"
	}
	return "none"
}

func chatWords(c keystore.Chat) string {
	return strings.TrimSpace(c.Host + " " + c.AppKey)
}

func (p *program) newProjectShow() *cobra.Command {
	var asJSON bool
	cmd := p.newCommand("show [NAME] [--json]", "Show what is stored of a project", func(cmd *cobra.Command, args []string) error {
		if len(args) > 1 || len(args) == 1 && p.global.project != "" {
			return usagef("project show: takes one project: use it as %s", usageOf(cmd))
		}
		s, err := p.ready(cmd.Context())
		if err != nil {
			return err
		}
		e, err := p.shownProject(cmd, s, args)
		switch {
		case err != nil:
			return err
		case asJSON:
			return p.print(appendJSONLine(nil, newProjectJSON(e, s.Backend())))
		}
		return p.print(p.projectReport(e, s.Backend()))
	})
	cmd.Long = "Shows what is stored of a project, by default of the one that would be used. Of its certificates it says only whether they are there."
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cmd.ValidArgsFunction = p.completeArgument
	return cmd
}

// shownProject returns the project of the argument, of --project or
// ATC_PROJECT, or else the current one.
func (p *program) shownProject(cmd *cobra.Command, s store, args []string) (keystore.Entry, error) {
	name, from := p.named()
	if len(args) == 1 {
		name, from = args[0], ""
	}
	if name != "" {
		e, err := p.entry(cmd.Context(), s, name)
		return e, fromError(from, err)
	}
	all, err := p.entries(cmd.Context(), s)
	if err != nil {
		return keystore.Entry{}, err
	}
	if e, ok := current(all); ok {
		return e, nil
	}
	if len(all) == 0 {
		return keystore.Entry{}, unknownProject(all, s.Backend(), "")
	}
	return keystore.Entry{}, usagef("project show: no project is chosen: name one, or choose one with atc project use NAME")
}

// projectReport returns a project in rows.
func (p *program) projectReport(e keystore.Entry, b keystore.Backend) []byte {
	r := &reporter{page: p.newPage()}
	name := safe.Text(e.Name)
	if e.Current {
		name += " (current)"
	}
	r.part(name)
	r.row("App ID", safe.Text(e.AppID))
	r.row("App Certificates", certificateWords(e))
	if e.Chat.Host != "" {
		r.row("Chat REST host", safe.Text(e.Chat.Host))
	}
	if e.Chat.AppKey != "" {
		r.row("Chat AppKey", safe.Text(e.Chat.AppKey))
	}
	r.row("stored in", string(b))
	r.flush()
	if e.Notes != "" {
		r.part("Notes")
		for line := range strings.SplitSeq(strings.TrimRight(safe.Lines(e.Notes), "\n"), "\n") {
			r.page.b.WriteString(strings.TrimRight("  "+line, " ") + "\n")
		}
	}
	return r.page.text()
}
