package tokens

import "strings"

// Reference returns the kinds of the catalog as a table in Markdown, for the
// reference in a README: ID, what the kind is, its inputs and its version.
// Inputs that may be left out stand in brackets.
func (c Catalog) Reference() string {
	var b strings.Builder
	b.WriteString("| Kind | What it is | Inputs | Version |\n|---|---|---|---|\n")
	for i := range c.Kinds {
		k := &c.Kinds[i]
		inputs := make([]string, len(k.Inputs))
		for j := range k.Inputs {
			in := &k.Inputs[j]
			inputs[j] = "`" + in.Key + "`"
			if in.Optional || in.Default != "" {
				inputs[j] = "[" + inputs[j] + "]"
			}
		}
		for _, cell := range []string{"`" + k.ID + "`", k.Group + ", " + k.Title + ": " + k.Doc, strings.Join(inputs, " "), string(k.Version)} {
			b.WriteString("| " + strings.ReplaceAll(cell, "|", `\|`) + " ")
		}
		b.WriteString("|\n")
	}
	return b.String()
}
