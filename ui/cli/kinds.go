package cli

import (
	"encoding/json"

	"atc/tokens"

	"github.com/spf13/cobra"
)

// newKinds returns the command that lists what can be built.
func (p *program) newKinds() *cobra.Command {
	var asJSON bool
	cmd := p.newCommand("kinds [--json]", "List the kinds of tokens with their flags", func(_ *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usagef("kinds: takes no argument")
		}
		if !asJSON {
			return p.print(p.kindReference())
		}
		text, err := json.Marshal(kindsJSON(p.Catalog))
		if err != nil {
			return err
		}
		return p.print(append(text, '\n'))
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// kindReference returns the kinds by group, each with its flags.
func (p *program) kindReference() []byte {
	g := p.newPage()
	group := ""
	for _, k := range p.Catalog.Kinds {
		if k.Group != group {
			group = k.Group
			g.heading(group)
		}
		g.entry(2, k.ID, 0, k.Doc+" ("+string(k.Version)+")")
		width := 0
		for i := range k.Inputs {
			width = max(width, len(p.inputLabel(&k.Inputs[i])))
		}
		for i := range k.Inputs {
			g.entry(4, p.inputLabel(&k.Inputs[i]), width, inputUsage(&k.Inputs[i]))
		}
	}
	return g.text()
}

// The JSON of "atc kinds --json".
type (
	kindsDocument struct {
		Kinds []kindJSON `json:"kinds"`
	}
	kindJSON struct {
		ID      string         `json:"id"`
		Group   string         `json:"group"`
		Title   string         `json:"title"`
		Doc     string         `json:"doc"`
		Version tokens.Version `json:"version"`
		Builder string         `json:"builder,omitempty"` // in Agora's Go library
		Inputs  []inputJSON    `json:"inputs"`
	}
	inputJSON struct {
		Key      string   `json:"key"`
		Flag     string   `json:"flag"`
		Title    string   `json:"title"`
		Doc      string   `json:"doc"`
		Type     string   `json:"type"`
		Default  string   `json:"default,omitempty"`
		Choices  []string `json:"choices,omitempty"`
		Required bool     `json:"required"`
	}
)

func kindsJSON(c tokens.Catalog) kindsDocument {
	doc := kindsDocument{Kinds: []kindJSON{}}
	for _, k := range c.Kinds {
		kind := kindJSON{k.ID, k.Group, k.Title, k.Doc, k.Version, officialBuilder(&k), []inputJSON{}}
		for i := range k.Inputs {
			in := &k.Inputs[i]
			kind.Inputs = append(kind.Inputs, inputJSON{
				Key: in.Key, Flag: "--" + in.Key, Title: in.Title, Doc: in.Doc, Type: typeName(in.Type),
				Default: defaultOf(in), Choices: in.Choices, Required: isRequired(in),
			})
		}
		doc.Kinds = append(doc.Kinds, kind)
	}
	return doc
}

func typeName(t tokens.InputType) string {
	switch t {
	case tokens.Choice:
		return "choice"
	case tokens.Lifetime:
		return "lifetime"
	case tokens.List:
		return "list"
	case tokens.Document:
		return "document"
	}
	return "text"
}

// officialBuilder names the function of Agora's libraries that makes the same
// token, or "".
func officialBuilder(k *tokens.Kind) string {
	if len(k.Official) == 0 {
		return ""
	}
	return k.Official[0].Method
}
